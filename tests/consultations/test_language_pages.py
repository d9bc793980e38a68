"""The pages on which officers prepare language versions and their pairs."""

from typing import Any

from flask import Flask
from lxml import html

from consult.consultations import actions, queries
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.documents.aligning.pairs import Certainty, Reason
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from tests import cast, world
from tests.consultations import languages
from tests.consultations.languages import officer

BASE = f"/consultations/{world.SLUG}/languages"


def _officer(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def _page(client: Any, path: str) -> Any:
    return html.fromstring(client.get(path).get_data())


def _press(client: Any, path: str, **buttons: Any) -> Any:
    token = client.form("/account")["csrf_token"]
    answer = client.post(path, data={"csrf_token": token, **buttons})
    assert answer.status_code == 303, answer.text
    return answer


def _page_after(client: Any, path: str) -> Any:
    """The page to which a press leads."""
    return _page(client, _press(client, path).location)


def test_an_officer_adds_a_language_version_and_confirms_its_pairs(app: Flask, clean: None) -> None:
    slug = world.consultation(app, announce=False)
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        number = languages.version(original, "ar").number
    officer = _officer(app)
    assert "Add language version: Arabic" in _page(officer, BASE).text_content()
    _press(officer, BASE, add=str(number))
    with app.app_context():
        assert languages.load(slug).languages == ["en", "ar"]
        actions.change(languages.load(slug), languages=["en"], by=languages.officer(), seen=NO_PAGE)
    assert "doubtful pairs" in _page(officer, BASE).text_content()
    step = _page(officer, f"/consultations/{slug}/preparation/draft").text_content()
    assert "doubtful pairs" in step
    review = _page(officer, f"/consultations/{slug}/preparation/review").text_content()
    assert "doubtful pairs" in review and "not working languages for comments" in review
    pairs = _page(officer, f"{BASE}/ar")
    shown = pairs.xpath("//input[@name='shown']/@value")
    sides = pairs.xpath("//section[contains(@class,'text-pair ')]/div[contains(@class,'text-pair-side')]")
    assert {(side.get("lang"), side.get("dir")) for side in sides} == {("en", "ltr"), ("ar", "rtl")}
    seen = pairs.xpath("//input[@name='seen']/@value")
    _press(officer, f"{BASE}/ar", confirm=shown[0])
    assert "doubtful pair" in _page(officer, BASE).text_content(), "a press that does not say what it saw"
    _press(officer, f"{BASE}/ar", confirm=shown[0], seen=seen)
    _press(officer, f"{BASE}/ar", shown=shown[1:], seen=seen)
    assert f"Confirmed: {len(shown) - 1}." in _page(officer, BASE).text_content()
    assert "doubtful pair" not in _page(officer, BASE).text_content()
    assert "v2" not in _page(officer, BASE).text_content(), "its language names it"


def test_pairs_are_changed_separated_and_undone_on_the_page(app: Flask, clean: None) -> None:
    slug = languages.prepared(app, "fr")
    officer = _officer(app)
    assert officer.get(f"{BASE}/fr?page={9 * 10**17}").status_code == 200
    pages = _page(officer, f"{BASE}/fr?show=all")
    first = pages.xpath("//button[@name='separate']/@value")[1]
    _press(officer, f"{BASE}/fr?show=all", separate=first)
    alone = _page(officer, f"{BASE}/fr?show=alone")
    assert len(alone.xpath("//section[contains(@class,'text-pair ')]")) == 2
    change = _page(officer, f"{BASE}/fr?show=alone&change={first}")
    assert "portee-1" in change.xpath("//select[@name='with']/option/@value")
    _press(officer, f"{BASE}/fr?show=alone", pair=first, **{"with": "portee-1"})
    assert len(_page(officer, f"{BASE}/fr?show=alone").xpath("//section[contains(@class,'text-pair ')]")) == 0
    with app.app_context():
        version = queries.language_version(languages.load(slug), "fr").version_id
        row = drafted.pair_with(version, translated="portee-1")
        assert row is not None
        assert (row.original_key, row.confirmed_by_id) == ("scope-1", languages.officer().id)
    _press(officer, f"{BASE}/fr", undo=str(row.id))
    with app.app_context():
        row = drafted.pair_with(version, translated="portee-1")
        assert row is not None
        assert row.confirmed_at is None


def test_official_languages_are_chosen_and_the_original_is_named(app: Flask, clean: None) -> None:
    slug = languages.prepared(app, "fr")
    officer = _officer(app)
    _press(officer, BASE, verb="official")
    with app.app_context():
        assert not queries.language_version(languages.load(slug), "fr").is_official
    _press(officer, BASE, original="fr")
    with app.app_context():
        version = languages.load(slug).version
        assert version is not None
        assert version.language == "fr"
    _press(officer, BASE, remove="en")
    assert "Original" in _page(officer, BASE).text_content()


def test_a_language_version_is_published_after_the_announcement(app: Flask, clean: None) -> None:
    """On a page that names what it lacks and what "official" means; it is not official unless someone says so."""
    slug = languages.announced(app)
    with app.app_context():
        languages.add(slug, "ar")
        languages.add(slug, "fr", languages.FR[:-1])
        languages.confirmed(slug, "fr")
    officer = _officer(app)
    refused = _page(officer, f"{BASE}/ar/publication")
    assert "Doubtful: " in refused.text_content() and not refused.xpath("//main//form[@method='post']")
    assert "doubtful" in _page_after(officer, f"{BASE}/ar/publication").text_content()
    assert "fr" not in _page(app.test_client(), f"/consultations/{slug}/text").text_content()
    assert _press(officer, BASE, publish="fr").location == f"{BASE}/fr/publication", (
        "a page of an older version"
    )
    page = _page(officer, f"{BASE}/fr/publication")
    assert "passage in one language only" in page.text_content() and "C7" in page.text_content()
    assert [one.text_content().strip() for one in page.xpath("//main//h3")] == ["English"]
    assert not page.xpath("//input[@name='is_official']/@checked")
    _press(officer, f"{BASE}/fr/publication")
    with app.app_context():
        assert not queries.language_version(languages.load(slug), "fr").is_official
        assert queries.language_version(languages.load(slug), "ar").published_at is None
    visitor = _page(app.test_client(), f"/consultations/{slug}/text")
    assert "French" in visitor.text_content()
    assert (
        "Language version published"
        in _page(app.test_client(), f"/consultations/{slug}/record").text_content()
    )


def test_pairs_of_a_frozen_version_are_its_text_beside_the_original(app: Flask, clean: None) -> None:
    slug = languages.announced(app, "fr")
    answer = _officer(app).get(f"{BASE}/fr?show=all")
    assert (answer.status_code, answer.location) == (303, f"/consultations/{slug}/text?text=en&beside=fr")
    beside = _page(app.test_client(), answer.location)
    assert {"en", "fr"} <= set(beside.xpath("//main//@lang"))


def test_every_page_says_the_same_numbers_of_doubtful_pairs_and_of_passages_in_one_language(
    app: Flask, clean: None
) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        languages.confirmed(slug, "fr")
        version = queries.language_version(languages.load(slug), "fr").version_id
        one, other, third = drafted.all_pairs(version)[:3]
        for pair in (one, other):
            pair.certainty, pair.confirmed_by_id, pair.confirmed_at = Certainty.DOUBTFUL, None, None
        third.certainty, third.reasons = Certainty.UNPAIRED, [Reason.MERGED_OR_SPLIT]
        third.translated_key, third.confirmed_by_id, third.confirmed_at = "", None, None
        db.session.commit()
        counts = drafted.pair_counts([version])[version]
        assert (counts.doubtful, counts.alone) == (3, 1)
    officer = _officer(app)
    for address in (BASE, f"/consultations/{slug}/preparation/draft"):
        shown = " ".join(_page(officer, address).text_content().split())
        assert "3 doubtful pairs or passages" in shown, address
    assert "Paired" not in _page(officer, BASE).text_content()
    assert "1 passage in one language only" in " ".join(_page(officer, BASE).text_content().split())
    filters = _page(officer, f"{BASE}/fr").xpath("//ul[@class='reading-types']/li/a")
    assert [" ".join(one.text_content().split()) for one in filters][:2] == [
        "Doubtful 3", "In one language only 1",
    ]  # fmt: skip
    assert len(_page(officer, f"{BASE}/fr?show=doubtful").xpath("//section[starts-with(@id, 'pair-')]")) == 3


def test_a_language_version_is_corrected_by_the_same_pages(app: Flask, clean: None) -> None:
    slug = languages.announced(app, "fr")
    officer = _officer(app)
    address = f"/consultations/{slug}/correction"
    assert _page(officer, address).xpath("//main//a[@hreflang='fr']/@href") == ["?text=fr"]
    choosing = _page(officer, f"{address}?text=fr")
    assert choosing.xpath("//main//a[@hreflang='en']/@href") == ["?text=en"]
    assert choosing.xpath("//form//input[@name='text']/@value") == ["fr"]
    assert choosing.xpath("//article/@lang") == ["fr"]
    answer = officer.press(
        f"{address}?text=fr&block=lot-size-1", words_0="Un lot ne dépasse pas 25 000 kilogrammes.",
        notice="Un nombre.", verb="correct",
    )  # fmt: skip
    assert answer.location == f"/consultations/{slug}/text?text=fr&at=lot-size-1#lot-size-1"
    visitor = app.test_client()
    assert "25 000 kilogrammes" in _page(visitor, f"/consultations/{slug}/text?text=fr").text_content()
    assert "30 000 kilograms" in _page(visitor, f"/consultations/{slug}/text?text=en").text_content()
    assert "Language version corrected" in _page(visitor, f"/consultations/{slug}/record").text_content()


def test_staff_read_the_passage_of_a_comment_in_their_language_and_as_it_was_read(
    app: Flask, clean: None
) -> None:
    slug = languages.announced(app, "fr", "ar")
    with app.app_context():
        versions = {
            code: queries.language_version(languages.load(slug), code).version_id for code in ("fr", "ar")
        }
    on_french = world.COMMENT | {"version_id": versions["fr"], "quote": "", "proposal": "25 000 kilogrammes."}
    on_arabic = world.COMMENT | {"version_id": versions["ar"], "quote": "الدفعة", "proposal": ""}
    world.submission(app, slug, comments=[on_french])
    reference = world.submission(app, slug, comments=[on_arabic])
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    for path in (f"/fr/moderation/{reference}/1", f"/fr/translations/{reference}/1"):
        page = _page(moderator, path)
        assert "2.1 Taille maximale du lot" in " ".join(
            page.xpath("string(//h2[contains(., 'Taille')])").split()
        )
        assert page.xpath("//blockquote[@lang='fr']")[0].text_content().startswith("Un lot ne dépasse pas")
        [read] = page.xpath("//details[@class='as-read']")
        assert "الحجم الأقصى للدفعة" in read.text_content()
        assert [quote.text_content() for quote in read.xpath(".//blockquote[@lang='ar']")] == ["الدفعة"]
    assert "On the text in Arabic" in _page(moderator, f"/en/moderation/{reference}/1").text_content()
    officer = _officer(app)
    bench = _page(officer, f"/fr/consultations/{slug}/responses")
    [place] = bench.xpath("//div[@class='bench-place']")
    assert "2.1 Taille maximale du lot" in " ".join(place.text_content().split())
    assert "Un lot ne dépasse pas 30 000 kilogrammes" in place.text_content()
    assert len(bench.xpath("//article")) == 2
    assert "Taille maximale du lot" in bench.xpath("string(//select[@id='f-part'])")
    [read] = bench.xpath("//details[@class='as-read']")
    assert "الدفعة" in read.text_content()


def test_no_one_confirms_a_pair_that_someone_else_changed_meanwhile(app: Flask, clean: None) -> None:
    slug = languages.prepared(app, "fr")
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    page = f"/consultations/{slug}/languages/fr"
    with app.app_context():
        version = queries.language_version(languages.load(slug), "fr").version
        pairs = {one.original_key: one.id for one in drafted.all_pairs(version.id)}
    page_seen = html.fromstring(client.get(f"{page}?show=all").text)
    sent = {
        "csrf_token": client.form("/account")["csrf_token"],
        "seen": page_seen.xpath("//input[@name='seen']/@value"),
        "confirm": str(pairs["scope-1"]),
    }
    with app.app_context():
        actions.decide_on_pairs(
            languages.load(slug),
            "fr",
            lambda one: drafts.pair_blocks(one, pairs["scope-2"], "portee-1", by=officer()),
            by=officer(),
        )
    client.post(page, data=sent)
    with app.app_context():
        (row,) = [one for one in drafted.all_pairs(version.id) if one.original_key == "scope-1"]
        assert row.confirmed_at is None
    assert "Someone changed this after you opened it" in client.get(page).text


def test_visitors_do_not_learn_which_languages_are_prepared(app: Flask, clean: None) -> None:
    slug = languages.announced(app, "fr")
    visitor = app.test_client()
    for code in ("fr", "es", "xx"):
        assert visitor.get(f"/consultations/{slug}/languages/{code}").status_code == 303


def test_who_approves_sees_what_there_is_in_each_language(app: Flask, clean: None) -> None:
    slug = languages.prepared(app, "fr", "ar")
    with app.app_context():
        languages.confirmed(slug, "fr")
        actions.state_original_language(languages.load(slug), "en", by=officer())
        found = languages.load(slug)
        actions.translate(found, "fr", {"title": "Titre", "purpose": "But"}, by=officer(), seen=NO_PAGE)
        actions.change(languages.load(slug), purpose="Something else.", by=officer(), seen=NO_PAGE)
        total = len(queries.translatable_texts(languages.load(slug)))
    approver = app.test_client()
    cast.sign_in(approver, world.APPROVER)
    page = _page(approver, f"/consultations/{slug}/approval")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in page.xpath("//section[@id='by-language']//tbody/tr")
    ]
    assert [language for language, *_rest in rows] == ["English", "Arabic", "French"]
    french = _page(approver, f"/fr/consultations/{slug}/approval")
    names = french.xpath("//section[@id='by-language']//tbody/tr/th")
    assert [name.text_content().strip() for name in names] == ["anglais", "arabe", "français"]
    told = {language: (draft, texts) for language, draft, texts in rows}
    assert told["English"] == ("Original", "Original")
    draft, texts = told["French"]
    assert draft == f"Official language version {', '.join(languages.NAMES['fr'])}"
    assert texts.startswith(
        f"Up to date: 1 ▲ Outdated: 1 Purpose of this consultation ○ Missing: {total - 2} "
    )
    draft, texts = told["Arabic"]
    assert draft.startswith("Official language version ▲ ")
    assert draft.endswith(f"3 doubtful pairs or passages {languages.NAMES['ar'][0]}")
    assert texts.startswith(f"Up to date: 0 ○ Missing: {total} Title")


def test_the_language_of_the_original_becomes_a_working_language(app: Flask, clean: None) -> None:
    slug = languages.prepared(app, "ar")
    officer = _officer(app)
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        alone = languages.version(original, "fr", alone=True)
        chosen = f"{alone.draft.reference}/{alone.number}"
        actions.change(languages.load(slug), languages=["es"], by=languages.officer(), seen=NO_PAGE)
    _press(officer, BASE, original="ar")
    with app.app_context():
        assert languages.load(slug).languages == ["es", "ar", "en"]
    officer.press(
        "/organisations/seeds/consultations/new", title="Échantillons", version=chosen, language="fr"
    )
    with app.app_context():
        assert "fr" in languages.load("echantillons").languages
    officer.press(f"/consultations/{world.SLUG}/preparation/draft", version=chosen)
    with app.app_context():
        assert languages.load(slug).languages == ["es", "ar", "en", "fr"]


def test_the_record_says_which_language_versions_are_official(app: Flask, clean: None) -> None:
    slug = languages.announced(app, "fr")
    with app.app_context():
        for language, is_official in (("ar", True), ("es", False)):
            languages.add(slug, language, None if language == "ar" else languages.FR)
            languages.confirmed(slug, language)
            actions.publish_language(
                languages.load(slug), language, by=languages.officer(), is_official=is_official
            )
    record = _page(app.test_client(), f"/en/consultations/{slug}/record")
    told = [" ".join(one.text_content().split()) for one in record.xpath("//li[starts-with(@id, 'event-')]")]
    assert [one.endswith("Arabic · Official language version") for one in told].count(True) == 1
    assert [one.endswith("Spanish") for one in told].count(True) == 1
    frozen = [" ".join(one.text_content().split()) for one in record.xpath("//p[code]")]
    marks = {
        name: [mark for mark in ("Original", "Official language version") if f"· {mark}" in one]
        for name in ("English", "French", "Arabic", "Spanish")
        for one in frozen
        if one.startswith(name)
    }
    official = ["Official language version"]
    assert marks == {"English": ["Original"], "French": official, "Arabic": official, "Spanish": []}
