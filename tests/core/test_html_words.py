"""Marks around words of HTML leave everything else of it as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from consult.core.html_words import HtmlWords

WORDS = st.text(
    st.sampled_from("ab ñ\u0301ع語\u00ad\n") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=8
).map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
FORMULA = '<math alttext="m/V &gt; 1"><mfrac><mi>m</mi><mi>V</mi></mfrac></math>'
LEAVES = WORDS | st.sampled_from(
    [FORMULA, "<br>", '<img src="/f/1" alt="a > b">', "&nbsp;", "&#233;", "<!-- a -->"]
)


def _inside(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.lists(parts, max_size=4).map("".join)
    return joined | st.tuples(st.sampled_from(["em", "strong", "sup", "code", "p"]), joined).map(
        lambda told: f"<{told[0]}>{told[1]}</{told[0]}>"
    )


TABLE = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda cells: f"<table>\n<tr>{''.join(f'<td>{cell}</td> ' for cell in cells)}</tr></table>"
)
HTML = st.lists(st.recursive(LEAVES, _inside, max_leaves=6) | TABLE, max_size=4).map("".join)
SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda told: (told[0], sum(told))), max_size=5
)
MARK = re.compile(r'</?mark(?: class="quoted(?: quoted-more)?")?>')


@given(HTML, SPANS)
def test_without_its_marks_the_html_is_what_it_was(html: str, spans: list[tuple[int, int]]) -> None:
    assert MARK.sub("", HtmlWords(html).marked(spans)) == html


@given(HTML, SPANS)
def test_marks_have_text_and_no_elements_in_them(html: str, spans: list[tuple[int, int]]) -> None:
    words = HtmlWords(html)
    shown = parser.fragment_fromstring(words.marked(spans), create_parent="div")
    for mark in shown.iter("mark"):
        assert len(mark) == 0
        assert (mark.text or "").strip()
        assert mark.getparent().tag not in {"table", "tr", "mark"}


@given(HTML)
def test_all_letters_outside_formulas_can_be_marked(html: str) -> None:
    html = html.replace(FORMULA, "")
    words = HtmlWords(html)
    shown = parser.fragment_fromstring(words.marked([(0, len(words.signs))]), create_parent="div")
    marked = "".join("".join(mark.itertext()) for mark in shown.iter("mark"))
    assert HtmlWords(marked.replace("&", "&amp;").replace("<", "&lt;")).signs == words.signs


@pytest.mark.parametrize(
    ("html", "spans", "shown"),
    [
        ("One two", [(3, 6)], "One [two]"),
        ("One two", [(0, 6)], "[One two]"),
        ("One <em>two</em> three", [(3, 8)], "One <em>[two]</em>[ th]ree"),
        ("One two three", [(0, 6), (3, 11)], "[One ][[two]][ three]"),
        ("a &amp; b", [(0, 3)], "[a &amp; b]"),
        (f"Let {FORMULA} hold", [(0, 20)], f"[Let ]{FORMULA}[ hold]"),
    ],
)
def test_words_are_marked_where_they_stand(html: str, spans: list[tuple[int, int]], shown: str) -> None:
    marked = HtmlWords(html).marked(spans)
    for tag, sign in (('<mark class="quoted quoted-more">', "[["), ('<mark class="quoted">', "[")):
        marked = marked.replace(tag, sign)
    assert marked.replace("</mark>", "]").replace("[[two]", "[[two]]") == shown
