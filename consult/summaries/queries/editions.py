"""Summaries and their editions, who wrote in them, and notices that the response comes later."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.events import Event
from consult.core.multilingual import NO_TRANSLATIONS
from consult.responses.lifecycle import Disposition
from consult.summaries.lifecycle import State
from consult.summaries.models import HoldingNotice, PublishedResponse, ResponseSummary


def existing(identifier: int) -> ResponseSummary:
    """The edition with this id, of a row that points to it."""
    return db.session.get_one(ResponseSummary, identifier)


def latest(consultation_id: int) -> ResponseSummary | None:
    """The newest edition of the summary, whatever its state."""
    rows = (
        select(ResponseSummary)
        .where(ResponseSummary.consultation_id == consultation_id)
        .options(joinedload(ResponseSummary.author), joinedload(ResponseSummary.approved_by))
        .order_by(ResponseSummary.edition.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


@dataclass(frozen=True)
class NewestEdition:
    """The state of the newest edition of a summary, and who wrote it."""

    state: State
    author_id: int


def newest(consultation_ids: Sequence[int]) -> dict[int, NewestEdition]:
    """Consultation id → its newest edition, whatever its state; only where there is one."""
    rows = db.session.execute(
        select(ResponseSummary.consultation_id, ResponseSummary.state, ResponseSummary.author_id)
        .where(ResponseSummary.consultation_id.in_(consultation_ids))
        .order_by(ResponseSummary.edition)
    )
    return {identifier: NewestEdition(state, author) for identifier, state, author in rows}


def newest_translated(consultation_ids: Sequence[int]) -> dict[int, ResponseSummary]:
    """Consultation id → its newest edition, where someone began to translate that."""
    if not consultation_ids:
        return {}
    newest_ids = (
        select(ResponseSummary.id)
        .where(ResponseSummary.consultation_id.in_(consultation_ids))
        .ext(distinct_on(ResponseSummary.consultation_id))
        .order_by(ResponseSummary.consultation_id, ResponseSummary.edition.desc())
    )
    rows = select(ResponseSummary).where(
        ResponseSummary.id.in_(newest_ids), ResponseSummary.translations != NO_TRANSLATIONS
    )
    return {one.consultation_id: one for one in db.session.execute(rows).scalars()}


def held_until(consultation_ids: Sequence[int]) -> dict[int, datetime]:
    """Consultation id → the latest moment that a notice names for the response; only where there is a notice."""
    rows = db.session.execute(
        select(HoldingNotice.consultation_id, func.max(HoldingNotice.expected_on))
        .where(HoldingNotice.consultation_id.in_(consultation_ids))
        .group_by(HoldingNotice.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def editions(consultation_id: int) -> Sequence[ResponseSummary]:
    """The published editions, the newest first."""
    rows = select(ResponseSummary).where(
        ResponseSummary.consultation_id == consultation_id, ResponseSummary.state == State.PUBLISHED
    )
    return db.session.execute(rows.order_by(ResponseSummary.edition.desc())).scalars().all()


def published(consultation_id: int) -> ResponseSummary | None:
    """The newest published edition, or None."""
    return next(iter(editions(consultation_id)), None)


@listed_in("HOOKS")
def are_published(consultation_id: int, texts: Collection[str]) -> bool:
    """Whether a published edition has any of these texts of issues and responses."""
    columns = (PublishedResponse.text, PublishedResponse.change, PublishedResponse.issue_title)
    rows = (
        select(PublishedResponse.comment_id)
        .join(ResponseSummary, ResponseSummary.id == PublishedResponse.summary_id)
        .where(
            ResponseSummary.consultation_id == consultation_id,
            ResponseSummary.state == State.PUBLISHED,
            or_(*(column.in_(texts) for column in columns)),
        )
    )
    if db.session.execute(rows.limit(1)).first() is not None:
        return True
    issues = [issue for edition in editions(consultation_id) for issue in edition.figures.get("issues", ())]
    return any(issue.get(name) in texts for issue in issues for name in _TEXTS_OF_ISSUES)


_TEXTS_OF_ISSUES = ("title", "views", "answer", "change", "place")


_WRITTEN = ("responses.drafted", "responses.edited")
_RESPONDED = tuple(
    f"responses.{what}"
    for what in ("responded", "answered", "grouped", "opened", "changed", "removed", "words_translated")
)
"""Events of who wrote responses; earlier versions recorded "answered" for "responded"."""


def comments_with(consultation_id: int, disposition: Disposition) -> Select[int]:
    """The ids of the comments that the newest published edition gave this disposition, for packages above."""
    edition = (
        select(func.max(ResponseSummary.id))
        .where(ResponseSummary.consultation_id == consultation_id, ResponseSummary.state == State.PUBLISHED)
        .scalar_subquery()
    )
    return select(PublishedResponse.comment_id).where(
        PublishedResponse.summary_id == edition, PublishedResponse.disposition == disposition
    )


def writers(summary: ResponseSummary) -> set[int]:
    """Ids of everyone who wrote something of this edition, or of the responses and issues that it publishes."""
    rows = select(Event.actor_id).where(
        Event.consultation_id == summary.consultation_id,
        or_(and_(Event.subject == subject_of(summary), Event.name.in_(_WRITTEN)), Event.name.in_(_RESPONDED)),
    )
    return {summary.author_id} | {found for found in db.session.execute(rows).scalars() if found is not None}


def subject_of(summary: ResponseSummary) -> str:
    """The reference of a summary in the log."""
    return f"{summary.consultation.slug}/response/{summary.edition}"


def holding_notices(consultation_id: int) -> Sequence[HoldingNotice]:
    """Notices that the response comes later, the newest first."""
    rows = select(HoldingNotice).where(HoldingNotice.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(HoldingNotice.id.desc())).scalars().all()


def disposition_counts(consultation_id: int) -> dict[Disposition, int]:
    """How many comments have each disposition, as the newest edition published them; none before the first."""
    newest = published(consultation_id)
    return {Disposition(k): n for k, n in newest.figures["dispositions"].items()} if newest else {}


def complete_translations(summary: ResponseSummary) -> list[str]:
    """The languages into which every section of a summary is translated, and no section changed since."""
    written = {key: text for key, text in summary.sections.items() if text}
    return [
        language
        for language, texts in summary.translations.items()
        if all(key in texts and texts[key].original == text for key, text in written.items())
    ]
