"""Calendar, organisations, the pages that stand still, and what machines and operators ask for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from lxml import etree, html

from consult.accounts import queries as people
from consult.consultations import actions
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.events import record
from consult.core.multilingual import Words
from consult.core.stale_check import NO_PAGE
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.portal import ical
from tests import cast
from tests.pages import CheckedClient
from tests.portal import lists
from tests.portal.lists import NOW, consultation, find, shown, words


@pytest.fixture
def site(app: Flask, client: CheckedClient) -> CheckedClient:
    lists.organisation(app)
    lists.organisation(app, "rivers", "Union for River Transport")
    return client


def get(client: CheckedClient, path: str) -> bytes:
    with clock.at(NOW):
        answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data()


# -- calendar --------------------------------------------------------------------------------------------------------


def test_the_calendar_shows_openings_closings_and_due_answers_month_by_month(
    app: Flask, site: CheckedClient
) -> None:
    consultation(app, "Sampling", opens=-30, closes=10)
    consultation(app, "Barges", organisation="rivers", opens=20, closes=90)
    consultation(app, "Packaging", opens=-100, closes=-30)
    consultation(app, "Secret plans", opens=5, announced=False)
    pages = [html.fromstring(get(site, "/calendar"))]
    assert [link.text_content() for link in find(pages[0], ".filters a[href]") if "month=" in link.get("href")] == [
        "February 20271", "March 20271", "April 20271", "May 20271",
    ]  # fmt: skip
    while after := find(pages[-1], ".pager a[rel=next]"):
        pages.append(html.fromstring(get(site, after[0].get("href"))))
    assert find(pages[1], ".pager a[rel=prev]")[0].get("href") == "/calendar?month=2027-02"
    found = {
        find(section, "h2")[0].text_content(): [
            (
                find(row, "h3")[0].text_content().strip(),
                find(row, ".pill")[0].text_content().split(maxsplit=1)[1],
            )
            for row in find(section, "li")
        ]
        for page in pages
        for section in find(page, ".content section")
    }
    assert found == {
        "February 2027": [("Sampling", "Closes")],
        "March 2027": [("Barges", "Opens")],
        "April 2027": [("Packaging", "Response due")],
        "May 2027": [("Barges", "Closes")],
    }
    for address, month in (
        ("/calendar?organisation=rivers", "March 2027"),
        ("/calendar?organisation=..", "February 2027"),
        ("/calendar?month=2027-05", "May 2027"),
        ("/calendar?month=2027-99&page=-3", "February 2027"),
    ):
        assert words(find(get(site, address), "h2.month")[0]) == month
    french = get(site, "/fr/calendar?month=2027-05")
    assert words(find(french, "h2.month")[0]) == "Mai 2027"
    assert "Mars 20271" in [link.text_content() for link in find(french, ".filters a[href]")]


def test_a_month_without_dates_says_so_and_leads_to_those_around_it(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling", opens=10, closes=80)
    page = get(site, "/calendar?month=2027-04")
    found = find(page, ".content section")[0].text_content()
    assert "No consultation opens or closes in this month" in found
    around = [link.get("href") for link in find(page, ".pager a")]
    assert around == ["/calendar?month=2027-02", "/calendar?month=2027-05"]


def test_a_month_of_many_dates_has_pages(
    app: Flask, site: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("consult.portal.queries.dates", "consult.portal.queries"):
        monkeypatch.setattr(f"{module}.IN_PAGE", 2)
    for number in range(5):
        consultation(app, f"Lot {number}", opens=-30, closes=3 + number / 2)
    assert shown(get(site, "/calendar")) == ["Lot 0", "Lot 1"]
    page = get(site, "/calendar?month=2027-02&page=3")
    assert shown(page) == ["Lot 4"]
    assert [words(link) for link in find(page, ".pager a")][:3] == ["Page 1", "Page 2", "Page 3"]
    assert shown(get(site, "/calendar?month=2027-02&page=99")) == ["Lot 4"]


def _events(calendar: str) -> dict[str, dict[str, str]]:
    """UID up to its last dash → the properties of each entry of a calendar file."""
    unfolded = calendar.replace("\r\n ", "")
    found = [dict(line.split(":", 1) for line in part.split("\r\n") if ":" in line)
             for part in unfolded.split("BEGIN:VEVENT")[1:]]  # fmt: skip
    return {one["UID"]: one for one in found}


def test_a_consultation_has_a_calendar_whose_entries_keep_their_identity_when_they_move(
    app: Flask, site: CheckedClient
) -> None:
    slug = consultation(app, "Sampling", opens=-30, closes=10)
    path = f"/consultations/{slug}/calendar.ics"
    before = _events(get(site, path).decode())
    assert list(before) == [f"{slug}-{kind}@localhost" for kind in ("opens", "closes", "answer")]
    _extend(app, slug, days=15)
    after = _events(get(site, path).decode())
    assert list(after) == list(before)
    closes = f"{slug}-closes@localhost"
    assert (before[closes]["DTSTART"], after[closes]["DTSTART"]) == ("20270222T090000Z", "20270227T090000Z")
    assert int(after[closes]["SEQUENCE"]) > int(before[closes]["SEQUENCE"])
    assert after[closes]["DTSTAMP"] == after[closes]["LAST-MODIFIED"] == "20270212T090000Z"
    assert [one["STATUS"] for one in after.values()] == ["CONFIRMED"] * 3
    with app.app_context(), clock.at(NOW):
        actions.withdraw(lists.get(app, slug), "StaleForm.", by=people.by_email(lists.AMARA), seen=NO_PAGE)
    assert [one["STATUS"] for one in _events(get(site, path).decode()).values()] == ["CANCELLED"] * 3
    assert {one["STATUS"] for one in _events(get(site, "/calendar.ics").decode()).values()} == {"CANCELLED"}
    page = get(site, f"/consultations/{slug}")
    feeds = [link for link in find(page, "link[rel=alternate]") if link.get("type")]
    assert [link.get("href") for link in feeds] == [
        f"/consultations/{slug}/feed.atom", path,
    ]  # fmt: skip


def _extend(app: Flask, slug: str, days: float) -> None:
    with app.app_context(), clock.at(NOW):
        actions.extend(
            lists.get(app, slug), NOW + timedelta(days=days), "Asked for.",
            by=people.by_email(lists.AMARA), seen=NO_PAGE,
        )  # fmt: skip


@action
def _publish_response(consultation: Consultation) -> None:
    record("responses.published", consultation.slug, consultation=consultation.id)


def _updated(page: bytes) -> list[str | None]:
    """When a feed was changed, and each of its entries."""
    return [one.text for one in etree.fromstring(page).iter("{*}updated")]


def test_a_feed_tells_of_every_public_change(app: Flask, site: CheckedClient) -> None:
    slug = consultation(app, "Sampling", opens=-30, closes=10)
    consultation(app, "Barges", organisation="rivers", opens=-20, closes=90)
    opened = (NOW - timedelta(days=20)).isoformat()
    assert _updated(get(site, "/consultations.atom"))[:2] == [opened, opened]
    _extend(app, slug, days=15)
    feed = get(site, "/consultations.atom")
    assert _updated(feed)[:2] == [NOW.isoformat(), NOW.isoformat()]
    assert [one.text for one in etree.fromstring(feed).iterfind("{*}entry/{*}title")] == [
        "Sampling",
        "Barges",
    ]
    closed = NOW + timedelta(days=15)
    with clock.at(closed):
        assert _updated(site.get("/consultations.atom").get_data())[:2] == [closed.isoformat()] * 2
    with app.app_context(), clock.at(closed + timedelta(days=1)):
        actions.conclude(lists.get(app, slug), by=people.by_email(lists.BORIS))
        _publish_response(lists.get(app, slug))
    with clock.at(closed + timedelta(days=2)):
        answered = (closed + timedelta(days=1)).isoformat()
        assert _updated(site.get("/consultations.atom").get_data())[:2] == [answered] * 2
        one = etree.fromstring(site.get(f"/consultations/{slug}/feed.atom").get_data())
    entries = [(entry.findtext("{*}title"), entry.findtext("{*}id")) for entry in one.iterfind("{*}entry")]
    assert [title for title, _id in entries][:2] == ["Response published", "Deadline extended"]
    assert len({identity for _title, identity in entries}) == len(entries)
    assert one.findtext("{*}updated") == answered
    assert (site.get(f"/consultations/{slug}-x/feed.atom").status_code,
            site.get(f"/consultations/{slug}-x/calendar.ics").status_code) == (404, 404)  # fmt: skip


def test_an_empty_calendar_says_so(site: CheckedClient) -> None:
    assert "No consultation is announced or open" in html.fromstring(get(site, "/calendar")).text_content()


def test_the_calendar_file_is_one_that_calendars_read(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling; lots, and\u2028more", opens=-30, closes=10)
    with clock.at(NOW):
        answer = site.get("/calendar.ics")
    assert answer.mimetype == "text/calendar"
    lines = answer.get_data(as_text=True).split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20270222T090000Z" in lines
    assert "SUMMARY;LANGUAGE=en:Closes: Sampling\\; lots\\, and\\nmore" in lines
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == 1
    assert uids[0].endswith("-closes@localhost")
    with clock.at(NOW):
        chinese = site.get("/zh/calendar.ics").get_data(as_text=True)
    assert "SUMMARY;LANGUAGE=zh:" in chinese and "：Sampling" in chinese
    (page,) = [line for line in chinese.split("\r\n") if line.startswith("URL:")]
    assert page.startswith("URL:http://localhost/zh/consultations/")
    assert [line.partition("/consultations")[0] for line in lines if line.startswith("URL:")] == [
        "URL:http://localhost/en"
    ]


def test_the_list_is_a_feed_as_well(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling & <moisture>", opens=-30, closes=10, topics=["Trade"])
    consultation(app, "Barges", organisation="rivers", opens=20, closes=90)
    consultation(app, "Secret plans", announced=False)
    with clock.at(NOW):
        answer = site.get("/consultations.atom")
    assert answer.mimetype == "application/atom+xml"
    tree = etree.fromstring(answer.get_data())
    assert [one.text for one in tree.iterfind("{*}entry/{*}title")] == ["Barges", "Sampling & <moisture>"]
    assert (
        next(one.text for one in tree.iterfind("{*}entry/{*}id")) == "http://localhost/consultations/barges"
    )
    assert (
        next(one.text for one in tree.iterfind("{*}entry/{*}author/{*}name")) == "Union for River Transport"
    )
    narrowed = etree.fromstring(get(site, "/consultations.atom?topic=Trade&phase=ajar&sort=closing"))
    assert len(list(narrowed.iter("{*}entry"))) == 1
    assert len(list(etree.fromstring(get(site, "/consultations.atom?q=zzz")).iter("{*}entry"))) == 0
    (link,) = [
        one for one in find(get(site, "/consultations?topic=Trade"), "link[rel=alternate]") if one.get("type")
    ]
    assert link.get("href") == "/consultations.atom?topic=Trade"


def test_long_lines_of_a_calendar_file_are_folded_between_letters() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    title = "Отбор проб семян и определение влажности " * 6
    words = Words("ИСО", "ru")
    text = ical.write("c", [ical.Moment("u", at, title, words, "https://example.org", at)], "en")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"SUMMARY;LANGUAGE=en:{title}" in text.replace("\r\n ", "")
    assert "DESCRIPTION;LANGUAGE=ru:ИСО" in text


# -- organisations ---------------------------------------------------------------------------------------------------


def test_organisations_are_listed_with_what_they_have(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Barges", organisation="rivers")
    consultation(app, "Secret plans", announced=False)
    rows = find(get(site, "/organisations"), ".rows li")
    assert [" ".join(row.text_content().split()) for row in rows] == [
        "Seed Testing Secretariat 0 consultations",
        "Union for River Transport ● 1 open 1 consultation",
    ]


def test_an_organisation_has_a_page_of_its_own(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling", closes=20)
    consultation(app, "Labelling", closes=10)
    consultation(app, "Packaging", opens=-100, closes=-30)
    consultation(app, "Barges", organisation="rivers")
    consultation(app, "Secret plans", announced=False)
    page = get(site, "/organisations/seeds")
    assert shown(page) == ["Labelling", "Sampling", "Packaging"]
    links = {link.get("href") for link in find(page, "main a")}
    assert {
        "/organisations/seeds/policies",
        "/organisations/seeds/follow",
        "/calendar?organisation=seeds",
    } <= links
    with app.app_context():
        amara = people.by_email(lists.AMARA)
        assert amara is not None
        organisations.change_profile(founded.get("seeds"), by=amara, name="Seed Testing Union")
    assert find(get(site, "/organisations/seeds"), "h1")[0].text_content() == "Seed Testing Union"
    assert site.get("/organisations/nobody").status_code == 404


def test_members_find_their_packages_on_the_page_of_their_organisation(
    app: Flask, site: CheckedClient
) -> None:
    cast.sign_in(site, lists.AMARA)
    tabs = [link.get("href") for link in find(get_now(site, "/organisations/seeds"), ".tabs a")]
    assert "/organisations/seeds/members" in tabs
    assert "/organisations/seeds/profile" in tabs


def get_now(client: CheckedClient, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data()


# -- what is not public ----------------------------------------------------------------------------------------------


def test_what_is_not_announced_is_nowhere(app: Flask, site: CheckedClient) -> None:
    slug = consultation(app, "Secret plans of ours", announced=False)
    for path in (
        "/", "/consultations", "/consultations?q=secret", "/calendar", "/calendar.ics", "/organisations",
        "/organisations/seeds", "/sitemap.xml",
    ):  # fmt: skip
        assert b"ecret plans" not in get(site, path).replace(b"secret</bdi>", b"")
        assert slug.encode() not in get(site, path)
    assert site.get(f"/consultations/{slug}").status_code == 404
    cast.person(app, "other@example.org", "Olga")
    cast.organisation(app, "others", name="Others", officer=["other@example.org"])
    cast.sign_in(site, "other@example.org")
    assert site.get(f"/consultations/{slug}").status_code == 404
    assert slug.encode() not in get_now(site, "/consultations")


# -- pages that stand still ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/privacy", "/developers"])
def test_pages_that_stand_still_are_there_in_every_direction(client: CheckedClient, path: str) -> None:
    assert html.fromstring(client.get(path).get_data()).get("dir") == "ltr"
    assert html.fromstring(client.get(f"{path}?lang=ar").get_data()).get("dir") == "rtl"


def test_reading_sets_no_cookie(site: CheckedClient) -> None:
    for path in (
        "/",
        "/consultations",
        "/calendar",
        "/organisations",
        "/help",
        "/healthz",
        "/sitemap.xml",
        "/nowhere",
    ):
        assert "Set-Cookie" not in site.get(path).headers, path


# -- for machines and operators --------------------------------------------------------------------------------------


def test_robots_are_told_where_the_public_pages_are(client: CheckedClient) -> None:
    answer = client.get("/robots.txt")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/plain"
    assert lines[0] == "User-agent: *"
    assert "Disallow: /moderation" in lines
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_robots_are_kept_from_addresses_that_there_are(app: Flask, client: CheckedClient) -> None:
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    kept = [
        line.removeprefix("Disallow: ").partition("?")[0] for line in lines if line.startswith("Disallow")
    ]
    patterns = [re.compile(re.escape(path).replace(r"\*", ".*")) for path in kept]
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    rules += [f"/{language}{rule}" for rule in rules for language in app.config["LANGUAGES"]]
    assert [one.pattern for one in patterns if not any(one.match(rule) for rule in rules)] == []
    assert {"/moderation", "/*/moderation"} <= set(kept)


def test_the_sitemap_lists_public_pages_that_are_there(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling")
    consultation(app, "Purity", opens=-200, closes=-100, answered=-20)
    consultation(app, "Secret plans", announced=False)
    tree = etree.fromstring(get(site, "/sitemap.xml"))
    paths = [re.sub("^http://localhost", "", found.text or "") for found in tree.iter("{*}loc")]
    assert paths[:3] == ["/en/", "/fr/", "/es/"]
    paths = [path.removeprefix("/ar") for path in paths if path.startswith("/ar/")]
    of_one = [path for path in paths if path.startswith("/consultations/")]
    assert of_one == [
        f"/consultations/purity{part}"
        for part in ("", "/text", "/comments", "/statistics", "/practice", "/record", "/response")
    ] + [
        f"/consultations/sampling{part}"
        for part in ("", "/text", "/comments", "/statistics", "/practice", "/record")
    ]
    assert "/organisations/rivers/policies" in paths
    (first, *_others) = tree.iter("{*}url")
    alternates = [(one.get("hreflang"), one.get("href")) for one in first.iter("{*}link")]
    in_each = [(code, f"http://localhost/{code}/") for code in app.config["LANGUAGES"]]
    assert alternates == [*in_each, ("x-default", "http://localhost/")]
    known = {rule.rule for rule in app.url_map.iter_rules()}
    for path in (path for path in paths if not path.startswith("/consultations/") and path in known):
        assert get(site, path)


def test_the_process_says_that_it_lives(client: CheckedClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "alive"})


def test_readiness_tells_of_database_migrations_and_queue(client: CheckedClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    told = answer.get_json()
    assert abs(told.pop("clock_ahead_seconds")) < 5
    assert told == {
        "status": "ready", "database": "answers", "migrations": "current", "queue": "answers", "waiting": 0,
        "oldest_waiting_seconds": 0, "given_up": 0, "emails_given_up": 0, "erasures_to_copy": 0,
    }  # fmt: skip


def test_without_redis_it_is_still_ready_and_says_so(app: Flask, client: CheckedClient) -> None:
    notifier = app.extensions["worker_notifier"]
    connection = notifier.connection
    from redis import Redis

    notifier.connection = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2)
    try:
        answer = client.get("/readyz")
    finally:
        notifier.connection = connection
    assert answer.status_code == 200
    assert answer.get_json()["queue"] == "does not answer; jobs wait in the database and are told later"


def test_deliveries_that_wait_are_counted(app: Flask, site: CheckedClient) -> None:
    consultation(app, "Sampling", at=datetime.now(UTC))
    assert site.get("/readyz").get_json()["waiting"] > 0


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_every_kind_of_answer_carries_the_security_headers(app: Flask, site: CheckedClient) -> None:
    slug = consultation(app, "Sampling")
    for path, status in (
        ("/", 200), ("/consultations?q=x", 200), ("/sitemap.xml", 200), ("/robots.txt", 200), ("/calendar.ics", 200),
        ("/healthz", 200), ("/nowhere", 404), ("/account", 303), (f"/consultations/{slug}/preparation", 303), ("/\0", 400),
    ):  # fmt: skip
        with clock.at(NOW):
            answer = site.get(path)
        assert answer.status_code == status, path
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'"), path
        assert "unsafe" not in policy
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
    style = re.findall(r'href="(/assets/[^"]+\.css)"', site.get("/").text)[0]
    asset = site.get(style)
    assert (asset.status_code, {name: asset.headers.get(name) for name in HEADERS}) == (200, HEADERS)
    assert asset.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert asset.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    table = site.get(f"/consultations/{slug}/comments.csv")
    assert (table.status_code, {name: table.headers.get(name) for name in HEADERS}) == (200, HEADERS)
    assert site.post("/").status_code == 405
    kept = site.get("/consultations")
    again = site.get("/consultations", headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["X-Content-Type-Options"] == "nosniff"
