"""What files say by classes, styles and attributes of their own: titles, struck words, numbers, links that are lost."""

from dataclasses import replace

import pytest

from consult.documents import comparing, counting, reading
from consult.documents.blocks import Kind, ParsedDraft, Source
from tests.documents import open_documents, words


def _html(body: str, head: str = "") -> ParsedDraft:
    return reading.parse([_page(body, head)])


def _page(body: str, head: str = "") -> Source:
    return Source("a.html", f"<html lang='en'><head>{head}</head><body>{body}</body></html>".encode())


def _odt(text: str, styles: str = "") -> ParsedDraft:
    content = open_documents.content(text).replace(
        "<office:automatic-styles>", f"<office:automatic-styles>{styles}", 1
    )
    return reading.parse([open_documents.package(text, content=content)])


def _heads(parsed: ParsedDraft) -> list[tuple[str, str]]:
    return [(block.number, block.title) for block in parsed.blocks if block.kind is Kind.HEADING]


@pytest.mark.parametrize(
    "heading",
    [
        '<h2 data-number="3.1"><span class="header-section-number">3.1</span> Method</h2>',
        '<h2 data-number="9">3.1 Method</h2>',
    ],
)
def test_attributes_in_pages_of_others_are_not_numbers_of_ours(heading: str) -> None:
    parsed = _html(f'{heading}<ul><li data-number="7" data-remark="0" data-tex="">Lot</li></ul>')
    assert _heads(parsed) == [("3.1", "Method")]
    assert [block.number for block in parsed.blocks if block.kind is Kind.LIST_ITEM] == [""]
    markdown = reading.parse([Source("a.md", heading.encode())])
    assert _heads(markdown) == [("3.1", "Method")]


def test_a_number_that_the_words_begin_with_is_not_repeated() -> None:
    text = '<text:h text:outline-level="1">1 Scope</text:h><text:h text:outline-level="1">7 days</text:h>'
    assert _heads(_odt(text)) == [("1", "Scope"), ("2", "7 days")]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('<p>Take <span style="color:red; text-decoration: line-through">ten</span></p>', "<s>ten</s>"),
        ('<p>Take <span class="gone other">ten</span></p>', "<s>ten</s>"),
        ("<p>Take <strike>ten</strike></p>", "<s>ten</s>"),
        ('<p style="text-decoration-line:line-through">Take <b>ten</b></p>', "<s>Take <b>ten</b></s>"),
        ('<div class="gone"><p>Take</p><p>ten</p></div>', "<s>ten</s>"),
    ],
)
def test_struck_words_of_a_page_stay_struck(body: str, html: str) -> None:
    parsed = _html(body, "<style>p, span.gone , .gone{color:red;text-decoration:line-through red}.other{}</style>"
                         .replace("p, ", ""))  # fmt: skip
    assert html in parsed.blocks[-1].html


def test_struck_words_of_opendocument_stay_struck() -> None:
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="N" style:family="text" style:parent-style-name="S"><style:text-properties style:text-line-through-style="none"/></style:style>'
    )
    parsed = _odt(
        '<text:p>Take <text:span text:style-name="S">ten</text:span> <text:span text:style-name="N">five</text:span></text:p>',
        styles,
    )
    assert parsed.blocks[0].html == "Take <s>ten</s> five"


def test_words_that_a_style_strikes_out_stay_struck() -> None:
    struck = '<style:style style:name="S" style:family="paragraph"><style:text-properties style:text-line-through-type="single"/></style:style>'
    assert _odt('<text:p text:style-name="S">Take ten</text:p>', struck).blocks[0].html == "<s>Take ten</s>"
    styles = (
        '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Out"/><w:rPr><w:dstrike/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Still"><w:name w:val="Still"/><w:basedOn w:val="Out"/></w:style>'
    )
    run = '<w:r><w:rPr><w:rStyle w:val="Gone"/>{}</w:rPr><w:t>ten</w:t></w:r>'
    body = (
        f"<w:p>{run.format('')}</w:p><w:p>{run.format(NOT_STRUCK)}</w:p>"
        f'<w:p><w:pPr><w:pStyle w:val="Still"/></w:pPr>{words.run("Take ten")}</w:p>'
    )
    parsed = reading.parse([words.file(body, styles=styles)])
    assert [block.html for block in parsed.blocks] == ["<s>ten</s>", "ten", "<s>Take ten</s>"]


def test_titles_are_no_clauses() -> None:
    page = _page(
        '<header id="title-block-header"><h1 class="title">Seed lots</h1></header><h1>Scope</h1><h1>Terms</h1>'
    )
    parsed = reading.parse([page])
    assert (parsed.title, _heads(parsed)) == ("Seed lots", [("1", "Scope"), ("2", "Terms")])
    assert counting.in_files([page]) == {"heading": 2, "paragraph": 1}
    assert comparing.counted(parsed.blocks)[Kind.PARAGRAPH] == 1
    text = '<text:p text:style-name="P1">Seed lots</text:p><text:h text:outline-level="1">Scope</text:h>'
    assert (_odt(text).title, _heads(_odt(text))) == ("Seed lots", [("1", "Scope")])
    sections = _html('<h1 class="title">1 Scope</h1><h1 class="title">2 Terms</h1>')
    assert _heads(sections) == [("1", "Scope"), ("2", "Terms")]


def test_a_heading_that_was_taken_for_the_title_is_told() -> None:
    parsed = _html("<h1>Scope</h1><h2>Seed</h2><h2>Lots</h2>")
    assert _heads(parsed) == [("", "Scope"), ("1", "Seed"), ("2", "Lots")]
    assert [(one.where, one.block) for one in parsed.remarks if one.code == "title"] == [
        ("Scope", parsed.blocks[0].key)
    ]
    assert "title" not in {one.code for one in _html("<h1>Scope</h1><h1>Seed</h1>").remarks}


def test_addresses_of_people_are_told_once_for_each_line() -> None:
    parsed = _html(
        '<h1>1 Scope</h1><p>Write to <a href="mailto:office@example.org">office@example.org</a>, not @home or a@b.</p>'
        '<p>Or <a href="mailto:desk@example.org">the desk</a>; price: 5 @ 2.50.</p>'
    )
    told = [(one.where, one.block) for one in parsed.remarks if one.code == "address"]
    assert told == [
        ("1 Scope: office@example.org", parsed.blocks[1].key), ("1 Scope: desk@example.org", parsed.blocks[2].key),
    ]  # fmt: skip


NOT_STRUCK = '<w:strike w:val="0"/>'
LOOKING = '<style:style style:name="C" style:family="text"><style:text-properties {}/></style:style>'


@pytest.mark.parametrize(
    "look", ['fo:font-variant="small-caps"', 'fo:text-transform="uppercase"', 'fo:background-color="#ffff00"']
)
def test_looks_of_opendocument_that_are_not_kept_are_told(look: str) -> None:
    text = '<text:h text:outline-level="1">Scope</text:h><text:p>A <text:span text:style-name="C">lot</text:span></text:p>'
    parsed = _odt(text, LOOKING.format(look))
    assert [(one.where, one.block) for one in parsed.remarks if one.code == "looks"] == [
        ("1 Scope", parsed.blocks[1].key)
    ]
    assert _odt(text, LOOKING.format('fo:background-color="transparent"')).remarks[-1].code != "looks"


@pytest.mark.parametrize("look", ["<w:caps/>", "<w:smallCaps/>", '<w:highlight w:val="yellow"/>'])
def test_looks_of_word_that_are_not_kept_are_told(look: str) -> None:
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>lot</w:t></w:r>"
    parsed = reading.parse([words.file(words.paragraph("1 Scope", "Heading1") + f"<w:p>{run}{run}</w:p>")])
    assert [one.block for one in parsed.remarks if one.code == "looks"] == [parsed.blocks[1].key]
    plain = run.replace(look, '<w:caps w:val="0"/><w:highlight w:val="none"/>')
    assert [
        one.code for one in reading.parse([words.file(f"<w:p>{plain}</w:p>")]).remarks if one.code == "looks"
    ] == []


@pytest.mark.parametrize(
    "body",
    [
        "<mark>lot</mark>",
        '<span class="smallcaps">lot</span>',
        '<b style="color:red;text-transform: uppercase">lot</b>',
    ],
)
def test_looks_of_pages_that_are_not_kept_are_told_once_for_each_clause(body: str) -> None:
    parsed = _html(f"<h1>1 Scope</h1><p>A {body} {body}</p><h1>2 Terms</h1><p>{body}</p>")
    told = [(one.where, one.block) for one in parsed.remarks if one.code == "looks"]
    assert told == [("1 Scope: lot", parsed.blocks[1].key), ("2 Terms: lot", parsed.blocks[3].key)]
    assert parsed.blocks[1].text == "A lot lot"


def test_marks_of_pandoc_that_stand_as_they_are_written_are_told() -> None:
    text = "# 1 Scope {-}\n\nH~2~O, 10^-3^ and [lot]{.smallcaps}, ~~ten~~, a^b, a~b, `x~2~`, $x^2^$[^1].\n\n: Table 1 Lots\n\n[^1]: Seed.\n"
    parsed = reading.parse([Source("a.md", text.encode())])
    assert [one.where for one in parsed.remarks if one.code == "pandoc"] == [
        "a.md, line 1: {-}", "a.md, line 3: ~2~", "a.md, line 3: ^-3^", "a.md, line 3: [lot]{.smallcaps}",
        "a.md, line 5: : Table 1 Lots",
    ]  # fmt: skip


def _shown(parsed: ParsedDraft) -> list[tuple[Kind, str]]:
    return [(block.kind, block.html) for block in parsed.blocks]


def _differences(source: Source) -> list[tuple[str, int, int]]:
    parsed = replace(reading.parse([source]), in_file=counting.in_files([source]))
    rows = comparing.compared(parsed, {})
    return [(row.kind.value, row.missing, row.beyond) for row in rows if row.missing or row.beyond]


QUOTED = [
    (Kind.PARAGRAPH, "Seed."),
    (Kind.QUOTATION, "Do not eat."),
    (Kind.NOTE, "Note: dressed seed."),
    (Kind.CODE, "<pre>if  wet:\n\n    dry()</pre>"),
    (Kind.PARAGRAPH, "Lot."),
    (Kind.CODE, "<pre>end</pre>"),
]


def test_quotations_and_code_of_opendocument_are_what_they_are() -> None:
    code = '<text:p text:style-name="Preformatted_20_Text">{}</text:p>'
    quotation = '<text:p text:style-name="{}">{}</text:p>'
    text = (
        "<text:p>Seed.</text:p>" + quotation.format("Q", "Do not eat.") + quotation.format("Quotations", "Note: dressed seed.")
        + code.format('if<text:s text:c="2"/>wet:') + code.format("") + code.format('<text:s text:c="4"/>dry()')
        + "<text:p>Lot.</text:p>" + code.format("end")
    )  # fmt: skip
    styles = (
        '<style:style style:name="Q" style:family="paragraph" style:parent-style-name="Quotations"/>'
        '<style:style style:name="Quotations" style:family="paragraph"/><style:style style:name="Preformatted_20_Text" style:family="paragraph"/>'
    )
    content = open_documents.content(text).replace(
        "<office:automatic-styles>", f"<office:automatic-styles>{styles}", 1
    )
    source = open_documents.package(text, content=content)
    assert _shown(reading.parse([source])) == QUOTED
    assert _differences(source) == []


def test_quotations_and_code_of_word_are_what_they_are() -> None:
    def line(style: str, inner: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words.run(inner) if inner else ""}</w:p>'

    body = (
        f"<w:p>{words.run('Seed.')}</w:p>" + line("IntenseQuote", "Do not eat.") + line("Quote", "Note: dressed seed.")
        + line("Code", "if  wet:") + line("Code", "") + line("Code", "    dry()") + f"<w:p>{words.run('Lot.')}</w:p>"
        + line("Code", "end")
    )  # fmt: skip
    named = {"IntenseQuote": "Intense Quote", "Quote": "Quote", "Code": "Source Code"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in named.items()
    )
    source = words.file(body, styles=styles)
    assert _shown(reading.parse([source])) == QUOTED
    assert _differences(source) == []


ACT = "<akomaNtoso><act><body><section><num>1</num><content><p>See {} here</p></content></section></body></act></akomaNtoso>"


@pytest.mark.parametrize(
    "source",
    [
        _page('<p>See <a href="/eu/act">the act</a> here</p>'),
        Source("a.md", b"See [the act](/eu/act) here\n"),
        Source("a.xml", ACT.format('<ref href="/eu/act">the act</ref>').encode()),
        open_documents.package('<text:p>See <text:a xlink:href="/eu/act">the act</text:a> here</text:p>'),
        words.file(
            f'<w:p>{words.run("See ")}<w:hyperlink w:anchor="nowhere">{words.run("the act")}</w:hyperlink>{words.run(" here")}</w:p>'
        ),
    ],
    ids=["html", "markdown", "akoma_ntoso", "odt", "word"],
)
def test_a_link_that_is_lost_is_told_and_not_drawn_as_one_in_every_format(source: Source) -> None:
    parsed = reading.parse([source])
    (block,) = [block for block in parsed.blocks if "act" in block.text]
    assert block.html.replace("<p>", "").replace("</p>", "") == "See the act here"
    assert [one.block for one in parsed.remarks if one.code == "link"] == [block.key]


def test_anchors_that_are_no_links_leave_their_words() -> None:
    parsed = _html('<p>See <a id="x"></a><a name="y">here</a> and <a href="#y">there</a></p>')
    assert parsed.blocks[0].html == f'See here and <a href="#{parsed.blocks[0].key}">there</a>'


@pytest.mark.parametrize(
    "back",
    [
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">\u21a9\ufe0e</a>',
        '<a href="#fnref1">\u21a9</a>',
        '<a href="#fnref1" role="doc-backlink">back</a>',
    ],
)
def test_arrows_that_lead_back_from_footnotes_are_taken_away(back: str) -> None:
    notes = f'<section class="footnotes"><ol><li id="fn1"><p>With ink. {back}</p></li></ol></section>'
    assert _html(f"<p>A lot</p>{notes}").blocks[-1].text == "With ink."
