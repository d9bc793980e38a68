"""Emails to addresses that no one has confirmed quote nothing that a stranger typed: each is sent here, among canaries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts import queries as people
from consult.consultations.models import Consultation
from consult.core import mail
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.core.mail import Email
from consult.draft_submissions import actions as drafting
from consult.incoming_email import jobs as incoming_emails
from consult.moderation import actions as moderation
from consult.notifications.recipients import RECIPIENTS, Group
from consult.submissions import actions as submissions
from tests import cast, world
from tests.comment_forms import forms
from tests.form_uploads.test_writing import ISO
from tests.incoming_email.emails import deliver, email, serving
from tests.moderation import acting

ROOT = Path(__file__).resolve().parent.parent.parent / "templates"
CANARY = "zqcanary"
MALLORY = "mallory@example.org"
VICTIMS = tuple(f"victim-{number}@example.net" for number in range(11))
"""Addresses that strangers typed, and that no one confirmed."""

WHO = {
    "name": f"{CANARY} www.elsewhere.example",
    "organisation": f"{CANARY} Ltd, call +41 00",
    "category_other": CANARY,
    "email": VICTIMS[0],
}
WORDS = {
    "comment": f"Lots {CANARY} of lots. https://{CANARY}.example",
    "proposal": f"{CANARY} lots",
    "rationale": f"Because of {CANARY} lots.",
}
CONFIRMED_ALONE = {
    "submissions/emails/code",
    "accounts/emails/browser", "accounts/emails/deleted", "accounts/emails/email_changed", "accounts/emails/guessed", "accounts/emails/known",
    "accounts/emails/new_device", "accounts/emails/password_changed", "accounts/emails/recovery_code_used",
    "accounts/emails/recovery_codes_made", "accounts/emails/second_factor_moved", "accounts/emails/second_factor_off",
    "accounts/emails/second_factor_on", "accounts/emails/second_factor_reset", "accounts/emails/wrong_codes", "notifications/moderation.objected",
    "notifications/moderation.attachment_erased", "notifications/moderation.attachment_redacted",
    "notifications/moderation.attachment_removed", "notifications/moderation.attachment_restored",
    "notifications/moderation.attachment_settled", "notifications/moderation.attachment_withheld",
}  # fmt: skip
"""Emails that only owners of accounts get, moderators, and submitters with a confirmed address."""


@pytest.fixture
def written(app: Flask, clean: None) -> Iterator[list[str]]:
    """The names of the emails that were written, as they are."""
    names: list[str] = []
    writer = mail._writer[0]

    def noting(name: str, language: str, values: dict[str, Any]) -> tuple[str, str]:
        names.append(name)
        return writer(name, language, values)

    mail._writer[:] = [noting]
    yield names
    mail._writer[:] = [writer]


@action
def _happen(name: str) -> None:
    one = db.session.execute(select(Consultation)).scalars().one()
    record(name, one.slug, by=None, organisation=one.organisation_id, consultation=one.id)


@action
def _refuse_a_file(submission_id: int) -> None:
    one = db.session.execute(select(Consultation)).scalars().one()
    record("attachments.refused", "a-file", consultation=one.id, submission=submission_id, trouble="Damaged.")


@action
def _unconfirm(email: str) -> None:
    """Make an account one of those that no one has confirmed; older versions have left some."""
    user = people.by_email(email)
    assert user is not None
    user.email_confirmed_at = None


def _to_senders(app: Flask) -> None:
    """Every decision on comments, every event of a consultation."""
    comments = [{**world.COMMENT, **WORDS} for _ in range(4)]
    reference = world.submission(app, comments=comments, **WHO)
    acting.act(app, reference, "redact", 1)
    acting.act(app, reference, "restore_words", 1)
    acting.act(app, reference, "publish", 2)
    acting.act(app, reference, "remove", 2)
    acting.act(app, reference, "withhold", 3)
    with app.app_context():
        objection = moderation.object_to(acting.comment(reference, 3), f"{CANARY}, I object.")
        comment = acting.comment(reference, 3)
        seen = moderation.ReviewToken(comment.edition, objection.decision_id)
        moderation.settle(
            objection, is_unchanged=True, answer="It stands.", by=acting.user(world.MODERATOR_2), seen=seen
        )
        drafting.email_access_code(acting.comment(reference).submission, VICTIMS[1])
        _refuse_a_file(acting.comment(reference).submission_id)
        for name, telling in RECIPIENTS.items():
            if Group.SUBMITTERS in telling.groups:
                _happen(name)


def _to_an_address_that_waits(app: Flask, work: Any) -> None:
    """A link to confirm, what waited for it, and the answer to a request to remove a name."""
    reference = world.submission(
        app, comments=[{**world.COMMENT, **WORDS}], is_confirmed=False, **(WHO | {"email": VICTIMS[7]})
    )
    acting.act(app, reference, "redact", 1)
    work()
    with app.app_context():
        sheet = acting.comment(reference).submission
        submissions.ask_to_confirm(sheet)
        submissions.confirm_address(sheet, submissions.link_to_confirm(sheet).rsplit("/", 1)[-1])
        asked = moderation.ask_to_remove_own_name(
            sheet, key="a-key-of-16-signs", words=CANARY, email=VICTIMS[8]
        )
        moderation.settle_name(asked, removed=False, answer="It stays.", by=acting.user())


def _to_others(app: Flask) -> None:
    """Beginning an account, choosing another address, asking for a password, inviting, following."""
    visitor = app.test_client()
    begun = {"email": VICTIMS[2], "name": f"{CANARY} prize", "password": cast.PASSWORD}
    visitor.press("/sign-up", **begun)  # type: ignore[attr-defined]
    cast.person(app, VICTIMS[6], f"{CANARY} prize")
    with app.app_context():
        _unconfirm(VICTIMS[6])
    visitor.press("/password-reset", email=VICTIMS[6])  # type: ignore[attr-defined]
    cast.person(app, MALLORY, f"Mallory {CANARY}")
    cast.organisation(app, "barges", name="Union for River Transport", administrator=[MALLORY])
    mallory = app.test_client()
    cast.sign_in(mallory, MALLORY)
    mallory.press("/account/email", email=VICTIMS[3], present=cast.PASSWORD)  # type: ignore[attr-defined]
    mallory.press("/organisations/barges/invitations", email=VICTIMS[4], roles=["officer"])  # type: ignore[attr-defined]
    for path in ("/follow", "/organisations/barges/follow", f"/consultations/{world.SLUG}/follow"):
        visitor.press(path, email=VICTIMS[5])  # type: ignore[attr-defined]


def _to_writers_of_emails(app: Flask, work: Any) -> None:
    """The answers to emails that came with these addresses as their senders: one plain, one with a filled
    form. They repeat the Message-ID, as RFC 5322 asks of answers; email programs do not show it."""
    plain = email(
        f"7 > 5. {CANARY}", From=f"{CANARY} <{VICTIMS[9]}>", Subject=CANARY, Message_ID="<1@sender.example>"
    )
    filled = email(
        f"{CANARY} lots",
        files=(forms.in_docx([[CANARY] * len(ISO)], ISO),),
        From=f"{CANARY} <{VICTIMS[10]}>",
        Subject=CANARY,
        Message_ID="<2@sender.example>",
    )
    with serving(app) as port:
        for one, sender in ((plain, VICTIMS[9]), (filled, VICTIMS[10])):
            assert deliver(port, one, sender=sender)[0] == 250
    work()
    incoming_emails.read_all()


def test_no_email_to_an_unconfirmed_address_has_words_of_strangers(
    app: Flask, written: list[str], work: Any
) -> None:
    world.consultation(app)
    _to_senders(app)
    _to_an_address_that_waits(app, work)
    _to_others(app)
    _to_writers_of_emails(app, work)
    work()
    with app.app_context():
        got = [letter for letter in db.session.execute(select(Email)).scalars() if letter.to in VICTIMS]
        found = [
            (letter.to, letter.subject)
            for letter in got
            if CANARY
            in "\n".join([letter.subject, letter.text, letter.html, *map(str, letter.headers.values())])
        ]
    assert found == []
    assert {letter.to for letter in got} == set(VICTIMS)
    names = {str(path.parent.relative_to(ROOT)) for path in ROOT.rglob("body.txt")}
    staff = {
        f"notifications/{name}"
        for name, telling in RECIPIENTS.items()
        if Group.SUBMITTERS not in telling.groups
    }
    assert names - staff - CONFIRMED_ALONE == set(written) - staff - CONFIRMED_ALONE
