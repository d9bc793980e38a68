"""How a comment comes into the record: the rules that it is held to, and the one statement that adds it.

A draft is held to the same rules while it is written (`check`, `check_change`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from consult.core.database import db, table
from consult.drafts import page_parts
from consult.drafts import queries as drafts
from consult.quotations import places, quotable, quoting
from consult.submissions import rules
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import SAID, Comment, CommentVersion, Submission, WrittenComment
from consult.submissions.proposals import is_of_quotation
from consult.submissions.rules import About, CommentWords, NewComment


class FittingComment(NamedTuple):
    """What a comment is about, what it says, and the version that it was written on, by the rules."""

    about: About
    said: CommentWords
    version_id: int | None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a comment that say it."""
        return {**self.about.columns, "version_id": self.version_id, **self.said._asdict()}


def check(
    comments: Sequence[NewComment], consultation_id: int, version_id: int | None, sha256: str = ""
) -> list[FittingComment]:
    """New comments by the rules; `version_id`: the version of the consultation, `sha256`: its hash, where it is frozen
    and this request has read that.

    Raises NotPossible for one that is empty, too long, or on a passage that is not there, NotQuoted for a quote whose
    words are not in its passage, NotFound for a question of another consultation.
    """
    for one in comments:
        rules.check_identifiers(one)
    passages = _Passages(comments, version_id, sha256=sha256)
    return [_check(one, passages, consultation_id) for one in comments]


def check_change(known: WrittenComment, **words: Any) -> FittingComment:
    """What a comment that is there says after a change (`words`: SAID and quote_prefix), by the rules. Its passage
    stays, also where a correction has removed it from the text, and so does a quote that is not changed, with its
    place, and a part of the page where None is given. Raises as `check`."""
    of = {name: getattr(known, name) for name in ("subject", "block_key", "question", "version_id")}
    if words.get("page_part") is None:
        words["page_part"] = known.page_part
    change = NewComment(**of, **words)
    passages = _Passages([change], known.version_id, known=known)
    fit = _check(change, passages, None, known)
    if fit.said.quote != known.quote or passages.is_at_other_place(change):
        return fit
    return fit._replace(said=fit.said._replace(quote_start=known.quote_start))


def _check(
    one: NewComment, passages: "_Passages", consultation_id: int | None, known: WrittenComment | None = None
) -> FittingComment:
    """The rules in their order: the passage, the words and their limits, wording unlike the passage's, the quote."""
    if one.asks_place and not is_of_quotation(one.proposal_kind) and not passages.has_quote(one):
        one = replace(one, quote="")
    about = About(one.about, passages.passage(one), one.question)
    if known is None:
        about.check(consultation_id)
    said = rules.say(
        about, type=one.type, quote=one.quote, comment=one.comment, proposal=one.proposal, rationale=one.rationale,
        proposal_kind=one.proposal_kind, page_part=one.page_part or _line_of(one, about),
    )  # fmt: skip
    if passages.is_on_new_part(one):
        rules.check_page_part(said.page_part, passages.block(one))
    if passages.is_quoted(one):
        block = passages.block(one)
        rules.check_quote(said.quote, block)
        said = said._replace(quote_start=_place_of(said.quote, one, block))
    return FittingComment(about, said, passages.version_of(one))


def _place_of(quote: str, one: NewComment, block: Any) -> int | None:
    """Where a quotation begins in its block: where the comment says so, if it stands there; else at the place that has
    before it what the comment says, or at the nearest. Raises QuotedTwice of the row of a form that does not say which
    of several places it means."""
    if one.quote_mark or one.asks_place:
        place = places.marked(quote, one.quote_mark, block)
        if place is not None:
            return place.at.start
        found = places.may_be_meant(quote, block, is_told=bool(one.quote_mark))
        if len(found) > 1:
            raise rules.QuotedTwice
        return found[0].at.start if found else None
    if one.quote_start is not None:
        if quotable.stands_at(quote, one.quote_start, block):
            return one.quote_start
        if not one.quote_prefix:
            starts = [place.at.start for place in places.places(quote, block)]
            return min(starts, key=lambda start: abs(start - (one.quote_start or 0)), default=None)
    return quotable.begins_at(quote, one.quote_prefix, block)


def _line_of(one: NewComment, about: About) -> str:
    """The part of the page that the row of a form names by its line; "" where it names none, or is about no page."""
    is_page = about.passage is not None and about.passage.is_page
    return page_parts.of_line(one.line) if one.line and is_page else ""


def language_of(new: NewComment, version_id: int | None, language: str) -> str:
    """The language of a new comment: what it says itself, that of the language version that it is written on, else the
    `language` of its submission; `version_id`: the original. Raises NotPossible for none."""
    if new.language:
        return rules.language_tag(new.language)
    version = drafts.by_id(new.version_id) if new.version_id != version_id else None
    return version.language if version is not None else language


def check_quote(version_id: int | None, block_key: str, quote: str) -> None:
    """Raise NotQuoted where a quote has words that are not in the block of this version."""
    printed = drafts.printed(version_id, [block_key] if quote else [])
    rules.check_quote(quote, printed.get(block_key))


class _Passages:
    """The passages that comments are about, each in the version that it was written on."""

    def __init__(
        self,
        comments: Sequence[NewComment],
        version_id: int | None,
        *,
        sha256: str = "",
        known: WrittenComment | None = None,
    ) -> None:
        """`version_id`: that of the consultation, with its hash; `known`: the comment that is changed. One statement
        for each version whose passages are not kept, one more where it is quoted or a part of a page is named."""
        self.version_id, self.known = version_id, known
        of: dict[int | None, list[NewComment]] = {}
        for one in comments:
            of.setdefault(self.version_of(one), []).append(one)
        self.passages = {
            version: drafts.passages(
                version,
                [one.block_key for one in some if known is None or one.proposal],
                sha256 if version == version_id else "",
            )
            for version, some in of.items()
        }
        self.printed = {
            version: drafts.printed(
                version, {one.block_key for one in some if self.is_quoted(one) or self.is_on_new_part(one)}
            )
            for version, some in of.items()
        }

    def version_of(self, comment: NewComment) -> int | None:
        """The version that a comment was written on."""
        return comment.version_id or self.version_id

    def is_quoted(self, comment: NewComment) -> bool:
        """Whether a comment has a quote that was not checked before."""
        is_new = rules.quotation(comment.quote) not in {
            "",
            self.known.quote if self.known is not None else "",
        }
        return is_new or self.is_at_other_place(comment)

    def is_at_other_place(self, comment: NewComment) -> bool:
        """Whether the comment that is changed says of its quote, which stays, that it begins elsewhere, where the same
        words stand."""
        known, told = self.known, comment.quote_start
        if known is None or not known.quote or rules.quotation(comment.quote) != known.quote:
            return False
        if told == known.quote_start and not comment.quote_mark:
            return False
        block = drafts.printed(self.version_of(comment), [comment.block_key]).get(comment.block_key)
        if block is not None and comment.quote_mark:
            place = places.marked(known.quote, comment.quote_mark, block)
            told = place.at.start if place is not None else None
        if (
            block is None
            or told is None
            or told == known.quote_start
            or not quotable.stands_at(known.quote, told, block)
        ):
            return False
        return known.quote_start is not None or told != quotable.begins_at(known.quote, "", block)

    def has_quote(self, comment: NewComment) -> bool:
        """Whether the passage of a comment has the words that it quotes."""
        if self.known is not None and rules.quotation(comment.quote) == self.known.quote:
            return True
        block = self.printed[self.version_of(comment)].get(comment.block_key)
        return block is not None and quoting.stands_in(rules.quotation(comment.quote), block)

    def is_on_new_part(self, comment: NewComment) -> bool:
        """Whether a comment is on a part of a page that was not checked before."""
        return comment.page_part not in {"", self.known.page_part if self.known is not None else ""}

    def passage(self, comment: NewComment) -> drafts.Passage | None:
        """The passage of a comment, or None."""
        return self.passages[self.version_of(comment)].get(comment.block_key)

    def block(self, comment: NewComment) -> Any:
        """The block of a comment that quotes, or is on a part of a page, as it is printed, or None."""
        return self.printed[self.version_of(comment)].get(comment.block_key)


_COMMENTS, _EDITIONS = table(Comment), table(CommentVersion)
_KEPT = ("edition", *SAID, "filed_at")
_GIVEN = (
    "number", "key", "said_from", "is_autosaved", "subject", "block_key", "place", "place_order", "version_id",
    "question_id", *SAID, "language",
)  # fmt: skip
"""The columns of a comment that `row` fills."""
_NEW = {"edition": "1", "moderation": f"'{Moderation.RECEIVED}'", "reason": "''"}
"""Those that are the same of all."""
_AFTER_OUTAGE = ("first_arrived_at", "sent_again_at")
_INSTANT = TIMESTAMP(timezone=True)


def row(
    fit: FittingComment, *, number: int, key: str, said_from: str | None, is_autosaved: bool, language: str
) -> dict[str, Any]:
    """A new comment of the record as a row for `adding`."""
    return {
        "number": number,
        "key": key,
        "said_from": said_from,
        "is_autosaved": is_autosaved,
        **fit.columns,
        "language": language,
    }


def adding(submission: CTE, *, after_outage: bool = False) -> tuple[CTE, CTE]:
    """The parts of a statement that add comments to a submission and keep their first editions, not decided yet.

    `submission`: its `id`, `consultation_id` and `changed_at`, in this order, or no row where nothing is to be added;
    with `after_outage`, also _AFTER_OUTAGE. `comments`: rows as JSON, each with the columns _GIVEN.
    """
    given = (
        func.jsonb_to_recordset(bindparam("comments", type_=JSONB))
        .table_valued(*(column(name, _COMMENTS.c[name].type) for name in _GIVEN))
        .render_derived(name="given", with_types=True)
    )
    more = _AFTER_OUTAGE if after_outage else ()
    kept = (*_KEPT, *more[:1])
    added = (
        insert(_COMMENTS)
        .from_select(
            ["submission_id", "consultation_id", "filed_at", *more, *_NEW, *_GIVEN],
            select(*submission.c, *map(literal_column, _NEW.values()), literal_column("given.*"))
            .select_from(submission.join(given, true()))
            .order_by(given.c.number),
        )
        .returning(_COMMENTS.c.id, *(_COMMENTS.c[name] for name in kept))
        .cte("added")
    )
    editions = insert(_EDITIONS).from_select(
        ["comment_id", *kept], select(literal_column("added.*")).select_from(added)
    )
    return added, editions.returning(_EDITIONS.c.id).cte("kept")


def _to_one() -> Any:
    numbers = (cast(bindparam(f"own_{name}"), BigInteger).label(name) for name in ("id", "consultation_id"))
    moments = (
        cast(bindparam(f"own_{name}"), _INSTANT).label(name) for name in ("changed_at", *_AFTER_OUTAGE)
    )
    added, kept = adding(select(*numbers, *moments).cte("filed"), after_outage=True)
    return select(added.c.id).add_cte(kept)


_TO_ONE = _to_one()


def add(
    submission: Submission,
    values: Mapping[str, Any],
    *,
    first_arrived_at: datetime | None = None,
    sent_again_at: datetime | None = None,
) -> Comment:
    """Add one comment (see `row`) to a locked submission that was filed, at the moment of its latest change."""
    own = {
        "own_id": submission.id,
        "own_consultation_id": submission.consultation_id,
        "own_changed_at": submission.changed_at,
        "own_first_arrived_at": first_arrived_at,
        "own_sent_again_at": sent_again_at,
    }
    identifier = db.session.execute(_TO_ONE, {**own, "comments": [values]}).scalar_one()
    return db.session.get_one(Comment, identifier)
