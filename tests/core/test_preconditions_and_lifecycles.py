"""Preconditions of actions, and states with the moves between them."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from flask import Flask

from consult import agenda
from consult.consultations.lifecycle import LIFECYCLE as CONSULTATION
from consult.core import declarations, preconditions
from consult.core.errors import NotPossible
from consult.core.lifecycle import Lifecycle, moves
from consult.core.preconditions import (
    Blocked,
    GuardedAction,
    UnmetPrecondition,
    check_preconditions,
    unmet_preconditions,
)
from consult.core.translatable import Word, filling
from consult.moderation.lifecycle import LIFECYCLE as MODERATION
from consult.submissions.lifecycle import LIFECYCLE as SUBMISSION
from consult.summaries.lifecycle import LIFECYCLE as RESPONSE


@pytest.fixture
def publication(app: Flask) -> Iterator[GuardedAction]:
    """Two preconditions before an action: one that only warns, one that blocks what is called "bad"."""

    def warn(thing: str) -> list[UnmetPrecondition]:
        return [UnmetPrecondition("It is Friday.", blocking=False)]

    def block(thing: str) -> list[UnmetPrecondition]:
        return [UnmetPrecondition("It is bad.")] if thing == "bad" else []

    declared = GuardedAction("things.publish")
    try:
        preconditions.wire({**agenda.PRECONDITIONS, declared: (warn, block)})
        yield declared
    finally:
        declarations._declared["PRECONDITIONS"].remove("things.publish")
        preconditions.wire(agenda.PRECONDITIONS)


def test_a_precondition_that_only_warns_lets_pass(publication: GuardedAction) -> None:
    check_preconditions(publication, "good")
    assert unmet_preconditions(publication, "good") == [UnmetPrecondition("It is Friday.", blocking=False)]


def test_a_precondition_that_blocks_says_why(publication: GuardedAction) -> None:
    with pytest.raises(Blocked) as raised:
        check_preconditions(publication, "bad")
    assert (raised.value.message, raised.value.unmet) == ("It is bad.", (UnmetPrecondition("It is bad."),))


def test_an_objection_is_translated_before_its_values_are_put_in() -> None:
    words = {
        "Missing: %(what)s of %(most)s.": "Es fehlt: %(what)s von %(most)s.",
        "unit": "Referat",
        "day": "Tag",
    }
    one = UnmetPrecondition(
        "Missing: %(what)s of %(most)s.", True, {"what": [Word("unit"), Word("day")], "most": 3}, "A6", "day"
    )
    assert one.in_words() == "A6 day: Missing: unit, day of 3."
    said = one.sentence(words.__getitem__, lambda value: f"{value}!", " und ".join)
    assert said == "Es fehlt: Referat und Tag von 3!."
    assert UnmetPrecondition("100 % of it").in_words() == "100 % of it"


class Window(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    BLOCKED_UP = "blocked_up"


WINDOW = Lifecycle(
    {
        "shut": moves(Window.OPEN, to=Window.SHUT),
        "block_up": moves(Window.OPEN, Window.SHUT, to=Window.BLOCKED_UP),
    },
    {Window.OPEN: "open", Window.SHUT: "shut", Window.BLOCKED_UP: "blocked up"},
)


def test_a_move_leads_where_the_table_says() -> None:
    assert WINDOW.allows("shut", Window.OPEN) is True
    assert WINDOW.after("block_up", Window.SHUT) == Window.BLOCKED_UP


def test_what_is_no_move_is_refused_in_words() -> None:
    with pytest.raises(NotPossible) as raised:
        WINDOW.after("shut", Window.BLOCKED_UP)
    assert (raised.value.message % raised.value.values, WINDOW.allows("shut", Window.BLOCKED_UP)) == (
        "Not possible in this state: blocked up.",
        False,
    )
    assert {name: filling(one, str.upper) for name, one in raised.value.values.items()} == {
        "state": "BLOCKED UP"
    }


@pytest.mark.parametrize("lifecycle", [CONSULTATION, SUBMISSION, MODERATION, RESPONSE])
def test_every_state_has_its_words(lifecycle: Lifecycle[StrEnum]) -> None:
    states = type(next(iter(lifecycle.table.values())).to)
    assert list(lifecycle.words) == list(states)


@pytest.mark.parametrize("lifecycle", [CONSULTATION, SUBMISSION, MODERATION, RESPONSE])
def test_every_state_that_can_be_left_can_be_reached(lifecycle: Lifecycle[StrEnum]) -> None:
    targets = {move.to for move in lifecycle.table.values()}
    kind = type(next(iter(targets)))
    first = next(iter(kind))
    sources = {state for move in lifecycle.table.values() for state in move.sources}
    assert sources - targets - {first} == set()
