"""Several files make one draft in the order that their front matter, their chapters or their names say."""

import pytest

from consult.documents import reading
from consult.documents.blocks import ParsedDraft, Source


def _file(name: str, heading: str = "", **front: str) -> Source:
    head = "".join(f"{key}: {value}\n" for key, value in front.items())
    return Source(
        name, (f"---\n{head}---\n" if head else "").encode() + f"# {heading or name}\n\nSeed.\n".encode()
    )


def _titles(parsed: ParsedDraft) -> list[str]:
    return [block.title for block in parsed.blocks if block.kind == "heading"]


def _told(parsed: ParsedDraft) -> list[tuple[str, str]]:
    return [(one.message.split(" ")[0], one.where) for one in parsed.remarks if one.code == "order"]


def test_names_are_sorted_by_their_numbers_where_nothing_else_says_the_order() -> None:
    parsed = reading.parse([_file(name) for name in ("sec10.md", "sec2.md", "Sec1.md")])
    assert _titles(parsed) == ["Sec1.md", "sec2.md", "sec10.md"]
    assert _told(parsed) == [("The", "")]


def test_navorder_decides_where_it_is_there_and_others_stand_behind_the_name_before_them() -> None:
    files = [
        _file("a_abstract.md", navOrder="0"), _file("b_thanks.md"), _file("z_first.md", navOrder="0.5"),
        _file("c_annex.md", navOrder="3"),
    ]  # fmt: skip
    parsed = reading.parse(files)
    assert _titles(parsed) == ["a_abstract.md", "b_thanks.md", "z_first.md", "c_annex.md"]
    assert [where for _word, where in _told(parsed)] == ["", "b_thanks.md"]


def test_a_file_without_navorder_stands_where_its_chapter_belongs() -> None:
    files = [
        _file("x.md", "4 Method", navOrder="20"), _file("y.md", "6 Report", navOrder="30"),
        _file("a.md", "Terms", section="5"), _file("b.md", "Annex A Forms"), _file("c.md", "1 Scope"),
    ]  # fmt: skip
    parsed = reading.parse(files)
    assert _titles(parsed) == ["Scope", "Method", "Terms", "Report", "Forms"]
    assert [where for _word, where in _told(parsed)] == ["", "a.md, b.md, c.md"]


def test_a_navorder_that_is_used_twice_is_told_and_chapters_decide_between_the_two() -> None:
    files = [
        _file("a.md", "3 Method", navOrder="2"), _file("b.md", "2 Terms", navOrder="2"),
        _file("c.md", "1 Scope", navOrder="1"),
    ]  # fmt: skip
    parsed = reading.parse(files)
    assert _titles(parsed) == ["Scope", "Terms", "Method"]
    assert [where for _word, where in _told(parsed)] == ["", "a.md, b.md"]


@pytest.mark.parametrize(
    ("files", "titles"),
    [
        (
            [_file("a.md", "10 Ten"), _file("b.md", "9 Nine"), _file("c.md", "A.1 Forms")],
            ["Nine", "Ten", "Forms"],
        ),
        ([_file("b10.md", "1 Ten"), _file("b9.md", "1 Nine")], ["Nine", "Ten"]),
        (
            [Source("b.txt", b"1. Scope\n\nSeed.\n"), Source("a.txt", b"2. Terms\n\nLot.\n")],
            ["Scope", "Terms"],
        ),
        ([Source("b.md", b"1 Scope\n=====\n"), Source("a.md", b"2 Terms\n-----\n")], ["Scope", "Terms"]),
    ],
)
def test_numbers_of_first_headings_decide_unless_each_file_begins_with_the_same(
    files: list[Source], titles: list[str]
) -> None:
    assert _titles(reading.parse(files)) == titles


def test_numbers_that_run_backwards_are_told() -> None:
    text = b"# 6 A\n\n## 6.2 B\n\n## 6.1 C\n\n# 7 D\n\n# 4 E\n\n# 5 F\n"
    parsed = reading.parse([Source("a.md", text)])
    assert [one.where for one in parsed.remarks if one.code == "backward"] == ["6.1 C", "4 E"]
