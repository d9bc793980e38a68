"""An action called by an action joins its transaction: reading a row again, to hold it, keeps what the first one changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.practices import actions as practices
from consult.practices.results import Result
from consult.submissions import queries, references
from consult.submissions.models import Attribution
from consult.summaries import actions as summaries
from tests import world

LOCKING: dict[str, Callable[[Consultation, Any], object]] = {
    "consultations": lambda one, by: consultations.withdraw(
        one, "The draft is withdrawn.", by=by, seen=NO_PAGE
    ),
    "practices": lambda one, by: practices.attest(
        one, "A5", Result.EVIDENCED, "The secretariat said so in its letter.", by=by
    ),
    "responses": lambda one, by: summaries.publish_notice(
        one, "The working group meets later.", clock.now() + timedelta(days=60), by=by
    ),
    "summaries": lambda one, by: summaries.draft_summary(one, by=by),
}
"""An action of each package that holds the consultation."""


@pytest.mark.parametrize("package", LOCKING)
def test_a_second_verb_keeps_what_the_first_one_changed(ctx: Flask, package: str) -> None:
    world.consultation(ctx, open=False)
    one, officer = world.load(), people.by_email(world.OFFICER)

    @action
    def first() -> None:
        one.contact_unit = "Standards and seed health"
        LOCKING[package](one, officer)

    first()
    db.session.expire_all()
    assert world.load().contact_unit == "Standards and seed health"


def test_a_sheet_described_and_sent_at_once_keeps_its_description(ctx: Flask) -> None:
    world.consultation(ctx)

    @action
    def at_once() -> str:
        who = world.WHO | {"name": "Somebody else"}
        sheet = drafting.begin(world.load(), key=references.new_key(), **who)
        drafting.add_comment(sheet, key="a-key-of-the-form-1", **world.GENERAL)
        drafting.describe(sheet, name="Wanjiru Kimani")
        return drafting.submit(
            sheet, attribution=Attribution.ATTRIBUTED, policies={}, received_at=clock.now(), seen=NO_PAGE
        )

    reference = at_once()
    db.session.expire_all()
    assert queries.by_reference(reference).name == "Wanjiru Kimani"
