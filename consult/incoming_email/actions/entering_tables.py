"""An officer enters a table of an email that waits: it is a form that they upload, received by email when it came."""

from consult.accounts.models import User
from consult.comment_forms.models import Channel
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.errors import Conflict
from consult.core.stale_check import NoPage
from consult.core.translatable import N_
from consult.form_uploads import actions as uploads
from consult.form_uploads.actions import StaffEntry, UploadedFile
from consult.form_uploads.models import FormUpload
from consult.form_uploads.understanding import UnderstoodFile
from consult.incoming_email import queries
from consult.incoming_email.actions.completing import discard_entry, settle, unsettled
from consult.incoming_email.models import EmailState, IncomingEmail

NO_TABLE_ENTERED = N_("No table of this email is entered. Nothing was changed.")


@action
def enter_table(
    email: IncomingEmail,
    position: int,
    consultation: Consultation,
    file: UploadedFile,
    understood: UnderstoodFile | None,
    *,
    by: User,
) -> FormUpload:
    """Make the file at this position of the email's files an upload that an officer enters; again it is the same
    upload. The email says which it is, and waits until it is completed. Raises Conflict where it was settled before."""
    locked = unsettled(email)
    entry = StaffEntry(by, Channel.EMAIL, locked.received_at, locked.language)
    kept = uploads.keep(consultation, file, understood, entry=entry)
    files = list(locked.attachments["files"])
    files[position] = {**files[position], "upload": kept.reference}
    locked.attachments = {**locked.attachments, "files": files}
    return kept


@action
def complete_by_tables(email: IncomingEmail, *, by: User, seen: str | NoPage, page: str = "") -> None:
    """Complete an email whose comments are all in tables that are entered. What was typed of it is deleted; it is kept
    for a while. Raises as `close`, and Conflict where no table of it is entered."""
    locked = unsettled(email)
    if not queries.entered_tables(locked):
        raise Conflict(NO_TABLE_ENTERED)
    discard_entry(locked, seen=seen, page=page)
    settle(locked, EmailState.COMPLETED, by, is_kept=True)
