"""Public pages of a consultation: overview, record, documents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from consult.consultations import policy, queries
from consult.consultations.head import head_of
from consult.consultations.labels import (
    DOCUMENT_ROLES,
    FAMILIES,
    LEGAL_EFFECTS,
    MODE_NAMES,
    SHORTENINGS,
    recorded_words,
)
from consult.consultations.models import Consultation, Correction
from consult.consultations.page_stamps import public_stamp
from consult.consultations.queries import LanguageCorrection
from consult.consultations.recorded_texts import quoted, recorded_texts
from consult.consultations.staff_links import EMAIL_ADDRESS, staff_links
from consult.consultations.timetable import is_short, timetable_of
from consult.consultations.views.blueprint import bp
from consult.core import clock, storage
from consult.core.multilingual import reading_progress
from consult.drafts.models import Version
from consult.organisations import queries as organisations
from consult.organisations.rule_texts import rule_text
from consult.organisations.rules import TITLES
from consult.organisations.timing_profiles import profile_of
from consult.web.cache import public_page
from consult.web.guards import me, require
from consult.web.headers import FILE_CSP
from consult.web.text_languages import texts_language


@bp.route("/consultations/<slug>")
@public_page(public_stamp)
def overview(slug: str) -> ResponseReturnValue:
    """What is asked, by whom, until when, under which rules."""
    consultation = queries.get(slug, me())
    require(policy.see, consultation)
    extensions, corrections = queries.extensions(consultation), queries.corrections(consultation)
    questions, documents = queries.questions(consultation), queries.documents(consultation)
    languages = queries.languages_shown(consultation)
    return render_template(
        "consultations/overview.html",
        consultation=consultation,
        timetable=timetable_of(consultation, extensions, clock.now(), texts_language()),
        translations=reading_progress(
            queries.texts_of(consultation, questions, documents, extensions, corrections), texts_language()
        ),
        roles_here=organisations.roles_of(me(), consultation.organisation_id),
        staff_links=staff_links(consultation),
        email_address=next(address_of(consultation) for address_of in EMAIL_ADDRESS),
        head=head_of(consultation),
        tab="overview",
        documents=documents,
        questions=questions,
        rules=queries.rules(consultation),
        text_of=rule_text,
        extensions=extensions,
        corrections=corrections,
        languages=languages,
        draft_names=queries.draft_names(consultation, languages),
        titles=TITLES,
        roles=DOCUMENT_ROLES,
        families=FAMILIES,
        effects=LEGAL_EFFECTS,
        modes=MODE_NAMES,
        is_short=is_short(consultation, clock.now()),
        shortenings=SHORTENINGS,
        profile=profile_of(consultation.timing_profile),
    )


@bp.route("/consultations/<slug>/record")
@public_page(public_stamp)
def record(slug: str) -> ResponseReturnValue:
    """Every dated public event."""
    consultation = queries.public(slug)
    require(policy.see, consultation)
    events, corrections = queries.record(consultation), queries.language_corrections(consultation)
    texts, languages = recorded_texts(consultation, events), queries.languages_shown(consultation)
    return render_template(
        "consultations/record.html",
        consultation=consultation,
        head=head_of(consultation),
        tab="record",
        events=sorted(
            (
                (
                    event,
                    _happened_at(event, consultation),
                    quoted(event, texts, consultation, texts_language()),
                )
                for event in events
            ),
            key=lambda shown: shown[1],
        ),
        translations=reading_progress(texts, texts_language()),
        versions=queries.versions(consultation),
        draft_names=queries.draft_names(consultation, languages),
        replaced=_replaced(events, [*queries.corrections(consultation), *corrections]),
        language_texts=_language_texts(languages, corrections),
        official={row.version.language for row in languages if row.is_official},
        words=recorded_words(has_draft=not consultation.is_questionnaire),
    )


def _happened_at(event: Any, consultation: Consultation) -> datetime:
    """When what an event tells of happened. The opening and the deadline are those of the consultation: their events
    are recorded by a job, which can be later."""
    by_clock = {"consultations.opened": consultation.opens_at, "consultations.closed": consultation.closes_at}
    at: datetime = by_clock.get(event.name) or event.at
    return at


def _replaced(
    events: Sequence[Any], corrections: Sequence[Correction | LanguageCorrection]
) -> dict[int, int]:
    """Id of the event of a correction → the number of the version that it replaced: each text has as many of these
    events as corrections, in the same order."""
    numbers: dict[str, list[int]] = {}
    for one in corrections:
        language = one.from_version.language if isinstance(one, LanguageCorrection) else ""
        numbers.setdefault(language, []).append(one.from_version.number)
    found = {}
    for event in events:
        if event.name in {"consultations.corrected", "consultations.language_corrected"}:
            left = numbers.get(event.data.get("language", ""))
            if left:
                found[event.id] = left.pop(0)
    return found


def _language_texts(
    languages: Sequence[queries.LanguageRow], corrections: Sequence[LanguageCorrection]
) -> list[tuple[Version | queries.VersionRow, datetime | None, bool]]:
    """Each text in another language than the original, with the moment from which readers could read it, and whether
    they read it today; those of one language in order."""
    found: list[tuple[Version | queries.VersionRow, datetime | None, bool]] = []
    for row in languages:
        if row.is_original:
            continue
        since = row.published_at
        for one in corrections:
            if one.from_version.language == row.version.language:
                found.append((one.from_version, since, False))
                since = one.corrected_at
        found.append((row.version, since, True))
    return found


@bp.route("/consultations/<slug>/documents/<reference>")
def document(slug: str, reference: str) -> ResponseReturnValue:
    """Download a supporting document."""
    consultation = queries.get(slug, me())
    require(policy.see, consultation)
    found = queries.document(consultation, reference)
    answer = Response(storage.get(found.storage_key), mimetype=found.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer
