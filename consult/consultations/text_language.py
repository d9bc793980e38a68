"""In which language a page shows the draft: the one place that reads `?text=fr` and `?beside=en` of an address.

Without them it is the language of the page where the draft is there in it, else the original.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request

from consult.consultations import queries
from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow, LanguageRow, VersionRow
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.web.language_addresses import LONGEST_TAG
from consult.web.page_language import locale_code
from consult.web.request_sizes import beginning

TEXT, BESIDE = "text", "beside"
"""The arguments of an address: the language of the text, and that of the text beside it."""

QUOTE, PART = "quote", "part"
"""Others: words of the text in one language, and a part of the image of a page in it."""


def asked_language(name: str = TEXT) -> str:
    """The language that the address asks for, "" for none."""
    return str(beginning(request.args, name, LONGEST_TAG) or "")


def shown_language(languages: Sequence[LanguageRow]) -> LanguageRow:
    """The language version that the page shows, of all that there are (the original is the first)."""
    asked = (asked_language(), locale_code())
    return next((one for code in asked if (one := queries.in_language(languages, code))), languages[0])


def beside_language(languages: Sequence[LanguageRow], shown: LanguageRow) -> LanguageRow | None:
    """The one that the page shows beside it; None where the address asks for none, or for the same."""
    found = queries.in_language(languages, asked_language(BESIDE))
    return found if found is not None and found is not shown else None


def version_shown(consultation: Consultation | ConsultationRow) -> Version | VersionRow | None:
    """The version whose text a page shows; without language versions that of the consultation, and no statement."""
    languages = queries.languages_shown(consultation)
    return shown_language(languages).version if languages else consultation.version


def other_texts(
    consultation: Consultation | ConsultationRow, shown: Version | VersionRow | None, key: str = ""
) -> list[tuple[str, str]]:
    """(language, address of this page) of the other languages in which the page can show the text; `shown`: what it
    shows. With a `key`, of those that have this passage."""
    here = {name: value for name, value in request.args.items() if name not in {QUOTE, PART, TEXT}}
    languages = queries.languages_shown(consultation) if consultation.has_language_versions else ()
    return [
        (one.version.language, f"?{urlencode(here | {TEXT: one.version.language})}")
        for one in languages
        if shown is None or one.version.language != shown.language
        if not key or drafts.block(one.version.id, key) is not None
    ]


def lacking_language(consultation: Consultation | ConsultationRow, key: str) -> str:
    """The language in which the page would show the text, where it has not the passage of this `key`; else ""."""
    languages = queries.languages_shown(consultation) if consultation.has_language_versions else ()
    if not languages:
        return ""
    version = shown_language(languages).version
    return "" if drafts.block(version.id, key) is not None else str(version.language)


def languages_without(consultation: Consultation | ConsultationRow, key: str) -> list[str]:
    """The languages in which the draft does not have the passage of this `key`."""
    languages = queries.languages_shown(consultation) if consultation.has_language_versions else ()
    having = drafts.versions_with([one.version.id for one in languages], key) if languages else set()
    return [str(one.version.language) for one in languages if one.version.id not in having]


def text_argument(consultation: Consultation | ConsultationRow) -> dict[str, Any]:
    """The argument that keeps the language of the text in a link to another page; none without language versions."""
    if not consultation.has_language_versions:
        return {}
    languages = queries.languages_shown(consultation)
    return {TEXT: shown_language(languages).version.language} if languages else {}
