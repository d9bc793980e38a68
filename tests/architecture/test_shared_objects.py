"""What all threads of a process share: each object that could change was reviewed, and says why it is safe."""

import contextvars
import dataclasses
import datetime as dt
import enum
import importlib
import logging
import pkgutil
import re
import types
import typing
from operator import attrgetter
from pathlib import PurePath

import click
from flask import Blueprint, Flask
from flask_babel import LazyString
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm.interfaces import LoaderOption
from sqlalchemy.orm.util import AliasedClass
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.visitors import Visitable
from werkzeug.local import LocalProxy
from wtforms.fields.core import UnboundField

import consult
from consult.core.hooks import Hook
from consult.core.lifecycle import Lifecycle

UNCHANGING = (
    str, bytes, int, float, bool, type(None), tuple, frozenset, range, re.Pattern, dt.timedelta,
    dt.datetime, dt.timezone, PurePath, enum.Enum, type, types.ModuleType, types.FunctionType,
    types.BuiltinFunctionType, types.GenericAlias, types.UnionType, typing.TypeVar, typing.ParamSpec, contextvars.ContextVar,
    logging.Logger, LazyString, UnboundField, Blueprint, click.Command, click.ParamType, Visitable, ReadOnlyColumnCollection,
    AliasedClass, LoaderOption, LocalProxy, Lifecycle, Hook, attrgetter,
)  # fmt: skip
"""Kinds of objects that nothing changes after the import, or that are different in each thread by themselves."""

REVIEWED = {
    "consult.accounts.passwords.hasher": "argon2 keeps only its parameters; each hash is a call of its own",
    "consult.core.clock._database": "holds one unchanging reading of the clock, replaced as a whole",
    "consult.core.database._described": "a LimitedCache: its lock guards each change; what it keeps is never changed",
    "consult.core.job_timeouts._shared": "for a worker and its child process; each runs one job at a time, in one thread",
    "consult.web.forms._UNKNOWN": "an empty mapping that nothing can change",
    "consult.core.isolation._libc": "the C library; used in the child process that reads a file, which has one thread",
    "consult.core.mail._QUEUE": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.core.mail_messages._POLICY": "never changes: a policy refuses to be written to, and `clone` makes another",
    "consult.core.mail_messages._SENT": "never changes: a policy refuses to be written to, and `clone` makes another",
    "consult.core.mail_states._MARK": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.core.mail_states._MARK_AND_CLAIM": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.core.multilingual.NO_TRANSLATIONS": "never changes: `having` makes another",
    "consult.core.sign_language.NO_VIDEOS": "never changes",
    "consult.questions.types.TYPES": "a read-only mapping; the types have no state",
    "consult.consultations.questionnaire.NOTHING": "never changes: a frozen dataclass",
    "consult.core.log_lines._as_json": "a renderer with nothing but its parameters",
    "consult.core.log_lines._job_log": "a logger: the lock of its handler guards each line",
    "consult.core.metrics._asked": "a registry, filled at the import; it locks its own lists",
    "consult.core.metrics._connections": "a gauge of prometheus-client: a lock guards each value",
    "consult.core.metrics._counted": "a registry, filled at the import; it locks its own lists",
    "consult.core.metrics._looked_up": "its lock guards what was found, which is replaced as a whole",
    "consult.core.metrics._requests": "a counter of prometheus-client: a lock guards each value",
    "consult.core.metrics._seconds": "a histogram of prometheus-client: a lock guards each value",
    "consult.core.markup._readers": "a threading.local: each thread has its own Markdown readers",
    "consult.consultations.queries.stamps._STAMP": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.draft_submissions.actions.submitting._LOCKED": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.draft_submissions.actions.submitting._TAKE": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.draft_submissions.views.answer_files.GIVEN": "never changes: a frozen dataclass",
    "consult.draft_submissions.queries.drafts_to_submit._TO_SUBMIT": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.submissions.actions.filing._FILE": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.drafts.queries.passages._kept": "a LimitedCache: its lock guards each change; what it keeps is never changed",
    "consult.moderation.forms.name_requests._WORDS": "a validator that keeps only its parameters",
    "consult.moderation.views.lines._kept": "a LimitedCache: its lock guards each change; what it keeps is never changed",
    "consult.quotations.later_passages._kept": "a LimitedCache: its lock guards each change; each thread that finds more of a pair finds the same",
    "consult.reading.rendered._kept": "a LimitedCache: its lock guards each change; what it keeps is never changed",
    "consult.reading.version_text._cache": "a LimitedCache: a kept text only gains drawn blocks, each a whole value under its key",
    "consult.screening.actions._STORE_KEYS": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.screening.actions._WRITE": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.screening.queries.comparing._SCREENED": "a KeptStatement: what is written of it is replaced as a whole",
    "consult.screening.similarity_keys._SIGNATURE": "a compiled format of struct, which keeps nothing of what it packs",
    "consult.web.guards._NOT_ASKED": "never changes: a mark without a value",
}

REGISTRIES = {
    "consult.submissions.references._secrets", "consult.core.preconditions._preconditions", "consult.core.declarations._declared", "consult.core.declarations._held",
    "consult.attachments.addresses._host", "consult.attachments.virus_scan._settings",
    "consult.incoming_email.addresses._settings", "consult.core.storage._store", "consult.core.mail._transport", "consult.core.mail._writer",
    "consult.core.mail._home", "consult.core.mail._languages", "consult.core.queue._notifier", "consult.core.queue._periodic",
    "consult.core.permissions._who", "consult.core.permissions._when", "consult.core.events._handlers",
    "consult.core.events._renamed_events",
    "consult.core.events._functions", "consult.core.events._notify", "consult.core.rendering._sources", "consult.core.journal._again", "consult.core.journal._journal",
    "consult.core.restore_cleanup._forget", "consult.core.restore_cleanup._settle", "consult.core.watchdog._to",
    "consult.core.outbox._urgencies", "consult.core.jobs._steps", "consult.server.heartbeat._pipe",
    "consult.practices.forms._steps", "consult.core.metrics._sources", "consult.core.account_data._leave",
    "consult.core.account_data._parts", "consult.core.watchdog._files", "consult.moderation.undo_period._time",
    "consult.stakeholders.category_names._translations", "consult.stakeholders.countries._replaced", "consult.stakeholders.countries._left_out",
    "consult.core.outbox._batch_handlers",
}  # fmt: skip
"""Lists and tables that the start of the application fills and that are only read afterwards."""

EXTENSIONS = {
    "babel": "looks its translations up for each request; its cache of catalogues holds whole values",
    "downloads": "its lock guards what is being made; a file that is there is never changed",
    "worker_notifier": "Redis clients take a connection for each command; `silent_until` is one number, `last_jobs` has"
    " whole values under few keys, and one of a moment ago only costs another question",
    "limits": "counters in Redis; those in memory have locks of their own",
    "migrate": "used by the command line only",
    "outage_words": "filled at the start of the application and only read afterwards",
    "page_cache": "its lock guards each change; what is kept is replaced, not changed, but for a page's compressed copy",
    "sqlalchemy": "a session for each application context; the pool of the engine has a lock",
}


def _is_plain(value: object) -> bool:
    if isinstance(value, (dict, list, set)):
        return False
    is_instance = dataclasses.is_dataclass(value) and not isinstance(value, type)
    if is_instance and type(value).__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return all(_is_plain(getattr(value, one.name)) for one in dataclasses.fields(value))  # type: ignore[arg-type]
    module = type(value).__module__
    is_generated = module in {"typing", "functools", "collections.abc"} or module.startswith("sqlalchemy.sql")
    return isinstance(value, UNCHANGING) or is_generated


def _modules() -> list[str]:
    found = [one.name for one in pkgutil.walk_packages(consult.__path__, "consult.")]
    return [name for name in found if not name.endswith("__main__") and not name.startswith("consult.setup")]


def _changing() -> dict[str, object]:
    """Objects of modules that could change, by the name under which they were made."""
    found: dict[int, tuple[str, object]] = {}
    for name in sorted(_modules(), key=lambda one: (one.count("."), one)):
        for key, value in vars(importlib.import_module(name)).items():
            if not key.startswith("__") and not _is_plain(value):
                found.setdefault(id(value), (f"{name}.{key}", value))
    return dict(found.values())


def test_every_object_that_threads_share_was_reviewed(app: Flask) -> None:
    objects = {
        name for name, value in _changing().items() if not isinstance(value, (dict, list, set, SQLAlchemy))
    }
    assert objects == set(REVIEWED)


def test_tables_that_only_the_start_fills_are_named(app: Flask) -> None:
    tables = {name for name, value in _changing().items() if isinstance(value, (dict, list, set))}
    assert {name for name in tables if not name.rsplit(".", 1)[1].isupper()} - REGISTRIES == set()


def test_every_extension_of_the_application_was_reviewed(app: Flask) -> None:
    assert set(app.extensions) == set(EXTENSIONS)
