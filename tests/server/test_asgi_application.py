"""The web server's front: whole requests in, whole answers out, and no one slow holds a thread."""

import ast
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from consult.server.worker_limits import Limits
from tests.server.running import QUICK, SMALL, Running, many_files, running
from tests.server.small import LARGE


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Two processes of two threads each."""
    many_files()
    with running(SMALL, QUICK, "--workers", "2", "--threads", "2") as started:
        yield started


def said(server: Running, text: str) -> Any:
    """What the application says it got."""
    status, _head, body = server.ask(text)
    assert status == 200
    return ast.literal_eval(body.decode())


def test_a_request_reaches_the_application_whole(server: Running) -> None:
    head = "Host: localhost\r\nConnection: close\r\nCookie: a=1\r\nCookie: b=2\r\nX-One: 1\r\nX_One: 2\r\n"
    got = said(server, f"GET /p%C3%A9?q=%20 HTTP/1.1\r\n{head}\r\n")
    assert got == ("GET", "/pÃ©", "q=%20", None, 0, "a=1; b=2", "1")
    got = said(server, f"POST /in HTTP/1.1\r\n{head}Content-Length: 5\r\n\r\nhello")
    assert got == ("POST", "/in", "", "5", 5, "a=1; b=2", "1")
    got = said(
        server, f"POST /in HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    assert got == ("POST", "/in", "", "5", 5, "a=1; b=2", "1")


def test_a_body_longer_than_what_is_kept_in_memory_arrives_whole(server: Running) -> None:
    size = 3_000_000
    got = said(
        server,
        f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n" + "x" * size,
    )
    assert got[3:5] == (str(size), size)


def test_a_body_that_is_too_large_is_left_unread(server: Running) -> None:
    size = 2**40
    got = said(server, f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {size}\r\n\r\nx")
    assert got[3:5] == (str(size), 0)


def test_a_body_in_broken_pieces_is_the_senders_mistake(server: Running) -> None:
    head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    for body in ("zz\r\n", "5\r\nhello\r\nzz\r\n", "5\r\nhelloo\r\n0\r\n\r\n"):
        assert server.ask(head + body)[0] == 400, body


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_a_large_answer_arrives_whole(server: Running, path: str) -> None:
    status, head, body = server.ask(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert (status, f"content-length: {LARGE}".encode() in head, len(body)) == (200, True, LARGE)


def test_eight_slow_bodies_hold_up_no_one_and_are_given_up(server: Running) -> None:
    slow = [server.slow_body() for _ in range(8)]
    assert [server.get() for _ in range(20)] == [200] * 20
    assert [one.recv(1000)[:12] for one in slow] == [b"HTTP/1.1 408"] * 8


def large_request(path: str) -> str:
    body = "x" * Limits.large_body
    return f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def request_with_files(path: str) -> str:
    kind = "Content-Type: multipart/form-data; boundary=b"
    return f"POST {path} HTTP/1.1\r\nHost: a\r\n{kind}\r\nContent-Length: 5\r\n\r\n--b--"


def test_large_requests_leave_a_thread_for_the_others() -> None:
    patient = QUICK | {"WORKER_STUCK_SECONDS": "60"}
    with running(SMALL, patient, "--workers", "1", "--threads", "2") as server:
        large = [server.send(large_request("/stuck")) for _ in range(2)]
        large += [server.send(request_with_files("/stuck")) for _ in range(2)]
        time.sleep(0.5)
        assert [server.get() for _ in range(20)] == [200] * 20
        for one in large:
            one.close()


def test_a_body_that_trickles_is_given_up_as_well(server: Running) -> None:
    trickle = server.slow_body()
    trickle.sendall(b"w")
    time.sleep(1)
    trickle.sendall(b"o")
    began = time.monotonic()
    assert trickle.recv(1000)[:12] == b"HTTP/1.1 408"
    assert time.monotonic() - began < 5


def test_a_slow_body_that_keeps_the_rate_is_taken(server: Running) -> None:
    sent = server.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6000\r\nConnection: close\r\n\r\n")
    for _ in range(6):
        time.sleep(0.5)
        sent.sendall(b"x" * 1000)
    assert sent.recv(1000)[:12] == b"HTTP/1.1 200"


def test_eight_clients_that_do_not_read_hold_up_no_one(server: Running) -> None:
    def greedy(path: str) -> socket.socket:
        return server.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")

    waiting = [greedy("/large") for _ in range(4)] + [greedy("/file") for _ in range(4)]
    time.sleep(1)
    assert [server.get() for _ in range(20)] == [200] * 20
    for one in waiting:
        one.close()


def closed(connection: socket.socket) -> bool:
    """Whether the server ends the connection without a word, or with the word that it waited too long."""
    try:
        return connection.recv(1000)[:12] in {b"", b"HTTP/1.1 408"}
    except ConnectionResetError:
        return True


def test_idle_connections_and_half_headers_hold_up_no_one_and_are_closed(server: Running) -> None:
    idle = [server.connect() for _ in range(1200)]
    half = [server.send("GET / HTTP/1.1\r\nHost: loc") for _ in range(1200)]
    kept = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert kept.recv(1000)[:12] == b"HTTP/1.1 200"
    assert [server.get() for _ in range(20)] == [200] * 20
    assert [closed(one) for one in (*idle[::100], *half[::100], kept)] == [True] * 25
    for one in (*idle, *half):
        one.close()
