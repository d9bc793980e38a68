"""Screening comments: finding signals and similar comments, and storing them for moderators."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, cast, delete, func, or_, select

from consult.core import clock, queue
from consult.core.actions import action
from consult.core.database import Model, among, db, table
from consult.core.declarations import listed_in
from consult.core.inserting import insert_given
from consult.core.kept_statements import KeptStatement
from consult.screening import detection, queries, signals
from consult.screening.models import Screening, SimilarityKeys
from consult.screening.signals import METHOD
from consult.stakeholders.countries import COUNTRIES
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import DELETIONS, Comment


@action
def screen(comment: Comment) -> None:
    """Store the signals of the current version of a comment, and what similar comments are found by."""
    screen_all([comment])


@action
def screen_all(comments: Sequence[Comment]) -> None:
    """Screen comments of one consultation; what was screened in its current edition stays as it is.

    One transaction at a time does this for a consultation: each knows what the one before it stored.
    """
    if not comments:
        return
    _one_at_a_time(comments[0].consultation_id)
    editions = {one.id: one.edition for one in comments}
    of_them = select(Screening.comment_id, Screening.edition).where(
        Screening.comment_id.in_(editions), Screening.method == METHOD
    )
    done = {row.comment_id for row in db.session.execute(of_them) if editions[row.comment_id] == row.edition}
    gone = set(db.session.execute(_withdrawn(editions)).scalars())
    todo = [one for one in comments if one.id not in done | gone]
    if not todo:
        return
    before = _similar_before([one.id for one in todo])
    originals = submissions.original_words(todo)
    found = {one.id: _noticed(one, originals.get(one.id, "")) for one in todo}
    near = queries.compared(todo, _store_keys(todo), queries.KEPT + 1)
    _write([_with_similar(found[one.id], _plain(near[one.id]), near[one.id].is_least) for one in todo])
    _tell_others(before, near)


@action
def leave_out(comments: Sequence[Comment]) -> None:
    """Count withdrawn comments of one consultation with no others any more."""
    if not comments:
        return
    _one_at_a_time(comments[0].consultation_id)
    ids = [one.id for one in comments]
    before = _similar_before(ids)
    # a list that was cut does not name all that name it; what is stored may be of an edition before this one
    for wanted in (queries.keys_of(comments), queries.stored_keys(ids)):
        shared = queries.sharing(wanted)
        for key in wanted:
            before.setdefault(key, set()).update(shared.others(key))
    db.session.execute(delete(SimilarityKeys).where(SimilarityKeys.comment_id.in_(ids)))
    rows = db.session.execute(select(Screening).where(Screening.comment_id.in_(ids))).scalars()
    changed = [_with_similar(_stored(row), [], is_cut=False) for row in rows]
    if changed:
        _write(changed)
    _tell_others(before, dict.fromkeys(ids, queries.Matches()))


@listed_in("PERIODIC_JOBS")
def screen_again() -> None:
    """Screen comments again where that was done in an earlier way, or where too few similar ones are stored. Periodic.

    All of them have their keys before the first is compared again: no number falls because others are not found yet.
    """
    queue.in_batches(_store_some_keys, _screen_some_again)


@action
def _store_some_keys() -> bool:
    some = queries.without_keys(KEYS_AT_ONCE)
    if some:
        _one_at_a_time(some[0].consultation_id)
        screened = queries.stored_keys([one.id for one in some])  # while this waited
        _store_keys([one for one in some if one.id not in screened])
    return bool(some)


@action
def _screen_some_again() -> bool:
    some = queries.to_screen_again(AT_ONCE)
    screen_all(some)
    return bool(some)


AT_ONCE = 50
"""Comments that are screened again in one transaction."""

KEYS_AT_ONCE = 1000
"""Comments whose keys are made in one transaction."""


def _one_at_a_time(consultation_id: int) -> None:
    key = cast(consultation_id, Integer)
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("screening"), key)))


def _withdrawn(ids: Collection[int]) -> Any:
    return select(Comment.id).where(Comment.id.in_(ids), Comment.moderation == Moderation.WITHDRAWN)


def _store_keys(comments: Sequence[Comment]) -> queries.Sharing:
    """Have comments found by their keys, but not by those that find enough already; which ones share keys with them."""
    wanted = queries.keys_of(comments)
    shared = queries.sharing(wanted)
    rows = []
    for identifier, found in wanted.items():
        kept = {key: check for key, check in found.items() if (key, check) not in shared.full_keys}
        rows.append(
            {"comment_id": identifier, "keys": list(kept), "checks": f"\\x{bytes(kept.values()).hex()}"}
        )
    if rows:
        _STORE_KEYS.rows({"rows": rows})
    return shared


def _write(found: Sequence[dict[str, Any]]) -> None:
    _WRITE.rows({"rows": [{**one, "screened_at": one["screened_at"].isoformat()} for one in found]})


def _replacing(model: type[Model], *names: str) -> KeptStatement:
    """The statement that writes `rows`, each with its comment and what is found there, in the place of those before."""
    new = insert_given(model, ("comment_id", *names), "rows")
    changed = {name: new.excluded[name] for name in names}
    write = new.on_conflict_do_update(index_elements=["comment_id"], set_=changed)
    return KeptStatement(select(write.returning(table(model).c.comment_id).cte("written").c.comment_id))


_STORE_KEYS = _replacing(SimilarityKeys, "keys", "checks")
_WRITE = _replacing(Screening, "edition", "signals", "method", "screened_at")


def _similar_before(ids: Sequence[int]) -> dict[int, set[int]]:
    """Comment id → those that were similar when it was screened last."""
    rows = db.session.execute(
        select(Screening.comment_id, Screening.signals["alike"].label("alike")).where(
            Screening.comment_id.in_(ids)
        )
    )
    return {row.comment_id: {one["comment"] for one in row.alike or ()} for row in rows}


def _tell_others(before: Mapping[int, set[int]], near: Mapping[int, queries.Matches]) -> None:
    """Count what was screened just now with the comments that it is similar to, and no longer with those that it was
    similar to: they were screened earlier, and knew nothing of it."""
    gone: dict[int, set[int]] = {}
    for key, found in near.items():
        for other in before.get(key, ()):
            if found.get(other) is None:
                gone.setdefault(other, set()).add(key)
    same = {other for found in near.values() for other in found.same_submitter}
    others = gone.keys() | set[int]().union(*(found.known for found in near.values()))
    others -= near.keys()
    if not others:
        return
    changed = []
    for row in _to_tell(others, always=same | gone.keys()):
        added = [
            _one(key, match)
            for key, found in near.items()
            if (match := found.get(row.comment_id)) is not None
        ]
        left = gone.get(row.comment_id, set())
        if added or left:
            changed.append(_recounted(row, added, left, row.comment_id in same))
    if changed:
        _write(changed)


def _to_tell(ids: Collection[int], always: Collection[int]) -> Iterable[Screening]:
    """What was found in these comments, locked; where KEPT similar ones are stored, only of those of `always`."""
    is_not_full = func.jsonb_array_length(Screening.signals["alike"]) < queries.KEPT
    rows = (
        select(Screening)
        .where(
            among(Screening.comment_id, list(ids)),
            or_(among(Screening.comment_id, list(always)), is_not_full),
        )
        .order_by(Screening.comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.execute(rows).scalars()


def _recounted(
    row: Screening, added: Sequence[Mapping[str, Any]], gone: Collection[int], is_same: bool
) -> dict[str, Any]:
    left_out = {*gone, *(one["comment"] for one in added)}
    kept = [one for one in row.signals.get("alike", []) if one["comment"] not in left_out]
    alike = [*added, *kept] if is_same else [*kept, *added]  # those of the same sender are not cut
    is_cut = row.signals.get("is_cut", False) or len(row.signals.get("alike", [])) >= queries.KEPT
    changed = _with_similar(_stored(row), alike, is_cut)
    return changed | ({"method": 0} if is_cut and len(alike) < queries.COUNTED else {})


def _stored(row: Screening) -> dict[str, Any]:
    names = ("comment_id", "edition", "signals", "method", "screened_at")
    return {name: getattr(row, name) for name in names}


def _with_similar(
    found: Mapping[str, Any], similar: Sequence[Mapping[str, Any]], is_cut: bool
) -> dict[str, Any]:
    summary = {name: number for name, number in found["signals"]["summary"].items() if name != "alike"}
    summary |= {"alike": min(len(similar), queries.COUNTED)} if similar else {}
    signals_ = {
        **found["signals"],
        "alike": list(similar[: queries.KEPT]),
        "is_cut": is_cut or len(similar) > queries.KEPT,
        "summary": summary,
    }
    return {**found, "signals": signals_}


def _plain(near: queries.Matches) -> list[dict[str, Any]]:
    return [_one(one.id, one) for one in near.first]


def _one(key: int, one: queries.Match) -> dict[str, Any]:
    """The comment `key` as it is stored: as similar as `one` tells, in both directions."""
    return {"comment": key, "said": round(one.said, 3), "proposed": round(one.proposed, 3)}


def _noticed(comment: Comment, original: str) -> dict[str, Any]:
    """The signals of a comment, as they are stored; without what is similar."""
    sender = comment.submission
    country = COUNTRIES.get(sender.country)
    noticed = detection.signals(
        comment.texts,
        region=country.alpha2 if country else "",
        original=original,
        names=(sender.name, sender.organisation),
        unpublished_names=submissions.unpublished_names(sender),
        proposes_deletion=comment.proposal_kind in DELETIONS,
    )
    return {
        "comment_id": comment.id,
        "edition": comment.edition,
        "signals": {
            "signals": [signal.plain() for signal in noticed],
            "alike": [],
            "is_cut": False,
            "summary": signals.summary(noticed),
        },
        "method": METHOD,
        "screened_at": clock.now(),
    }
