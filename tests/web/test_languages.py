"""A language of the interface is one file: with its catalogue everything knows it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel import localedata
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from lxml import html

from consult.consultations.forms.preparing import InstrumentForm
from consult.core import mail
from consult.core.translatable import locale_of
from consult.setup import catalogues
from consult.web import formats, languages, moments, outage_pages, page_language, pages, startup
from tests import cast, world
from tests.web.test_outage_pages import outage

WORDS = {
    "Sign in": "دخول",
    "Your account was deleted": "حساب شما حذف شد",
    outage_pages.KEPT: "متن شما نگه داشته شد؛ «ارسال دوباره» را بزنید.",
    outage_pages.BUTTON: "ارسال دوباره",
    outage_pages.LATER: "چند دقیقه بعد دوباره تلاش کنید.",
}
"""A beginning of a translation into Persian."""


@pytest.fixture
def persian(
    app: Flask, clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """A browser of someone who reads Persian, once there is a catalogue and the setting offers it."""
    path = tmp_path / "fa" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text(head + "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in WORDS.items()))
    catalogues.compile_all(tmp_path)
    babel = app.extensions["babel"]
    folders = [*babel.translation_directories, str(tmp_path)]
    monkeypatch.setattr(babel, "translation_directories", folders)
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "ar", "fa"])
    monkeypatch.setitem(app.extensions, "outage_words", outage_pages.read_words(folders))
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fa-IR, en;q=0.5"
    cached = babel.instance.domain_instance.cache
    cached.clear()
    app.extensions["page_cache"].clear()
    yield client
    cached.clear()
    app.extensions["page_cache"].clear()


@pytest.mark.parametrize("code", ["pt_BR", "pt-BR"])
def test_a_region_is_part_of_a_language_however_it_is_joined(code: str) -> None:
    assert (languages.own_name(code), languages.direction_of(code)) == ("Português (Brasil)", "ltr")


def _said(app: Flask) -> list[str]:
    """All that pages say in the formats of each language."""
    at, found = datetime(2026, 11, 24, 17, 5, 30, tzinfo=UTC), []
    for code in app.config["LANGUAGES"]:
        with app.test_request_context(f"/?lang={code}"):
            found += [
                moments.moment(at),
                moments.moment_short(at),
                moments.date(at),
                moments.zone_name("Europe/Zurich"),
            ]
            found += [
                pages.FILTERS["datetime"](at, "HH:mm:ss"),
                formats.percent(0.25),
                formats.number(1234567),
            ]
            found += [page_language.language_name("zh_Hant"), formats.listed(["a", "b", "c"])]
            found += [formats.listed(["a", "b", "c"], is_choice=True)]
            found += [formats.file_size(round(1.5 * 1000**power)) for power in range(4)]
            found += [
                formats._duration.__wrapped__(number, unit, code)
                for unit in ("day", "hour", "minute")
                for number in (1, 2, 5, 11)
            ]
    return found


def test_a_web_process_forgets_nothing_of_a_language_that_pages_say(app: Flask) -> None:
    localedata._cache.clear()
    locale_of.cache_clear()
    whole = _said(app)
    for code in [*app.config["LANGUAGES"], "nobody"]:
        languages.read(code)
        languages.read(code)
    assert "currency_names" not in localedata.load("fr")
    assert (_said(app), len(set(whole)) > 60) == (whole, True)


def test_zones_are_named_after_their_cities_in_the_language_of_the_page(app: Flask) -> None:
    zones = ("Europe/Zurich", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5")
    said = {}
    for language in ("en", "es", "ru", "zh"):
        with app.test_request_context(f"/?lang={language}"):
            said[language] = [moments.zone_name(zone) for zone in zones]
    assert said == {
        "en": ["Zurich", "Kolkata", "Buenos Aires", "UTC", "GMT+5"],
        "es": ["Zúrich", "Calcuta", "Buenos Aires", "UTC", "GMT+5"],
        "ru": ["Цюрих", "Калькутта", "Буэнос-Айрес", "UTC", "GMT+5"],
        "zh": ["苏黎世", "加尔各答", "布宜诺斯艾利斯", "UTC", "GMT+5"],
    }


def test_pages_speak_it_in_its_direction_and_the_menu_offers_it(persian: FlaskClient) -> None:
    page = html.fromstring(persian.get("/sign-in").get_data())
    assert (page.get("lang"), page.get("dir")) == ("fa", "rtl")
    assert page.xpath("//h1")[0].text_content().strip() == "دخول"
    entries = [(one.get("lang"), one.text.strip()) for one in page.xpath("//a[@hreflang]")]
    assert entries == [("en", "English"), ("ar", "العربية"), ("fa", "فارسی")]
    (current,) = page.xpath("//a[@hreflang and @aria-current]")
    assert current.get("lang") == "fa"


def test_dates_are_written_in_it(app: Flask, persian: FlaskClient) -> None:
    with app.test_request_context("/?lang=fa"):
        assert moments.day(date(2027, 1, 11)) == "11 ژانویهٔ 2027"


def test_a_day_and_a_time_are_joined_as_the_language_joins_them(app: Flask) -> None:
    said = {}
    for language in ("en", "fr", "zh", "ar"):
        with app.test_request_context(f"/?lang={language}"):
            said[language] = moments.moment(datetime(2027, 3, 12, 17, tzinfo=UTC), "Europe/Zurich")
    assert said == {
        "en": "12 March 2027, 18:00",
        "fr": "12 mars 2027, 18:00",
        "zh": "2027年3月12日 18:00",
        "ar": "12 مارس 2027، 18:00",
    }


def test_a_short_day_has_its_month_in_letters(app: Flask) -> None:
    said = {}
    for language in ("en", "fr", "ar"):
        with app.test_request_context(f"/?lang={language}"):
            said[language] = moments.moment_short(datetime(2027, 3, 12, 17, tzinfo=UTC), "Europe/Zurich")
    assert said == {"en": "12 Mar 2027, 18:00", "fr": "12 mars 2027, 18:00", "ar": "12 مارس 2027، 18:00"}


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_a_sentence_that_ends_with_a_day_has_one_full_stop(app: Flask, language: str) -> None:
    at = datetime(2026, 8, 27, 15, tzinfo=UTC)
    with app.test_request_context(f"/?lang={language}"):
        days = [moments.date(at), moments.moment(at), moments.utc(at), moments.day(at.date(), "medium")]
    path = catalogues.FOLDER / language / "LC_MESSAGES" / "messages.po"
    ending = re.compile(r"%\((day|moment|opens|closes|first|again|utc)\)s[.\u3002]")
    found = {
        match.group()
        for message in catalogues.read_catalogue(path)
        for words in ([message.string] if isinstance(message.string, str) else message.string)
        for match in ending.finditer(words)
    }
    assert {"ru": "27 августа 2026\u00a0года", "fr": "27 août 2026"}.get(language, days[0]) == days[0]
    assert "%(day)s." in found or "%(day)s\u3002" in found
    assert not [one for one in found for day in days if ".." in ending.sub(f"{day}.", one)]


def test_an_account_keeps_it_and_emails_are_written_in_it(app: Flask, persian: FlaskClient) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(persian, "amara@example.org")
    assert persian.press("/account", language="fa").status_code == 303
    persian.environ_base.pop("HTTP_ACCEPT_LANGUAGE")
    assert '<html lang="fa" dir="rtl">' in persian.get("/account").text
    with app.app_context():
        assert (
            mail.write("accounts/emails/deleted", "fa", name="", link="")[0]
            == WORDS["Your account was deleted"]
        )


def test_pages_of_an_outage_speak_it(app: Flask, persian: FlaskClient, database: str) -> None:
    with outage(database):
        page = html.fromstring(persian.get("/consultations").get_data())
    assert (page.get("lang"), page.get("dir")) == ("fa", "rtl")
    assert app.extensions["outage_words"]["fa"] == outage_pages.Words(
        "fa", WORDS[outage_pages.KEPT], WORDS[outage_pages.BUTTON], WORDS[outage_pages.LATER]
    )


def test_production_takes_it_and_consultations_can_work_in_it(
    app: Flask, persian: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "ar", "fa", "vo"])
    assert startup.without_catalogue(app) == ["vo"]
    with app.test_request_context():
        assert "fa" in [choice.value for choice in InstrumentForm().languages.choices]


OF_A_PLACE = {
    "pt-BR": ("pt_BR", "pt-PT, en;q=0.5", "Entrar", "Português (Brasil)"),
    "zh-Hant": ("zh_Hant", "zh-TW, en;q=0.5", "登入", "中文 (繁體)"),
    "sr-Latn": ("sr_Latn", "sr-Latn-RS, en;q=0.5", "Prijavite se", "Srpski (latinica)"),
}
"""Tag → the folder of its catalogue, what a browser accepts, a message, what the language calls itself."""


@pytest.mark.parametrize("tag", OF_A_PLACE)
def test_a_language_with_a_region_or_a_script_is_offered_as_any_other(
    app: Flask, clean: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, tag: str
) -> None:
    folder, accepts, said, name = OF_A_PLACE[tag]
    path = catalogues.add(tag, tmp_path)
    assert path == tmp_path / folder / "LC_MESSAGES" / "messages.po"
    words = dict.fromkeys((outage_pages.KEPT, outage_pages.BUTTON, outage_pages.LATER), said)
    for message, text in {**words, "Sign in": said, "Your account was deleted": said}.items():
        catalogue = catalogues.read_catalogue(path)
        catalogue.get(message).string = text  # type: ignore[union-attr]
        catalogues._write(path, catalogue)
    catalogues.compile_all(tmp_path)
    babel = app.extensions["babel"]
    folders = [*babel.translation_directories, str(tmp_path)]
    monkeypatch.setattr(babel, "translation_directories", folders)
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "zh", tag])
    monkeypatch.setitem(app.extensions, "outage_words", outage_pages.read_words(folders))
    babel.instance.domain_instance.cache.clear()
    app.extensions["page_cache"].clear()
    assert startup.without_catalogue(app) == []
    client = app.test_client()
    for address, header in ((f"/{tag}/sign-in", ""), ("/sign-in", accepts)):
        answer = client.get(address, headers={"Accept-Language": header})
        page = html.fromstring(answer.get_data())
        assert (page.get("lang"), page.get("dir"), answer.headers["Content-Language"]) == (tag, "ltr", tag)
        assert page.xpath("//h1")[0].text_content().strip() == said
    assert (tag, name) in [(one.get("lang"), one.text.strip()) for one in page.xpath("//a[@hreflang]")]
    assert client.get("/sign-in", headers={"Accept-Language": "zh-CN"}).headers["Content-Language"] == "zh"
    world.consultation(app)
    listed = f"/{tag}/consultations/{world.SLUG}"
    for at in (
        "",
        "/text",
        "/comments",
        "/comments.csv",
        "/comments.xlsx",
        "/calendar.ics",
        "/take-part",
    ):
        assert client.get(f"{listed}{at}").status_code == 200, at
    assert f"URL:http://localhost/{tag}/consultations/" in client.get(f"{listed}/calendar.ics").text
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    assert client.press("/account", language=tag).status_code == 303  # type: ignore[attr-defined]
    assert f'<html lang="{tag}"' in client.get("/account").text
    with app.app_context():
        subject, text = mail.write("accounts/emails/deleted", tag, name="", link="")
        assert (subject, text.language) == (said, tag)
    with outage(database):
        assert html.fromstring(app.test_client().get(f"/{tag}/consultations").get_data()).get("lang") == tag
    babel.instance.domain_instance.cache.clear()
    app.extensions["page_cache"].clear()


def test_a_country_is_read_in_the_words_of_its_language_and_a_script_is_not(tmp_path: Path) -> None:
    folders = [str(catalogues.FOLDER)]
    assert [languages.has_catalogue(one, folders) for one in ("fr-CA", "en-GB", "zh-TW", "zh-Hant", "vo")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [languages.as_offered(one) for one in ("pt-br", "zh-TW", "fr")] == ["pt-BR", "zh-Hant-TW", "fr"]
    for wrong in ("xx-YY", "p", "../pt"):
        with pytest.raises(catalogues.UnknownLanguage):
            catalogues.add(wrong, tmp_path)


def test_languages_call_themselves_by_their_own_names() -> None:
    found = [languages.own_name(code) for code in ("en", "fr", "es", "ru", "zh", "ar", "pt")]
    assert found == ["English", "Français", "Español", "Русский", "中文", "العربية", "Português"]


@pytest.mark.parametrize(("language", "said"), [("en", "234-5K7"), ("ar", "\u2068234-5K7\u2069")])
def test_the_parts_of_a_public_number_keep_their_order_in_a_sentence(
    app: Flask, language: str, said: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        template = "{{ _('Submission %(reference)s', reference='234-5K7') }}"
        assert render_template_string(template).endswith(f" {said}")


def test_a_catalogue_that_was_not_compiled_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pt" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Sign in"\nmsgstr "Entrar"\n')
    assert languages.not_compiled([str(tmp_path)]) == ["pt/LC_MESSAGES/messages.po"]
    catalogues.compile_all(tmp_path)
    assert languages.not_compiled([str(tmp_path)]) == []
