"""What a comment proposes for its passage: another wording, no passage, or a new one after it."""

import pytest

from consult.core.errors import NotPossible
from consult.submissions import proposals, rules
from consult.submissions.models import ProposalKind, Subject
from consult.submissions.rules import About

CHANGE, DELETE, INSERT = ProposalKind


@pytest.mark.parametrize(
    ("kind", "proposal", "told"),
    [
        (CHANGE, "One good word", [("equal", "One "), ("insert", "good "), ("equal", "word")]),
        (CHANGE, "", []),
        (DELETE, "", [("delete", "One word")]),
        (INSERT, "Another.", [("equal", "One word "), ("insert", "Another.")]),
        (INSERT, "", []),
    ],
)
def test_a_proposal_is_a_redline_of_its_passage(
    kind: ProposalKind, proposal: str, told: list[tuple[str, str]]
) -> None:
    assert proposals.operations(kind, "One word", proposal) == told
    assert proposals.operations(kind, "", proposal) == []


@pytest.mark.parametrize(
    ("kind", "proposal"), [(CHANGE, "So: it reads"), (CHANGE, ""), (DELETE, ""), (INSERT, "A: new one.")]
)
def test_what_a_form_says_is_read_again(kind: ProposalKind, proposal: str) -> None:
    assert proposals.read(proposals.written(kind, proposal)) == (kind, proposal)


def test_a_new_passage_begins_after_the_words_with_which_the_field_begins() -> None:
    assert proposals.new_passage("One.", "One.\n\nTwo.") == "Two."
    assert proposals.new_passage("One.", "Two.") == "Two."
    assert proposals.new_passage("One.", "One.") == ""


def test_a_deletion_is_enough_and_has_no_words() -> None:
    words = {"type": "general", "quote": "", "comment": "", "rationale": ""}
    said = rules.say(About(Subject.CLAUSE), proposal="Left", proposal_kind=DELETE, **words)
    assert (said.proposal, said.proposal_kind) == ("", DELETE)
    said = rules.say(About(Subject.GENERAL), proposal="This", proposal_kind=INSERT, **words)
    assert (said.proposal, said.proposal_kind) == ("This", CHANGE)
    with pytest.raises(NotPossible):
        rules.say(About(Subject.GENERAL), proposal="", proposal_kind=DELETE, **words)
    with pytest.raises(NotPossible):
        rules.say(About(Subject.CLAUSE), proposal=" ", proposal_kind=INSERT, **words)
