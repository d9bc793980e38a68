"""Whatever of a Word or HTML file is not in the draft is told, with the clause in which it stood."""

import base64

import pytest

from consult.documents import reading, sandbox
from consult.documents.blocks import Kind, ParsedDraft, Source
from tests.documents import hostile, papers, words

SCOPE = words.paragraph("1 Scope", "Heading1")
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def _word(body: str, **more: object) -> ParsedDraft:
    return reading.parse([words.file(SCOPE + body, **more)])  # type: ignore[arg-type]


def _html(body: str) -> ParsedDraft:
    return reading.parse([Source("draft.html", f"<html lang='en'><h1>1 Scope</h1>{body}".encode())])


def _told(parsed: ParsedDraft) -> list[tuple[str, str]]:
    return [(remark.code, remark.where) for remark in parsed.remarks]


def _texts(parsed: ParsedDraft) -> list[str]:
    return [block.text for block in parsed.blocks if block.kind is not Kind.HEADING]


def _p(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def _drawing(inner: str, alt: str = "Flow") -> str:
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/>{inner}</wp:inline></w:drawing></w:r>'


BOX = (
    "<wps:wsp><wps:txbx><w:txbxContent>"
    + words.paragraph("In a box")
    + "</w:txbxContent></wps:txbx></wps:wsp>"
)
OLD_BOX = (
    "<w:pict><v:shape><v:textbox><w:txbxContent>"
    + words.paragraph("In a box")
    + "</w:txbxContent></v:textbox></v:shape></w:pict>"
)
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def _field(code: str, shown: str) -> str:
    marks = [FIELD.format(kind) for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{words.run(shown)}{marks[2]}"


@pytest.mark.parametrize(
    ("body", "texts", "told"),
    [
        (
            _p(words.run("A") + f"<w:r><mc:AlternateContent><mc:Choice>{_drawing(BOX)[5:-6]}</mc:Choice><mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent></w:r>"),
            ["A", "In a box"], [("boxes", "1 Scope")],
        ),
        (_p(f"<w:r>{OLD_BOX}</w:r>"), ["In a box"], [("boxes", "1 Scope")]),
        (_p(words.run("A") + _drawing("<c:chart/>")), ["A"], [("chart", "1 Scope: Flow")]),
        (_p(words.run("A") + _drawing("<dgm:relIds/>")), ["A"], [("diagram", "1 Scope: Flow")]),
        (_p(words.run("A") + _drawing("<wps:wsp/>", "")), ["A"], [("drawing", "1 Scope")]),
        (_p(words.run("A") + '<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'), ["A"], []),
        (
            _p(words.run("A") + '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'),
            ["A"], [("object", "1 Scope: Excel.Sheet.12")],
        ),
        (
            _p(words.run("A") + '<w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'),
            ["A"], [("formulas", "1 Scope: Equation.3")],
        ),
        (_p(words.run("A") + '<w:r><w:commentReference w:id="1"/></w:r>'), ["A"], [("comments", "1 Scope")]),
        (
            _p(f'<w:ins w:id="1">{words.run("New ")}</w:ins><w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>{words.run("lot")}'),
            ["New lot"], [("tracked", "1 Scope")],
        ),
        (
            _p(f'<w:moveFrom w:id="1">{words.run("Here ")}</w:moveFrom>{words.run("lot")}<w:moveTo w:id="2">{words.run(" there")}</w:moveTo>'),
            ["lot there"], [("tracked", "1 Scope")],
        ),
        (
            "<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>" + words.paragraph("Old") + "</w:tc></w:tr><w:tr><w:tc>"
            + words.paragraph("New") + "</w:tc></w:tr></w:tbl>",
            ["New"], [("tracked", "1 Scope")],
        ),
        (_p(words.run("Seen") + words.run("secret", "<w:vanish/>")), ["Seen"], [("hidden", "1 Scope: secret")]),
        (_p(words.run("Seen", '<w:vanish w:val="0"/>')), ["Seen"], []),
        (_p(words.run("A") + '<w:r><w:footnoteReference w:id="7"/></w:r>'), ["A1"], [("note", "1 Scope: 1")]),
        (
            _p(words.run("See ") + _field(" REF _Ref12 \\h ", "Error! Reference source not found.")),
            ["See Error! Reference source not found."],
            [("reference", "1 Scope: Error! Reference source not found."), ("reference", "1 Scope: REF _Ref12 \\h")],
        ),
        (_p(words.run("A") + FIELD.format("begin") + "<w:r><w:instrText> DOCPROPERTY X </w:instrText></w:r>" + FIELD.format("end")),
         ["A"], [("field", "1 Scope: DOCPROPERTY X")]),
        (_p(words.run("A") + FIELD.format("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + FIELD.format("end")), ["A"], []),
        (_p(FIELD.format("begin") + words.run("Never ends")), ["Never ends"], []),
        (
            _p('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>'
                "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>" + FIELD.format("end") + words.run(" yes")),
            ["☒ yes"], [],
        ),
        (
            _p('<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="low"/><w:listItem w:displayText="high"/></w:dropDownList>'
               f'</w:sdtPr><w:sdtContent>{words.run("low")}</w:sdtContent></w:sdt>'),
            ["low"], [("form", "1 Scope: low, high")],
        ),
        (_p(words.run("A")) + "<w:altChunk/>", ["A"], [("object", "1 Scope")]),
        (_p(words.run("A") + "<w:r><w:unheardOf/></w:r>"), ["A"], [("left_out", "1 Scope: <unheardOf>")]),
        (_p("<w:customXml><w:smartTag>" + words.run("A") + "</w:smartTag></w:customXml>"), ["A"], []),
        ("<w:customXml>" + _p(words.run("A")) + "</w:customXml>", ["A"], []),
        (_p("<w:r><w:ruby><w:rt>" + words.run("kan") + "</w:rt><w:rubyBase>" + words.run("漢") + "</w:rubyBase></w:ruby></w:r>"), ["漢(kan)"], []),
    ],
)  # fmt: skip
def test_what_word_holds_is_kept_or_told_with_its_clause(
    body: str, texts: list[str], told: list[tuple[str, str]]
) -> None:
    parsed = _word(body)
    assert (_texts(parsed), _told(parsed)) == (texts, told)


def test_words_in_the_margins_of_pages_are_told_and_page_numbers_are_not() -> None:
    head = f"<w:hdr {words.NAMES}>{words.paragraph('Draft 3, not to be cited')}</w:hdr>".encode()
    foot = f"<w:ftr {words.NAMES}>{words.paragraph('Page 3 of 9')}</w:ftr>".encode()
    parsed = _word(words.paragraph("A"), related={"x1": ("header", head), "x2": ("footer", foot)})
    assert _told(parsed) == [("margins", "Draft 3, not to be cited")]


def test_struck_words_stay_struck_and_underlined_ones_underlined() -> None:
    parsed = _word(_p(words.run("Not ", "<w:strike/>") + words.run("so", '<w:u w:val="single"/>')))
    assert parsed.blocks[1].html == "<s>Not </s><u>so</u>"


def test_cross_references_lead_to_their_place() -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="_Ref12"/><w:bookmarkEnd w:id="1"/>'
    target = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{mark}{words.run("2 Lots")}</w:p>'
    parsed = _word(_p(words.run("See ") + _field(" REF _Ref12 \\h ", "Lots")) + target)
    assert [(block.key, block.html) for block in parsed.blocks[1:]] == [
        ("s-1.p1", 'See <a href="#s-2">Lots</a>'),
        ("s-2", "2 Lots"),
    ]
    assert _told(parsed) == []


@pytest.mark.parametrize("before", ["<w:p>{}</w:p>", "{}"])
@pytest.mark.parametrize(
    "target",
    [
        "<w:p><w:r><w:t>Lots</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Lots</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ],
)
def test_bookmarks_between_paragraphs_are_places_too(before: str, target: str) -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="lots"/><w:bookmarkEnd w:id="1"/>'
    link = f'<w:hyperlink w:anchor="lots">{words.run("Lots")}</w:hyperlink>'
    parsed = _word(_p(link) + before.format(mark) + target)
    assert [block.key for block in parsed.blocks] == ["s-1", "s-1.p1", "lots"]
    assert parsed.blocks[1].html == '<a href="#lots">Lots</a>'
    assert _told(parsed) == []


@pytest.mark.parametrize("ends_in", ["TOC1", ""])
def test_the_text_goes_on_after_words_own_table_of_contents(ends_in: str) -> None:
    styles = words.style("TOC1", "toc 1")
    code = "<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
    begin = _p(FIELD.format("begin") + code + FIELD.format("separate"))
    end = f'<w:p><w:pPr><w:pStyle w:val="{ends_in or "Normal"}"/></w:pPr>{words.run("9 Last")}{FIELD.format("end")}</w:p>'
    parsed = _word(begin + words.paragraph("1 Scope 3", "TOC1") + end + words.paragraph("A"), styles=styles)
    assert (_texts(parsed), _told(parsed)) == (["A"], [])


def test_fields_that_are_hidden_or_deleted_end_where_they_end() -> None:
    marks = "".join(
        f'<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in ("begin", "end")
    )
    deleted = f'<w:del w:id="1">{FIELD.format("begin")}{FIELD.format("separate")}</w:del>'
    parsed = _word(
        _p(words.run("A") + marks + words.run("B") + deleted + words.run("C") + FIELD.format("end"))
        + words.paragraph("D")
    )
    assert _texts(parsed) == ["ABC", "D"]


def test_links_and_pictures_of_footnotes_are_those_of_their_own_part() -> None:
    note = (
        f'<w:footnotes {words.NAMES}><w:footnote w:id="2"><w:p><w:hyperlink r:id="x1">{words.run("Act")}</w:hyperlink></w:p>'
        "</w:footnote></w:footnotes>"
    ).encode()
    body = _p(words.run("A") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    parsed = _word(body, related={"x1": ("image", papers.picture()), "x2": ("footnotes", note)})
    assert [(b.number, b.text, b.html) for b in parsed.blocks if b.kind is Kind.FOOTNOTE] == [
        ("1", "Act", "Act")
    ]


def test_cells_keep_their_numbers_their_controls_and_their_place() -> None:
    lists = words.abstract(1, words.level(0, "lowerLetter", "%1)")) + words.numbers(1, 1)
    row = "<w:tr>{}</w:tr>"
    cell = "<w:tc>{}</w:tc>"
    table = (
        row.format(
            cell.format(words.item("first", 1) + words.item("second", 1)) + cell.format(words.paragraph("B"))
        )
        + row.format(
            "<w:trPr><w:gridBefore w:val='1'/></w:trPr><w:sdt><w:sdtContent>"
            + cell.format(words.paragraph("C"))
            + "</w:sdtContent></w:sdt>"
        )
        + row.format(
            "<w:tc><w:tcPr><w:hMerge w:val='restart'/></w:tcPr>"
            + words.paragraph("D")
            + "</w:tc><w:tc><w:tcPr><w:hMerge/></w:tcPr></w:tc>"
        )
    )
    parsed = reading.parse([words.file(SCOPE + f"<w:tbl>{table}</w:tbl>", lists=lists)])
    assert parsed.blocks[1].html == (
        '<table><tr><th>a) first<br>b) second</th><th>B</th></tr><tr><td></td><td>C</td></tr><tr><td colspan="2">D</td></tr></table>'
    )


def test_pictures_of_the_older_form_are_shown() -> None:
    body = _p('<w:r><w:pict><v:shape alt="A sampler"><v:imagedata r:id="x1"/></v:shape></w:pict></w:r>')
    parsed = _word(body, related={"x1": ("image", papers.picture())})
    assert [(figure.alt, figure.media_type) for figure in parsed.figures] == [("A sampler", "image/png")]


@pytest.mark.parametrize(
    ("relation", "code"),
    [("x1", "picture"), ("x9", "missing")],
    ids=["of a form that cannot be read", "that is not there"],
)
def test_a_picture_that_cannot_be_shown_is_told_with_its_clause(relation: str, code: str) -> None:
    body = _p(_drawing(f'<a:blip r:embed="{relation}"/>', "A sampler"))
    parsed = _word(body, related={"x1": ("image", b"\x01\x00\x00\x00 EMF")})
    assert [(told, where) for told, where in _told(parsed)] == [(code, "1 Scope: A sampler")]
    assert _texts(parsed) == ["A sampler"]


@pytest.mark.parametrize(
    ("body", "texts", "told"),
    [
        ("<p>A <iframe src='x.html'></iframe>b</p>", ["A b"], [("left_out", "1 Scope: <iframe> x.html")]),
        ("<video src='a.mp4'>No video</video><p>A</p>", ["A"], [("left_out", "1 Scope: <video> a.mp4")]),
        ("<object data='a.swf'>Old</object><canvas></canvas><p>A</p>", ["A"], [("left_out", "1 Scope: <object> a.swf"), ("left_out", "1 Scope: <canvas>")]),
        ("<p>A <svg><text>B</text></svg></p>", ["A"], [("left_out", "1 Scope: <svg>")]),
        ("<p>A<script>alert(1)</script><style>p {}</style></p>", ["A"], []),
        ("<p>A <span hidden>B</span><i style='color:red; display: none'>C</i></p>", ["A"], [("hidden", "1 Scope: <span> B"), ("hidden", "1 Scope: <i> C")]),
        ("<nav><a href='/'>Home</a></nav><nav></nav><p>A</p>", ["A"], [("aside", "1 Scope: <nav>")]),
        ("<p><input type='checkbox' checked> A <input type='hidden' value='x'></p>", ["☒ A"], []),
        ("<p>Take <select><option>low</option><option>high</option></select></p>", ["Take low, high"], [("form", "1 Scope: <select> low, high")]),
        ("<ul>Stray <p>A</p><li>B</li> late</ul>", ["Stray", "A", "B", "late"], []),
        ("<dl><div><dt>lot</dt><dd>seed</dd></div><dt>bag</dt></dl>", ["lot seed", "bag"], []),
        ("<dl>On<dt>lot</dt>of<dd>seed</dd>and<div>or<dt>bag</dt><dd>sack</dd></div>so</dl>", ["On", "lot", "of", "seed", "and", "or", "bag sack", "so"], []),
        ("<section class='footnotes'>On<ol>of<li>Note</li>and<li>Other</li>so</ol></section>", ["On", "of", "Note", "and", "Other", "so"], []),
        ("<figure><pre>x = 1</pre><figcaption>Listing</figcaption></figure>", ["x = 1", "Listing"], []),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", ["漢(kan)"], []),
        ("<p>See <a href='#none'>it</a></p>", ["See it"], [("link", "1 Scope: #none")]),
        ("<div class='footnotes'><p>Before</p><ol><li>Note</li></ol></div>", ["Before", "Note"], []),
        ("<table><caption>Table 1. Lots</caption><tr><td>A</td></tr></table>", ["Table 1. Lots A"], []),
    ],
)  # fmt: skip
def test_what_html_holds_is_kept_or_told_with_its_clause(
    body: str, texts: list[str], told: list[tuple[str, str]]
) -> None:
    parsed = _html(body)
    assert (_texts(parsed), _told(parsed)) == (texts, told)


@pytest.mark.parametrize(
    ("attributes", "items", "numbers"),
    [
        ("type='a' start='26'", "<li>x<li>x", ["z)", "aa)"]),
        ("type='I'", "<li value='44'>x<li>x", ["XLIV)", "XLV)"]),
        ("reversed", "<li>x<li>x<li>x", ["3.", "2.", "1."]),
        ("", "<li>x<li value='7'>x<li>x", ["1.", "7.", "8."]),
    ],
)
def test_lists_of_html_are_numbered_as_browsers_do(attributes: str, items: str, numbers: list[str]) -> None:
    parsed = _html(f"<ol {attributes}>{items}</ol>")
    assert [block.number for block in parsed.blocks[1:]] == numbers


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x0c", "\x1f", "\ufffe"])
def test_signs_that_are_none_do_not_stop_a_page(sign: str) -> None:
    page = f"<p>A<input type='checkbox'>{sign}<math><mi>x{sign}</mi></math>{sign} \\(x^2{sign}\\)<i hidden>{sign}</i>B</p>"
    assert [text.replace(" ", "") for text in _texts(_html(page))] == ["A☐xx^2B"]


def _address(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def test_pictures_in_their_address_are_figures() -> None:
    parsed = _html(f'<p><img src="{_address(papers.picture())}" alt="A sampler"></p>')
    assert [(figure.alt, figure.media_type) for figure in parsed.figures] == [("A sampler", "image/png")]
    assert _told(parsed) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("data:image/png;base64,AAAA", "picture"), ("data:image/png;base64,?", "picture"), ("data:", "picture"),
        ("data:image/svg+xml,%3Csvg/%3E", "picture"), (_address(hostile.picture_bomb(20_000)), "large"),
    ],
    ids=["no picture", "no Base64", "nothing", "a drawing", "too many pixels"],
)  # fmt: skip
def test_a_picture_in_its_address_that_cannot_be_read_is_told(address: str, code: str) -> None:
    parsed = _html(f'<p><img src="{address}" alt="A sampler"></p>')
    assert _told(parsed) == [(code, "1 Scope: A sampler")]
    assert _texts(parsed) == ["A sampler"]


def test_a_picture_in_a_heading_is_a_figure() -> None:
    parsed = reading.parse(
        [
            Source(
                "draft.html", f'<h1>1 Scope <img src="{_address(papers.picture())}" alt="Sign"></h1>'.encode()
            )
        ]
    )
    assert [(block.kind, block.text) for block in parsed.blocks] == [
        (Kind.HEADING, "1 Scope"),
        (Kind.FIGURE, "Sign"),
    ]


def test_words_own_pages_say_what_the_title_is() -> None:
    parsed = reading.parse([Source("draft.html", b"<p class=MsoTitle>Seed lots</p><h1>1 Scope</h1><p>A</p>")])
    assert parsed.title == "Seed lots"


def test_a_language_that_is_none_is_guessed_and_a_long_number_is_cut() -> None:
    page = f"<html lang='en-US.UTF-8'><h1>1{'.1' * 300} Scope</h1><p>The lot shall be sealed.</p></html>"
    parsed = sandbox.parse([Source("draft.html", page.encode())])
    assert (parsed.language, len(parsed.blocks[0].number)) == ("en", 500)


def test_words_about_the_sign_nul_arrive_as_they_are() -> None:
    parsed = sandbox.parse(
        [Source("draft.html", b"<html lang='en'><p>It is \\u0000 or \\\\u0000.</p></html>")]
    )
    assert [block.text for block in parsed.blocks] == [r"It is \u0000 or \\u0000."]


def test_braces_in_markdown_are_words_unless_they_say_how_something_looks() -> None:
    words = "The set {: see below} or {#a is one} holds {:}."
    text = f'# Scope {{#scope .wide}}\n\n{words}\n{{: .wide #lots key="two words"}}\n\nMore {{:toc}}{{#more .x}}words.\n'
    parsed = reading.parse([Source("draft.md", text.encode())])
    assert (parsed.blocks[0].title, _texts(parsed)) == ("Scope", [words, "More words."])
