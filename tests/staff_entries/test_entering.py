"""Comments on paper, from a meeting or in an email: an officer enters them, with the file of the original."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from consult.attachments.lifecycle import Publication, State
from consult.attachments.models import Attachment
from consult.core import clock, mail
from consult.core.database import db
from consult.core.events import Event
from consult.documents.blocks import Kind
from consult.draft_submissions.models import DraftSubmission
from consult.staff_entries.forms import EntryForm
from consult.staff_entries.models import Entry
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Subject, Submission
from tests import cast, pages, questionnaires, world
from tests.attachments import making
from tests.draft_submissions.walking import AT, begin, page
from tests.staff_entries.officers import second

ENTRIES = f"{AT}/entries"
WHO = {
    "capacity": "organisation", "organisation": "Growers of Kisumu", "name": "Wanjiru Kimani",
    "category": "industry", "country": "KEN", "email": "office@growers.example", "attribution": "organisation_only",
}  # fmt: skip
FIRST = {
    "passage-1": "lot-size",
    "type-1": "technical",
    "comment-1": "Lots are too large.",
    "proposal-1": "20 tonnes",
}


@pytest.fixture
def officer(app: Flask, clean: None) -> Any:
    world.consultation(app)
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def entries(app: Flask) -> list[Entry]:
    with app.app_context():
        return list(db.session.execute(select(Entry).order_by(Entry.id)).scalars())


def files(app: Flask) -> list[Attachment]:
    with app.app_context():
        return list(db.session.execute(select(Attachment).order_by(Attachment.id)).scalars())


def test_what_came_on_paper_is_entered_in_several_sittings_and_submitted_once(
    app: Flask, officer: Any, work: Callable[[], None]
) -> None:
    assert "/entries" in officer.get(AT).text
    with app.app_context():
        received = (clock.now() - timedelta(hours=30)).astimezone(ZoneInfo(world.load(world.SLUG).timezone))
    when = {"received_day": received.date().isoformat(), "received_time": received.strftime("%H:%M")}
    paper = making.pdf()
    scan = {"file": (BytesIO(paper), "scan of the paper.pdf"), "description": "The paper"}
    begun = officer.press(ENTRIES, channel="letter", **when, **WHO, **FIRST, **scan, verb="file")
    assert begun.location.endswith("#files")
    at = begun.location.partition("#")[0]
    shown = officer.get(at).text
    assert "scan of the paper.pdf" in shown
    assert "Growers of Kisumu" in shown
    assert "20 tonnes" in shown
    more = officer.press(at, _form=at, verb="more")
    assert more.location.endswith("#comment-2")
    second = {"type-2": "general", "comment-2": "Reports come"}
    assert officer.press(at, _form=at, verb="later", **second).location.endswith("/entries")
    listed = page(officer.get(ENTRIES))
    assert "1 entry is not submitted" in listed
    assert "Growers of Kisumu" in listed
    assert "Reports come" in officer.get(at).text
    wrong = officer.press(
        at, _form=at, verb="submit", received_day="2099-01-01", **{"comment-2": "Reports come late."}
    )
    assert wrong.status_code == 422
    assert "The date of receipt is in the future." in page(wrong)
    assert "Reports come late." in wrong.text
    assert len(entries(app)) == 1

    work()
    done = officer.press(at, _form=at, verb="submit", **when)
    assert done.status_code == 303, page(done)
    work()
    told = page(officer.get(done.location))
    assert "Submitted as" in told
    assert "Kept for your organisation, not published." in told
    assert "Post" in told
    assert all(words in told for words in ("Lots are too large.", "20 tonnes", "Reports come late."))
    assert officer.post(at, data={"verb": "submit"}).status_code == 422
    with app.app_context():
        made = db.session.execute(select(Submission)).scalar_one()
        assert (made.route.value, made.organisation, made.is_late) == ("staff", "Growers of Kisumu", False)
        assert abs(made.received_at - received) < timedelta(minutes=1)
        assert (made.attribution.value, made.capacity.value) == ("organisation_only", "organisation")
        said = select(Comment.block_key, Comment.type, Comment.comment, Comment.proposal).order_by(
            Comment.number
        )
        assert [tuple(map(str, row)) for row in db.session.execute(said)] == [
            ("lot-size", "technical", "Lots are too large.", "20 tonnes"),
            ("", "general", "Reports come late.", ""),
        ]
        assert db.session.execute(select(DraftSubmission)).first() is None
        event = db.session.execute(select(Event).where(Event.name == "staff_entries.submitted")).scalar_one()
        assert event.data["channel"] == "letter"
        (entry,) = entries(app)
        assert (event.actor_id, entry.written, entry.submission_id) == (entry.user_id, [], made.id)
        assert any("received your submission" in one.text for one in mail.emails_to("office@growers.example"))
    (scanned,) = files(app)
    assert (scanned.is_record, scanned.publication, scanned.state) == (
        True,
        Publication.WITHHELD,
        State.READY,
    )
    assert scanned.submission_id == made.id
    assert officer.get(f"{at}/files/{scanned.reference}").data == paper
    empty = officer.press(at, _form="/files", description="Page 2")
    assert (empty.status_code, 'value="Page 2"' in empty.text) == (422, True)
    broken = {"file": (BytesIO(b"%PDF-1.7 broken"), "page 2.pdf"), "description": "Page 2"}
    assert officer.press(at, _form="/files", **broken).status_code == 303
    work()
    assert "The file is damaged." in page(officer.get(at))
    assert (
        officer.press(at, _form="/files", file=(BytesIO(b"Page 2, typed again."), "page 2.txt")).status_code
        == 303
    )
    assert [(one.name, one.is_record, one.publication) for one in files(app)[1:]] == [
        ("page 2.pdf", True, Publication.WITHHELD), ("page 2.txt", True, Publication.WITHHELD),
    ]  # fmt: skip


def test_an_original_is_published_only_where_the_officer_attaches_it_and_a_moderator_decides(
    app: Flask, officer: Any, work: Callable[[], None]
) -> None:
    def add(name: str, data: bytes) -> dict[str, Any]:
        return {"file": (BytesIO(data), name)}

    begun = officer.press(ENTRIES, **WHO, **FIRST, **add("record.pdf", making.pdf()), verb="file")
    at = begun.location.partition("#")[0]
    officer.press(at, _form=at, **add("answers.txt", b"Our answers."), verb="file")
    refused = officer.press(at, _form=at, **add("run.exe", b"MZ"), verb="file")
    assert (refused.status_code, "Choose a PDF" in page(refused)) == (422, True)
    assert "Lots are too large." in refused.text
    assert (
        officer.press(at, _form=at, **add("broken.pdf", b"%PDF-1.7 broken"), verb="file").status_code == 303
    )
    work()
    assert [one.state for one in files(app)] == [State.READY, State.READY, State.REFUSED]
    assert "Not accepted" in page(officer.get(at))
    record, answers, _refused = files(app)
    done = officer.press(at, _form=at, verb="submit", attached=[answers.reference])
    assert done.status_code == 303, page(done)
    record, answers = files(app)[:2]
    assert [(one.is_record, one.publication.value) for one in (record, answers)] == [
        (True, "withheld"), (False, "pending"),
    ]  # fmt: skip
    with app.app_context():
        reference = db.session.execute(select(Submission.reference)).scalar_one()
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    shown = moderator.get(f"/moderation/{reference}/attachments")
    assert "It is kept for your organisation and is not published." in page(shown)
    assert shown.text.count("/publish") == 1
    token = re.findall(r'name="csrf_token" value="([^"]+)"', shown.text)[0]
    tried = moderator.post(
        f"/moderation/attachments/{record.reference}/publish", data={"csrf_token": token, "seen": ""}
    )
    assert tried.status_code in {409, 422}
    assert files(app)[0].publication is Publication.WITHHELD
    assert moderator.get(f"{at}/files/{record.reference}").status_code == 403


def test_two_presses_of_a_new_entry_enter_it_once_and_the_rule_on_the_deadline_holds(
    app: Flask, clean: None
) -> None:
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    fresh = client.get(ENTRIES).text
    key = re.findall(r'name="key"[^>]*value="([^"]+)"', fresh)[0]
    with clock.at(closes_at + timedelta(days=1)):
        cast.sign_in(client, world.OFFICER)
        late = client.press(ENTRIES, **WHO, **FIRST, key=key, verb="submit")
        assert (late.status_code, "does not accept late comments" in page(late)) == (409, True)
        assert "Lots are too large." in late.text
        received = (closes_at - timedelta(hours=3)).astimezone(UTC)
        when = {"received_day": received.date().isoformat(), "received_time": received.strftime("%H:%M")}
        seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', late.text)[0]
        first = client.press(ENTRIES, **WHO, **FIRST, **when, key=key, seen=seen, verb="submit")
        second = client.press(ENTRIES, **WHO, **FIRST, **when, key=key, seen=seen, verb="submit")
        assert (first.status_code, first.location) == (second.status_code, second.location)
        assert "Nothing was submitted twice." in page(client.get(second.location))
    with app.app_context():
        (made,) = db.session.execute(select(Submission)).scalars()
        assert not made.is_late


@pytest.mark.parametrize("number", [None, "", "x", "0", ["1", "3"]])
def test_no_comment_is_dropped_where_the_form_does_not_say_how_many_it_has(
    app: Flask, officer: Any, number: Any
) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    officer.press(at, _form=at, **{"comment-2": "Reports come late.", "type-2": "general"}, verb="more")
    third = {"comment-3": "Labels fade.", "type-3": "general"}
    sent = officer.form(at, _form=at) | third | {"number": number}
    if number is None:
        del sent["number"]
    assert officer.post(f"{at}/typed", data=sent).get_json()["saved"]
    assert entries(app)[0].typed["comment-3"] == ["Labels fade."]
    again = officer.form(at, _form=at) | {"number": sent.get("number", ""), "verb": "submit"}
    assert officer.post(at, data=again).status_code == 303
    with app.app_context():
        found = db.session.execute(select(Comment.comment).order_by(Comment.number)).scalars().all()
    assert found == ["Lots are too large.", "Reports come late.", "Labels fade."]


def test_two_officers_with_one_entry_do_not_overwrite_each_other(app: Flask, officer: Any) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    theirs = other.form(at, _form=at)
    assert officer.press(at, _form=at, **{"comment-2": "Typed first."}, verb="more").status_code == 303
    assert officer.press(at, _form=at, **{"comment-3": "A third."}, verb="later").status_code == 303
    mine = theirs | {
        "comment-1": "Typed later.",
        "file": (BytesIO(making.pdf()), "scan.pdf"),
        "verb": "submit",
    }
    told = other.post(at, data=mine)
    assert (told.status_code, "This entry has changed since you opened the page." in told.text) == (409, True)
    assert (
        "Typed first." in page(told) and "Lots are too large." in page(told) and "Typed later." in told.text
    )
    assert "A third.</textarea>" in told.text
    assert [one.name for one in files(app)] == ["scan.pdf"]
    (kept,) = entries(app)
    assert (kept.typed["comment-1"], kept.typed["comment-2"]) == (["Lots are too large."], ["Typed first."])
    again = pages.fields(html.fromstring(told.data), at) | {"verb": "later"}
    assert [other.post(at, data=again).status_code for _press in range(2)] == [303, 303]
    typed = entries(app)[0].typed
    assert (typed["comment-1"], typed["comment-3"]) == (["Typed later."], ["A third."])
    assert other.post(at, data=again | {"seen": "", "comment-1": "x"}).status_code == 409


def test_what_a_second_officer_typed_comes_back_where_the_first_has_submitted_meanwhile(
    app: Flask, officer: Any
) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    same, theirs = other.form(at, _form=at) | {"verb": "submit"}, other.form(at, _form=at)
    done = officer.press(at, _form=at, verb="submit")
    assert done.status_code == 303, page(done)
    repeated = other.post(at, data=same)
    assert (repeated.status_code, repeated.location) == (303, at)
    assert "Nothing was submitted twice." in page(other.get(at))
    changes: list[dict[str, Any]] = [
        {"comment-2": "Typed on page two."},
        {"name": "Another Person"},
        {"file": (BytesIO(making.pdf()), "page-two.pdf")},
    ]
    for change in changes:
        told = other.post(at, data=theirs | change | {"verb": "submit"})
        assert (told.status_code, "What you typed on this page was not added." in page(told)) == (409, True)
        words = next(iter(change.values()))
        assert not isinstance(words, str) or words in told.text
    with app.app_context():
        assert len(db.session.execute(select(Comment)).scalars().all()) == 1


def test_what_a_second_officer_saves_while_the_first_submits_is_not_lost(
    app: Flask, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    assert officer.press(at, _form=at, verb="later").status_code == 303
    theirs = other.form(at, _form=at) | {"comment-2": "Saved meanwhile.", "verb": "later"}
    answers = []
    said = EntryForm.said

    def with_a_press_meanwhile(form: EntryForm) -> Any:
        if not answers:
            answers.append(other.post(at, data=theirs))
        return said(form)

    monkeypatch.setattr(EntryForm, "said", with_a_press_meanwhile)
    told = officer.press(at, _form=at, verb="submit")
    assert (answers[0].status_code, told.status_code) == (303, 409)
    assert "Saved meanwhile." in told.text
    with app.app_context():
        assert db.session.execute(select(Comment)).scalars().all() == []
    second = {"type-2": "general", "comment-2": "Saved meanwhile."}
    again = pages.fields(html.fromstring(told.data), at) | second | {"verb": "submit"}
    assert officer.post(at, data=again).status_code == 303
    with app.app_context():
        found = db.session.execute(select(Comment).order_by(Comment.number)).scalars()
        assert [one.comment for one in found] == ["Lots are too large.", "Saved meanwhile."]


def test_what_a_second_officer_typed_comes_back_where_the_first_has_deleted_the_entry_or_a_file(
    app: Flask, officer: Any
) -> None:
    scan = {"file": (BytesIO(making.pdf()), "scan.pdf")}
    at = officer.press(ENTRIES, **WHO, **FIRST, **scan, verb="file").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    deletion = other.form(at, _form="/deletion")
    (file,) = files(app)
    remove = {one: one.form(at, _form=at) | {"verb": f"remove {file.reference}"} for one in (officer, other)}
    for one, told in ((officer, "File removed."), (other, "This file was removed before.")):
        answer = one.post(at, data=remove[one], follow_redirects=True)
        assert (answer.status_code, told in page(answer)) == (200, True)
    assert files(app) == []
    theirs = other.form(at, _form=at)
    assert officer.press(at, _form="/deletion").status_code == 303
    for verb in ("later", "more", "file", "submit", f"remove {file.reference}"):
        told = other.post(at, data=theirs | {"comment-1": "Typed late.", "verb": verb})
        assert (told.status_code, "Typed late.</textarea>" in told.text) == (409, True), verb
        assert "This entry was discarded meanwhile. Your text is kept for you alone" in page(told)
    assert "Entry discarded." in page(other.post(f"{at}/deletion", data=deletion, follow_redirects=True))
    assert (other.get(at).status_code, entries(app)) == (404, [])


def test_an_entry_is_discarded_only_as_the_page_shows_it(app: Flask, officer: Any) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    old = other.form(at, _form="/deletion")
    saved = officer.press(
        at, _form=at, **{"type-2": "general", "comment-2": "Saved meanwhile."}, verb="later"
    )
    assert saved.status_code == 303
    told = other.post(f"{at}/deletion", data=old)
    assert (told.status_code, "Other words were saved in this entry" in page(told)) == (409, True)
    assert "Saved meanwhile.</textarea>" in told.text
    again = pages.fields(html.fromstring(told.data), "/deletion")
    for mark in ("seen", "page"):
        unmarked = other.post(f"{at}/deletion", data={key: one for key, one in again.items() if key != mark})
        assert (unmarked.status_code, "does not say which version" in page(unmarked)) == (409, True)
    assert [one.typed["comment-2"] for one in entries(app)] == [["Saved meanwhile."]]
    assert other.post(f"{at}/deletion", data=again).status_code == 303
    assert entries(app) == []


def test_an_entry_is_discarded_with_what_its_own_page_has_kept(app: Flask, officer: Any) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    opened = officer.get(at)
    mine, theirs = (pages.fields(html.fromstring(one.data), at) for one in (opened, officer.get(at)))
    deletion = pages.fields(html.fromstring(opened.data), "/deletion")
    assert officer.post(f"{at}/typed", data=mine | {"comment-1": "Typed on."}).status_code == 200
    assert officer.post(f"{at}/typed", data=theirs | {"comment-1": "In another window."}).status_code == 202
    assert officer.post(f"{at}/deletion", data=deletion).status_code == 303
    assert entries(app) == []


@pytest.mark.parametrize("is_questionnaire", [False, True])
def test_answers_are_entered_as_respondents_give_them_and_any_question_may_stay_open(
    app: Flask, clean: None, is_questionnaire: bool
) -> None:
    questionnaires.asking(app, is_questionnaire=is_questionnaire)
    names = questionnaires.names(app)
    entered = "/consultations/sampling-water/entries"
    officer, other = app.test_client(), second(app)
    cast.sign_in(officer, world.OFFICER)
    assert ("Proposed wording" in officer.get(entered).text) is not is_questionnaire
    typed = {names["number"]: "many", names["single"]: "other", f"{names['single']}.text": "the fire brigade"}
    # nothing asks this question yet, and its limit is five words: what is on the paper is filed all the same
    typed |= {f"{names['text']}.text": "because of winter and of all its ice"}
    wrong = officer.press(entered, **WHO, **typed, channel="letter", verb="submit")
    assert (wrong.status_code, "Enter a number" in page(wrong)) == (422, True), page(wrong)
    assert 'value="many"' in wrong.text and "the fire brigade" in wrong.text, "what was typed is kept"
    at = f"{entered}/{entries(app)[0].reference}"
    window = other.form(at, _form=at)
    assert officer.press(at, _form=at, verb="later", **{names["number"]: "4"}).status_code == 303
    beside = other.post(at, data=window | {names["number"]: "6", "verb": "later"})
    assert (beside.status_code, "4 minutes" in page(beside), 'value="6"' in beside.text) == (409, True, True)
    now = clock.now() + timedelta(hours=2)
    received = (now - timedelta(hours=1)).astimezone(ZoneInfo("Europe/Zurich"))
    when = {"received_day": received.date().isoformat(), "received_time": received.strftime("%H:%M")}
    with clock.at(now):
        done = officer.press(at, _form=at, verb="submit", **when)
        nothing = officer.press(entered, **WHO, **when, channel="letter", verb="submit")
    assert done.status_code == 303
    assert "4 minutes" in (told := page(officer.get(done.location))) and "the fire brigade" in told
    with app.app_context():
        (made,) = db.session.execute(select(Submission)).scalars()
        by_type = {f"q{one.question_id}": one.value for one in submitted.answers_of(made.id)}
        assert by_type == {
            names["single"]: {"chosen": ["other"]},
            names["number"]: {"number": "4"},
            names["text"]: {},
        }
        texts = submitted.texts_of_answers(made.id).values()
        assert {(one.comment, one.subject) for one in texts} == {
            ("the fire brigade", Subject.QUESTION),
            ("because of winter and of all its ice", Subject.QUESTION),
        }
    assert (nothing.status_code, "answer." in page(nothing)) == (422, True)


def test_what_does_not_fit_is_said_at_its_field_and_an_entry_can_be_deleted(app: Flask, officer: Any) -> None:
    official = WHO | {"capacity": "official_position", "country": "", "attribution": "anonymous_to_public"}
    wrong = officer.press(ENTRIES, **official, **FIRST, verb="submit")
    assert wrong.status_code == 422
    assert "Choose the country whose official position this is." in page(wrong)
    assert "An official position is always published with a name." in page(wrong)
    at = f"{ENTRIES}/{entries(app)[0].reference}"
    nobody = officer.press(
        at, _form=at, verb="submit", organisation="", name="", **{"comment-1": "", "proposal-1": ""}
    )
    assert "Enter the name of the organisation or of the person." in page(nobody)
    stale = officer.post(at, data={"csrf_token": "stale", "comment-1": "Typed", "verb": "later"})
    assert (stale.status_code, "Typed" in stale.text) == (422, True)
    assert officer.press(at, _form="/deletion").status_code == 303
    assert entries(app) == []
    assert officer.get(at).status_code == 404


def typed_in(app: Flask) -> list[str]:
    """The first comment of every entry that is not submitted."""
    return [one.typed["comment-1"][0] for one in entries(app) if one.submission_id is None]


def test_a_table_has_one_name_wherever_it_is_named(app: Flask, clean: None, client: Any) -> None:
    cells = "<table><tr><th>Seed</th></tr><tr><td>Maize</td></tr></table>"
    blocks = (
        ("scope", Kind.HEADING, 1, "1", "Scope", ""), ("named", Kind.TABLE, 0, "Table 7", "Lots", cells),
        ("plain", Kind.TABLE, 0, "", "", cells),
    )  # fmt: skip
    world.consultation(app, blocks=blocks)
    cast.sign_in(client, world.OFFICER)
    options = html.fromstring(client.get(ENTRIES).data).xpath("//select[@id='passage-1']/option")
    assert [one.text.partition(":")[0] for one in options[2:]] == ["— Table 7", "— line 2"]
    writer = app.test_client()
    begin(writer)
    for key, name in (("named", "Table 7"), ("plain", "line 2")):
        (link,) = html.fromstring(writer.get(f"{AT}/sheet/text").data).xpath(
            f"//div[@id='{key}']//a[@data-quote-link]"
        )
        assert link.text_content() == f"Comment: {name}"
        assert f"Your comment on 1 Scope, {name}" in page(writer.get(str(link.get("href"))))


def test_no_type_is_chosen_before_the_officer_chooses_one(app: Flask, officer: Any) -> None:
    untyped = {name: words for name, words in FIRST.items() if name != "type-1"}
    told = officer.press(ENTRIES, **WHO, **untyped, verb="submit")
    assert (told.status_code, "Choose the comment type." in page(told)) == (422, True)
    assert "Lots are too large." in told.text
    assert [one.submission_id for one in entries(app)] == [None]
    at = f"{ENTRIES}/{entries(app)[0].reference}"
    assert officer.press(at, _form=at, **{"type-1": "editorial"}, verb="submit").status_code == 303
    with app.app_context():
        assert db.session.execute(select(Comment.type)).scalar_one().value == "editorial"


def test_what_an_officer_types_is_kept_without_a_button_and_nothing_is_submitted(
    app: Flask, officer: Any
) -> None:
    form = officer.form(ENTRIES) | FIRST | {"organisation": "Growers of Kisumu"}
    kept_at = f"{ENTRIES}/{form['key']}/typed"
    kept = officer.post(f"{kept_at}?new=1", data=form)
    at = f"{ENTRIES}/{form['key']}"
    assert (kept.status_code, kept.json) == (200, {"saved": True, "complete": False, "at": at})
    assert officer.post(kept_at, data=form | {"comment-1": "Lots are much"}).status_code == 200
    assert officer.post(kept_at, data=form | {"comment-1": "Lots are much too large."}).status_code == 200
    assert typed_in(app) == ["Lots are much too large."]
    opened = officer.get(at).text
    assert "Lots are much too large.</textarea>" in opened
    assert "Growers of Kisumu" in page(officer.get(ENTRIES))
    with app.app_context():
        assert db.session.execute(select(Submission)).first() is None
    # the same page goes on with a button, without having been loaded again
    later = officer.post(ENTRIES, data=form | {"comment-1": "Lots are too big.", "verb": "later"})
    assert (later.status_code, typed_in(app)) == (303, ["Lots are too big."])
    late = officer.post(
        kept_at, data=form | {"comment-1": "Lots are too"}
    )  # sent before the button, and slower
    assert (late.status_code, late.json) == (409, {"saved": False, "changed": True})
    assert typed_in(app) == ["Lots are too big."]


def test_what_two_officers_type_into_one_entry_is_not_overwritten_unseen(app: Flask, officer: Any) -> None:
    at = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    other = app.test_client()
    cast.sign_in(other, world.OFFICER)
    mine, theirs = officer.form(at, _form=at), other.form(at, _form=at)
    assert officer.post(f"{at}/typed", data=mine | {"comment-1": "Typed first."}).status_code == 200
    told = other.post(f"{at}/typed", data=theirs | {"comment-1": "Typed later."})
    assert (told.status_code, told.json) == (202, {"saved": False, "beside": True})
    assert officer.post(f"{at}/typed", data=mine | {"comment-1": "Typed on."}).status_code == 200
    both = other.post(at, data=theirs | {"comment-1": "Typed later.", "verb": "later"})
    assert (both.status_code, "Typed on." in page(both), "Typed later." in both.text) == (409, True, True)
    again = pages.fields(html.fromstring(both.data), at) | {"verb": "later"}
    assert (other.post(at, data=again).status_code, typed_in(app)) == (303, ["Typed later."])
    told = officer.post(f"{at}/typed", data=mine | {"comment-1": "Typed on and on."})
    assert (told.status_code, typed_in(app)) == (202, ["Typed later."])  # kept beside: it is another window
    assert "Typed on and on." in officer.get(at).text


def test_no_entry_is_made_of_what_is_typed_after_its_end_or_without_the_token(
    app: Flask, officer: Any
) -> None:
    kept_for_me = (202, {"saved": False, "beside": True})
    form = officer.form(ENTRIES) | WHO | FIRST
    kept_at = f"{ENTRIES}/{form['key']}/typed"
    assert officer.post(kept_at, data=form | {"key": "of another page"}).status_code == 422
    assert officer.post(f"{kept_at}?new=1", data=form | {"csrf_token": "x"}).status_code == 422
    assert officer.post(f"{kept_at}?new=1", data=form | {"key": "short"}).status_code == 422
    assert app.test_client().post(f"{kept_at}?new=1", data=form).status_code != 200
    assert entries(app) == []
    assert officer.post(ENTRIES, data=form | {"verb": "submit"}).status_code == 303
    late = officer.post(f"{kept_at}?new=1", data=form | {"comment-1": "Typed late."})
    assert (late.status_code, late.json) == (409, {"saved": False, "changed": True})  # sent before the button
    gone = officer.press(ENTRIES, **WHO, **FIRST, verb="more").location.partition("#")[0]
    again = officer.form(gone, _form=gone)
    officer.press(gone, _form="/deletion")
    late = officer.post(f"{gone}/typed", data=again)
    assert (late.status_code, late.json) == kept_for_me
    assert "data-autosave" not in officer.post(gone, data=again | {"verb": "later"}).text


def test_an_entry_is_there_again_after_the_browser_was_killed(
    app: Flask, officer: Any, served: str, chromium: Any
) -> None:
    browser = chromium.new_context(base_url=served)
    window = browser.new_page()
    cast.sign_in_page(window, world.OFFICER)
    window.wait_for_url(lambda address: "/sign-in" not in address)
    window.goto(ENTRIES)
    window.clock.install()
    window.fill("#organisation", "Growers of Kisumu")
    window.fill("#comment-1", "Lots are too large.")
    window.clock.run_for(10_500)
    window.locator("[data-autosave-status]:has-text('Kept')").wait_for()
    assert re.fullmatch(r".*/entries/[\w-]+", window.url)
    window.fill("#comment-1", "Lots are too large for small stores.")
    with window.expect_response("**/typed") as answer:
        window.clock.run_for(10_500)
    assert answer.value.ok
    at = window.url
    browser.close()  # without a word to the page
    browser = chromium.new_context(base_url=served)
    window = browser.new_page()
    cast.sign_in_page(window, world.OFFICER)
    window.wait_for_url(lambda address: "/sign-in" not in address)
    window.goto(ENTRIES)
    window.get_by_role("link", name="Growers of Kisumu").click()
    window.wait_for_url(at)
    assert window.locator("#comment-1").input_value() == "Lots are too large for small stores."
    window.select_option("#type-1", "technical")
    window.get_by_role("button", name="Save and continue later").click()
    window.wait_for_url("**/entries")
    browser.close()
    assert [one.typed["type-1"] for one in entries(app)] == [["technical"]]


def test_a_letter_is_divided_by_the_clauses_that_its_lines_name(app: Flask, officer: Any) -> None:
    said = {**WHO, "type-1": "technical", "proposal-1": "20 tonnes"}
    text = "We thank you.\n\n2.1: Lots are too large.\n\nClause 3 – Who reads these?\nClause 99: Missing."
    begun = officer.press(ENTRIES, verb="more", **said, **{"comment-1": text, "passage-1": ""})
    at = begun.location.partition("#")[0]
    officer.press(at, _form=at, verb="more", **{"type-2": "general", "comment-2": "See clause 3."})
    shown = page(officer.get(at))
    assert "Divide into 4 comments by the clauses it names" in shown
    assert "so the comment is on the whole draft: <bdi>Clause 99</bdi>." in shown
    before = officer.form(at, _form=at)
    pressed = officer.press(at, _form=at, verb="divide 1")
    assert pressed.location.endswith("#comment-1")
    told = page(officer.get(at))
    assert "Divided into 4 comments. Check the passage of each." in told and "Divide into" not in told
    now = officer.form(at, _form=at)
    assert [(now[f"passage-{one}"], now[f"type-{one}"], now[f"comment-{one}"]) for one in range(1, 6)] == [
        ("", "technical", "We thank you."), (now["passage-2"], "technical", "2.1: Lots are too large."),
        (now["passage-3"], "technical", "Clause 3 – Who reads these?"), ("", "technical", "Clause 99: Missing."),
        ("", "general", "See clause 3."),
    ]  # fmt: skip
    assert now["passage-2"] and now["passage-3"] and now["passage-2"] != now["passage-3"]
    assert [now[f"proposal-{one}"] for one in range(1, 6)] == ["20 tonnes", "", "", "", ""]
    assert {name: now[name] for name in WHO} == {name: before[name] for name in WHO}
    officer.press(at, _form=at, verb="place 5")
    assert officer.form(at, _form=at)["passage-5"] == now["passage-3"]
    for verb in ("divide 1", "divide 99", "place 1", "place x", "divide"):
        assert officer.press(at, _form=at, verb=verb).status_code in {303, 422}
    assert officer.form(at, _form=at)["comment-4"] == "Clause 99: Missing."


def test_a_letter_is_not_submitted_before_its_clauses_were_shown(app: Flask, officer: Any) -> None:
    said = {**WHO, "type-1": "technical", "comment-1": "We find clause 2.1 too strict.", "passage-1": ""}
    first = officer.press(ENTRIES, verb="submit", **said)
    shown = page(first)
    assert first.status_code == 422
    assert "The text of comment 1 names clauses of the draft." in shown and "Choose this passage" in shown
    (entry,) = entries(app)
    at = f"{ENTRIES}/{entry.reference}"
    forged = officer.form(at, _form=at) | {"verb": "submit", "names_shown": "1:other/1"}
    assert officer.post(at, data=forged).status_code == 422
    again = pages.fields(html.fromstring(first.data), entry.reference) | {"verb": "submit"}
    assert "Submitted as" in page(officer.post(at, data=again, follow_redirects=True))


def test_a_text_is_not_divided_into_more_comments_than_an_entry_has(app: Flask, officer: Any) -> None:
    text = "\n".join(f"Clause {2 + one % 2}: words {one}." for one in range(31))
    begun = officer.press(ENTRIES, verb="more", **WHO, **{"comment-1": text})
    at = begun.location.partition("#")[0]
    assert "Divide into" not in page(officer.get(at))
    officer.press(at, _form=at, verb="divide 1")
    assert officer.form(at, _form=at)["comment-1"] == text
