"""The mark of what somebody saw: the same as long as it is the same, and what does not tell it is refused."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from consult.core.errors import Conflict
from consult.core.seen import NO_PAGE, Overtaken, compare, mark


@dataclass
class Words:
    """Something that two people write."""

    text: str | None = "lots"
    at: datetime = datetime(2027, 3, 1, tzinfo=UTC)
    seldom: int = 1


NAMES = ("text", "at")


def test_it_is_the_same_as_long_as_the_words_are() -> None:
    assert mark(Words(), *NAMES) == mark(Words(seldom=2), *NAMES)
    others = [Words(""), Words(None), Words("Lots"), Words(at=datetime(2027, 3, 2, tzinfo=UTC))]
    assert len({mark(one, *NAMES) for one in [None, Words(), *others]}) == 6


def test_who_saw_something_else_is_told() -> None:
    seen = mark(Words(), *NAMES)
    compare(seen, Words(), *NAMES)
    compare(NO_PAGE, Words("other"), *NAMES)
    for now in (Words("other"), None):
        with pytest.raises(Overtaken):
            compare(seen, now, *NAMES)
    for untold in ("", None):
        with pytest.raises(Conflict, match="does not say what its page showed"):
            compare(untold, Words(), *NAMES)  # type: ignore[arg-type]
