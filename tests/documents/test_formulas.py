"""Formulas of Word, HTML and Markdown: kept as MathML, readable in a line of text, a block where they stand alone."""

import pytest
from lxml import html as lxml_html

from consult.core import markup
from consult.documents import reading
from consult.documents.blocks import Block, Kind, ParsedDraft, Source, Unreadable
from consult.documents.formulas import mathml
from consult.drafts.rewording import reword, words_of
from tests.documents import words


def _markdown(text: str) -> ParsedDraft:
    return reading.parse([Source("draft.md", text.encode())])


def _html(text: str) -> ParsedDraft:
    return reading.parse([Source("draft.html", text.encode())])


def _word(*parts: str) -> ParsedDraft:
    return reading.parse(
        [words.file(words.paragraph("Dose", "Heading1") + "".join(f"<w:p>{part}</w:p>" for part in parts))]
    )


def _lines(parsed: ParsedDraft) -> list[tuple[Kind, str, str]]:
    return [
        (block.kind, block.number, block.text) for block in parsed.blocks if block.kind is not Kind.HEADING
    ]


def _only(parsed: ParsedDraft) -> Block:
    (block,) = [block for block in parsed.blocks if block.kind is not Kind.HEADING]
    return block


def r(letters: str, properties: str = "") -> str:
    return f"<m:r><m:rPr>{properties}</m:rPr><m:t>{letters}</m:t></m:r>"


def math(*parts: str) -> str:
    return f"<m:oMath>{''.join(parts)}</m:oMath>"


PLAIN = '<m:sty m:val="p"/>'
FRACTION = f"<m:f><m:num>{r('a')}</m:num><m:den>{r('b+1')}</m:den></m:f>"


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\frac{a}{b}", "a/b"), (r"\frac{a+1}{2b}c", "(a+1)/(2b) c"), (r"\sqrt[3]{x^2}", "∛(x^2)"), (r"\sqrt{x}", "√(x)"),
        (r"\sum_{i=1}^n x_i", "∑_(i=1)^n x_i"), (r"\lim_{x\to0} \sin x", "lim_(x→0) sin x"), (r"\hat{x}", "x̂"), ("f'", "f′"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "([a, b; c, d])"), (r"\begin{align}a&=b\\c&=d\end{align}", "a=b; c=d"),
        (r"\binom{n}{k}", "(n¦k)"), (r"10^{-3}\,\mathrm{kg}", "10^(−3) kg"), (r"{}^{14}_6C", "_6^14 C"), (r"a<b", "a<b"),
        (r"m_\text{dry}", "m_dry"), (r"\mathbf{v}", "𝐯"), (r"x_{i,j}", "x_(i,j)"), (r"2\frac12", "2 1/2"),
    ],
)  # fmt: skip
def test_tex_reads_in_a_line_and_is_shown_as_mathml(tex: str, line: str) -> None:
    block = _only(_markdown(f"# Dose\n\nIt is ${tex}$.\n"))
    assert (block.kind, block.text) == (Kind.PARAGRAPH, f"It is {line}.")
    shown = str(markup.document(block.html))
    assert "<math" in shown
    assert markup.text_of(shown) == f"It is {line}."


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (FRACTION, "a/(b+1)"),
        (f"<m:sSup><m:e>{r('x')}</m:e><m:sup>{r('2')}</m:sup></m:sSup>{r('y')}", "x^2 y"),
        (f"<m:sSub><m:e>{r('x')}</m:e><m:sub>{r('ij')}</m:sub></m:sSub>", "x_(ij)"),
        (f"<m:sSubSup><m:e>{r('x')}</m:e><m:sub>{r('1')}</m:sub><m:sup>{r('2')}</m:sup></m:sSubSup>", "x_1^2"),
        (f"<m:sPre><m:sub>{r('6')}</m:sub><m:sup>{r('14')}</m:sup><m:e>{r('C')}</m:e></m:sPre>", "_6^14 C"),
        (f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{r("x")}</m:e></m:rad>', "√(x)"),
        (f"<m:rad><m:deg>{r('3')}</m:deg><m:e>{r('x')}</m:e></m:rad>", "∛(x)"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="undOvr"/></m:naryPr><m:sub>{r("i=1")}</m:sub>'
            f"<m:sup>{r('n')}</m:sup><m:e>{r('i')}</m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        (f'<m:nary><m:naryPr><m:supHide m:val="1"/></m:naryPr><m:sub>{r("V")}</m:sub><m:sup/><m:e>{r("f")}</m:e></m:nary>', "∫_V f"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{r("a")}</m:e><m:e>{r("b")}</m:e></m:d>', "[a|b]"),
        (f"<m:func><m:fName>{r('sin', PLAIN)}</m:fName><m:e>{r('x')}</m:e></m:func>", "sin x"),
        (f"<m:limLow><m:e>{r('lim', PLAIN)}</m:e><m:lim>{r('x→0')}</m:lim></m:limLow>", "lim_(x→0)"),
        (f'<m:acc><m:accPr><m:chr m:val="̇"/></m:accPr><m:e>{r("x")}</m:e></m:acc>', "ẋ"),
        (f'<m:bar><m:barPr><m:pos m:val="top"/></m:barPr><m:e>{r("x")}</m:e></m:bar>', "x̄"),
        (f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>{r("n")}</m:num><m:den>{r("k")}</m:den></m:f>', "n¦k"),
        (f"<m:m><m:mr><m:e>{r('a')}</m:e><m:e>{r('b')}</m:e></m:mr><m:mr><m:e>{r('c')}</m:e><m:e>{r('d')}</m:e></m:mr></m:m>", "[a, b; c, d]"),
        (f"<m:eqArr><m:e>{r('a&amp;=b')}</m:e><m:e>{r('c&amp;=d')}</m:e></m:eqArr>", "a=b; c=d"),
        (r("v", '<m:sty m:val="b"/>'), "𝐯"), (r("if ", "<m:nor/>") + r("x"), "if x"),
        (f"<m:box><m:e>{r('a')}</m:e></m:box>", "a"), (r("a&lt;b"), "a<b"), (f'<w:del w:id="1">{r("x")}</w:del>{r("y")}', "y"),
    ],
)  # fmt: skip
def test_formulas_of_word_read_in_a_line_and_are_shown_as_mathml(formula: str, line: str) -> None:
    block = _only(_word(words.run("It is ") + math(formula) + words.run(".")))
    assert block.text == f"It is {line}."
    assert markup.text_of(markup.document(block.html)) == f"It is {line}."


@pytest.mark.parametrize(
    ("part", "number"),
    [
        (f"<m:oMathPara>{math(FRACTION)}</m:oMathPara>", ""),
        (math(FRACTION) + "<w:r><w:tab/></w:r>" + words.run("(3)"), "(3)"),
        (
            "<m:oMathPara>"
            + math("<m:eqArr><m:e>", FRACTION, r("#(3)"), "</m:e></m:eqArr>")
            + "</m:oMathPara>",
            "(3)",
        ),
    ],
)
def test_a_formula_of_word_alone_in_its_paragraph_is_a_block(part: str, number: str) -> None:
    parsed = _word(part)
    assert _lines(parsed) == [(Kind.FORMULA, number, "a/(b+1)")]
    assert _only(parsed).html.startswith('<math display="block"') or 'display="block"' in _only(parsed).html
    assert parsed.remarks == tuple(remark for remark in parsed.remarks if remark.code == "assigned")


def test_a_table_that_only_sets_the_number_at_the_edge_is_a_formula() -> None:
    cells = "".join(f"<w:tc><w:p>{part}</w:p></w:tc>" for part in ("", math(FRACTION), words.run("(A.2)")))
    body = words.paragraph("Dose", "Heading1") + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert _lines(reading.parse([words.file(body)])) == [(Kind.FORMULA, "(A.2)", "a/(b+1)")]


def test_display_formulas_of_markdown_are_blocks_and_prices_are_none() -> None:
    parsed = _markdown("# Dose\n\n$$\nE = mc^2 \\tag{3}\n$$\n\nIt costs $5 or $6, or \\$7.\n\n`$x$`\n")
    assert _lines(parsed) == [
        (Kind.FORMULA, "(3)", "E=m c^2"),
        (Kind.PARAGRAPH, "", "It costs $5 or $6, or $7."),
        (Kind.PARAGRAPH, "", "$x$"),
    ]


def test_braces_in_formulas_are_no_tags_of_a_website() -> None:
    parsed = _markdown("# Dose\n\nIt is $a_{{b}}$ and {{ tag }}.\n")
    assert _lines(parsed) == [(Kind.PARAGRAPH, "", "It is a_b and {{ tag }}.")]
    assert [r.where for r in parsed.remarks if r.code == "template"] == ["draft.md, line 3: {{ tag }}"]


def test_tex_that_cannot_be_read_stays_as_it_was_written_and_is_told() -> None:
    parsed = _markdown("# Dose\n\nIt is $\\unheardof{x}$.\n\n$$x^{$$\n")
    assert [text for _kind, _number, text in _lines(parsed)] == ["It is \\unheardof{x}.", "x^{"]
    assert [r.where for r in parsed.remarks if r.code == "formulas"] == [
        "draft.md: \\unheardof{x}",
        "draft.md: x^{",
    ]


@pytest.mark.parametrize(
    ("source", "kind", "number", "text"),
    [
        ("<p>It is <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.</p>", Kind.PARAGRAPH, "", "It is a/b."),
        ("<p><math><msqrt><mi>x</mi></msqrt></math> (3)</p>", Kind.FORMULA, "(3)", "√(x)"),
        (r"<p>It is \(x^2\), for \(five\).</p>", Kind.PARAGRAPH, "", r"It is x^2, for \(five\)."),
        (r"<p><b>Mass</b> \(x^2\) \(y^2\)</p>", Kind.PARAGRAPH, "", "Mass x^2 y^2"),
        (r"<div>\[ x_1 \tag{A.1} \]</div>", Kind.FORMULA, "(A.1)", "x_1"),
        (r"<p>\[x^2 \tag{&lt;b&gt;1&lt;/b&gt;}\]</p>", Kind.PARAGRAPH, "", "x^2 (<b>1</b>)"),
        ("<p>$$x^2$$</p>", Kind.FORMULA, "", "x^2"),
        ("<p>$$ x^2 $$</p>", Kind.FORMULA, "", "x^2"),
        ("<p>$$5 today and $$7 tomorrow</p>", Kind.PARAGRAPH, "", "$$5 today and $$7 tomorrow"),
        ("<p>Pay $$5$$ and $$x^2$$ now</p>", Kind.PARAGRAPH, "", "Pay $$5$$ and x^2 now"),
        ("<p>It is <mrow id='a'><mi>x</mi><mo>+</mo></mrow><mn>1</mn>.</p>", Kind.PARAGRAPH, "", "It is x+1."),
        ("<p>A<math><mi>x</mi><mspace width='1.2.3em'/><mi>y</mi></math></p>", Kind.PARAGRAPH, "", "Axy"),
        (r"<p><code>\(x^2\)</code></p>", Kind.PARAGRAPH, "", r"\(x^2\)"),
        ('<p>It <script type="math/tex">x^2</script>is.</p>', Kind.PARAGRAPH, "", "It x^2is."),
        ('<p><m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi></m:math> is.</p>', Kind.PARAGRAPH, "", "x is."),
        (
            '<p>It <span class="katex"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics>'
            '</math><span class="katex-html">x</span></span> is.</p>',
            Kind.PARAGRAPH, "", "It x is.",
        ),
        ("<p><math><mfenced open='['><mi>a</mi><mi>b</mi></mfenced></math> is.</p>", Kind.PARAGRAPH, "", "[a,b) is."),
        ("<p><math alttext='lie'><mi mathvariant='double-struck'>R</mi></math> is.</p>", Kind.PARAGRAPH, "", "ℝ is."),
        ("<table><tr><td></td><td><math><mi>y</mi></math></td><td>(4)</td></tr></table>", Kind.FORMULA, "(4)", "y"),
        ("<ul><li><math><mi>y</mi></math></li></ul>", Kind.LIST_ITEM, "", "y"),
    ],
)  # fmt: skip
def test_formulas_of_html(source: str, kind: Kind, number: str, text: str) -> None:
    parsed = _html(f"<h1>1 Dose</h1>{source}")
    assert _lines(parsed) == [(kind, number, text)]
    assert [r for r in parsed.remarks if r.code == "formulas"] == []


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("<math><menclose notation='updiagonalstrike'><mi>x</mi></menclose></math>", "1 Dose: x"),
        ("<math><apply><plus/><ci>x</ci></apply></math>", "1 Dose: x"),
        ("<math><mfrac><mi>a</mi><mi>b</mi><mi>c</mi></mfrac></math>", "1 Dose: abc"),
        (r"\(\unheardof{x_1}\)", r"1 Dose: \(\unheardof{x_1}\)"),
    ],
)
def test_what_a_formula_loses_is_told_with_its_clause(source: str, where: str) -> None:
    parsed = _html(f"<h1>1 Dose</h1><p>It is {source}.</p>")
    assert [r.where for r in parsed.remarks if r.code == "formulas"] == [where]


@pytest.mark.parametrize(
    "name", ["mfrac", "msub", "msubsup", "munderover", "mroot", "mmultiscripts", "mtable", "msqrt"]
)
def test_a_formula_without_its_parts_is_read_all_the_same(name: str) -> None:
    element = lxml_html.fragment_fromstring(f"<math><mi>x</mi><{name}></{name}></math>")
    kept = mathml.kept(element)
    assert kept is not None
    assert kept.math.get("alttext").startswith("x")


@pytest.mark.parametrize(
    "source",
    [
        Source(
            "a.html", ("<p><math>" + "<msup>" * 70 + "<mi>x</mi>" + "</msup>" * 70 + "</math></p>").encode()
        ),
        words.file(f"<w:p><m:oMath>{'<m:rad><m:e>' * 40}{r('x')}{'</m:e></m:rad>' * 40}</m:oMath></w:p>"),
    ],
    ids=["of HTML", "of Word"],
)
def test_a_formula_that_no_one_would_write_is_refused(source: Source) -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        reading.parse([source])


def test_a_formula_that_is_nested_deeply_is_read_once() -> None:
    nested = "<msup><mi>x</mi>" * 25 + "<mn>2</mn>" + "</msup>" * 25
    text = _only(_html(f"<h1>1 Dose</h1><p><math>{nested}</math></p>")).text
    assert text == "x^(" * 24 + "x^2" + ")" * 24


def test_a_heading_reads_its_formulas_as_words() -> None:
    parsed = _html("<h1>1 Dose <math><msup><mi>x</mi><mn>2</mn></msup></math></h1><p>So.</p>")
    assert parsed.blocks[0].title == "Dose x^2"


def test_a_correction_leaves_formulas_that_no_one_touched() -> None:
    formula = '<math alttext="a/b"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'
    html = f"It is {formula}, so."
    assert words_of(html) == "It is a/b, so."
    assert reword(html, "It was a/b; so.") == f"It was {formula}; so."
    assert reword(html, "It is a/c, so.") == "It is <span>a/c</span>, so."


def test_a_formula_of_which_only_the_look_is_there_keeps_its_words_and_is_told() -> None:
    page = (
        '<h1>1 Dose</h1><p>It <span class="katex"><span class="katex-html"><b>x</b>=1</span></span> is.</p>'
    )
    parsed = _html(page)
    assert _lines(parsed) == [(Kind.PARAGRAPH, "", "It x=1 is.")]
    assert [r.where for r in parsed.remarks if r.code == "formulas"] == ["1 Dose: x=1"]


def test_a_part_of_a_formula_outside_of_one_is_words() -> None:
    assert "<m" not in _only(_html("<h1>1 Dose</h1><p>It is <mrow><mi>x</mi></mrow>.</p>")).html
