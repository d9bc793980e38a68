"""The summary: drafted, edited, proposed, approved by another, sent back, published, and its next edition."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.consultations import queries as consulted
from consult.consultations.lifecycle import Phase
from consult.core import clock, preconditions
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.preconditions import UnmetPrecondition
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from consult.submissions import queries as submitted
from consult.summaries import actions as summaries
from consult.summaries import queries as summarised
from consult.summaries.labels import SECTIONS
from consult.summaries.lifecycle import State
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.pages import fields
from tests.responses import stories
from tests.responses.conftest import STRANGER
from tests.responses.stories import Story

PAGE = f"/consultations/{world.SLUG}/responses/summary"
PUBLIC = f"/consultations/{world.SLUG}/response"


def _summary() -> ResponseSummary:
    found = summarised.latest(world.load().id)
    assert found is not None
    return found


def _act(client: FlaskClient, verb: str, **typed: Any) -> Any:
    page = html.fromstring(client.get(PAGE).get_data())
    shown = {one.get("name"): one.get("value", "") for one in page.xpath("//main//form//input[@name]")}
    kept = {name: shown[name] for name in ("csrf_token", "seen", "objections") if name in shown}
    return client.post(PAGE, data=kept | {"verb": verb, **typed})


def _as(app: Flask, email: str) -> FlaskClient:
    one = app.test_client()
    cast.sign_in(one, email)
    return one


def test_every_section_is_drafted_from_the_data(app: Flask, client: FlaskClient, responded: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    assert _act(client, "draft").location == PAGE
    with app.app_context():
        sections = _summary().sections
    assert set(sections) == set(SECTIONS)
    assert all(words.strip() for words in sections.values())
    assert "The rules for sampling seed are twenty years old." in sections["process"]
    page = client.get(f"{PAGE}/preview").text
    assert "Comments received: 11, in 8 submissions. Published: 7, of these with redactions: 1." in page
    assert "{" not in page.replace("{n}", "").replace("{time}", "")


def test_drafting_twice_is_drafting_once(app: Flask, client: FlaskClient, responded: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    for _time in range(2):
        assert _act(client, "draft").status_code == 303
    with app.app_context():
        assert _summary().edition == 1


def test_it_is_not_written_while_the_consultation_is_open(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)
    assert "after the consultation has closed" in client.get(PAGE).text
    token = client.form("/account")["csrf_token"]  # type: ignore[attr-defined]
    told = client.post(PAGE, data={"csrf_token": token, "verb": "draft"}, follow_redirects=True)
    assert "after the consultation has closed." in told.text
    with app.app_context():
        assert summarised.latest(world.load().id) is None


def test_words_are_edited_and_numbers_fill_themselves_in(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    stories.draft(app, responded)
    cast.sign_in(client, world.OFFICER)
    saved = client.press(PAGE, verb="save", section_changes="**{changes}** changes; {nothing} <b>stays</b>.")
    assert saved.location == PAGE
    page = client.get(f"{PAGE}/preview").text
    assert "<strong>2</strong> changes; {nothing} &lt;b&gt;stays&lt;/b&gt;." in page
    assert "Unknown names in braces: <code>{nothing}</code>" in client.get(PAGE).text


def test_someone_elses_change_is_not_overwritten_unseen(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    stories.draft(app, responded)
    cast.sign_in(client, world.OFFICER)
    mine = client.form(PAGE) | {"verb": "save", "section_issues": "My words."}
    client.press(PAGE, verb="save", section_issues="Another's words.")
    refused = client.post(PAGE, data=mine)
    assert (
        refused.status_code,
        "Someone changed this after you opened it" in refused.text,
        "My words." in refused.text,
    ) == (
        422,
        True,
        True,
    )
    page = html.fromstring(refused.text)
    [now] = page.xpath("//section[h2='Current version']")
    assert "Another's words." in now.text_content()
    with app.app_context():
        assert _summary().sections["issues"] == "Another's words."
    assert client.post(PAGE, data=fields(page) | {"verb": "save"}).status_code == 303
    with app.app_context():
        assert _summary().sections["issues"] == "My words."


def test_it_goes_from_writer_to_approver_to_the_public(
    app: Flask, client: FlaskClient, responded: Story, work: Any
) -> None:
    stories.draft(app, responded)
    officer, approver = client, _as(app, world.APPROVER)
    cast.sign_in(officer, world.OFFICER)
    assert officer.press(PAGE, verb="propose").location == PAGE
    assert _act(approver, "send_back", word=" ").status_code == 422
    assert _act(approver, "send_back", word="Name the next session.").location == PAGE
    officer.press(PAGE, verb="propose", section_next_steps="The working group meets in March.")
    assert _act(approver, "approve").location == PAGE
    assert officer.get(PUBLIC).text.count("The response is due by") == 1
    assert _act(officer, "publish").location == PUBLIC
    work()
    told = {subject for to, subject, _text in cast.letters(app, world.OFFICER)}
    assert {
        "Changes requested for the response: Sampling of seed lots",
        "Response summary approved: Sampling of seed lots",
    } <= told
    with app.app_context():
        assert "Name the next session." in next(
            text for _to, subject, text in cast.letters(app, world.OFFICER) if "Changes requested" in subject
        )
        assert _summary().state == State.PUBLISHED
        assert world.load().phase == Phase.RESPONDED
        names = [row.name for row in consulted.record(world.load())]
        assert names[-1] == "responses.published"
    assert "The working group meets in March." in client.get(PUBLIC).text


def test_no_one_approves_what_they_wrote(app: Flask, responded: Story) -> None:
    with app.app_context():
        for email in (world.OFFICER, world.APPROVER):
            for role in (Role.OFFICER, Role.APPROVER):
                organisations.assign_role(founded.get("seeds"), stories.person(email), role, by=None)
    stories.draft(app, responded)
    editor, author = _as(app, world.APPROVER), _as(app, world.OFFICER)
    editor.press(PAGE, verb="save", section_issues="The approver's own words.")
    author.press(PAGE, verb="propose")
    for one in (author, editor):
        assert "Approve</button>" not in one.get(PAGE).text
        assert _act(one, "approve").status_code == 403
    with app.app_context():
        with pytest.raises(NotPermitted):
            summaries.approve(_summary(), by=stories.person(world.OFFICER), seen=NO_PAGE)
        with pytest.raises(NotPermitted):
            summaries.approve(_summary(), by=stories.person(world.APPROVER), seen=NO_PAGE)
        assert _summary().state == State.PROPOSED


def test_no_one_approves_the_responses_that_they_wrote(app: Flask, mixed: Story) -> None:
    with app.app_context():
        for role in (Role.OFFICER, Role.APPROVER):
            organisations.assign_role(founded.get("seeds"), stories.person(world.APPROVER), role, by=None)
    stories.respond_to_all(app, mixed)
    with app.app_context():
        issue = queries.issues(world.load().id)[0].issue
        actions.change_issue(
            issue, views="The approver's own words.", by=stories.person(world.APPROVER), seen=NO_PAGE
        )
    stories.draft(app, mixed)
    with app.app_context():
        summaries.propose(_summary(), by=stories.person(world.OFFICER), seen=NO_PAGE)
    approver = _as(app, world.APPROVER)
    assert "Approve</button>" not in approver.get(PAGE).text
    assert _act(approver, "approve").status_code == 403


@pytest.mark.parametrize("verb", ["approve", "publish"])
def test_no_one_approves_or_publishes_what_they_have_not_seen(
    app: Flask, client: FlaskClient, responded: Story, verb: str
) -> None:
    stories.draft(app, responded)

    def propose(words: str) -> None:
        officer, summary = stories.person(world.OFFICER), _summary()
        summaries.edit(summary, {"process": words}, by=officer, seen=NO_PAGE)
        summaries.propose(summary, by=officer, seen=NO_PAGE)
        if verb == "publish":
            summaries.approve(summary, by=stories.person(world.APPROVER), seen=NO_PAGE)

    with app.app_context():
        propose("Words that were read.")
    cast.sign_in(client, world.APPROVER)
    named = {"_form": "/responses/summary"} if verb == "publish" else {}
    seen = client.form(PAGE, verb=verb, **named)  # type: ignore[attr-defined]
    with app.app_context():
        summaries.send_back(_summary(), "Not yet.", by=stories.person(world.OFFICER), seen=NO_PAGE)
        propose("Words that nobody read.")
    refused = client.post(PAGE, data=seen)
    assert (refused.status_code, "Someone changed this after you opened it." in refused.text) == (
        422,
        True,
    )
    assert "Words that nobody read." in refused.text
    again = fields(html.fromstring(refused.text), named.get("_form")) | {"verb": verb}
    assert client.post(PAGE, data=again).status_code == 303


def test_who_may_do_what_to_a_proposed_summary(app: Flask, client: FlaskClient, responded: Story) -> None:
    stories.draft(app, responded)
    with app.app_context():
        summaries.propose(_summary(), by=stories.person(world.OFFICER), seen=NO_PAGE)
    verbs = ("save", "propose", "send_back", "publish", "explode", "approve")
    for email, reads, codes in (
        (STRANGER, 404, (404, 404, 404, 404, 404, 404)),
        (world.MODERATOR, 200, (403, 403, 403, 403, 404, 403)),
        (world.OFFICER, 200, (422, 422, 422, 422, 404, 403)),
        (world.APPROVER, 200, (403, 403, 422, 422, 404, 303)),
    ):
        one = _as(app, email)
        assert (one.get(PAGE).status_code, one.get(f"{PAGE}/preview").status_code) == (reads, reads), email
        kept = one.form(PAGE if reads == 200 else "/account")  # type: ignore[attr-defined]
        got = [one.post(PAGE, data=kept | {"verb": verb}).status_code for verb in verbs]
        assert tuple(got) == codes, email


def test_visitors_sign_in_first(client: FlaskClient, responded: Story) -> None:
    assert client.get(PAGE).location == f"/sign-in?next={PAGE}"
    assert client.get(f"{PAGE}/preview").status_code == 303
    assert client.post(PAGE, data={"verb": "draft"}).status_code == 401


def test_it_is_not_proposed_or_published_while_a_response_is_missing(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    _act(client, "draft")
    refused = client.press(PAGE, verb="propose", section_issues="kept words")
    assert (
        refused.status_code,
        "Comments without a disposition: 8. Respond to them first." in refused.text,
    ) == (422, True)
    assert "kept words" in refused.text
    with app.app_context():
        assert _summary().sections["issues"] == "kept words"
        assert _summary().state == State.PREPARING
    stories.respond_to_all(app, mixed)
    empty = client.press(PAGE, verb="propose", section_annex="")
    assert (empty.status_code, f"These sections are empty: {SECTIONS['annex']}." in empty.text) == (422, True)
    assert client.press(PAGE, verb="propose", section_annex="How it was made.").status_code == 303


def test_a_precondition_may_object_to_publishing(app: Flask, client: FlaskClient, responded: Story) -> None:
    stories.draft(app, responded)
    with app.app_context():
        summaries.propose(_summary(), by=stories.person(world.OFFICER), seen=NO_PAGE)
        summaries.approve(_summary(), by=stories.person(world.APPROVER), seen=NO_PAGE)
    before = dict(preconditions._preconditions)
    preconditions.wire(
        {**before, summaries.PUBLICATION: [lambda _thing: [UnmetPrecondition("H9: not in every language.")]]}
    )
    try:
        cast.sign_in(client, world.OFFICER)
        assert "H9: not in every language." in client.get(PAGE).text
        refused = _act(client, "publish")
    finally:
        preconditions.wire(before)
    assert (refused.status_code, "H9: not in every language." in refused.text) == (422, True)
    with app.app_context():
        assert (_summary().state, world.load().phase) == (State.APPROVED, Phase.CLOSED)


def test_an_edition_never_changes_and_the_next_one_stands_beside_it(
    app: Flask, client: FlaskClient, published: Story
) -> None:
    first = client.get(PUBLIC).text
    assert "25 tonnes fit the stores" in first
    with app.app_context():
        officer = stories.person(world.OFFICER)
        with pytest.raises(NotPossible, match="Create a new version"):
            actions.respond(
                stories.chosen(published, "industry-2"),
                disposition=Disposition.NOTED,
                by=officer,
                seen=NO_PAGE,
            )
        summary = summaries.draft_summary(world.load(), by=officer)
        assert summary.edition == 2
        actions.respond(
            stories.chosen(published, "industry-2"), disposition=Disposition.NOTED, by=officer, seen=NO_PAGE
        )
        actions.change_issue(
            queries.issues(world.load().id)[0].issue,
            response="20 tonnes after all.",
            by=officer,
            seen=NO_PAGE,
        )
        ids = [one.id for one in stories.chosen(published, "industry-1", "industry-2")]
        assert {a.text for a in summarised.published_responses(ids).values()} == {
            "25 tonnes fit the stores that were named, and trade can go on.",
            "A definition is added.",
        }
    assert client.get(PUBLIC).text == first
    with app.app_context():
        officer, approver, summary = stories.person(world.OFFICER), stories.person(world.APPROVER), _summary()
        summaries.propose(summary, by=officer, seen=NO_PAGE)
        summaries.approve(summary, by=approver, seen=NO_PAGE)
        summaries.publish(summary, by=officer, seen=NO_PAGE, objections=NO_PAGE)
        assert {a.text for a in summarised.published_responses(ids).values()} == {"20 tonnes after all.", ""}
    newest = client.get(PUBLIC).text
    assert ("20 tonnes after all." in newest, "25 tonnes fit" in newest) == (True, False)
    earlier = client.get(f"{PUBLIC}?edition=1").text
    assert ("20 tonnes after all." in earlier, "25 tonnes fit" in earlier) == (False, True)
    assert "This is version 1, as it was published" in earlier
    assert "accepted,A definition" in client.get(f"{PUBLIC}/dispositions.csv?edition=1").text
    assert "noted,," in client.get(f"{PUBLIC}/dispositions.csv").text
    assert client.get(f"{PUBLIC}?edition=3").status_code == 404


def test_what_is_published_later_waits_for_the_next_edition(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    words = "A comment that waits for its moderator."
    waiting = world.submission(app, comments=[stories.comment(words)], at=clock.now() - stories.EARLIER)
    with app.app_context():
        (comment,) = submitted.comments_of(submitted.by_reference(waiting))
        actions.respond(
            [comment], disposition=Disposition.NOTED, by=stories.person(world.OFFICER), seen=NO_PAGE
        )
    stories.publish(app, responded)
    table = client.get(f"{PUBLIC}/dispositions.csv").text
    with app.app_context():
        (comment,) = submitted.comments_of(submitted.by_reference(waiting))
        moderation.publish(comment, by=stories.person(world.MODERATOR), seen=NO_PAGE)
    assert words in client.get(f"/consultations/{world.SLUG}/comments").text
    response = client.get(PUBLIC).text
    assert (words in response, waiting in response) == (False, False)
    assert client.get(f"{PUBLIC}/dispositions.csv").text == table


def test_publishing_twice_is_publishing_once(app: Flask, client: FlaskClient, responded: Story) -> None:
    stories.draft(app, responded)
    with app.app_context():
        summaries.propose(_summary(), by=stories.person(world.OFFICER), seen=NO_PAGE)
        summaries.approve(_summary(), by=stories.person(world.APPROVER), seen=NO_PAGE)
    cast.sign_in(client, world.OFFICER)
    shown = client.form(PAGE, _form="/responses/summary", verb="publish")  # type: ignore[attr-defined]
    codes = [client.post(PAGE, data=shown).status_code for _time in range(2)]
    assert codes == [303, 303]
    with app.app_context():
        assert len(summarised.editions(world.load().id)) == 1


def test_everyone_who_sent_comments_is_told_where_their_responses_are(
    app: Flask, responded: Story, work: Any
) -> None:
    earlier = clock.now() - stories.EARLIER
    named = world.submission(app, at=earlier, email="kofi@growers.example", name="Kofi")
    secret = world.submission(
        app, at=earlier, email="secret@growers.example", attribution=stories.Attribution.CONFIDENTIAL
    )
    with app.app_context():
        found = queries.by_references(world.load(), [f"{r}/{n}" for r in (named, secret) for n in (1, 2)])
        actions.respond(found, disposition=Disposition.NOTED, by=stories.person(world.OFFICER), seen=NO_PAGE)
    stories.publish(app, responded)
    work()
    for address, page in (
        ("kofi@growers.example", f"/en/submissions/{named}"), ("secret@growers.example", f"/en/submissions/{secret}/status"),
    ):  # fmt: skip
        letter = next(one for one in cast.letters(app, address) if one[1].startswith("Response published"))
        assert cast.link_in(letter) == page
        assert page.split("/")[3] in letter[2]


def test_a_later_response_is_announced_with_its_reason(
    app: Flask, client: FlaskClient, mixed: Story, work: Any
) -> None:
    cast.sign_in(client, world.OFFICER)
    path = f"/consultations/{world.SLUG}/responses/holding"
    day = (clock.now() + timedelta(days=40)).date()
    past = client.press(path, expected_on="2020-01-01", reason="kept reason")
    assert (past.status_code, "Enter a day in the future" in past.text, "kept reason" in past.text) == (
        422,
        True,
        True,
    )
    assert client.press(path, expected_on=str(day), reason="").status_code == 422
    assert (
        client.press(path, expected_on=str(day), reason="The working group meets again.").location == PUBLIC
    )
    page = app.test_client().get(PUBLIC).text
    assert "Response delayed" in page
    assert "The working group meets again." in page
    work()
    letter = next(one for one in cast.letters(app) if one[1].startswith("Response delayed"))
    assert "Reason: The working group meets again." in letter[2]
    for email, status in ((world.APPROVER, 403), (STRANGER, 404)):
        assert _as(app, email).get(path).status_code == status


def test_a_later_response_is_announced_once_however_often_it_is_pressed(
    app: Flask, client: FlaskClient, mixed: Story, work: Any
) -> None:
    cast.sign_in(client, world.OFFICER)
    path = f"/consultations/{world.SLUG}/responses/holding"
    day = (clock.now() + timedelta(days=40)).date()
    typed = client.form(path, expected_on=str(day), reason="The working group\r\nmeets again.")  # type: ignore[attr-defined]
    assert [client.post(path, data=typed).location for _time in range(2)] == [PUBLIC, PUBLIC]
    with app.app_context():
        assert len(summarised.holding_notices(world.load().id)) == 1
        assert consulted.last_event_at(world.load(), "responses.held") is not None
    later = typed | {"expected_on": str(day + timedelta(days=1))}
    assert client.post(path, data=later).location == PUBLIC
    with app.app_context():
        assert len(summarised.holding_notices(world.load().id)) == 2


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31"])
def test_a_day_that_lies_far_off_is_a_slip_of_the_finger(
    app: Flask, client: FlaskClient, mixed: Story, day: str
) -> None:
    with app.app_context():
        world.load().timezone = "America/New_York"
        db.session.commit()
    cast.sign_in(client, world.OFFICER)
    path = f"/consultations/{world.SLUG}/responses/holding"
    refused = client.press(path, expected_on=day, reason="kept reason")  # type: ignore[attr-defined]
    assert (refused.status_code, "kept reason" in refused.text) == (422, True)
    assert "Enter a date between the years 2000 and 2100." in refused.text


def test_only_an_owed_response_can_be_late(app: Flask, client: FlaskClient, published: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    path = f"/consultations/{world.SLUG}/responses/holding"
    assert "has closed and before the response is published" in client.get(path).text
    with app.app_context(), pytest.raises(NotPossible):
        summaries.publish_notice(
            world.load(), "why", clock.now() + timedelta(days=9), by=stories.person(world.OFFICER)
        )


def _bring(app: Flask, state: str) -> None:
    """Bring the summary that is being written to `state`."""
    with app.app_context():
        officer, approver = stories.person(world.OFFICER), stories.person(world.APPROVER)
        summaries.propose(_summary(), by=officer, seen=NO_PAGE)
        if state != "proposed":
            summaries.approve(_summary(), by=approver, seen=NO_PAGE)
        if state == "published":
            summaries.publish(_summary(), by=officer, seen=NO_PAGE, objections=NO_PAGE)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("proposed", "The summary is proposed. Send it back to change it."),
        ("approved", "The summary is approved. Send it back to change it."),
        ("published", "The summary is published. Create the next version to change it."),
    ],
)
@pytest.mark.parametrize("verb", ["save", "propose"])
def test_words_of_an_older_page_stay_on_the_page_where_someone_was_faster(
    app: Flask, client: FlaskClient, responded: Story, state: str, told: str, verb: str
) -> None:
    stories.draft(app, responded)
    cast.sign_in(client, world.OFFICER)
    typed = {"section_process": "First words.", "section_issues": "Other words."}
    older = client.form(PAGE) | typed | {"verb": verb}
    _bring(app, state)
    refused = client.post(PAGE, data=older)
    page = html.fromstring(refused.data)
    errors = [one.text_content().strip() for one in page.xpath("//*[@id='error-summary']//li")]
    kept = page.xpath("//section[h2='Your text']//dd")
    assert (refused.status_code, errors) == (422, [told])
    assert [one.text_content() for one in kept] == list(typed.values())


def _sent_by(client: FlaskClient, verb: str) -> dict[str, Any]:
    """What the form with this button sends."""
    page = html.fromstring(client.get(PAGE).get_data())
    (form,) = [one for one in page.iter("form") if one.xpath(f".//button[@value='{verb}']")]
    return {one.get("name"): one.get("value", "") for one in form.iter("input")} | {"verb": verb}


@pytest.mark.parametrize(("verb", "field"), [("send_back", "word"), ("publish", "despite")])
def test_a_reason_stays_on_the_page_where_someone_was_faster(
    app: Flask, client: FlaskClient, responded: Story, verb: str, field: str
) -> None:
    stories.draft(app, responded)
    _bring(app, "approved")
    cast.sign_in(client, world.OFFICER)
    sent = _sent_by(client, verb)
    with app.app_context():
        summaries.send_back(_summary(), "Shorter.", by=stories.person(world.APPROVER), seen=NO_PAGE)
    refused = client.post(PAGE, data=sent | {field: "Words of an hour."})
    kept = html.fromstring(refused.data).xpath("//section[h2='Your text']//dd")
    assert (refused.status_code, [one.text_content() for one in kept]) == (422, ["Words of an hour."])


def test_pressing_publish_again_leads_to_the_response(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    stories.draft(app, responded)
    _bring(app, "approved")
    cast.sign_in(client, world.OFFICER)
    sent = _sent_by(client, "publish") | {"despite": "No need."}
    answers = [client.post(PAGE, data=sent) for _time in range(3)]
    assert [(one.status_code, one.location) for one in answers] == [(303, PUBLIC)] * 3


def test_a_button_with_an_old_token_speaks_of_no_text(app: Flask, responded: Story) -> None:
    stories.draft(app, responded)
    _bring(app, "approved")
    for who, verb in ((world.OFFICER, "publish"), (world.APPROVER, "approve")):
        refused = _as(app, who).post(PAGE, data={"csrf_token": "old", "verb": verb})
        errors = html.fromstring(refused.data).xpath("//*[@id='error-summary']//li")
        assert [one.text_content().strip() for one in errors] == [
            "This page has expired, or your session has ended. Nothing was changed. Select the button again."
        ]
