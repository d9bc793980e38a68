"""Having comments screened: what the machine notices, for moderators to look at."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.moderation import queries, screening, similarity
from consult.moderation.models import Band, Screening
from consult.stakeholders.countries import COUNTRIES
from consult.submissions.models import Comment


@action
def screen(comment: Comment) -> None:
    """Notice what can be noticed in the current edition of a comment, and remember its words for likeness."""
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
    db.session.execute(delete(Band).where(Band.comment_id.in_([one.id for one in todo])))
    bands = [
        {"comment_id": one.id, "band": band, "consultation_id": one.consultation_id, "hash": value}
        for one in todo
        for band, value in enumerate(similarity.bands(queries.said(one)))
    ]
    if bands:
        write = (
            insert(Band).on_conflict_do_nothing().returning(Band.comment_id)
        )  # so many rows are one statement
        db.session.execute(write, bands)
    originals = queries.originals(todo)
    near = queries.alike_each(todo)
    found = [_screened(one, originals.get((one.version_id, one.block_key), ""), near[one.id]) for one in todo]
    new = insert(Screening)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["comment_id"],
            set_={name: new.excluded[name] for name in ("edition", "signals", "screened_at")},
        ).returning(Screening.comment_id),
        found,
    )


def _screened(comment: Comment, original: str, near: Sequence[queries.Alike]) -> dict[str, Any]:
    sender = comment.submission
    country = COUNTRIES.get(sender.country)
    signals = screening.signals(
        queries.texts(comment),
        region=country.alpha2 if country else "",
        original=original,
        names=(sender.name, sender.organisation),
    )
    summary = screening.summary(signals) | ({"alike": len(near)} if near else {})
    return {
        "comment_id": comment.id,
        "edition": comment.edition,
        "signals": {
            "signals": [signal.plain() for signal in signals],
            "alike": [{"comment": one.id, "likeness": round(one.likeness, 3)} for one in near],
            "summary": summary,
        },
        "screened_at": clock.now(),
    }
