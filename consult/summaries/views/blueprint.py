"""The blueprint of the response summary, and what it returns to hooks of packages below."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.core.declarations import listed_in
from consult.core.tables.formats import FORMATS
from consult.responses.pages import WorkbenchLink
from consult.summaries import queries
from consult.summaries.labels import STATES
from consult.web.text_languages import texts_language

bp = Blueprint("summaries", __name__)


@listed_in("HOOKS")
def status_part(submission: Any) -> tuple[str, Mapping[int, queries.PublicResponse]]:
    """The published responses on the status page of a submission (see draft_submissions.views.submitted)."""
    told = queries.responses_of_submission(submission.id)
    found = queries.in_language(told, submission.consultation, texts_language()) if told else {}
    return "summaries/_responses_sent.html", found


@listed_in("HOOKS")
def workbench_links(consultation: Consultation) -> Sequence[WorkbenchLink]:
    """Links from the workbench: the newest edition with its state, and the table of dispositions as it stands."""
    newest = queries.latest(consultation.id)
    label = _("Summary, version %(number)s", number=newest.edition) if newest else _("Write the summary")
    state = _(STATES[newest.state]) if newest else ""
    files = [
        WorkbenchLink(
            url_for("summaries.draft_dispositions", slug=consultation.slug, kind=kind),
            # Translators: the placeholder is a format of files, such as XLSX.
            _("Disposition table (%(format)s)", format=one.label),
        )
        for kind, one in FORMATS.items()
    ]
    return [WorkbenchLink(url_for("summaries.summary", slug=consultation.slug), label, state), *files]
