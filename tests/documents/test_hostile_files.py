"""Files that are built to cost more than they weigh: none costs more than its size explains, none harms anyone."""

import json
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

import pytest

from consult.documents import archives, blocks, counting, pictures, reading, results, sandbox, upload_checks
from consult.documents.blocks import ParsedDraft, Source, Unreadable
from tests.documents import hostile, papers

SIZE = 50
IN_THE_LIBRARY = {"HTML: attributes", "Markdown: tables"}
"""What grows faster in a library, which has a limit of its own or is ended by that of processor time."""


def _effort(source: Source) -> float:
    """Processor seconds for reading and counting a file here."""
    began = time.process_time()
    with suppress(Unreadable):
        reading.parse([source])
        counting.in_files([source])
    return time.process_time() - began


@pytest.mark.parametrize("name", sorted(set(hostile.FILES) - IN_THE_LIBRARY))
def test_no_effort_grows_faster_than_the_file(name: str) -> None:
    """Four times the size costs about four times the effort, not sixteen times; small efforts tell nothing. What else the
    machine does makes one reading of three say more."""
    small, large = (hostile.FILES[name](size) for size in (SIZE, 4 * SIZE))
    assert any(_effort(large) < 9 * max(_effort(small), 0.06) for _try in range(3))


def _refused(*sources: Source) -> str:
    with pytest.raises(Unreadable) as trouble:
        reading.parse(sources)
    return trouble.value.message


def test_an_archive_is_counted_while_it_is_unpacked_whatever_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unpacked file is too large" in _refused(hostile.word_of_much_air(1000))
    assert "is damaged" in _refused(hostile.word_that_lies(1000))
    assert "not have the structure of" in _refused(hostile.word_of_laughs(2))
    assert "not have the structure of" in _refused(hostile.word_that_reads_a_file(1))
    assert "unpacked file is too large" in _refused(hostile.word("<w:p/>" * (archives.MOST_TAGS + 1)))


def test_cells_text_blocks_and_depth_are_counted_while_reading() -> None:
    many = blocks.MOST_CELLS + 1
    assert "too many cells" in _refused(hostile.page("<table><tr>" + "<td>A" * many))
    assert "too long" in _refused(hostile.page(f"<p>{'A' * blocks.MOST_IN_BLOCK}A"))
    assert "too long" in _refused(hostile.page(f"<p>{'A' * (blocks.MOST_IN_BLOCK - 9)}</p>" * 9))
    assert "more than 20,000 paragraphs" in _refused(hostile.page("<p>A" * (blocks.MOST_BLOCKS + 1)))
    assert "nested too deeply" in _refused(hostile.page("<div>" * 100 + "A"))
    assert "too long" in _refused(hostile.page("<br>" * (upload_checks.MOST_TAGS + 1)))
    assert "more than 100 files" in _refused(*[Source(f"{n}.md", b"A") for n in range(101)])


def test_a_picture_is_read_once_and_a_bomb_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = reading.parse(hostile.with_picture(papers.picture(), 3000))
    assert (len(parsed.figures), parsed.counts()) == (1, {"figure": 3000})
    assert parsed.remarks == ()
    bomb = reading.parse(hostile.with_picture(hostile.picture_bomb(20_000), 3))
    assert bomb.figures == ()
    assert [remark.code for remark in bomb.remarks] == ["large"] * 3
    monkeypatch.setattr(pictures, "MOST_FIGURES", 0)
    many = reading.parse(hostile.with_picture(papers.picture(), 1))
    assert [remark.code for remark in many.remarks] == ["many"]


def test_odd_numbers_and_circles_of_styles_break_nothing() -> None:
    parsed = reading.parse([hostile.page(hostile.HTML["odd numbers"](1))])
    assert [block.number for block in parsed.blocks if block.kind == "heading"] == ["1", "2"]
    circle = reading.parse([hostile.word_of_styles_in_a_circle(2)])
    assert [block.text for block in circle.blocks] == ["A", "A"]
    great = reading.parse([hostile.word_of_great_numbers(3)])
    assert {len(block.number) <= 40 for block in great.blocks} == {True}


# -- what comes back is believed only where every part of it is as it is written ---------------------------------------

HONEST = [
    Source("a.md", papers.FIRST.encode() + b"\n![A](a.png)\n\n{% include b %}\n"),
    Source("a.png", papers.picture()),
]


def _honest() -> ParsedDraft:
    return replace(reading.parse(HONEST), in_file=counting.in_files(HONEST))


def _told(**changes: Any) -> bytes:
    """An honest result, with changes."""
    parsed = _honest()
    plain = asdict(parsed)
    data = plain["figures"][0]["data"]
    plain["figures"][0]["data"] = len(data)
    for path, value in changes.items():
        *way, last = path.split("__")
        thing: Any = plain
        for step in way:
            thing = thing[int(step) if step.isdigit() else step]
        thing[last] = value
    return json.dumps(plain).encode() + b"\n" + data


def test_an_honest_result_comes_back_as_it_is() -> None:
    parsed = _honest()
    assert parsed.remarks[0].block
    assert results.unpacked(b"".join(results.packed(parsed))) == parsed
    assert results.unpacked(_told()) == parsed
    assert sandbox.parse(HONEST) == parsed


@pytest.mark.parametrize(
    "changes",
    [
        {"more": 1}, {"title": None}, {"title": "a\x00b"}, {"title": "\ud800"}, {"title": "A" * 2_000_000},
        {"language": "en\n"}, {"language": "<b>"}, {"direction": "up"}, {"source_sha256": "0"}, {"blocks": {}},
        {"blocks__0__key": ""}, {"blocks__0__key": "lot-size"}, {"blocks__0__kind": "script"},
        {"blocks__0__level": True}, {"blocks__0__level": -1}, {"blocks__0__level": 1.5}, {"blocks__0__line": 10**9},
        {"blocks__0__more": 1}, {"blocks__0__html": ["<p>"]}, {"blocks__0__html": "<del></p>" * 1000}, {"remarks": ["a"]}, {"figures__0__data": 10},
        {"figures__0__name": "../../secret"}, {"figures__0__name": "0123456789abcdef.png"},
        {"figures__0__media_type": "text/html"}, {"figures__0__key": "aside-x"}, {"figures": []},
        {"in_file": []}, {"in_file": {"pears": 1}}, {"in_file": {"table": -1}}, {"in_file": {"table": True}},
        {"in_file": {"table": 10**9}}, {"more_remarks": -1}, {"more_remarks": "1"}, {"more_remarks": 10**9},
        {"remarks__0__block": "nowhere"}, {"remarks__0__block": None}, {"remarks__0__more": 1},
        {"remarks__0__left_out": None}, {"remarks__0__left_out": {"pears": 1}}, {"remarks__0__left_out": {"table": -1}},
    ],
)  # fmt: skip
def test_a_result_that_is_not_as_it_is_written_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        results.unpacked(_told(**changes))


@pytest.mark.parametrize("told", [b"", b"[" * 100_000, b"null", b"{}", b"\xff\n", b"NaN"])
def test_rubbish_is_refused(told: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        results.unpacked(told)
    with pytest.raises(ValueError, match=r".*"):
        results.sentence(told)
