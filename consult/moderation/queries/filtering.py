"""What of the queue is asked for, as conditions that its lines and its numbers share: so they always agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, false, func, literal, or_, select, text, true

from consult.comment_translations import queries as translations
from consult.consultations.models import Consultation
from consult.core.database import table
from consult.core.folding import fold, folded
from consult.moderation.models import PendingDecision
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES
from consult.submissions.models import Comment, CommentVersion, Submission

MOST_WORDS = 8
"""Words of a search; what follows them is left out."""

COMMENTS, EDITIONS, SUBMISSIONS, CONSULTATIONS, PENDING = (
    table(model) for model in (Comment, CommentVersion, Submission, Consultation, PendingDecision)
)
TYPE = bindparam("type", type_=COMMENTS.c.type.type)
LANGUAGE, READER = bindparam("language", type_=Text()), bindparam("reader", type_=Text())

IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
"""Written out as the index has it, so that it is used under every plan."""

IS_AMENDED = text("comments.amendment_waits_since IS NOT NULL")
"""That an amendment waits, while the published edition stays; likewise."""

IS_WAITING_OR_AMENDED = or_(IS_WAITING, IS_AMENDED)

IS_UNDECIDED = COMMENTS.c.id.not_in(select(PENDING.c.comment_id).where(PENDING.c.outcome.is_(None)))
"""That no decision on the comment waits to take effect. Decisions that wait are few, and are read once for a statement:
to look for one at each comment took a fifth of its time."""

CLAIMS_STATES = SUBMISSIONS.c.capacity.in_(sorted(SPEAKS_FOR_COUNTRIES)) & SUBMISSIONS.c.confirmed_at.is_(
    None
)


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown: waiting, mine, signals, objections, decided; of one consultation, of one type, with
    these words, in one language, with or without a translation."""

    show: str = "waiting"
    consultation: str = ""
    type: str = ""
    words: str = ""
    language: str = ""
    translation: str = ""
    """"missing": in another language than `reader` and not translated into it; "outdated": with an outdated
    translation into any language."""
    reader: str = ""
    """The language of the page."""

    @property
    def parts(self) -> list[str]:
        """The words searched for, folded: parts of words, each of which has to stand somewhere."""
        return [fold(word) for word in self.words.split()][:MOST_WORDS]

    @property
    def shape(self) -> "Shape":
        """The conditions that a statement needs."""
        return Shape(bool(self.type), len(self.parts), bool(self.language), self.translation)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the way to look is chosen."""
        return replace(self, show="", reader="") != Filters("")

    def values(self) -> dict[str, Any]:
        """What a statement of this shape is given."""
        known = {"type": self.type or None, "language": self.language, "texts": self.reader}
        known["reader"] = self.reader.partition("-")[0]
        return known | {_name(at): word for at, word in enumerate(self.parts)}


class Said(NamedTuple):
    """What a comment says, as columns, for filters."""

    type: Any
    comment: Any
    proposal: Any
    rationale: Any
    edition: Any
    language: Any
    is_amended: ColumnElement[bool]
    """Whether that is an amendment of what is public."""


SAID = Said(
    COMMENTS.c.type, COMMENTS.c.comment, COMMENTS.c.proposal, COMMENTS.c.rationale, COMMENTS.c.edition,
    COMMENTS.c.language, false(),
)  # fmt: skip
"""What comments say."""

SAID_AMENDED = Said(
    EDITIONS.c.type, EDITIONS.c.comment, EDITIONS.c.proposal, EDITIONS.c.rationale, EDITIONS.c.edition,
    func.coalesce(COMMENTS.c.amendment_language, COMMENTS.c.language), true(),
)  # fmt: skip
"""What amendments say."""


class Shape(NamedTuple):
    """Which conditions a statement has; the same for all values of the filters."""

    has_type: bool
    words: int
    has_language: bool = False
    translation: str = ""

    def of(self, rows: Select[Any], said: Said = SAID) -> Select[Any]:
        """`rows`, which have comments, with the conditions; `said`: the columns with what waits."""
        if self.has_type:
            rows = rows.where(said.type == TYPE)
        if self.has_language:
            rows = rows.where(said.language == LANGUAGE)
        if self.translation == "missing":
            rows = rows.where(translations.is_missing(COMMENTS.c, READER, said.language))
        if self.translation == "outdated":
            rows = rows.where(translations.is_outdated(COMMENTS.c, said.is_amended))
        return rows.where(_has_words(self.words, said)) if self.words else rows

    @property
    def of_any(self) -> "Shape":
        """The same for comments of any type in any language."""
        return self._replace(has_type=False, has_language=False)


def _name(at: int) -> str:
    return f"word_{at}"


def _has_words(number: int, said: Said) -> Any:
    """That each word stands in what was said, its passage, in who sent it or in the reference. The words of what waits
    are in no index: a queue is short, and a part of a word finds what an index of whole words does not."""
    words = (said.comment, said.proposal, said.rationale)
    searched = folded(func.concat_ws("\n", *words, *_SEARCHED))
    found = [
        func.strpos(searched, bindparam(_name(at), type_=Text())) > literal(0, literal_execute=True)
        for at in range(number)
    ]
    sent = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.id == COMMENTS.c.submission_id, *found)
    return sent.correlate(COMMENTS, EDITIONS).exists()


_SEARCHED: Sequence[Any] = (
    COMMENTS.c.place,
    SUBMISSIONS.c.name,
    SUBMISSIONS.c.organisation,
    func.concat(SUBMISSIONS.c.reference, "/", COMMENTS.c.number),
)
