"""Translations of comments by people: saved by staff, shown beside the comment, never without it."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.comment_translations import actions, queries
from consult.comment_translations.source import Words
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.stale_check import NO_PAGE, StaleForm
from consult.moderation import actions as moderation
from consult.submissions import queries as submitted
from tests import cast, racing, world
from tests.comment_translations.steps import ENGLISH, GERMAN, comment, translate, user
from tests.moderation import acting
from tests.moderation.test_amendments import amend
from tests.pages import fields, form_of
from tests.reading import steps

pytestmark = pytest.mark.usefixtures("clean")

BASE = f"/consultations/{world.SLUG}"
OURS = "Translation by the organisation"


@pytest.fixture
def reference(app: Flask) -> str:
    """A submission with a comment in German, pending."""
    world.consultation(app)
    return world.submission(app, comments=[GERMAN])


def _client(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    cast.sign_in(client, email)
    return client


def _public(app: Flask, reference: str) -> Iterator[tuple[str, str]]:
    """Path → everything that the public can get of the comments of the consultation."""
    visitor = app.test_client()
    paths = [
        f"{BASE}/comments", f"{BASE}/text", f"{BASE}/text/lot-size-1", f"{BASE}/statistics", f"{BASE}/record",
        f"{BASE}/comments?q=canary", f"{BASE}/feed.xml", f"/submissions/{reference}", "/", "/consultations?q=canary",
        f"{BASE}/comments.csv", f"{BASE}/comments.json", f"{BASE}/comments.xlsx",
    ]  # fmt: skip
    for path in paths:
        answer = visitor.get(path)
        data = answer.data
        if path.endswith(".xlsx"):
            with ZipFile(io.BytesIO(data)) as file:
                data = b"".join(file.read(name) for name in file.namelist())
        yield path, data.decode(errors="replace")


def _leaks(app: Flask, reference: str) -> list[str]:
    """The pages and files that have words of the translation."""
    told = (ENGLISH.comment, ENGLISH.proposal, ENGLISH.rationale, "Nine tonnes, canary", "Ten tonnes, canary")
    return [path for path, words in _public(app, reference) if any(one in words for one in told)]


def test_a_translation_stands_beside_the_published_comment_in_its_language(
    app: Flask, reference: str
) -> None:
    translate(app, reference)
    assert _leaks(app, reference) == []  # pending
    steps.publish(app, reference)
    page = app.test_client().get(f"{BASE}/comments").get_data(as_text=True)
    assert GERMAN["comment"] in page
    assert OURS in page
    [shown] = html.fromstring(page).xpath("//div[@class='comment-translation']/div[@lang]")
    assert (shown.get("lang"), shown.get("dir")) == ("en", "ltr")
    assert ENGLISH.comment in shown.text_content()
    assert ENGLISH.proposal in shown.text_content()
    assert ENGLISH.rationale in shown.text_content()
    assert f"/submissions/{reference}" in _leaks(app, reference)


def test_feeds_texts_and_searches_for_consultations_do_not_read_translations(
    app: Flask, reference: str
) -> None:
    translate(app, reference)
    steps.publish(app, reference)
    leaks = _leaks(app, reference)
    assert {f"{BASE}/feed.xml", "/consultations?q=canary", f"{BASE}/text"}.isdisjoint(leaks)
    assert f"{BASE}/comments?q=canary" in leaks


@pytest.mark.parametrize("way", ["redact", "remove", "withdraw"])
def test_nothing_that_is_hidden_stays_in_a_translation(app: Flask, reference: str, way: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    assert _leaks(app, reference) != []  # and the pages are kept now
    if way == "redact":
        steps.redact(app, reference, 1, "Hilde")
    else:
        acting.act(app, reference, way)
    assert _leaks(app, reference) == []
    for form in ("csv", "json"):
        assert OURS not in app.test_client().get(f"{BASE}/comments.{form}").get_data(as_text=True)


def test_a_translation_comes_back_with_the_words_that_it_translates(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    steps.redact(app, reference, 1, "Hilde")
    assert _leaks(app, reference) == []
    acting.act(app, reference, "restore_words")
    assert f"{BASE}/comments" in _leaks(app, reference)


def test_an_amendment_has_no_translation_until_someone_translates_it(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    amend(app, reference, "Fuer Gras sind neun Tonnen genug.")
    assert f"{BASE}/comments" in _leaks(app, reference)  # the earlier edition is public still
    steps.publish(app, reference)
    assert _leaks(app, reference) == []
    page = _client(app, world.MODERATOR).get(f"/moderation/{reference}/1").get_data(as_text=True)
    assert "Outdated" in page
    assert ENGLISH.comment not in page
    translate(app, reference, words=Words("Nine tonnes, canary.", "", ""))
    assert f"{BASE}/comments" in _leaks(app, reference)


def test_a_redacted_comment_is_translated_from_the_words_that_readers_see(app: Flask, reference: str) -> None:
    steps.redact(app, reference, 1, "Hilde")
    officer = _client(app, world.OFFICER)
    path = f"/translations/{reference}/1?language=en"
    page = officer.get(path).get_data(as_text=True)
    assert "Hilde" not in page
    assert "The translation is published with the comment." in page
    officer.press(path, comment="Ten tonnes, canary […].", do="save")  # type: ignore[attr-defined]
    assert f"{BASE}/comments" in _leaks(app, reference)


def test_officers_do_not_read_a_translation_of_words_that_were_redacted_since(
    app: Flask, reference: str
) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    steps.redact(app, reference, 1, "Hilde")
    path = f"/translations/{reference}/1?language=en"
    assert ENGLISH.comment not in _client(app, world.OFFICER).get(path).get_data(as_text=True)
    assert "anary" not in _client(app, world.OFFICER).get(f"{BASE}/responses").get_data(as_text=True)
    assert "anary" in _client(app, world.MODERATOR).get(path).get_data(as_text=True)


def test_an_outdated_translation_is_not_saved_again_by_one_press(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    steps.redact(app, reference, 1, "Hilde")
    moderator, path = _client(app, world.MODERATOR), f"/translations/{reference}/1?language=en"
    assert moderator.press(path, do="save").status_code == 409  # type: ignore[attr-defined]
    assert _leaks(app, reference) == []


def test_of_an_outdated_translation_the_parts_that_did_not_change_stay_in_their_fields(
    app: Flask, reference: str
) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    steps.redact(app, reference, 1, "Hilde")
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1?language=en"
    page = html.fromstring(officer.get(path).data)
    shown = fields(page)
    assert {name: shown[name] for name in ("comment", "proposal", "rationale")} == {
        "comment": "", "proposal": ENGLISH.proposal, "rationale": ENGLISH.rationale,
    }  # fmt: skip
    marked = [" ".join(one.text_content().split()) for one in page.xpath("//section/div/h2[span]")]
    assert marked == ["Comment ▲ Changed"]
    assert ENGLISH.comment not in page.text_content()
    assert officer.press(path, comment="Ten tonnes, canary", do="save").status_code == 303  # type: ignore[attr-defined]
    with app.app_context():
        kept = queries.of_language(comment(reference), "en", is_machine=False)
        assert kept is not None
        assert Words(kept.comment, kept.proposal, kept.rationale) == Words(
            "Ten tonnes, canary", ENGLISH.proposal, ENGLISH.rationale
        )


def test_no_part_stays_of_a_translation_that_the_version_before_wrote(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    with app.app_context():
        kept = queries.of_language(comment(reference), "en", is_machine=False)
        assert kept is not None
        kept.source_digests = ["of other words", *kept.source_digests[1:]]
        db.session.commit()
    steps.redact(app, reference, 1, "Hilde")
    shown = fields(
        html.fromstring(_client(app, world.OFFICER).get(f"/translations/{reference}/1?language=en").data)
    )
    assert [shown[name] for name in ("comment", "proposal", "rationale")] == ["", "", ""]


def test_staff_save_change_and_delete_a_translation(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1?language=fr"
    assert f"/translations/{reference}/1" in officer.get(f"{BASE}/responses").get_data(as_text=True)
    saved = officer.press(path, comment="Dix tonnes.", proposal="Dix.", rationale="", do="save")  # type: ignore[attr-defined]
    told = html.fromstring(officer.get(saved.location).get_data()).xpath(
        "//p[contains(@class,'told-message')]/a"
    )
    assert [(one.text, one.get("href")) for one in told] == [
        ("Back to the comment", f"{BASE}/responses?comment={reference}/1")
    ]
    with app.app_context():
        [one] = queries.translations([comment(reference).id])
        assert (one.comment, one.language, one.is_machine) == ("Dix tonnes.", "fr", False)
        assert one.made_by is not None
        assert one.made_by.email == world.OFFICER
    page = officer.get(f"{BASE}/responses").get_data(as_text=True)
    assert "Dix tonnes." in page
    assert "Dix tonnes." in app.test_client().get(f"{BASE}/comments").get_data(as_text=True)
    officer.press(path, comment="Dix tonnes suffisent.", do="save")  # type: ignore[attr-defined]
    assert "Dix tonnes suffisent." in officer.get(f"{BASE}/responses").get_data(as_text=True)
    officer.press(path, do="delete")  # type: ignore[attr-defined]
    assert "Dix tonnes" not in officer.get(f"{BASE}/responses").get_data(as_text=True)
    assert "Dix tonnes" not in app.test_client().get(f"{BASE}/comments").get_data(as_text=True)
    with app.app_context():
        assert not comment(reference).has_translation


def test_who_translated_first_is_not_written_over_unseen(app: Flask, reference: str) -> None:
    with app.app_context():
        seen = actions.mark(comment(reference), "en")
    translate(app, reference)
    with app.app_context():
        with pytest.raises(StaleForm):
            actions.translate(
                comment(reference), "en", Words("Mine.", "", ""), by=user(world.OFFICER), seen=seen
            )
        with pytest.raises(StaleForm):
            actions.delete(comment(reference), "en", by=user(world.OFFICER), seen=seen)


def test_words_that_were_redacted_meanwhile_are_not_translated_unseen(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    with app.app_context():
        seen = actions.mark(comment(reference), "en")
    steps.redact(app, reference, 1, "Hilde")
    with app.app_context(), pytest.raises(StaleForm):
        actions.translate(comment(reference), "en", ENGLISH, by=user(world.OFFICER), seen=seen)


def test_a_comment_is_not_translated_into_its_own_language_nor_into_nothing(
    app: Flask, reference: str
) -> None:
    with app.app_context():
        for language, words in (("de", ENGLISH), ("en", Words("", "Ten.", ""))):
            with pytest.raises(NotPossible):
                actions.translate(comment(reference), language, words, by=user(world.MODERATOR), seen=NO_PAGE)


def test_who_is_neither_officer_nor_moderator_does_not_translate(app: Flask, reference: str) -> None:
    with app.app_context(), pytest.raises(NotPermitted):
        actions.translate(comment(reference), "en", ENGLISH, by=user(world.APPROVER), seen=NO_PAGE)
    acting.act(app, reference, "withhold")
    assert _client(app, world.OFFICER).get(f"/translations/{reference}/1").status_code == 403
    assert _client(app, world.MODERATOR).get(f"/translations/{reference}/1").status_code == 200


def test_a_reader_gets_the_translation_in_the_language_of_the_page(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    translate(app, reference, "fr", Words("Dix tonnes suffisent.", "", ""))
    visitor = app.test_client()
    french, english = (
        visitor.get(f"{BASE}/comments?lang={code}").get_data(as_text=True) for code in ("fr", "en")
    )
    assert "Dix tonnes suffisent." in french
    assert ENGLISH.comment not in french
    assert ENGLISH.comment in english


def test_who_reads_the_comment_gets_no_translation_and_one_in_a_third_language_is_folded(
    app: Flask,
) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[GERMAN | {"language": "ar"}])
    steps.publish(app, reference)
    translate(app, reference)

    def beside(language: str) -> list[tuple[str, str]]:
        page = html.fromstring(app.test_client().get(f"/{language}{BASE}/comments").data)
        return [
            (one.tag, one.xpath("div/@lang")[0])
            for one in page.xpath("//*[contains(@class, 'comment-translation')]")
        ]

    assert {language: beside(language) for language in ("ar", "en", "fr")} == {
        "ar": [], "en": [("div", "en")], "fr": [("details", "en")],
    }  # fmt: skip


def test_a_comment_that_is_rendered_again_keeps_its_translation(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    with app.app_context():
        one = comment(reference)
        _store_as_an_older_version(one.id)
        moderation.render_comment_again(one.id)
    assert f"{BASE}/comments" in _leaks(app, reference)


def _store_as_an_older_version(identifier: int) -> None:
    """The comment as HTML that is written differently, and its translation as one of that."""
    import sqlalchemy as sa

    from consult.comment_translations.source import source

    change = "UPDATE comments SET shown_comment = replace(shown_comment, '<p>', '<p ><b></b>') WHERE id = :id"
    db.session.execute(sa.text(change), {"id": identifier})
    db.session.commit()
    db.session.expire_all()
    one = submitted.comment_by_id(identifier)
    assert one is not None
    told = sa.text("UPDATE comment_translations SET source_digest = :digest WHERE comment_id = :id")
    db.session.execute(told, {"digest": source(one).digest, "id": identifier})
    db.session.commit()
    db.session.expire_all()


def test_files_carry_the_translation_beside_the_comment(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    translate(app, reference, "fr", Words("Dix tonnes suffisent.", "", ""))
    visitor = app.test_client()
    [row] = csv.DictReader(
        io.StringIO(visitor.get(f"{BASE}/comments.csv").get_data(as_text=True).lstrip("\ufeff"))
    )
    told = {name: value for name, value in row.items() if "ranslat" in name}
    assert told == {
        "translation_language": "en", "comment_translation": ENGLISH.comment,
        "proposed_wording_translation": ENGLISH.proposal, "reasons_translation": ENGLISH.rationale,
        "translated_by": "Seed Testing Secretariat",
        "comment_translation_en": ENGLISH.comment, "proposed_wording_translation_en": ENGLISH.proposal,
        "reasons_translation_en": ENGLISH.rationale,
        "comment_translation_fr": "Dix tonnes suffisent.", "proposed_wording_translation_fr": "",
        "reasons_translation_fr": "",
    }  # fmt: skip
    assert GERMAN["comment"] in row.values()
    found = visitor.get(f"{BASE}/comments.json?lang=fr").get_json()
    assert found["rows"][0]["comment_translation"] == "Dix tonnes suffisent."
    assert found["rows"][0]["comment_translation_en"] == ENGLISH.comment
    assert found["columns"]["comment_translation_fr"]["label"] == "Observation, traduction\u00a0: français"


def test_with_translations_into_one_language_a_file_has_no_more_columns(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    found = app.test_client().get(f"{BASE}/comments.json").get_json()
    assert "comment_translation_en" not in found["columns"]
    steps.redact(app, reference, 1, "Hilde")
    translate(app, reference, "fr", Words("Dix tonnes.", "", ""))
    [row] = app.test_client().get(f"{BASE}/comments.json").get_json()["rows"]
    assert (row["comment_translation_en"], row["comment_translation_fr"]) == ("", "Dix tonnes.")


def test_an_arabic_workbook_runs_from_right_to_left(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    visitor = app.test_client()
    for language, runs in (("ar", True), ("fr", False)):
        with ZipFile(io.BytesIO(visitor.get(f"/{language}{BASE}/comments.xlsx").data)) as file:
            sheets = [file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        assert [b'rightToLeft="1"' in sheet for sheet in sheets] == [runs, runs]


def test_the_table_of_dispositions_carries_the_translation(app: Flask, reference: str) -> None:
    steps.publish(app, reference)
    translate(app, reference)
    with clock.at(clock.now() + timedelta(days=40)):
        steps.respond(app, world.SLUG, text="We looked at it.")
        path = f"{BASE}/response/dispositions"
        [row] = app.test_client().get(f"{path}.json").get_json()["rows"]
        assert (row["comment"], row["comment_translation"]) == (GERMAN["comment"], ENGLISH.comment)
        assert row["translated_by"] == "Seed Testing Secretariat"
        steps.redact(app, reference, 1, "Hilde")
        for kind in ("json", "csv", "xlsx"):
            found = app.test_client().get(f"{path}.{kind}").data
            if kind == "xlsx":
                with ZipFile(io.BytesIO(found)) as file:
                    found = b"".join(file.read(name) for name in file.namelist())
            assert b"anary" not in found


def test_of_two_who_translate_at_once_one_is_told(app: Flask, reference: str) -> None:
    with app.app_context():
        seen = actions.mark(comment(reference), "en")

    def save() -> str:
        actions.translate(comment(reference), "en", ENGLISH, by=user(world.MODERATOR), seen=seen)
        return "saved"

    assert racing.pressed_twice(app, save) == ["saved", "StaleForm"]


def test_what_someone_typed_stays_on_the_page_beside_what_another_saved(app: Flask, reference: str) -> None:
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1?language=en"
    page = html.fromstring(officer.get(path).data)
    translate(app, reference)
    answer = officer.post(path, data=fields(page) | {"comment": "Typed by me.", "do": "save"})
    assert answer.status_code == 409
    assert "Typed by me." in answer.get_data(as_text=True)
    assert ENGLISH.comment in answer.get_data(as_text=True)


def test_who_translates_is_told_that_the_words_of_the_comment_changed_meanwhile(
    app: Flask, reference: str
) -> None:
    steps.publish(app, reference)
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1?language=en"
    page = html.fromstring(officer.get(path).data)
    shown = page.xpath("string(//section[@class='translating']//p)")
    earlier = fields(page) | {
        "source_comment": f"Earlier {shown}",
        "seen": "x",
        "comment": "Mine.",
        "do": "save",
    }
    answer = html.fromstring(officer.post(path, data=earlier).data)
    (told,) = answer.xpath("//section[contains(@class, 'originals-now')]")
    assert told.xpath("string(.//del)") == "[removed: Earlier  end removed]"
    assert fields(answer)["source_comment"] == shown
    steps.redact(app, reference, 1, "Hilde")
    (told,) = html.fromstring(
        officer.post(path, data=fields(page) | {"comment": "Mine.", "do": "save"}).data
    ).xpath("//section[contains(@class, 'originals-now')]")
    assert told.xpath(".//del") == [] and "Hilde" not in told.text_content()


def test_words_for_one_language_are_never_saved_in_another(app: Flask, reference: str) -> None:
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1"
    [link] = html.fromstring(officer.get(f"{BASE}/responses").data).xpath(
        "//a[contains(@href, '/translations/')]/@href"
    )
    assert link.endswith("?language=en")
    page = html.fromstring(officer.get(path).data)
    assert form_of(page).get("action") == link  # whatever the language of the pages is when it is sent
    translate(app, reference)
    typed = fields(html.fromstring(officer.get(link).data)) | {"comment": "Typed by me."}
    for asked in ("", "?language=xx", "?language=zh-Hant", "?language=de", f"?language={'x' * 300}"):
        for pressed in ("save", "delete"):
            answer = officer.post(path + asked, data=typed | {"do": pressed})
            assert answer.status_code == 409
            assert "no longer offered" in answer.text
            assert "Typed by me." in answer.text
    other = officer.post(f"{path}?language=es", data=typed | {"do": "save"})
    assert (other.status_code, "Typed by me." in other.text) == (409, True)
    with app.app_context():
        [one] = queries.translations([comment(reference).id])
        assert (one.language, one.comment) == ("en", ENGLISH.comment)


def test_once_the_language_of_a_comment_is_corrected_words_in_it_are_no_translation(
    app: Flask, reference: str
) -> None:
    officer, path = _client(app, world.OFFICER), f"/translations/{reference}/1?language=es"
    typed = fields(html.fromstring(officer.get(path).data)) | {"comment": "Diez toneladas.", "do": "save"}
    with app.app_context():
        moderation.correct_language(comment(reference), "es", by=user(world.MODERATOR))
    answer = officer.post(path, data=typed)
    assert (answer.status_code, "Diez toneladas." in answer.text) == (409, True)
    with app.app_context():
        assert not comment(reference).has_translation


def test_staff_find_comments_without_a_translation_and_with_an_outdated_one(
    app: Flask, reference: str
) -> None:
    other = world.submission(app, comments=[GERMAN])
    translate(app, reference)
    officer = _client(app, world.OFFICER)

    def told(path: str = "/dashboard") -> list[str]:
        page = html.fromstring(officer.get(path).text)
        found = (" ".join(one.text_content().split()) for one in page.xpath("//li[contains(@class, 'need')]"))
        return [one.partition(" ")[2] for one in found if "transl" in one or "tradui" in one]

    def listed(state: str, language: str = "en") -> list[str]:
        page = html.fromstring(officer.get(f"/{language}{BASE}/responses?translation={state}").text)
        return [one.get("id").removeprefix("c-").removesuffix("-1") for one in page.xpath("//article")]

    for one in (reference, other):
        steps.publish(app, one)
    assert listed("missing") == [other]
    assert listed("missing", "fr") == [reference, other]
    assert listed("outdated") == []
    assert told() == ["1 published comment is not translated into English"]
    steps.redact(app, reference, 1, "Hilde")
    assert (listed("missing"), listed("outdated")) == ([other], [reference])
    assert told() == [
        "1 comment has an outdated translation",
        "1 published comment is not translated into English",
    ]
    translate(app, reference)
    assert listed("outdated") == []
    moderator = _client(app, world.MODERATOR)
    waits = f'href="/moderation/{reference}/1'
    assert waits not in moderator.get("/moderation?translation=outdated").text
    amend(app, reference, "Fuer Gras sind neun Tonnen genug.")
    assert waits in moderator.get("/moderation?translation=outdated").text
    assert waits not in moderator.get("/moderation?translation=missing").text
    assert listed("outdated") == []
