"""Which comments are alike: what is said and what is proposed apart, without the lines that many texts share, never of the
same submission, and with the true number; measured on real comments where they are."""

import csv
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core.database import db
from consult.screening import actions, queries, similarity
from consult.submissions import actions as submissions
from consult.submissions.models import CommentType
from tests import cast, world
from tests.moderation import acting

POINT = (
    "The limit of thirty thousand kilograms keeps small growers from having their seed certified at all, because the fee "
    "is asked for each lot and not for each tonne of seed that is sampled."
)
OTHER_POINT = (
    "Laboratories in hot climates open the bags at night and close them before noon; the draft should say who answers for "
    "moisture that is lost in between."
)
EDIT = "A lot shall not exceed 40 000 kilograms of seed."
OTHER_EDIT = "A lot shall not exceed 25 000 kilograms of certified seed."


def comment(words: str, proposal: str = "") -> dict[str, Any]:
    """A comment on the size of a lot."""
    return world.COMMENT | {"comment": words, "proposal": proposal, "rationale": ""}


def near(app: Flask, reference: str, number: int = 1) -> list[tuple[str, bool, bool]]:
    """(reference, said, proposed) of what is alike."""
    with app.app_context():
        rows = queries.alike(acting.comment(reference, number)).rows
        return [(one.path, one.is_said, one.is_proposed) for one in rows]


def test_what_is_said_and_what_is_proposed_are_compared_apart(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    long = "Each lot is sampled by the laboratory. " * 12
    one = world.submission(app, comments=[comment(POINT, EDIT)])
    same_words = world.submission(app, comments=[comment(POINT, long)])
    same_edit = world.submission(app, comments=[comment(OTHER_POINT, EDIT)])
    neither = world.submission(
        app, comments=[comment("Seed of trees is another matter, as they grow slowly.", OTHER_EDIT)]
    )
    work()
    assert near(app, one) == [(f"{same_words}/1", True, False), (f"{same_edit}/1", False, True)]
    assert near(app, neither) == []


def test_a_submission_is_never_alike_to_itself(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    one = world.submission(app, comments=[comment(POINT), comment(POINT)])
    work()
    assert near(app, one) == []
    with app.app_context():
        found = queries.screening_of(acting.comment(one))
        assert found is not None
        assert found.signals["summary"] == {}


def letter(point: str) -> str:
    """A letter of an association with its letterhead."""
    return "\n".join(
        (
            "Verband der Saatguterzeuger, Postfach 12, Feldstraße 3",
            "Betreff: Entwurf der Richtlinie über Saatgutpartien",
            "Sehr geehrte Damen und Herren,",
            point,
            "Mit freundlichen Grüßen",
            "Der Vorstand des Verbands der Saatguterzeuger",
        )
    )


POINTS = (
    "Die Grenze ist zu niedrig.",
    "Bitte nehmen Sie Baumsaatgut aus.",
    "Wer haftet für Feuchtigkeit?",
    "Zehn Tage genügen nicht.",
    "Stechheber sind überholt.",
)


def test_lines_that_otherwise_different_letters_share_are_not_compared() -> None:
    letters = [letter(point) for point in POINTS]
    ignored = similarity.shared_lines(letters)
    assert len(ignored) == 5
    assert all(similarity.likeness(one, other) for one, other in combinations(letters, 2))
    assert not any(similarity.likeness(one, other, ignored) for one, other in combinations(letters, 2))
    again = letter(f"{POINTS[0]} Sehr sogar.")
    assert similarity.likeness(letters[0], again, ignored) > similarity.ALIKE


def test_what_a_campaign_repeats_is_compared() -> None:
    campaign = [f"Dear Minister,\n{POINT}\n{OTHER_POINT}\nSincerely,\nName {number}" for number in range(9)]
    ignored = similarity.shared_lines(
        [*campaign, f"Dear Minister,\nI have my own words to say on this, and no others.\n{POINT}"]
    )
    assert {"dear minister", "sincerely"} == set(ignored)
    assert similarity.likeness(campaign[0], campaign[1], ignored) > similarity.ALIKE


def test_letters_of_one_association_are_not_alike_in_the_queue(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    made = [world.submission(app, comments=[comment(letter(point))]) for point in POINTS]
    work()
    assert {reference: near(app, reference) for reference in made} == {reference: [] for reference in made}


def test_the_number_is_the_true_one_on_the_page_and_in_the_queue(
    app: Flask, client: FlaskClient, clean: None, work: Any
) -> None:
    world.consultation(app)
    made = [
        world.submission(
            app, comments=[comment(f"{POINT} Name {number}.")], email=f"w{number}@growers.example"
        )
        for number in range(41)
    ]
    work()
    assert len(near(app, made[0])) == 40
    cast.sign_in(client, world.MODERATOR)
    page = client.get(f"/moderation/{made[0]}/1").text
    assert "(40)" in page
    assert "and 32 more" in page
    assert client.get("/moderation").text.count("≈ 40 alike") == 41
    with app.app_context():
        submissions.change_comment(
            acting.comment(made[0]),
            type=CommentType.GENERAL,
            quote="",
            comment=OTHER_POINT,
            proposal="",
            rationale="",
        )
    work()
    assert client.get("/moderation").text.count("≈ 39 alike") == 40


def test_the_queue_counts_no_further_than_it_says(
    app: Flask, client: FlaskClient, clean: None, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "COUNTED", 2)
    world.consultation(app)
    made = [
        world.submission(app, comments=[comment(POINT)], email=f"w{number}@growers.example")
        for number in range(5)
    ]
    work()
    with app.app_context():
        found = queries.screening_of(acting.comment(made[0]))
        assert found is not None
        assert found.signals["summary"]["alike"] == 2
        assert db.session.execute(db.text("SELECT count(*) FROM screenings")).scalar_one() == 5


# -- real ones --------------------------------------------------------------------------------------------------------


def _found(texts: list[str], ignored: frozenset[str] = frozenset()) -> set[tuple[int, int]]:
    pairs = combinations(range(len(texts)), 2)
    return {(one, other) for one, other in pairs if similarity.likeness(texts[one], texts[other], ignored)}


@pytest.mark.realdata
def test_real_comments_in_a_real_letter_are_found_by_what_they_say(realdata: Path) -> None:
    """With the lines of the letter compared, 2,139 pairs of 2,211 are alike, of which 3 are; without them, these 3."""
    said = [
        row["comment"]
        for name in ("fips201_public_comments.jsonl", "sp800-63-3_public_comments.jsonl")
        for row in map(json.loads, (realdata / "nist_issues" / name).read_text().splitlines())
        if similarity.shingles(row["comment"] or "")
    ]
    folder = realdata / "fedramp_comment_letter"
    printed = (folder / "FedRAMP_Comments_on_800-53_Rev5.md").read_text().splitlines()
    head = [line for line in printed if line.strip()][:6]
    foot = [
        "Thank you for the opportunity to comment on this draft.",
        "Sincerely,",
        "The Office of the Director",
    ]
    letters = ["\n".join([*head, one, *foot]) for one in said]
    alike = _found(said)
    assert (len(said), len(alike)) == (67, 3)
    assert len(_found(letters)) == 2139
    assert _found(letters, similarity.shared_lines(letters)) == alike


@pytest.mark.realdata
def test_a_real_campaign_stays_one_and_only_its_salutation_and_closing_are_left_out(realdata: Path) -> None:
    with (realdata / "cdo_dedup" / "dockets" / "USDA-2020-0009-0001.csv").open(errors="replace") as rows:
        texts = [row["text"] for row in csv.DictReader(rows)]
    ignored = similarity.shared_lines(texts)
    assert ignored == {"dear secretary sonny perdue", "sincerely"}
    some = list(dict.fromkeys(texts))[::4]
    assert _found(some, ignored) == _found(some)
