"""Screening comments: finding signals and similar comments, and storing them for moderators."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.screening import detection, queries, signals, similarity
from consult.screening.models import Band, Screening
from consult.stakeholders.countries import COUNTRIES
from consult.submissions import queries as submissions
from consult.submissions.models import Comment


@action
def screen(comment: Comment) -> None:
    """Store the signals of the current version of a comment, and what similar comments are found by."""
    screen_all([comment])


@action
def screen_all(comments: Sequence[Comment]) -> None:
    """Screen comments of one consultation; what was screened in its current edition stays as it is."""
    editions = {one.id: one.edition for one in comments}
    rows = db.session.execute(
        select(Screening.comment_id, Screening.edition).where(Screening.comment_id.in_(editions))
    )
    done = {identifier for identifier, edition in rows if editions[identifier] == edition}
    todo = [one for one in comments if one.id not in done]
    if not todo:
        return
    before = _alike_before([one.id for one in todo])
    db.session.execute(delete(Band).where(Band.comment_id.in_([one.id for one in todo])))
    changed = queries.changes_of(todo)
    bands = [
        {"comment_id": one.id, "band": band, "consultation_id": one.consultation_id, "hash": value}
        for one in todo
        for band, value in similarity.bands(queries.said(one), changed.get(one.id, "")).items()
    ]
    if bands:
        write = (
            insert(Band).on_conflict_do_nothing().returning(Band.comment_id)
        )  # so many rows are one statement
        db.session.execute(write, bands, execution_options={"insertmanyvalues_page_size": ROWS})
    originals = submissions.originals(todo)
    near = queries.alike_each(todo)
    found = [_screened(one, originals.get(one.id, ""), near[one.id]) for one in todo]
    _write(found)
    _tell_others(before, near)


def _write(found: Sequence[dict[str, Any]]) -> None:
    new = insert(Screening)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["comment_id"],
            set_={name: new.excluded[name] for name in ("edition", "signals", "screened_at")},
        ).returning(Screening.comment_id),
        found,
    )


ROWS = 10_000
"""Of bands that one statement writes: four values each, and PostgreSQL takes 65,535."""

COUNTED = 100
"""The queue counts comments that are alike up to here: of a campaign, that there are many says enough."""


def _alike_before(ids: Sequence[int]) -> dict[int, set[int]]:
    """Comment id → those that were alike when it was screened last."""
    rows = db.session.execute(
        select(Screening.comment_id, Screening.signals["alike"].label("alike")).where(
            Screening.comment_id.in_(ids)
        )
    )
    return {row.comment_id: {one["comment"] for one in row.alike or ()} for row in rows}


def _tell_others(before: Mapping[int, set[int]], near: Mapping[int, queries.Near]) -> None:
    """Count what was screened just now with the comments that it is alike to, and no more with those that it was: they
    were screened earlier, and knew nothing of it."""
    added: dict[int, list[dict[str, Any]]] = {}
    gone: dict[int, set[int]] = {}
    for key, found in near.items():
        now = {one.id: one.likeness for one in found.rows}
        known = before.get(key, set())
        for other in now.keys() - known:
            added.setdefault(other, []).append({"comment": key, "likeness": round(now[other], 3)})
        for other in known - now.keys():
            gone.setdefault(other, set()).add(key)
    others = (added.keys() | gone.keys()) - near.keys()
    if not others:
        return
    number = func.coalesce(Screening.signals["summary"]["alike"].as_integer(), 0)
    rows = (
        select(Screening)
        .where(Screening.comment_id.in_(others), number < COUNTED)
        .order_by(Screening.comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    changed = [
        _recounted(row, added.get(row.comment_id, []), gone.get(row.comment_id, set()))
        for row in db.session.execute(rows).scalars()
    ]
    if changed:
        _write(changed)


def _recounted(row: Screening, added: Sequence[Mapping[str, Any]], gone: Collection[int]) -> dict[str, Any]:
    left_out = {*gone, *(one["comment"] for one in added)}
    alike = [one for one in row.signals["alike"] if one["comment"] not in left_out] + list(added)
    summary = {name: number for name, number in row.signals["summary"].items() if name != "alike"}
    summary |= {"alike": len(alike)} if alike else {}
    signals = {**row.signals, "alike": alike[:COUNTED], "summary": summary}
    return {
        "comment_id": row.comment_id, "edition": row.edition, "signals": signals, "screened_at": row.screened_at,
    }  # fmt: skip


def _screened(comment: Comment, original: str, near: queries.Near) -> dict[str, Any]:
    sender = comment.submission
    country = COUNTRIES.get(sender.country)
    noticed = detection.signals(
        comment.texts,
        region=country.alpha2 if country else "",
        original=original,
        names=(sender.name, sender.organisation),
    )
    summary = signals.summary(noticed) | ({"alike": len(near.rows)} if near.rows else {})
    return {
        "comment_id": comment.id,
        "edition": comment.edition,
        "signals": {
            "signals": [signal.plain() for signal in noticed],
            "alike": [{"comment": one.id, "likeness": round(one.likeness, 3)} for one in near.rows[:COUNTED]],
            "summary": summary,
        },
        "screened_at": clock.now(),
    }
