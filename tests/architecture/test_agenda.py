"""The application does not start where a table of agenda.py lacks what packages declare, or names what they do not."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult import agenda
from consult.app import _wire_core, _wire_packages
from consult.core import declarations
from consult.core.columns import CleanHtml
from consult.core.database import Model
from consult.core.hooks import Hook
from consult.core.preconditions import GuardedAction
from consult.core.queue import PeriodicJob, Urgency
from consult.core.rendering import RenderingBatch, Source
from consult.summaries import actions as summaries
from consult.web import pages
from tests.architecture.layers import ROOT

TABLES = sorted(agenda.__annotations__)

LOST = {
    "ACCOUNT_DELETION": "consult.submissions.actions.account_deletion.forget_account",
    "AFTER_RESTORE": "consult.accounts.actions.administration.end_all_sessions",
    "BATCH_HANDLERS": "consult.screening.jobs.screen_batch",
    "ERASURES": "submissions.withdrawn",
    "EVENT_HANDLERS": "submissions.submitted: consult.submissions.jobs.acknowledge",
    "HANDLER_QUEUES": "consult.notifications.jobs.tell",
    "HOOKS": "accounts.is_staff",
    "JOBS": "moderation.decide_all",
    "METRICS": "consult.core.metric_queries.deliveries",
    "PERIODIC_JOBS": "consult.core.outbox.deliver_all",
    "PERSONAL_DATA": "consult.submissions.queries.account_data.personal_data",
    "PRECONDITIONS": "summaries.publish",
    "RENAMED": "consult.moderation.jobs.screen",
    "RENAMED_EVENTS": "moderation.lifted",
    "RETENTION_JOBS": "consult.submissions.actions.forgetting.forget_people",
    "STORED_HTML": "comments",
}
"""Table → one of the names that it lacks when it is empty."""


@pytest.fixture
def start(app: Flask) -> Iterator[Callable[[], None]]:
    """Wires the application as its start does, with the agenda of the moment; afterwards as it was."""

    def started() -> None:
        _wire_core(app)
        _wire_packages()

    yield started
    started()


def _refused(start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str, held: Any) -> str:
    with monkeypatch.context() as patch:
        patch.setattr(agenda, table, held)
        with pytest.raises(RuntimeError) as raised:
            start()
    return str(raised.value)


def _without(table: str, left_out: int) -> Any:
    """A table without one of its rows."""
    held = getattr(agenda, table)
    if isinstance(held, Mapping):
        return {key: value for at, (key, value) in enumerate(held.items()) if at != left_out}
    return tuple(one for at, one in enumerate(held) if at != left_out)


@pytest.mark.parametrize("table", TABLES)
def test_an_application_with_an_empty_table_does_not_start(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    said = _refused(start, monkeypatch, table, type(getattr(agenda, table))())
    assert f"agenda.{table} has nothing for " in said
    assert LOST[table] in said.partition(f"agenda.{table} has nothing for ")[2]


@pytest.mark.parametrize("table", [one for one in TABLES if one != "PERIODIC_JOBS"])
def test_an_application_without_any_one_row_does_not_start(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    for at in range(len(getattr(agenda, table))):
        assert f"agenda.{table} " in _refused(start, monkeypatch, table, _without(table, at))


@pytest.mark.parametrize("table", ["HOOKS", "PRECONDITIONS"])
def test_an_application_without_any_one_answer_does_not_start(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """Also where others answer the same question, or stand before the same action."""
    held = getattr(agenda, table)
    for asked, answers in held.items():
        for at in range(len(answers)):
            rest = {**held, asked: (*answers[:at], *answers[at + 1 :])}
            said = _refused(start, monkeypatch, table, rest)
            assert f"agenda.{table} has nothing for consult." in said.replace(f"{asked.name}, ", "")


def test_an_application_without_one_of_the_jobs_of_the_clock_does_not_start(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is there once, but for that of the outbox, which is there for each of its queues."""
    for job in {one.job for one in agenda.PERIODIC_JOBS}:
        rest = tuple(one for one in agenda.PERIODIC_JOBS if one.job is not job)
        said = _refused(start, monkeypatch, "PERIODIC_JOBS", rest)
        assert said == f"agenda.PERIODIC_JOBS has nothing for {declarations.name_of(job)}."


def nobody(*_arguments: Any) -> Any:
    """A function that no package declares."""


SURPLUS: dict[str, Any] = {
    "ACCOUNT_DELETION": (nobody,),
    "AFTER_RESTORE": (nobody,),
    "BATCH_HANDLERS": {nobody: nobody},
    "ERASURES": {"tests.erased": nobody},
    "HOOKS": {pages.UNREAD: (*agenda.HOOKS[pages.UNREAD], nobody)},
    "EVENT_HANDLERS": {"submissions.withdrawn": (*agenda.EVENT_HANDLERS["submissions.withdrawn"], nobody)},
    "HANDLER_QUEUES": {nobody: Urgency.MAINTENANCE},
    "JOBS": {"tests.job": nobody},
    "METRICS": (nobody,),
    "PERIODIC_JOBS": (PeriodicJob(nobody, timedelta(hours=1)),),
    "PERSONAL_DATA": {"tests": nobody},
    "PRECONDITIONS": {summaries.PUBLICATION: (*agenda.PRECONDITIONS[summaries.PUBLICATION], nobody)},
    "RENAMED": {"tests.renamed": nobody},
    "RENAMED_EVENTS": {"tests.renamed": "moderation.objected"},
    "RETENTION_JOBS": (nobody,),
    "STORED_HTML": (Source("tests", lambda after, most: RenderingBatch(after, 0), lambda identifier: False),),
}
"""Table → rows that it should not have."""


@pytest.mark.parametrize("table", TABLES)
def test_an_application_with_an_answer_that_no_one_asks_for_does_not_start(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    held, more = getattr(agenda, table), SURPLUS[table]
    held = {**held, **more} if isinstance(held, Mapping) else (*held, *more)
    said = _refused(start, monkeypatch, table, held)
    assert f"agenda.{table} names what no package declares: " in said
    assert "nobody" in said or "tests" in said


def test_a_handler_of_an_event_that_no_package_records_is_named(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    misspelt = {**agenda.EVENT_HANDLERS, "submissions.submited": ()}
    said = _refused(start, monkeypatch, "EVENT_HANDLERS", misspelt)
    assert said == "agenda names events that no package records: submissions.submited"


@pytest.mark.parametrize("make", [Hook, GuardedAction])
def test_what_is_declared_late_is_asked_for_too(
    start: Callable[[], None], make: Callable[[str], object]
) -> None:
    """A hook that is declared in a module of pages is known only when all packages are loaded."""
    table = "HOOKS" if make is Hook else "PRECONDITIONS"
    make("tests.late")
    try:
        with pytest.raises(RuntimeError, match=rf"agenda\.{table} has nothing for tests\.late\."):
            start()
    finally:
        declarations._declared[table].remove("tests.late")
    start()


@pytest.mark.parametrize("table", ["HOOKS", "PRECONDITIONS", "EVENT_HANDLERS"])
def test_an_empty_list_is_no_answer(
    start: Callable[[], None], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    held = dict.fromkeys(getattr(agenda, table), ())
    assert f"agenda.{table} has nothing for " in _refused(start, monkeypatch, table, held)


DECLARING = re.compile(
    r"\b(?:declare|listed_in|handles|ErasureKind|JobKind|CleanHtml|Hook|GuardedAction)\(.*\)", re.MULTILINE
)


def test_what_is_loaded_later_declares_nothing_that_the_start_did_not_compare(
    start: Callable[[], None],
) -> None:
    """Nor do modules that only commands or workers load."""
    before = {table: set(names) for table, names in declarations._declared.items()}
    declaring = [path for path in (ROOT / "consult").rglob("*.py") if DECLARING.search(path.read_text())]
    assert len(declaring) > 50
    for path in declaring:
        importlib.import_module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        )
    assert declarations._declared == before
    start()


def test_stored_html_says_what_makes_it_again() -> None:
    """Versions of drafts do not change, and their HTML neither."""
    sources = {
        f"{table.name}.{column.name}": column.type.source
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, CleanHtml)
    }
    assert {name for name, source in sources.items() if source is None} == {"blocks.html"}
    assert {source for source in sources.values() if source} == {one.name for one in agenda.STORED_HTML}
