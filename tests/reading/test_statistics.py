"""The figures: out of stored counts, adding up, and giving no one away."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core import clock
from consult.moderation.models import Reason
from consult.reading import statistics
from consult.stakeholders.models import Category
from consult.submissions.models import Attribution
from consult.web.cache import FRESH
from tests import world
from tests.reading import steps
from tests.reading.steps import find, read, words

PAGE = f"/consultations/{world.SLUG}/statistics"


def _bars(page: Any, title: str) -> dict[str, str]:
    for table in find(page, "table"):
        if words(table, "caption")[:1] and (table.findtext("caption") or "").strip() == title:
            rows = table.xpath(".//tbody/tr[th]")
            return {
                " ".join(row.xpath("string(th)").split()): " ".join(
                    row.xpath("string(td[contains(@class,'number')])").split()
                )
                for row in rows
            }
    raise AssertionError(title)


def _parts(page: Any, title: str) -> list[tuple[str, bool]]:
    """How wide the bars of a table are, and whether each has a track."""
    (table,) = [one for one in find(page, "table") if (one.findtext("caption") or "").strip() == title]
    bars = table.xpath(".//svg")
    return [
        (bar.xpath("string(rect[last()]/@width)"), bool(bar.xpath("rect[@class='bar-ground']")))
        for bar in bars
    ]


def test_an_empty_page_says_so(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    page = read(client, PAGE)
    assert words(page, ".empty p")[0] == "No statistics yet, because no comments have been received."
    assert find(page, "svg") == []


def test_what_arrives_is_counted_within_minutes(app: Flask, client: FlaskClient) -> None:
    now = clock.now()
    world.consultation(app)
    steps.published(app)

    def received() -> list[str]:
        counted = words(read(client, f"/consultations/{world.SLUG}/comments"), ".totals tr")
        return [*words(read(client, PAGE), ".figure-number")[:1], *counted[-1:]]

    with clock.at(now):
        before = received()
    world.submission(app, comments=[world.COMMENT])
    with clock.at(now + FRESH):
        after = received()
    assert (before, after) == (
        ["1 comment received", "Received1"],
        ["2 comments received", "Received2"],
    )


def test_every_picture_has_its_numbers(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, comments=[world.COMMENT, world.GENERAL])
    steps.published(app, country="FRA", category=Category.INDIVIDUAL, comments=[world.COMMENT])
    refused = world.submission(app)
    steps.decide(app, refused, 1, "withhold", Reason.ABUSIVE)
    steps.redact(app, refused, 2, "welcome")
    page = read(client, PAGE)
    assert words(page, ".figure-number") == [
        "5 comments received", "4 published", "3 submissions", "3 stakeholders with a published comment",
    ]  # fmt: skip
    assert words(page, ".stacked tbody tr") == [
        "Published as written3", "Published with redactions1", "Withheld1",
    ]  # fmt: skip
    assert _bars(page, "Stakeholder category") == {
        "Government": "0", "Industry": "3", "Civil society": "0", "Academia": "0", "Individual": "1",
    }  # fmt: skip
    assert _bars(page, "Region (UN M49)") == {"Africa": "3", "Europe": "1"}
    assert _parts(page, "Region (UN M49)") == [("75.0", True), ("25.0", True)]
    assert _parts(page, "Comments per clause") == [("100.0", False)]
    assert _bars(page, "Comment type") == {"General": "2", "Substantive": "2"}
    assert _bars(page, "Language") == {"English": "4"}
    assert page.xpath("//table[caption='Language']//th/a/@href") == [
        f"/consultations/{world.SLUG}/comments?language=en"
    ]
    assert _bars(page, "Comments per clause") == {"2.1 Maximum lot size": "2"}
    assert _bars(page, "Decisions by reason") == {
        "Personal data": "0",
        "Abusive language": "1",
    }
    assert _bars(page, "Published comments by country or territory") == {"Kenya": "3", "France": "1"}
    assert len(find(page, ".chart-line svg")) == 1


def test_the_country_of_few_without_names_is_in_no_number(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, country="KEN")
    hidden = {"attribution": Attribution.ANONYMOUS_TO_PUBLIC}
    steps.published(app, number=4, country="FJI", **hidden)
    page = read(client, PAGE)
    assert _bars(page, "Region (UN M49)") == {"Africa": "1", "Not published": "4"}
    assert _bars(page, "Published comments by country or territory") == {"Kenya": "1", "Not published": "4"}
    steps.published(app, country="FJI", **hidden)
    page = read(client, PAGE)
    assert _bars(page, "Region (UN M49)") == {"Africa": "1", "Oceania": "1", "Not published": "4"}


def test_statements_do_not_grow_with_comments(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    costs = []
    for more in (1, 2):
        steps.published(app, number=more)
        client.get(f"{PAGE}?warm={more}")
        with steps.statements(app) as seen:
            client.get(f"{PAGE}?n={more}")
        costs.append(len(seen))
    assert costs == [4, 4]


def test_regions_are_those_of_the_countries_that_are_shown() -> None:
    assert statistics.regions({"KEN": 4, "UGA": 1, "FRA": 6, "": 15}) == {"Africa": 5, "Europe": 6, "": 15}
    assert statistics.regions({"KEN": 0}) == {}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, (False, [])),
        ({"2027-03-01": 2}, (False, [(date(2027, 3, 1), 2)])),
        (
            {"2027-02-28": 1, "2027-03-02": 3},
            (False, [(date(2027, 2, 28), 1), (date(2027, 3, 1), 0), (date(2027, 3, 2), 3)]),
        ),
    ],
)
def test_no_day_is_missing_between_two(days: dict[str, int], expected: Any) -> None:
    assert statistics.over_time(days) == expected


def test_a_long_time_is_shown_by_weeks() -> None:
    by_weeks, rows = statistics.over_time({"2027-01-01": 1, "2027-01-03": 1, "2027-03-10": 4})
    assert (by_weeks, len(rows), rows[0], rows[-1], sum(count for _day, count in rows)) == (
        True, 11, (date(2026, 12, 28), 2), (date(2027, 3, 8), 4), 6,
    )  # fmt: skip


def test_a_clause_has_the_same_share_among_the_busiest_and_among_all(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.reading.charts.MOST_BARS", 1)
    world.consultation(app)
    steps.published(app, number=3)
    steps.published(app, comments=[{**world.COMMENT, "block_key": "instruments-1", "proposal": ""}])
    page = read(client, PAGE)
    assert words(page, ".chart-bars .share")[-3:] == ["75%", "75%", "25%"]
