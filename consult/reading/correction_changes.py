"""The text that a correction replaced, and what the correction changed."""

from dataclasses import dataclass

from consult.consultations import queries as consultations
from consult.consultations.models import Correction
from consult.consultations.queries import ConsultationRow, LanguageCorrection
from consult.core.errors import NotFound
from consult.core.redline import Operation, ops
from consult.documents.blocks import Kind
from consult.reading.shown_comments import words_of
from consult.reading.version_text import Piece, Text


def correction_of(consultation: ConsultationRow, number: int) -> Correction | LanguageCorrection:
    """The correction that replaced the version with this number, in whatever language. Raises NotFound where none
    did."""
    made: list[Correction | LanguageCorrection] = [
        *consultations.corrections(consultation),
        *consultations.language_corrections(consultation),
    ]
    for correction in made:
        if correction.from_version.number == number:
            return correction
    raise NotFound


@dataclass(frozen=True)
class Change:
    """A block that reads differently: `piece` as it was, or as it is where it is new."""

    piece: Piece
    ops: list[Operation]
    """From the earlier words to the later ones."""


def changes(before: Text, after: Text) -> list[Change]:
    """Every block whose words differ between two versions of a text, in the order of the text."""
    found = [
        Change(piece, ops(_words(piece), _words(later) if later is not None else ""))
        for piece in before.pieces
        if (later := after.get(piece.key)) is None or _words(later) != _words(piece)
    ]
    new = [piece for piece in after.pieces if before.get(piece.key) is None]
    return found + [Change(piece, ops("", _words(piece))) for piece in new]


def _words(piece: Piece) -> str:
    title = "" if piece.kind is Kind.HEADING else piece.title
    return " ".join(part for part in (piece.number, title, words_of(piece)) if part)
