"""When a request had reached us: what the proxy says, within reason, and only where it is trusted."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from consult.core import clock
from consult.web.arrival_time import LONGEST_LINE, received_at

NOW = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)


def received(app: Flask, said: str, header: str = "X-Request-Start") -> timedelta:
    """How long before NOW a request counts as received."""
    app.config["ARRIVAL_HEADER"] = header
    try:
        with app.test_request_context(headers={"X-Request-Start": said} if said else {}), clock.at(NOW):
            return NOW - received_at()
    finally:
        app.config["ARRIVAL_HEADER"] = ""


def stamp(before: timedelta) -> str:
    return f"t={(NOW - before).timestamp():.6f}"


def test_what_waited_in_line_counts_from_when_the_proxy_had_it(app: Flask) -> None:
    for before in (timedelta(0), timedelta(milliseconds=1), timedelta(seconds=30), LONGEST_LINE):
        assert received(app, stamp(before)) == before
    assert received(app, f"{NOW.timestamp() - 1:.3f}") == timedelta(seconds=1)


def test_no_one_is_believed_where_no_proxy_is_trusted(app: Flask) -> None:
    assert received(app, stamp(timedelta(seconds=30)), header="") == timedelta(0)
    assert received(app, stamp(timedelta(seconds=30)), header="X-Something-Else") == timedelta(0)


@pytest.mark.parametrize(
    "said",
    [
        "", "t=", "yesterday", "t=1e9", "t=-1", "t=99999999999999999999", "t=١٧٧٢٣٦٦٤٠٠", "t=nan",
        stamp(LONGEST_LINE + timedelta(milliseconds=1)), stamp(timedelta(milliseconds=-1)),
    ],
)  # fmt: skip
def test_what_makes_no_sense_counts_from_now(app: Flask, said: str) -> None:
    assert received(app, said) == timedelta(0)
