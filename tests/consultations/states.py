"""Consultations in every state, made by calling actions; the people are amara (officer), ben (approver), carla (elsewhere)."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import Flask

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.consultations import actions, queries
from consult.consultations.models import AuthoredQuestion, Consultation, DocumentRole, Family, LegalEffect
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Source
from consult.drafts.models import Version
from consult.organisations import queries as organisations
from tests import cast, copied
from tests.documents import papers

AMARA, BEN, CARLA = "amara@example.org", "ben@example.org", "carla@example.org"
SLUG = "sampling-of-seed-lots"
OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 5, 14, 16, 0, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=30)

TEXT = """# 1 Scope

This draft sets out how a lot of *agricultural* seed is sampled.

# 2 Sampling

A seed lot shall not exceed 10 000 kg per m<sup>2</sup>, with a tolerance of five per cent.

| Species | Maximum |
|---|---|
| Wheat | 30 000 |

NOTE: Laboratories in hot climates may ask for more.
"""

WHOLE: dict[str, Any] = {
    "purpose": "The rules for sampling seed lots are fifteen years old. Lots have grown, and meters have become better."
    "\n\nWe ask whether the new limits fit how seed is moved.",
    "can_change": "The limits in clause 2, the tolerance, and the list of species.",
    "cannot_change": "That lots are sampled at all: the Convention of 1924 says so.",
    "use_of_input": "The technical committee reads every comment in June and decides on each one.",
    "target_groups": "Seed laboratories, traders and growers' unions, by their federations.",
    "family": Family.TECHNICAL_STANDARD,
    "denomination": "Rule",
    "legal_effect": LegalEffect.VOLUNTARY_STANDARD,
    "stage": "Third draft",
    "round": 2,
    "topics": ["agriculture", "laboratories"],
    "relation_to_instruments": "Builds on the Convention of 1924; deviates from it nowhere.",
    "contact_unit": "Rules and Methods",
    "opens_at": OPENS,
    "closes_at": CLOSES,
}


def two_organisations(app: Flask) -> None:
    """Two organisations and their people."""
    copied.once(app, "two organisations", lambda: _make_organisations(app))


def _make_organisations(app: Flask) -> None:
    cast.person(app, AMARA, "Amara Diallo")
    cast.person(app, BEN, "Ben Lund")
    cast.person(app, CARLA, "Carla Reyes")
    cast.organisation(app, "seeds", officer=[AMARA], approver=[AMARA, BEN])
    cast.organisation(app, "rivers", name="Union for River Transport", officer=[CARLA], approver=[CARLA])


def user(email: str) -> User:
    """Someone; inside an application context."""
    found = people.by_email(email)
    assert found is not None
    return found


def draft(app: Flask, slug: str = "seeds") -> Version:
    """A small draft; inside an application context."""
    source = Source("sampling.md", TEXT.encode())
    return papers.version(organisations.get(slug), source, title="Sampling of seed lots", label="Third draft")


def prepared(app: Flask, at: datetime = BEFORE, **changes: Any) -> str:
    """A complete preparation by Amara; gives its slug."""
    with app.app_context(), clock.at(at):
        seeds, amara = organisations.get("seeds"), user(AMARA)
        made = actions.prepare(
            seeds, title="Sampling of seed lots", by=amara, version=draft(app), **(WHOLE | changes)
        )
        actions.add_question(
            made, AuthoredQuestion("Do the limits fit how seed is moved where you work?"), by=amara
        )
        actions.add_question(
            made,
            AuthoredQuestion("What would the new tolerance cost?", "Orders of magnitude are enough."),
            by=amara,
        )
        actions.add_document(
            made, role=DocumentRole.EXPLANATORY_NOTE, title="Why the limits rise", language="en",
            file_name="note.pdf", media_type="application/pdf", file=BytesIO(b"%PDF-1.7 a note"), by=amara,
        )  # fmt: skip
        return made.slug


def proposed(app: Flask, at: datetime = BEFORE, **changes: Any) -> str:
    """A consultation that awaits approval."""
    slug = prepared(app, at, **changes)
    with app.app_context(), clock.at(at):
        actions.propose(found(slug), by=user(AMARA), seen=NO_PAGE)
    return slug


def approved(app: Flask, at: datetime = BEFORE, **changes: Any) -> str:
    """Approved by Ben."""
    slug = proposed(app, at, **changes)
    with app.app_context(), clock.at(at):
        actions.approve(found(slug), by=user(BEN), seen=NO_PAGE)
    return slug


def announced(app: Flask, at: datetime = BEFORE, **changes: Any) -> str:
    """Announced by Amara."""
    slug = approved(app, at, **changes)
    with app.app_context(), clock.at(at):
        actions.announce(found(slug), by=user(AMARA), seen=NO_PAGE)
    return slug


def found(slug: str) -> Consultation:
    """The consultation; inside an application context."""
    return queries.by_slug(slug)
