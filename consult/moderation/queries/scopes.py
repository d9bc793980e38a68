"""The consultations that someone moderates, with how much waits in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, any_, bindparam, func, literal_column, select

from consult.consultations.lifecycle import PUBLIC
from consult.core.database import db, table
from consult.core.multilingual import Words, best_with_language, with_language
from consult.moderation.queries.conflicts import IDS
from consult.moderation.queries.filtering import (
    COMMENTS,
    CONSULTATIONS,
    IS_WAITING_OR_AMENDED,
    PENDING,
    Filters,
)
from consult.organisations.models import Organisation, Role
from consult.organisations.queries import organisation_ids
from consult.submissions.models import Tally

TEXTS = bindparam("texts", type_=Text)

_TALLIES, _ORGANISATIONS = table(Tally), table(Organisation)


@dataclass(frozen=True)
class Scope:
    """A consultation that someone moderates, and how many of its comments wait."""

    id: int
    slug: str
    title: Words
    accent: str
    languages: str
    """In which comments are taken, by their codes, with spaces between them."""
    has_language_versions: bool
    """Whether its draft is, or may be, there in several languages."""
    waiting: int


def scope(user: Any) -> list[Scope]:
    """The announced consultations that `user` moderates, those with most waiting first; their titles are the
    originals."""
    ids = organisation_ids(user, Role.MODERATOR)
    if not ids:
        return []
    return scopes_of(db.session.execute(moderated(), {"ids": ids, "texts": ""}))


def scopes_of(rows: Iterable[Any]) -> list[Scope]:
    """The rows of `moderated`, those with most waiting first."""
    found = []
    for row in rows:
        waiting = int(row.waiting) - row.pending
        texts = (with_language(row.title), row.accent, row.languages, row.has_language_versions)
        found.append(Scope(row.id, row.slug, *texts, waiting))
    return sorted(found, key=lambda one: (-one.waiting, one.id))


@cache
def moderated() -> Select[Any]:
    """The announced consultations of the organisations IDS, with their titles for readers of TEXTS: `waiting` comments,
    on `pending` of which a decision is about to take effect."""
    title = best_with_language(
        CONSULTATIONS.c.title, CONSULTATIONS.c.translations, "title", TEXTS, CONSULTATIONS.c.original_language
    )
    waiting = func.coalesce(func.sum(_TALLIES.c.count), 0)
    pending = (
        select(func.count())
        .select_from(PENDING.join(COMMENTS, COMMENTS.c.id == PENDING.c.comment_id))
        .where(
            PENDING.c.consultation_id == CONSULTATIONS.c.id,
            PENDING.c.outcome.is_(None),
            IS_WAITING_OR_AMENDED,
        )
        .scalar_subquery()
    )
    return (
        select(
            CONSULTATIONS.c.id,
            CONSULTATIONS.c.slug,
            title.label("title"),
            _ORGANISATIONS.c.accent,
            func.array_to_string(CONSULTATIONS.c.languages, literal_column("' '"), type_=Text).label(
                "languages"
            ),
            CONSULTATIONS.c.has_language_versions,
            waiting.label("waiting"),
            pending.label("pending"),
        )
        .join(_ORGANISATIONS, _ORGANISATIONS.c.id == CONSULTATIONS.c.organisation_id)
        .outerjoin(
            _TALLIES,
            (_TALLIES.c.consultation_id == CONSULTATIONS.c.id)
            & _TALLIES.c.axis.in_(["moderation", "amendments"])
            & _TALLIES.c.value.in_(["received", "in_review", "waiting"]),
        )
        .where(CONSULTATIONS.c.organisation_id == any_(IDS), CONSULTATIONS.c.state.in_(PUBLIC))
        .group_by(CONSULTATIONS.c.id, _ORGANISATIONS.c.accent)
    )


def ids_of(scopes: Iterable[Scope], filters: Filters) -> list[int]:
    """The ids of the consultations that the filters leave."""
    return [one.id for one in scopes if filters.consultation in {"", one.slug}]
