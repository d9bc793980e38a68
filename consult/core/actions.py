"""@action: a verb is a transaction, and what it recorded is told after the commit.

An action called by an action joins it: only the outermost commits. Whatever raises rolls everything back,
and then nobody is told.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from consult.core.database import db, only_reading, together

P = ParamSpec("P")
R = TypeVar("R")

_told: ContextVar[dict[object, Callable[[], None]] | None] = ContextVar("told", default=None)
log = logging.getLogger(__name__)


def in_action() -> bool:
    """Whether an action is running."""
    return _told.get() is not None


def after_commit(call: Callable[[], None], once: str = "") -> None:
    """Have `call` made once the running action is committed, and never if it is not.

    Of several with the same `once` only one is made.
    """
    waiting = _told.get()
    if waiting is None:
        raise RuntimeError("after_commit is for the inside of an action")
    waiting[once or object()] = call


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Make `verb` one transaction. Raises what the verb raises, after rolling back."""

    @wraps(verb)
    def transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_action():
            return verb(*args, **kwargs)
        waiting: dict[object, Callable[[], None]] = {}
        token, before = _told.set(waiting), only_reading.set(False)
        try:
            together()
            outcome = verb(*args, **kwargs)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _told.reset(token)
            only_reading.reset(before)
        for call in waiting.values():
            try:
                call()
            except Exception:  # the commit stands; the tick asks again for what was not heard
                log.exception("could not tell what %s.%s did", verb.__module__, verb.__name__)
        return outcome

    return transaction
