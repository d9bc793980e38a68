"""Which comments are alike: what is said and what is proposed apart, without the lines that many texts share, never of the
same submission, and with the true number; measured on real comments where they are."""

import csv
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, permutations
from pathlib import Path
from textwrap import fill
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core.database import db
from consult.screening import actions, queries, similarity
from consult.screening.models import Screening
from consult.screening.queries import comparing
from consult.screening.signals import METHOD
from consult.screening.similarity_keys import keys
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
        rows = queries.similar_comments(acting.comment(reference, number)).rows
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


def test_the_frame_of_two_letters_says_nothing() -> None:
    letters = [letter(point) for point in POINTS]
    assert not any(similarity.similarity(one, other) for one, other in permutations(letters, 2))
    assert similarity.similarity(letters[0], letter(f"{POINTS[0]} Sehr sogar.")) > similarity.ALIKE
    assert similarity.similarity(letters[0], letters[0]) == 1


def test_the_same_paragraph_in_two_different_frames_is_found() -> None:
    english = (
        f"Seed Growers, 12 Hill Road\nRe: draft\nTo whom it may concern\n\n{POINT}\n\nKind regards\nA. Kimani"
    )
    german = letter(POINT)
    assert similarity.similarity(english, german) == similarity.similarity(german, english) == 1
    assert keys(english).items() & keys(german).items()


def test_what_a_campaign_repeats_is_compared() -> None:
    campaign = [f"Dear Minister,\n{POINT}\n{OTHER_POINT}\nSincerely,\nName {number}" for number in range(2)]
    assert similarity.similarity(*campaign) > similarity.ALIKE
    short = "The limit is too low for growers like us."
    assert similarity.similarity(f"{short}\nAnna Smith", f"{short}\nBob Jones") > similarity.ALIKE


def test_a_paragraph_broken_by_a_margin_is_one() -> None:
    one, other = (
        f"{fill(POINT, 60)}\n{name}" for name in ("I write from my farm in Lyon", "Sent by a friend of trees")
    )
    assert similarity.similarity(one, other) == 1


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
    assert '(<span class="number">40</span>)' in page
    assert "and 32 more" in page
    assert client.get("/moderation").text.count("40 similar") == 41
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
    assert client.get("/moderation").text.count("39 similar") == 40


def numbers(app: Flask, client: FlaskClient, references: Sequence[str]) -> list[int]:
    """How many are alike to the first comment of each, by the queue; after asking the pages and the filter, too."""
    with app.app_context():
        ids = {reference: acting.comment(reference).id for reference in references}
        stored = [
            db.session.get_one(Screening, ids[reference]).signals["summary"].get("alike", 0)
            for reference in references
        ]
        listed = [len(queries.similar_comments(acting.comment(reference)).rows) for reference in references]
    assert stored == listed
    waiting, noticed = client.get("/moderation").text, client.get("/moderation?show=signals").text
    for reference, number in zip(references, stored, strict=True):
        assert (f"/moderation/{reference}/1" in noticed) == (number > 0)
        assert (f"{number} similar" in client.get(f"/moderation/{reference}").text) == (number > 0)
    assert [waiting.count(f"{number} similar") for number in set(stored) - {0}] == [
        stored.count(number) for number in set(stored) - {0}
    ]
    return stored


def framed(point: str) -> dict[str, Any]:
    return comment(
        f"Re: Draft standard on seed lots\nDear Sir or Madam,\n{point}\n"
        "Thank you for the opportunity to comment.\nYours faithfully"
    )


def test_every_page_tells_the_same_number_whatever_comes_later(
    app: Flask, client: FlaskClient, clean: None, work: Any
) -> None:
    world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    made: list[str] = []
    for number, point in enumerate(
        ("Ten days is short.", "Please exempt trees.", "Who pays for it?", "Use metric tonnes.")
    ):
        made.append(world.submission(app, comments=[framed(point)], email=f"f{number}@growers.example"))
        work()
        assert numbers(app, client, made) == [0] * len(made)
    made += [
        world.submission(app, comments=[framed(POINT)], email=f"p{number}@growers.example")
        for number in range(3)
    ]
    work()
    assert numbers(app, client, made) == [0, 0, 0, 0, 2, 2, 2]
    with app.app_context():
        submissions.withdraw_comment(acting.comment(made[5]))
    work()
    assert numbers(app, client, [*made[:5], made[6]]) == [0, 0, 0, 0, 1, 1]
    with app.app_context():
        submissions.withdraw(acting.comment(made[6]).submission)
    work()
    assert numbers(app, client, made[:5]) == [0] * 5


def test_two_screened_at_once_know_of_each_other(app: Flask, clean: None) -> None:
    world.consultation(app)
    made = [
        world.submission(app, comments=[comment(POINT)], email=f"w{at}@growers.example") for at in range(2)
    ]
    start = Barrier(2)

    def screen(reference: str) -> None:
        with app.app_context():
            one = acting.comment(reference)
            start.wait()
            actions.screen(one)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(screen, made))
    assert [near(app, reference) for reference in made] == [
        [(f"{made[1]}/1", True, False)],
        [(f"{made[0]}/1", True, False)],
    ]


def test_what_was_found_in_an_earlier_way_is_found_again(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    made = [
        world.submission(app, comments=[comment(POINT)], email=f"w{at}@growers.example") for at in range(3)
    ]
    work()
    with app.app_context():
        earlier = '{"signals": [], "alike": [], "summary": {"alike": 7}}'
        db.session.execute(
            db.text("UPDATE screenings SET method = 1, signals = :earlier"), {"earlier": earlier}
        )
        db.session.execute(db.text("DELETE FROM similarity_keys"))
        db.session.commit()
        actions.screen_again()
        stored = db.session.execute(db.select(Screening)).scalars().all()
        assert [(one.method, one.signals["summary"]) for one in stored] == [(METHOD, {"alike": 2})] * 3
    assert [len(near(app, reference)) for reference in made] == [2, 2, 2]


def test_all_have_their_keys_before_the_first_is_compared_again(
    app: Flask, clean: None, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No number falls while the version after an upgrade looks again, one part after the other."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(actions, "KEYS_AT_ONCE", 2)
    world.consultation(app)
    made = [
        world.submission(app, comments=[comment(POINT)], email=f"w{at}@growers.example") for at in range(5)
    ]
    work()
    seen: list[list[int]] = []

    def look(*jobs: Any) -> None:
        for some in jobs:
            while some():
                seen.append([len(near(app, reference)) for reference in made])

    with app.app_context():
        db.session.execute(db.text("UPDATE screenings SET method = 2"))
        db.session.execute(db.text("DELETE FROM similarity_keys"))
        db.session.commit()
        monkeypatch.setattr("consult.core.queue.in_batches", look)
        actions.screen_again()
    assert seen == [[4] * 5] * 8


def test_of_proposals_for_one_passage_only_what_they_change_is_compared(
    app: Flask, clean: None, work: Any
) -> None:
    passage = (
        "The laboratory draws the samples from each lot in the presence of the owner, seals them at once, keeps one for "
        "a year in a dry place, and reports within ten working days to the authority that has asked for the certificate."
    )
    world.consultation(app, blocks=[*world.BLOCKS[:-1], (*world.BLOCKS[-1][:-1], passage)])

    def proposal(words: str, old: str, new: str, place: str = "reports-1") -> dict[str, Any]:
        return comment(words, passage.replace(old, new)) | {"block_key": place}

    made = [
        world.submission(app, comments=[proposal(*change)], email=f"{number}@growers.example")
        for number, change in enumerate(
            (
                ("Disputes come up late.", "a year", "three years"),
                ("Our laboratory is far from any airport.", "ten working days", "thirty days"),
                ("Please think of species that germinate slowly.", "a year", "three years"),
                ("One rule for both of these passages!", "a year", "three years", "lot-size-1"),
            )
        )
    ]
    work()
    assert [near(app, reference) for reference in made] == [
        [(f"{made[2]}/1", False, True)],
        [],
        [(f"{made[0]}/1", False, True)],
        [],
    ]


def test_by_a_key_that_enough_have_a_comment_finds_others_and_is_not_found(
    app: Flask, clean: None, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "BUCKET", 2)
    world.consultation(app)
    made = []
    for at in range(4):
        made.append(world.submission(app, comments=[comment(POINT)], email=f"w{at}@growers.example"))
        work()
    assert [len(near(app, reference)) for reference in made] == [3, 3, 2, 2]
    with app.app_context():
        stored = db.session.execute(
            db.text("SELECT cardinality(keys) > 0 FROM similarity_keys ORDER BY comment_id")
        )
        assert list(stored.scalars()) == [True, True, False, False]
        assert db.session.get_one(Screening, acting.comment(made[3]).id).signals["is_cut"] is True
        submissions.withdraw(acting.comment(made[3]).submission)
    work()
    assert [len(near(app, reference)) for reference in made[:3]] == [2, 2, 2]


def test_numbers_go_no_further_than_the_limit_and_stay_right_below_it(
    app: Flask, client: FlaskClient, clean: None, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 2)
    monkeypatch.setattr(queries, "KEPT", 3)
    world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    made = [
        world.submission(app, comments=[comment(POINT)], email=f"w{number}@growers.example")
        for number in range(6)
    ]
    work()
    assert numbers(app, client, made) == [2] * 6
    for left in (4, 3, 2):
        with app.app_context():
            submissions.withdraw_comment(acting.comment(made[left + 1]))
        work()
        with app.app_context():
            actions.screen_again()
        assert numbers(app, client, made[: left + 1]) == [2] * (left + 1)
    with app.app_context():
        submissions.withdraw_comment(acting.comment(made[2]))
    work()
    with app.app_context():
        actions.screen_again()
    assert numbers(app, client, made[:2]) == [1, 1]


# -- real ones --------------------------------------------------------------------------------------------------------


def _found(texts: list[str]) -> set[tuple[int, int]]:
    """The pairs that are alike and share a key."""
    found = [keys(text).items() for text in texts]
    pairs = combinations(range(len(texts)), 2)
    return {(a, b) for a, b in pairs if found[a] & found[b] and similarity.similarity(texts[a], texts[b])}


@pytest.mark.realdata
def test_real_comments_in_a_real_letter_are_found_by_what_they_say(realdata: Path) -> None:
    """With the lines of the letter compared, 2,139 pairs of 2,211 would be alike; without them, the 3 that are."""
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
    assert _found(letters) == alike


@pytest.mark.realdata
def test_real_comments_sent_twice_in_different_frames_are_found_and_in_the_same_frame_told_apart(
    realdata: Path,
) -> None:
    """All of more than SHORT words; when whole letters were compared, 27 of these 38, and 556 pairs too many."""
    said = [
        row["comment"]
        for name in ("fips201_public_comments.jsonl", "sp800-63-3_public_comments.jsonl")
        for row in map(json.loads, (realdata / "nist_issues" / name).read_text().splitlines())
        if similarity.shingles(row["comment"] or "")
    ]
    one = "Re: Draft FIPS 201-3\nDear Sir or Madam,\n\n{}\n\nYours faithfully,\nA. Writer\nHead of Standards"
    other = "Association of Card Makers\n12 Hill Road\nTo whom it may concern\n\n{}\n\nThank you for considering this.\nKind regards"
    found = sum((0, 1) in _found([one.format(words), other.format(words)]) for words in said)
    assert found == 38
    assert len(_found([one.format(words) for words in said]) - _found(said)) <= 1


@pytest.mark.realdata
def test_a_real_campaign_stays_one(realdata: Path) -> None:
    """2,104 of these pairs were found when whole letters were compared; all of them still are."""
    with (realdata / "cdo_dedup" / "dockets" / "USDA-2020-0009-0001.csv").open(errors="replace") as rows:
        texts = [row["text"] for row in csv.DictReader(rows)]
    assert len(_found(list(dict.fromkeys(texts))[::4])) == 2206
