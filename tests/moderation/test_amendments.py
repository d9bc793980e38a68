"""An amendment of a published comment: the public reads the earlier version until a moderator has decided on it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core import clock
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries
from consult.moderation.models import Reason
from consult.moderation.spans import of_words
from consult.submissions import queries as sheets
from consult.submissions import references, tallies
from consult.submissions.models import CommentType
from tests import cast, world
from tests.moderation import acting
from tests.reading.steps import read, words

PLACE = f"/consultations/{world.SLUG}/text/lot-size-1"
MARK = "An edited version is pending moderation"
WHO = "wanjiru@growers.example"
AMENDED = "25 000 kilograms is enough for every store."


@pytest.fixture
def reference(app: Flask, clean: None) -> str:
    """A submission whose first comment was published, and then amended."""
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    made = world.submission(app, email=WHO, comments=[world.COMMENT])
    acting.act(app, made, "publish")
    amend(app, made)
    return made


def amend(app: Flask, reference: str, comment: str = AMENDED, number: int = 1) -> None:
    acting.change_words(app, reference, comment, number, of=CommentType.EDITORIAL)


def public(app: Flask, client: FlaskClient) -> tuple[list[str], bool]:
    """The words that the public reads of the comment, and whether it is marked as amended."""
    page = read(client, PLACE)
    return words(page, ".comment-body"), MARK in " ".join(words(page, ".comment-foot"))


FIRST = [world.COMMENT["comment"], world.COMMENT["rationale"]]


def test_the_public_reads_the_earlier_version_until_the_amended_one_is_published(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    assert public(app, client) == (FIRST, True)
    assert "Substantive" in words(read(client, PLACE), ".comment .meta")[0]
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    queue = moderator.get("/moderation").text
    assert f"/moderation/{reference}/1" in queue
    assert AMENDED in queue
    assert "✓ edited" in words(read(moderator, "/moderation"), ".queue-item .pill")
    page = moderator.get(f"/moderation/{reference}/1").text
    assert "Edited version of a published comment" in page
    moderator.press(f"/moderation/{reference}/1", _form="/publish")
    assert public(app, client) == ([AMENDED], False)
    assert "Editorial" in words(read(client, PLACE), ".comment .meta")[0]
    assert f"/moderation/{reference}/1" not in moderator.get("/moderation").text


def test_the_moderator_who_claimed_it_finds_the_amended_words_among_theirs(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    moderator.press(f"/moderation/{reference}/1", _form="/claim")
    for address in ("/moderation?show=mine", "/moderation?show=mine&type=editorial&q=every+store"):
        assert AMENDED in moderator.get(address).text
    assert AMENDED not in moderator.get("/moderation?show=mine&type=substantive").text
    with app.app_context():
        for kind, number in (("editorial", 1), ("substantive", 0)):
            assert queries.counts(acting.user(), queries.Filters("mine", type=kind)).mine == number


def test_withholding_an_amendment_leaves_the_earlier_version_where_it_is(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    assert public(app, client) == (FIRST, False)
    assert acting.decisions(app, reference)[-1] == ("withhold", "received", "withheld", "off_topic")
    with app.app_context():
        one = acting.comment(reference)
        assert (one.edition, one.amendment_edition, one.waits) == (1, 2, False)
        assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)
        sent = queries.sent(one.submission)
        assert [(row.decision.verb, row.decision.edition) for row in sent] == [("withhold", 2)]


def test_its_sender_reads_that_the_amended_version_is_not_published_and_the_earlier_one_is(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    with app.app_context():
        code = references.code_of(sheets.by_reference(reference).key)
    client.press("/resume", code=code)
    page = read(client, f"/submissions/{reference}/status")
    assert words(page, ".comment-foot .pill") == ["▲ Earlier version published"]
    assert [one for one in words(page, ".comment h3") if "withheld" in one] == [
        "Comment 1: edited version withheld"
    ]


def test_a_redaction_hides_words_of_the_amended_version(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    with app.app_context():
        one = queries.comment(reference, 1, acting.user())
        spans = of_words("every store", Reason.PERSONAL_DATA, one.texts)
        actions.redact(one, spans, by=acting.user(), seen=NO_PAGE)
    assert public(app, client) == (["25 000 kilograms is enough for [personal data]."], False)


def test_what_was_seen_is_the_amended_version(app: Flask, reference: str) -> None:
    with app.app_context():
        seen = actions.ReviewToken(2, queries.last_decision(acting.comment(reference)).id)
    amend(app, reference, "Changed once more.")
    with app.app_context(), pytest.raises(actions.StaleReview):
        actions.publish(acting.comment(reference), by=acting.user(), seen=seen)
    with app.app_context():
        assert acting.comment(reference).amendment_edition == 3
        assert acting.comment(reference).edition == 1


def test_its_sender_reads_what_they_wrote_last_and_what_the_public_reads(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    with app.app_context():
        code = references.code_of(sheets.by_reference(reference).key)
    client.press("/resume", code=code)
    base = f"/submissions/{reference}"
    page = client.get(f"{base}/status").text
    assert AMENDED in page
    assert "Until then, the earlier version is public." in page
    assert client.form(f"{base}/comments/1/amendment")["comment"] == AMENDED
    assert "until a moderator has reviewed" in client.get(f"{base}/comments/1/amendment").text
    assert AMENDED in client.get(f"{base}/copy").text


def test_an_objection_to_a_withheld_amendment_publishes_it(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    with app.app_context():
        objection = actions.object_to(acting.comment(reference), "It is about the lot size.")
        number = objection.id
    second = app.test_client()
    cast.sign_in(second, world.MODERATOR_2)
    assert AMENDED in second.get(f"/moderation/objections/{number}").text
    answer = second.press(f"/moderation/objections/{number}", outcome="changed", answer="You are right.")
    assert answer.status_code == 303
    assert public(app, client) == ([AMENDED], False)


def test_an_objection_that_fails_leaves_the_earlier_version(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    with app.app_context():
        objection = actions.object_to(acting.comment(reference), "It is about the lot size.")
        actions.settle(
            objection, is_unchanged=True, answer="It is not.", by=acting.user(world.MODERATOR_2), seen=NO_PAGE
        )
    assert public(app, client) == (FIRST, False)


@pytest.mark.parametrize(("verb", "seen"), [("publish", ([AMENDED], False)), ("withhold", (FIRST, False))])
def test_one_decision_for_a_whole_submission_decides_on_the_amendment(
    app: Flask, client: FlaskClient, work: Any, reference: str, verb: str, seen: Any
) -> None:
    work()
    with app.app_context():
        reason = Reason.OFF_TOPIC if verb == "withhold" else None
        made = actions.decide_all(
            sheets.by_reference(reference),
            actions.RequestedDecision(verb, reason),
            by=acting.user(),
            shown={(1, 2)},
        )
        assert [one.last_edition for one in made.done] == [2]
    assert public(app, client) == seen


def test_a_published_comment_that_is_removed_keeps_its_amendment_waiting(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "remove")
    assert public(app, client) == ([], False)
    acting.act(app, reference, "publish")
    assert public(app, client) == ([AMENDED], False)


def test_the_email_about_a_withheld_amendment_says_that_the_earlier_version_stays(
    app: Flask, reference: str, work: Any
) -> None:
    acting.act(app, reference, "withhold")
    work()
    letter = next(one for one in cast.letters(app, WHO) if "Edited version not published" in one[1])
    assert "The edited version is not published. The earlier version stays." in letter[2]


@pytest.mark.parametrize("amended", [(1, 2), (2,)])
def test_several_withheld_amendments_are_told_in_one_email(
    app: Flask, clean: None, work: Any, amended: tuple[int, ...]
) -> None:
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    made = world.submission(app, email=WHO, comments=[world.COMMENT, world.COMMENT])
    for number in amended:
        acting.act(app, made, "publish", number=number)
        amend(app, made, number=number)
    with app.app_context():
        actions.decide_all(
            sheets.by_reference(made), actions.RequestedDecision("withhold", Reason.OFF_TOPIC), by=acting.user(),
            shown={(number, 2 if number in amended else 1) for number in (1, 2)},
        )  # fmt: skip
    work()
    letters = [text for _to, subject, text in cast.letters(app, WHO) if "ot published" in subject]
    said = [one for text in letters for one in text.splitlines() if "earlier" in one or "The same" in one]
    stays = "You edited this comment after it was published. The edited version is not published. The earlier version stays."
    too = "Where you edited a published comment, the earlier version stays."
    same = "The same decision applies to 1 more comment of your submission."
    assert said == ([stays, same] if len(amended) == 2 else [same, too])


def test_the_published_version_can_be_removed_from_the_page_while_its_amendment_waits(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    moderator.press(f"/moderation/{reference}/1", _form="/removal", reason="off_topic")
    assert public(app, client) == ([], False)
    with app.app_context():
        assert acting.comment(reference).waits


def test_all_that_is_public_of_a_submission_can_be_removed_while_an_amendment_waits(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    path = f"/moderation/{reference}?verb=remove"
    assert moderator.press(path, reason="off_topic").status_code == 303
    assert public(app, client) == ([], False)


def test_removing_a_name_touches_the_published_version_alone(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    with app.app_context():
        asked = actions.ask_to_remove_name_from(
            acting.comment(reference), "small stores", key="asked-once-0123456789"
        )
        actions.settle_name(asked, removed=True, answer="", by=acting.user())
    assert public(app, client)[0][0] == "Lots of 30 000 kilograms are too large for [personal data]."
    with app.app_context():
        assert (acting.comment(reference).edition, acting.comment(reference).waits) == (1, True)


def test_a_withheld_amendment_is_published_by_nothing_but_its_objection(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    with app.app_context(), pytest.raises(NotPossible):
        actions.publish(acting.comment(reference), by=acting.user(), seen=NO_PAGE)
    assert public(app, client) == (FIRST, False)


def test_an_objection_to_a_later_removal_is_not_about_the_withheld_amendment(
    app: Flask, client: FlaskClient, reference: str
) -> None:
    acting.act(app, reference, "withhold")
    acting.act(app, reference, "remove")
    with app.app_context():
        objection = actions.object_to(acting.comment(reference), "It was on topic.")
        number = objection.id
    second = app.test_client()
    cast.sign_in(second, world.MODERATOR_2)
    page = second.get(f"/moderation/objections/{number}").text
    assert (AMENDED in page, world.COMMENT["comment"] in page) == (False, True)
    second.press(f"/moderation/objections/{number}", outcome="changed", answer="You are right.")
    assert public(app, client) == (FIRST, False)


def test_a_removed_name_does_not_come_back_with_an_amendment(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    naming = world.COMMENT | {"comment": "As Ada Achebe said, lots are too large.", "rationale": ""}
    made = world.submission(app, email=WHO, comments=[naming])
    acting.act(app, made, "publish")
    with app.app_context():
        asked = actions.ask_to_remove_name_from(
            acting.comment(made), "Ada Achebe", key="asked-once-0123456789"
        )
        actions.settle_name(asked, removed=True, answer="", by=acting.user())
    amend(app, made, "Now as ada  achebe and Ada Achebes say, lots are too large.")
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    page = moderator.get(f"/moderation/{made}/1").text
    assert "This version contains words that were redacted in an earlier version" in page
    several = moderator.get(f"/moderation/several?verb=publish&comment={made}/1").text
    assert "Words of this comment are redacted. Decide on this comment alone." in several
    moderator.press(f"/moderation/{made}/1", _form="/publish")
    assert public(app, client) == (
        ["Now as [personal data] and Ada Achebes say, lots are too large."], False
    )  # fmt: skip
    assert acting.decisions(app, made)[-1] == (
        "redact", "received", "published_redacted", "personal_data"
    )  # fmt: skip
    acting.act(app, made, "restore_words")
    assert public(app, client)[0] == ["Now as ada achebe and Ada Achebes say, lots are too large."]
