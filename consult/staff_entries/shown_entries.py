"""Who entered a submission and how it reached the organisation, in words: for moderators."""

from flask_babel import gettext as _

from consult.core.declarations import listed_in
from consult.form_uploads.labels import CHANNELS
from consult.staff_entries import queries
from consult.submissions.labels import ROUTES
from consult.submissions.models import Route, Submission


@listed_in("HOOKS")
def entered(submission: Submission) -> str:
    """The same of a submission; "" of one that its submitter made, or that came in a form."""
    entry = queries.of_submission(submission.id) if submission.route == Route.STAFF else None
    if entry is None or entry.channel is None:
        return ""
    name = entry.user.name if entry.user is not None else ""
    return " · ".join(filter(None, [_(ROUTES[submission.route]), name, _(CHANNELS[entry.channel])]))
