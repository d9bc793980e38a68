"""How many files may be attached, and how large: by the rule of a consultation."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.attachments.models import Attachment
from consult.consultations import queries as consultations
from consult.organisations.rules import ModerationRule

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """`number` of files, `each` and all `together` in bytes; no files where the number is 0."""

    number: int
    each: int
    together: int

    def left(self, present: Sequence[Attachment]) -> int:
        """How many more files may be attached."""
        return max(0, self.number - len(present))


def limits(consultation_id: int) -> Limits:
    """Those of a consultation."""
    rule = consultations.fixed_rules(ModerationRule, [consultation_id])[consultation_id]
    return Limits(
        rule.attached_files, rule.attached_file_mb * _MEGABYTE, rule.all_attached_files_mb * _MEGABYTE
    )
