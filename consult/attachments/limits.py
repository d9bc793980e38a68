"""How many files may be attached, and how large: by the rule of a consultation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from consult.attachments.lifecycle import State
from consult.attachments.models import Attachment
from consult.consultations import queries as consultations
from consult.organisations.rules import ModerationRule

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """`number` of files beside the answers, `each` and all `together` in bytes; no files where the number is 0."""

    number: int
    each: int
    together: int

    def left(self, present: Sequence[Attachment]) -> int:
        """How many more files may be attached beside the answers."""
        return max(0, self.number - len(_counted(present)))

    def leave_bytes_for(self, size: int, present: Sequence[Attachment]) -> bool:
        """Whether a file of `size` bytes may be attached beside those that are there."""
        return size + sum(one.size for one in _counted(present)) <= self.together

    @property
    def of_answer(self) -> Self:
        """Those of the answer to a question: one file, whatever is attached beside it."""
        return replace(self, number=1, together=self.each)


def _counted(present: Sequence[Attachment]) -> list[Attachment]:
    """Those that take a place: files beside the answers that were neither refused nor deleted."""
    gone = {State.REFUSED, State.ERASED}
    return [one for one in present if one.question_id is None and one.state not in gone]


def limits(consultation_id: int) -> Limits:
    """The limits of a consultation."""
    rule = consultations.fixed_rules(ModerationRule, [consultation_id])[consultation_id]
    return Limits(
        rule.attached_files, rule.attached_file_mb * _MEGABYTE, rule.all_attached_files_mb * _MEGABYTE
    )
