"""Numbers in the format of the page's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale, format_number

from consult.consultations.views import checked_dates
from consult.core import mail
from consult.web import formats
from consult.web.moments import day, month_and_year


@pytest.mark.parametrize("value", [0, 1, 1.0, -5, 1234, 1_234_567, 0.25])
def test_a_number_has_the_format_of_the_language_of_each_page(app: Flask, value: float) -> None:
    with app.test_request_context():
        for language in ("en", "fr", "ar", "en", "ru"):  # one after the other, as pages are
            with force_locale(language):
                assert formats.number(value) == format_number(value)


def test_what_looks_like_a_year_is_written_as_one(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        shown = [formats.number_or_year(Decimal(one)) for one in ("2019", "-9999", "10000", "1234.5")]
        assert shown == ["2019", "-9999", "10,000", "1234.5"]


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", (", ", ", ", ": ", " ", "17:00 (Rome)")),
        ("fr", (", ", ", ", "\N{NO-BREAK SPACE}: ", " ", "17:00 (Rome)")),
        ("ar", ("، ", "، ", ": ", " ", "17:00 (Rome)")),
        ("zh", ("\uff0c", "\u3001", "\uff1a", "", "17:00\uff08Rome\uff09")),
    ],
)
def test_marks_between_the_parts_of_a_line_are_those_of_the_language(
    app: Flask, language: str, marks: tuple[str, ...]
) -> None:
    with app.test_request_context(), force_locale(language):
        found = (
            formats.comma(), formats.list_comma(), formats.colon(), formats.space(),
            str(formats.bracketed("17:00", "Rome")),
        )  # fmt: skip
    assert found == marks


@pytest.mark.parametrize(
    ("language", "month"),
    [("en", "December 2026"), ("es", "diciembre de 2026"), ("zh", "2026年12月"), ("ar", "ديسمبر 2026")],
)
def test_a_month_is_written_in_the_order_of_the_language(app: Flask, language: str, month: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert month_and_year(date(2026, 12, 1)) == month


@pytest.mark.parametrize(
    ("language", "on", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("fr", date(2026, 12, 21), "21 décembre 2026"),
        ("es", date(2026, 12, 1), "1 de diciembre de 2026"),
    ],
)
def test_the_first_of_a_month_has_its_ending_in_french(
    app: Flask, language: str, on: date, words: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert day(on) == words


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "The deadline for comments is 1 December 2026, 18:00 UTC."),
        ("Europe/Zurich", "The deadline for comments is 1 December 2026, 19:00 (Zurich), 18:00 UTC."),
    ],
)
def test_an_email_says_a_time_once_where_the_zone_is_utc(ctx: Flask, zone: str, said: str) -> None:
    values = {
        "title": "Sampling", "organisation": "Seeds", "timezone": zone, "mode": "comment", "is_questionnaire": False,
        "opens_at": "2026-11-01T18:00:00+00:00", "closes_at": "2026-12-01T18:00:00+00:00",
        "link": "http://localhost/x", "unsubscribe": "",
    }  # fmt: skip
    for kind in ("opened", "announced", "extended", "closing_soon"):
        text = mail.write(f"notifications/consultations.{kind}", "en", **values)[1]
        assert said in " ".join(text.split())


def test_the_check_of_dates_says_a_time_once_where_the_zone_is_utc(app: Flask) -> None:
    moments = (datetime(2026, 11, 1, 18, tzinfo=UTC), datetime(2026, 12, 1, 18, tzinfo=UTC))
    with app.test_request_context(), force_locale("en"):
        *_findings, (_level, said) = checked_dates.of_preparation(
            "wto_tbt_code", moments, "UTC", is_justified=False
        )
    assert said == "Open from 1 November 2026, 18:00 UTC until 1 December 2026, 18:00 UTC."
