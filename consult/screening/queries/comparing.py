"""Comparing comments with those that share keys with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import select, text

from consult.core.database import db
from consult.screening import similarity
from consult.screening.models import Screening, SimilarityKeys
from consult.screening.similarity_keys import Keys, keys
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment

BUCKET = 2000
"""Comments that are found by one key, at most: of a campaign beyond it the number is "at least"."""


@dataclass(frozen=True)
class Similar:
    """Another comment of the consultation that says, or proposes, nearly the same."""

    id: int
    reference: str
    number: int
    said: float
    """How similar what is said is; 0 where it is not."""
    proposed: float
    """How similar the proposed wordings are; 0 where they are not."""
    moderation: Moderation
    is_same_submitter: bool

    @property
    def similarity(self) -> float:
        """Of what is said, or else of what is proposed: the greater one."""
        return max(self.said, self.proposed)

    @property
    def is_said(self) -> bool:
        """Whether what is said is similar."""
        return self.said > 0

    @property
    def is_proposed(self) -> bool:
        """Whether the same is proposed, or nearly."""
        return self.proposed > 0

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


@dataclass(frozen=True)
class SimilarComments:
    """All that is similar, those of the same submitter first, then by similarity."""

    rows: Sequence[Similar] = ()
    is_least: bool = False
    """Whether there may be more: they are counted no further, or not all were compared."""


def words_of(comment: Any) -> str:
    """What a comment says and why, without the wording that it proposes."""
    return "\n".join(part for part in (comment.comment, comment.rationale) if part)


def keys_of(comments: Collection[Any]) -> dict[int, Keys]:
    """Comment id → what similar ones are found by."""
    originals = submissions.original_words(comments)
    return {
        one.id: keys(
            words_of(one),
            _change(one, originals),
            consultation=one.consultation_id,
            passage=one.block_key or "",
        )
        for one in comments
    }


def _change(one: Any, originals: Mapping[int, str]) -> str:
    """What the wording that a comment proposes changes in its passage."""
    return similarity.change(originals.get(one.id, ""), one.proposal) if one.proposal else ""


def stored_keys(ids: Collection[int]) -> dict[int, Keys]:
    """Comment id → the keys that are stored of it."""
    rows = db.session.execute(select(SimilarityKeys).where(SimilarityKeys.comment_id.in_(ids))).scalars()
    return {row.comment_id: dict(zip(row.keys, row.checks, strict=True)) for row in rows}


@dataclass(frozen=True)
class Sharing:
    """Which comments share keys."""

    keys: Mapping[int, Keys]
    """Comment id → its keys."""
    holders: Mapping[tuple[int, int], Sequence[int]]
    """Key, with its check → ids of comments that are found by it, and of those of `keys` that have it."""
    full_keys: Collection[tuple[int, int]]
    """Keys, with their checks, by which BUCKET comments are found already."""

    def others(self, identifier: int) -> Collection[int]:
        """Ids of comments that share a key with this one."""
        return {other for pair in self.keys[identifier].items() for other in self.holders[pair]} - {
            identifier
        }

    def is_full(self, identifier: int) -> bool:
        """Whether it has a full key, so that there may be more."""
        return not self.keys[identifier].items().isdisjoint(self.full_keys)


_SHARING = text(
    "SELECT wanted.key, wanted.sum, found.comment_id"
    " FROM unnest(CAST(:keys AS int[]), CAST(:checks AS int[])) AS wanted (key, sum)"
    " CROSS JOIN LATERAL (SELECT k.comment_id FROM similarity_keys AS k"
    "  WHERE k.keys @> ARRAY[wanted.key] AND get_byte(k.checks, array_position(k.keys, wanted.key) - 1) = wanted.sum"
    "  AND k.comment_id <> ALL(CAST(:own AS bigint[])) LIMIT :most) AS found"
)


def sharing(wanted: Mapping[int, Keys]) -> Sharing:
    """Which comments share keys with those of `wanted` (comment id → its keys), or among these."""
    holders: dict[tuple[int, int], list[int]] = {}
    for identifier, found in wanted.items():
        for pair in found.items():
            holders.setdefault(pair, []).append(identifier)
    inside = {pair: len(ids) for pair, ids in holders.items()}
    asked = {"keys": [key for key, _check in inside], "checks": [check for _key, check in inside]}
    rows = db.session.execute(_SHARING, asked | {"own": list(wanted), "most": BUCKET}) if inside else ()
    for key, check, identifier in rows:
        holders[key, check].append(identifier)
    full_keys = {pair for pair, ids in holders.items() if len(ids) - inside[pair] >= BUCKET}
    return Sharing(wanted, holders, full_keys)


def compared(comments: Sequence[Comment], shared: Sharing) -> dict[int, SimilarComments]:
    """Comment id → all that is similar, of several comments of one consultation, compared with those that share keys
    with them, each in the edition in which it was screened; in a number of statements that does not grow with them."""
    ids = {one.id: shared.others(one.id) for one in comments}
    others = _rows({other for found in ids.values() for other in found}, comments[0].consultation_id)
    change = _Changes([*comments, *others.values()])
    found = {}
    for one in comments:
        rows = [others[other] for other in ids[one.id] if other in others]
        rows = [row for row in rows if row.submission_id != one.submission_id]
        compare = lru_cache(maxsize=None)(partial(similarity.similarity, words_of(one)))
        pairs = ((row, compare(words_of(row)), change.compared(one, row)) for row in rows)
        near = [
            as_similar(one, row, by_words, by_change)
            for row, by_words, by_change in pairs
            if by_words or by_change
        ]
        found[one.id] = SimilarComments(sorted(near, key=similarity_order), shared.is_full(one.id))
    return found


class _Changes:
    """What proposed wordings change, each found when it is first compared."""

    def __init__(self, comments: Collection[Any]) -> None:
        self.originals = submissions.original_words(comments)
        self.known: dict[int, str] = {}

    def of(self, one: Any) -> str:
        if one.id not in self.known:
            self.known[one.id] = _change(one, self.originals)
        return self.known[one.id]

    def compared(self, one: Any, other: Any) -> float:
        """How similar two proposals for the same passage are: only what they change, not the words that both repeat."""
        if one.block_key != other.block_key or not one.proposal or not other.proposal:
            return 0.0
        return similarity.similarity(self.of(one), self.of(other))


def similarity_order(one: Similar) -> tuple[bool, float, int]:
    """Those of the same submitter first, then the most similar."""
    return not one.is_same_submitter, -one.similarity, one.id


def _rows(ids: Collection[int], consultation_id: int) -> dict[int, Any]:
    """Those that were screened in this consultation (keys of others are the same by chance), with the words of that
    edition."""
    if not ids:
        return {}
    of = submissions.submitted_editions(consultation_id)
    screened = (Screening.comment_id == of.id) & (Screening.edition == of.edition)
    rows = select(of.rows).select_from(of.rows).join(Screening, screened).where(of.id.in_(ids))
    return {row.id: row for row in db.session.execute(rows)}


def as_similar(one: Comment, row: Any, by_words: float, by_change: float) -> Similar:
    """A submitted comment (SubmittedComment, or with its edition) as one that is similar to `one`."""
    sender = one.submission
    is_same = (sender.user_id is not None and row.user_id == sender.user_id) or (
        bool(sender.email) and row.email.lower() == sender.email.lower()
    )
    return Similar(row.id, row.reference, row.number, by_words, by_change, row.moderation, is_same)
