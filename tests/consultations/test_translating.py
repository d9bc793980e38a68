"""The texts of a consultation in several languages: written side by side, shown in the reader's."""

from typing import Any

import pytest
from flask import Flask
from lxml import etree, html
from sqlalchemy import text

from consult.consultations import actions, queries
from consult.core import sign_language
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.multilingual import Progress, entries, progress, typed_list
from consult.core.stale_check import NO_PAGE, StaleForm
from consult.organisations import actions as organisations
from tests import cast, questionnaires, racing, world
from tests.consultations import states
from tests.consultations.states import user
from tests.pages import fields

pytestmark = pytest.mark.usefixtures("clean")

TITLE = "Échantillonnage des lots de semences"
PURPOSE = "Les règles d'échantillonnage ont vingt ans. Que faut-il changer ?"


def _translated(app: Flask, language: str = "fr", **texts: str) -> str:
    """An announced consultation in English with translations of its title, its purpose and what else is given."""
    slug = world.consultation(app)
    with app.app_context():
        officer = user(world.OFFICER)
        actions.state_original_language(world.load(), "en", by=officer)
        given = texts or {"title": TITLE, "purpose": PURPOSE}
        actions.translate(world.load(), language, given, by=officer, seen=NO_PAGE)
    return slug


def _officer(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def _words(page: str, part: str) -> str:
    """The words of the part of a page that has this class."""
    return str(html.fromstring(page).find_class(part)[0].text_content())


def test_each_reader_gets_the_title_in_the_language_of_the_page(app: Flask, client: Any) -> None:
    slug = _translated(app)
    for prefix, title, language in (("/fr", TITLE, None), ("/en", "Sampling of seed lots", None),
                                    ("/ar", "Sampling of seed lots", "en")):  # fmt: skip
        heading = html.fromstring(client.get(f"{prefix}/consultations/{slug}").text).find(".//h1")
        assert (heading.text_content(), heading.get("lang")) == (title, language)


def test_the_feed_says_the_language_of_each_title(app: Flask, client: Any) -> None:
    _translated(app)
    for prefix, title, language in (("/fr", TITLE, "fr"), ("/ar", "Sampling of seed lots", "en")):
        feed = etree.fromstring(client.get(f"{prefix}/consultations.atom").data)
        atom = "{http://www.w3.org/2005/Atom}"
        written = feed.find(f"{atom}entry/{atom}title")
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        assert (feed.get(lang), written.text, written.get(lang)) == (prefix[1:], title, language)


def test_the_list_searches_and_sorts_by_the_titles_that_it_shows(app: Flask, client: Any) -> None:
    slug = _translated(app)
    other = world.consultation(app, "zoning-of-orchards")
    for words in ("échantillonnage", "ECHANTILLONNAGE semences"):
        found = client.get("/fr/consultations", query_string={"q": words}).text
        assert f"/fr/consultations/{slug}" in found
        assert f"/fr/consultations/{other}" not in found

    def order(prefix: str) -> list[str]:
        page = html.fromstring(client.get(f"{prefix}/consultations?sort=title").text)
        return [link.text_content() for link in page.xpath("//li[@class='row']//*[self::h2 or self::h3]/a")]

    assert order("/en") == ["Sampling of seed lots", "Zoning of orchards"]
    assert sorted(order("/fr")) == sorted([TITLE, "Zoning of orchards"])


def test_a_page_says_that_it_shows_a_translation_and_leads_to_the_original(app: Flask, client: Any) -> None:
    slug = _translated(app)
    french = client.get(f"/fr/consultations/{slug}").text
    assert PURPOSE.replace("'", "&#39;") in french
    original = client.get(f"/fr/consultations/{slug}?texts=original").text
    assert PURPOSE.replace("'", "&#39;") not in original
    assert 'lang="en"' in original
    assert client.get(f"/fr/consultations/{slug}").text == french
    for page in ("", "/consultations"):
        answer = client.get(f"/fr{page}?texts=original")
        assert (answer.status_code, TITLE in answer.text) == (200, False), page


def test_a_page_names_the_language_that_is_missing(app: Flask, client: Any) -> None:
    page = client.get(f"/es/consultations/{_translated(app)}")
    assert "español" in _words(page.text, "text-languages")


def test_a_translation_is_seen_at_once_by_readers_of_kept_pages(app: Flask, client: Any) -> None:
    slug = _translated(app)
    assert TITLE in client.get(f"/fr/consultations/{slug}/text").text
    with app.app_context():
        actions.translate(world.load(), "fr", {"title": "Autre titre"}, by=user(world.OFFICER), seen=NO_PAGE)
    assert "Autre titre" in client.get(f"/fr/consultations/{slug}/text").text


def test_an_officer_translates_on_one_page(app: Flask) -> None:
    slug = _translated(app)
    officer = _officer(app)
    page = f"/consultations/{slug}/translations/ar"
    assert officer.press(page, **{"text-title": "أخذ عينات البذور"}).status_code == 303
    with app.app_context():
        assert world.load().best("title", "ar") == "أخذ عينات البذور"
        assert [e.data["texts"] for e in queries.record(world.load()) if e.name == "consultations.translated"] == [
            ["title", "purpose"], ["title"],
        ]  # fmt: skip
    table = html.fromstring(officer.get(f"/consultations/{slug}/translations").text)
    arabic = [cell.text_content().split() for cell in table.xpath("//tr[th/a[contains(@href, '/ar')]]/td")]
    assert arabic == [["1"], ["0"], ["8"]]


def test_the_contact_is_translated_as_other_texts_are(app: Flask, client: Any) -> None:
    slug = _translated(app)
    with app.app_context():
        contact = world.load().contact_name
    page = f"/consultations/{slug}/translations/ar"
    assert _officer(app).press(page, **{"text-contact_name": "الأمانة"}).status_code == 303
    for prefix, name in (("/ar", "الأمانة"), ("/fr", contact)):
        shown = html.fromstring(client.get(f"{prefix}/consultations/{slug}").text)
        assert shown.xpath("//*[@class='panel'][.//a[starts-with(@href, 'mailto:')]]//bdi/text()")[0] == name


def test_readers_are_offered_the_video_of_their_language_first(app: Flask, client: Any) -> None:
    slug = world.consultation(app, announce=False)
    officer, step = _officer(app), f"/consultations/{slug}/preparation/purpose"
    wrong = officer.press(
        step, sign_language_name_fr="LSF", sign_language_address_ar="https://films.example/ar"
    )
    assert (wrong.status_code, "Enter the name of the sign language." in wrong.text) == (422, True)
    assert "Enter an address that begins with https://." in wrong.text
    films = {
        "sign_language_video": "https://films.example/all",
        "sign_language_name_fr": "LSF",
        "sign_language_address_fr": "https://films.example/fr",
        "sign_language_name_en": "BSL",
        "sign_language_address_en": "https://films.example/en",
    }
    assert officer.press(step, **films).status_code == 303
    assert {name: officer.form(step)[name] for name in films} == films
    assert "https://films.example/fr" in officer.get(f"/consultations/{slug}/preparation/review").text

    def offered(language: str) -> list[tuple[str, str]]:
        with app.test_request_context(f"/{language}/"):
            found = queries.get(slug, user(world.OFFICER))
            videos = sign_language.offered(found.sign_language_videos, found.sign_language_video, language)
            return [(one.name, one.address.rpartition("/")[2]) for one in videos]

    assert offered("fr") == [("LSF", "fr"), ("", "all"), ("BSL", "en")]
    assert offered("zh") == [("", "all"), ("BSL", "en"), ("LSF", "fr")]
    with app.app_context():
        assert "https://films.example/en" in str(states.found(slug).sign_language_videos)
        db.session.execute(text("UPDATE consultations SET sign_language_videos = '{\"fr\": 1}'"))
        db.session.commit()
        assert not states.found(slug).sign_language_videos


def test_the_record_tells_of_translations_after_the_announcement(app: Flask, client: Any) -> None:
    slug = world.consultation(app, announce=False)
    with app.app_context():
        actions.translate(states.found(slug), "fr", {"title": TITLE}, by=user(world.OFFICER), seen=NO_PAGE)
        assert "consultations.translated" not in [one.name for one in queries.record(states.found(slug))]
    other = world.consultation(app, "zoning-of-orchards")
    with app.app_context():
        actions.translate(states.found(other), "fr", {"title": TITLE}, by=user(world.OFFICER), seen=NO_PAGE)
    page = html.fromstring(client.get(f"/en/consultations/{other}/record").text)
    (told,) = [one for one in page.iter("li") if "Translation published or changed" in one.text_content()]
    assert "French" in told.text_content()


def test_a_changed_original_makes_its_translation_outdated_until_it_was_checked(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    with app.app_context():
        officer = user(world.OFFICER)
        actions.translate(
            states.found(slug), "fr", {"title": TITLE, "purpose": PURPOSE}, by=officer, seen=NO_PAGE
        )
        actions.change(states.found(slug), title="Sampling of lots", by=officer, seen=NO_PAGE)
        assert progress(queries.translatable_texts(states.found(slug)), "fr") == Progress("fr", 1, 1, 7)
    client = _officer(app)
    page = f"/consultations/{slug}/translations/fr"
    (removed,) = html.fromstring(client.get(page).text).findall(".//main//details//del")
    assert removed.find("span").tail == "seed "
    client.press(page)
    with app.app_context():
        assert progress(queries.translatable_texts(states.found(slug)), "fr").outdated == 1
    client.press(page, **{"checked-title": "y"})
    with app.app_context():
        assert progress(queries.translatable_texts(states.found(slug)), "fr") == Progress("fr", 2, 0, 7)
        assert states.found(slug).best("title", "fr") == TITLE


def test_two_officers_do_not_overwrite_each_other(app: Flask) -> None:
    slug = _translated(app)
    page = f"/consultations/{slug}/translations/fr"
    one, other = _officer(app), _officer(app)
    form = one.form(page, **{"text-title": "Premier"})
    other.press(page, **{"text-title": "Second"})
    answer = one.post(page, data=form)
    assert answer.status_code == 409
    assert 'value="Premier"' in answer.text
    assert "Second" in _words(answer.text, "there-now")
    with app.app_context():
        assert world.load().best("title", "fr") == "Second"


def test_who_translates_is_told_what_changed_in_the_original_meanwhile(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    page = f"/consultations/{slug}/translations/fr"
    client = _officer(app)
    with app.app_context():
        before = states.found(slug).title
    form = client.form(page, **{"text-title": TITLE})
    with app.app_context():
        actions.change(states.found(slug), title=f"{before} again", by=user(world.OFFICER), seen=NO_PAGE)
    refused = client.post(page, data=form)
    assert (refused.status_code, f'value="{TITLE}"' in refused.text) == (409, True)
    told = html.fromstring(refused.text).xpath("//section[contains(@class, 'originals-now')]")
    assert (
        len(told) == 1
        and "Someone changed the original after you opened this page." in told[0].text_content()
    )
    assert told[0].xpath(".//dt/text()") == ["Title"]
    assert told[0].xpath("string(.//ins)") == "[added:  again end added]"
    assert told[0].xpath(".//del") == []
    assert "Current version" not in refused.text  # no one else wrote a translation
    again = client.post(page, data=fields(html.fromstring(refused.text)))
    assert again.status_code == 303
    with app.app_context():
        assert states.found(slug).best("title", "fr") == TITLE


def test_who_translates_is_not_told_of_originals_that_did_not_change(app: Flask) -> None:
    slug = _translated(app)
    page = f"/consultations/{slug}/translations/fr"
    one, other = _officer(app), _officer(app)
    form = one.form(page, **{"text-title": "Premier"})
    other.press(page, **{"text-title": "Second"})
    assert "originals-now" not in one.post(page, data=form).text


def test_a_text_that_an_officer_left_as_it_was_is_not_written_over_at_the_next_press(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    page = f"/consultations/{slug}/translations/ar"
    one, other = _officer(app), _officer(app)
    form = one.form(page, **{"text-purpose": "لماذا"})
    wrong = one.post(page, data={**form, "text-title": "x" * 1001})
    assert wrong.status_code == 422
    later = fields(html.fromstring(wrong.text))
    assert later["as_shown"] == form["as_shown"]
    other.press(page, **{"text-title": "أخذ العينات"})
    refused = one.post(page, data=form)
    again = fields(html.fromstring(refused.text))
    assert (refused.status_code, again["text-title"], again["text-purpose"]) == (409, "أخذ العينات", "لماذا")
    other.press(page, **{"text-title": "عينات"})
    refused = one.post(page, data=again)
    again = fields(html.fromstring(refused.text))
    assert (refused.status_code, again["text-title"], again["text-purpose"]) == (409, "عينات", "لماذا")
    assert one.post(page, data=again).status_code == 303
    with app.app_context():
        assert [states.found(slug).translations.of(name, "ar").text for name in ("title", "purpose")] == [
            "عينات",
            "لماذا",
        ]


def test_a_translation_that_was_removed_by_its_sender_stays_removed_after_a_conflict(app: Flask) -> None:
    slug = _translated(app)
    page = f"/consultations/{slug}/translations/fr"
    one, other = _officer(app), _officer(app)
    form = one.form(page, **{"text-title": ""})
    other.press(page, **{"text-title": "Second", "text-purpose": "Pourquoi"})
    again = fields(html.fromstring(one.post(page, data=form).text))
    assert (again["text-title"], again["text-purpose"]) == ("", "Pourquoi")


def test_a_form_without_its_marks_is_refused_and_keeps_what_it_sent(app: Flask) -> None:
    slug = _translated(app)
    page = f"/consultations/{slug}/translations/fr"
    one, other = _officer(app), _officer(app)
    form = one.form(page, **{"text-purpose": "Pourquoi"})
    del form["as_shown"]
    other.press(page, **{"text-title": "Second"})
    answer = one.post(page, data=form)
    again = fields(html.fromstring(answer.text))
    assert (answer.status_code, again["text-title"], again["text-purpose"]) == (422, TITLE, "Pourquoi")
    assert "The form does not say which version it shows." in answer.text
    again = fields(html.fromstring(one.post(page, data=again).text))
    assert (again["text-title"], again["text-purpose"]) == (TITLE, "Pourquoi")


def test_two_who_translate_into_two_languages_at_once_keep_both(app: Flask) -> None:
    _translated(app)

    def translate(language: str) -> int:
        return actions.translate(
            world.load(), language, {"title": language}, by=user(world.OFFICER), seen=NO_PAGE
        )

    assert racing.pressed_twice(app, lambda: translate("es"), lambda: translate("ru")) == [1, 1]
    with app.app_context():
        assert [world.load().best("title", code) for code in ("es", "ru", "fr")] == ["es", "ru", TITLE]


def test_a_translation_that_is_too_long_keeps_what_was_typed(app: Flask) -> None:
    slug = _translated(app)
    answer = _officer(app).press(
        f"/consultations/{slug}/translations/fr", **{"text-stage": "", "text-title": "x" * 1001}
    )
    assert answer.status_code == 422
    assert "x" * 1001 in answer.text


def test_the_translation_of_a_question_that_was_deleted_meanwhile_can_be_copied(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    client = _officer(app)
    page = f"/consultations/{slug}/translations/fr"
    with app.app_context():
        question = queries.question(states.found(slug), 1)
        name = f"text-question-{question.id}-text"
    form = client.form(page, **{name: "Quelle est la bonne taille ?", "text-title": "Échantillonnage"})
    with app.app_context():
        made = states.found(slug)
        actions.remove_question(made, queries.question(made, 1), by=user(world.OFFICER))
    answer = client.post(page, data=form)
    assert answer.status_code == 409
    assert "Someone deleted the originals of these translations meanwhile." in answer.text
    (kept,) = html.fromstring(answer.text).xpath("//section[contains(@class, 'notice')]/p[@lang='fr']")
    assert kept.text_content() == "Quelle est la bonne taille ?"
    assert 'value="Échantillonnage"' in answer.text


def test_a_translation_of_options_has_as_many_lines_as_they_are(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    client = _officer(app)
    with app.app_context():
        asked = queries.question(states.found(slug), 1)
        asked.type, asked.options = "single", "Too high\nRight\nToo low"
        db.session.commit()
        name = f"text-question-{asked.id}-options"
    page = f"/consultations/{slug}/translations/fr"
    for typed in ("Trop haut\nJuste", "Trop haut\nJuste\nTrop bas\nAutre"):
        answer = client.press(page, **{name: typed})
        assert answer.status_code == 422
        assert "as many lines as the original: one for each of its 3 lines" in answer.text
        (field,) = html.fromstring(answer.text).xpath(f"//textarea[@name='{name}']")
        assert field.text.split() == typed.split()
    assert client.press(page, **{name: "Trop haut\n\nJuste\nTrop bas"}).status_code == 303


def test_what_was_typed_stays_when_the_originals_turn_out_to_be_in_its_language(app: Flask) -> None:
    slug = world.consultation(app, announce=False)
    client = _officer(app)
    page = f"/consultations/{slug}/translations/es"
    form = client.form(page, **{"text-title": "Muestreo"})
    stated = client.press(f"/consultations/{slug}/translations", language="es")
    assert stated.status_code == 303
    answer = client.post(page, data=form)
    assert (answer.status_code, 'value="Muestreo"' in answer.text) == (409, True)
    assert "no longer offered" in answer.text
    assert client.get(page).status_code == 404


def test_the_language_of_the_originals_has_no_translations(app: Flask) -> None:
    slug = _translated(app)
    assert _officer(app).get(f"/consultations/{slug}/translations/en").status_code == 404
    with app.app_context(), pytest.raises(NotPossible):
        actions.translate(world.load(), "en", {"title": "x"}, by=user(world.OFFICER), seen=NO_PAGE)


def test_a_form_that_does_not_say_what_it_shows_changes_nothing(app: Flask) -> None:
    _translated(app)
    with app.app_context(), pytest.raises(StaleForm):
        actions.translate(world.load(), "fr", {"title": "x"}, by=user(world.OFFICER), seen="")


@pytest.mark.parametrize("who", [None, world.MODERATOR, world.APPROVER])
def test_only_officers_translate(app: Flask, who: str | None) -> None:
    slug = _translated(app)
    client = app.test_client()
    if who:
        cast.sign_in(client, who)
    for page in ("translations", "translations/fr"):
        assert client.get(f"/consultations/{slug}/{page}").status_code in {302, 303, 403}


def test_emails_have_the_title_in_the_language_of_their_reader(app: Flask, work: Any) -> None:
    slug = _translated(app)
    world.submission(app, slug, email="marie@example.org", language="fr")
    work()
    letters = cast.letters(app, "marie@example.org")
    assert letters
    assert all(TITLE in text for _to, _subject, text in letters)


def test_filters_name_topics_and_organisations_in_the_language_of_the_reader(app: Flask, client: Any) -> None:
    for slug in (world.SLUG, "zoning-of-orchards"):
        world.consultation(app, slug)
        with app.app_context():
            consultation = world.load(slug)
            consultation.topics = ["seed", "trade"] if slug == world.SLUG else ["seed", "fruit"]
            consultation.original_language = "en"
            db.session.commit()
    with app.app_context():
        officer = user(world.OFFICER)
        actions.translate(world.load(), "ar", {"topics": "البذور، التجارة"}, by=officer, seen=NO_PAGE)
        organisations.state_original_language(world.load().organisation, "en", by=officer)
        organisations.translate(
            world.load().organisation, "ar", {"name": "أمانة البذور"}, by=officer, seen=NO_PAGE
        )
    page = html.fromstring(client.get("/ar/consultations?organisation=seeds").text)
    found = {one.text: one.get("lang") for one in page.xpath("//*[@id='filters']//li//bdi")}
    assert {"البذور": None, "التجارة": None, "fruit": "en", "أمانة البذور": None}.items() <= found.items()
    (chip,) = html.fromstring(client.get("/ar/consultations?topic=seed").text).find_class("is-chosen")
    assert "البذور" in chip.text_content()
    assert "fruit" in client.get("/en/consultations").text


def test_topics_in_arabic_are_typed_with_arabic_commas(app: Flask) -> None:
    assert entries("البذور، التجارة,zoning、健康，贸易") == ["البذور", "التجارة", "zoning", "健康", "贸易"]
    assert typed_list(["البذور", "التجارة"], "ar") == "البذور، التجارة"
    slug = world.consultation(app, announce=False)
    answer = _officer(app).press(
        f"/consultations/{slug}/preparation/instrument", topics="،".join(f"topic {n}" for n in range(13))
    )
    assert answer.status_code == 422
    assert "Enter at most 12 topics." in answer.text
    assert "topic 12" in answer.text


def test_the_options_of_a_scale_are_called_the_words_for_its_ends(app: Flask) -> None:
    slug = questionnaires.asking(app)
    with app.app_context():
        told = {part.original: part.label for part in queries.translatable_texts(world.load(slug))}
    assert told["not at all\nready today"].startswith("Words for both ends of the scale in question ")
    assert told["Every day\nEvery week"].startswith("Options of question ")


def test_languages_to_translate_into_are_in_the_order_of_their_names(app: Flask) -> None:
    slug = _translated(app)
    for prefix, expected in (("/en", ["Arabic", "Chinese", "French", "Russian", "Spanish"]),
                             ("/fr", ["arabe", "chinois", "espagnol", "français", "russe"])):  # fmt: skip
        shown = _officer(app).get(f"{prefix}/consultations/{slug}/translations").text
        names = html.fromstring(shown).xpath("//table//tbody//th")
        assert [" ".join(name.text_content().split()) for name in names] == expected
