"""Keyset pages: every row once, whatever the order and the ties."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Event, record
from consult.core.paging import decode, encode, page_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def logged(ctx: Flask) -> None:
    """Eleven events; some at the same moment."""

    @action
    def write(numbers: range) -> None:
        for number in numbers:
            record("tests.noted", f"thing-{number}")

    for minutes in range(4):
        with clock.at(NOON + timedelta(minutes=minutes)):
            write(range(minutes * 3, min(minutes * 3 + 3, 11)))


def walk(size: int, newest_first: bool) -> list[str]:
    seen, after, pages = [], "", 0
    while pages < 20:
        page = page_of(
            select(Event),
            by=[Event.at, Event.id],
            values=lambda event: (event.at, event.id),
            after=after,
            size=size,
            newest_first=newest_first,
            scalars=True,
        )
        assert page.is_first == (pages == 0)
        seen += [event.subject for event in page.rows]
        pages += 1
        after = page.after
        if not after:
            return seen
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("size", [1, 3, 4, 11, 50])
@pytest.mark.parametrize("newest_first", [False, True])
def test_every_row_comes_once_in_order(logged: None, size: int, newest_first: bool) -> None:
    expected = [f"thing-{number}" for number in range(11)]
    assert walk(size, newest_first) == (expected[::-1] if newest_first else expected)


def test_a_row_that_goes_between_two_pages_moves_none(logged: None) -> None:
    rows, order = select(Event), [Event.at, Event.id]
    first = page_of(rows, by=order, values=lambda event: (event.at, event.id), size=4, scalars=True)
    db.session.delete(first.rows[1])
    db.session.flush()
    second = page_of(
        rows, by=order, values=lambda event: (event.at, event.id), after=first.after, size=4, scalars=True
    )
    assert [event.subject for event in second.rows] == ["thing-4", "thing-5", "thing-6", "thing-7"]


def test_a_cursor_says_what_it_was_made_of() -> None:
    values = [NOON, 7, "ä"]
    assert decode(encode(values), 3) == values


def nested(depth: int) -> str:
    """A cursor made up of brackets."""
    return base64.urlsafe_b64encode(b"[" * depth).decode().rstrip("=")


DEEP = (nested(1_100), nested(2_900), nested(100_000))


@pytest.mark.parametrize(
    "broken",
    ["", "x", "%%%", "bm90IGpzb24", encode([1]), encode([1, 2, 3]), "W251bGwsIG51bGxd", "e30", "MQ", *DEEP],
)
def test_a_broken_cursor_is_the_first_page(logged: None, broken: str) -> None:
    page = page_of(select(Event.id), by=[Event.at, Event.id], values=tuple, after=broken, size=4)
    assert (page.is_first, len(page.rows)) == (True, 4)
