"""What is published as files: comments, answers, the list of attachments, and the draft."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.consultations.page_stamps import public_stamp
from consult.core.errors import NotFound
from consult.core.tables.columns import Wording
from consult.core.tables.formats import FORMATS
from consult.reading import (
    answer_results,
    attachment_exports,
    comment_filters,
    draft_files,
    exports,
    languages,
    pages,
    queries,
)
from consult.reading.queries import Filters
from consult.reading.views.blueprint import bp
from consult.stakeholders.countries import names_version
from consult.submissions import queries as submissions
from consult.web import downloads
from consult.web.downloads import Download
from consult.web.guards import open_to_all
from consult.web.page_language import locale_code, said_in


@bp.route("/consultations/<slug>/comments.<kind>")
def comments_file(slug: str, kind: str) -> ResponseReturnValue:
    """The published comments, or those that the filters leave, as a file."""
    open_to_all()
    if kind not in FORMATS:
        raise NotFound
    version = f"{public_stamp(slug).value} {exports.TABLE.version} {names_version()}"
    consultation = consultations.public(slug)
    filters = comment_filters.asked(
        request.args, pages.clauses(consultation, languages.read_of(consultation))
    )
    rows = submissions.totals(consultation.id).visible
    return _table_file(
        "comments", slug, kind, version, rows, partial(_write_comments, filters), asked=f" {filters}"
    )


def _write_comments(filters: Filters, kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    rows = queries.every(queries.filtered(consultation.id, filters))
    version = consultation.version
    texts = exports.TextLanguages(
        version.language if version is not None else "", languages.languages_of_versions(consultation)
    )
    wording = Wording(language, _, say_in=said_in)
    with force_locale(language.replace("-", "_")):
        exports.write(kind, rows, path, consultation=consultation, wording=wording, texts=texts)


@bp.route("/consultations/<slug>/text.<kind>")
def text_file(slug: str, kind: str) -> ResponseReturnValue:
    """The draft as a file, with the line numbers of the page."""
    consultation = pages.load(slug)
    if kind not in draft_files.KINDS:
        raise NotFound
    return draft_files.answer(consultation, kind)


@bp.route("/consultations/<slug>/attachments.<kind>")
def attachments_file(slug: str, kind: str) -> ResponseReturnValue:
    """The list of the published attachments as a file."""
    open_to_all()
    if kind not in FORMATS:
        raise NotFound
    version = f"{public_stamp(slug).value} {attachment_exports.VERSION}"
    rows = submissions.totals(consultations.public(slug).id).visible
    return _table_file("attachments", slug, kind, version, rows, _write_attachments)


def _write_attachments(kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    found = attachments.public_of(consultation.id)
    references = {
        one.id: one.reference for one in submissions.by_ids([one.submission_id or 0 for one in found])
    }
    with force_locale(language.replace("-", "_")):
        attachment_exports.write(
            kind, attachment_exports.rows_of(found, references, _whole), path,
            title=consultation.best("title", language), wording=Wording(language, _, say_in=said_in),
        )  # fmt: skip


def _whole(address: str) -> str:
    """An address with its host."""
    return address if address.startswith("http") else f"{current_app.config['PUBLIC_URL']}{address}"


@bp.route("/consultations/<slug>/results.<kind>")
def answers_file(slug: str, kind: str) -> ResponseReturnValue:
    """The answers to the questions, counted together, as a file."""
    open_to_all()
    consultation = consultations.public(slug)
    if kind not in FORMATS or not pages.is_answered(consultation):
        raise NotFound
    stamp, mark = (
        pages.counted_stamp(slug).value,
        answer_results.mark(answer_results.results_of(consultation)),
    )
    version = f"{stamp} {answer_results.TABLE.version} {mark}"
    return _table_file("answers", slug, kind, version, 0, _write_answers)


def _write_answers(kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    wording = Wording(language, _, say_in=said_in)
    with force_locale(language.replace("-", "_")):
        answer_results.write(kind, consultation, answer_results.results_of(consultation), path, wording)


def _table_file(
    what: str,
    slug: str,
    kind: str,
    version: str,
    rows: int,
    write: Callable[[str, str, str, Path], None],
    *,
    asked: str = "",
) -> ResponseReturnValue:
    """A table of a consultation as a file, in the language of the page. `write`: writes a format, of the consultation
    with this name in addresses, in a language, to a path; `asked`: what else tells one file from another."""
    language = locale_code()
    return downloads.answer(
        Download(
            name=f"{what}.{kind} {slug} {language}{asked}",
            version=version,
            file_name=f"{slug}-{what}.{kind}",
            mimetype=FORMATS[kind].mimetype,
            rows=rows,
            make=partial(write, kind, slug, language),
        )
    )
