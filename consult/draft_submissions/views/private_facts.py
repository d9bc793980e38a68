"""What the public does not see of who sends a draft: beside what it will see, on the review."""

from flask_babel import gettext as _

from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.views.entries import facts
from consult.stakeholders.descriptions import facts as facts_of
from consult.submissions import labels
from consult.submissions.models import Attribution
from consult.submissions.queries import PublicSubmitter
from consult.web.page_language import locale_code


def private_facts(found: DraftSubmission, seen: PublicSubmitter, *, has_rows: bool) -> list[tuple[str, str]]:
    """(term, words) of everything that was entered of who sends `found` and that a public page with `seen` lacks;
    `has_rows`: comments came in a form, whose references to the draft no moderator decides on."""
    rows = [(_("Rows of your form"), _("Row numbers, and clauses, pages and lines as your form names them."))]
    return [*_of_submitter(found, seen), *(rows if has_rows else ())]


def _of_submitter(found: DraftSubmission, seen: PublicSubmitter) -> list[tuple[str, str]]:
    known = [row for row in facts(found) if row[1] != _("Not given")]
    if seen.attribution == Attribution.CONFIDENTIAL:
        return known
    shown = facts_of(seen, locale_code(), _, found.consultation.organisation_id)
    if seen.name and seen.name != labels.NAME_REMOVED:
        shown = [(_("Name"), seen.name), *shown]
    return [row for row in known if row not in shown]
