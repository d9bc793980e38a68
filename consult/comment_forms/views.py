"""The comment form of a consultation, to be filled in offline."""

from functools import partial
from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from consult.comment_forms import form_files, row_keys
from consult.comment_forms.exporting import RowsFor
from consult.comment_forms.writing import sandbox
from consult.consultations import queries as consultations
from consult.consultations import text_language
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.drafts import queries as drafts
from consult.organisations.form_kinds import FORM_KINDS, PLAIN
from consult.submissions.submitter_access import consultation_of
from consult.web import downloads
from consult.web.downloads import Download
from consult.web.page_language import locale_code
from consult.web.rate_limits import caller, limit

bp = Blueprint("comment_forms", __name__)

_MOST = "60 per hour"
"""Forms for one caller: each has its own keys, so that two people never replace each other's comments."""


def _with_passages(slug: str) -> Consultation:
    """A consultation that takes comment forms. Raises NotFound for a questionnaire, which has no passages."""
    consultation = consultation_of(slug)
    if consultation.is_questionnaire:
        raise NotFound
    return consultation


@bp.route("/consultations/<slug>/form")
def form(slug: str) -> ResponseReturnValue:
    """How to comment offline, and the form in each kind of file."""
    consultation = _with_passages(slug)
    kind = consultation.organisation.comment_form
    return render_template(
        "comment_forms/form.html", consultation=consultation, accent=consultation.organisation.accent,
        form_name=FORM_KINDS.get(kind, ""), is_plain=kind == PLAIN, kinds=sandbox.KINDS, rows_for=RowsFor,
        text_argument=text_language.text_argument(consultation),
    )  # fmt: skip


@bp.route("/consultations/<slug>/form.<kind>")
def form_file(slug: str, kind: str) -> ResponseReturnValue:
    """The form. `id` in the address begins the keys of its rows; an address without one leads on to one with it."""
    consultation = _with_passages(slug)
    if kind not in sandbox.KINDS:
        raise NotFound
    rows_for = RowsFor.PASSAGES if request.args.get("rows") == RowsFor.PASSAGES else RowsFor.CLAUSES
    origin = request.args.get("id", "")
    arguments = text_language.text_argument(consultation)
    if not row_keys.is_origin(origin):
        limit(_MOST, "comment-form", caller())
        return redirect(
            url_for(
                ".form_file", slug=slug, kind=kind, rows=rows_for.value, id=row_keys.new_origin(), **arguments
            ),
            303,
        )
    version = text_language.version_shown(consultation)
    version_id = version.id if version is not None else None
    language = locale_code()
    wanted = Download(
        name=f"form {kind} {slug} {rows_for} {language} {version_id} {origin}",
        version=f"{consultations.stamp(slug).value} {consultation.organisation.comment_form}",
        file_name=f"{slug}-comments.{kind}",
        mimetype=sandbox.KINDS[kind].mimetype,
        rows=sum(drafts.counts(version_id or 0).values()),
        make=partial(_write, slug, version_id, kind, rows_for, origin, language),
    )
    if not downloads.is_made(wanted):  # anyone can think of an `id`
        limit(_MOST, "comment-form made", caller())
    return downloads.answer(wanted)


def _write(
    slug: str, version_id: int | None, kind: str, rows_for: RowsFor, origin: str, language: str, path: Path
) -> None:
    with force_locale(language.replace("-", "_")):
        path.write_bytes(
            form_files.to_fill_in(consultations.public(slug), version_id, kind, rows_for, origin)
        )
