"""What workers do with incoming emails: fetch them from the mailbox, and read them in a process that has nothing to
lose."""

import hashlib
import imaplib
import logging
import time

from sqlalchemy import ColumnElement, false, true

from consult.accounts import queries as people
from consult.comment_forms.recognition import NotRecognised
from consult.consultations.models import Consultation
from consult.core import mail, queue
from consult.core.declarations import listed_in
from consult.documents.blocks import Source, Unreadable
from consult.documents.emails import sandbox
from consult.documents.emails.message import FORM_ENDINGS, MOST_FORMS, MOST_IN_FORM, Attachment, Message
from consult.documents.languages import recognised
from consult.documents.tables import sandbox as tables
from consult.form_uploads import saved_rows, understanding
from consult.incoming_email import actions, addresses, automatic, fetching, queries
from consult.incoming_email.actions import FoundForm

log = logging.getLogger(__name__)

_SECONDS = 20.0
"""After which the rest waits for the next time, so that other work of the queue has its turn."""

_OF_TABLES = tables.LIMITS._replace(seconds=5)
"""For a file that came by email. Anyone can send it, and an officer still has what takes longer."""


@listed_in("PERIODIC_JOBS")
def read_all() -> None:
    """Read every email that waits. Periodic."""
    ends = time.monotonic() + _SECONDS
    with queue.notifier().context():
        for identifier in queries.waiting():
            if time.monotonic() > ends:
                return
            read(identifier)


def read(identifier: int) -> None:
    """Read one email. What fails waits, and after some attempts is given to an officer."""
    attempt = actions.begin_reading(identifier)
    if attempt is None:
        return
    try:
        message = sandbox.read(attempt.raw)
        forms, note = _forms(message, attempt.consultation)
    except Unreadable as trouble:
        actions.give_to_officer(identifier, note=trouble.message)
        return
    except Exception as trouble:  # noqa: BLE001 -- whatever it is, the email is not lost by it
        log.error("email %s was not read: %s", identifier, type(trouble).__name__)  # noqa: TRY400
        return
    transport = mail.transport()
    kind = automatic.kind_of(
        message.headers, return_path=attempt.return_path, sender=message.sender,
        address=addresses.address_of(attempt.consultation), own=[transport.address], hosts=[transport.host],
    )  # fmt: skip
    language, is_known = _language(message, attempt.consultation)
    actions.keep_read(
        identifier,
        message,
        forms,
        automatic=kind,
        language=language,
        is_known_language=is_known,
        note=note,
    )


def _language(message: Message, consultation: Consultation) -> tuple[str, bool]:
    """The language of emails to the sender: in which they wrote, which their program or their account names, or that of
    the draft; whether it is known of them."""
    written = recognised(f"{''.join(message.headers.get('subject', [''])[:1])}\n{message.text}")
    if written:
        return written.partition("-")[0], True
    said = "".join(message.headers.get("content-language", [""])[:1]).partition(",")[0].strip().lower()
    if 2 <= len(said.partition("-")[0]) <= 3 and said.replace("-", "").isalpha():
        return said.partition("-")[0], True
    user = people.by_email(message.sender) if message.sender else None
    if user is not None:
        return user.language, True
    return consultation.version.language if consultation.version is not None else "en", False


def _forms(message: Message, consultation: Consultation) -> tuple[list[FoundForm], str]:
    """The attachments that are filled forms of a known kind, each once; why another one is not taken as one, if an
    officer has to know."""
    found: dict[str, FoundForm] = {}
    note = ""
    for one in [one for one in message.attachments if _may_be_form(one)][:MOST_FORMS]:
        try:
            form = _form(one, consultation)
        except Unreadable as trouble:
            note = note or (trouble.message if trouble.message in _TOLD else "")
            continue
        if form is not None:
            found.setdefault(form.sha256, form)
    return list(found.values()), note


def _may_be_form(one: Attachment) -> bool:
    return bool(one.data) and one.name.lower().endswith(FORM_ENDINGS) and len(one.data) <= MOST_IN_FORM


_TOLD = {understanding.TOO_MANY}


def _form(file: Attachment, consultation: Consultation) -> FoundForm | None:
    """A filled form, None for a file that is none, as every file is to a questionnaire. Raises Unreadable."""
    if consultation.is_questionnaire:
        return None
    sha256 = hashlib.sha256(file.data).hexdigest()
    read_tables = tables.parse(Source(file.name, file.data), limits=_OF_TABLES)
    try:
        found = understanding.understand(read_tables, sha256, consultation).found
    except NotRecognised:
        return None
    understanding.check_size(found, is_of_staff=False)
    rows = len(found.rows) + len(found.left_out)
    return FoundForm(file.name, file.size, sha256, saved_rows.packed(read_tables), rows)


@listed_in("PERIODIC_JOBS")
def fetch() -> None:
    """Fetch what is unread in the mailbox. Periodic."""
    url = addresses.imap_url()
    if not url:
        return
    try:
        with queue.notifier().context():
            fetching.fetch(url)
    except (fetching.MailboxAway, OSError, imaplib.IMAP4.error) as trouble:
        log.warning("the mailbox of incoming emails was not read: %s", type(trouble).__name__)


@listed_in("PERIODIC_JOBS")
def tell_officers() -> None:
    """Tell officers of emails that wait for them. Periodic."""
    with queue.notifier().context():
        actions.tell_officers()


def has_mailbox() -> ColumnElement[bool]:
    """The condition that there is a mailbox to look into."""
    return true() if addresses.imap_url() else false()
