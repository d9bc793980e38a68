"""The front page and the list: what is on them, narrowed, searched, sorted, page by page, and with nonsense asked for."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import event, text

from consult.accounts import queries as people
from consult.consultations import actions
from consult.consultations.models import Family
from consult.core import clock
from consult.core.database import db
from consult.core.paging import encode
from consult.core.stale_check import NO_PAGE
from consult.portal.queries import page_version
from tests.pages import CheckedClient
from tests.portal import lists
from tests.portal.lists import NOW, choices, consultation, find, shown, words


@pytest.fixture
def site(app: Flask, client: CheckedClient) -> CheckedClient:
    lists.organisation(app)
    lists.organisation(app, "rivers", "Union for River Transport")
    return client


@pytest.fixture
def many(app: Flask, site: CheckedClient) -> CheckedClient:
    """Two open, one announced, one closed, one answered, one that no one outside may see."""
    consultation(
        app, "Sampling", opens=-70, closes=2, languages=["en", "fr"], topics=["Agriculture", "Trade"]
    )
    consultation(
        app, "Crewing of barges", organisation="rivers", opens=-40, closes=25, topics=["Transport"],
        family=Family.RECOMMENDATION, purpose="Watch hours on border rivers.",
    )  # fmt: skip
    consultation(app, "Prélèvement d’échantillons", opens=10, closes=80, languages=["fr"])
    consultation(app, "Packaging", opens=-100, closes=-10)
    consultation(app, "Purity", opens=-200, closes=-100, answered=-20)
    consultation(app, "Secret plans", announced=False)
    return site


def get(client: CheckedClient, path: str) -> bytes:
    with clock.at(NOW):
        answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data()


def test_a_list_leads_to_its_last_page(
    app: Flask, site: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.portal.queries.listing.PAGE", 2)
    for number in range(5):
        consultation(app, f"Lot {number}", closes=30 + number)
    page = get(site, "/consultations?phase=open")
    last = find(page, ".pager a[rel=last]")[0].get("href")
    assert (shown(page), last) == (["Lot 0", "Lot 1"], "/consultations?phase=open&after=end")
    page = get(site, last)
    assert shown(page) == ["Lot 3", "Lot 4"]
    assert [link.get("rel") for link in find(page, ".pager a")] == ["first"]


def test_the_front_page_shows_what_is_open_then_announced_then_answered(many: CheckedClient) -> None:
    page = get(many, "/")
    assert shown(page) == ["Sampling", "Crewing of barges", "Prélèvement d’échantillons", "Purity"]
    assert choices(page) == {
        "Phase": {"Open now": 2, "Announced": 1, "Closed, response due": 1, "Response published": 1},
        "Topic": {"Agriculture": 1, "Trade": 1, "Transport": 1},
        "Instrument": {"Recommendation": 1, "Technical standard": 1},
    }
    first = words(find(page, ".row-side")[0])
    assert first.startswith("▲ Closes in 2 days Closes 14 Feb 2027, 10:00 Zurich · 09:00 UTC")


def test_the_front_page_of_an_empty_installation_says_what_to_do(site: CheckedClient) -> None:
    assert "No consultation is open." in html.fromstring(get(site, "/")).text_content()
    assert (
        "No consultation has been announced yet"
        in html.fromstring(get(site, "/consultations")).text_content()
    )


LISTS = {
    # the newest announcement comes first where nothing is asked for
    "": ["Prélèvement d’échantillons", "Crewing of barges", "Sampling", "Packaging", "Purity"],
    "phase=open": ["Sampling", "Crewing of barges"],
    "phase=announced": ["Prélèvement d’échantillons"],
    "phase=closed": ["Packaging"],
    "phase=responded": ["Purity"],
    # addresses of the version before
    "phase=upcoming": ["Prélèvement d’échantillons"],
    "phase=answered": ["Purity"],
    "phase=withdrawn": [],
    "organisation=rivers": ["Crewing of barges"],
    "family=recommendation": ["Crewing of barges"],
    "topic=Trade": ["Sampling"],
    "language=fr": ["Prélèvement d’échantillons", "Sampling"],
    "closes_from=2027-02-14&closes_to=2027-02-14": ["Sampling"],
    "closes_to=2027-01-01": ["Purity"],
    "phase=open&topic=Transport": ["Crewing of barges"],
    "phase=closed&topic=Transport": [],
    "phase=open&sort=title": ["Crewing of barges", "Sampling"],
    "sort=title": ["Crewing of barges", "Packaging", "Prélèvement d’échantillons", "Purity", "Sampling"],
    "phase=open&sort=newest": ["Crewing of barges", "Sampling"],
    "sort=closed": ["Prélèvement d’échantillons", "Crewing of barges", "Sampling", "Packaging", "Purity"],
    # words: of the title, the purpose, a topic, an organisation; of any case, without accents, inside of words
    "q=ampling": ["Sampling"],
    "q=watch+BORDER": ["Crewing of barges"],
    "q=agricult&phase=responded": ["Purity"],
    "q=river+transport": ["Crewing of barges"],
    "q=prelevement": ["Prélèvement d’échantillons"],
    "q=ÉCHANTILLON": ["Prélèvement d’échantillons"],
    "q=barges+sampling": [],
    # what means something to a database is only a letter here
    "q=%25": [],
    "q=_": [],
    "q=%5C": [],
    "q=secret+plans": [],
}  # fmt: skip


def test_the_list_shows_what_is_asked_for(many: CheckedClient) -> None:
    assert {asked: shown(get(many, f"/consultations?{asked}")) for asked in LISTS} == LISTS


def test_words_are_found_in_scripts_without_blanks(app: Flask, site: CheckedClient) -> None:
    consultation(app, "种子批次取样和水分测定")
    consultation(app, "معايير أخذ عينات البذور")
    consultation(app, "Отбор проб семян")
    assert shown(get(site, f"/consultations?q={quote('取样')}")) == ["种子批次取样和水分测定"]
    assert shown(get(site, f"/consultations?q={quote('البذور')}")) == ["معايير أخذ عينات البذور"]
    assert shown(get(site, f"/consultations?q={quote('ПРОБ СЕМЯН')}")) == ["Отбор проб семян"]


def test_counts_say_what_each_choice_would_show(many: CheckedClient) -> None:
    assert choices(get(many, "/consultations?phase=open&topic=Agriculture")) == {
        "Phase": {"Open now": 1, "Announced": 1, "Closed, response due": 1, "Response published": 1},
        "Topic": {"Agriculture": 1, "Trade": 1, "Transport": 1},
        "Language of comments": {"English": 1, "French": 1},
    }
    for label, number in choices(get(many, "/consultations"))["Phase"].items():
        phase = {
            "Open now": "open", "Announced": "announced", "Closed, response due": "closed", "Response published": "responded",
        }[label]  # fmt: skip
        assert len(shown(get(many, f"/consultations?phase={phase}"))) == number


def test_every_choice_is_a_link_that_keeps_the_others_and_can_be_left_out_again(many: CheckedClient) -> None:
    page = get(many, "/consultations?q=a&phase=open&topic=Trade")
    links = {" ".join(a.text_content().split()): a.get("href") for a in find(page, ".chips a")}
    assert links == {
        "Remove search: “a” ✕": "/consultations?phase=open&topic=Trade",
        "Remove filter Phase: Open now ✕": "/consultations?q=a&topic=Trade",
        "Remove filter Topic: Trade ✕": "/consultations?q=a&phase=open",
        "Show all": "/consultations",
    }
    transport = next(a for a in find(page, ".filters a") if "Transport" in a.text_content())
    assert transport.get("href") == "/consultations?q=a&phase=open&topic=Transport"
    chosen = [a.text_content() for a in find(page, ".filters a[aria-current]")]
    assert chosen == ["Open now1", "Trade1"]


NONSENSE = {
    "phase=ajar": ["Phase: ajar"],
    "phase=preparing": ["Phase: preparing"],
    "family=sonnet": ["Instrument: sonnet"],
    "organisation=NOT%20A%20SLUG": ["Organisation: NOT A SLUG"],
    "language=%3Cb%3E": ["Language of comments: <b>"],
    "closes_from=2027-02-30": ["Closes on or after: 2027-02-30"],
    "closes_from=99999-01-01": ["Closes on or after: 99999-01-01"],
    "closes_from=2027-05-01&closes_to=2027-04-01": ["Closes on or before: 2027-04-01"],
    "sort=random": ["Order: random"],
    # an order that another phase has
    "phase=responded&sort=closing": ["Order: closing"],
    "phase=x&sort=y&topic=": ["Phase: x", "Order: y"],
}


def test_nonsense_is_left_out_with_a_word(many: CheckedClient) -> None:
    found = {
        asked: [words(item) for item in find(get(many, f"/consultations?{asked}"), ".wrong li")]
        for asked in NONSENSE
    }
    assert found == NONSENSE


BREAKING = (
        "after=zzz", "after=" + encode(["a", "b"]), "after=" + encode([1, 2]), "after=" + encode([NOW, 2**70]),
        "after=" + encode([NOW, True]), "after=" + encode([NOW]), "sort=title&after=" + encode(["\ud800", 1]),
        "sort=title&after=" + encode(["\0", 1]), "q=" + "x" * 5000, "q=" + "a+" * 300, "topic=" + "y" * 9000,
        "q=%FF%FE", "phase=open&phase=closed", "unknown=1", "q=%E2%80%AE", "organisation=nobody", "language=xx",
)  # fmt: skip


def test_nothing_asked_for_breaks_the_list(many: CheckedClient) -> None:
    for asked in BREAKING:
        get(many, f"/consultations?{asked}")


def test_pages_follow_each_other_without_gap_or_repetition(app: Flask, site: CheckedClient) -> None:
    titles = [f"Draft {number:02}" for number in range(23)]
    for number, title in enumerate(titles):
        consultation(app, title, closes=10 + number // 4)
    first = get(site, "/consultations?phase=open")
    following = find(first, ".pager a[rel=next]")[0].get("href")
    second = get(site, following)
    assert shown(first) + shown(second) == titles
    assert find(second, ".pager a[rel=first]")[0].get("href") == "/consultations?phase=open"
    assert find(second, "h2")[0].text_content() == "23 open consultations"


def test_a_page_costs_the_same_few_statements_however_many_it_shows(app: Flask, site: CheckedClient) -> None:
    def statements(path: str) -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        app.extensions["page_cache"].pages.clear()
        event.listen(engine, "before_cursor_execute", note)
        try:
            get(site, path)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    for number, opens in enumerate((-10, 10, -90)):
        consultation(app, f"Draft {number}", opens=opens, closes=opens + 70.5)
    few = {
        path: statements(path)
        for path in (
            "/",
            "/consultations",
            "/consultations?q=draft",
            "/calendar",
            "/organisations",
            "/organisations/seeds",
        )
    }
    for number in range(6):
        consultation(app, f"More {number}", opens=-9.9 + 5 * number, closes=70.5)
    assert {path: statements(path) for path in few} == few
    assert few == {
        "/": 5,
        "/consultations": 5,
        "/consultations?q=draft": 9,
        "/calendar": 6,
        "/organisations": 3,
        "/organisations/seeds": 4,
    }
    get(site, "/consultations")
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    get(site, "/consultations")
    assert len(seen) == 1


def test_a_decision_changes_the_pages_at_once(app: Flask, site: CheckedClient) -> None:
    slug = consultation(app, "Sampling", closes=30)
    assert shown(get(site, "/consultations?phase=open")) == ["Sampling"]
    with app.app_context(), clock.at(NOW):
        amara = people.by_email(lists.AMARA)
        assert amara is not None
        actions.withdraw(lists.get(app, slug), "The draft was overtaken.", by=amara, seen=NO_PAGE)
    assert shown(get(site, "/consultations?phase=open")) == []
    assert shown(get(site, "/consultations?phase=withdrawn")) == ["Sampling"]
    assert shown(get(site, "/")) == []
    consultation(app, "Labelling", closes=30)
    assert shown(get(site, "/")) == ["Labelling"]


def test_the_clock_changes_the_pages_to_the_second(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling", opens=1, closes=70)
    second = timedelta(seconds=1)

    def phase(at: timedelta) -> str:
        with clock.at(NOW + at):
            pills = find(site.get("/consultations").get_data(), ".rows .pill")
        return " ".join(pills[0].text_content().split())

    assert phase(timedelta(days=1) - second) == "○ Announced"
    assert phase(timedelta(days=1)) == "● Open"
    # days are counted by the calendar of Zurich, as on the page of the consultation
    midnight = timedelta(days=62, hours=13)
    assert phase(midnight - second) == "● Open"
    assert phase(midnight) == "▲ Closes in 7 days"
    assert phase(midnight + timedelta(days=1)) == "▲ Closes in 6 days"
    assert phase(midnight + timedelta(days=7) - second) == "▲ Closes in 1 day"
    assert phase(midnight + timedelta(days=7)) == "▲ Closes today"
    assert phase(timedelta(days=70) - second) == "▲ Closes today"
    assert phase(timedelta(days=70)) == "■ Closed, response due"


def test_a_page_that_did_not_change_is_not_sent_again(many: CheckedClient) -> None:
    with clock.at(NOW):
        first = many.get("/consultations")
        again = many.get("/consultations", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in first.headers


def test_what_is_kept_of_an_organisation_that_is_changed_and_changed_back_is_not_shown_again(
    app: Flask, many: CheckedClient
) -> None:
    found = []
    for name in ("Other", "Seed Testing Secretariat"):
        with app.app_context():
            found.append(page_version.stamp().value)
            db.session.execute(
                text("UPDATE organisations SET name = :name WHERE slug = 'seeds'"), {"name": name}
            )
            db.session.commit()
    with app.app_context():
        found.append(page_version.stamp().value)
    assert len(set(found)) == 3
