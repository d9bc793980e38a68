"""Passages that only some language versions have: the others say so, lead there, and count what was said on them."""

from typing import Any
from urllib.parse import unquote

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consulted
from consult.documents.blocks import Kind
from consult.drafts.passage_labels import said_passage
from tests import cast, world
from tests.consultations import languages
from tests.reading import steps
from tests.reading.steps import find, links, read, words

BASE = f"/consultations/{world.SLUG}"
TEXT = f"{BASE}/text"
NEW = f"{BASE}/sheet/comments/new"
FRENCH = tuple(block for block in languages.FR if block[0] != "taille-4")
"""Without the note."""
ARABIC = (
    *languages.AR,
    ("ar-fees", Kind.HEADING, 1, "4", "الرسوم", ""),
    ("ar-fees-1", Kind.PARAGRAPH, 0, "", "", "تدفع الرسوم قبل أخذ العينات."),
)  # fmt: skip
"""With a clause more."""


def _on_fees(app: Flask) -> dict[str, Any]:
    """A comment on the paragraph that only the Arabic text has."""
    with app.app_context():
        version = consulted.language_version(world.load(), "ar").version
        return world.COMMENT | {
            "block_key": "ar-fees-1", "version_id": version.id, "language": "ar", "comment": "الرسوم مرتفعة.",
            "proposal": "", "rationale": "",
        }  # fmt: skip


def test_a_text_says_which_passages_it_has_not_and_leads_to_them(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr", "ar", fr=FRENCH, ar=ARABIC)
    page = read(client, f"{TEXT}?text=fr")
    assert words(page, ".text-gap .meta") == [
        "This passage is not in the French version: 1 Portée, line 3 of the text in Arabic",
        "This passage is not in the French version: 2.1 Taille maximale du lot, line 6 of the text in English",
        "This passage and 1 more are not in the French version: 4 الرسوم",
    ]
    gaps = find(page, ".text-gap")
    assert [gap.get("lang") for gap in gaps] == ["en", "en", "en"]
    assert links(page, ".text-gap a")[2:] == [
        f"{TEXT}/lot-size-4?text=en", f"{NEW}?block=lot-size-4&text=en",
        f"{TEXT}/ar-fees?text=ar", f"{NEW}?block=ar-fees&text=ar",
    ]  # fmt: skip
    assert words(page, ".text-gap a")[2:4] == [
        "Read in this language: English: 2.1 Taille maximale du lot, line 6 of the text in English",
        "Comment: 2.1 Taille maximale du lot, line 6 of the text in English",
    ]  # fmt: skip
    assert words(read(client, f"{TEXT}?text=en"), ".text-gap .meta") == [
        "This passage is not in the English version: 1 Scope, line 3 of the text in Arabic",
        "This passage and 1 more are not in the English version: 4 الرسوم",
    ]


def test_a_passage_that_a_text_lacks_is_named_under_the_clause_of_that_text(app: Flask, clean: None) -> None:
    languages.announced(app, "fr", "ar", fr=FRENCH, ar=ARABIC)
    with app.app_context():
        for language, clause, heading in (("en", "1 Scope", "4 الرسوم"), ("fr", "1 Portée", "4 الرسوم")):
            places = consulted.places(world.load(), ["scope-3", "ar-fees-1"], language)
            assert (places["scope-3"], places["scope-3"].language) == (f"{clause}, line 3 in ar", language)
            assert said_passage(places["scope-3"], str) == f"{clause}, line 3 of the text in Arabic"
            own = places["ar-fees-1"]
            assert own.startswith(heading) and own.language == "ar", "the clause is in Arabic only"


def test_side_by_side_the_empty_side_says_so_and_can_be_commented_on(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr", "ar", fr=FRENCH, ar=ARABIC)
    page = read(client, f"{TEXT}?text=en&beside=ar")
    gaps = find(page, ".text-gap")
    told = [gap.text_content().split(":")[0].strip() for gap in gaps]
    assert told == ["This passage is not in the English version"] * 3
    assert [side.getparent().get("lang") for side in gaps] == ["en"] * 3
    assert links(page, ".text-gap a") == [
        f"{NEW}?block=scope-3&text=ar",
        f"{NEW}?block=ar-fees&text=ar",
        f"{NEW}?block=ar-fees-1&text=ar",
    ]
    french = read(client, f"{TEXT}?text=en&beside=fr")
    assert [one.getparent().get("lang") for one in find(french, ".text-gap")] == ["fr"]
    assert words(french, ".text-gap .meta")[0].startswith("This passage is not in the French version: ")
    assert links(french, ".text-gap a") == []


def test_the_page_of_a_passage_says_in_which_languages_it_is_not(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "fr", "ar", fr=FRENCH, ar=ARABIC)
    page = read(client, f"/fr{TEXT}/lot-size-4")
    assert find(page, ".draft")[0].get("lang") == "en"
    assert words(page, ".notice p") == [
        "○ Ce passage n’est pas dans cette version linguistique : français.",
        "Le passage est affiché dans une autre langue : anglais.",
    ]
    assert "Ce passage n’est pas dans cette version linguistique : français." in words(
        page, ".reading-middle .meta"
    )
    there = read(client, f"/fr{TEXT}/scope-1")
    assert words(there, ".notice") == []
    assert not any("n’est pas dans" in one for one in words(there, ".meta"))


def test_comments_on_a_clause_of_one_language_are_counted_and_found(app: Flask, client: FlaskClient) -> None:
    languages.announced(app, "ar", ar=ARABIC)
    steps.published(app, comments=[_on_fees(app)])
    steps.published(app)
    label = "4 الرسوم, only in this language: Arabic"
    statistics = read(client, f"{BASE}/statistics")
    assert label in words(statistics, "tbody th")
    comments = read(client, f"{BASE}/comments")
    options = [
        " ".join(one.text_content().split()) for one in comments.xpath("//select[@name='clause']/option")
    ]
    assert [one for one in options if "(" in one][:2] == [
        "2.1 Maximum lot size (1)", "\u20684 الرسوم\u2069, only in this language: Arabic (1)",
    ]  # fmt: skip
    found = read(client, f"{BASE}/comments?clause=ar-fees")
    assert words(found, ".comment .comment-body") == ["الرسوم مرتفعة."]
    english = read(client, f"{TEXT}?text=en")
    assert words(english, "#ar-fees .block-count") == ["1 comment"]
    (line,) = english.xpath("//ol[@class='outline']/li[@lang='ar']")
    assert (line.get("dir"), line.find("a").get("href")) == ("rtl", "#ar-fees")
    assert " ".join(line.text_content().split()) == "4الرسوم1 comment"
    arabic = read(client, f"/ar{BASE}/comments")
    options = [
        " ".join(one.text_content().split()) for one in arabic.xpath("//select[@name='clause']/option")
    ]
    assert [one for one in options if "(" in one][:2] == [
        "2.1 الحجم الأقصى للدفعة (1)",
        "4 الرسوم، بهذه اللغة فقط: العربية (1)",
    ]


def test_the_workbench_has_a_row_for_a_clause_of_one_language(app: Flask, clean: None) -> None:
    languages.announced(app, "ar", ar=ARABIC)
    steps.published(app, comments=[_on_fees(app)])
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    page = read(officer, f"{BASE}/responses")
    (part,) = find(page, ".bench-parts a")
    assert "\u20684 الرسوم\u2069, only in this language: Arabic" in " ".join(part.text_content().split())
    assert unquote(part.get("href")).endswith("part=clause:ar-fees")


def test_a_heading_with_a_number_and_no_title_is_named_by_its_number(app: Flask, client: FlaskClient) -> None:
    blocks = (("article-1", Kind.HEADING, 1, "Article 1", "", ""), *world.BLOCKS[1:3])
    world.consultation(app, blocks=blocks)
    page = read(client, TEXT)
    assert words(page, "#article-1 a[data-quote-link]") == ["Comment: Article 1"]
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    choosing = read(officer, f"{BASE}/correction")
    assert words(choosing, ".choice-under label")[0] == "Correct this passage: Article 1"
