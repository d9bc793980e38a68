"""A comment is kept while it is typed, whatever is still missing, and is opened again where it was begun."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.consultations import queries as consulted
from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.draft_submissions import actions as drafting
from consult.draft_submissions import queries as drafted
from consult.draft_submissions.models import DraftComment, DraftSubmission, UnfinishedComment
from consult.submissions import actions, queries
from consult.submissions.models import Subject
from tests import world
from tests.draft_submissions.walking import ME, PLACE, SHEET, WHOLE, WORDS, begin, discard, page, said, send
from tests.racing import pressed_twice

OTHER_PLACE = f"{SHEET}/comments/new?block=lot-size-2"
LEAVING = ("before", "after", "back")
INCOMPLETE: dict[str, dict[str, str]] = {
    "no kind": {"comment": "Lots of 30 tonnes are too large."},
    "no comment": {"type": "technical", "rationale": "Stores hold 25 tonnes."},
    "a proposal alone": {"proposal": "A lot shall not exceed 25 000 kilograms of seed."},
    "too long": {"type": "technical", "comment": "Too large. " * 2000},
    "words that are not there": {"type": "technical", "comment": "Too large.", "quote": "no such words"},
}
"""What someone may have typed of a comment when they leave its page."""


def kept(app: Flask) -> list[dict[str, str]]:
    """What is kept and not complete."""
    with app.app_context():
        return list(
            db.session.execute(select(UnfinishedComment.words).order_by(UnfinishedComment.id)).scalars()
        )


def count_of_comments(app: Flask) -> int:
    with app.app_context():
        return int(db.session.execute(select(func.count()).select_from(DraftComment)).scalar_one())


def typed_on(client: Any, path: str) -> dict[str, Any]:
    """The words in the form of a page."""
    form = client.form(path)
    return {name: form.get(name, "") for name in ("type", "comment", "proposal", "rationale", "quote")}


@pytest.mark.parametrize("words", INCOMPLETE.values(), ids=INCOMPLETE)
def test_whatever_is_missing_what_was_typed_is_kept_and_opened_again(
    app: Flask, client: Any, slug: str, words: dict[str, str]
) -> None:
    begin(client)
    form = client.form(PLACE) | words
    answer = client.post(f"{PLACE}&autosave=1", data=form)
    assert (answer.status_code, answer.json) == (200, {"saved": True, "complete": False})
    again = typed_on(client, PLACE)
    assert {name: again[name].strip() for name in words} == {
        name: text.strip() for name, text in words.items()
    }
    assert "You started this comment before" in page(client.get(PLACE))
    assert (len(kept(app)), count_of_comments(app)) == (1, 0)
    listed = page(client.get(SHEET))
    assert "1 incomplete comment" in listed and "No complete comments yet" in listed
    assert "No comments yet" not in listed


def test_words_chosen_now_are_quoted_in_what_was_begun_without_any(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.post(f"{PLACE}&autosave=1", data=client.form(PLACE) | {"comment": "Too large."})
    assert typed_on(client, f"{PLACE}&quote=shall+not+exceed")["quote"] == "shall not exceed"
    client.post(f"{PLACE}&autosave=1", data=client.form(PLACE) | {"quote": "A lot"})
    assert typed_on(client, f"{PLACE}&quote=shall+not+exceed")["quote"] == "A lot"


@pytest.mark.parametrize("verb", [*LEAVING, "save"])
@pytest.mark.parametrize("words", INCOMPLETE.values(), ids=INCOMPLETE)
def test_every_button_keeps_what_was_typed_without_javascript(
    app: Flask, client: Any, slug: str, words: dict[str, str], verb: str
) -> None:
    begin(client)
    answer = client.press(PLACE, verb=verb, **words)
    assert answer.status_code == (422 if verb == "save" else 303)
    [typed] = kept(app)
    assert {name: typed[name].strip() for name in words} == {
        name: text.strip() for name, text in words.items()
    }
    if verb != "save":
        assert "Saved in your draft submission. The comment is not complete." in page(
            client.get(answer.location)
        )


def test_the_buttons_lead_to_the_places_beside_and_save_what_is_complete(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    after = client.press(PLACE, verb="after", **WORDS)
    before = client.press(after.location, verb="before")
    assert (after.location, before.location) == (OTHER_PLACE, PLACE)
    assert (count_of_comments(app), kept(app)) == (1, [])
    back = client.press(f"{SHEET}/comments/1", verb="back", comment="Other words.")
    assert back.location == f"{SHEET}/text?at=lot-size-1#lot-size-1"
    assert "Other words." in page(client.get(SHEET))


def test_what_is_left_while_it_is_written_is_submitted_only_once_it_is_saved(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(OTHER_PLACE, **WORDS | {"comment": "I th", "proposal": ""}, verb="back")
    assert "Not saved yet" in page(client.get(f"{SHEET}/text"))
    review = client.press(f"{SHEET}/review", consent="y")
    assert (review.status_code, "1 comment is not saved yet" in page(review)) == (409, True)
    assert client.get(OTHER_PLACE).location == f"{SHEET}/comments/2"
    assert typed_on(client, f"{SHEET}/comments/2")["comment"] == "I th"
    client.press(f"{SHEET}/comments/2", comment="I think that lots are too large.")
    client.press(f"{SHEET}/comments/1", verb="back")  # nothing was changed there
    assert client.press(f"{SHEET}/review", consent="y").status_code == 303


def left(client: Any, *comments: str) -> None:
    """Leave a complete comment on each of some passages, without saving it."""
    begin(client)
    for path, words in zip((PLACE, OTHER_PLACE, WHOLE), comments, strict=False):
        client.press(path, **WORDS | {"comment": words, "proposal": ""}, verb="back")


@pytest.mark.parametrize("at", [f"{SHEET}/review", SHEET])
def test_comments_that_were_left_while_they_were_written_are_saved_together(
    app: Flask, client: Any, slug: str, at: str
) -> None:
    left(client, "Too large.", "Too small.")
    assert "Save 2 comments" in page(client.get(at))
    saved = client.press(at, _form="/comments/saving")
    assert (saved.status_code, saved.location) == (303, at)
    assert "2 comments saved, not submitted." in page(client.get(at))
    assert "Not saved yet" not in page(client.get(at))
    assert said(app, send(client)) == ["Too large.", "Too small."]


def test_a_comment_that_changed_in_another_window_is_told_and_not_saved_unseen(
    app: Flask, client: Any, slug: str
) -> None:
    left(client, "Too large.", "Too small.")
    form = client.form(f"{SHEET}/review", _form="/comments/saving")
    change = client.form(f"{SHEET}/comments/1") | {"comment": "Much too large, I th"}
    assert client.post(f"{SHEET}/comments/1?autosave=1", data=change).status_code == 204
    client.press(WHOLE, type="general", comment="Begun later", verb="back")
    assert client.post(f"{SHEET}/comments/saving", data=form).status_code == 303
    told = page(client.get(f"{SHEET}/review"))
    assert "1 comment saved, not submitted." in told
    assert "1 comment has changed since you opened the page and was not saved. Review it again." in told
    assert ("2 comments are not saved yet" in told, "Much too large, I th" in told) == (True, True)
    client.press(f"{SHEET}/review", _form="/comments/saving")
    assert said(app, send(client)) == ["Much too large, I th", "Too small.", "Begun later"]


@pytest.mark.parametrize("at", [PLACE, f"{SHEET}/comments/1"])
def test_a_page_that_is_open_goes_on_with_its_comment_after_that_was_saved_on_the_list(
    app: Flask, client: Any, slug: str, at: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS | {"comment": "The lot is large", "proposal": ""}
    client.post(f"{PLACE}&autosave=1", data=form)
    if at != PLACE:
        form = client.form(at) | {"comment": "The lot is very large"}
        assert client.post(f"{at}?autosave=1", data=form).status_code == 204
    client.press(SHEET, _form="/comments/saving")
    save = f"{at}{'&' if '?' in at else '?'}autosave=1"
    later = client.post(save, data=form | {"comment": "The lot is too large"})
    assert later.status_code == 204, later.text
    assert "1 comment is not saved yet" in page(client.get(f"{SHEET}/review"))
    assert client.post(at, data=form | {"comment": "The lot is much too large."}).status_code == 303
    if at == PLACE:
        assert client.post(save, data=form | {"comment": "The lot is old"}).status_code == 409
    assert said(app, send(client)) == ["The lot is much too large."]


def test_what_a_page_says_of_comments_wrongly_saves_none(app: Flask, client: Any, slug: str) -> None:
    left(client, "Too large.")
    form = client.form(f"{SHEET}/review", _form="/comments/saving")
    for shown in ("", "1", "1=", "1=" + "0" * 32, "9=" + "0" * 32, "²=x,-1=y,,=", "9" * 300_000):
        answer = client.post(f"{SHEET}/comments/saving", data=form | {"shown": shown})
        assert answer.status_code == 303
        told = page(client.get(f"{SHEET}/review"))
        assert "1 comment is not saved yet" in told and "All comments were saved before." not in told
        if shown in {"", "9=" + "0" * 32}:
            assert "No comment was saved. Review the comments that are not saved yet" in told
    assert client.post(f"{SHEET}/comments/saving", data=form | {"csrf_token": "x"}).status_code == 303
    told = page(client.get(f"{SHEET}/review"))
    assert "1 comment is not saved yet" in told and "Your text is still here" not in told
    assert "Nothing was changed. Select the button again." in told
    client.press(SHEET, _form="/comments/saving")
    assert client.post(f"{SHEET}/comments/saving", data=form).status_code == 303
    assert "All comments were saved before." in page(client.get(SHEET))


def test_saving_all_twice_at_once_saves_once(app: Flask, client: Any, slug: str) -> None:
    left(client, "Too large.")
    form = client.form(f"{SHEET}/review", _form="/comments/saving")
    for _time in range(2):
        assert client.post(f"{SHEET}/comments/saving", data=form).status_code == 303
    assert "All comments were saved before." in page(client.get(f"{SHEET}/review"))


def test_an_empty_form_is_left_without_keeping_anything(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    for path in (PLACE, WHOLE, f"{SHEET}/comments/new?question=2"):
        assert client.press(path, verb="back").status_code == 303
        assert client.post(f"{path}&autosave=1", data=client.form(path)).status_code == 200
    assert kept(app) == []


def test_what_was_typed_and_taken_out_again_is_gone(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, verb="back", comment="First words.")
    client.press(PLACE, verb="back", comment="")
    assert (kept(app), typed_on(client, PLACE)["comment"]) == ([], "")


def test_newer_words_of_a_comment_that_was_complete_before_are_the_ones_that_are_opened(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=form).status_code == 204
    newer = {"comment": "", "rationale": "Newer reasons."}
    sent = form | newer | {"proposal": ""}
    assert client.post(f"{PLACE}&autosave=1", data=sent).json == {"saved": True, "complete": False}
    path = client.get(PLACE).location
    assert path == f"{SHEET}/comments/1"
    assert {name: typed_on(client, path)[name] for name in newer} == newer
    assert client.post(PLACE, data=form | {"comment": "Whole again."}).status_code == 303
    assert (count_of_comments(app), kept(app)) == (1, [])


def test_a_late_autosave_of_a_form_that_was_saved_leaves_nothing_behind(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    assert client.post(PLACE, data=form).status_code == 303
    assert client.post(f"{PLACE}&autosave=1", data=form | {"comment": ""}).status_code == 409
    assert kept(app) == []


def test_the_change_that_is_shown_is_kept(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, verb="preview", **WORDS)
    assert (count_of_comments(app), client.get(PLACE).location) == (1, f"{SHEET}/comments/1")


def test_a_comment_that_was_emptied_is_not_complete(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    client.post(f"{PLACE}&autosave=1", data=form)
    nothing = {"type": "", "comment": "", "proposal": "", "rationale": ""}
    client.post(PLACE, data=form | nothing | {"verb": "back"})
    assert kept(app) == [{}]
    assert client.press(f"{SHEET}/review", consent="y").status_code == 409


def test_a_change_outlives_the_comment_that_is_removed(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(f"{SHEET}/comments/1", verb="back", comment="", proposal="", rationale="Other reasons.")
    client.press(SHEET, _form="/comments/1/removal")
    assert typed_on(client, PLACE)["rationale"] == "Other reasons."


def test_once_it_is_complete_it_is_a_comment(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, verb="back", comment="Lots are too large.")
    assert client.press(PLACE, type="technical").status_code == 303
    assert (count_of_comments(app), kept(app)) == (1, [])
    assert typed_on(client, PLACE)["comment"] == ""  # a second comment on the place


def test_what_was_saved_while_it_was_typed_is_opened_where_it_was_begun(client: Any, slug: str) -> None:
    begin(client)
    form = client.form(PLACE) | WORDS
    assert client.post(f"{PLACE}&autosave=1", data=form).status_code == 204
    assert client.get(PLACE).location == f"{SHEET}/comments/1"
    client.press(f"{SHEET}/comments/1")
    assert client.get(PLACE).status_code == 200


def test_a_change_that_is_not_complete_leaves_the_comment_and_is_opened_with_it(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    path = f"{SHEET}/comments/1"
    changed = {"comment": "", "rationale": "Other reasons."}
    sent = client.form(path) | changed | {"proposal": ""}
    assert client.post(f"{path}?autosave=1", data=sent).json == {
        "saved": True,
        "complete": False,
    }
    assert client.press(path, verb="back", **changed).status_code == 303
    assert {name: typed_on(client, path)[name] for name in changed} == changed
    assert "Enter your comment, or propose another wording." in page(client.get(path))
    with app.app_context():
        assert db.session.execute(select(DraftComment.comment)).scalar_one() == WORDS["comment"]
    assert client.press(path, comment="Now whole.").status_code == 303
    assert kept(app) == []


def test_the_draft_the_text_the_copy_and_the_review_name_what_is_not_complete(client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="We welcome the draft.")
    client.press(PLACE, verb="back", comment="Lots are too large.")
    pages = [page(client.get(f"{SHEET}{path}")) for path in ("", "/text", "/copy", "/review")]
    assert ["Lots are too large." in text for text in pages] == [True] * 4
    assert ["Choose the comment type." in text for text in pages] == [True, False, False, True]
    assert "1 comment is not complete" in pages[3]


def test_nothing_is_sent_before_it_is_completed_or_removed(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(WHOLE, comment="We welcome the draft.")
    client.press(PLACE, verb="back", comment="Lots are too large.")
    refused = client.press(f"{SHEET}/review", consent="y")
    assert (refused.status_code, "Complete it or remove it. Nothing was submitted." in page(refused)) == (
        409,
        True,
    )
    removed = discard(client)
    assert "Comment removed from your draft submission." in page(client.get(removed.location))
    assert said(app, send(client)) == ["We welcome the draft."]


def test_several_are_told_apart(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    other = app.test_client()
    first, second = client.form(PLACE), client.form(PLACE)
    for form, words in ((first, "First words."), (second, "Second words.")):
        client.post(f"{PLACE}&autosave=1", data=form | {"comment": words})
    [one, two] = kept(app)
    assert (one["comment"], two["comment"]) == ("First words.", "Second words.")
    with app.app_context():
        ids = list(db.session.execute(select(UnfinishedComment.id).order_by(UnfinishedComment.id)).scalars())
    assert [typed_on(client, f"{PLACE}&started={one}")["comment"] for one in ids] == [
        "First words.",
        "Second words.",
    ]
    assert other.post(f"{SHEET}/unfinished/{ids[0]}/removal").status_code in {400, 403, 404}
    assert len(kept(app)) == 2


def test_no_one_keeps_more_than_so_many(
    app: Flask, client: Any, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client)
    monkeypatch.setattr("consult.draft_submissions.actions.unfinished.MOST_UNFINISHED", 1)
    client.press(PLACE, verb="back", comment="First words.")
    answer = client.press(OTHER_PLACE, verb="back", comment="Second words.")
    assert (answer.status_code, "Second words." in page(answer)) == (422, True)
    assert "Complete or remove some of them first." in page(answer)


def test_a_stale_token_keeps_nothing_on_the_server_and_everything_on_the_page(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    form = client.form(PLACE) | {"comment": "Lots are too large.", "csrf_token": "old"}
    for verb in LEAVING:
        answer = client.post(PLACE, data=form | {"verb": verb})
        assert (answer.status_code, "Lots are too large." in page(answer)) == (422, True)
    assert kept(app) == []


def test_two_at_once_keep_it_once(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(PLACE, verb="back", comment="First words.")
    with app.app_context():
        key = db.session.execute(select(DraftSubmission.key)).scalar_one()

    def type_more() -> bool:
        found = drafted.by_key(key)
        drafting.keep_unfinished(
            found,
            key="k" * 20,
            subject=Subject.CLAUSE,
            block_key="lot-size-1",
            words={"comment": "More words."},
        )
        return True

    assert pressed_twice(app, type_more) == [True, True]
    assert [one["comment"] for one in kept(app)] == ["First words.", "More words."]


def test_nothing_is_kept_on_a_draft_that_was_withdrawn_nor_with_things_of_others(
    app: Flask, clean: None
) -> None:
    world.consultation(app)
    world.consultation(app, "weights")
    sent, other = world.submission(app), world.submission(app, "weights")
    typed = {"key": "k" * 20, "words": {"comment": "x"}}
    with app.app_context():
        actions.withdraw(queries.by_reference(sent))
        with pytest.raises(NotPossible):
            drafting.keep_unfinished(queries.by_reference(sent), subject=Subject.GENERAL, **typed)
        sheet = drafting.begin(world.load(), key="s" * 32)
        with pytest.raises(NotFound):
            drafting.keep_unfinished(
                sheet, subject=Subject.GENERAL, changes=queries.comment(other, 1), **typed
            )
        question = consulted.question(world.load("weights"), 1)
        with pytest.raises(NotFound):
            drafting.keep_unfinished(sheet, subject=Subject.QUESTION, question=question, **typed)
        with pytest.raises(NotFound):
            drafting.discard_unfinished(sheet, 1)


def test_two_windows_that_open_the_same_comment_keep_what_is_typed_in_each(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, verb="back", comment="Begun.")
    one, other = client.form(PLACE), client.form(PLACE)
    for typed in ("In the first window.", "In the first window, and more."):
        assert client.post(f"{PLACE}&autosave=1", data=one | {"comment": typed}).status_code == 200
    assert client.post(f"{PLACE}&autosave=1", data=other | {"comment": "In the second."}).status_code == 200
    assert [words["comment"] for words in kept(app)] == ["In the first window, and more.", "In the second."]
    client.post(PLACE, data=one | {"comment": "Complete.", "type": "technical"})
    assert (count_of_comments(app), [words["comment"] for words in kept(app)]) == (1, ["In the second."])
    client.post(PLACE, data=other | {"comment": "Complete as well.", "type": "technical"})
    assert (count_of_comments(app), kept(app)) == (2, [])


def test_a_form_that_names_what_is_not_its_own_changes_nothing_else(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    client.press(PLACE, verb="back", type="", comment="Begun.")
    other = app.test_client()
    begin(other)
    begun = client.form(PLACE)
    form = other.form(PLACE) | {"begun": begun["begun"], "comment": "Of somebody else."}
    assert other.post(f"{PLACE}&autosave=1", data=form).status_code == 200
    change = f"{SHEET}/comments/1"
    for told in (begun["key"], "changes:1", "", "x" * 40):
        answer = client.post(change, data=client.form(change) | {"key": told, "comment": "", "verb": "back"})
        assert answer.status_code in {303, 422}, told
    for told in ("1", "1.", ".x", "x.y", "99999999999999999999.x", "²." + "a" * 32):
        form = client.form(PLACE) | {"begun": told, "type": "", "comment": "Begun again."}
        assert client.post(f"{PLACE}&autosave=1", data=form).status_code == 200
    assert "Begun." in [words.get("comment") for words in kept(app)]


def test_a_change_of_a_comment_that_was_removed_elsewhere_stays_on_the_page(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    form = client.form(f"{SHEET}/comments/1") | {"comment": "Changed in another window."}
    client.press(SHEET, _form="/comments/1/removal")
    assert client.post(f"{SHEET}/comments/1?autosave=1", data=form).status_code == 409
    answer = client.post(f"{SHEET}/comments/1", data=form)
    assert answer.status_code == 409
    assert "This comment was removed from your draft submission." in page(answer)
    assert "Changed in another window." in page(answer)
    assert f'action="{SHEET}/comments/new?general=1"' in page(answer)


def test_it_leaves_with_its_draft(app: Flask, client: Any, slug: str) -> None:
    begin(client, **{**ME, "email": ""})
    client.press(PLACE, verb="back", comment="Lots are too large.")
    with app.app_context():
        db.session.execute(db.text("DELETE FROM draft_submissions"))
        db.session.commit()
    assert kept(app) == []
