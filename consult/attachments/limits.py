"""How many files may be attached, and how large: by the rule of a consultation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

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
        return max(0, self.number - sum(one.question_id is None for one in present))

    @property
    def of_answer(self) -> Self:
        """Those of the answer to a question: one file, whatever is attached beside it."""
        return replace(self, number=1, together=self.each)


def limits(consultation_id: int) -> Limits:
    """The limits of a consultation."""
    rule = consultations.fixed_rules(ModerationRule, [consultation_id])[consultation_id]
    return Limits(
        rule.attached_files, rule.attached_file_mb * _MEGABYTE, rule.all_attached_files_mb * _MEGABYTE
    )
