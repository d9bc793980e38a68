"""Responding to comments on the workbench: one, several, by issue; what needs a reason; who may, and when."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from consult.consultations import actions as consultations
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.responses import actions, queries
from consult.responses.lifecycle import GIVEN, REASONED, Disposition
from consult.responses.models import CommentResponse
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import CommentType
from consult.summaries import actions as summaries
from consult.summaries import queries as summarised
from tests import cast, world
from tests.pages import fields
from tests.responses import stories
from tests.responses.conftest import STRANGER
from tests.responses.stories import Story

PAGE = f"/consultations/{world.SLUG}/responses"


def _respond(client: FlaskClient, story: Story, *names: str, query: str = "", **typed: Any) -> Any:
    fields = client.form(PAGE + query, _form="responses" + query) | typed  # type: ignore[attr-defined]
    return client.post(PAGE + query, data=fields | {"comments": [story.at[name] for name in names]})


def _sent(page: Any) -> dict[str, Any]:
    """What a browser sends of the form of a response, with the mark of every response that is shown."""
    marks = page.xpath("//form[@id='response-form']//input[@name='seen']/@value")
    [form] = page.xpath("//form[@id='response-form']")
    return fields(page, form.get("action")) | {"seen": marks}


def _has_form(client: FlaskClient, words: str) -> bool:
    """Whether the workbench offers to respond; `words` are said on it."""
    page = client.get(PAGE).text
    assert words in page
    return 'id="response-form"' in page


def _told(app: Flask, story: Story, name: str) -> tuple[Any, str, str]:
    """Disposition, words and change of a comment, as they hold."""
    with app.app_context():
        comment = stories.chosen(story, name)[0]
        rows = queries.responses_being_written(comment.consultation_id).subquery()
        row = db.session.execute(db.select(rows).where(rows.c.comment_id == comment.id)).one_or_none()
        return (row.disposition, row.text, row.change) if row is not None else (None, "", "")


@contextmanager
def _statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_an_officer_responds_to_one_comment(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    done = _respond(
        client, mixed, "industry-2", disposition="accepted", text=" It is defined. ", change="3.4 sampler"
    )
    assert (done.status_code, done.location) == (303, PAGE)
    assert _told(app, mixed, "industry-2") == (Disposition.ACCEPTED, "It is defined.", "3.4 sampler")
    assert "Response to 1 comment saved." in client.get(PAGE).text


def test_responding_again_takes_the_earlier_ones_place(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    for disposition in ("noted", "accepted", "accepted"):
        assert _respond(client, mixed, "industry-2", disposition=disposition).status_code == 303
    assert _told(app, mixed, "industry-2") == (Disposition.ACCEPTED, "", "")
    with app.app_context():
        assert db.session.execute(db.select(db.func.count(CommentResponse.id))).scalar_one() == 1


def test_several_are_shown_before_they_get_a_response(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    _respond(client, mixed, "industry-1", disposition="noted")
    shown = _respond(
        client, mixed, "industry-1", "civil-2", disposition="not_accepted", text="Trade depends on it."
    )
    assert shown.status_code == 200
    assert "Respond to 2 comments" in shown.text
    assert "1 of them has a response" in shown.text
    assert "(name not confirmed)" in shown.text
    assert _told(app, mixed, "civil-2") == (None, "", "")
    done = client.post(PAGE, data=fields(html.fromstring(shown.data)) | {
        "comments": [mixed.at["industry-1"], mixed.at["civil-2"]]
    })  # fmt: skip
    assert done.status_code == 303
    for name in ("industry-1", "civil-2"):
        assert _told(app, mixed, name) == (Disposition.NOT_ACCEPTED, "Trade depends on it.", "")


def test_the_last_look_marks_what_is_not_moderated_yet(app: Flask, client: FlaskClient, many: Story) -> None:
    with app.app_context():
        one, two, *_others = submitted.comments_of(submitted.by_reference(many.at["all"]))
        moderation.publish(one, by=stories.person(world.MODERATOR), seen=NO_PAGE)
        chosen = [f"{many.at['all']}/{comment.number}" for comment in (one, two)]
    cast.sign_in(client, world.OFFICER)
    typed = client.form(PAGE, _form="responses") | {"disposition": "noted", "comments": chosen}  # type: ignore[attr-defined]
    rows = html.fromstring(client.post(PAGE, data=typed).data).xpath("//tbody/tr")
    assert ["Pending moderation" in row.text_content() for row in rows] == [False, True]


def test_all_that_a_filter_shows_get_a_response_at_once(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    done = _respond(
        client,
        mixed,
        query="?part=clause:lot-size",
        everything="y",
        disposition="noted",
        comments=[],
    )
    done = client.post(f"{PAGE}?part=clause:lot-size", data=fields(html.fromstring(done.data)))
    assert done.status_code == 303
    assert done.location == f"{PAGE}?part=clause:lot-size"
    with app.app_context():
        found = queries.progress(world.load().id)
        assert {part.key: (part.with_response, part.comments) for part in found.parts} == {
            "general": (0, 1), "clause:scope": (0, 1), "clause:lot-size": (4, 4), "clause:instruments": (0, 1),
            "clause:reports": (0, 1),
        }  # fmt: skip


@pytest.mark.parametrize("disposition", sorted(REASONED))
def test_a_disposition_that_needs_its_reason_is_refused_without(
    app: Flask, client: FlaskClient, mixed: Story, disposition: str
) -> None:
    cast.sign_in(client, world.OFFICER)
    refused = _respond(client, mixed, "industry-1", disposition=disposition, change="kept words")
    assert refused.status_code == 422
    assert "needs a reason" in refused.text
    assert "kept words" in refused.text
    assert f'value="{mixed.at["industry-1"]}" form="response-form" checked' in " ".join(refused.text.split())
    assert _respond(client, mixed, "industry-1", disposition=disposition, text="Because.").status_code == 303
    assert _told(app, mixed, "industry-1") == (Disposition(disposition), "Because.", "")


def test_the_others_need_none(ctx: Flask) -> None:
    assert set(GIVEN) - REASONED == {Disposition.ACCEPTED, Disposition.NOTED, Disposition.DUPLICATE}


def test_a_duplicate_names_the_first_one(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    first = mixed.at["industry-1"]
    for typed, sentence in (
        ({}, "Enter the reference of the comment that it repeats."),
        ({"duplicate_of": "XXX-XXX-XXX/1"}, "There is no comment with this reference"),
        ({"duplicate_of": mixed.at["civil-2"]}, "cannot be a duplicate of itself"),
        ({"duplicate_of": mixed.at["withheld-1"]}, "There is no comment with this reference"),
    ):
        refused = _respond(client, mixed, "civil-2", disposition="duplicate", **typed)
        assert (refused.status_code, sentence in refused.text) == (422, True), sentence
    _respond(client, mixed, "industry-1", disposition="noted", text="Seen.")
    assert (
        _respond(client, mixed, "civil-2", disposition="duplicate", duplicate_of=first.lower()).status_code
        == 303
    )
    assert _told(app, mixed, "civil-2") == (Disposition.DUPLICATE, "Seen.", "")
    chain = _respond(client, mixed, "government-1", disposition="duplicate", duplicate_of=mixed.at["civil-2"])
    assert (chain.status_code, "is a duplicate too" in chain.text) == (422, True)
    turned = _respond(
        client, mixed, "industry-1", disposition="duplicate", duplicate_of=mixed.at["government-1"]
    )
    assert (turned.status_code, "Other comments are duplicates" in turned.text) == (422, True)


def test_a_duplicate_of_a_confidential_comment_has_its_own_words(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    typed = {"disposition": "duplicate", "duplicate_of": mixed.at["confidential-1"]}
    refused = _respond(client, mixed, "civil-2", **typed)
    assert (refused.status_code, "is for its submitter only" in refused.text) == (422, True)
    assert _respond(client, mixed, "civil-2", text="Stores differ.", **typed).status_code == 303
    assert _told(app, mixed, "civil-2") == (Disposition.DUPLICATE, "Stores differ.", "")


def test_nothing_chosen_and_nothing_to_do_are_said(client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    none = _respond(client, mixed, disposition="noted", text="kept")
    assert (none.status_code, "Choose at least one comment." in none.text, "kept" in none.text) == (
        422,
        True,
        True,
    )
    idle = _respond(client, mixed, "industry-1")
    assert (idle.status_code, "Choose a disposition, or an issue" in idle.text) == (422, True)
    odd = _respond(client, mixed, "industry-1", disposition="withdrawn")
    assert odd.status_code == 422
    stale = client.post(
        PAGE, data={"comments": mixed.at["industry-1"], "disposition": "noted", "text": "still here"}
    )
    assert (stale.status_code, "still here" in stale.text) == (422, True)


def test_comments_without_a_response_cannot_get_one(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    for name in ("withheld-1", "removed-1", "withdrawn-1"):
        assert _respond(client, mixed, name, disposition="noted").status_code == 422
        assert mixed.at[name] not in client.get(PAGE).text
    assert mixed.at["confidential-1"] in client.get(PAGE).text
    with app.app_context():
        officer = stories.person(world.OFFICER)
        hidden = submitted.comment(mixed.at["withheld-1"].split("/")[0], 1)
        with pytest.raises(NotPossible):
            actions.respond([hidden], disposition=Disposition.NOTED, by=officer, seen=NO_PAGE)
        with pytest.raises(NotPossible):
            actions.respond(
                stories.chosen(mixed, "industry-1"),
                disposition=Disposition.WITHDRAWN,
                by=officer,
                seen=NO_PAGE,
            )


def test_comments_of_two_consultations_are_never_responded_to_together(app: Flask, mixed: Story) -> None:
    other = world.consultation(app, "other-rules", open=False, title="Other rules")
    world.submission(app, other, at=clock.now() - stories.EARLIER)
    with app.app_context():
        officer = stories.person(world.OFFICER)
        foreign = queries.comments(
            world.load(other), queries.ids_to_respond_to(world.load(other), queries.Filters(), 9)
        )
        with pytest.raises(NotPermitted):
            actions.respond(
                [*stories.chosen(mixed, "industry-1"), foreign[0]],
                disposition=Disposition.NOTED,
                by=officer,
                seen=NO_PAGE,
            )
        issue = actions.open_issue(world.load(other), title="Elsewhere", by=officer)
        with pytest.raises(NotPermitted):
            actions.put_into(issue, stories.chosen(mixed, "industry-1"), by=officer, seen=NO_PAGE)


def test_the_list_is_filtered(client: FlaskClient, responded: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    for query, names in {
        "?part=general": ["civil-1"],
        "?part=clause:instruments": ["industry-2"],
        "?type=editorial": ["industry-2"],
        "?issue=none": ["industry-2", "civil-2", "government-2", "formula-1"],
        "?q=trade": ["government-1"],
        "?q=%25": [],
        "?state=without_response": [],
        "?state=nonsense&part=nonsense&type=nonsense": None,
        f"?comment={responded.at['industry-2']}": ["industry-2"],
    }.items():
        page = client.get(PAGE + query)
        shown = {
            name
            for name, reference in responded.at.items()
            if f'id="c-{reference.replace("/", "-")}"' in page.text
        }
        everything = {
            name for name in responded.at if name.split("-")[0] not in {"withheld", "removed", "withdrawn"}
        }
        assert (page.status_code, shown) == (200, everything if names is None else set(names)), query


def test_one_comment_stands_alone_with_its_response_to_change(client: FlaskClient, responded: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    query = f"?comment={responded.at['industry-2']}"
    form = client.form(PAGE + query)  # type: ignore[attr-defined]
    assert (form["disposition"], form["text"], form["change"]) == (
        "accepted",
        "A definition is added.",
        "3.4 stick sampler: a tube with slots.",
    )


def test_from_one_comment_to_the_next_without_a_response(client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    path, seen = f"{PAGE}?part=clause:lot-size&comment={mixed.at['government-1']}", []
    for _step in range(4):
        seen.append(path.rpartition("comment=")[2])
        path = client.press(path, disposition="noted", go="next").location
    names = {reference: name for name, reference in mixed.at.items()}
    assert [names[one] for one in seen] == ["government-1", "civil-2", "confidential-1", "industry-1"]
    assert path == f"{PAGE}?part=clause:lot-size#c-{mixed.at['industry-1'].replace('/', '-')}"


def test_a_response_to_a_comment_that_changed_since_is_marked(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    reference = world.submission(app, at=clock.now() - stories.EARLIER)
    cast.sign_in(client, world.OFFICER)
    story = Story(world.SLUG, {"one": f"{reference}/1"})
    assert _respond(client, story, "one", disposition="noted").status_code == 303
    marked = f"{PAGE}?state=changed"
    assert "No comment matches these filters." in client.get(marked).text
    with app.app_context():
        submissions.change_comment(
            submitted.comment(reference, 1),
            type=CommentType.TECHNICAL,
            quote="",
            comment="New.",
            proposal="",
            rationale="",
        )
    assert 'id="c-' + story.at["one"].replace("/", "-") in client.get(marked).text


def test_who_may_respond(app: Flask, client: FlaskClient, mixed: Story) -> None:
    assert client.get(PAGE).location == f"/sign-in?next={PAGE}"
    assert client.post(PAGE, data={"text": "words of a visitor"}).status_code == 401
    for email, reads, writes in (
        (world.OFFICER, 200, 422),
        (world.APPROVER, 200, 403),
        (world.MODERATOR, 200, 403),
        (STRANGER, 404, 404),
    ):
        one = app.test_client()
        cast.sign_in(one, email)
        assert one.get(PAGE).status_code == reads, email
        assert one.post(PAGE, data={}).status_code == writes, email
        assert one.get(f"{PAGE}/issues").status_code == (
            200 if email == world.OFFICER else 403 if reads == 200 else 404
        )
        assert one.get(f"{PAGE}/dispositions.csv").status_code == reads
        assert one.get("/consultations/nothing/responses").status_code == 404


def test_a_member_without_the_role_sees_no_form(client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.MODERATOR)
    page = client.get(PAGE).text
    assert "Only officers of the organisation respond." in page
    assert 'id="response-form"' not in page


def test_responses_stand_still_while_the_summary_waits(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    stories.draft(app, responded)
    cast.sign_in(client, world.OFFICER)
    opened = client.form(PAGE, _form="responses")  # type: ignore[attr-defined]
    with app.app_context():
        summary = summarised.latest(world.load().id)
        assert summary is not None
        summaries.propose(summary, by=stories.person(world.OFFICER), seen=NO_PAGE)
    assert _has_form(client, "Send it back to change responses") is False
    typed = opened | {
        "comments": responded.at["industry-2"],
        "disposition": "noted",
        "text": "late words",
    }
    refused = client.post(PAGE, data=typed)
    assert (
        refused.status_code,
        "Send it back to change responses" in refused.text,
        "late words" in refused.text,
    ) == (
        422,
        True,
        True,
    )


def test_an_announcement_without_comments_and_a_withdrawn_one_have_nothing_to_respond_to(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    slug = world.consultation(app)
    reference = world.submission(app)
    cast.sign_in(client, world.OFFICER)
    opened = client.form(PAGE, _form="responses")  # type: ignore[attr-defined]
    with app.app_context():
        consultations.withdraw(world.load(slug), "StaleForm.", by=stories.person(world.OFFICER), seen=NO_PAGE)
    assert _has_form(client, "There are no comments to respond to") is False
    refused = client.post(PAGE, data=opened | {"comments": f"{reference}/1", "disposition": "noted"})
    assert (refused.status_code, "There are no comments to respond to" in refused.text) == (422, True)


@pytest.mark.parametrize("query", ["?comment={comment}", "?part=clause:instruments", ""])
def test_two_officers_do_not_write_over_each_others_response(
    app: Flask, client: FlaskClient, mixed: Story, query: str
) -> None:
    cast.sign_in(client, world.OFFICER)
    path = PAGE + query.format(comment=mixed.at["industry-2"])
    page = html.fromstring(client.get(path).text)
    typed = _sent(page) | {"comments": [mixed.at["industry-2"]], "disposition": "noted"}
    theirs = typed | {"text": "Theirs, of an hour."}
    assert [client.post(path, data=theirs).status_code for _time in range(2)] == [303, 303]
    refused = client.post(path, data=typed | {"text": "My words."})
    assert (refused.status_code, "Someone changed this after you opened it" in refused.text) == (422, True)
    assert _told(app, mixed, "industry-2") == (Disposition.NOTED, "Theirs, of an hour.", "")
    page = html.fromstring(refused.text)
    [now] = page.xpath("//section[h2='Current version']")
    assert "Theirs, of an hour." in now.text_content()
    again = _sent(page) | {"comments": [mixed.at["industry-2"]]}
    assert client.post(path, data=again).status_code == 303
    assert _told(app, mixed, "industry-2") == (Disposition.NOTED, "My words.", "")


def test_several_responses_are_not_written_over_after_the_look_at_them(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    asked = _respond(client, mixed, "industry-1", "government-1", disposition="noted", text="For both.")
    page = html.fromstring(asked.text)
    [form] = page.xpath("//main//form")
    confirmed = {
        name: [field.get("value") for field in form.xpath(f".//input[@name='{name}']")]
        for name in {field.get("name") for field in form.xpath(".//input[@name]")}
    }
    with app.app_context():
        actions.respond(
            stories.chosen(mixed, "government-1"),
            disposition=Disposition.ACCEPTED,
            text="Theirs.",
            by=stories.person(world.OFFICER),
            seen=NO_PAGE,
        )
    refused = client.post(form.get("action"), data=confirmed)
    assert (refused.status_code, "Someone changed this after you opened it" in refused.text) == (422, True)
    assert "For both." in refused.text
    assert _told(app, mixed, "industry-1") == (None, "", "")
    assert _told(app, mixed, "government-1") == (Disposition.ACCEPTED, "Theirs.", "")


@pytest.mark.parametrize("number", ["²", "9" * 20, "9" * 5000, "-1", ""])
def test_a_question_that_is_none_narrows_nothing(client: FlaskClient, mixed: Story, number: str) -> None:
    cast.sign_in(client, world.OFFICER)
    assert client.get(f"{PAGE}?part=question-{number}").status_code == 200


def test_an_officer_responds_while_a_moderator_decides(app: Flask, mixed: Story) -> None:
    responded = threading.Event()

    def respond() -> None:
        with app.app_context():
            chosen, by = stories.chosen(mixed, "industry-2"), stories.person(world.OFFICER)
            actions.respond(chosen, disposition=Disposition.NOTED, by=by, seen=NO_PAGE)
            responded.set()

    @action
    def decide() -> bool:
        comment = submissions.lock_all(stories.chosen(mixed, "industry-2"))[0]
        officer.start()
        did_not_wait = responded.wait(10)
        moderation.remove(comment, Reason.COPYRIGHT, by=stories.person(world.MODERATOR), seen=NO_PAGE)
        return did_not_wait

    officer = threading.Thread(target=respond)
    with app.app_context():
        assert decide() is True
    officer.join()


@pytest.mark.parametrize("path", ["", "?issue={issue}", "/issues/{issue}", "/summary"])
def test_a_page_asks_as_much_for_three_comments_as_for_one(
    app: Flask, client: FlaskClient, clean: None, path: str
) -> None:
    world.consultation(app, open=False)
    earlier = clock.now() - stories.EARLIER
    first = world.submission(app, at=earlier, comments=[world.COMMENT])
    with app.app_context():
        officer = stories.person(world.OFFICER)
        issue = actions.respond_in_new_issue(
            queries.by_references(world.load(), [f"{first}/1"]),
            title="Lots",
            disposition=Disposition.NOTED,
            by=officer,
            seen=NO_PAGE,
        )
        address = PAGE + path.format(issue=issue.reference)
    cast.sign_in(client, world.OFFICER)
    client.get(address)
    counts = []
    for _round in range(2):
        with app.app_context(), _statements() as statements:
            client.get(address)
            counts.append(len(statements))
        more = [world.submission(app, at=earlier, name=f"Person {n}") for n in range(2)]
        with app.app_context():
            found = queries.by_references(world.load(), [f"{one}/1" for one in more])
            actions.put_into(
                queries.issues(world.load().id)[0].issue,
                found,
                by=stories.person(world.OFFICER),
                seen=NO_PAGE,
            )
    assert counts[0] == counts[1]
