"""That a submission came as a filled form by email, in words: for moderators."""

from flask_babel import gettext as _

from consult.incoming_email.models import DRAFT_KEYS
from consult.submissions.models import Route, Submission


def came(submission: Submission) -> str:
    """The same of a submission; "" of any other."""
    is_of_email = submission.route == Route.WEB and submission.key.startswith(DRAFT_KEYS)
    return _("By email in a filled form, which the sender reviewed online") if is_of_email else ""
