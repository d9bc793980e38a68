"""Every sentence that says that someone is told, or that something is sent, has a row here: what sends it, and the test
that saw it sent. A new such sentence without a row fails.

`PAGE` stands for what is told on the page itself, `NOBODY` for words that promise nothing to anyone.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.core.mail import Email
from consult.notifications import actions as following
from consult.notifications import queries as subscriptions
from consult.notifications.recipients import DECISIONS, RECIPIENTS, Group
from consult.organisations.models import Membership, Role
from consult.organisations.rules import RULES
from tests import cast, world
from tests.architecture.pseudo_language import extracted

ROOT = Path(__file__).resolve().parent.parent.parent
PROMISE = re.compile(
    r"\b(?:is|are|be|being|was|were) (?:being )?(?:told|informed|notified|mailed|emailed)\b"
    r"|\b(?:we|us) (?:write|mail|email|send|tell|notify|have written|are sending|can email|will \w+)\b|\bemailed\b"
    r"|\b(?:gets?|send) (?:an|one|no other) email\b|\bnotifies\b|\breviews the decision\b|\bsubscribe to learn\b"
    r"|\b(?:link|receipts?) was sent\b|\bcan(?:not)? tell you\b|\bOn the status page you can see\b"
    r"|\brequest another link\b"
    r"|\btells everybody\b|\breceives?\b|\bgets? (?:it|this) (?:in|by)\b|\bmailed\b|\bon (?:its|the) way\b|\bgoes to\b"
    r"|\ba letter\b|\bletters (?:go|come)\b|\bsent to your\b|\bby (?:mail|email|e-mail)\b|\breaches you\b|\bemail updates\b"
    r"|\b(?:we also email|us to send|can see the reason)\b|\bsubscribed\b|\b(?:get|request) a link\b|\bemails stopped\b",
    re.IGNORECASE,
)
PAGE, NOBODY = "the page itself", "nobody is promised anything"

HERE = "tests/notifications/test_who_is_told.py"
EVENTS = f"{HERE}::test_every_event_is_told_to_everyone_it_concerns"
ADDRESSES = "tests/submissions/test_confirming_addresses.py"
WAITED = f"{ADDRESSES}::test_what_happened_before_is_told_in_one_email_and_what_happens_later_at_once"
AGAIN = f"{ADDRESSES}::test_the_link_is_sent_again_to_someone_who_has_the_draft_open"
OLD = f"{ADDRESSES}::test_a_link_that_is_too_old_mails_another"
FIRST = f"{ADDRESSES}::test_the_receipt_has_the_link_and_nothing_else_is_sent_before_it_is_confirmed"
FOLLOW = "tests/notifications/test_following.py::test_a_follower_confirms_is_told_and_ends_it"
FEW = (
    "tests/notifications/test_following.py"
    "::test_strangers_who_type_an_address_fill_no_mailbox_and_keep_its_owner_from_following_nothing"
)
INBOX = "tests/notifications/test_following.py::test_the_inbox_tells_what_happened_once_and_remembers_what_was_read"
DELETED = "tests/notifications/test_following.py::test_an_address_that_was_typed_into_a_sheet_can_be_deleted_by_its_owner"
REASONS = "tests/moderation/test_every_reason.py::test_each_email_tells_all_reasons_that_stand"
WORDS_RESTORED = (
    "tests/moderation/test_every_reason.py::test_words_that_are_shown_again_are_told_with_the_explanation"
)
WHOLE = (
    "tests/moderation/test_whole_submissions.py::test_withholding_touches_all_that_wait_and_sends_one_email"
)
OBJECTION = "tests/moderation/test_objections.py::test_the_whole_way_with_every_email"
NAMES = "tests/moderation/test_names.py::test_someone_who_asked_is_told_by_email_and_on_their_page_and_nothing_of_them_is_kept"
BY_EMAIL = "tests/incoming_email/test_by_email.py"
FORM_BY_EMAIL = f"{BY_EMAIL}::test_a_form_by_email_is_reviewed_confirmed_and_submitted_once"
OTHER_EMAIL = f"{BY_EMAIL}::test_an_officer_completes_another_email_and_closes_one"
LEFT = "tests/accounts/test_deletion.py::test_a_deleted_account_leaves_nothing_of_who_it_was"
RESET = "tests/accounts/test_account.py::test_a_password_is_reset_by_an_email_that_works_once"
NEW_ADDRESS = "tests/accounts/test_account.py::test_a_new_address_counts_once_an_email_to_it_is_answered"
BROWSER = "tests/accounts/test_guess_limits.py::test_a_emailed_link_lets_a_new_browser_in_while_strangers_try_from_everywhere"
DEVICE = "tests/accounts/test_devices.py::test_the_owner_is_told_when_a_new_browser_signs_in_and_not_when_a_known_one_does"
SIGN_UP = "tests/accounts/test_signing_up.py::test_an_account_works_after_its_address_is_confirmed"
INVITED = "tests/organisations/test_organisations.py::test_an_invitation_makes_a_member_once"
CODE = "tests/draft_submissions/test_taking_part.py::test_the_code_is_mailed_when_asked_for"
CODE_OF_ENTERED = (
    "tests/submissions/test_confirming_addresses.py"
    "::test_who_confirms_an_address_for_which_the_organisation_entered_comments_gets_the_access_code"
)
CODES = "tests/draft_submissions/test_taking_part.py::test_codes_for_one_address_are_asked_for_a_few_times_an_hour_and_fewer_by_one_network"
RECEIPT = (
    "tests/draft_submissions/test_taking_part.py::test_without_an_account_from_the_first_page_to_the_receipt"
)
ANSWERS = "tests/summaries/test_summary.py::test_everyone_who_sent_comments_is_told_where_their_responses_are"
LATER = "tests/summaries/test_summary.py::test_a_later_response_is_announced_with_its_reason"

ROWS: dict[str, tuple[str, str]] = {
    # sentences of pages for everyone
    'Search and filter <a href="%(list)s">the list</a>': ("consultations.announced", FOLLOW),
    "A moderator of the organisation reads each comment before it is published.": (
        "moderation.redacted",
        REASONS,
    ),
    "Get email updates": ("consultations.announced", FOLLOW),
    "No consultation is open. Get email updates": ("consultations.announced", FOLLOW),
    "Subscribe to learn when the response is published": ("responses.published", EVENTS),
    "You can read the questions now and subscribe to learn when the consultation opens.": (
        "consultations.opened",
        EVENTS,
    ),
    "You can read the draft now and subscribe to learn when the consultation opens.": (
        "consultations.opened",
        EVENTS,
    ),
    "We email you when a consultation is announced, opens": ("consultations.closing_soon", EVENTS),
    "We email you when a consultation of this organisation is announced": ("consultations.announced", EVENTS),
    "We email you when this consultation opens": ("consultations.closing_soon", EVENTS),
    "Used only for these updates. We send a link": ("notifications/confirm", FOLLOW),
    "We are sending an email to <bdi><strong>%(email)s</strong></bdi>. Open the link in it and select": (
        "notifications/confirm",
        FOLLOW,
    ),
    "We send only a few emails an hour to one address.": ("notifications/confirm", FEW),
    "We will send updates to <bdi>%(email)s</bdi>.": ("consultations.announced", FOLLOW),
    "We send updates to <bdi>%(email)s</bdi>.": ("consultations.announced", FOLLOW),
    "You are subscribed": ("consultations.announced", FOLLOW),
    "Someone asked us to send updates to this address about": ("consultations.announced", FOLLOW),
    "You subscribed to these updates.": ("consultations.announced", FOLLOW),
    "You also subscribed to these updates.": ("consultations.announced", FOLLOW),
    "You receive this email because you are a member of %(organisation)s.": (
        "consultations.proposed",
        EVENTS,
    ),
    "You receive this email because you made a submission with your account.": (
        "responses.published",
        ANSWERS,
    ),
    "Emails stopped": (NOBODY, DELETED),
    "This subscription has ended or was not confirmed in time.": (NOBODY, FOLLOW),
    "We store your name, your email address, a hash of your password": (
        "accounts/emails/new_device",
        DEVICE,
    ),
    "Confirm your email updates": ("consultations.announced", FOLLOW),
    "If you did not request these updates, close this page.": (NOBODY, ""),
    "This site uses a service for machine translation.": (NOBODY, ""),
    "No email? Check your spam folder.": (NOBODY, ""),
    "We send no updates for these until you confirm.": (NOBODY, FEW),
    "Your email address was given with the submission %(reference)s. If you delete it": (NOBODY, DELETED),
    "If you find a barrier, contact the consultation": (NOBODY, ""),
    # the inbox
    "Notifications about your consultations. We also email them to you.": ("consultations.opened", INBOX),
    "No notifications yet. When a consultation you take part in opens": ("consultations.opened", INBOX),
    # accounts
    "Get a link to sign in from this browser": ("accounts/emails/browser", BROWSER),
    "To sign in from a new browser without waiting, request a link here:": (
        "accounts/emails/browser",
        BROWSER,
    ),
    "If someone else entered the wrong passwords, we can email you a link": (
        "accounts/emails/browser",
        BROWSER,
    ),
    "Someone entered too many wrong passwords for your account": ("accounts/emails/browser", BROWSER),
    "If there is an account with the address <bdi><strong>%(email)s</strong></bdi>, we are sending an email to it.": (
        "accounts/emails/browser",
        BROWSER,
    ),
    "Enter the email address of your account. We send you a link": ("accounts/emails/reset", RESET),
    "Your email address is <bdi>%(email)s</bdi>. To change it, open the link": (
        "accounts/emails/new_email",
        NEW_ADDRESS,
    ),
    "We are sending an email to <bdi><strong>%(email)s</strong></bdi>. Open the link in it within": (
        "accounts/emails/new_email",
        NEW_ADDRESS,
    ),
    "You sign in with the new address and receive emails there.": (
        "accounts/emails/email_changed",
        NEW_ADDRESS,
    ),
    "We send an email to confirm that the address is yours.": ("accounts/emails/confirm", SIGN_UP),
    "We are sending an email to <bdi><strong>%(email)s</strong></bdi>.": (
        "accounts/emails/confirm",
        SIGN_UP,
    ),
    "Account deleted. We are sending you a confirmation email.": ("accounts/emails/deleted", LEFT),
    "Your submissions stay, because published comments": (NOBODY, LEFT),
    "An operator of this site turned off two-factor": (PAGE, ""),
    # organisations
    "We email an invitation to join": ("organisations/emails/invitation", INVITED),
    "Invitation created. We are sending it to %(email)s.": ("organisations/emails/invitation", INVITED),
    "Choose a time after the response: without addresses, submitters cannot be notified.": (NOBODY, ""),
    "Decision undone. No one was notified.": (NOBODY, ""),
    "The rows of the form are below. They came by email when the email was received.": (NOBODY, ""),
    "The table is now a comment form. It came by email when the email was received.": (NOBODY, ""),
    # emails to a consultation
    "Send a filled comment form: you receive a link with which you review": (
        "incoming_email/emails/form",
        FORM_BY_EMAIL,
    ),
    "Comment by email": (NOBODY, ""),
    "We received your email. An officer of the organisation reads it": (
        "incoming_email/emails/received",
        OTHER_EMAIL,
    ),
    "You receive this email because an email was sent to the consultation": (
        "incoming_email/emails/form",
        FORM_BY_EMAIL,
    ),
    "By email in a filled form, which the sender reviewed online": (NOBODY, ""),
    "Their senders get a link with which they submit": ("incoming_email/emails/form", FORM_BY_EMAIL),
    # consultations
    "Summary proposed. The approvers are notified.": ("responses.proposed", EVENTS),
    "Consultation proposed. The approvers are notified.": ("consultations.proposed", EVENTS),
    "Consultation announced. Subscribers are notified.": ("consultations.announced", EVENTS),
    "Announcing makes the consultation public": ("consultations.announced", EVENTS),
    "Deadline extended. Subscribers": ("consultations.extended", EVENTS),
    "You can only choose a later deadline": ("consultations.extended", EVENTS),
    "Consultation withdrawn. Subscribers": ("consultations.withdrawn", EVENTS),
    "Correction published as a new frozen version. Subscribers": ("consultations.corrected", EVENTS),
    "Language version published. Subscribers": ("consultations.language_published", EVENTS),
    "Readers can read the draft in this language and comment on it. The record": (
        "consultations.language_published",
        EVENTS,
    ),
    "Where a passage is missing in a language, readers of that language get a link": (NOBODY, ""),
    "Sent by email to subscribers": ("consultations.corrected", EVENTS),
    "The comment period has ended. The organisation will respond": ("responses.published", ANSWERS),
    # responses
    "A holding notice says why the response is late and when it is expected.": ("responses.held", LATER),
    "Holding notice published.": ("responses.held", LATER),
    "Someone who did not write the summary must approve it.": ("responses.published", ANSWERS),
    "Publishing freezes the numbers and responses": ("responses.published", ANSWERS),
    "Response published. Submitters and subscribers": ("responses.published", ANSWERS),
    # practices: what is looked for, not a promise
    "All submitters with a confirmed address and all subscribers were notified.": (
        "responses.published",
        ANSWERS,
    ),
    "Not all submitters with a confirmed address and subscribers are notified yet.": (PAGE, ""),
    "Changes of date in the record: %(number)s. Not all recipients are notified yet.": (PAGE, ""),
    "Submitters are notified of decisions and can object": ("moderation.withheld", WAITED),
    "Submitters are notified of the response summary": ("responses.published", ANSWERS),
    "Organisations with related instruments are informed": (NOBODY, ""),
    # moderation, for those who decide
    "Withheld: %(reference)s. The submitter can read the reason": ("moderation.withheld", WAITED),
    "Removed: %(reference)s. The submitter can read the reason": ("moderation.removed", WAITED),
    "The submitter can read the explanation with the reason and object. They get an email": (
        "moderation.withheld",
        WAITED,
    ),
    "The submitter can read the explanation with the reason, and gets one email": (
        "moderation.withheld",
        WHOLE,
    ),
    "The submitter can read the explanation, and gets an email": (
        "moderation.words_restored",
        WORDS_RESTORED,
    ),
    "The submitter can read the reply, and gets an email": ("moderation.settled", OBJECTION),
    "Objection decided. The submitter can read your reply": ("moderation.settled", OBJECTION),
    "Each submitter can read the explanation with the reason and object.": ("moderation.withheld", WHOLE),
    "Until then the decision is not public, and no one is notified.": (NOBODY, ""),
    "Decision undone: %(first)s. No one was notified.": (NOBODY, ""),
    "Decision on %(num)s comment undone. No one was notified.": (NOBODY, ""),
    "Sent by email to the person who asked.": ("moderation/emails/name_removal", NAMES),
    # moderation, for those who sent something
    "The submitter can see the reason and can object": ("moderation.withheld", WAITED),
    "On the status page you can see whether each comment is published": ("moderation.withheld", WAITED),
    "A different moderator reviews the decision. The result will be on this page.": (
        "moderation.settled",
        OBJECTION,
    ),
    "Beside each comment and file that is withheld, removed or redacted. A different": (
        "moderation.settled",
        OBJECTION,
    ),
    "Objection received. A different moderator": ("moderation.settled", OBJECTION),
    "Say what was overlooked.": ("moderation.settled", OBJECTION),
    "We have received your objection. A different moderator": ("moderation.settled", OBJECTION),
    "We have already received your objection. A different moderator": ("moderation.settled", OBJECTION),
    "We send no other email about your request.": (NOBODY, ""),
    "We send the reply to <bdi>%(email)s</bdi>.": (
        "moderation/emails/name_removal",
        NAMES,
    ),
    # taking part
    "We send the receipt to <bdi>%(email)s</bdi>.": ("submissions/emails/received", RECEIPT),
    "We are sending the receipt to <bdi>%(email)s</bdi>.": ("submissions/emails/received", RECEIPT),
    "Several receipts were sent to your address within the last hour": (
        "submissions/emails/received",
        RECEIPT,
    ),
    "You receive this email because this address was given": ("submissions/emails/received", RECEIPT),
    "You asked us to send you the access code": ("draft_submissions/emails/code", CODE),
    "Receipt by email": ("submissions/emails/received", RECEIPT),
    "We sent an email with a link to <bdi>%(email)s</bdi>.": ("submissions/emails/received", FIRST),
    "Within a few hours we send an email with a link to <bdi>%(email)s</bdi>.": (
        "submissions/emails/confirm",
        AGAIN,
    ),
    "To confirm that this email address is yours, open the link below": ("notifications/waited", WAITED),
    "We send emails to <bdi>%(email)s</bdi> when a decision is made": ("moderation.removed", WAITED),
    "We are sending the link to %(email)s.": ("submissions/emails/confirm", AGAIN),
    "The link was sent within the last hour.": ("submissions/emails/confirm", AGAIN),
    "We are sending another link": ("submissions/emails/confirm", OLD),
    "This link has expired. Request another link.": ("submissions/emails/confirm", OLD),
    "This link does not work any longer": (NOBODY, ""),
    "We are sending the access code to %(email)s.": ("draft_submissions/emails/code", CODE),
    "With this code you can continue on any device. Write it down": (
        "draft_submissions/emails/code",
        CODE,
    ),
    "Several emails with access codes were sent within the last hour": (
        "draft_submissions/emails/code",
        CODES,
    ),
    "We cannot tell you a lost access code.": (NOBODY, ""),
    "View the status of each comment, or edit or withdraw comments, here. You need the access code": (
        "submissions/emails/code",
        CODE_OF_ENTERED,
    ),
    "You receive this email because your address was given with a submission.": (
        "moderation.removed",
        DELETED,
    ),
}
"""The beginning of a sentence → (the event or the email that sends it, file::test)."""


def promises() -> set[str]:
    """Every marked sentence, and every sentence of a default rule, that says that someone is told."""
    marked = {
        message.id if isinstance(message.id, str) else message.id[0] for message in extracted() if message.id
    }
    rules = {rule for one in RULES.values() for rule in re.split(r"(?<=\.)\s+", one.text)}
    paragraphs = {paragraph for one in RULES.values() for paragraph in one.paragraphs}
    return {one for one in (marked - paragraphs) | rules if PROMISE.search(one)}


@pytest.mark.xdist_group("messages")
def test_every_sentence_that_says_that_someone_is_told_has_a_row() -> None:
    found = promises()
    assert sorted(one for one in found if not one.startswith(tuple(ROWS))) == []
    assert sorted(row for row in ROWS if not any(one.startswith(row) for one in found)) == []


def test_every_row_names_what_sends_it_and_a_test() -> None:
    events = {*RECIPIENTS, *DECISIONS}
    letters = {
        str(path.parent.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("body.txt")
    }
    unknown, untested = [], []
    for row, (sender, test) in ROWS.items():
        if sender not in events | letters | {PAGE, NOBODY}:
            unknown.append((row, sender))
        file, _colons, name = test.partition("::")
        if test and f"def {name}(" not in (ROOT / file).read_text():
            untested.append((row, test))
        if not test and sender not in {PAGE, NOBODY}:
            untested.append((row, "no test"))
    assert (unknown, untested) == ([], [])


SENDER, UNKNOWN, FOLLOWER = "sender@growers.example", "unknown@growers.example", "follower@growers.example"


@action
def _happen(name: str) -> None:
    one = db.session.execute(select(Consultation)).scalars().one()
    record(name, one.slug, by=None, organisation=one.organisation_id, consultation=one.id, number=2)


def _holders(role: Role) -> set[str]:
    rows = select(User.email).join(Membership, Membership.user_id == User.id).where(Membership.role == role)
    return set(db.session.execute(rows).scalars())


def test_every_event_is_told_to_everyone_it_concerns(app: Flask, clean: None, work: Any) -> None:
    slug = world.consultation(app)
    world.submission(app, email=SENDER)
    world.submission(app, email=UNKNOWN, is_confirmed=False)
    with app.app_context():
        following.follow(FOLLOWER, language="en", consultation=world.load(slug))
        following.confirm(
            subscriptions.subscription(cast.link_in(cast.letters(app, FOLLOWER)[0]).rsplit("/", 1)[1])
        )
        people = {
            Group.AUTHOR: {world.OFFICER}, Group.OFFICERS: _holders(Role.OFFICER), Group.APPROVERS: _holders(Role.APPROVER),
            Group.MODERATORS: _holders(Role.MODERATOR), Group.SUBMITTERS: {SENDER}, Group.FOLLOWERS: {FOLLOWER},
        }  # fmt: skip
    work()
    for name, telling in RECIPIENTS.items():
        with app.app_context():
            last = db.session.execute(select(func.max(Email.id))).scalar_one()
            _happen(name)
        work()
        with app.app_context():
            told = sorted(db.session.execute(select(Email.to).where(Email.id > last)).scalars())
        assert told == sorted(set().union(*(people[group] for group in telling.groups))), name


def test_an_email_says_why_it_is_sent_and_how_that_ends(app: Flask, clean: None, work: Any) -> None:
    slug = world.consultation(app)
    world.submission(app, email=SENDER)
    with app.app_context():
        following.follow(FOLLOWER, language="en", consultation=world.load(slug))
        following.confirm(
            subscriptions.subscription(cast.link_in(cast.letters(app, FOLLOWER)[0]).rsplit("/", 1)[1])
        )
        _happen("consultations.withdrawn")
    work()
    said = {to: text for to, subject, text in cast.letters(app) if subject.startswith("Withdrawn:")}
    assert "because you are a member of" in said[world.OFFICER]
    assert "can remove your roles" in said[world.OFFICER]
    assert "Unsubscribe:" not in said[world.OFFICER]
    assert "because your address was given with a submission. Unsubscribe: http" in said[SENDER]
    assert "You subscribed to these updates. Unsubscribe: http" in said[FOLLOWER]
