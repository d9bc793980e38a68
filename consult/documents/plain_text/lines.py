"""The lines of a plain text, and warnings on them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from consult.documents.blocks import NOTHING, DocumentWarning, NonBlockKind, letters_in

_LONGEST_PLACE = 800


class Line(NamedTuple):
    """A line: its `number` in the file, and its `text` without spaces at its end, tabs as eight columns."""

    number: int
    text: str

    @property
    def indent(self) -> int:
        """Columns before its first letter."""
        return len(self.text) - len(self.text.lstrip())


def tell(
    remarks: list[DocumentWarning],
    code: str,
    message: str,
    name: str,
    lines: Sequence[Line],
    *,
    are_left_out: bool,
) -> None:
    """A warning on lines of the file `name`, or several where they are many; the first says how many letters of all of
    them are left out."""
    places = [""]
    for piece in _ranges(line.number for line in lines):
        if places[-1] and len(places[-1]) + len(piece) > _LONGEST_PLACE:
            places.append("")
        places[-1] += f", {piece}" if places[-1] else piece
    letters = letters_in("".join(line.text for line in lines))
    left_out: Mapping[str, int] = {NonBlockKind.LETTER: letters} if are_left_out else NOTHING
    for place in filter(None, places):
        remarks.append(DocumentWarning(code, message, f"{name}, lines {place}", left_out=left_out))
        left_out = NOTHING


def _ranges(numbers: Iterable[int]) -> list[str]:
    """["3–5", "9"] of 3, 4, 5, 9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
