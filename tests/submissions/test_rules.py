"""What a comment is about, and what it says: the same rules for a draft, for what is filed and for what is changed."""

from typing import NamedTuple

import pytest

from consult.consultations.models import Question
from consult.core.errors import NotFound, NotPossible
from consult.submissions import rules
from consult.submissions.models import CommentType, Subject
from consult.submissions.rules import About


class Passage(NamedTuple):
    key: str = "lot-size-1"
    words: str = "2.1 Maximum lot size, line 3"
    order: int = 4
    text: str = "A lot shall not exceed 30 000 kilograms."
    is_page: bool = False


QUESTION = Question(id=8, consultation_id=5, position=1, text="Do the limits fit?")


@pytest.mark.parametrize(
    "about",
    [About(Subject.GENERAL), About(Subject.CLAUSE, Passage()), About(Subject.QUESTION, question=QUESTION)],
    ids=["the whole", "a passage", "a question"],
)
def test_a_comment_is_about_the_whole_a_passage_or_a_question(about: About) -> None:
    about.check(5)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (About(Subject.CLAUSE), "This passage is no longer in the draft."),
        (About(Subject.QUESTION), "Choose a question to answer."),
        (About(Subject.GENERAL, question=QUESTION), "Choose a question to answer."),
    ],
)
def test_what_is_not_there_is_refused(about: About, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        about.check(5)


def test_a_question_of_another_consultation_is_not_found() -> None:
    with pytest.raises(NotFound):
        About(Subject.QUESTION, question=QUESTION).check(6)


def test_only_a_comment_on_a_passage_has_its_place() -> None:
    nowhere = {"block_key": "", "place": "", "place_order": 0}
    assert About(Subject.CLAUSE, Passage()).columns == {
        "subject": Subject.CLAUSE, "question_id": None,
        "block_key": "lot-size-1", "place": "2.1 Maximum lot size, line 3", "place_order": 4,
    }  # fmt: skip
    assert About(Subject.GENERAL, Passage()).columns == {
        "subject": Subject.GENERAL,
        "question_id": None,
        **nowhere,
    }
    assert About(Subject.QUESTION, question=QUESTION).columns == {
        "subject": Subject.QUESTION, "question_id": 8, **nowhere,
    }  # fmt: skip


def test_a_proposal_that_reads_like_its_passage_is_none() -> None:
    words = {"type": CommentType.TECHNICAL, "quote": "", "comment": " Too large. ", "rationale": ""}
    same = "A lot shall not  exceed\n30 000 kilograms."
    assert rules.say(About(Subject.CLAUSE, Passage()), proposal=same, **words).proposal == ""
    kept = rules.say(About(Subject.GENERAL), proposal=same, **words)
    assert (kept.comment, kept.proposal.split()) == ("Too large.", same.split())
