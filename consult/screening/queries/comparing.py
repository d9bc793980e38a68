"""Comparing comments with those that share keys with them."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, select, text

from consult.core.database import db
from consult.core.kept_statements import KeptStatement
from consult.screening import similarity
from consult.screening.models import Screening, SimilarityKeys
from consult.screening.similarity_keys import Keys, keys
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, ProposalKind

BUCKET = 2000
"""Comments that are found by one key, at most: of a campaign beyond it the number is "at least"."""


OWN = 20
"""Comments of the same submission, at most, that are compared with each other for nothing: with more of them what is
known of a group of comments is not the same for all submissions."""

ROWS = 20_000
"""Comments whose words are read at once, so that many campaigns in one batch do not fill the memory."""


@dataclass(frozen=True)
class SimilarComment:
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
        """The public reference of the comment."""
        return f"{self.reference}/{self.number}"


@dataclass(frozen=True)
class SimilarComments:
    """All that is similar, those of the same submitter first, then by similarity."""

    rows: Sequence[SimilarComment] = ()
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
    return similarity.change(_replaced(one, originals), one.proposal) if one.proposal else ""


def _replaced(one: Any, originals: Mapping[int, str]) -> str:
    """The words that a proposal would replace: a new passage replaces none."""
    return "" if one.proposal_kind is ProposalKind.INSERT else originals.get(one.id, "")


def stored_keys(ids: Collection[int]) -> dict[int, Keys]:
    """Comment id → the keys that are stored of it."""
    rows = db.session.execute(select(SimilarityKeys).where(SimilarityKeys.comment_id.in_(ids))).scalars()
    return {row.comment_id: dict(zip(row.keys, row.checks, strict=True)) for row in rows}


Pair = tuple[int, int]
"""A key with its check."""


@dataclass(frozen=True)
class Sharing:
    """Which comments share keys."""

    keys: Mapping[int, Keys]
    """Comment id → its keys."""
    holders: Mapping[Pair, Collection[int]]
    """Key, with its check → ids of comments that are found by it, and of those of `keys` that have it."""
    full_keys: Collection[Pair]
    """Keys, with their checks, by which BUCKET comments are found already."""
    _groups: dict[tuple[Pair, ...], frozenset[int]] = field(default_factory=dict, repr=False)
    """Keys that a comment has → ids of all that have one of them: those of a campaign have the same keys."""

    def group(self, identifier: int) -> frozenset[int]:
        """Ids of comments that share a key with this one, and its own."""
        pairs = tuple(self.keys[identifier].items())
        if pairs not in self._groups:
            self._groups[pairs] = frozenset().union(*(self.holders[pair] for pair in pairs))
        return self._groups[pairs]

    def others(self, identifier: int) -> Collection[int]:
        """Ids of comments that share a key with this one."""
        return self.group(identifier) - {identifier}

    def is_full(self, identifier: int) -> bool:
        """Whether it has a full key, so that there may be more."""
        return not self.keys[identifier].items().isdisjoint(self.full_keys)


_SHARING = text(
    "SELECT wanted.key, wanted.sum, ARRAY(SELECT k.comment_id FROM similarity_keys AS k"
    "  WHERE k.keys @> ARRAY[wanted.key] AND get_byte(k.checks, array_position(k.keys, wanted.key) - 1) = wanted.sum"
    "  AND k.comment_id <> ALL(CAST(:own AS bigint[])) LIMIT :most)"
    " FROM unnest(CAST(:keys AS int[]), CAST(:checks AS int[])) AS wanted (key, sum)"
)
"""One row for each key: a campaign has thousands of comments at each of its keys, and rows cost more than numbers."""


def sharing(wanted: Mapping[int, Keys]) -> Sharing:
    """Which comments share keys with those of `wanted` (comment id → its keys), or among these."""
    holders: dict[Pair, array[int]] = {}
    for identifier, found in wanted.items():
        for pair in found.items():
            holders.setdefault(pair, array("q")).append(identifier)
    asked = {"keys": [key for key, _check in holders], "checks": [check for _key, check in holders]}
    rows = db.session.execute(_SHARING, asked | {"own": list(wanted), "most": BUCKET}) if holders else ()
    full_keys = set()
    for key, check, ids in rows:
        holders[key, check].extend(ids)
        if len(ids) >= BUCKET:
            full_keys.add((key, check))
    return Sharing(wanted, holders, full_keys)


class Match(NamedTuple):
    """A comment that is similar to another one."""

    id: int
    said: float
    """How similar what is said is; 0 where it is not."""
    proposed: float
    """How similar the proposed wordings are; 0 where they are not."""


@dataclass(frozen=True)
class Matches:
    """All comments that are similar to one."""

    first: Sequence[Match] = ()
    """Those of the same submitter, then the most similar, as many as were asked for."""
    is_least: bool = False
    """Whether there may be more, because not all were compared."""
    same_submitter: Collection[int] = ()
    """Ids of those of the same submitter."""
    known: Mapping[int, Match] = field(default_factory=dict, repr=False)
    """Comment id → how similar it is; also some of the same submission, which do not count."""
    own: Collection[int] = ()
    """Ids of the comments of the same submission."""

    def get(self, identifier: int) -> Match | None:
        """How similar this comment is; None where it is not, or does not count."""
        return None if identifier in self.own else self.known.get(identifier)


def compared(comments: Sequence[Comment], shared: Sharing, most: int) -> dict[int, Matches]:
    """Comment id → all that is similar, of several comments of one consultation, compared with those that share keys
    with them: each of `comments` as it is, all others in the edition in which they were screened; in a number of
    statements that does not grow with them.

    Of each the `most` similar ones are put in order. Comments with the same words are compared once.
    """
    found: dict[int, Matches] = {}
    present = {one.id: _present(one) for one in comments}
    for part in _parts(comments, shared):
        comparison = _Comparison(part, shared, present)
        found |= {one.id: comparison.matches(one, most) for one in part}
    return found


def _parts(comments: Sequence[Comment], shared: Sharing) -> Iterator[Sequence[Comment]]:
    """The comments in parts that are compared with hardly more than ROWS others."""
    part: list[Comment] = []
    others = set[int]()
    for one in comments:
        part.append(one)
        others |= shared.group(one.id)
        if len(others) >= ROWS:
            yield part
            part, others = [], set()
    if part:
        yield part


class _Words(NamedTuple):
    """What is compared of a comment."""

    said: str
    passage: str | None
    proposal: str
    original: str
    """The words that the proposal would replace, where there is one."""


class _Comparison:
    """Comments, and all that share keys with them. `present`: all that are screened just now, by their ids."""

    def __init__(
        self, comments: Sequence[Comment], shared: Sharing, present: "Mapping[int, _Present]"
    ) -> None:
        self.shared = shared
        groups = {shared.group(one.id) for one in comments}
        others = frozenset().union(*(group for group in groups if len(group) > 1))
        rows = _rows(others - present.keys(), comments[0].consultation_id)
        rows |= {identifier: one for identifier, one in present.items() if identifier in others}
        originals = submissions.original_words([*comments, *rows.values()])
        self.words = {one.id: _words(one, originals) for one in (*rows.values(), *comments)}
        self.found = rows.keys()
        self.of_submission = _ids_by((row.submission_id, row.id) for row in rows.values())
        self.of_user = _ids_by((row.user_id, row.id) for row in rows.values())
        self.of_address = _ids_by((row.email.lower(), row.id) for row in rows.values())
        self.known: dict[tuple[frozenset[int], _Words], dict[int, Match]] = {}
        self.change = lru_cache(maxsize=None)(similarity.change)

    def matches(self, one: Comment, most: int) -> Matches:
        """All that is similar to one of the comments."""
        own: Set[int] = self.of_submission.get(one.submission_id, frozenset())
        group = self.shared.group(one.id)
        if len(group & own) > OWN:
            group -= own
        known = self._known(group, self.words[one.id])
        same = known.keys() & self._of_same_submitter(one) - own
        first = sorted((known[identifier] for identifier in same), key=_rank)
        rest = (match for match in known.values() if match.id not in same and match.id not in own)
        first += islice(rest, max(0, most - len(first)))
        return Matches(first[:most], self.shared.is_full(one.id), same, known, own)

    def _known(self, group: frozenset[int], words: _Words) -> dict[int, Match]:
        """All of a group that is similar to these words, the most similar first; a campaign has the same for most."""
        if (group, words) in self.known:
            return self.known[group, words]
        by_words: dict[_Words, list[int]] = {}
        for identifier in group & self.found:
            by_words.setdefault(self.words[identifier], []).append(identifier)
        found = []
        for other, ids in by_words.items():
            said, proposed = similarity.similarity(words.said, other.said), self._proposed(words, other)
            if said or proposed:
                found += [Match(identifier, said, proposed) for identifier in ids]
        known = self.known[group, words] = {match.id: match for match in sorted(found, key=_rank)}
        return known

    def _proposed(self, one: _Words, other: _Words) -> float:
        """How similar two proposals for the same passage are: only what they change, not the words that both repeat."""
        if one.passage != other.passage or not one.proposal or not other.proposal:
            return 0.0
        return similarity.similarity(self._change(one), self._change(other))

    def _change(self, one: _Words) -> str:
        return self.change(one.original, one.proposal)

    def _of_same_submitter(self, one: Comment) -> Set[int]:
        sender = one.submission
        with_account = self.of_user.get(sender.user_id) if sender.user_id is not None else None
        with_address = self.of_address.get(sender.email.lower()) if sender.email else None
        return (with_account or frozenset()) | (with_address or frozenset())


class _Present(NamedTuple):
    """A comment that is screened just now, with what `_rows` tells of the others."""

    id: int
    version_id: int | None
    block_key: str | None
    submission_id: int
    user_id: int | None
    email: str
    comment: str
    proposal: str
    rationale: str
    proposal_kind: ProposalKind
    quote: str


def _present(one: Comment) -> _Present:
    sender = one.submission
    return _Present(
        one.id, one.version_id, one.block_key, one.submission_id, sender.user_id, sender.email,
        one.comment, one.proposal, one.rationale, one.proposal_kind, one.quote,
    )  # fmt: skip


def _words(one: Any, originals: Mapping[int, str]) -> _Words:
    return _Words(words_of(one), one.block_key, one.proposal, _replaced(one, originals))


def _ids_by(pairs: Iterable[tuple[Any, int]]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = {}
    for key, identifier in pairs:
        found.setdefault(key, set()).add(identifier)
    return found


def _rank(one: Match) -> tuple[float, int]:
    return -max(one.said, one.proposed), one.id


def similarity_order(one: SimilarComment) -> tuple[bool, float, int]:
    """Those of the same submitter first, then the most similar."""
    return not one.is_same_submitter, -one.similarity, one.id


def _rows(ids: Collection[int], consultation_id: int) -> dict[int, Any]:
    """Those that were screened in this consultation (keys of others are the same by chance), with the words of that
    edition."""
    if not ids:
        return {}
    rows = _SCREENED.rows({"consultation": consultation_id, "ids": list(ids)})
    return {row.id: row for row in rows}


def _screened() -> KeptStatement:
    of = submissions.submitted_editions(bindparam("consultation", type_=BigInteger))
    screened = (Screening.comment_id == of.id) & (Screening.edition == of.edition)
    rows = select(*of.rows.c).select_from(of.rows).join(Screening, screened)
    return KeptStatement(rows.where(of.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))))


_SCREENED = _screened()


def as_similar(one: Comment, row: Any, by_words: float, by_change: float) -> SimilarComment:
    """A submitted comment (SubmittedComment, or with its edition) as one that is similar to `one`."""
    sender = one.submission
    is_same = (sender.user_id is not None and row.user_id == sender.user_id) or (
        bool(sender.email) and row.email.lower() == sender.email.lower()
    )
    return SimilarComment(row.id, row.reference, row.number, by_words, by_change, row.moderation, is_same)
