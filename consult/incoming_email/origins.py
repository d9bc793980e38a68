"""How a submission came that was a filled form by email: words for moderators."""

from flask_babel import gettext as _

from consult.core.declarations import listed_in
from consult.incoming_email.models import DRAFT_KEYS
from consult.submissions.models import Route, Submission


@listed_in("HOOKS")
def origin_told(submission: Submission) -> str:
    """How a filled form came that was sent by email; "" of any other submission."""
    is_of_email = submission.route == Route.WEB and submission.key.startswith(DRAFT_KEYS)
    return _("By email in a filled form, which the sender reviewed online") if is_of_email else ""
