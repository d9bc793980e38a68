"""The response as everyone reads it, and the disposition table as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.comment_forms import queries as comment_forms
from consult.consultations import period_checks
from consult.consultations import queries as consultations
from consult.consultations.head import head_of
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.errors import NotFound
from consult.core.language_tags import wider
from consult.core.multilingual import Progress, State, Words, reading_progress
from consult.core.redaction_marks import drawn
from consult.core.redline import Operation
from consult.core.tables.columns import Wording
from consult.core.tables.formats import FORMATS
from consult.drafts.passage_pages import passage_shown
from consult.responses import policy
from consult.responses.labels import DISPOSITIONS
from consult.responses.pages import load_for_member
from consult.responses.queries import ResponseWords
from consult.responses.wording import category_words, part_words
from consult.stakeholders.countries import names_version
from consult.submissions import labels
from consult.submissions import queries as submissions
from consult.submissions.labels import TYPES
from consult.submissions.models import Attribution
from consult.submissions.proposal_language import proposal_language
from consult.submissions.proposals import is_of_quotation, operations
from consult.summaries import exports, queries, report
from consult.summaries.answers import answers_told
from consult.summaries.labels import SECTIONS
from consult.summaries.models import ResponseSummary
from consult.summaries.translatable_texts import texts_of_summary
from consult.summaries.views.blueprint import bp
from consult.web import downloads
from consult.web.cache import Stamp, public_page
from consult.web.downloads import Download
from consult.web.guards import open_to_all, require
from consult.web.page_language import locale_code, said_in
from consult.web.text_languages import texts_language, translated


def _stamp(slug: str, **_more: Any) -> Stamp:
    found = consultations.stamp(slug)
    midnight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    until = min(found.until, midnight) if found.until else midnight
    return Stamp(found.value, until)


@bp.route("/consultations/<slug>/response")
@public_page(_stamp)
def response(slug: str) -> ResponseReturnValue:
    """What was said, and its outcome; before that, when it is due."""
    consultation = consultations.public(slug)
    open_to_all()
    found = _edition(consultation)
    if found is None:
        return render_template(
            "summaries/awaited.html",
            consultation=consultation,
            head=head_of(consultation),
            tab="response",
            notices=queries.holding_notices(consultation.id),
            is_overdue=_is_overdue(consultation),
        )
    return response_page(consultation, found)


def _is_overdue(consultation: Consultation) -> bool:
    due, zone = consultation.response_due_on, consultation.timezone
    if consultation.phase != Phase.CLOSED or due is None:
        return False
    return period_checks.day_of(due, zone) < period_checks.day_of(clock.now(), zone)


def _edition(consultation: Consultation) -> ResponseSummary | None:
    """The edition that was asked for, the newest where none was; None before the first."""
    editions = queries.editions(consultation.id)
    asked = request.args.get("edition", "")
    if asked:
        found = next((one for one in editions if str(one.edition) == asked), None)
        if found is None:
            raise NotFound
        return found
    return editions[0] if editions else None


def response_page(
    consultation: Consultation, found: ResponseSummary, is_preview: bool = False
) -> ResponseReturnValue:
    """The page of an edition, or of one that is being written."""
    editions = queries.editions(consultation.id)
    slug = consultation.slug
    is_newest = not editions or is_preview or editions[0].id == found.id
    files = partial(
        url_for,
        ".draft_dispositions" if is_preview else ".dispositions",
        slug=slug,
        edition=None if is_newest else found.edition,
    )
    told = report.report(consultation, found)
    original = consultation.version.language if consultation.version is not None else ""
    texts, of = _progress(consultation, found, told.said)
    return render_template(
        "summaries/response.html",
        consultation=consultation,
        head=head_of(consultation),
        draft_names=consultations.draft_names(consultation),
        tab="response",
        report=told,
        answers=answers_told(consultation, told.figures),
        editions=editions,
        is_newest=is_newest,
        files=[(one.label, files(kind=kind)) for kind, one in FORMATS.items()],
        is_preview=is_preview,
        texts=texts,
        texts_of=of,
        untranslated=_untranslated(found),
        of_record=partial(_of_record, _record(consultation)),
        sections=SECTIONS,
        passage_of=lambda row: report.passage_of(row, told.places, told.questions),
        proposal_of=lambda row: Words(
            row.shown_proposal, proposal_language(row.shown_proposal, row.language, row.text_language)
        ),
        proposed_of=_proposed_of,
        changes_of=_changes_of,
        name_of=lambda row: submissions.public_name(row, report.language(), _),
        category_words=category_words,
        region_words=report.region_words,
        language_words=report.language_words,
        reason_rows=lambda found: [(report.reason_words(key), count) for key, count in sorted(found.items())],
        clause_rows=lambda found: [
            (_part_words(part, told.places, original), part[3], _part_link(slug, part[0])) for part in found
        ],
        disposition_rows=lambda found: [
            (_(DISPOSITIONS[k].label), n, _(DISPOSITIONS[k].meaning)) for k, n in found
        ],
        with_marks=lambda html: drawn(html, _, report.language()),
        types=TYPES,
        attributions=Attribution,
    )


def _progress(
    consultation: Consultation, summary: ResponseSummary, said: ResponseWords
) -> tuple[Progress, Consultation | ResponseSummary]:
    """How far the texts of the page are translated: those of the summary where it is written in another language than
    the reader's, and those of issues and responses; and what says in which language the originals are."""
    language, told = texts_language(), len(said.translations)
    parts = texts_of_summary(summary) if summary.original_language not in wider(language) else ()
    own = reading_progress(parts, language)
    found = replace(own, current=own.current + told, missing=own.missing + said.texts - told)
    return found, summary if parts else consultation


def _untranslated(summary: ResponseSummary) -> list[str]:
    """The titles of the sections that are not in the language of the page, where others are translated into it."""
    language, parts = texts_language(), texts_of_summary(summary)
    found = [part for part in parts if all(part.state(one) is not State.CURRENT for one in wider(language))]
    is_translated = not {"", summary.original_language} & {*wider(language)} and len(found) < len(parts)
    return [_(part.label) for part in found] if is_translated else []


def _record(consultation: Consultation) -> dict[str, Words]:
    """What the record says of extensions and corrections, by the original, as the page shows it."""
    extensions, corrections = consultations.extensions(consultation), consultations.corrections(consultation)
    said = {one.reason: translated(one, "reason", consultation) for one in extensions}
    return said | {one.notice: translated(one, "notice", consultation) for one in corrections}


def _proposed_of(row: Any) -> str:
    return labels.proposed(row.proposal_kind, row.shown_proposal, is_redline=bool(row.block_key))


def _changes_of(row: Any) -> list[Operation]:
    """What a proposal for quoted words changes in them: the table of all responses has no other words of the draft."""
    if not is_of_quotation(row.proposal_kind):
        return []
    return operations(row.proposal_kind, row.quote, row.shown_proposal or "")


def _of_record(said: Mapping[str, Words], original: str) -> str:
    return said.get(original, original)


def _part_words(part: Sequence[Any], places: Mapping[str, Words], original: str) -> str:
    """A part of the draft as readers of the page know it."""
    kind, _colon, block = part[0].partition(":")
    named = places.get(block) if kind == "clause" else None
    if named is not None:
        return passage_shown(named)
    words = part_words(*part[:3])
    return Words(words, original) if kind == "clause" and (part[1] or part[2]) else words


def _part_link(slug: str, key: str) -> str:
    kind, _colon, block = key.partition(":")
    return url_for("reading.text", slug=slug, at=block, _anchor=block) if kind == "clause" and block else ""


@bp.route("/consultations/<slug>/response/dispositions.<kind>")
def dispositions(slug: str, kind: str) -> ResponseReturnValue:
    """The disposition table of an edition as a file."""
    consultation = consultations.public(slug)
    open_to_all()
    found = _edition(consultation)
    if found is None:
        raise NotFound
    version = f"{consultations.stamp(slug).value} {found.id}"
    return _file(consultation, kind, f"{slug}-dispositions-{found.edition}", version, found.edition)


@bp.route("/consultations/<slug>/responses/dispositions.<kind>")
def draft_dispositions(slug: str, kind: str) -> ResponseReturnValue:
    """The table as it stands, for the organisation; the same columns, and those of rows of uploaded forms."""
    consultation = load_for_member(slug)
    require(policy.follow_responses, consultation)
    rows = comment_forms.count_rows(consultation.id)
    version = f"{consultation.stamp} {queries.state_of(consultation.id)} {rows}"
    return _file(consultation, kind, f"{slug}-dispositions-draft", version)


def _file(
    consultation: Consultation, kind: str, name: str, version: str, edition: int | None = None
) -> ResponseReturnValue:
    """The table of an edition, or as it stands without one."""
    if kind not in FORMATS:
        raise NotFound
    language = locale_code()
    return downloads.answer(
        Download(
            name=f"{name}.{kind} {language}",
            version=f"{version} {exports.TABLE.version} {names_version()}",
            file_name=f"{name}.{kind}",
            mimetype=FORMATS[kind].mimetype,
            rows=submissions.totals(consultation.id).visible,
            make=partial(_write, consultation.id, edition, kind, language),
        )
    )


def _write(consultation_id: int, edition: int | None, kind: str, language: str, path: Path) -> None:
    consultation = consultations.by_id(consultation_id)
    editions = [one for one in queries.editions(consultation_id) if one.edition == edition]
    source = queries.Source(consultation, editions[0] if edition is not None else None)
    with force_locale(language.replace("-", "_")):
        exports.write(kind, source, path, Wording(language, _, say_in=said_in))
