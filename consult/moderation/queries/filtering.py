"""What of the queue is asked for, as conditions that its lines and its numbers share: so they always agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from consult.comment_translations import queries as translations
from consult.consultations.models import Consultation
from consult.core import searching
from consult.core.database import table
from consult.core.folding import fold, folded
from consult.drafts import queries as drafts
from consult.moderation.models import PendingDecision
from consult.stakeholders.models import SPEAKS_FOR_COUNTRIES
from consult.submissions.models import Comment, CommentVersion, Quarantine, Submission

MOST_WORDS = 8
"""Words of a search; what follows them is left out."""

MOST_FORMS = 10_000
"""Comments that are found by other forms of a word; more have a common word, and most of them the word itself."""

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

UNCONFIRMED_FOR_STATES = SUBMISSIONS.c.capacity.in_(
    sorted(SPEAKS_FOR_COUNTRIES)
) & SUBMISSIONS.c.confirmed_at.is_(None)

QUARANTINES = table(Quarantine)

IS_QUARANTINED = (
    select(QUARANTINES.c.submission_id)
    .where(QUARANTINES.c.submission_id == COMMENTS.c.submission_id)
    .correlate(COMMENTS)
    .exists()
)
"""That a comment came with a submission that a moderator is to look at first."""


@dataclass(frozen=True)
class Filters:
    """What of the queue is shown: waiting, mine, signals, quarantine, objections, decided; of one consultation, of one
    type, with these words, in one language, with or without a translation."""

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
        words = {_name(at): word for at, word in enumerate(self.parts)}
        forms = {_form(at): query for at, query in enumerate(self._queries)}
        return known | words | forms

    @cached_property
    def _queries(self) -> Sequence[str]:
        """By which other forms of each word are found."""
        return searching.queries(self.parts)


class CommentColumns(NamedTuple):
    """What a comment says, as columns, for filters."""

    type: Any
    comment: Any
    proposal: Any
    rationale: Any
    edition: Any
    language: Any
    is_amended: ColumnElement[bool]
    """Whether that is an amendment of what is public."""


SAID = CommentColumns(
    COMMENTS.c.type, COMMENTS.c.comment, COMMENTS.c.proposal, COMMENTS.c.rationale, COMMENTS.c.edition,
    COMMENTS.c.language, false(),
)  # fmt: skip
"""What comments say."""

SAID_AMENDED = CommentColumns(
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

    def of(self, rows: Select[Any], said: CommentColumns = SAID, *, waits: bool = False) -> Select[Any]:
        """`rows`, which have comments, with the conditions; `said`: the columns with what waits. `waits`: the rows have
        only comments that wait."""
        if self.has_type:
            rows = rows.where(said.type == TYPE)
        if self.has_language:
            rows = rows.where(said.language == LANGUAGE)
        if self.translation == "missing":
            rows = rows.where(translations.is_missing(COMMENTS.c, READER, said.language))
        if self.translation == "outdated":
            rows = rows.where(translations.is_outdated(COMMENTS.c, said.is_amended))
        return rows.where(_has_words(self.words, said, waits)) if self.words else rows

    @property
    def of_any(self) -> "Shape":
        """The same for comments of any type in any language."""
        return self._replace(has_type=False, has_language=False)


def _name(at: int) -> str:
    return f"word_{at}"


def _form(at: int) -> str:
    return f"form_{at}"


def _has_words(number: int, said: CommentColumns, waits: bool) -> Any:
    """That each word stands in what was said, as a part of a word or in another form, or as a part of a word in its
    passage, as it was read or as the original has it, in who sent it or in the reference. A part of a word finds what
    an index of whole words does not."""
    searched = folded(func.concat_ws("\n", said.comment, said.proposal, said.rationale, *_SEARCHED))
    form = _waits_with_form if waits else partial(_has_form, said)
    found = [
        or_(
            func.strpos(searched, bindparam(_name(at), type_=Text())) > literal(0, literal_execute=True),
            form(cast(bindparam(_form(at), type_=Text()), TSQUERY)),
            _IS_ON_TRANSLATION & (func.strpos(_PLACE_IN_ORIGINAL, bindparam(_name(at), type_=Text())) > 0),
        )
        for at in range(number)
    ]
    sent = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.id == COMMENTS.c.submission_id, *found)
    return sent.correlate(COMMENTS, EDITIONS).exists()


def _has_form(said: CommentColumns, query: Any) -> ColumnElement[bool]:
    """That a comment has another form of a word; computed for each row."""
    words = func.concat_ws("\n", said.comment, said.proposal, said.rationale)
    return func.searched_words(said.language, words).op("@@")(query)


def _waits_with_form(query: Any) -> ColumnElement[bool]:
    """The same of a comment that waits, found at once: by the index of staff, or among what waits where that is
    little."""
    one = COMMENTS.alias("with_form")
    words = one.c.comment.op("||")(text("' '")).op("||")(one.c.proposal)
    found = select(one.c.id).where(
        text("with_form.moderation IN ('received', 'in_review')"),
        func.searched_words(one.c.language, words).op("@@")(query),
    )
    return COMMENTS.c.id.in_(found.limit(literal_column(str(MOST_FORMS))))


_IS_ON_TRANSLATION = drafts.is_on_translation(COMMENTS.c.version_id)
_PLACE_IN_ORIGINAL = drafts.place_in_original(COMMENTS.c.version_id, COMMENTS.c.block_key, COMMENTS)

_SEARCHED: Sequence[Any] = (
    COMMENTS.c.place,
    SUBMISSIONS.c.name,
    SUBMISSIONS.c.organisation,
    func.concat(SUBMISSIONS.c.reference, "/", COMMENTS.c.number),
)
