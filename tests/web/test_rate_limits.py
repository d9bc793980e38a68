"""Rate limits while Redis hangs: counted in memory, and Redis is left alone for a moment."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from limits import parse

from consult.web.rate_limits import Limits, caller


class Hanging:
    """A server that takes connections and never answers."""

    def __init__(self, path: Path) -> None:
        self.url = f"unix://{path}"
        self.taken: list[socket.socket] = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        try:
            while True:
                self.taken.append(self.socket.accept()[0])
        except OSError:
            return


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[Hanging]:
    server = Hanging(tmp_path / "redis.sock")
    yield server
    server.socket.close()


def test_limits_are_counted_in_memory_while_redis_hangs_and_it_is_asked_once(hanging: Hanging) -> None:
    limits = Limits(hanging.url, True, "secret")
    two = parse("2 per hour")
    assert [limits.hit(two, "somebody") for _ in range(4)] == [True, True, False, False]
    assert limits.hit(two, "somebody else") is True
    assert len(hanging.taken) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("2001:db8::1", "2001:db8::/48"),
        ("2001:db8:7:ff::1", "2001:db8:7::/48"),
        ("", "unknown"),
    ],
)
def test_the_person_who_asks_is_known_by_their_network(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert caller() == network


def test_redis_is_asked_again_after_a_moment(hanging: Hanging) -> None:
    limits = Limits(hanging.url, True, "secret")
    two = parse("2 per hour")
    assert limits.hit(two, "somebody") is True
    limits.away_until = 0
    assert limits.hit(two, "somebody") is True
    assert len(hanging.taken) == 2
