"""Rows of forms about a draft that is images of pages: the page and the line that they name are those of the draft."""

import pytest

from consult.comment_forms.clause_references import Certainty, Passage
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import placed
from consult.comment_forms.rows import FormRow
from consult.submissions.models import CommentType
from tests import paged, world

PAGES = paged.parsed([["a"], ["b"], ["c"]]).blocks


def _row(**where: str) -> FormRow:
    named = {Field(name): words for name, words in where.items()}
    return FormRow("", 1, "", {}, named, CommentType.TECHNICAL, "", "Too large.", "", "")


def _passages(blocks: object) -> list[Passage]:
    return [Passage(one.key, one.kind, one.number, one.title, "", one.line) for one in blocks]  # type: ignore[attr-defined]


def _of_pages() -> list[Passage]:
    found = _passages(PAGES)
    return [one._replace(clause=one.key.partition(".")[0]) for one in found]


@pytest.mark.parametrize(
    "where",
    [{"page": "2"}, {"page": "p. 2", "line": "3"}, {"clause": "Page 2"}, {"clause": "n.a.", "page": "2"}],
)
def test_a_row_is_placed_on_the_page_that_it_names(where: dict[str, str]) -> None:
    [one] = placed([_row(**where)], _of_pages())
    assert (one.placement.certainty, one.placement.key) == (Certainty.PLACED, "page-2.p1")


@pytest.mark.parametrize(
    "where", [{"page": "9"}, {"page": "1-2"}, {"clause": "7.3", "page": "2"}, {"line": "3"}]
)
def test_a_row_in_doubt_is_left_to_a_person(where: dict[str, str]) -> None:
    [one] = placed([_row(**where)], _of_pages())
    assert one.placement.certainty is Certainty.UNPLACED


def test_pages_of_the_file_of_a_writer_place_nothing_in_other_drafts() -> None:
    headings = [
        Passage(key, kind, number, title, key, 0)
        for key, kind, _l, number, title, words in world.BLOCKS
        if title
    ]
    [one] = placed([_row(page="2")], headings)
    assert one.placement.certainty is Certainty.UNPLACED
