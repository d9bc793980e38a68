"""Front matter of Markdown: never part of the text, however it is written; what is none stays."""

import pytest

from consult.documents import reading
from consult.documents.blocks import ParsedDraft, Source, Unreadable

BODY = "# 1 Scope\n\nSeed.\n"


def _read(head: str, *, body: str = BODY) -> ParsedDraft:
    return reading.parse([Source("a.md", (head + body).encode())])


def _words(parsed: ParsedDraft) -> list[str]:
    return [block.text for block in parsed.blocks]


HEADS = {
    "plain": "---\nlang: fr\ntitle: T\nemail: a@b.example\n---\n",
    "dots": "---\nlang: fr\nauthor: a@b.example\n...\n",
    "nested": "---\nlang: fr\nauthors:\n  - name: A\n    email: a@b.example\nmap: {a: [1, 2]}\n---\n",
    "comments": "---\n# a comment\n\n# another: one\nlang: fr # said by a@b.example\n---\n",
    "quoted": "---\n'lang': \"fr\"\n\"e mail\": 'a@b.example'\n---\n",
    "folded": "---\nlang: fr\ndescription: >\n  a@b.example\n  and: more\n\n  of it\n---\n",
    "list": "---\nlang: fr\nauthors:\n- a@b.example\n- c\n---\n",
    "spaces": "---  \nlang:   fr\n---\t\n",
    "toml": '+++\nlang = "fr"\n[params]\nemail = "a@b.example"\n+++\n',
    "toml of a table": '+++\n[author]\nemail = "a@b.example"\n+++\n',
    "empty": "---\n---\n",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", HEADS)
def test_front_matter_is_no_text_and_told_where_it_says_more_than_is_used(name: str, ends: str) -> None:
    head = HEADS[name]
    parsed = _read(head.replace("\n", ends), body=BODY.replace("\n", ends))
    assert _words(parsed) == ["1 Scope", "Seed."]
    assert "example" not in parsed.to_json()
    told = [remark.where for remark in parsed.remarks if remark.code == "front_matter"]
    says_more = name not in {"spaces", "empty", "comments"}  # than the language
    assert told == [f"a.md, lines 1–{head.count(chr(10))}"] * says_more
    assert parsed.language == ("fr" if "fr" in head else "en")


def test_a_mark_of_byte_order_hides_no_front_matter() -> None:
    assert _words(_read("\ufeff" + HEADS["plain"])) == ["1 Scope", "Seed."]


@pytest.mark.parametrize("head", ["---\ntitle: T\nemail: a@b.example\n\n", '+++\ntitle = "T"\n'])
def test_front_matter_without_end_is_refused_with_its_line(head: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        _read(head)
    assert (trouble.value.file, trouble.value.line) == ("a.md", 1)
    assert "has no end" in trouble.value.message


@pytest.mark.parametrize(
    "head", ["---\n\nWords between two rules.\n\n---\n\n", "---\n\n", "---\nWords.\n---\n\n"]
)
def test_a_rule_across_the_page_is_no_front_matter(head: str) -> None:
    parsed = _read(head)
    assert _words(parsed)[-2:] == ["1 Scope", "Seed."]
    assert ("Words" in head) == any("Words" in words for words in _words(parsed))
    assert "front_matter" not in {remark.code for remark in parsed.remarks}


def test_files_stand_in_the_order_of_their_decimal_numbers() -> None:
    sources = [
        Source(f"{name}.md", f"---\nnavOrder: {order}\n---\n# {name}\n".encode())
        for name, order in (("C", "10"), ("A", "0.5"), ("B", "0.75 # between"), ("Z", "0"))
    ]
    parsed = reading.parse(sources)
    assert [block.title for block in parsed.blocks] == ["Z", "A", "B", "C"]
    assert "order" in {remark.code for remark in parsed.remarks}


def test_files_of_one_name_from_several_folders_are_told_apart() -> None:
    sources = [
        Source("a.md", f"---\nnavOrder: {order}\n---\n# {order}. Part\n".encode()) for order in ("2", "1")
    ]
    assert [block.number for block in reading.parse(sources).blocks] == ["1", "2"]


def test_tags_that_stand_for_something_elsewhere_stay_and_are_told() -> None:
    text = "# 1 Scope {#scope}\n\nSee {{references}} and {{#if a}}x{{/if}}.\n\n{% includes %}\n{: .note}\n\n`{{ code }}`\n"
    parsed = reading.parse([Source("a.md", text.encode())])
    assert [block.text for block in parsed.blocks[1:]] == [
        "See {{references}} and {{#if a}}x{{/if}}.", "{% includes %}", "{{ code }}",
    ]  # fmt: skip
    assert [remark.where for remark in parsed.remarks if remark.code == "template"] == [
        "a.md, line 3: {{references}}", "a.md, line 3: {{#if a}}", "a.md, line 3: {{/if}}", "a.md, line 5: {% includes %}",
    ]  # fmt: skip


def test_a_tag_inside_an_address_is_told_as_such() -> None:
    text = "# 1 Scope\n\n![A sampler]({{site.a}}/{{b}}/c.png)\n\nRead {{ it }}.\n"
    parsed = reading.parse([Source("a.md", text.encode())])
    told = [remark.message for remark in parsed.remarks if remark.code == "template"]
    assert ["part of a link" in message for message in told] == [True, True, False]


@pytest.mark.parametrize(
    "source",
    [Source("a.md", b"# 1.2.1.Title\n"), Source("a.html", b"<h1>1.2.1.Title</h1>"), Source("a.txt", b"1.2.1.Title\n\nWords.\n")],
    ids=["markdown", "html", "text"],
)  # fmt: skip
def test_a_number_needs_no_space_after_it(source: Source) -> None:
    block = reading.parse([source]).blocks[0]
    assert (block.number, block.title) == ("1.2.1", "Title")
