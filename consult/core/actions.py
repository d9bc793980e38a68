"""@action: an action is a transaction, and what it recorded is told after the commit.

An action called by an action joins it: only the outermost commits. Whatever raises rolls everything back,
and then no one is told.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from consult.core.database import as_one_statement, db, reads_without_transaction

P = ParamSpec("P")
R = TypeVar("R")

Together = Callable[[list[Any]], None]


class _Transaction:
    """What is to be done when the running action commits."""

    def __init__(self) -> None:
        self.after: dict[object, Callable[[], None]] = {}
        self.before_all: dict[Together, list[Any]] = {}
        self.after_all: dict[Together, list[Any]] = {}


_running: ContextVar[_Transaction | None] = ContextVar("running", default=None)
log = logging.getLogger(__name__)


def in_action() -> bool:
    """Whether an action is running."""
    return _running.get() is not None


def _present() -> _Transaction:
    running = _running.get()
    if running is None:
        raise RuntimeError("this is for the inside of an action")
    return running


def after_commit(call: Callable[[], None], once: str = "") -> None:
    """Have `call` made once the running action is committed, and never if it is not.

    Of several with the same `once` only one is made.
    """
    _present().after[once or object()] = call


def after_commit_all(call: Together, item: Any) -> None:
    """Have `call` made once, with every `item` given for it, after the running action is committed."""
    _present().after_all.setdefault(call, []).append(item)


def before_commit_all(call: Together, item: Any) -> None:
    """Have `call` made once, with every `item` given for it, when all is done but the commit; what it raises undoes
    the action."""
    _present().before_all.setdefault(call, []).append(item)


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Make `action` one transaction. Raises what the action raises, after rolling back."""

    @wraps(verb)
    def transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_action():
            return verb(*args, **kwargs)
        running = _Transaction()
        token, before = _running.set(running), reads_without_transaction.set(False)
        try:
            as_one_statement()
            outcome = verb(*args, **kwargs)
            if running.before_all:
                db.session.flush()  # what the database refuses is refused before it is written anywhere
                for call, items in running.before_all.items():
                    call(items)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _running.reset(token)
            reads_without_transaction.reset(before)
        _tell(running, verb)
        return outcome

    return transaction


def _tell(running: _Transaction, verb: Callable[..., object]) -> None:
    """Do what follows from a commit, which stands whatever becomes of that: the tick asks again for what was not
    heard."""
    at_once = [partial(call, items) for call, items in running.after_all.items()]
    calls: list[Callable[[], None]] = [*at_once, *running.after.values()]
    for call in calls:
        try:
            call()
        except Exception:
            log.exception("could not tell what %s.%s did", verb.__module__, verb.__name__)
