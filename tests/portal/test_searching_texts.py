"""What a search finds in the texts of drafts, and what it says of where it found it."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import Text, literal, select, text

from consult.accounts import queries as people
from consult.consultations import actions
from consult.consultations import queries as consultations
from consult.core import clock
from consult.core.database import db
from consult.core.folding import fold, folded
from consult.core.stale_check import NO_PAGE
from consult.drafts import queries as drafts
from consult.drafts import words as stored
from consult.drafts.models import BlockWords
from consult.portal.snippets import around
from tests.consultations import languages
from tests.pages import CheckedClient
from tests.portal import lists
from tests.portal.lists import NOW, consultation, find, shown, words

RULES = (
    "# 1 Scope\n\nThese rules hold for probes.\n\n# 2 Tolerances\n\nA standard of five per cent & no more.\n"
)


@pytest.fixture
def site(app: Flask, client: CheckedClient) -> CheckedClient:
    lists.organisation(app)
    return client


def search(client: CheckedClient, typed: str) -> bytes:
    with clock.at(NOW):
        answer = client.get(f"/consultations?q={quote(typed)}")
    assert answer.status_code == 200
    return bytes(answer.get_data())


@pytest.mark.parametrize(
    "typed", ["tolerances", "Tolerance", "standards", "STANDAR", "per cent", "five standard"]
)
def test_words_of_a_text_are_found_by_their_stem_and_by_their_beginning(
    app: Flask, site: CheckedClient, typed: str
) -> None:
    consultation(app, "Purity", text=RULES)
    consultation(app, "Moisture")
    assert shown(search(site, typed)) == ["Purity"]


def test_a_search_says_where_it_found_the_words_and_leads_there(app: Flask, site: CheckedClient) -> None:
    slug = consultation(app, "Purity of standards", text=RULES, topics=["Standards", "Trade"])
    page = search(site, "standards")
    assert [words(one) for one in find(page, ".row-main p.meta")] == ["Found in: title and topics"]
    assert [words(one) for one in find(page, ".row-passage")] == [
        "In the draft: 2 Tolerances", "A standard of five per cent & no more.",
    ]  # fmt: skip
    assert [one.text for one in find(page, ".row-passage mark")] == ["standard"]
    link = find(page, ".row-passage a")[0].get("href")
    assert link.startswith(f"/consultations/{slug}/text/")
    assert "A standard of" in html.fromstring(site.get(link).get_data()).text_content()
    assert find(search(site, "purity"), ".row-passage") == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Пʼять правил відбору", "п’ять"),
        ("П’ять правил відбору", "пʼять"),
        ("The growers’ union", "growers' union"),
        ("The growers' union", "growers`"),
        ("Non‑tariff measures", "non-tariff"),
        ("Non–tariff measures", "non tariff"),
        ("العربيّــة لغة", "العربية"),
        ("الأُمم المتحدة", "الامم"),
        ("ＩＳＰＭ １５", "ispm 15"),
        ("种子批次取样和水分测定", "取样"),
        ("Правила отбора проб", "отбор"),
        ("Clause 2.1 of it", "2.1"),
        ("Prélèvement d’eau", "prelevement"),
    ],
)  # fmt: skip
def test_what_only_looks_different_is_found(
    app: Flask, site: CheckedClient, written: str, typed: str
) -> None:
    consultation(app, "Purity", text=f"# 1 A\n\n{written}.\n")
    consultation(app, "Moisture")
    assert shown(search(site, typed)) == ["Purity"]


def test_a_title_and_an_organisation_are_found_whatever_apostrophe_is_typed(
    app: Flask, site: CheckedClient
) -> None:
    lists.organisation(app, "growers", "Growersʼ Union")
    consultation(app, "Пʼять правил", organisation="growers")
    for typed in ("п'ять", "п’ять", "growers’", "GROWERS` union"):
        assert shown(search(site, typed)) == ["Пʼять правил"]


def test_only_the_present_text_of_what_is_public_is_found(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Secret", text=RULES, announced=False)
    slug = consultation(app, "Purity", text=RULES)
    assert shown(search(site, "tolerances")) == ["Purity"]
    with app.app_context(), clock.at(NOW):
        amara, boris = people.by_email(lists.AMARA), people.by_email(lists.BORIS)
        approved = next(one for one in consultations.all_() if one.title == "Secret")
        actions.propose(approved, by=amara, seen=NO_PAGE)
        actions.approve(approved, by=boris, seen=NO_PAGE)
        made = lists.get(app, slug)
        key = next(row.key for row in drafts.blocks(made.version_id) if "five" in row.text)
        actions.correct(made, {key: "A margin of six."}, "A slip.", by=amara, seen=NO_PAGE)
    assert shown(search(site, "standard")) == []
    assert shown(search(site, "margins")) == ["Purity"]


WORDS = {
    "fr": ("esclavage", "Nul ne sera tenu en esclavage."),
    "es": ("torturas", "Nadie será sometido a tortura."),
    "ru": ("пытки", "Никто не должен подвергаться пыткам."),
    "zh": ("酷刑", "任何人不得加以酷刑。"),
    "ar": ("للتعذيب", "لا يجوز تعريض أي إنسان للتعذيب."),
}
"""Language → what is typed, and what the text in it says."""


def test_a_consultation_is_found_by_its_text_in_every_published_language(app: Flask, client: Any) -> None:
    texts = {
        code: tuple((*block[:5], said if block[0] == "portee-1" else block[5]) for block in languages.FR)
        for code, (_typed, said) in WORDS.items()
    }
    languages.announced(app, *texts, **texts)
    for code, (typed, said) in WORDS.items():
        page = client.get(f"/consultations?q={quote(typed)}").get_data()
        [passage] = find(page, ".row-passage[lang]")
        assert (passage.get("lang"), words(passage)) == (code, said)
        [link] = find(page, ".row-passage a")
        assert said in client.get(link.get("href")).get_data(as_text=True)
    with app.app_context():
        db.session.execute(text("UPDATE language_versions SET published_at = NULL"))
        db.session.commit()
    found = [client.get(f"/consultations?q={quote(typed)}&n=1").get_data() for typed, _said in WORDS.values()]
    assert [find(page, ".row-passage") for page in found] == [[]] * len(WORDS)


NAMES = {
    "en": ("labels", "Label of seed", "rights", "Seed Right Council"),
    "fr": ("étiquettes", "Etiquette des semences", "droits", "Conseil du droit"),
    "es": ("etiquetas", "Etiqueta de semillas", "derechos", "Consejo del derecho"),
    "ru": ("этикетки", "Этикетка семян", "права", "Совет по правам"),
    "zh": ("标签", "种子标签", "权利", "种子权利理事会"),
    "ar": ("للتعذيب", "منع التعذيب", "للمعايير", "مجلس المعايير"),
}
"""Language → what is typed, and a title; what is typed, and the name of an organisation."""


@pytest.mark.parametrize("code", NAMES)
def test_titles_and_names_are_found_in_their_languages(app: Flask, site: CheckedClient, code: str) -> None:
    typed, title, of_name, name = NAMES[code]
    lists.organisation(app, "named", "Seed Council" if code != "en" else name)
    consultation(app, "Moisture")
    titled = consultation(app, title if code == "en" else "Purity")
    consultation(app, "Weight", organisation="named")

    def translate(table: str, column: str, words_: str, where: str) -> None:
        own = {} if code == "en" else {code: {column: {"text": words_, "original": "Other"}}}
        statement = f"UPDATE {table} SET original_language = 'en', translations = CAST(:own AS jsonb) WHERE slug = :slug"
        db.session.execute(text(statement), {"own": json.dumps(own), "slug": where})

    with app.app_context():
        translate("consultations", "title", title, titled)
        translate("organisations", "name", name, "named")
        db.session.commit()
    for asked, found, said in (
        (typed, title if code == "en" else "Purity", "title"),
        (of_name, "Weight", "organisation"),
    ):
        page = search(site, asked)
        assert shown(page) == [found]
        assert [words(one) for one in find(page, ".row-main p.meta")] == [f"Found in: {said}"]


@pytest.mark.parametrize("typed", ["'", "\\\\", "':*", "&", "!", "a' | 'b", "(", "<->", "-", "%", "…"])
def test_signs_are_only_signs(app: Flask, site: CheckedClient, typed: str) -> None:
    consultation(app, "Purity", text=RULES)
    search(site, typed)


def test_both_ways_of_folding_are_one(ctx: Flask) -> None:
    written = [
        "Пʼять ʻ’`´",
        "Prélèvement ÅØ",
        "ＡＢＣ　１２３",
        "الأُمَّة العربيّــة ى ٢٠٢٧",
        "שָׁלוֹם",
        "non‑tariff–x−y",
        "ﬁn ½ Ⅳ",
        "a`b",
    ]
    rows = db.session.execute(select(*(folded(literal(word, Text)) for word in written))).one()
    assert list(rows) == [fold(word) for word in written]


def test_a_stem_of_another_language_finds_no_common_word(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Purity", text="# 1 A\n\nIl ne faut rien.\n")
    consultation(app, "Moisture", text="# 1 A\n\nNeeds.\n")
    assert shown(search(site, "need")) == ["Moisture"]


def test_the_words_of_texts_have_their_index(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Purity", text=RULES)
    with app.app_context():
        found = select(BlockWords.version_id).where(stored.has_all(stored.queries_of(["tolerances", "five"])))
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        words_ = str(found.compile(db.engine, compile_kwargs={"literal_binds": True})).replace(":", "\\:")
        plan = "\n".join(db.session.execute(text(f"EXPLAIN {words_}")).scalars())
    assert "ix_block_words_words" in plan


def test_a_snippet_is_cut_at_words_and_marks_what_was_found() -> None:
    told = around("word " * 60 + "Prélèvements " + "word " * 60, ["prelevement"])
    assert "<mark>Prélèvements</mark>" in told
    assert (told.startswith("… word"), told.endswith("word …")) == (True, True)
    assert around("<b>", ["zz"]) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "typed", "told"),
    [
        ("المبادئ: المياه الجوفية", ["مياه"], "المبادئ: <mark>المياه</mark> الجوفية"),
        ("Sampling of primary lots", ["primary", "of"], "Sampling <mark>of</mark> <mark>primary</mark> lots"),
        ("A standard of five", ["standards"], "A <mark>standard</mark> of five"),
        ("L’eau d’une source", ["d'une"], "L’eau d’<mark>une</mark> source"),
        ("最大重量应为三万公斤", ["重量"], "最大<mark>重量</mark>应为三万公斤"),
        ("Homeland", ["land"], "Homeland"),
    ],
)
def test_whole_words_are_marked_and_every_one_that_was_searched_for(
    text: str, typed: list[str], told: str
) -> None:
    assert around(text, typed) == told


def test_the_part_that_is_shown_has_the_best_find() -> None:
    told = around("of " + "word " * 60 + "primary samples", ["of", "primary"])
    assert told.endswith("<mark>primary</mark> samples")
