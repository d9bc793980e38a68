"""What is typed after submitting, as an addition or an amendment, is kept and changes nothing before it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts import queries as people
from consult.consultations.models import Consultation
from consult.core import account_data, clock
from consult.core.database import db
from consult.core.events import Event
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.actions import AlreadySubmitted
from consult.draft_submissions.models import DraftComment, UnfinishedComment
from consult.submissions import actions, queries
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentVersion, Submission, Tally
from tests import cast, world
from tests.draft_submissions.walking import AT, PLACE, WHOLE, WORDS, begin, page, said, send
from tests.pages import fields
from tests.racing import pressed_twice

INCOMPLETE: dict[str, dict[str, str]] = {
    "complete": {"type": "technical", "comment": "Lots of 20 000 are too large."},
    "no comment": {"comment": "", "rationale": "Stores hold 20 tonnes."},
    "too long": {"type": "technical", "comment": "Too large. " * 2000},
    "words that are not there": {"type": "technical", "comment": "Too large.", "quote": "no such words"},
}
"""What someone may have typed when they leave the page."""


@pytest.fixture
def base(app: Flask, client: Any, slug: str) -> str:
    """The address of a submission of one comment on a place."""
    begin(client)
    client.press(PLACE, **WORDS)
    return f"/submissions/{send(client)}"


def kept(app: Flask) -> list[str]:
    """What is kept and not sent, of each its comment."""
    with app.app_context():
        words = select(UnfinishedComment.words["comment"].astext).order_by(UnfinishedComment.id)
        return list(db.session.execute(words).scalars())


def record(app: Flask) -> list[Any]:
    """All that is stored of what was filed: submissions, comments, editions, counts, events."""
    with app.app_context():
        models = (Submission, Comment, CommentVersion, Tally, Event, Consultation)
        tables = [model.__table__ for model in models]
        return [sorted(map(repr, db.session.execute(select(table)).all())) for table in tables]


def paths(base: str) -> list[str]:
    return [
        f"{base}/comments/1/amendment",
        f"{base}/comments/new?general=1",
        f"{base}/comments/new?block=lot-size-2",
        f"{base}/comments/new?question=2",
    ]


def keeping(path: str) -> str:
    """Where the page at `path` keeps what is typed."""
    at, mark, query = path.partition("?")
    return f"{at}/typed{mark}{query}"


def saving(path: str) -> str:
    """The same for the small script."""
    return f"{keeping(path)}{'&' if '?' in path else '?'}autosave=1"


def leave(client: Any, path: str, **words: str) -> Any:
    """Type into the page at `path`, and press the button that keeps it."""
    page = html.fromstring(client.get(path).get_data())
    [button] = [one for one in page.iter("button") if one.get("value") == "back"]
    assert (button.get("formaction"), button.get("name")) == (keeping(path), "verb")
    return client.post(keeping(path), data=fields(page) | words | {"verb": "back"})


def typed_on(client: Any, path: str, names: Any) -> dict[str, str]:
    form = client.form(path)
    return {name: form.get(name, "").strip() for name in names}


@pytest.mark.parametrize("words", INCOMPLETE.values(), ids=INCOMPLETE)
def test_what_is_typed_is_kept_opened_again_and_changes_nothing(
    app: Flask, client: Any, base: str, words: dict[str, str]
) -> None:
    before = record(app)
    for path in paths(base):
        form = client.form(path)
        answer = client.post(saving(path), data=form | words)
        assert (answer.status_code, answer.json) == (200, {"saved": True, "complete": False})
        asked = [name for name in words if name in form]  # an answer to a question has fewer fields
        assert typed_on(client, path, asked) == {name: words[name].strip() for name in asked}
    assert (len(kept(app)), record(app)) == (4, before)
    assert "Not submitted" in page(client.get(f"{base}/status"))


def test_every_button_but_the_one_that_sends_keeps_it_without_javascript(
    app: Flask, client: Any, base: str
) -> None:
    before = record(app)
    for path in paths(base):
        words = INCOMPLETE["complete"] | {"comment": "Typed before going back."}
        assert leave(client, path, **words).location == f"{base}/status"
        assert typed_on(client, path, words) == words
        words |= {"comment": "Typed before looking at the change."}
        assert client.press(path, verb="preview", **words).status_code == 200
        assert typed_on(client, path, words) == words
    assert (len(kept(app)), record(app)) == (4, before)


def test_a_press_that_is_refused_keeps_it_too(app: Flask, client: Any, base: str) -> None:
    path = f"{base}/comments/1/amendment"
    assert client.press(path, comment="", proposal="", rationale="Other reasons.").status_code == 422
    assert typed_on(client, path, ["comment", "rationale"]) == {"comment": "", "rationale": "Other reasons."}


def test_a_page_on_which_nothing_was_typed_leaves_nothing_behind(app: Flask, client: Any, base: str) -> None:
    for path in paths(base):
        assert leave(client, path).status_code == 303
        assert client.post(saving(path), data=client.form(path)).status_code == 200
    assert kept(app) == []
    assert "Not submitted" not in page(client.get(f"{base}/status"))


def test_what_was_typed_and_taken_out_again_is_gone(app: Flask, client: Any, base: str) -> None:
    for path, first in zip(paths(base), [WORDS["comment"], "", "", ""], strict=True):
        leave(client, path, comment="First words.")
        leave(client, path, comment=first)
    assert kept(app) == []


def test_sending_it_files_it_and_what_was_kept_is_gone(app: Flask, client: Any, base: str) -> None:
    for path in paths(base):
        words = INCOMPLETE["complete"] | {"comment": f"Typed at {path}."}
        client.post(saving(path), data=client.form(path) | words)
        assert client.press(path).location == f"{base}/status"
        assert kept(app) == []
    status = page(client.get(f"{base}/status"))
    assert [f"Typed at {path}." in status for path in paths(base)] == [True] * 4
    assert "Not submitted" not in status


def test_the_same_page_goes_on_being_saved_and_sent(app: Flask, client: Any, base: str) -> None:
    path = f"{base}/comments/1/amendment"
    form = client.form(path)
    for words in ("20", "20 000", "20 000 is enough."):
        assert client.post(saving(path), data=form | {"comment": words}).status_code == 200
    assert kept(app) == ["20 000 is enough."]
    for words in ("20 000 is enough.", "20 000 is enough.", "10 000 is enough."):  # twice, then gone back
        assert client.post(path, data=form | {"comment": words}).status_code == 303
    with app.app_context():
        one = queries.comment(base.rpartition("/")[2], 1)
        assert (one.comment, one.edition) == ("10 000 is enough.", 3)
    assert kept(app) == []


def test_the_status_names_the_place_and_leads_on_and_discards(app: Flask, client: Any, base: str) -> None:
    for path in paths(base):
        leave(client, path, comment=f"Typed at {path}.")
    status = client.get(f"{base}/status")
    [listed] = html.fromstring(status.get_data()).find_class("unfinished")
    assert [item.findtext(".//strong") is not None for item in listed.iter("li")] == [True] * 4
    kinds = [" ".join(meta.text_content().split()) for meta in listed.find_class("meta")]
    assert kinds == ["Change to comment 1", *["New comment"] * 3]
    ways = [link.get("href") for link in listed.iter("a")]
    assert [typed_on(client, way, ["comment"])["comment"] for way in ways] == [
        f"Typed at {path}." for path in paths(base)
    ]
    buttons = [form.get("action") for form in listed.iter("form")]
    removed = client.press(f"{base}/status", _form=buttons[0].removeprefix(base))
    assert removed.location == f"{base}/status"
    assert "Text removed. Your submission has not changed." in page(client.get(removed.location))
    assert kept(app) == [f"Typed at {path}." for path in paths(base)[1:]]


def test_no_one_else_discards_it_or_reads_it(app: Flask, client: Any, base: str) -> None:
    secret = "Nobody else reads this."
    with app.app_context():
        reference = base.rpartition("/")[2]
        one = queries.comment(reference, 1)
        actions.publish(one, state=Moderation.PUBLISHED, hidden={})
    for path in paths(base):
        leave(client, path, comment=secret)
    with app.app_context():
        identifier = db.session.execute(select(func.min(UnfinishedComment.id))).scalar_one()
    stranger: Any = app.test_client()
    assert stranger.post(f"{base}/unfinished/{identifier}/removal", data={}).status_code == 403
    cast.sign_in(stranger, world.MODERATOR)
    read = [
        stranger.get(path).get_data(as_text=True)
        for path in (
            f"/moderation/{reference}/1",
            f"/moderation/{reference}",
            f"{AT}/comments",
            f"{AT}/comments.csv",
            base,
            f"{base}/status",
        )
    ]
    assert [secret in text for text in read] == [False] * len(read)
    assert reference in read[0]
    assert WORDS["comment"] in read[2]
    assert len(kept(app)) == 4


def test_after_the_closing_it_can_be_read_with_the_word_that_it_was_not_sent(
    app: Flask, client: Any, strict: Any
) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    base = f"/submissions/{send(client)}"
    path = f"{base}/comments/1/amendment"
    late = client.form(path) | {"comment": "Typed while it closed."}
    leave(client, f"{base}/comments/new?general=1", comment="Half a thought.")
    with clock.at(strict + timedelta(hours=1)):
        assert client.post(saving(path), data=late).status_code == 200
        answer = client.post(path, data=late)
        assert (answer.status_code, "Typed while it closed." in page(answer)) == (409, True)
        status = page(client.get(f"{base}/status"))
        assert ("Half a thought." in status, "Typed while it closed." in status) == (True, True)
        assert "and did not submit it" in status
        assert "Continue" not in status
        assert "-- Not submitted: Whole draft" in page(client.get(f"{base}/copy"))
        assert client.press(f"{base}/status", _form="/removal").status_code == 303
    assert len(kept(app)) == 1


def test_it_is_deleted_with_drafts_that_were_never_sent(app: Flask, client: Any, strict: Any) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    base = f"/submissions/{send(client)}"
    leave(client, f"{base}/comments/new?general=1", comment="Half a thought.")
    for days, left in ((6, ["Half a thought."]), (8, [])):
        with clock.at(strict + timedelta(days=days)), app.app_context():
            drafting.forget_unsent()
        assert kept(app) == left
    assert "First." in page(client.get(f"{base}/status"))


def test_withdrawing_leaves_it_to_be_read_and_nothing_more_is_kept(
    app: Flask, client: Any, base: str
) -> None:
    path = f"{base}/comments/1/amendment"
    form = client.form(path) | {"comment": "Half a thought."}
    client.post(saving(path), data=form)
    client.press(f"{base}/withdrawal", confirm="y")
    status = page(client.get(f"{base}/status"))
    assert ("Half a thought." in status, "and did not submit it" in status) == (True, True)
    assert client.post(saving(path), data=form | {"comment": "More."}).status_code == 409
    answer = client.post(path, data=form | {"comment": "More."})
    assert (answer.status_code, "More." in page(answer)) == (409, True)
    assert kept(app) == ["Half a thought."]


def test_an_account_is_handed_it_and_takes_it_along_when_it_is_deleted(
    app: Flask, client: Any, slug: str
) -> None:
    email = "wanjiru@growers.example"
    cast.person(app, email)
    cast.sign_in(client, email)
    begin(client)
    client.press(WHOLE, comment="First.")
    base = f"/submissions/{send(client)}"
    leave(client, f"{base}/comments/1/amendment", comment="Half a thought.")
    with app.app_context():
        user = people.by_email(email)
        [sent] = account_data.personal_data(user)["draft_submissions"]["not_sent"]
        [typed] = sent["comments"]
        assert (typed["changes"], typed["words"]["comment"]) == (1, "Half a thought.")
        drafting.forget_account(user, True)
    assert kept(app) == []


def test_what_is_typed_into_a_draft_that_another_window_sends_is_kept(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(WHOLE, comment="First.")
    new, change = client.form(PLACE), client.form(f"{AT}/sheet/comments/1")
    base = f"/submissions/{send(client)}"
    before = record(app)
    words = {"comment": "Typed on an older page.", "type": "technical"}
    assert client.post(f"{PLACE}&autosave=1", data=new | words).status_code == 200
    assert client.post(f"{AT}/sheet/comments/1?autosave=1", data=change | words).status_code == 200
    assert (kept(app), record(app)) == (["Typed on an older page."] * 2, before)
    answer = client.post(PLACE, data=new | words)
    assert (answer.status_code, "was submitted after you opened this page" in page(answer)) == (409, True)
    form = html.fromstring(answer.get_data())
    onward = next(
        one.get("action") for one in form.iter("form") if "/comments/new" in (one.get("action") or "")
    )
    assert client.post(onward, data=fields(form)).location == f"{base}/status"
    assert len(kept(app)) == 1


def test_nothing_is_amended_by_a_page_of_the_draft_that_saves_while_it_is_sent(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    with app.app_context():
        [one] = db.session.execute(select(DraftComment).options(joinedload(DraftComment.draft))).scalars()
        db.session.expunge_all()
    reference = send(client)
    with app.app_context():
        words = {**WORDS, "type": one.type, "comment": "Typed."}
        db.session.add(one.draft)
        with pytest.raises(AlreadySubmitted) as done:
            drafting.change_comment(one, quote="", key="a" * 20, **words)
        assert done.value.submission.reference == reference
    assert said(app, reference) == [WORDS["comment"]]


def test_one_sends_while_the_other_saves_what_is_typed(app: Flask, client: Any, base: str) -> None:
    reference = base.rpartition("/")[2]

    def words() -> dict[str, Any]:
        return {**WORDS, "quote": "", "type": queries.comment(reference, 1).type}

    def amend() -> str:
        one = queries.comment(reference, 1)
        said = words() | {"comment": "Sent."}
        actions.change_comment(one, **said, key="a" * 20, seen=queries.said_mark(one))
        return "sent"

    def keep() -> str:
        one = queries.comment(reference, 1)
        drafting.keep_unfinished(
            one.submission, key="b" * 20, subject=one.subject, block_key=one.block_key, changes=one,
            comment_mark="0" * 32, words={"type": "technical", "comment": "Typed.", "quote": ""},
        )  # fmt: skip
        return "kept"

    assert pressed_twice(app, amend, keep) == ["sent", "kept"]
    with app.app_context():
        assert queries.comment(reference, 1).comment == "Sent."
    assert kept(app) == ["Typed."]
