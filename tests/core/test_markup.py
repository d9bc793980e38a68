"""The one sanitiser: what people type becomes harmless, legible HTML, once."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markupsafe import Markup

from consult.core import markup
from consult.core.columns import CleanHtml
from consult.core.markup import RedactedSpan


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("a*b*c __init__ `d` 2\\* &amp;", "<p>a*b*c __init__ `d` 2\\* &amp;amp;</p>"),
        ("1) a\n+ b\n2021. The year\n> c", "<p>1) a\n+ b\n2021. The year\n&gt; c</p>"),
        ("a\n---\n```\nb", "<p>a\n---\n```\nb</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "[us](https://example.org/a)",
            '<p>[us](<a href="https://example.org/a" rel="nofollow ugc noopener">https://example.org/a</a>)</p>',
        ),
        (
            "see https://example.org now",
            '<p>see <a href="https://example.org" rel="nofollow ugc noopener">https://example.org</a> now</p>',
        ),
        ("![](https://example.org/spy.png)", None),
        ("# Loud", "<p># Loud</p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
    ],
)
def test_a_comment_is_shown(typed: str, shown: str | None) -> None:
    made = markup.comment(typed)
    assert "<img" not in made
    if shown is not None:
        assert str(made) == shown


REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("www.example.org.", f'<a href="http://www.example.org" {REL}>www.example.org</a>.'),
        ("example.int", f'<a href="http://example.int" {REL}>example.int</a>'),
        ("(https://e.org/a_(b)).", f'(<a href="https://e.org/a_(b)" {REL}>https://e.org/a_(b)</a>).'),
        ("https://e.org/a*b*c", f'<a href="https://e.org/a*b*c" {REL}>https://e.org/a*b*c</a>'),
        ("https://e.org/%D0%B0", f'<a href="https://e.org/%D0%B0" {REL}>https://e.org/%D0%B0</a>'),
        ("https://пример.рф", f'<a href="https://xn--e1afmkfd.xn--p1ai" {REL}>https://пример.рф</a>'),
        ("a.b@example.org", "a.b@example.org"),
        ("ftp://example.org/x", "ftp://example.org/x"),
        ("//example.org/x", "//example.org/x"),
        ("[x](//example.org)", "[x](//example.org)"),
        ("see clause 5.2.Section, e.g.this", "see clause 5.2.Section, e.g.this"),
    ],
)
def test_an_address_becomes_a_link_and_reads_as_it_was_typed(typed: str, shown: str) -> None:
    assert str(markup.comment(typed)) == f"<p>{shown}</p>"
    assert markup.text_of(markup.prose(typed)) == markup.text_of(markup.comment(typed))


@pytest.mark.parametrize(
    ("html", "is_harmless"),
    [
        ('<p>R&amp;D "x"<br>y</p><ol start="3"><li>z</li></ol>', True),
        (
            f'<p><a href="https://e.org/?a=1&amp;b=2" {REL}>e</a> <span class="redacted" data-reason="r">[n]</span></p>',
            True,
        ),
        ("<p onclick='x()'>a</p>", False),
        ("<p>a</p><script>x()</script>", False),
        ('<a href="javascript:x()">a</a>', False),
        ("<!-- hidden --><p>a</p>", False),
    ],
)
def test_a_second_sanitiser_finds_what_should_not_be_stored(html: str, is_harmless: bool) -> None:
    assert markup.is_harmless(html) is is_harmless


def _texts(number: int) -> list[str]:
    """Texts that differ from each other in every word, with what each rule of Markdown and of links looks for."""
    return [
        f"*First{n}* of https://example{n}.org/a_{n}?b={n}.\n\n- point{n} www.host{n}.int\n- **loud{n}** `code{n}`\n\n"
        f"> quoted{n} [link{n}](https://l{n}.example/) & <b{n}>\n\n" + f"Words{n} and more{n}. " * (n % 17)
        for n in range(number)
    ]


def test_eight_threads_at_once_render_what_one_thread_renders() -> None:
    texts = _texts(250)
    alone = [(markup.comment(text), markup.prose(text)) for text in texts]
    made: dict[int, list[object]] = {}
    start = threading.Barrier(8)

    def render(number: int) -> None:
        start.wait()
        made[number] = [(markup.comment(text), markup.prose(text)) for text in texts]

    threads = [threading.Thread(target=render, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [number for number in range(8) if made.get(number) != alone] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301", "é"),
        ("bell\x07 null\x00", "bell null"),
        ("\u202eevil\u202c", "evil"),
        ("\u2067iso\u2069", "iso"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  padded  ", "padded"),
        ("x" + "\u0316" * 40, "x" + "\u0316" * 6),
    ],
)
def test_plain_keeps_what_scripts_need_and_drops_what_deceives(typed: str, kept: str) -> None:
    assert markup.plain(typed) == kept
    assert markup.plain(kept) == kept


def test_hidden_words_never_reach_the_page() -> None:
    text = "Call Ana Reyes at 555-0100 or <b>write</b>."
    start = text.index("Ana")
    number = text.index("555")
    shown = markup.comment(
        text,
        [
            RedactedSpan(number, number + 8, "personal_data"),
            RedactedSpan(start, start + 9, "personal_data"),
        ],
    )
    assert str(shown) == (
        '<p>Call <span class="redacted" data-reason="personal_data">[…]</span> at '
        '<span class="redacted" data-reason="personal_data">[…]</span>'
        " or &lt;b&gt;write&lt;/b&gt;.</p>"
    )


def test_a_hidden_piece_of_an_address_leaves_no_link_to_it() -> None:
    text = "see https://example.org/people/ana-reyes today"
    start = text.index("ana")
    shown = str(markup.comment(text, [RedactedSpan(start, start + 9, "personal_data")]))
    assert "ana-reyes" not in shown


GAP = '<span class="redacted" data-reason="personal_data">[…]</span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://example.org/ana/cv now", f"<p>see https://example.org/{GAP}/cv now</p>"),
        ("see www.example.org/ana now", f"<p>see www.example.org/{GAP} now</p>"),
        ("see <http://e/ana> now", f"<p>see &lt;http://e/{GAP}&gt; now</p>"),
        ("[x](http://e/ana)", f"<p>[x](http://e/{GAP})</p>"),
        ("[x](https://example.org/ana)", f"<p>[x](https://example.org/{GAP})</p>"),
        ("[x](https://ana.example.org/ 'y')", f"<p>[x](https://{GAP}.example.org/ 'y')</p>"),
        ("[x]\n\n[x]: http://e/ana", f"<p>[x]</p>\n<p>[x]: http://e/{GAP}</p>"),
        (
            "[ana](https://example.org/)",
            f'<p>[{GAP}](<a href="https://example.org/" rel="nofollow ugc noopener">https://example.org/</a>)</p>',
        ),
    ],
)
def test_an_address_of_which_a_piece_is_hidden_is_no_link_and_shows_the_gap(text: str, shown: str) -> None:
    start = text.index("ana")
    assert str(markup.comment(text, [RedactedSpan(start, start + 3, "personal_data")])) == shown


@pytest.mark.parametrize(
    "spans", [[(0, 4), (3, 6)], [(2, 2)], [(0, 99)], [(-1, 2)]], ids=["overlap", "empty", "beyond", "before"]
)
def test_redactions_that_cannot_be_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="redactions"):
        markup.comment("some words", [RedactedSpan(start, end, "y") for start, end in spans])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("R&D needs <5 % of it", "R&D needs <5 % of it"),
        ("a &amp; b", "a &amp; b"),
        ("*one*\n\n- two", "*one* - two"),
        ("<script>x</script> & <b>", "<script>x</script> & <b>"),
    ],
)
def test_words_of_a_page_are_what_a_reader_sees(typed: str, words: str) -> None:
    assert markup.text_of(markup.comment(typed)) == words


def test_prose_of_staff_has_headings_below_the_pages_own_and_tables() -> None:
    shown = str(markup.prose("# Top\n\n## Under\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    page = lxml_html.fromstring(f"<div>{shown}</div>")
    assert [element.tag for element in page.iter("h1", "h2", "h3")] == ["h3", "h3"]
    assert [cell.text for cell in page.iter("td")] == ["1", "2"]


def test_words_that_are_indented_are_words_and_code_stands_between_fences() -> None:
    pasted = "As our annex says:\n\n    a lot is\n    25 tonnes\n\nand\n\n```\na = 1\n```"
    shown = markup.prose(pasted)
    assert "<pre><code>a = 1" in shown
    assert shown.count("<pre>") == 1
    assert "<p>a lot is\n25 tonnes</p>" in shown


@pytest.mark.parametrize(
    "nothing", ["\u200f\u200f\u200f", "\u2060 \u00ad", "\u3164", "\u2800\u200d", " \u0301"]
)
def test_text_that_shows_nothing_is_none(nothing: str) -> None:
    assert (markup.plain(nothing), markup.line(nothing)) == ("", "")
    assert markup.plain(f"{nothing}a") != ""


def test_references_stand_on_one_line() -> None:
    whole = '<span class="reference">K7R-4M2-XP9/2</span>'
    assert markup.unbroken(Markup("Answer to K7R-4M2-XP9/2")) == f"Answer to {whole}"
    assert markup.unbroken(Markup("对K7R-4M2-XP9/2的回答")) == f"对{whole}的回答"
    assert markup.unbroken(Markup("<bdi>ISO-9001-2015</bdi>")) == "<bdi>ISO-9001-2015</bdi>"
    with pytest.raises(TypeError):
        markup.unbroken("<b>K7R-4M2-XP9")  # type: ignore[arg-type]


def test_a_document_keeps_its_tables_and_loses_its_scripts() -> None:
    shown = markup.document(
        '<table onclick="x()"><tr><td colspan="2" style="color:red">a</td></tr></table>'
        '<script>x()</script><img src="figure:one.png" alt="A"><img src="data:text/html,x" alt="B">',
        "/drafts/figures/",
    )
    page = lxml_html.fromstring(f"<div>{shown}</div>")
    assert [dict(cell.attrib) for cell in page.iter("td")] == [{"colspan": "2"}]
    assert [picture.get("src") for picture in page.iter("img")] == ["/drafts/figures/one.png", None]
    assert "script" not in shown
    assert "onclick" not in shown


def test_only_what_was_cleaned_is_written_into_a_clean_column() -> None:
    column = CleanHtml(source=None)
    assert column.process_bind_param(Markup("<p>x</p>"), None) == "<p>x</p>"  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        column.process_bind_param("<p>x</p>", None)  # type: ignore[arg-type]


def test_a_comment_that_is_too_long_is_refused() -> None:
    markup.comment("x" * markup.LONGEST_COMMENT)
    with pytest.raises(ValueError, match="too long"):
        markup.comment("x" * (markup.LONGEST_COMMENT + 1))


@pytest.mark.parametrize(
    "hostile",
    [
        "> " * 10_000,
        "[" * 20_000,
        "*a " * 6_666,
        "- " * 10_000,
        "`" * 20_000,
        "<" * 20_000,
        "http://a.b/" * 1_800,
        "&" * 20_000,
        "a.b " * 5_000,
        "-a." * 6_600,
        "http://[" * 2_500,
        "a://" * 5_000,
        "http://.." * 2_000,
        '"http://a.com/"' * 1_300,
        "mailto:a@" * 2_200,
    ],
    ids=[
        "quotes", "brackets", "stars", "lists", "ticks", "angles", "links", "ampersands", "dots", "hyphens and dots",
        "open addresses", "schemes", "dotted addresses", "quoted addresses", "mail addresses",
    ],
)  # fmt: skip
def test_hostile_text_costs_little(hostile: str) -> None:
    began = time.process_time()
    markup.comment(hostile[: markup.LONGEST_COMMENT])
    assert time.process_time() - began < 2


ALLOWED = markup._COMMENT_TAGS | {"div", "span"}


@given(st.text(max_size=300) | st.text(alphabet="<>&\"'`*_[]()!#-\n/=:javscript onerror", max_size=300))
def test_whatever_is_typed_only_allowed_elements_come_out(typed: str) -> None:
    page = lxml_html.fromstring(f"<div>{markup.comment(typed)}</div>")
    for element in page.iter():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"href", "rel", "start"}
        assert not (element.get("href") or "").lower().startswith(("javascript", "data", "vbscript"))
    assert markup.is_harmless(markup.comment(typed))


def test_lines_end_where_their_writer_ended_them() -> None:
    """The style of comments shows each end of a line, and hides <br>: one has such an end behind it."""
    assert markup.comment("one\ntwo  \nthree\\\nfour") == "<p>one\ntwo<br>\nthree\\\nfour</p>"


def test_a_picture_without_its_file_shows_its_words() -> None:
    shown = markup.document(
        '<img alt="A &lt;b&gt; &amp; &quot;c&quot;" width="9" src="figure:missing">, '
        '<img src="figure:missing">, <img src="figure:0123456789abcdef.png" alt="d">',
        "/figures/",
    )
    assert shown == 'A &lt;b&gt; &amp; &#34;c&#34;, , <img src="/figures/0123456789abcdef.png" alt="d">'
