"""Stored HTML is made of a source text beside it; when the way of making it changes, all of it is made again.

`agenda.STORED_HTML` lists the sources: each knows its rows. A periodic job goes through them in the order of their ids,
a batch at a time; how far it came is a row, so that a killed run goes on where it was. A row is written only where its
HTML differs, so that a second run writes nothing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock, declarations
from consult.core.actions import action
from consult.core.database import Instant, Mapped, Model, db, lock, mapped_column
from consult.core.declarations import listed_in
from consult.core.markup import METHOD

AT_ONCE = 200
"""Rows of one batch."""

LONGEST_TURN = 10.0
"""Seconds that one run of the periodic job may take."""


@dataclass(frozen=True)
class RenderingBatch:
    """What a batch of rows is like: the id of its last row, how many there were, the ids of those whose HTML differs
    from what is made of their text now, and the ids of those that the second sanitiser would change."""

    last_id: int
    checked: int
    differing: Sequence[int] = ()
    doubtful: Sequence[int] = ()


@dataclass(frozen=True)
class Source:
    """The rows of one table that hold HTML.

    `look(after, most)` reads at most `most` rows whose id is greater than `after`, without locking them.
    `again(id)` is an action that makes the HTML of one row again; True where its words changed, not only its markup.
    """

    name: str
    look: Callable[[int, int], RenderingBatch]
    again: Callable[[int], bool]


class Rendering(Model):
    """How far the rows of one source have been made again, and how many differed."""

    __tablename__ = "renderings"

    name: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[int]
    """The number of the way of rendering (markup.METHOD) that this run is for."""
    last_id: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)
    differed: Mapped[int] = mapped_column(default=0)
    words_differed: Mapped[int] = mapped_column(default=0)
    doubtful: Mapped[int] = mapped_column(default=0)
    """Rows that the second sanitiser would change."""
    started_at: Mapped[Instant]
    finished_at: Mapped[Instant | None]


@dataclass(frozen=True)
class Report:
    """One source in numbers, as the command prints it."""

    name: str
    checked: int
    differed: int
    words_differed: int
    doubtful: int
    is_finished: bool


_sources: list[Source] = []


def wire(sources: Sequence[Source]) -> None:
    """Tell which tables hold HTML (`agenda.STORED_HTML`)."""
    declarations.holds("STORED_HTML", (source.name for source in sources))
    _sources[:] = sources


@listed_in("PERIODIC_JOBS")
def render_again() -> None:
    """Go on making stored HTML again, for LONGEST_TURN seconds at most; nothing once all is done. Periodic."""
    ends = time.monotonic() + LONGEST_TURN
    for source in _unfinished():
        while time.monotonic() < ends and _batch(source):
            pass


def render_all(from_start: bool = False) -> list[Report]:
    """Make all stored HTML again, to the end; `from_start` from the first row on, even where that was done before."""
    if from_start:
        _forget()
    for source in _unfinished():
        while _batch(source):
            pass
    return reports()


def reports() -> list[Report]:
    """What was found so far, for each source in the order of the agenda."""
    rows = {row.name: row for row in db.session.execute(select(Rendering)).scalars()}
    found = [rows[source.name] for source in _sources if source.name in rows]
    return [
        Report(
            row.name, row.checked, row.differed, row.words_differed, row.doubtful, row.finished_at is not None
        )
        for row in found
    ]


def plain(report: Report) -> dict[str, Any]:
    """A report for JSON."""
    return asdict(report)


def waits() -> ColumnElement[bool]:
    """The condition that stored HTML of a source is not made again yet."""
    here = _done().where(Rendering.name.in_([source.name for source in _sources]))
    number = select(func.count()).select_from(here.subquery()).scalar_subquery()
    return number < len(_sources)


def _done() -> Select[str]:
    return select(Rendering.name).where(Rendering.method == METHOD, Rendering.finished_at.is_not(None))


def _unfinished() -> list[Source]:
    names = set(db.session.execute(_done()).scalars())
    return [source for source in _sources if source.name not in names]


@action
def _forget() -> None:
    for row in db.session.execute(select(Rendering)).scalars():
        db.session.delete(row)


def _batch(source: Source) -> bool:
    """One batch; False once there is nothing left. Rows are made again before the progress is written: what was cut
    off is looked at once more, and found right."""
    look = source.look(_begun(source.name), AT_ONCE)
    words = sum(source.again(identifier) for identifier in look.differing)
    return _note(source.name, look, words)


@action
def _begun(name: str) -> int:
    """The id of the last row that was looked at for the present method."""
    fresh = {
        "method": METHOD, "last_id": 0, "checked": 0, "differed": 0, "words_differed": 0, "doubtful": 0,
        "started_at": clock.now(), "finished_at": None,
    }  # fmt: skip
    begin = insert(Rendering).values(name=name, **fresh)
    begin = begin.on_conflict_do_update(index_elements=["name"], set_=fresh, where=Rendering.method != METHOD)
    db.session.execute(begin)
    return db.session.execute(select(Rendering.last_id).where(Rendering.name == name)).scalar_one()


@action
def _note(name: str, look: RenderingBatch, words: int) -> bool:
    row = lock(db.session.get_one(Rendering, name))
    if look.last_id > row.last_id:  # else another process was faster with the same rows
        row.last_id = look.last_id
        row.checked += look.checked
        row.differed += len(look.differing)
        row.words_differed += words
        row.doubtful += len(look.doubtful)
    if look.checked < AT_ONCE:
        row.finished_at = clock.now()
        return False
    return True
