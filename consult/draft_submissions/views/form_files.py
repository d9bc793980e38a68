"""One's own comments in the comment form of the consultation, before and after submitting."""

from collections.abc import Callable, Sequence
from io import BytesIO

from flask import flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.consultations import text_language
from consult.core.errors import NotFound, NotPossible
from consult.core.hooks import Hook
from consult.draft_submissions import queries
from consult.draft_submissions.models import AnyComment, AnySubmission
from consult.draft_submissions.views.blueprint import bp, consultation_of, opened_on
from consult.submissions import policy, submitter_access
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.guards import require
from consult.web.rate_limits import caller, limit

WRITE: Hook[Callable[[AnySubmission, int | None, Sequence[AnyComment], str], tuple[bytes, str]]] = Hook(
    "draft_submissions.form_files"
)
"""The file of comments in a kind of file ("docx"), and its media type; None where there is no such kind. It is given
the version of the text that is read. Raises NotPossible."""

_MOST = "60 per hour"


@bp.route("/consultations/<slug>/sheet/form.<kind>")
def form_file(slug: str, kind: str) -> ResponseReturnValue:
    """The draft in the comment form, to continue offline."""
    found = opened_on(consultation_of(slug))
    if found is None:
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.open_own, found)
    return _file(found, kind, url_for(".draft_submission", slug=slug))


@bp.route("/submissions/<reference>/form.<kind>")
@submitter_access.load_for_submitter
def sent_form_file(found: Submission, kind: str) -> ResponseReturnValue:
    """What was submitted, in the comment form."""
    return _file(found, kind, url_for(".status", reference=found.reference))


def _file(found: AnySubmission, kind: str, back: str) -> ResponseReturnValue:
    if kind not in {"docx", "xlsx"} or found.consultation.is_questionnaire:
        raise NotFound
    limit(_MOST, "own-comment-form", caller())
    comments: Sequence[AnyComment]
    if isinstance(found, Submission):
        filed = submissions.comments_of(found)
        submissions.read_amended(filed)
        stands = [one for one in filed if one.moderation != Moderation.WITHDRAWN]
        comments = stands or filed  # of a submission that is withdrawn as a whole, what it said
    else:
        comments = queries.comments_of(found)
    version = text_language.version_shown(found.consultation)
    try:
        made, mimetype = next(
            write(found, version.id if version is not None else None, comments, kind) for write in WRITE
        )
    except NotPossible as trouble:
        flash(say(trouble), "warn")
        return redirect(back, 303)
    name = found.reference if isinstance(found, Submission) else found.consultation.slug
    answer = send_file(BytesIO(made), mimetype, as_attachment=True, download_name=f"{name}-comments.{kind}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
