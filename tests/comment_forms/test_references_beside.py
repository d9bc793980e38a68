"""References beside numbers of clauses: short forms of paragraphs, words for the whole draft, lines, other documents and
files."""

import pytest

from consult.comment_forms.clause_references import (
    NOT_ALL_UNDERSTOOD,
    ONLY_FILE,
    ONLY_PAGES,
    OTHER_TEXT,
    SEVERAL,
    Certainty,
    Passage,
    References,
)
from consult.documents.blocks import Kind

DRAFT = References(
    [
        Passage("2", Kind.HEADING, "2", "References", "2", 1),
        Passage("4", Kind.HEADING, "4", "Terms", "4", 2),
        Passage("4-1", Kind.PARAGRAPH, "", "", "4", 3),
        Passage("4-2", Kind.PARAGRAPH, "", "", "4", 4),
        Passage("4.1", Kind.HEADING, "4.1", "Scope", "4.1", 5),
        Passage("first", Kind.PARAGRAPH, "", "", "4.1", 6),
        Passage("second", Kind.PARAGRAPH, "", "", "4.1", 12),
        Passage("5", Kind.HEADING, "5", "Use of ISO 24276", "5", 20),
    ]
)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("4.1 al. 2", "second"), ("4.1, al. 2", "second"), ("4.1 al.2", "second"), ("4.1 al 2", "second"),
        ("art. 4 al. 2", "4-2"), ("article 4, al. 1", "4-1"), ("al. 2 de 4.1", "second"),
        ("5 Use of ISO 24276", "5"), ("Use of ISO 24276", "5"),
    ],
)  # fmt: skip
def test_what_is_certain_is_placed(reference: str, key: str) -> None:
    found = DRAFT.place(reference)
    assert (found.certainty, found.key) == (Certainty.PLACED, key)


@pytest.mark.parametrize(
    ("reference", "why", "perhaps"),
    [
        ("4 al 5", SEVERAL, ("4", "5")), ("artículos 2 al 4", SEVERAL, ("2", "4")), ("2 al 4.1", SEVERAL, ("2", "4.1")),
        ("l. 12", ONLY_PAGES, ("second",)), ("ln 12", ONLY_PAGES, ("second",)), ("L12", ONLY_PAGES, ("second",)),
        ("строка 12", ONLY_PAGES, ("second",)), ("стр. 5", ONLY_PAGES, ()),
        ("4.1 of ISO 24276", OTHER_TEXT, ("4.1",)), ("ISO/IEC 9001:2015, 4.1", OTHER_TEXT, ("4.1",)),
        ("4.1 (v2)", OTHER_TEXT, ("4.1",)), ("4.1, version 2", OTHER_TEXT, ("4.1",)), ("п. 4.1 ГОСТ Р 2119", OTHER_TEXT, ("4.1",)),
        ("RFC 2119", OTHER_TEXT, ()), ("Scope of ISO 24276", OTHER_TEXT, ("4.1",)),
        ("https://example.org/2/file.pdf", ONLY_FILE, ()), ("comments.docx", ONLY_FILE, ()), ("см. замечания.docx", ONLY_FILE, ()),
        ("4.1 comments.docx", ONLY_FILE, ("4.1",)), ("4.1\nhttps://example.org/2.pdf", NOT_ALL_UNDERSTOOD, ("4.1",)),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_told_and_offered(reference: str, why: str, perhaps: tuple[str, ...]) -> None:
    found = DRAFT.place(reference)
    assert (found.certainty, found.why, found.perhaps) == (Certainty.UNPLACED, why, perhaps)


@pytest.mark.parametrize(
    "reference",
    [
        "Observaciones generales", "Observación general", "el conjunto del proyecto", "Observations générales",
        "Remarques générales", "le projet dans son ensemble", "General remarks", "Общие замечания", "Общее замечание",
        "документ целиком", "المشروع كله", "الوثيقة ككل", "ملاحظات عامة", "تعليق عام", "总体意见", "整个草案", "草案全文",
    ],
)  # fmt: skip
def test_the_whole_draft_in_six_languages(reference: str) -> None:
    assert DRAFT.place(reference).certainty is Certainty.WHOLE


@pytest.mark.parametrize("reference", ["observations", "en su", "remarques", "意见", "замечание"])
def test_a_word_for_comments_alone_is_not_the_whole_draft(reference: str) -> None:
    assert DRAFT.place(reference).certainty is Certainty.UNPLACED
