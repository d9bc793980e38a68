"""Formulas in what is shown: MathML is let through, and nothing that could ride on it."""

import pytest
from lxml import html as lxml_html

from consult.core import markup, mathml, text_lines

FRACTION = '<math display="block" alttext="a/b"><mfrac linethickness="0"><mi>a</mi><mi>b</mi></mfrac></math>'


def test_a_formula_is_shown_as_mathml() -> None:
    assert str(markup.document(f"<p>It is {FRACTION}.</p>")) == f"<p>It is {FRACTION}.</p>"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"<p>It is {FRACTION}.</p>", "It is a/b."),
        ('<math alttext="a &lt; &quot;b&quot;"><mi>a</mi></math>', 'a < "b"'),
        ("<math><mi>a</mi><mo>+</mo></math>", "a+"),
    ],
)
def test_words_of_a_formula_are_those_that_it_carries(html: str, words: str) -> None:
    shown = markup.document(html)
    assert text_lines.lines_of(shown) == words
    assert markup.text_of(shown) == words


def test_text_without_formulas_is_left_as_it_is() -> None:
    assert mathml.with_formulas_as_words("a <math and b") == "a <math and b"
    assert mathml.without_formulas(f"a {FRACTION}b") == "a b"


@pytest.mark.parametrize(
    "hostile",
    [
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml><mi>x</mi></math>",
        "<math><semantics><mi>x</mi><annotation-xml encoding='application/xhtml+xml'><script>alert(1)</script></annotation-xml></semantics></math>",
        "<math><mi href='javascript:alert(1)' xlink:href='javascript:alert(1)'>x</mi></math>",
        "<math href='javascript:alert(1)'><mi>x</mi></math>",
        "<math><maction actiontype='statusline#https://elsewhere.example' xlink:href='javascript:alert(1)'><mi>x</mi></maction></math>",
        "<math><mtext><a href='https://elsewhere.example'>x</a><img src=x onerror=alert(1)></mtext></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><mtext><p><math><mtext><p>x</p></mtext></math><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<math><mtext><svg><foreignobject><math><mi><img src=x onerror=alert(1)></mi></math></foreignobject></svg></mtext></math>",
        "<math><mi style='position:fixed' class='x' id='main' onclick='alert(1)' mathbackground='url(x)'>x</mi></math>",
        "<math alttext='</math><img src=x onerror=alert(1)>'><mi>x</mi></math>",
        "<svg><math><mi><style><img src=x onerror=alert(1)></style></mi></math></svg>",
        "<math><mpadded width='9999em' voffset='-99em'><mi>x</mi></mpadded></math>",
        "<math><mi><table><mi>x</mi><mglyph></mi></table></math>",
        "<math><ms><noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript></ms></math>",
    ],
)
def test_nothing_but_mathml_stands_in_a_formula(hostile: str) -> None:
    shown = str(markup.document(hostile))
    page = lxml_html.fragment_fromstring(shown, create_parent="div")
    for element in page.iter():
        assert element.tag not in {
            "script",
            "style",
            "svg",
            "form",
            "annotation-xml",
            "maction",
            "mglyph",
            "noscript",
            "mpadded",
        }
        assert not {
            "href",
            "onerror",
            "onclick",
            "style",
            "class",
            "id",
            "actiontype",
            "mathbackground",
        } & set(element.keys())
        if element.tag == "img":
            assert element.get("onerror") is None
    for formula in page.iter("math"):
        assert {child.tag for child in formula.iter()} <= markup._MATH_TAGS
    assert str(markup.document(shown)) == shown
    assert "<script" not in shown


def test_a_formula_in_a_comment_is_words() -> None:
    assert "<math" not in markup.comment("<math><mi>x</mi></math>")
    assert "<math" not in markup.prose("<math><mi>x</mi></math>")


def test_the_longest_formula_counts_as_it_reads() -> None:
    html = '<p>So <math alttext="a&lt;b"><mi>a</mi></math> and <math><mn>12</mn></math>.</p>'
    assert [mathml.longest_formula(one) for one in (html, "<p>None</p>", "")] == [3, 0, 0]
