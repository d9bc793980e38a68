"""The page of one submission."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.attachments import queries as attachments
from consult.consultations import policy
from consult.reading import (
    comment_lists,
    languages,
    pages,
)
from consult.reading.views.blueprint import bp
from consult.stakeholders.descriptions import facts as facts_of
from consult.submissions import labels
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import AWAITING, REFUSED, Moderation, State
from consult.web.cache import public_page
from consult.web.guards import require
from consult.web.page_language import locale_code


@bp.route("/submissions/<reference>")
@public_page(pages.submission_stamp)
def submission(reference: str) -> ResponseReturnValue:
    """One submission with the attribution that its submitter chose, and its public comments."""
    found = submissions.public_submission(reference)
    consultation = found.consultation
    require(policy.see, consultation)
    language = locale_code()
    reads = languages.read_of(consultation)
    name, facts = "", []
    if found.who is not None:
        name, _meta = submissions.public_name(found.who, language, _)
        attribution = (_("Attribution"), _(labels.ATTRIBUTION_NAMES[found.who.attribution]))
        facts = [*facts_of(found.who, language, _, consultation.organisation_id), attribution]
    return render_template(
        "reading/submission.html", submission=found, consultation=consultation, name=name, facts=facts,
        attached=attachments.public_of_submission(found.id),
        withdrawn=found.state == State.WITHDRAWN, notices=_of_the_others(found),
        shown=comment_lists.as_html(
            found.comments, consultation, reads.text, reads.version, with_submitter=False, heading=2
        ),
    )  # fmt: skip


def _of_the_others(found: submissions.PublicSubmission) -> list[tuple[str, str, str]]:
    """(kind, title, sentence) about comments that cannot be read here."""
    pending = sum(found.moderation.get(state, 0) for state in AWAITING)
    refused = sum(found.moderation.get(state, 0) for state in REFUSED)
    withdrawn = found.moderation.get(Moderation.WITHDRAWN, 0)
    notices = []
    if found.is_late:
        notices.append(
            (
                "warn",
                _("Submitted after the deadline"),
                _("The comments are accepted and marked as late, under the rule on late comments."),
            )
        )
    if found.sent_again_at is not None:
        notices.append(
            (
                "info",
                _("Sent again after an outage"),
                _(
                    "The time of receipt is when the submission first reached us. An outage prevented us from "
                    "accepting the submission then."
                ),
            )
        )
    if pending:
        title = ngettext("%(num)s comment pending", "%(num)s comments pending", pending)
        notices.append(("info", title, _("A moderator reads each comment before it is published.")))
    if refused:
        title = ngettext("%(num)s comment is not published", "%(num)s comments are not published", refused)
        notices.append(
            ("info", title, _("The reason is shown to the submitter and counted in the statistics."))
        )
    if withdrawn:
        title = ngettext(
            "%(num)s comment withdrawn by its submitter",
            "%(num)s comments withdrawn by their submitter",
            withdrawn,
        )
        notices.append(("info", title, _("Withdrawn comments are still counted as received.")))
    return notices
