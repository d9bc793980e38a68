"""Every text of the interface is there in every language that has a catalogue: at least those of the United Nations."""

import re
from collections.abc import Iterator

import pytest

from config import Testing
from consult.setup import catalogues
from consult.web import languages
from tests.architecture import pseudo_language

pytestmark = pytest.mark.xdist_group("messages")


def test_every_language_that_is_offered_by_default_has_a_catalogue() -> None:
    found = {path.parent.parent.name for path in catalogues.catalogues()}
    assert set(Testing.LANGUAGES) - {languages.SOURCE} - found == set()


def test_every_message_is_translated_whole_and_no_translation_is_left_over() -> None:
    assert catalogues.check_all(template=pseudo_language.extracted()) == []


def test_one_and_many_say_the_same_values() -> None:
    """In other languages the form for one serves 21 as well, and has to say the number."""
    differing = [
        message.id
        for message in pseudo_language.extracted()
        if isinstance(message.id, tuple | list)
        and len({frozenset(catalogues.placeholders(form)) for form in message.id}) > 1
    ]
    assert differing == []


_VALUES = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|<[^>]+>|https?://\S+|\?\w+=")
"""What in a translation is no text: placeholders, elements, addresses."""

MISWRITTEN = {
    "ar": re.compile(r"[\u0621-\u064a\u064b-\u0652]\s*[,;?]|[\"“”]"),
    "zh": re.compile(
        r"[\u4e00-\u9fff]\s*[,;:?!()]|[,;:?!]\s*[\u4e00-\u9fff]|[\u4e00-\u9fff] [\u4e00-\u9fff]|  "
    ),
    "fr": re.compile(r"[^\s\u00a0\u202f\d/\[][:;!?»](?!\w|/)| [:;!?»](?!\w)|«[^\u00a0\u202f]|['\"“”]|  "),
    "es": re.compile(r"« |(?<!-) »| [,.;:!?](?!\w)|[\"“”]|  "),
    "ru": re.compile(r"« |(?<!-) »| [,.;:!?](?!\w)|[\"“”]|  "),
}
"""Marks that the language does not write so: a comma of English, a space where French wants one that does not break.
A language that is not here is not searched."""


_LANGUAGE_IN_BRACKETS = re.compile(r"[(（][^()（）]*%\((?:language|original)\)s")


def translated() -> Iterator[tuple[str, str, str]]:
    """(language, message, translation) of every form of every message in every catalogue."""
    for path in catalogues.catalogues():
        for message in catalogues.read_catalogue(path):
            if message.id:
                first = message.id if isinstance(message.id, str) else message.id[0]
                forms = [message.string] if isinstance(message.string, str) else message.string
                yield from ((path.parent.parent.name, first, words) for words in forms)


def test_translations_have_the_marks_of_their_language() -> None:
    found = [
        f"{language}: {words}"
        for language, _message, words in translated()
        if language in MISWRITTEN and MISWRITTEN[language].search(_VALUES.sub("X", words))
    ]
    assert found == []


def test_no_name_of_a_language_stands_in_brackets() -> None:
    """It can have some of its own: "Chinese (Traditional)"."""
    found = [
        f"{language}: {words}"
        for language, message, form in translated()
        for words in (message, form)
        if _LANGUAGE_IN_BRACKETS.search(words)
    ]
    found += [
        str(path)
        for path in (catalogues.FOLDER.parents[1] / "templates").rglob("*.*")
        if path.is_file()
        and re.search(r"language_name\s*\|\s*bracketed|bracketed\([^)]*language_name", path.read_text())
    ]
    assert found == []


def test_all_as_a_choice_of_every_filter_has_no_gender() -> None:
    """Of states, types, languages and translations."""
    said = {
        path.parent.parent.name: catalogues.read_catalogue(path).get("All", "choice of a filter")
        for path in catalogues.catalogues()
    }
    assert [language for language, message in said.items() if message is None] == []
    expected = {"ar": "الكل", "es": "Todo", "fr": "Tout", "ru": "Все", "zh": "全部"}
    assert {language: said[language].string for language in expected} == expected


UNUSED = {
    "ar": re.compile(
        r"استشارة|(?<!\w)(?:ال|لل)مشروع(?!\w)|(?<!\w)(?:استورِ?د|اختر|احفظ|حمّل|قسّم)(?:وا|وها?)?(?!\w)"
        r"|(?<!\w)\w+(?:مكنكم|ليقكم|اتكم|همتكم|متم)(?!\w)|(?<!\w)(?:تعلّق|تقترحها|ترى|تختاره|تقصده)(?!\w)|\u0627\u064b"
        r"|(?<!\w)[وف]?(?:افتح|اضغط|أغلق|اترك|انسخ|نزّلها|اقرأها|أرسلها|ارفعها)(?!\w)|استمارة تعليقات"
        r"|يونيه|يوليه|(?<!\w)(?:كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين)(?!\w)"
    ),
    "es": re.compile(r"comentario|cláusula|\bSub[ae]\b|fichero|por favor", re.IGNORECASE),
    "fr": re.compile(r"commentaire|caviard|\bactionn(?:ez|iez|er)\b|veuillez|s’il vous plaît", re.IGNORECASE),
    "ru": re.compile(
        r"комментари|пожалуйста|\bпода(?:ч\w+|ть|вать|йте|вайте|ют\w*|ёт\w*|л[иа]?|н\w*)\b(?! возражен)"
        r"|\b(?:ее|нее|еще|сохранен|удален|утвержден|разделенн\w+|определенн\w+|введенн\w+|учетн\w+)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"咨询|磋商|你|[\u4e00-\u9fff，。：；、] [A-Za-z0-9%]|[A-Za-z0-9)] [\u4e00-\u9fff]"),
}
"""Words and forms that docs/glossaries does not have: for another term, for another form of address, without ё, tanwin after
the alif (CLDR writes it before), months that dates on pages do not have."""

RIGHT_THERE = {
    "Consultancy or law firm",
    "Tracked changes of Word and OpenDocument are accepted. Comments are left out.",
    "The file has comments or notes. They stay in the published copy, without names.",
    "The copy has comments, tracked changes or hidden parts. What was redacted could still be in it. Remove them, or "
    "upload a PDF.",
    "Redact a copy of the file in the program that you use, and upload it. It is checked like an attachment. Of a PDF "
    "only images of the pages are published. A text document must have no comments, tracked changes or hidden parts, "
    "in which redacted words could remain.",
}
"""Messages about something else than the term of the glossary."""


def test_arabic_plural_forms_stand_in_the_order_of_their_rule() -> None:
    """After 100 the noun is singular, after 11 it is so in the accusative: the other way round both are wrong."""
    wrong = [
        f"{message.id[0]}: {message.string[4]}"
        for message in catalogues.read_catalogue(catalogues.FOLDER / "ar" / "LC_MESSAGES" / "messages.po")
        if isinstance(message.string, tuple) and re.search(r"%\(\w+\)s \w+\u064b\u0627", message.string[4])
    ]
    assert wrong == []


def test_translations_have_the_words_of_the_glossaries() -> None:
    found = [
        f"{language}: {words}"
        for language, message, words in translated()
        if language in UNUSED and message not in RIGHT_THERE and not message.startswith("Comments in the ")
        if UNUSED[language].search(words)
    ]
    assert found == []
