"""The text in several languages: one at a time or side by side, with comments counted once for each clause."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core.stale_check import NO_PAGE
from tests import world
from tests.consultations import languages
from tests.reading import steps
from tests.reading.steps import find, links, read, words

TEXT = f"/consultations/{world.SLUG}/text"


def comment_on(app: Flask, language: str, proposal: str = "") -> dict[str, Any]:
    """A comment on the passage about the size of a lot, in the version of this language."""
    with app.app_context():
        version = consulted.language_version(world.load(), language).version
        return world.COMMENT | {"version_id": version.id, "language": language, "proposal": proposal}


def test_the_text_is_read_in_each_language_with_its_own_lines(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr", "ar")
    page = read(client, TEXT)
    assert words(page, ".text-languages a[aria-current]") == ["English"]
    assert links(page, ".text-languages a") == [
        f"{TEXT}?text=en", f"{TEXT}?text=fr", f"{TEXT}?text=ar",
        f"{TEXT}?text=en&beside=fr", f"{TEXT}?text=en&beside=ar",
    ]  # fmt: skip
    assert words(page, ".text-languages p") == [
        "Original: English · Other official language versions: Arabic and French"
    ]
    arabic = read(client, f"{TEXT}?text=ar")
    (draft,) = find(arabic, ".draft")
    assert (draft.get("lang"), draft.get("dir")) == ("ar", "rtl")
    assert words(arabic, "#lot-size-1 .block-line") == ["4"]
    assert words(page, "#lot-size-1 .block-line") == ["3"]
    base = f"/consultations/{world.SLUG}/sheet/comments/new"
    assert f"{base}?block=scope-3&text=ar" in links(arabic, "a[data-quote-link]")


def test_without_a_word_the_text_is_in_the_language_of_the_page(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    assert find(read(client, f"/fr{TEXT}"), ".draft")[0].get("lang") == "fr"
    assert find(read(client, f"/es{TEXT}"), ".draft")[0].get("lang") == "en"
    assert find(read(client, f"/fr{TEXT}?text=en"), ".draft")[0].get("lang") == "en"


def test_what_is_kept_of_one_language_is_not_shown_with_another(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    cold = client.get(f"/en{TEXT}").text
    app.extensions["page_cache"].pages.clear()
    app.extensions["page_cache"].facts.clear()
    assert "text=fr" in client.get(f"/en{TEXT}?text=fr").text
    assert client.get(f"/en{TEXT}").text == cold


def test_two_languages_stand_side_by_side_by_their_keys(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "ar")
    page = read(client, f"{TEXT}?text=en&beside=ar")
    sides = [
        [side.get("lang") for side in row.iterchildren()] for row in find(page, ".draft-pairs .text-pair")
    ]
    assert sides == [["en", "ar"]] * (len(world.BLOCKS) + 1)
    assert words(page, "#lot-size-1 .block-text") == ["A lot shall not exceed 30 000 kilograms of seed."]
    row = find(page, "#lot-size-1")[0].getparent().getparent()
    assert "لا تتجاوز الدفعة" in row.text_content()
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_comments_on_any_language_count_at_the_same_clause(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr", "ar")
    steps.published(app, comments=[world.COMMENT])
    steps.published(
        app, comments=[comment_on(app, "fr", "Un lot ne dépasse pas 25 000 kilogrammes de semences.")]
    )
    steps.published(app, comments=[comment_on(app, "ar")])
    for language in ("en", "fr", "ar"):
        page = read(client, f"{TEXT}?text={language}")
        assert words(page, "#lot-size-1 .block-count") == ["3 comments"]
        assert len(words(page, ".outline .unseen")) == 1
    place = read(client, f"{TEXT}/lot-size-1")
    assert words(place, "#said") == ["Line 3 · 3 comments"]
    said = [meta for meta in words(place, ".comment .meta") if "On the text in" in meta]
    assert [one.partition("On the text in ")[2].split(" ")[0] for one in said] == ["Arabic", "French"]
    assert words(place, ".comment del") == ["[removed: 30 end removed]"] * 2
    assert words(place, ".elsewhere h2") == ["French", "Arabic"]
    assert words(read(client, f"{TEXT}/lot-size"), "#said")[0].endswith("3 comments")
    french = read(client, f"{TEXT}/lot-size-1?text=fr")
    assert words(french, ".comment del") == ["[removed: 30 end removed]"] * 2


def test_a_passage_that_only_one_language_has_is_found(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "ar")
    page = read(client, f"{TEXT}/scope-3")
    assert find(page, ".draft")[0].get("lang") == "ar"
    assert client.get(f"{TEXT}/scope-9").status_code == 404


def test_a_language_version_says_that_the_original_was_corrected_since(
    app: Flask, client: FlaskClient
) -> None:
    slug = languages.announced(app, "fr")
    with app.app_context():
        consultations.correct(
            world.load(), {"lot-size-1": "A lot shall not exceed 25 000 kilograms."}, "A number.",
            by=languages.officer(), seen=NO_PAGE,
        )  # fmt: skip
    assert "Not updated since the correction" in read(client, f"{TEXT}?text=fr").text_content()
    with app.app_context():
        consultations.correct_language(
            world.load(slug), "fr", {"lot-size-1": "Un lot ne dépasse pas 25 000 kilogrammes."}, "Un nombre.",
            by=languages.officer(), seen=NO_PAGE,
        )  # fmt: skip
    page = read(client, f"{TEXT}?text=fr")
    assert "Not updated since the correction" not in page.text_content()
    assert "Un nombre." in page.text_content()
    assert "25 000 kilogrammes" in words(page, "#lot-size-1 .block-text")[0]


def test_the_files_name_the_language_of_the_text(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    steps.published(app, comments=[world.COMMENT])
    steps.published(app, comments=[comment_on(app, "fr")])
    rows = client.get(f"/consultations/{world.SLUG}/comments.json").json["rows"]
    assert sorted((row["language"], row["text_language"]) for row in rows) == [("en", "en"), ("fr", "fr")]


# -- the names of passages in the language of the reader ---------------------------------------------------------------

FRENCH, ENGLISH = "2.1 Taille maximale du lot", "2.1 Maximum lot size"
BASE = f"/consultations/{world.SLUG}"


def test_readers_get_the_names_of_passages_in_their_language(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    (reference,) = steps.published(app, comments=[world.COMMENT])
    for prefix, label, language in (("/fr", FRENCH, None), ("/en", ENGLISH, None), ("/es", ENGLISH, "en")):
        comments = read(client, f"{prefix}{BASE}/comments")
        (option,) = [one for one in find(comments, "#clause option") if one.get("value")]
        assert option.text_content().startswith(label)
        assert option.get("lang") == language
        (place,) = find(comments, ".comment-place")
        assert place.text_content().strip().startswith(f"{label}, ")
        assert [one.get("lang") for one in place.iter("bdi") if one.text == label] == [language]
        chosen = read(client, f"{prefix}{BASE}/comments?clause=lot-size")
        assert label in " ".join(words(chosen, ".chip"))
        assert label in read(client, f"{prefix}{BASE}/statistics").text_content()
        assert label in read(client, f"{prefix}/submissions/{reference}").text_content()


def test_files_for_people_name_passages_in_their_language_and_files_for_programs_in_that_of_the_original(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    languages.announced(app, "fr")
    steps.published(app, comments=[comment_on(app, "fr")])
    (tmp_path / "comments.xlsx").write_bytes(client.get(f"/fr{BASE}/comments.xlsx").data)
    book = load_workbook(str(tmp_path / "comments.xlsx"))
    head, row = book.get_sheet_by_index(0).to_python()
    assert f"{FRENCH}, ligne 3" in row, head
    for prefix in ("/fr", "/en"):
        assert f"{ENGLISH}, line 3" in client.get(f"{prefix}{BASE}/comments.csv").text


def test_the_comment_that_was_written_on_another_language_is_named_in_that_of_the_reader(
    app: Flask, client: FlaskClient
) -> None:
    languages.announced(app, "fr")
    steps.published(app, comments=[comment_on(app, "fr", "Un lot ne dépasse pas 25 000 kilogrammes.")])
    page = read(client, f"/en{BASE}/comments")
    assert words(page, ".comment-place") == [f"{ENGLISH}, line 3"]
    (redline,) = find(page, ".comment blockquote")
    assert redline.get("lang") == "fr"
    assert "Un lot ne dépasse pas" in redline.text_content()


def test_a_reader_whose_language_the_draft_has_not_is_told_once(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr")
    for path in (TEXT, f"{TEXT}/lot-size-1"):
        (told,) = words(read(client, f"/ar{path}"), "[data-missing-language]")
        assert "الإنكليزية" in told or "الإنجليزية" in told
        (link,) = find(read(client, f"/ar{path}"), ".notice a[hreflang]")
        assert (link.get("hreflang"), link.get("href")) == ("fr", "?text=fr")
        assert len(find(read(client, f"/zh{path}"), "[data-missing-language]")) == 1
        for served in (f"/fr{path}", f"/en{path}", f"/zh{path}?text=fr"):
            assert find(read(client, served), "[data-missing-language]") == []


def test_a_comment_shows_its_question_as_it_is_translated_now(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.publish(app, world.submission(app, comments=[world.answer(app, world.SLUG, 1, "Ten days.")]))
    page = f"/fr/consultations/{world.SLUG}/comments"
    for asked in ("Combien de jours ?", "De combien de jours avez-vous besoin ?"):
        with app.app_context():
            found = world.load()
            key = f"question-{consulted.question(found, 1).id}-text"
            officer = people.by_email(world.OFFICER)
            consultations.translate(found, "fr", {key: asked}, by=officer, seen=NO_PAGE)
        shown = [one.partition(": ")[2] for one in words(read(client, page), ".comment-place")]
        assert shown == [asked]
    with app.app_context():
        consultations.state_original_language(world.load(), "en", by=people.by_email(world.OFFICER))
    (place,) = find(read(client, page.replace("/fr", "/ar", 1)), ".comment-place")
    assert place.xpath(".//*[@lang='en' and @dir='ltr']")
