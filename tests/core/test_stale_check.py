"""The mark of what someone saw: the same as long as it is the same, and what does not tell it is refused."""

from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest

from consult.core.errors import Conflict
from consult.core.stale_check import NO_PAGE, StaleForm, compare, form_version


@dataclass
class Words:
    """Something that two people write."""

    text: str | None = "lots"
    at: datetime = datetime(2027, 3, 1, tzinfo=UTC)
    seldom: int = 1


NAMES = ("text", "at")


def test_it_is_the_same_as_long_as_the_words_are() -> None:
    assert form_version(Words(), *NAMES) == form_version(Words(seldom=2), *NAMES)
    others = [Words(""), Words(None), Words("Lots"), Words(at=datetime(2027, 3, 2, tzinfo=UTC))]
    assert len({form_version(one, *NAMES) for one in [None, Words(), *others]}) == 6


def test_who_saw_something_else_is_told() -> None:
    seen = form_version(Words(), *NAMES)
    compare(seen, Words(), *NAMES)
    compare(NO_PAGE, Words("other"), *NAMES)
    for now in (Words("other"), None):
        with pytest.raises(StaleForm):
            compare(seen, now, *NAMES)
    for untold in ("", None):
        with pytest.raises(Conflict, match="does not say which version it shows"):
            compare(untold, Words(), *NAMES)  # type: ignore[arg-type]


class Stage(StrEnum):
    """A value that is stored by its text."""

    DRAFT = "draft"


MOMENT = datetime(2027, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)

OF_THE_VERSION_BEFORE: list[tuple[list[Any], str]] = [
    ([MOMENT], "93ae59c9fed8f1bfb4a6298531af25dd"),
    ([None], "1d8fc6ceb1f94c6326d6d5483d258fcb"),
    (["lots"], "fb367ca04ad8b144d772db91b235b247"),
    ([3, "Ünïcode «検»", True], "7548de632fffe16df22b7b4b2c675f47"),
    (
        [Stage.DRAFT, {"grace_minutes": 10, "accept": False}, ["en", "fr"]],
        "cdf087c501e89229cf0ee423eb8c6ea5",
    ),
    ([date(2027, 3, 1), MOMENT], "7125c781f6ef32a6c4015ea85d6e80cc"),
]
"""Values, and the mark that version 0.1.0 made of them."""


def thing(**values: Any) -> Any:
    return make_dataclass("Thing", values)(**values)


def named(values: list[Any]) -> dict[str, Any]:
    return {f"a{number}": value for number, value in enumerate(values)}


@pytest.mark.parametrize(("values", "before"), OF_THE_VERSION_BEFORE)
def test_this_version_and_the_one_before_read_each_others_marks(values: list[Any], before: str) -> None:
    stored = named(values)
    compare(before, thing(**stored), *stored)
    assert form_version(thing(**stored), *stored) == before


@pytest.mark.parametrize("form", [1, 2])
def test_a_mark_of_either_form_tells_what_changed(form: int) -> None:
    for values, _before in OF_THE_VERSION_BEFORE:
        stored = named(values)
        seen = form_version(thing(**stored), *stored, form=form)
        compare(seen, thing(**stored), *stored)
        for now in (thing(**stored | {"a0": "other"}), None):
            with pytest.raises(StaleForm):
                compare(seen, now, *stored)


def test_a_moment_is_the_same_in_every_zone() -> None:
    there = MOMENT.astimezone(timezone(timedelta(hours=5)))
    assert [form_version(thing(at=there), "at", form=form) for form in (1, 2)] == [
        form_version(thing(at=MOMENT), "at", form=form) for form in (1, 2)
    ]


def test_versions_whose_lists_of_attributes_differ_compare_what_both_know() -> None:
    small, large = ("text",), ("text", "at")
    words = thing(text="lots", at=MOMENT, other=1)
    compare(form_version(words, *small, form=2), words, *large)
    compare(form_version(words, *large, form=2), words, *small)
    compare(form_version(words, *large, form=2), thing(text="lots"), *small)
    for seen in (form_version(words, *small, form=2), form_version(words, *large, form=2)):
        for names in (small, large):
            with pytest.raises(StaleForm):
                compare(seen, thing(text="bags", at=MOMENT), *names)
    with pytest.raises(StaleForm):
        compare(
            form_version(words, *large, form=2), thing(text="lots", at=MOMENT + timedelta(seconds=1)), *small
        )


@pytest.mark.parametrize(
    "seen", ["", "-", "2:", "2:,", "2:=", "2:text", "2:nothing=1", "2:other=1", "2:__class__=1", "1"]
)
def test_a_mark_that_says_nothing_of_what_counts_is_refused(seen: str) -> None:
    with pytest.raises(StaleForm):
        compare(seen, thing(text="lots", other=1), "text")
