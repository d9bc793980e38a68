"""References to clauses as people write them, in six languages, against real drafts: none is placed wrongly."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from consult.comment_forms.clause_references import (
    NO_SUCH_DETAIL,
    NOT_UNDERSTOOD,
    SEVERAL,
    Certainty,
    Passage,
    References,
)
from consult.documents import reading
from consult.documents.blocks import Kind, Source

pytestmark = pytest.mark.realdata

WHOLE = "the whole draft"
PERSON = "a person decides"


@cache
def _references(folder: Path, pattern: str) -> References:
    files = [Source(one.name, one.read_bytes()) for one in sorted(folder.glob(pattern))]
    blocks = reading.parse(files).blocks
    heading, passages = "", []
    for one in blocks:
        heading = one.key if one.kind is Kind.HEADING else heading
        passages.append(Passage(one.key, one.kind, one.number, one.title, heading, one.line))
    return References(passages)


def _found(references: References, reference: str | tuple[str, str]) -> str:
    """What the reference was placed on, as it is printed: number or title; a paragraph by its place."""
    found = references.place(*([reference] if isinstance(reference, str) else reference))
    if found.certainty is Certainty.WHOLE:
        return WHOLE
    if found.certainty is Certainty.UNPLACED:
        return PERSON
    one = references.passages[found.key]
    if one.kind is Kind.PARAGRAPH and not one.number:
        inside = [other.key for other in references.of_clause[one.clause] if other.kind is Kind.PARAGRAPH]
        return f"{references.passages[one.clause].number.rstrip('.')} paragraph {inside.index(one.key) + 1}"
    return one.number.rstrip(".") or one.title


STANDARD: Sequence[tuple[str | tuple[str, str], str]] = (
    ("2.2", "2.2"), ("2.2.", "2.2"), (" 2.2 ", "2.2"), ("Section 2.2", "2.2"), ("section 2.2", "2.2"),
    ("SECTION 2.2", "2.2"), ("Sec. 2.2", "2.2"), ("Sec 2.2", "2.2"), ("sect. 2.2", "2.2"), ("§2.2", "2.2"),
    ("§ 2.2", "2.2"), ("Clause 2.2", "2.2"), ("cl. 2.2", "2.2"), ("Subclause 2.7.1", "2.7.1"),
    ("2.2 Credentialing Requirements", "2.2"), ("2.2. Credentialing requirements", "2.2"),
    ("Credentialing Requirements", "2.2"), ("Section 2.2 (Credentialing Requirements)", "2.2"),
    ("2.2 - Credentialing Requirements", "2.2"), ("Sec 2.2 Line 557", "2.2"), ("2.2 Line 557-559", "2.2"),
    ("2.2, lines 557 to 559", "2.2"), ("2.2 pg. 9, last para: Line 569", "2.2"), ("2.2, p. 9", "2.2"),
    ("Sec. 5.1, page 66, Para. 1: Line 2068", "5.1"), ("2.7.1 Footnote 9", "2.7.1"),
    ("2.7.1, para. 3 Line 789-794", "2.7.1 paragraph 3"), ("2.4 Line 594, 595", "2.4"), ("4.1.4.1 Line 1530", "4.1.4.1"),
    ("Section: 6.3. PIV Support of Graduated Authentication Assurance Levels", "6.3"),
    ("para 3 of 2.2", "2.2 paragraph 3"), ("line 12 of section 2.4", "2.4"), ("2.10.1", "2.10.1"), ("2.11", "2.11"),
    ("2.1", "2.1"), ("2.9.1.1 first sentence", "2.9.1.1"), ("2.9.1.1, second bullet", "2.9.1.1"),
    ("Section 4.2.2.6, new paragraph", "4.2.2.6"), ("4.2.2.6 throughout", "4.2.2.6"),
    ("Grace Period", "2.8.2"), ("Grace period (2.8.2)", "2.8.2"), ("2.8.2 grace  period", "2.8.2"),
    ("the whole of 2.8.2", "2.8.2"), ("２．８．２", "2.8.2"), ("6.2.3.1", "6.2.3.1"), ("5.5.2, item 3", PERSON),
    ("Appendix A", "Appendix A"), ("App. A", "Appendix A"), ("Annex A", "Appendix A"), ("A.3", "A.3"),
    ("Appendix A.3", "A.3"), ("APPENDIX C", "Appendix C"), ("Appendix C, p. 95", "Appendix C"),
    ("Appendix E, p. 115 Line NA", "Appendix E"), ("C.1 Glossary of Terms", "C.1"), ("Glossary of Terms", "C.1"),
    ("Foreword", "FOREWORD"), ("FOREWORD", "FOREWORD"), ("Abstract", "ABSTRACT"), ("Revision history", "Appendix E"),
    ("Table 4-1", "Table 4-1"), ("Table 4.1", "Table 4-1"), ("table 4–1", "Table 4-1"), ("Tbl 4-1", PERSON),
    ("Fig. 3-1", "Figure 3-1"), ("Figure 3.1", "Figure 3-1"), ("3.1 Figure 3.1", "Figure 3-1"),
    (("3.1", "Figure 3-1"), "Figure 3-1"), (("3.1", "Fig 3-1"), "Figure 3-1"), (("3.1", "Figure 4-1"), PERSON),
    (("4.1.4.1", "Table 4-1"), "Table 4-1"), (("2.2", "2nd paragraph"), "2.2 paragraph 2"), (("2.2", "all"), "2.2"),
    (("", "Figure 3-1"), "Figure 3-1"), (("-", "Table 4-1"), "Table 4-1"), (("2.2", "2-5.7,4th column"), PERSON),
    ("Item 2-4.1", PERSON), ("2.2, 2l3", PERSON), ("2l2", PERSON),
    ("General", WHOLE), ("general comment", WHOLE), ("General comments", WHOLE), ("Whole document", WHOLE),
    ("whole draft", WHOLE), ("All", WHOLE), ("Entire document", WHOLE), ("_whole document", WHOLE), ("ge", WHOLE),
    ("Throughout the document", WHOLE), ("Overall", WHOLE), ("the entire text", WHOLE),
    ("3", PERSON), ("6.1", PERSON), ("1", PERSON), ("Section 6", PERSON), ("3 PIV System Overview", "3"),
    ("Section 3 (PIV System Overview)", "3"), ("6 Applicability", "6"), ("Applicability", "6"),
    ("6.1 Special-Risk Security Provision", "6.1"), ("6.1 PIV Assurance Levels", "6.1"),
    ("2.2 and 2.3", PERSON), ("2.2, 2.3", PERSON), ("2.2; 2.3", PERSON), ("2.2/2.3", PERSON), ("2.2 & 2.4", PERSON),
    ("Sections 2.2-2.4", PERSON), ("2.2 – 2.4", PERSON), ("2.2 to 2.4", PERSON), ("Clause 4 and document", PERSON),
    ("2.2 para 3 and 2.3", PERSON), ("293", PERSON), ("Line 642", PERSON), ("Line 1230-1232", PERSON),
    ("p. 12", PERSON), ("page 66", PERSON), ("N/A", PERSON), ("[blank]", PERSON), ("", PERSON), ("?", PERSON),
    ("See word.doc attachment", PERSON), ("9.9", PERSON), ("Section 12.4", PERSON), ("2.2.9", PERSON),
    ("ISO 9001 clause 2.2", PERSON), ("2.2 of ISO/IEC 24727", PERSON), ("SP 800-63A section 2.2", PERSON),
    ("RFC 2119", PERSON), ("2.8.1 Grace Period", PERSON), ("Table 9-9", PERSON), ("Annex Z", PERSON),
    ("2.2 para 1 and 2", PERSON), ("2.2 para 1 to 3", PERSON), ("2.2 first and second paragraphs", PERSON),
    ("2.2, 1st and 2nd paragraph", PERSON), ("2.2 first and last paragraphs", PERSON),
    ("2.2 first paragraph and second", PERSON), (("2.2", "paragraphs 1 and 2"), PERSON),
    (("2.2", "first and second paragraph"), PERSON), ("5.5.2 items a) and b)", PERSON), ("line 2.2", PERSON),
    ("page 2.2", PERSON), ("2.2ff", PERSON), ("2.2 p. 9 paras 2 and 3", "2.2"), ("paragraph 2.2", "2.2"),
    ("first and second sentence of paragraph 2 of 2.2", "2.2 paragraph 2"), ("2.2 para 1 and para 2", PERSON),
    ("2.2, first paragraph, second sentence", "2.2 paragraph 1"), ("2.2 2nd paragraph, 3rd line", "2.2 paragraph 2"),
    ("第2.2和2.3", PERSON), ("第2.2及2.3", PERSON), ("2.2 and throughout", PERSON), ("2.2 and all", PERSON),
    ("2.2 and annexes", PERSON), ("2.2和2.3", PERSON), ("2.2至2.4", PERSON), ("2.2 و2.3", PERSON), ("第2.2节和2.3节", PERSON),
    ("٢٫٢", "2.2"), ("2.2¶2", "2.2 paragraph 2"), ("5.1-5.3", PERSON), ("2.2 and elsewhere", PERSON),
    ("4.1.4.1 and Table 4-1", PERSON), ("Foreword and throughout", PERSON), ("Clause/Subclause 2.2", "2.2"),
    ("cover page", PERSON), ("title", PERSON), ("editor's note", PERSON), ("Glossary, p 91: Line 2738", PERSON),
)  # fmt: skip


def test_the_standard_in_english(realdata: Path) -> None:
    references = _references(realdata / "fips201" / "public-draft", "*.md")
    assert [(one, _found(references, one)) for one, _printed in STANDARD] == list(STANDARD)


DECLARATION: dict[str, Sequence[tuple[str, str]]] = {
    "eng": (
        ("Article 12", "Article 12"), ("Art. 12", "Article 12"), ("art 12", "Article 12"), ("12", "Article 12"),
        ("Article 11(2)", "2"), ("Article 11 (2)", "2"), ("11.2", "2"), ("Art. 11.2", "2"), ("Article 31", PERSON),
        ("Article 11, paragraph 2", "2"), ("Preamble", "Preamble"), ("the preamble", "Preamble"),
        ("Articles 12 and 13", PERSON), ("Articles 12-14", PERSON), ("General", WHOLE), ("Chapter 12", PERSON),
        ("Article 23, paragraphs 2 and 3", PERSON), ("Article 23, paragraphs 2 to 4", PERSON),
        ("Article 23, paragraph 2 & 3", PERSON), ("Article 23, paras (2) and (3)", PERSON),
        ("Articles 23 paragraph 2 and 24", PERSON), ("Art. 23 para. 2 and 24 para. 1", PERSON),
        ("paragraphs 2 and 3 of Article 23", PERSON), ("paragraph 2 and Article 23", PERSON),
        ("Article 3 and annex", PERSON), ("Article 3 and tables", PERSON), ("Article 3 and figure", PERSON),
        ("Article 3 and section", PERSON), ("paragraph 2 of Article 23", "2"), ("Article 23 paragraph 2", "2"),
    ),
    "fra": (
        ("Article 12", "Article 12"), ("article 12", "Article 12"), ("Art. 12", "Article 12"), ("art. 12", "Article 12"),
        ("l’article 12", "Article 12"), ("12", "Article 12"), ("Article 11 (2)", "2"), ("Article 11, alinéa 2", "2"),
        ("Article 12, ligne 4", "Article 12"), ("Art. 12, p. 3", "Article 12"), ("Préambule", "Préambule"),
        ("préambule", "Préambule"), ("PREAMBULE", "Préambule"), ("Articles 12 et 13", PERSON), ("Général", WHOLE),
        ("Commentaires généraux", WHOLE), ("ensemble du document", WHOLE), ("tout le texte", WHOLE),
        ("Article 31", PERSON), ("page 3", PERSON), ("ligne 40", PERSON), ("Article 23, paragraphe 2 et 3", PERSON),
        ("Article premier", "Article premier"), ("article premier", "Article premier"), ("Article 1er", "Article premier"),
        ("Article 1", "Article premier"), ("Article 23, premier alinéa", "1"), ("Articles premier et 2", PERSON),
        ("articles premier et deuxième", PERSON), ("article 3 et annexes", PERSON), ("articles 12 à 14", PERSON),
    ),
    "spa": (
        ("Artículo 12", "Artículo 12"), ("artículo 12", "Artículo 12"), ("Articulo 12", "Artículo 12"),
        ("Art. 12", "Artículo 12"), ("art. 12", "Artículo 12"), ("12", "Artículo 12"), ("Artículo 11(2)", "2"),
        ("Artículo 11, párrafo 2", "2"), ("Artículo 12, línea 4", "Artículo 12"), ("Preámbulo", "Preámbulo"),
        ("preambulo", "Preámbulo"), ("Artículos 12 y 13", PERSON), ("General", WHOLE), ("todo el documento", WHOLE),
        ("Comentarios generales", WHOLE), ("Artículo 31", PERSON), ("página 3", PERSON),
        ("Artículo 23, párrafos 2 y 3", PERSON), ("Artículo 23, apartado 2", "2"),
        ("artículo 3 y anexo", PERSON),
    ),
    "rus": (
        ("Статья 12", "Статья 12"), ("статья 12", "Статья 12"), ("ст. 12", "Статья 12"), ("Ст. 12", "Статья 12"),
        ("статье 12", "Статья 12"), ("12", "Статья 12"), ("Статья 11 (2)", "2"), ("ст. 11, абзац 2", "2"),
        ("Статья 12, строка 4", "Статья 12"), ("ст. 12, стр. 3", "Статья 12"), ("Преамбула", "ПРЕАМБУЛА"),
        ("преамбула", "ПРЕАМБУЛА"), ("Статьи 12 и 13", PERSON), ("Общие замечания", WHOLE), ("весь текст", WHOLE),
        ("документ в целом", WHOLE), ("Статья 31", PERSON), ("страница 3", PERSON), ("глава 12", PERSON),
        ("статья 23, пункт 2", "2"), ("п. 2 ст. 23", "2"), ("п. 2 и 3 ст. 23", PERSON), ("статья 5 пункт 2", PERSON),
        ("пункт 2 и статья 23", PERSON), ("пункт 5", "Статья 5"),
        ("статья 3 и приложение", PERSON),
    ),
    "arb": (
        ("المادة 12", "المادة 12"), ("المادة ١٢", "المادة 12"), ("المادّة ١٢", "المادة 12"), ("مادة 12", "المادة 12"),
        ("المـادة 12", "المادة 12"), ("١٢", "المادة 12"), ("المادة 12، السطر 4", "المادة 12"),
        ("المادة 11، الفقرة 2", "2"), ("المادة ١١ (٢)", "2"), ("الديباجة", "الديباجة"), ("عام", WHOLE),
        ("ملاحظات عامة", WHOLE), ("كامل النص", WHOLE), ("المادة 31", PERSON), ("المادتان 12 و13", PERSON),
        ("الصفحة ٣", PERSON), ("السطر ٤٠", PERSON), ("المادة 23، فقرة ٢ و ٣", PERSON), ("المادة 23، البند 2", "2"),
        ("المادة ٣ و المرفق", PERSON), ("المادة 23، الفقرة 2 والفقرة 3", PERSON),
    ),
    "cmn_hans": (
        ("第十二条", "第十二条"), ("第12条", "第十二条"), ("第 12 条", "第十二条"), ("12", "第十二条"), ("第二十条", "第二十条"),
        ("第三十条", "第三十条"), ("第十条", "第十条"), ("第二条", "第二条"), ("第十二条第3行", "第十二条"), ("序言", "序言"),
        ("全文", WHOLE), ("一般性意见", PERSON), ("总体 意见", WHOLE), ("第三十一条", PERSON), ("第十二条和第十三条", PERSON),
        ("第3页", PERSON), ("第十二章", PERSON), ("第5、6条", PERSON), ("第5至7条", PERSON), ("5条", PERSON),
        ("第5条第2款", PERSON), ("第23条第2款", "2"), ("第二十三条第2、3款", PERSON), ("第 5 条第3、4行", "第五条"),
        ("第5条和6条", PERSON), ("第5条及6条", PERSON), ("第5条6条", PERSON), ("第5条与6条", PERSON), ("第23条第1款和2款", PERSON),
        ("第23条第1款、2款", PERSON), ("第5条和附件", PERSON),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(DECLARATION))
def test_the_declaration_in_six_languages(realdata: Path, language: str) -> None:
    references = _references(realdata / "udhr", f"{language}.html")
    expected = list(DECLARATION[language])
    assert [(one, _found(references, one)) for one, _printed in expected] == expected


@pytest.mark.parametrize(
    ("language", "reference", "why", "offered"),
    [
        ("eng", "Articles 23 paragraph 2 and 24", NO_SUCH_DETAIL, ["2.", "Article 24", "Article 23"]),
        ("eng", "Article 23, paragraphs 2 and 3", NO_SUCH_DETAIL, ["2.", "3.", "Article 23"]),
        ("rus", "статья 5 пункт 2", NO_SUCH_DETAIL, ["Статья 5"]),
        ("cmn_hans", "第5、6条", SEVERAL, ["第五条", "第六条"]),
        ("cmn_hans", "第5条至第7条", SEVERAL, ["第五条", "第六条", "第七条"]),
        ("cmn_hans", "第23条第1款、2款", NO_SUCH_DETAIL, ["1.", "2.", "第二十三条"]),
        ("rus", "с 12 по 14", SEVERAL, ["Статья 12", "Статья 13", "Статья 14"]),
        ("arb", "المواد ١٢ إلى ١٤", SEVERAL, ["المادة 12", "المادة 13", "المادة 14"]),
        ("cmn_hans", "5条", NOT_UNDERSTOOD, ["第五条"]),
        ("cmn_hans", "第5条第2款", NO_SUCH_DETAIL, ["", "第五条"]),
    ],
)
def test_of_several_passages_each_is_offered(
    realdata: Path, language: str, reference: str, why: str, offered: list[str]
) -> None:
    references = _references(realdata / "udhr", f"{language}.html")
    found = references.place(reference)
    assert (found.why, [references.passages[key].number for key in found.perhaps]) == (why, offered)


def test_they_are_more_than_two_hundred() -> None:
    """How many are placed, are about the whole, and are left to a person: none is wrong, as the tests above show."""
    every = [printed for _one, printed in STANDARD] + [
        p for those in DECLARATION.values() for _one, p in those
    ]
    kinds = Counter({WHOLE: "whole", PERSON: "person"}.get(one, "placed") for one in every)
    assert kinds == {"placed": 167, "whole": 28, "person": 133}


def test_every_heading_is_found_by_number_and_title_together(realdata: Path) -> None:
    """Of all headings of three drafts: where number and title are written, the place is that heading or a person's."""
    for folder, pattern in (
        ("fips201/public-draft", "*.md"),
        ("fips201/final", "*.md"),
        ("sp800-63-4/en", "sp800-63b*.md"),
    ):
        references = _references(realdata / folder, pattern)
        wrong, unplaced, headings = [], 0, 0
        for one in references.passages.values():
            if one.kind is not Kind.HEADING or not one.number or not one.title:
                continue
            headings += 1
            found = references.place(
                f"Section {one.number} {one.title}"
                if one.number[0].isdigit()
                else f"{one.number} {one.title}"
            )
            unplaced += found.certainty is Certainty.UNPLACED
            if found.certainty is Certainty.PLACED and found.key != one.key:
                wrong.append((one.number, one.title, found.key))
        assert wrong == []
        assert unplaced == 0
