"""The page of the text on which comments are written: each passage with what its reader has said on it, and one of them
open to be commented on."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consult.consultations import text_language
from consult.consultations.models import Consultation
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.views.beside import Own
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, opened_on
from consult.draft_submissions.views.comments import comment_of, elsewhere
from consult.draft_submissions.views.text_runs import runs_of
from consult.drafts import queries as drafts
from consult.submissions import policy, tallies
from consult.web import packing
from consult.web.guards import require
from consult.web.headers import PARTS_CSP


@bp.route("/consultations/<slug>/sheet/text")
def text(slug: str) -> ResponseReturnValue:
    """The text of the draft with a Comment button on every passage; `block`: the one that is open."""
    consultation = consultation_of(slug)
    found = opened_on(consultation)
    if not isinstance(found, DraftSubmission):
        if request.args.get("block"):
            return elsewhere(consultation, found, None)
        return redirect(url_for(".take_part", slug=slug), 303)
    require(policy.open_own, found)
    if consultation.is_questionnaire:
        return redirect(url_for(".questions", slug=slug), 303)
    version = text_language.version_shown(consultation)
    runs = [] if version is None else runs_of(consultation, version, drafts.blocks(version.id))
    open_key = request.args.get("block", "")
    is_known = any(one.key == open_key for run in runs for one in run.blocks)
    panel: Any = _panel(consultation) if is_known else ""
    if not isinstance(panel, str):
        return panel  # type: ignore[no-any-return]
    html = render_template(
        "draft_submissions/text.html", runs=runs, own=Own.of(found), open=open_key, panel=Markup(panel),  # noqa: S704 -- a template made it
        outline=[(one, run.version) for run in runs for one in run.blocks if one.kind == Kind.HEADING], version=version,
        has_pages=any(is_page(one) for run in runs for one in run.blocks),
        counts=tallies.public(consultation.id).by["block"], text_argument=text_language.text_argument(consultation),
        texts=text_language.other_texts(consultation, version), **context(consultation, found),
    )  # fmt: skip
    answer = make_response(html, {"Content-Security-Policy": PARTS_CSP})
    in_language = version is not None and request.args.get(text_language.TEXT) == version.language
    return packing.pack(answer, block=is_known, **{text_language.TEXT: in_language})


def _panel(consultation: Consultation) -> ResponseReturnValue:
    """The form of a comment on the open passage, as HTML; or where the comment is that was begun there."""
    answer = comment_of(consultation, None)
    return answer[0] if isinstance(answer, tuple) else answer
