"""A world to measure in: one open consultation on a text of 100 clauses with 10,000 comments.

Everything goes in through the actions of the packages, but for the mass of submissions and comments: those are rows,
and the stored counts are made from them by the same function that checks them every night.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, text

from consult.accounts import actions as accounts
from consult.accounts.models import User
from consult.consultations import actions as consultations
from consult.consultations.models import Consultation, Family, LegalEffect
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Kind, Source
from consult.drafts import actions as drafts
from consult.drafts import queries as versions
from consult.drafts.models import Version
from consult.organisations import actions as organisations
from consult.organisations.models import Organisation, Role
from consult.stakeholders.countries import COUNTRIES
from consult.stakeholders.models import Capacity, Category
from consult.submissions import references, tallies
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, Comment, CommentType, Route, Subject, Submission

PASSWORD = "quiet river morning"
MODERATOR = "moderator@example.org"
SLUG = "sampling-of-seed-lots"
WORDS = re.findall(
    r"\S+",
    "lot sample sampling container primary composite submitted tolerance moisture oven laboratory quantity species seal"
    " label record shall should may taken prepared divided weighed determined reported purity germination certificate"
    " warehouse sub-lot tropical storage drying instrument calibration replicate random method reference interval",
)


RARE = "quarantine"
"""A word of one comment in 2,000."""


@dataclass(frozen=True)
class World:
    """Where the measured pages are."""

    slug: str
    busiest: str
    """The key of the block with the most comments."""
    comments: int


def _sentence(dice: random.Random, most: int) -> str:
    words = [dice.choice(WORDS) for _ in range(dice.randint(most // 2, most))]
    return " ".join(words).capitalize() + "."


def _draft(dice: random.Random, clauses: int) -> str:
    lines = ["# Sampling of seed lots"]
    for number in range(1, clauses):
        depth = "##" if number % 5 == 1 else "###"
        lines += [f"{depth} {_sentence(dice, 5)[:-1]}", _sentence(dice, 110)]
    return "\n\n".join(lines)


@action
def found() -> Consultation:
    """An organisation with its people, and an announced consultation that is open now."""
    amara, binh, mara = (
        accounts.register(email=email, name=name, password=PASSWORD)
        for email, name in (
            ("officer@example.org", "Amara Diallo"),
            ("approver@example.org", "Binh Tran"),
            (MODERATOR, "Mara Okafor"),
        )
    )
    seeds = organisations.create(name="Seed Testing Secretariat", slug="seeds", by=None, timezone="UTC")
    for user, role in ((amara, Role.OFFICER), (binh, Role.APPROVER), (mara, Role.MODERATOR)):
        organisations.assign_role(seeds, user, role, by=None)
    source = Source("draft.md", _draft(random.Random(1), 100).encode())
    version, _parsed = drafts.import_draft(seeds, [source], title="Sampling of seed lots")
    return _announced(seeds, version, amara, binh, timedelta(days=100))


@action
def another(like: Consultation) -> Consultation:
    """A consultation on the same text by the same people, open for 60 days."""
    approver = like.approved_by
    assert approver is not None
    assert like.version is not None
    return _announced(like.organisation, like.version, like.author, approver, timedelta(days=60))


def _announced(
    organisation: Organisation, version: Version, author: User, approver: User, period: timedelta
) -> Consultation:
    now = clock.now()
    consultation = consultations.prepare(
        organisation, title="Sampling of seed lots", by=author, version=version, purpose="To measure.",
        can_change="All.", use_of_input="Each comment is answered.", family=Family.TECHNICAL_STANDARD,
        legal_effect=LegalEffect.VOLUNTARY_STANDARD, opens_at=now, closes_at=now + period,
        timing_profile="proportionate",
    )  # fmt: skip
    db.session.flush()
    consultations.propose(consultation, by=author, seen=NO_PAGE)
    consultations.approve(consultation, by=approver, seen=NO_PAGE)
    consultations.announce(consultation, by=approver, seen=NO_PAGE)
    return consultation


def seed(comments: int = 10_000, pending: float = 0.05) -> World:
    """Found the world and fill it; `pending`: the share of comments that wait for a moderator."""
    consultation = found()
    fill(consultation.id, comments, pending)
    counts = tallies.of(consultation.id, "block")["block"]
    return World(consultation.slug, max(counts, key=lambda key: counts[key]), comments)


@action
def fill(consultation_id: int, comments: int, pending: float, first: int = 0) -> None:
    """Add so many comments, five to a submission, to a consultation; then count them."""
    consultation = db.session.get_one(Consultation, consultation_id)
    assert consultation.version_id is not None
    places = [row for row in versions.blocks(consultation.version_id) if row.kind != Kind.HEADING]
    dice = random.Random(first + 2)
    now = clock.now()
    sheets = list(_sheets(dice, consultation_id, comments // 5, now, first))
    ids = db.session.execute(
        insert(Submission).returning(Submission.id, sort_by_parameter_order=True), sheets
    ).scalars()
    rows = [
        _comment(dice, consultation, submission, number, places, now, pending)
        for submission in ids
        for number in range(1, 6)
    ]
    db.session.execute(insert(Comment), rows)
    tallies.recount(consultation_id)
    db.session.execute(text("ANALYZE"))


def _sheets(
    dice: random.Random, consultation_id: int, count: int, now: datetime, first: int
) -> Iterator[dict[str, Any]]:
    countries = list(COUNTRIES)
    for number in range(first, first + count):
        at = now - timedelta(minutes=dice.randint(1, 60 * 24 * 40))
        yield {
            "key": f"bench-{number:012d}", "consultation_id": consultation_id, "state": State.SUBMITTED,
            "reference": references.reference(), "code_hash": f"bench-{number:012d}", "route": Route.WEB,
            "name": f"Person {number}", "organisation": f"Organisation {number % 400}",
            "category": dice.choice(list(Category)), "subcategory": "", "category_other": "of seeds",
            "country": dice.choice(countries), "capacity": Capacity.ORGANISATION, "on_behalf_of": [], "email": "",
            "language": "en", "attribution": dice.choice(
                [Attribution.ATTRIBUTED] * 6 + [Attribution.ORGANISATION_ONLY, Attribution.ANONYMOUS_TO_PUBLIC]
            ),
            "consent_policies": {}, "consented_at": at, "begun_at": at, "changed_at": at, "received_at": at,
            "is_late": False, "last_number": 5,
        }  # fmt: skip


def _comment(
    dice: random.Random, consultation: Consultation, submission: int, number: int, places: list[Any], now: datetime,
    pending: float,
) -> dict[str, Any]:  # fmt: skip
    place = places[min(int(dice.expovariate(1 / 40)), len(places) - 1)]
    words = _sentence(dice, 50) + (f" {RARE}" if number == 1 and submission % 400 == 0 else "")
    proposal = place.text.replace(" shall ", " should ") if dice.random() < 0.3 else ""
    waits = dice.random() < pending
    at = now - timedelta(seconds=dice.randint(1, 60 * 60 * 24 * 40))
    third = len(place.text) // 3
    begin = dice.choice([0, third, third // 2]) if dice.random() < 0.2 else None
    quote = "" if begin is None else place.text[begin : begin + third].strip()
    return {
        "submission_id": submission, "consultation_id": consultation.id, "number": number, "key": f"c-{number}",
        "subject": Subject.CLAUSE, "block_key": place.key, "place": f"line {place.line}",
        "place_order": place.position, "version_id": consultation.version_id, "quote": quote,
        "type": dice.choice(list(CommentType)), "comment": words, "proposal": proposal, "rationale": "",
        "language": "en", "edition": 1, "filed_at": at, "reason": "",
        "moderation": Moderation.RECEIVED if waits else Moderation.PUBLISHED,
        "posted_at": None if waits else at, "shown_comment": None if waits else markup.comment(words),
        "shown_proposal": None if waits or not proposal else proposal,
        "shown_text": None if waits else f"{words}\n{proposal}",
    }  # fmt: skip


def moderator() -> User:
    """Who looks at the queue."""
    return db.session.execute(select(User).where(User.email == MODERATOR)).scalar_one()
