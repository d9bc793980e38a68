"""Two hosts whose clocks are three seconds slow and three seconds fast, around the closing of a consultation."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from consult.core import clock
from consult.core.database import db
from tests import world
from tests.draft_submissions.test_resent import REVIEW, ready_to_send
from tests.server.running import Running, running
from tests.server.shifted import OFF

SHIFTS = (-3, 3)
"""Seconds by which the clocks of the two hosts are ahead."""

SHEETS = 8


@pytest.fixture
def hosts(
    app: Flask, clean: None, database: str, servers: dict[str, str], tmp_path: Path
) -> Iterator[list[Running]]:
    """Two servers of their own processes, each on a host with a wrong clock."""
    around = {
        "CONSULT_ENV": "test", "DATABASE_URL": database, "REDIS_URL": servers["redis"], "RATE_LIMITS": "0",
        "SECRET_KEY": str(app.config["SECRET_KEY"]), "PUBLIC_URL": "http://localhost", "COOKIE_SECURE": "0",
        "CONSULT_DATA": str(tmp_path), "CONSULT_ASSETS": str(app.config["ASSETS_DIR"]),
    }  # fmt: skip
    with ExitStack() as both:
        yield [
            both.enter_context(
                running(
                    "wsgi:app", around | {OFF: str(shift)}, "--workers", "1", "--threads", "2",
                    module="tests.server.shifted",
                )
            )
            for shift in SHIFTS
        ]  # fmt: skip


def post(server: Running, client: Any, form: dict[str, Any]) -> int:
    """The status of the answer to `form`, sent with the cookies of `client`."""
    cookie = client.get_cookie("consult")
    body = urlencode(form)
    return server.ask(
        f"POST {REVIEW} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: consult={cookie.value}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )[0]


def ahead(server: Running) -> float:
    """Seconds by which the host's clock is ahead of the database's, as it says itself."""
    _status, _head, body = server.ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return float(json.loads(body)["clock_ahead_seconds"])


def test_posts_around_the_closing_count_alike_on_two_hosts_with_different_clocks(
    app: Flask, hosts: list[Running]
) -> None:
    assert [round(ahead(host)) for host in hosts] == list(SHIFTS)
    world.consultation(
        app, closes_at=clock.now() + timedelta(minutes=5), late={"accept": False, "grace_minutes": 0}
    )
    clients: list[Any] = [app.test_client() for _ in range(SHEETS)]
    forms = [ready_to_send(client) for client in clients]
    with app.app_context():  # the closing comes when everyone is ready
        closes_at = clock.now() + timedelta(seconds=2)
        db.session.execute(db.text("UPDATE consultations SET closes_at = :at"), {"at": closes_at})
        db.session.commit()
    answers = []
    for number, (client, form) in enumerate(zip(clients, forms, strict=True)):
        if number == SHEETS // 2:
            time.sleep(max(0.0, (closes_at - clock.now()).total_seconds()) + 0.3)
        answers.append(post(hosts[number % 2], client, form))
    assert answers == [303] * (SHEETS // 2) + [409] * (SHEETS // 2)
