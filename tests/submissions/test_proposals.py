"""What a comment proposes for its passage: another wording, no passage, or a new one after it."""

import pytest

from consult.core.errors import NotPossible
from consult.submissions import proposals, rules
from consult.submissions.models import ProposalKind, Subject
from consult.submissions.rules import About

CHANGE, DELETE, INSERT, CHANGE_QUOTATION, DELETE_QUOTATION = ProposalKind


@pytest.mark.parametrize(
    ("kind", "proposal", "told"),
    [
        (CHANGE, "One good word", [("equal", "One "), ("insert", "good "), ("equal", "word")]),
        (CHANGE, "", []),
        (DELETE, "", [("delete", "One word")]),
        (INSERT, "Another.", [("equal", "One word\n\n"), ("insert", "Another.")]),
        (INSERT, "", []),
        (CHANGE_QUOTATION, "Ten", [("delete", "One word"), ("insert", "Ten")]),
        (DELETE_QUOTATION, "", [("delete", "One word")]),
    ],
)
def test_a_proposal_is_a_redline_of_its_passage(
    kind: ProposalKind, proposal: str, told: list[tuple[str, str]]
) -> None:
    assert proposals.operations(kind, "One word", proposal) == told
    assert proposals.operations(kind, "", proposal) == []


@pytest.mark.parametrize(
    ("kind", "proposal", "quote"),
    [
        (CHANGE, "So: it reads", ""), (CHANGE, "", ""), (DELETE, "", ""), (INSERT, "A: new one.", ""),
        (CHANGE_QUOTATION, "“ten” → 12", "said “10” then"), (DELETE_QUOTATION, "", "a “word” of it"),
    ],
)  # fmt: skip
def test_what_a_form_says_is_read_again(kind: ProposalKind, proposal: str, quote: str) -> None:
    assert proposals.read(proposals.written(kind, proposal, quote)) == (kind, proposal, quote)


PASSAGE = "Drawn by hand. Kept for a year."


@pytest.mark.parametrize(
    ("typed", "began", "quote", "found"),
    [
        ("Kept for two years.", "Kept for a year.", "Kept for a year.", (CHANGE_QUOTATION, "Kept for two years.")),
        ("Drawn by hand. Kept for two years.", "", "Kept for a year.", (CHANGE_QUOTATION, "Kept for two years.")),
        ("Drawn twice. Kept for a year.", "", "Kept for a year.", (CHANGE, "Drawn twice. Kept for a year.")),
        ("Kept for two years.", "", "Kept for a year.", (CHANGE_QUOTATION, "Kept for two years.")),
        ("Kept for two years.", "Kept for a year.", "", (CHANGE, "Drawn by hand. Kept for two years.")),
        ("Kept two years.", "Kept for a year.", "hand", (CHANGE, "Drawn by hand. Kept two years.")),
        ("Drawn by hand.", "", "Kept for a year.", (CHANGE, "Drawn by hand.")),
    ],
)  # fmt: skip
def test_a_wording_is_for_what_is_chosen_when_it_is_sent(
    typed: str, began: str, quote: str, found: tuple[ProposalKind, str]
) -> None:
    assert proposals.rescoped(typed, began, quote, PASSAGE) == found
    in_table = proposals.rescoped(typed, began, quote, "")
    assert in_table == (CHANGE_QUOTATION if quote else CHANGE, typed)


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
    of_words = words | {"quote": "one word"}
    said = rules.say(About(Subject.CLAUSE), proposal="Left", proposal_kind=DELETE_QUOTATION, **of_words)
    assert (said.proposal, said.proposal_kind) == ("", DELETE_QUOTATION)
    said = rules.say(
        About(Subject.CLAUSE),
        proposal="one word",
        proposal_kind=CHANGE_QUOTATION,
        **of_words | {"comment": "No."},
    )
    assert (said.proposal, said.proposal_kind) == ("", CHANGE)
    with pytest.raises(rules.NotQuoted):
        rules.say(About(Subject.CLAUSE), proposal="", proposal_kind=DELETE_QUOTATION, **words)
    with pytest.raises(NotPossible):
        rules.say(About(Subject.CLAUSE), proposal=" ", proposal_kind=INSERT, **words)
