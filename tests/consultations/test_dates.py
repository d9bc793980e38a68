"""Dates: an instant each, in a zone, against a timing profile; the timetable drawn of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import actions, period_checks
from consult.consultations.lifecycle import Phase, State, phase
from consult.consultations.models import Consultation, Extension
from consult.consultations.timetable import timetable_of
from consult.core import clock
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from tests import cast
from tests.consultations import states
from tests.consultations.states import AMARA, BEFORE, CLOSES, OPENS

ZURICH = "Europe/Zurich"
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (OPENS - SECOND, Phase.ANNOUNCED),
        (OPENS, Phase.OPEN),
        (CLOSES - timedelta(microseconds=1), Phase.OPEN),
        (CLOSES, Phase.CLOSED),
        (CLOSES + SECOND, Phase.CLOSED),
    ],
)
def test_it_is_open_from_the_opening_moment_on_and_closed_from_the_closing_moment_on(
    at: datetime, then: Phase
) -> None:
    assert phase(State.ANNOUNCED, OPENS, CLOSES, at) == then
    assert phase(State.APPROVED, OPENS, CLOSES, at) == Phase.PREPARING
    assert phase(State.WITHDRAWN, OPENS, CLOSES, at) == Phase.WITHDRAWN
    assert phase(State.CONCLUDED, OPENS, CLOSES, at) == Phase.RESPONDED


def test_a_wall_clock_time_is_one_instant() -> None:
    assert period_checks.moment_in(date(2027, 3, 1), time(9, 0), ZURICH) == datetime(
        2027, 3, 1, 8, tzinfo=UTC
    )
    assert period_checks.moment_in(date(2027, 7, 1), time(9, 0), ZURICH) == datetime(
        2027, 7, 1, 7, tzinfo=UTC
    )
    assert period_checks.moment_in(date(2027, 3, 1), time(0, 15), "Asia/Kathmandu") == datetime(
        2027, 2, 28, 18, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (date(2027, 3, 28), time(2, 30), "This time does not exist"),
        (date(2027, 10, 31), time(2, 30), "This time occurs twice"),
    ],
)
def test_a_time_that_the_clocks_skip_or_show_twice_is_refused(day: date, at: time, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        period_checks.moment_in(day, at, ZURICH)


def test_a_change_to_summer_time_takes_no_day_away() -> None:
    opens = period_checks.moment_in(date(2027, 3, 1), time(9, 0), ZURICH)
    closes = period_checks.moment_in(date(2027, 4, 30), time(9, 0), ZURICH)
    assert period_checks.full_days(opens, closes, ZURICH) == 60
    assert closes - opens == timedelta(days=60) - timedelta(hours=1)
    assert not period_checks.is_too_short("wto_tbt_code", opens, closes, ZURICH)
    assert period_checks.is_too_short("wto_tbt_code", opens, closes - SECOND, ZURICH)


def test_days_left_are_counted_by_the_calendar_of_the_zone() -> None:
    midnight = datetime(2027, 5, 14, 22, tzinfo=UTC)  # the end of 14 May in Zurich
    assert period_checks.days_left(midnight, ZURICH, datetime(2027, 5, 13, 21, 59, tzinfo=UTC)) == 1
    assert period_checks.days_left(midnight, ZURICH, datetime(2027, 5, 13, 22, 0, tzinfo=UTC)) == 0
    assert period_checks.days_left(midnight, ZURICH, midnight + timedelta(days=3)) == 0
    assert period_checks.next_midnight(ZURICH, datetime(2027, 5, 13, 21, 59, tzinfo=UTC)) == datetime(
        2027, 5, 13, 22, tzinfo=UTC
    )


def _levels(profile: str, opens: datetime, closes: datetime, *, is_justified: bool = False) -> list[str]:
    found = period_checks.findings(profile, opens, closes, ZURICH, now=BEFORE, is_justified=is_justified)
    return [one.level for one in found]


def test_findings_say_how_the_dates_stand() -> None:
    assert _levels("wto_tbt_code", OPENS, CLOSES) == ["ok"]
    assert _levels("ippc_ispm", OPENS, CLOSES) == ["bad"]
    assert _levels("ippc_ispm", OPENS, CLOSES, is_justified=True) == ["warn"]
    assert _levels("proportionate", OPENS, OPENS + timedelta(days=1)) == ["ok"]
    assert _levels("wto_tbt_code", CLOSES, OPENS) == ["bad"]
    assert _levels("wto_tbt_code", OPENS, CLOSES + timedelta(days=1)) == ["ok", "warn"]
    assert _levels("wto_tbt_code", BEFORE - timedelta(days=90), BEFORE) == ["bad"]
    assert _levels("wto_tbt_code", BEFORE - timedelta(days=9), BEFORE + timedelta(days=55)) == ["warn", "bad"]


@pytest.fixture
def amara(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    states.two_organisations(app)
    with clock.at(BEFORE):
        cast.sign_in(client, AMARA)
        yield client


def test_dates_are_checked_before_they_are_saved(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation/dates"
    checked = amara.press(step, closes_day="2027-03-20", verb="check")
    assert checked.status_code == 200
    assert (
        "Length in days: 19. Minimum of WTO TBT Code of Good Practice: 60. Enter a justification."
        in checked.text
    )
    assert "The deadline is on a weekend" in checked.text
    assert "until 20 March 2027, 18:00 (Zurich), 17:00 UTC" in checked.text
    assert 'value="2027-03-20"' in checked.text
    with app.app_context():
        assert states.found(slug).closes_at == CLOSES
    data = amara.form(step, closes_day="2027-03-20", verb="check")
    told = amara.post(step, data=data, headers={"Accept": "application/json"}).get_json()
    assert [one["level"] for one in told["findings"]] == ["bad", "warn", "info"]
    gap = amara.form(step, closes_day="2027-03-28", closes_time="02:30", verb="check")
    told = amara.post(step, data=gap, headers={"Accept": "application/json"}).get_json()
    assert told == {
        "findings": [
            {
                "level": "bad",
                "words": "This time does not exist in Europe/Zurich on that date, because the clocks change. Choose another time.",
            }
        ]
    }


def test_a_skipped_time_is_refused_with_a_sentence(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    answer = amara.press(
        f"/consultations/{slug}/preparation/dates", opens_day="2027-03-28", opens_time="02:30"
    )
    assert answer.status_code == 422
    assert (
        "This time does not exist in Europe/Zurich on that date, because the clocks change. Choose another time."
        in answer.text
    )
    assert 'value="02:30"' in answer.text


def test_a_shorter_period_needs_a_reason_which_is_published(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation/dates"
    assert amara.press(step, closes_day="2027-03-19").status_code == 303
    with app.app_context():
        assert [name for name, _sentence in actions.missing_steps(states.found(slug))] == ["dates"]
    why = {"shortening": "urgent_health", "shortening_reason": "Two outbreaks in April."}
    assert amara.press(step, **why).status_code == 303
    with app.app_context():
        made = states.found(slug)
        assert actions.missing_steps(made) == []
        by, ben = states.user(AMARA), states.user(states.BEN)
        actions.propose(made, by=by, seen=NO_PAGE)
        actions.approve(made, by=ben, seen=NO_PAGE)
        actions.announce(made, by=by, seen=NO_PAGE)
    page = app.test_client().get(f"/consultations/{slug}").text
    assert "Urgent health problem" in page
    assert "Two outbreaks in April." in page


def _consultation(**fields: Any) -> Consultation:
    base = {"state": State.ANNOUNCED, "opens_at": OPENS, "closes_at": CLOSES, "announced_at": BEFORE}
    return Consultation(**{**base, **fields})


def test_the_timetable_has_its_moments_in_order() -> None:
    due = CLOSES + timedelta(days=84)
    extended = Extension(closed_at=CLOSES - timedelta(days=10), closes_at=CLOSES, reason="More time")
    made = timetable_of(_consultation(response_due_on=due), [extended], OPENS + timedelta(days=1))
    assert made is not None
    assert [(point.label, point.is_past, point.was) for point in made.points] == [
        ("Announced", True, False),
        ("Opened", True, False),
        ("Earlier deadline", False, True),
        ("Deadline", False, False),
        ("Response due", False, False),
    ]
    assert 0 < made.opens < made.now < made.earlier[0] < made.closes < 1
    assert timetable_of(_consultation(opens_at=None), [], OPENS) is None
    withdrawn = _consultation(state=State.WITHDRAWN, withdrawn_at=OPENS + timedelta(days=2))
    labels = [point.label for point in timetable_of(withdrawn, [], CLOSES).points]  # type: ignore[union-attr]
    assert labels == ["Announced", "Opened", "Withdrawn", "Planned deadline"]
    unannounced = timetable_of(_consultation(announced_at=None), [], OPENS + timedelta(days=1))
    assert [(point.label, point.is_past) for point in unannounced.points] == [  # type: ignore[union-attr]
        ("Planned opening", False), ("Deadline", False),
    ]  # fmt: skip
