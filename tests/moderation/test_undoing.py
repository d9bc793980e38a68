"""A decision can be undone until it takes effect: nothing left before, no one was told, and the record says so."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.attachments.models import Attachment
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, jobs, queries, undo_period
from consult.moderation.actions import pending_decisions
from consult.moderation.models import Decision, PendingDecision, Reason
from consult.moderation.spans import of_words
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import actions as submissions
from consult.submissions import tallies
from tests import cast, racing, world
from tests.attachments import making
from tests.attachments.test_attaching import submit
from tests.moderation import acting

TIME = 30


@pytest.fixture(autouse=True)
def time() -> Iterator[None]:
    """Decisions wait, as they do unless an operator says otherwise."""
    undo_period.wire(TIME)
    yield
    undo_period.wire(0)


@pytest.fixture
def our_slug(app: Flask, client: FlaskClient) -> str:
    """An open consultation; the client is its first moderator's."""
    slug = world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    return slug


def later(seconds: int = TIME + 1) -> Any:
    """The moment at which what was decided just now takes effect."""
    return clock.at(clock.now() + timedelta(seconds=seconds))


def token(app: Flask) -> str:
    """What the latest press is called."""
    with app.app_context():
        rows = db.select(PendingDecision).order_by(PendingDecision.id.desc()).limit(1)
        return db.session.execute(rows).scalar_one().together


def names(app: Flask, reference: str) -> list[str]:
    """What was recorded of a comment."""
    with app.app_context():
        rows = db.select(Event.name).where(Event.subject == f"{reference}/1").order_by(Event.id)
        return [name.partition(".")[2] for name in db.session.execute(rows).scalars()]


def outcomes(app: Flask) -> list[str | None]:
    """What became of each decision that waited, the first one first."""
    with app.app_context():
        rows = db.select(PendingDecision.outcome).order_by(PendingDecision.id)
        return [one and one.value for one in db.session.execute(rows).scalars()]


def test_nothing_leaves_before_its_time_and_everything_after_it(
    app: Flask, client: Any, our_slug: str, work: Callable[[], None]
) -> None:
    reference = world.submission(app, comments=[world.GENERAL], email="wanjiru@growers.example")
    answer = client.press(f"/moderation/{reference}/1", _form="/withholding", reason="off_topic")
    assert answer.status_code == 303
    work()
    jobs.decide_due()
    assert acting.state(app, reference) == "received"
    assert acting.decisions(app, reference) == []
    assert not [one for one in cast.letters(app) if "Not published" in one[1]]
    with later():
        jobs.decide_due()
        jobs.decide_due()
    work()
    assert acting.decisions(app, reference) == [("withhold", "received", "withheld", "off_topic")]
    assert len([one for one in cast.letters(app) if "Not published" in one[1]]) == 1
    assert names(app, reference)[-2:] == ["planned", "withheld"]
    assert outcomes(app) == ["made"]
    with app.app_context():
        identifier = world.load(our_slug).id
        assert tallies.of(identifier) == tallies.counted(identifier)


def test_the_page_says_what_waits_and_undoes_it_with_one_press(
    app: Flask, client: Any, our_slug: str, work: Callable[[], None]
) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")
    page = client.get("/moderation").text
    assert f"{reference}/1" in page
    assert "to be published" in page
    assert "takes effect at" in page and "<time data-local data-seconds" in page
    assert "No pending comments. New comments appear here." in page
    assert "The last decisions take effect in a moment" in page
    review = client.get(f"/moderation/{reference}/1").text
    assert "Decided, not in effect yet" in review and "<time data-local data-seconds" in review
    assert 'data-key="p"' not in review
    undone = client.press("/moderation", _form="/undo", follow=True)
    assert f"Decision undone: {reference}/1." in undone.text
    assert 'data-key="p"' in undone.text
    assert "undone before it took effect" in undone.text
    with later():
        jobs.decide_due()
    work()
    assert acting.state(app, reference) == "received"
    assert names(app, reference)[-2:] == ["planned", "undone"]
    assert f"{reference}/1" in client.get("/moderation").text


def test_a_decision_that_has_taken_effect_is_not_undone_and_the_page_says_what_can_be_done(
    app: Flask, client: Any, our_slug: str
) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")
    path, form = f"/moderation/decisions/{token(app)}/undo", client.form("/moderation", _form="/undo")
    with later():
        jobs.decide_due()
    answer = client.post(path, data=form, follow_redirects=True)
    assert "It is too late to undo this" in answer.text
    assert "The decision has taken effect. You cannot undo the decision." in answer.text
    assert "You can redact words of the comment, or remove the comment from public pages." in answer.text
    assert acting.state(app, reference) == "published"


def test_what_takes_words_from_the_public_takes_effect_at_once(
    app: Flask, client: Any, our_slug: str
) -> None:
    reference = acting.bring(app, "published")
    client.press(f"/moderation/{reference}/1", _form="/redaction", hide_words="lots")
    assert acting.state(app, reference) == "published_redacted"
    client.press(f"/moderation/{reference}/1", _form="/removal", reason="off_topic")
    assert acting.state(app, reference) == "removed_after_publication"
    assert outcomes(app) == []


def test_words_are_hidden_and_shown_again_as_they_were_chosen(app: Flask, client: Any, our_slug: str) -> None:
    reference = world.submission(app)
    client.press(f"/moderation/{reference}/1", _form="/redaction", hide_words="lots")
    with later():
        jobs.decide_due()
    assert acting.state(app, reference) == "published_redacted"
    with app.app_context():
        words = [one.id for one in queries.redactions(acting.comment(reference))]
        assert words
    client.press(
        f"/moderation/{reference}/1/restoring-words", words=[str(one) for one in words], confirmed="y"
    )
    assert acting.state(app, reference) == "published_redacted"
    with later():
        jobs.decide_due()
    assert acting.state(app, reference) == "published"


def test_a_colleague_decides_nothing_else_meanwhile_but_can_undo_it(
    app: Flask, client: Any, our_slug: str
) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    second = app.test_client()
    cast.sign_in(second, world.MODERATOR_2)
    stale = second.form(f"/moderation/{reference}/1", _form="/publish")  # type: ignore[attr-defined]
    client.press(f"/moderation/{reference}/1", _form="/publish")
    refused = second.post(f"/moderation/{reference}/1/publish", data=stale)
    assert refused.status_code == 409
    assert "A decision on this comment is about to take effect." in refused.text
    assert f"{reference}/1" not in second.get("/moderation").text
    second.press(f"/moderation/{reference}/1", _form="/undo")  # type: ignore[attr-defined]
    assert outcomes(app) == ["undone"]
    with app.app_context():
        (undone,) = queries.ended(acting.comment(reference))
        assert undone.ended_by == acting.user(world.MODERATOR_2)


def test_two_windows_decide_once(app: Flask, client: Any, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    form = client.form(f"/moderation/{reference}/1", _form="/publish")
    answers = [client.post(f"/moderation/{reference}/1/publish", data=form).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert outcomes(app) == [None]


def test_what_the_submitter_changed_meanwhile_is_not_decided_on_and_the_history_says_so(
    app: Flask, client: Any, our_slug: str
) -> None:
    amended, withdrawn = (world.submission(app, comments=[world.GENERAL]) for _ in range(2))
    for reference in (amended, withdrawn):
        client.press(f"/moderation/{reference}/1", _form="/publish")
    acting.change_words(app, amended, "Another word.")
    with app.app_context():
        submissions.withdraw_comment(acting.comment(withdrawn))
    with later():
        jobs.decide_due()
    assert outcomes(app) == ["lapsed", "lapsed"]
    assert acting.state(app, amended) == "received"
    assert acting.state(app, withdrawn) == "withdrawn_by_submitter"
    page = client.get(f"/moderation/{amended}/1").text
    assert "decision did not take effect" in page
    assert "The submitter changed this comment after you opened it." in page
    assert names(app, amended)[-1] == "lapsed"


def test_who_moderates_no_more_decides_nothing(app: Flask, client: Any, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")
    with app.app_context():
        organisations.remove_role(
            founded.get("seeds"), acting.user(), Role.MODERATOR, by=acting.user(world.OFFICER)
        )
    with later():
        jobs.decide_due()
    assert outcomes(app) == ["lapsed"]
    assert acting.state(app, reference) == "received"


@pytest.mark.parametrize("is_undone", [True, False])
def test_undoing_and_taking_effect_at_the_same_moment_is_one_of_the_two(
    app: Flask, our_slug: str, is_undone: bool
) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    with app.app_context():
        one = acting.comment(reference)
        made = actions.make_decision(
            one, actions.RequestedDecision("publish"), by=acting.user(), seen=actions.review_token(one)
        )
        assert isinstance(made, PendingDecision)
        together = made.together

    def undo() -> str:
        actions.undo(together, by=acting.user())
        return "undone"

    def take_effect() -> str:
        actions.take_effect(together)
        return "looked"

    verbs = (undo, take_effect) if is_undone else (take_effect, undo)
    found = racing.pressed_twice(app, *verbs)
    assert found == (["undone", "looked"] if is_undone else ["looked", "NotPossible"])
    assert acting.state(app, reference) == ("received" if is_undone else "published")
    assert len(acting.decisions(app, reference)) == (0 if is_undone else 1)


def test_only_who_may_decide_can_undo(app: Flask, client: Any, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")
    with app.app_context(), pytest.raises(NotPermitted):
        actions.undo(token(app), by=acting.user(world.OFFICER))
    cast.person(app, "else@barges.example", "Else")
    cast.organisation(app, "barges", moderator=["else@barges.example"])
    other = app.test_client()
    cast.sign_in(other, "else@barges.example")
    form = {"csrf_token": fields_of(other)}
    assert other.post(f"/moderation/decisions/{token(app)}/undo", data=form).status_code == 404
    assert outcomes(app) == [None]


def fields_of(client: Any) -> str:
    """A token of the session."""
    return str(client.form("/account")["csrf_token"])


def test_after_a_restore_nothing_takes_effect_that_waited(app: Flask, client: Any, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")
    with app.app_context():
        assert actions.end_all_pending() == 1
        assert actions.end_all_pending() == 0
    with later():
        jobs.decide_due()
    assert acting.state(app, reference) == "received"
    assert (
        "The database was restored before the decision took effect."
        in client.get(f"/moderation/{reference}/1").text
    )


def test_a_whole_submission_waits_and_is_undone_together(
    app: Flask, client: Any, our_slug: str, work: Callable[[], None]
) -> None:
    reference = world.submission(app, comments=[world.GENERAL] * 3, email="wanjiru@growers.example")
    work()
    client.press(f"/moderation/{reference}?verb=withhold", reason="off_topic")
    assert "and 2 more" in client.get("/moderation").text
    client.press("/moderation", _form="/undo")
    assert outcomes(app) == ["undone"] * 3
    client.press(f"/moderation/{reference}?verb=withhold", reason="off_topic")
    with later():
        jobs.decide_due()
    work()
    letters = [one for one in cast.letters(app, "wanjiru@growers.example") if "Not published" in one[1]]
    assert len(letters) == 1
    assert [acting.state(app, reference, number) for number in (1, 2, 3)] == ["withheld"] * 3
    with app.app_context():
        assert {row.reason for row in db.session.execute(db.select(Decision)).scalars()} == {Reason.OFF_TOPIC}


def hide_and_amend(app: Flask, reference: str) -> None:
    """The only comment: "lots" is hidden for another reason, which is explained, and stays in an amendment."""
    with app.app_context():
        one = acting.comment(reference)
        spans = of_words("lots", Reason.OTHER_EXPLAINED, one.texts)
        actions.redact(one, spans, by=acting.user(), seen=NO_PAGE, explanation="The number is secret.")
    acting.change_words(app, reference, "Smaller lots, again.")


def explained(app: Flask, reference: str) -> list[tuple[str, str | None, str]]:
    """(verb, reason, explanation) of each decision on the only comment."""
    with app.app_context():
        rows = queries.decisions(acting.comment(reference))
        return [(row.verb, row.reason and row.reason.value, row.explanation) for row in rows]


HIDDEN = ("redact", "other_explained", "The number is secret.")


@pytest.mark.parametrize("seconds", [0, TIME])
def test_words_hidden_for_another_reason_stay_hidden_in_an_amendment_with_its_explanation(
    app: Flask, client: Any, our_slug: str, seconds: int
) -> None:
    undo_period.wire(seconds)
    reference = world.submission(app, comments=[world.GENERAL | {"comment": "Two lots."}])
    hide_and_amend(app, reference)
    answer = client.press(f"/moderation/{reference}/1", _form="/publish")
    assert answer.status_code == 303
    with later():
        jobs.decide_due()
    assert explained(app, reference) == [HIDDEN, HIDDEN]
    assert acting.state(app, reference) == "published_redacted"
    assert outcomes(app) == (["made"] if seconds else [])
    with app.app_context():
        one = acting.comment(reference)
        assert [one.texts["comment"][row.start : row.end] for row in queries.redactions(one)] == ["lots"]


def test_other_words_are_restored_while_those_of_another_reason_stay_explained(
    app: Flask, our_slug: str
) -> None:
    reference = world.submission(app, comments=[world.GENERAL | {"comment": "Two lots."}])
    with app.app_context():
        one = acting.comment(reference)
        spans = [
            *of_words("lots", Reason.OTHER_EXPLAINED, one.texts),
            *of_words("Two", Reason.PERSONAL_DATA, one.texts),
        ]
        actions.redact(one, spans, by=acting.user(), seen=NO_PAGE, explanation="The number is secret.")
    with app.app_context():
        one = acting.comment(reference)
        two = [row.id for row in queries.redactions(one) if row.reason == Reason.PERSONAL_DATA]
        actions.restore_words(one, two, by=acting.user(), seen=NO_PAGE)
    assert explained(app, reference)[-1] == ("restore_words", *HIDDEN[1:])


def test_what_a_rule_refuses_when_its_time_has_come_lapses_and_is_not_tried_for_ever(
    app: Flask, client: Any, our_slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.press(f"/moderation/{reference}/1", _form="/publish")

    def refuse(*_arguments: Any) -> None:
        raise NotPossible("The comment does not contain the chosen words.")

    monkeypatch.setattr(pending_decisions, "_fulfil_all", refuse)
    with later():
        jobs.decide_due()
    assert outcomes(app) == ["lapsed"]
    assert names(app, reference)[-2:] == ["planned", "lapsed"]
    with app.app_context():
        assert list(queries.due_decisions()) == []
    assert "The comment does not contain the chosen words." in client.get(f"/moderation/{reference}/1").text


def test_a_decision_on_a_file_waits_is_undone_and_takes_effect(
    app: Flask, client: Any, work: Callable[[], None]
) -> None:
    reference = submit(app, client, work)
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    pages = f"/moderation/{reference}/attachments"

    def publication() -> str:
        with app.app_context():
            return str(db.session.execute(db.select(Attachment.publication)).scalar_one())

    def told() -> list[str]:
        with app.app_context():
            rows = (
                db.select(Event.name)
                .where(Event.name.startswith("moderation.attachment_"))
                .order_by(Event.id)
            )
            return [
                name.removeprefix("moderation.attachment_") for name in db.session.execute(rows).scalars()
            ]

    moderator.press(pages, _form="/publish")
    page = moderator.get(pages).text
    assert (publication(), told(), "Decided, not in effect yet" in page) == ("pending", ["planned"], True)
    assert "/erase" not in page, "nothing else is decided meanwhile"
    assert "Decision undone. No one was notified." in moderator.press(pages, _form="/undo", follow=True).text
    with later():
        jobs.decide_due_on_attachments()
    assert (publication(), told()) == ("pending", ["planned", "undone"])
    moderator.press(pages, _form="/withhold", reason="off_topic")
    undone = {"csrf_token": moderator.form(pages, _form="/undo")["csrf_token"]}
    with later():
        jobs.decide_due_on_attachments()
    assert (publication(), told()[2:]) == ("withheld", ["planned", "withheld"])
    address = re.search(r"/moderation/attachments/[^/]+/", page)
    assert address is not None
    late = moderator.post(f"{address[0]}undo", data=undone, follow_redirects=True)
    assert "It is too late to undo this decision" in late.text
    copy = {"file": (BytesIO(b"Our lots. [redacted]"), "lots.txt")}
    moderator.press(f"{address[0]}redaction", _form="/copy", **copy)
    for ends, before in (("undone", "withheld"), ("redacted", "published_redacted")):
        moderator.press(f"{address[0]}redaction/preview", reason="personal_data")
        assert publication() == "withheld", "a redacted copy is not published before it can be undone no more"
        if ends == "undone":
            assert "Undo" in moderator.get(pages).text
            moderator.press(pages, _form="/undo")
        with later():
            jobs.decide_due_on_attachments()
        assert (publication(), told()[-1]) == (before, ends)
    moderator.press(pages, _form="/withhold", reason="off_topic")
    moderator.press(pages, _form="/publish")
    with app.app_context():
        actions.end_all_pending_on_attachments()
    ended = moderator.get(pages).text
    assert "Decision did not take effect (published)" in ended
    assert "The database was restored before the decision took effect." in ended
    with later():
        jobs.decide_due_on_attachments()
    assert publication() == "withheld", "a restore ends what waited"
    moderator.press(pages, _form="/publish")
    with later():
        jobs.decide_due_on_attachments()
    assert publication() == "published_redacted", "the redacted copy stays"
    moderator.press(pages, _form="/withhold", reason="off_topic")
    assert publication() == "withheld", "what takes a file from the public takes effect at once"


def test_nothing_of_a_file_changes_while_a_decision_waits_and_one_that_lapses_is_told(
    app: Flask, client: Any, work: Callable[[], None]
) -> None:
    reference = submit(app, client, work, making.picture(size=(100, 100)), "site.png")
    first, second = app.test_client(), app.test_client()
    cast.sign_in(first, world.MODERATOR)
    cast.sign_in(second, world.MODERATOR_2)
    pages = f"/moderation/{reference}/attachments"
    with app.app_context():
        name = db.session.execute(db.select(Attachment.reference)).scalar_one()
    at = f"/moderation/attachments/{name}"
    first.get(f"{at}/redaction")
    work()
    first.press(f"{at}/redaction", _form="/redaction", boxes="1 0 0 100 100")
    drawing, uploading = (second.form(f"{at}/redaction", _form=form) for form in ("/redaction", "/copy"))
    naming = second.form(pages, _form="/text")
    first.press(f"{at}/redaction/preview", reason="personal_data")
    waits = "A decision on this file is about to take effect."
    told = second.post(f"{at}/redaction", data=drawing | {"boxes": "1 9 9 90 90"})
    assert (told.status_code, waits in told.text, "1 9 9 90 90</textarea>" in told.text) == (409, True, True)
    copy = {"file": (BytesIO(making.picture(size=(50, 50))), "mine.png")}
    told = second.post(f"{at}/redaction/copy", data=uploading | copy)
    assert (told.status_code, waits in told.text) == (422, True)
    told = second.post(f"{at}/text", data=naming | {"name": "Ours.png"})
    assert (told.status_code, waits in told.text, 'value="Ours.png"' in told.text) == (409, True, True)
    assert waits in second.get(f"{at}/redaction").text and "/text" not in second.get(pages).text
    with app.app_context():
        one = db.session.execute(db.select(Attachment)).scalar_one()
        assert one.proposed is not None and one.proposed.boxes == [[1, 0, 0, 100, 100]]
        one.found = {**one.found, "proposed": {**one.found["proposed"], "sha256": "another"}}
        db.session.commit()
    with later():
        jobs.decide_due_on_attachments()
    page = first.get(pages).text
    assert "Decision did not take effect (published with redactions)" in page
    assert "Someone changed this after you opened it." in page
    assert waits not in first.get(f"{at}/redaction").text
