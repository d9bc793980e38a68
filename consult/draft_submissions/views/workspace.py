"""The page of the text on which comments are written: each passage with what its reader has said on it, and one of them
open to be commented on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from consult.consultations import text_language
from consult.consultations.models import Consultation
from consult.consultations.text_portions import AT, WHOLE, Portions
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.views.blueprint import bp, consultation_of, context, opened_on
from consult.draft_submissions.views.comments import comment_of, elsewhere
from consult.draft_submissions.views.entries import answers_of
from consult.draft_submissions.views.own_comments import OwnComments
from consult.draft_submissions.views.text_runs import Run, portion_of, runs_of
from consult.drafts import queries as drafts
from consult.quotations import quoted_words
from consult.submissions import policy, tallies
from consult.submissions import queries as submissions
from consult.web import packing
from consult.web.guards import require


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
    blocks = {one.key: one for run in runs for one in run.blocks}
    open_key = request.args.get("block", "")
    is_known = open_key in blocks
    portion = Portions.of(list(blocks.values())).shown(open_key if is_known else "")
    panel: Any = _panel(consultation) if is_known else ""
    if not isinstance(panel, str):
        return panel  # type: ignore[no-any-return]
    own, counts = OwnComments.of(found), tallies.public(consultation.id).by["block"]
    html = render_template(
        "draft_submissions/text.html", runs=_marked(portion_of(runs, portion), own, counts, consultation.id),
        own=own, open=open_key, panel=Markup(panel),  # noqa: S704 -- a template made it
        outline=portion.outline(_headings(runs), lambda clause: clause[0]), version=version, portion=portion,
        portions=[(key, blocks.get(key)) for key in portion.neighbours], counts=counts, answers=answers_of(found),
        has_pages=any(map(is_page, blocks.values())), text_argument=text_language.text_argument(consultation),
        texts=text_language.other_texts(consultation, version), **context(consultation, found),
    )  # fmt: skip
    known = _known(version.language if version else "", blocks)
    return packing.pack(make_response(html), block=is_known, **known)


def _marked(
    runs: Sequence[Run], own: OwnComments, counts: Mapping[str, int], consultation_id: int
) -> Sequence[Run]:
    """The text with marks around the words that published comments quote, and around those that its reader quotes."""
    keys = [one.key for run in runs for one in run.blocks if counts.get(one.key)]
    public = submissions.quotations(consultation_id, keys) if keys else {}

    def with_marks(block: Any) -> Any:
        quoted = [*public.get(block.key, ()), *own.quotations(block.key)]
        return quoted_words.marked(block, quoted) if quoted else block

    return [
        run if run.missing else replace(run, blocks=[with_marks(one) for one in run.blocks]) for run in runs
    ]


def _known(language: str, blocks: Mapping[str, Any]) -> dict[str, bool]:
    """Which arguments of the address have a value that this server knows: the language and the portion of the text."""
    asked = request.args.get
    return {
        text_language.TEXT: asked(text_language.TEXT) == language,
        AT: asked(AT, "") in blocks,
        WHOLE: asked(WHOLE) == "1",
    }


def _headings(runs: Sequence[Run]) -> list[tuple[Any, Any]]:
    """The headings of the text, each with its version."""
    return [(one, run.version) for run in runs for one in run.blocks if one.kind == Kind.HEADING]


def _panel(consultation: Consultation) -> ResponseReturnValue:
    """The form of a comment on the open passage, as HTML; or where the comment is that was begun there."""
    answer = comment_of(consultation, None)
    return answer[0] if isinstance(answer, tuple) else answer
