"""Issues and responses in several languages: written side by side, shown in the reader's, as often as the words stand."""

import csv
import io
from typing import Any

import pytest
from flask import Flask

from consult.accounts import queries as people
from consult.comment_translations import actions as comment_actions
from consult.comment_translations import queries as comment_queries
from consult.comment_translations.source import Words
from consult.consultations import actions as consultations
from consult.core.stale_check import NO_PAGE
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from consult.summaries import actions as summaries
from tests import cast, world
from tests.reading.steps import find, read, words
from tests.responses import stories
from tests.responses.stories import Story

PUBLIC = f"/consultations/{world.SLUG}/response"
PAGE = f"/consultations/{world.SLUG}/responses/translations"
TITLE, RESPONSE = "The largest lot", "25 tonnes fit the stores that were named, and trade can go on."
FRENCH = {
    TITLE: "Le plus grand lot",
    RESPONSE: "25 tonnes conviennent aux entrepôts cités.",
    "A definition is added.": "Une définition est ajoutée.",
}


def _in_english(app: Flask) -> None:
    with app.app_context():
        consultations.state_original_language(world.load(), "en", by=people.by_email(world.OFFICER))


def _translate(app: Flask, language: str = "fr", **texts: str) -> int:
    """Have translations of these texts (original → translation), FRENCH without any."""
    with app.app_context():
        consultation, officer = world.load(), people.by_email(world.OFFICER)
        given = {
            part.key: (texts or FRENCH).get(part.original)
            for part in queries.translatable_texts(consultation)
        }
        told = {key: text for key, text in given.items() if text is not None}
        return int(actions.translate_responses(consultation, language, told, by=officer, seen=NO_PAGE))


def _officer(app: Flask, email: str = world.OFFICER) -> Any:
    client = app.test_client()
    cast.sign_in(client, email)
    return client


def test_readers_get_issues_and_responses_in_the_language_of_the_page(
    app: Flask, client: Any, published: Story
) -> None:
    _in_english(app)
    assert _translate(app) == 3
    page = read(client, f"/fr{PUBLIC}")
    (title, *_others) = find(page, ".said-did h3 bdi")
    assert (title.text_content(), title.get("lang")) == ("Le plus grand lot", None)
    told = [(one.text_content(), one.get("lang")) for one in find(page, ".said-did td .plain-words")]
    assert told[0] == (FRENCH[RESPONSE], None)
    assert ("The draft is on certified seed only.", "en") in told
    assert TITLE not in words(read(client, f"/fr{PUBLIC}"), ".said-did")[0]
    english = words(read(client, f"/en{PUBLIC}"), ".said-did")[0]
    assert TITLE in english
    assert RESPONSE in english
    original = words(read(client, f"/fr{PUBLIC}?texts=original"), ".said-did")[0]
    assert TITLE in original
    assert FRENCH[TITLE] not in original


def test_the_page_says_that_some_texts_are_originals_and_leads_to_them(
    app: Flask, client: Any, published: Story
) -> None:
    _in_english(app)
    assert words(read(client, f"/en{PUBLIC}"), ".text-languages") == []
    (none,) = words(read(client, f"/fr{PUBLIC}"), ".text-languages")
    assert (
        none
        == "Langue des textes de cette page : anglais. Il n’existe pas de traduction dans cette langue : français."
    )
    _translate(app)
    page = read(client, f"/fr{PUBLIC}")
    (link,) = find(page, ".text-languages a")
    assert (link.text_content(), link.get("href")) == ("Afficher l’original", f"/fr{PUBLIC}?texts=original")
    (back,) = find(read(client, f"/fr{PUBLIC}?texts=original"), ".text-languages a")
    assert back.get("href") == f"/fr{PUBLIC}"


def test_a_response_beside_its_comment_is_translated(app: Flask, client: Any, published: Story) -> None:
    _in_english(app)
    _translate(app)
    comments = f"/consultations/{world.SLUG}/comments"
    told = " ".join(words(read(client, f"/fr{comments}"), ".comment-response"))
    assert FRENCH[RESPONSE] in told
    assert FRENCH[TITLE] in told
    assert FRENCH["A definition is added."] in told
    assert RESPONSE not in told
    assert FRENCH[RESPONSE] not in " ".join(words(read(client, f"/en{comments}"), ".comment-response"))


def test_an_edition_keeps_its_translation_when_the_response_changes(
    app: Flask, client: Any, published: Story
) -> None:
    _in_english(app)
    _translate(app)
    with app.app_context():
        lots = next(one.issue for one in queries.issues(world.load().id) if one.issue.title == TITLE)
        officer = people.by_email(world.OFFICER)
        summaries.draft_summary(world.load(), by=officer)
        actions.change_issue(lots, response="20 tonnes fit.", by=officer, seen=NO_PAGE)
    assert FRENCH[RESPONSE] in words(read(client, f"/fr{PUBLIC}"), ".said-did")[0]
    page = read(_officer(app), f"/fr{PAGE}/fr")
    (section,) = page.xpath("//section[@class='translating'][.//details]")
    assert section.xpath("string(.//h2)").startswith("Réponse au point")
    assert section.xpath("string(.//textarea)").strip() == FRENCH[RESPONSE]


def test_an_officer_translates_beside_the_original(app: Flask, client: Any, published: Story) -> None:
    _in_english(app)
    officer = _officer(app)
    path = f"{PAGE}/fr"
    with app.app_context():
        keys = {part.original: part.key for part in queries.translatable_texts(world.load())}
    answer = officer.press(path, **{f"text-{keys[TITLE]}": "Le plus grand lot"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert words(read(client, f"/fr{PUBLIC}"), ".said-did h3")[0].endswith("Le plus grand lot")
    table = read(officer, PAGE).xpath("//tbody/tr")
    rows = {name: told for name, *told in ([cell.text_content().strip() for cell in row] for row in table)}
    assert rows["French"] == ["1", "0", str(len(keys) - 1)]
    assert "English" not in rows
    officer.press(path, **{f"text-{keys[TITLE]}": ""})
    assert words(read(client, f"/fr{PUBLIC}"), ".said-did h3")[0].endswith(TITLE)


def test_a_translator_sees_to_which_comment_a_text_responds(app: Flask, published: Story) -> None:
    _in_english(app)
    reference, _slash, number = published.at["government-2"].partition("/")
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        one = comment_queries.comment(reference, int(number), officer)
        said = Words("Dix jours, c’est trop court.", "", "")
        comment_actions.translate(one, "fr", said, by=officer, seen=NO_PAGE)
    page = read(_officer(app), f"{PAGE}/fr")
    shown = [
        (
            row.xpath("string(.//p[@class='words'])"),
            " ".join(row.xpath("string(.//*[@class='responded-to'])").split()),
        )
        for row in find(page, ".translating")
        if row.xpath(".//*[@class='responded-to']")
    ]
    assert [text for text, _about in shown] == [
        "A definition is added.", "=Ten days are enough.", "3.4 stick sampler: a tube with slots.",
    ]  # fmt: skip
    about = [about for _text, about in shown]
    assert about[0].startswith(f"{published.at['industry-2']} · On 2.2 Instruments, line")
    assert about[0].endswith("Define stick sampler.")
    assert about[1].endswith("Dix jours, c’est trop court.")


def test_two_who_translate_the_same_text_do_not_write_over_each_other(app: Flask, published: Story) -> None:
    _in_english(app)
    one = _officer(app)
    with app.app_context():
        key = next(part.key for part in queries.translatable_texts(world.load()) if part.original == TITLE)
    form = one.form(f"{PAGE}/fr") | {f"text-{key}": "Premier"}
    _translate(app)
    answer = one.post(f"{PAGE}/fr", data=form)
    assert answer.status_code == 409
    assert 'value="Premier"' in answer.text
    assert FRENCH[TITLE] in answer.text


def test_the_same_words_have_one_translation(app: Flask, mixed: Story) -> None:
    with app.app_context():
        for name in ("industry-1", "government-1"):
            chosen = stories.chosen(mixed, name)
            officer = people.by_email(world.OFFICER)
            actions.respond(chosen, disposition=Disposition.NOTED, text="Seen.", by=officer, seen=NO_PAGE)
        texts = [part.original for part in queries.translatable_texts(world.load())]
    assert texts == ["Seen."]


@pytest.mark.parametrize("who", [None, world.MODERATOR, world.APPROVER])
def test_only_officers_translate(app: Flask, published: Story, who: str | None) -> None:
    client = _officer(app, who) if who else app.test_client()
    for page in (PAGE, f"{PAGE}/fr"):
        assert client.get(page).status_code in {302, 303, 403, 404}


def test_files_have_the_translation_beside_the_original(app: Flask, client: Any, published: Story) -> None:
    _in_english(app)
    _translate(app)

    def rows(prefix: str) -> list[tuple[str, str, str]]:
        text = client.get(f"{prefix}{PUBLIC}/dispositions.csv").get_data(as_text=True).lstrip("\ufeff")
        found = csv.DictReader(io.StringIO(text))
        return [(row["response"], row["response_translation"], row["issue_translation"]) for row in found]

    french = rows("/fr")
    assert (RESPONSE, FRENCH[RESPONSE], FRENCH[TITLE]) in french
    assert ("A definition is added.", FRENCH["A definition is added."], "") in french
    assert {one[1:] for one in rows("/en")} == {("", "")}


def _recorded(client: Any, page: str = "en") -> list[str]:
    found = find(read(client, f"/{page}/consultations/{world.SLUG}/record"), "ol.timeline li")
    return [" ".join(one.text_content().split()) for one in found]


def test_the_record_tells_of_translations_of_responses_that_are_published(
    app: Flask, client: Any, published: Story
) -> None:
    _in_english(app)
    stories.draft(app, published)
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        actions.open_issue(world.load(), title="An issue of the next edition", by=officer)
    before = _recorded(client)
    assert not [one for one in before if "Translation of responses" in one]
    _translate(app, **{RESPONSE: FRENCH[RESPONSE]})
    told = _recorded(client)
    assert (len(told), told[-1].endswith("Translation of responses to comments published or changed French")) == (
        len(before) + 1, True,
    )  # fmt: skip
    assert "Officer" not in told[-1] and "Ines Okafor" not in told[-1]
    assert "الفرنسية" in _recorded(client, "ar")[-1]
    _translate(app, **{"An issue of the next edition": "Un point de la prochaine version"})
    assert _recorded(client) == told


def test_before_the_response_is_published_the_record_tells_of_no_translation_of_it(
    app: Flask, client: Any, responded: Story
) -> None:
    _in_english(app)
    before = _recorded(client)
    assert _translate(app) > 0
    assert _recorded(client) == before
