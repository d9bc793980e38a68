"""Plain text: headings as drafts write them in eight languages, broken lines, lists, drawings; nothing is lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.documents import reading
from consult.documents.blocks import Kind, ParsedDraft, Source, Unreadable
from tests.documents import word_counts


def _read(text: str) -> ParsedDraft:
    return reading.parse([Source("a.txt", text.encode())])


def _shape(parsed: ParsedDraft) -> list[tuple[str, str]]:
    """Headings as ("1", "2.1 Title"), other blocks as ("", their words)."""
    return [
        (str(b.level), f"{b.number} {b.title}".strip())
        if b.kind is Kind.HEADING
        else ("", f"{b.number} {b.text}".strip())
        for b in parsed.blocks
    ]


ENGLISH = """SEED SAMPLING

Part One

Chapter I. General provisions

Article 1
Scope

This standard sets out how a lot of seed is sampled. It applies to
agricultural seed which is sold in bags, boxes or other containers of
any kind.

Article 2. Each laboratory shall keep its records for five years after
the day of sampling, as Article 1 says.

Chapter II
Methods

Section 1: Instruments

1.2 Sampling of lots

Text of it.

1.2.1.Stick samplers

More text of it here.

4.2.1 The laboratory shall keep its instruments clean.

Annex A
Forms

Words.
"""
FRENCH = """PROJET DE NORME

TITRE PREMIER
Dispositions générales

Article premier

Le présent projet fixe la méthode de prélèvement.

Article 2 - Méthode

On divise le lot en parties égales.

CHAPITRE II : CONTRÔLE

Article 3. Le lot est scellé après le contrôle par la personne qui en a la charge.

Annexe I
Formulaires

Rien.
"""
SPANISH = """Capítulo I. Disposiciones generales

Artículo 1.º Objeto

El presente proyecto establece el método.

Artículo 2. El método se aplica a todas las semillas agrícolas del anexo.

Sección 2
Control

Anexo A

Nada.
"""
RUSSIAN = """Раздел I. Общие положения

Глава 1. Предмет

Статья 1. Область применения

Настоящий стандарт устанавливает правила отбора проб семян.

Статья 2

Партия не должна превышать установленной массы.

Приложение А
Формы

Нет.
"""
ARABIC = """الباب الأول: أحكام عامة

المادة 1
التعاريف

يقصد بالكلمات الآتية ما يلي.

المادة ٢: يجب ألا يتجاوز وزن الدفعة الحد المقرر في الجدول.

الفصل الثاني
أخذ العينات

المادة الثالثة

تؤخذ العينات من كل دفعة وفقا للمادة 1.
"""
CHINESE = """第一章　总则

第一条　为了规范种子检验的抽样方法，保证检验结果的准确，制定本标准。

第二条　本标准适用于农作物种子的抽样。按照第一条规定的方法进行。

第二章 抽样

第一节 仪器

第三条 抽样应使用下列仪器：
（一）扦样器；
（二）分样器。
"""
PERSIAN = """باب اول: کلیات

فصل دوم
روش ها

ماده ۱ - هدف

این استاندارد روش نمونه برداری را تعیین می کند.

ماده ۲ – هر نمونه باید مهر شود و پنج سال نگهداری گردد.

مادهٔ بیست و یکم

متن آن.

پیوست ۱
فرم ها

ندارد.
"""
AMHARIC = """ክፍል አንድ
ጠቅላላ ድንጋጌዎች

ምዕራፍ ሁለት

አንቀጽ 1

ይህ ደረጃ የናሙና አወሳሰድን ይወስናል።

አንቀጽ 2. ትርጓሜ

እያንዳንዱ ናሙና መታሸግ አለበት።

አንቀጽ፡፲፩፤

ቃላት።
"""


@pytest.mark.parametrize(
    ("text", "language", "headings"),
    [
        (ENGLISH, "en", ["1 SEED SAMPLING", "1 Part One", "2 Chapter I General provisions", "3 Article 1 Scope", "3 Article 2", "2 Chapter II Methods", "3 Section 1 Instruments", "4 1.2 Sampling of lots", "5 1.2.1 Stick samplers", "1 Annex A Forms"]),
        (FRENCH, "fr", ["1 PROJET DE NORME", "1 TITRE PREMIER Dispositions générales", "2 Article premier", "2 Article 2 Méthode", "2 CHAPITRE II CONTRÔLE", "3 Article 3", "1 Annexe I Formulaires"]),
        (SPANISH, "es", ["1 Capítulo I Disposiciones generales", "2 Artículo 1.º Objeto", "2 Artículo 2", "2 Sección 2 Control", "1 Anexo A"]),
        (RUSSIAN, "ru", ["1 Раздел I Общие положения", "2 Глава 1 Предмет", "3 Статья 1 Область применения", "3 Статья 2", "1 Приложение А Формы"]),
        (ARABIC, "ar", ["1 الباب الأول أحكام عامة", "2 المادة 1 التعاريف", "2 المادة ٢", "2 الفصل الثاني أخذ العينات", "3 المادة الثالثة"]),
        (CHINESE, "zh", ["1 第一章 总则", "2 第一条", "2 第二条", "1 第二章 抽样", "2 第一节 仪器", "3 第三条"]),
        (PERSIAN, "fa", ["1 باب اول کلیات", "2 فصل دوم روش ها", "3 ماده ۱ هدف", "3 ماده ۲", "3 مادهٔ بیست و یکم", "1 پیوست ۱ فرم ها"]),
        (AMHARIC, "am", ["1 ክፍል አንድ ጠቅላላ ድንጋጌዎች", "2 ምዕራፍ ሁለት", "3 አንቀጽ 1", "3 አንቀጽ 2 ትርጓሜ", "3 አንቀጽ፡፲፩"]),
    ],
    ids=["en", "fr", "es", "ru", "ar", "zh", "fa", "am"],
)  # fmt: skip
def test_named_and_numbered_headings_are_recognised_and_each_is_told(
    text: str, language: str, headings: list[str]
) -> None:
    parsed = _read(text)
    assert [f"{level} {words}" for level, words in _shape(parsed) if level] == headings
    assert parsed.language == language
    told = [remark.where for remark in parsed.remarks if remark.code == "heading"]
    assert len(told) == len(headings)
    lines = text.split("\n")
    for where, heading in zip(told, headings, strict=True):
        line = int(where.partition(", line ")[2].partition(":")[0])
        assert heading.split()[1] in lines[line - 1]
    assert word_counts.of_import(parsed) == Counter(word_counts.words(text))


@pytest.mark.parametrize(
    "label", ["Artikel 3", "Artigo 4", "ΑΡΘΡΟ 5", "제 6 조", "제7장", "סעיף ב", "अनुच्छेद ३", "دفعہ ۴", "ข้อ 5", "მუხლი 6", "ماده ۷", "مادهٔ هشتم", "ماده واحده", "አንቀጽ ፫", "አባሪ 2", "第１条", "§ 9", "Part IV", "المادة ١٢"]
)  # fmt: skip
def test_articles_of_other_languages_are_headings_too(label: str) -> None:
    assert _shape(_read(f"{label}\n\nseed, and more of it.\n")) == [
        ("1", label),
        ("", "seed, and more of it."),
    ]


def test_a_dash_that_touches_the_number_of_a_persian_article_is_no_part_of_it() -> None:
    assert _shape(_read("ماده ۳ـ دامنه\n\nمتن آن.\n")) == [("1", "ماده ۳ دامنه"), ("", "متن آن.")]


def test_a_number_before_a_sentence_is_no_heading() -> None:
    shape = _shape(_read(ENGLISH))
    assert ("", "4.2.1 The laboratory shall keep its instruments clean.") in shape
    assert (
        "",
        "Each laboratory shall keep its records for five years after the day of sampling, as Article 1 says.",
    ) in shape


@pytest.mark.parametrize(
    "line", ["Article 5 of the Convention applies.", "第一条所述的方法适用于所有的种子批次和所有的实验室。", "Part of it is here.", "Chapter two of the book says more."]
)  # fmt: skip
def test_a_sentence_that_begins_with_a_reference_is_no_heading(line: str) -> None:
    assert [block.kind for block in _read(f"1. Scope\n\n{line}\n").blocks] == [Kind.HEADING, Kind.PARAGRAPH]


def test_broken_lines_are_one_paragraph_and_chinese_ones_without_spaces() -> None:
    text = "1. Scope\n\nA lot of seed is a quantity which is uni-\nform and is sold in bags or other con-\ntainers of any kind and of any size.\n"
    assert _shape(_read(text))[1] == (
        "", "A lot of seed is a quantity which is uni-form and is sold in bags or other con-tainers of any kind and of any size.",
    )  # fmt: skip
    text = "第一章 总则\n\n为了规范种子检验的抽样方法，保证检验结\n果的准确，制定本标准。本标准适用于农作\n物种子的抽样。\n"
    assert _shape(_read(text))[1] == (
        "",
        "为了规范种子检验的抽样方法，保证检验结果的准确，制定本标准。本标准适用于农作物种子的抽样。",
    )


def test_every_line_is_a_paragraph_where_none_is_broken() -> None:
    text = "Article 1\nAll seed is sampled by somebody who was trained for it.\nNo lot is sold before.\nArticle 2\nA sampler is clean.\n"
    assert _shape(_read(text)) == [
        ("1", "Article 1"), ("", "All seed is sampled by somebody who was trained for it."), ("", "No lot is sold before."),
        ("1", "Article 2"), ("", "A sampler is clean."),
    ]  # fmt: skip


def test_lists_keep_their_marks_and_depth_and_are_no_headings() -> None:
    text = """1. Scope

The sampler has to

a) divide the lot,
b) mark each
   sub-lot
   - with ink
   - with wax
c) seal it.

1. Wheat
2. Barley
3. Oats

1. Apples

2. Pears

3. Plums

1. Each lot is sampled.
"""
    parsed = _read(text)
    assert [(b.level, b.number, b.text) for b in parsed.blocks if b.kind is Kind.LIST_ITEM] == [
        (1, "a)", "divide the lot,"), (1, "b)", "mark each sub-lot"), (2, "", "with ink"), (2, "", "with wax"), (1, "c)", "seal it."),
        (1, "1.", "Wheat"), (1, "2.", "Barley"), (1, "3.", "Oats"), (1, "1.", "Apples"), (1, "2.", "Pears"), (1, "3.", "Plums"),
        (1, "1.", "Each lot is sampled."),
    ]  # fmt: skip
    assert parsed.counts()["heading"] == 1


def test_drawings_tables_and_code_stay_as_they_stand() -> None:
    drawing = "+-----+       +-----+\n| lot | <---> | bag |\n+-----+       +-----+"
    table = "Species      Maximum\nWheat        30 000\nBarley       30 000"
    code = '{\n  "lot": 7,\n}'
    indented = "\n".join(f"    {line}" for line in code.split("\n"))
    text = f"1. Scope\n\nText as it is.\n\n{drawing}\n\nMore of it.\n\n{table}\n\nAnd more.\n\n{indented}\n"
    found = [block.html for block in _read(text).blocks if block.kind is Kind.CODE]
    assert found == [
        f"<pre>{drawing.replace('<', '&lt;').replace('>', '&gt;')}</pre>", f"<pre>{table}</pre>",
        f"<pre>{code.replace(chr(34), '&quot;')}</pre>",
    ]  # fmt: skip


def test_a_line_below_makes_a_heading() -> None:
    shape = _shape(_read("Sampling\n========\n\nScope\n-----\n\nSeed.\n\n1.1 Terms\n---------\n\nLot.\n"))
    assert shape == [("1", "Sampling"), ("2", "Scope"), ("", "Seed."), ("1", "1.1 Terms"), ("", "Lot.")]


@pytest.mark.parametrize(
    "text",
    [
        "Just words, and no more.\n\nAnd others.\n",
        "Sampling of seed\n\nA lot is uniform.\n",
        "- one\n- two\n",
    ],
)
def test_where_no_heading_is_found_that_is_told(text: str) -> None:
    parsed = _read(text)
    assert "heading" not in parsed.counts()
    assert [remark.where for remark in parsed.remarks if remark.code == "no_headings"] == ["a.txt"]


def test_markdown_marks_mean_nothing_in_plain_text() -> None:
    text = "1. Scope\n\n# of bags * 2 * 3 = <b>many</b> & `more` [a](b) _c_ snake_case_name\n"
    assert _read(text).blocks[1].text == "# of bags * 2 * 3 = <b>many</b> & `more` [a](b) _c_ snake_case_name"


PAGES = """


Example Working Group                                            A. Author
Internet-Draft                                                 Example Org
Intended status: Informational                              1 January 2027
Expires: 5 July 2027


                     Sampling of Seed over the Network
                      draft-example-seed-sampling-00

Abstract

   This document describes how a lot of seed is sampled over the network
   by means of messages.

Table of Contents

   1.  Introduction  . . . . . . . . . . . . . . . . . . . . . . . .   2
     1.1.  Terms . . . . . . . . . . . . . . . . . . . . . . . . . .   2
   2.  Messages in a Very Long Title which Goes On over the End of
           the Line  . . . . . . . . . . . . . . . . . . . . . . . .   2
   Appendix A.  Example  . . . . . . . . . . . . . . . . . . . . . .   3

1.  Introduction

   A sampler sends messages, and the laboratory which gets them answers
   each one, also where the paragraph goes on over the end of a page and



Author                     Expires 5 July 2027                  [Page 1]
\f
Internet-Draft                Seed Sampling                 January 2027


   is whole again after it.

1.1.  Terms

   o  lot: a quantity of seed
      which is uniform

   o  sample: a part of it

2.  Messages in a Very Long Title which Goes On over the End of the
    Line

   The message looks like this:

      +--------+        +--------+
      | sender |------->| lab    |
      +--------+        +--------+



Author                     Expires 5 July 2027                  [Page 2]
\f
Internet-Draft                Seed Sampling                 January 2027


Appendix A.  Example

   [RFC2119]  Bradner, S., "Key words for use in RFCs to Indicate
              Requirement Levels", BCP 14, RFC 2119, March 1997.

A.1.  Another

   Text.

Author's Address

   A. Author
   Example Org



Author                     Expires 5 July 2027                  [Page 3]
"""


def test_the_layout_of_internet_drafts_is_read_without_its_pages() -> None:
    parsed = _read(PAGES)
    assert _shape(parsed)[1:] == [
        ("1", "Sampling of Seed over the Network draft-example-seed-sampling-00"), ("1", "Abstract"),
        ("", "This document describes how a lot of seed is sampled over the network by means of messages."),
        ("1", "1 Introduction"),
        ("", "A sampler sends messages, and the laboratory which gets them answers each one, also where the paragraph goes on over the end of a page and is whole again after it."),
        ("2", "1.1 Terms"), ("", "lot: a quantity of seed which is uniform"), ("", "sample: a part of it"),
        ("1", "2 Messages in a Very Long Title which Goes On over the End of the Line"), ("", "The message looks like this:"),
        ("", "+--------+ +--------+ | sender |------->| lab | +--------+ +--------+"), ("1", "Appendix A Example"),
        ("", '[RFC2119] Bradner, S., "Key words for use in RFCs to Indicate Requirement Levels", BCP 14, RFC 2119, March 1997.'),
        ("2", "A.1 Another"), ("", "Text."), ("1", "Author's Address"), ("", "A. Author Example Org"),
    ]  # fmt: skip
    assert {(r.code, r.where) for r in parsed.remarks if r.code in {"pages", "contents"}} == {
        ("pages", "a.txt, lines 33, 35, 58, 60, 79"), ("contents", "a.txt, lines 18, 20–24"),
    }  # fmt: skip
    given_words = Counter(word_counts.words(PAGES))
    given_words["o"] -= 2  # the bullets
    assert word_counts.of_import(parsed) + word_counts.left_out(parsed, PAGES) == +given_words


def test_headers_that_come_again_and_page_numbers_are_left_out_and_told() -> None:
    page = "Draft standard on seed\n\n{0}. Clause {1}\n\nWords of {1}.\n\n- {0} -\n"
    text = "\f".join(page.format(number, name) for number, name in ((1, "One"), (2, "Two"), (3, "Three")))
    parsed = _read(text)
    assert [words for _level, words in _shape(parsed)] == [
        "Draft standard on seed", "1 Clause One", "Words of One.", "2 Clause Two", "Words of Two.", "3 Clause Three", "Words of Three.",
    ]  # fmt: skip
    assert word_counts.of_import(parsed) + word_counts.left_out(parsed, text) == Counter(
        word_counts.words(text)
    )


@pytest.mark.parametrize("title", ["Article {}", "{}.1 General"])
def test_headings_at_the_tops_of_pages_stay(title: str) -> None:
    pages = (
        title.format(at) + f"\n\n{words} shall be sealed.\n"
        for at, words in enumerate(("Bags", "Lots", "Jars"), 1)
    )
    parsed = _read("Draft rules on seed\n\n" + "\f".join(["", *pages]))
    assert [block.number for block in parsed.blocks if block.number] == [
        title.format(at).removesuffix(" General") for at in (1, 2, 3)
    ]


def test_the_number_of_a_page_before_its_header_is_no_heading() -> None:
    text = "\f".join(
        f"{at} Draft rules on seed\n\n{words} shall be sealed.\n"
        for at, words in enumerate(("Bags", "Lots", "Jars"), 12)
    )
    assert [block.title for block in _read(text).blocks if block.title.startswith("Draft")] == [
        "Draft rules on seed"
    ]


def test_a_table_of_contents_without_pages_is_known_by_the_headings_that_follow() -> None:
    text = "Contents\n\n1. Scope\n2. Terms\n3. Method\n\n1. Scope\n\nSeed.\n\n2. Terms\n\nLot.\n\n3. Method\n\nDivide.\n"
    parsed = _read(text)
    assert [words for _level, words in _shape(parsed)] == [
        "1 Scope",
        "Seed.",
        "2 Terms",
        "Lot.",
        "3 Method",
        "Divide.",
    ]
    assert [r.where for r in parsed.remarks if r.code == "contents"] == ["a.txt, lines 1, 3–5"]


def test_a_table_of_contents_ends_where_the_text_begins_though_lines_come_again_further_down() -> None:
    once = "Contents\n\n1. Scope\n2. Terms\n3. Method\n\n1. Scope\n\nSeed.\n\n2. Terms\n\nLot.\n\n3. Method\n\nDivide.\n\n"
    parsed = _read(once * 2)
    assert [r.where for r in parsed.remarks if r.code == "contents"] == ["a.txt, lines 1, 3–5"]
    assert word_counts.of_import(parsed) + word_counts.left_out(parsed, once * 2) == Counter(
        word_counts.words(once * 2)
    )


_LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Mn", "Me", "Mc", "Cf", "Zl", "Zp"]), max_size=60),
        st.sampled_from([
            "", "", "", "Article 1", "Article 2. Scope", "Article 3. The lot is sealed.", "Chapter II", "CHAPTER THREE", "1. Scope", "2. Terms",
            "1.2 Sampling", "1.2.1.Title", "   indented words that go on", "      deeper words", "- divide", "  - mark", "a) seal", "(iv) weigh",
            "第一条　为了规范。", "第二章 抽样", "المادة 1", "Статья 1. Область", "+---+ +---+", "| a |     | b |", "=====", "-----", "Contents",
            "1. Scope ........ 4", "2. Terms . . . . . 5", "3. More .......... 6", "\f", "Header of it\f", "\fHeader of it", "Author   2027   [Page 3]",
            "A line which is as long as lines are where they were broken by hand to", "fit a width of seventy columns, and that goes on here.",
            "INTRODUCTION", "Introduction", "A. Letters", "II. Romans", "{", '  "a": 1;', "1) one", "٣. ثلاثة", "<b>bold</b> &amp; more",
        ]),
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(lines=_LINES)
def test_no_word_is_lost_whatever_a_plain_text_holds(lines: list[str]) -> None:
    text = "\n".join(["Words to begin with.", *lines])
    try:
        parsed = _read(text)
    except Unreadable as sentence:
        assert str(sentence)
        return
    assert word_counts.of_import(parsed) + word_counts.left_out(parsed, text) == Counter(
        word_counts.words(text)
    )
