"""The sender of a form has followed the link, which confirms their address: its forms are uploads of a draft
submission."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from consult.comment_forms import submitters
from consult.comment_forms.models import Channel
from consult.comment_forms.recognition import NotRecognised
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import Conflict
from consult.core.translatable import N_
from consult.draft_submissions import actions as drafting
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.form_uploads import actions as uploads
from consult.form_uploads import saved_rows, understanding
from consult.form_uploads.actions import UploadedFile
from consult.form_uploads.models import FormUpload
from consult.form_uploads.understanding import UnderstoodFile
from consult.incoming_email import queries
from consult.incoming_email.actions.locks import lock
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.stakeholders import queries as stakeholders
from consult.submissions.rules import LONGEST_WORDS

TAKEN_OVER = N_(
    "An officer of the organisation enters the comments of this email for you, so the link is no longer valid. Ask the "
    "organisation before you send them again."
)


class ConfirmedEmail(NamedTuple):
    """The draft submission, or what was submitted of it; the first of its uploads, None once it was submitted."""

    submission: AnySubmission
    upload: FormUpload | None


@action
def confirm(email: IncomingEmail, consultation: Consultation) -> ConfirmedEmail:
    """Begin a draft submission with the forms of an email, or go on with the one of an earlier email of the same
    sender; again it is the same one. Raises NotTaken, and Conflict where an officer enters them."""
    locked = lock(email.id)
    if locked.state not in queries.WITH_FORMS:
        raise Conflict(TAKEN_OVER)
    forms = queries.forms_of(locked)
    read = [as_uploaded(one, consultation) for one in forms]
    who = _who(
        locked,
        [one for _file, one in read if one is not None],
        stakeholders.own_names(consultation.organisation),
    )
    known = drafts.opened_by_key(locked.draft_key) or _joined(locked)
    found = known or drafting.begin(consultation, key=locked.draft_key, confirmed_email=locked.sender, **who)
    if locked.state is EmailState.FORM:
        locked.state, locked.settled_at = EmailState.CONFIRMED, clock.now()
    if not isinstance(found, DraftSubmission):
        return ConfirmedEmail(found, None)
    kept = [
        uploads.keep(consultation, file, one, draft_key=found.key, channel=Channel.EMAIL)
        for file, one in read
    ]
    return ConfirmedEmail(found, kept[0] if kept else None)


def _joined(email: IncomingEmail) -> AnySubmission | None:
    """What the sender of an email has begun with an earlier one and not submitted, which a corrected form joins; once
    it has joined, also what was submitted of that."""
    has_joined = email.state is EmailState.CONFIRMED
    made = queries.made_before(email)
    return next((one for one in made if has_joined or isinstance(one, DraftSubmission)), None)


def as_uploaded(form: Any, consultation: Consultation) -> tuple[UploadedFile, UnderstoodFile | None]:
    """A form as it is uploaded; it is read again, as what the columns hold may be known better by now."""
    tables = saved_rows.unpacked(form.tables)
    file = UploadedFile(form.file_name, form.size, form.sha256, tables)
    try:
        return file, understanding.understand(tables, form.sha256, consultation)
    except NotRecognised:
        return file, None


def _who(
    email: IncomingEmail, read: Sequence[UnderstoodFile], own: Sequence[stakeholders.SubcategoryName] = ()
) -> dict[str, Any]:
    """Who the sender is, as far as the email says, and the rows where all of them name the same; they review it
    next."""
    every = [submitters.of(row, one.found.form.form, own) for one in read for row, _place in one.found.rows]
    named = [one for one in every if one.words]
    bodies = {one.organisation.casefold() or (one.name, one.email) for one in named}
    said: dict[str, Any] = dict(named[0].who) if len(bodies) == 1 else {}
    if len({one.name for one in named}) > 1:
        said.pop("name", None)
    name = said.get("name") or email.name
    return {**said, "name": name[: LONGEST_WORDS["name"]], "email": email.sender, "language": email.language}
