"""A worker process that hangs is killed, and another takes its place."""

import os
import signal
import time
from collections.abc import Callable

from tests.server.running import QUICK, SMALL, Running, answers, running
from tests.server.test_asgi_application import request_with_files


def until(done: Callable[[], bool]) -> None:
    """Wait until it is `done`, 20 seconds at most."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def until_replaced(server: Running, worker: int) -> None:
    """Wait until another process than `worker` answers."""
    until(lambda: worker not in server.workers() and answers(server))


def test_a_stopped_worker_is_replaced_while_the_other_goes_on() -> None:
    with running(SMALL, QUICK, "--workers", "2", "--threads", "1") as server:
        first, second = server.workers()
        os.kill(first, signal.SIGSTOP)
        until_replaced(server, first)
        assert second in server.workers()


def test_a_worker_whose_threads_are_all_stuck_is_replaced() -> None:
    with running(SMALL, QUICK, "--workers", "1", "--threads", "2") as server:
        (worker,) = server.workers()
        one = server.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(QUIET)
        assert server.workers() == [worker]
        other = server.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        until_replaced(server, worker)
        one.close()
        other.close()


def test_a_worker_that_takes_no_large_request_any_more_is_replaced() -> None:
    with running(SMALL, QUICK, "--workers", "1", "--threads", "2") as server:
        (worker,) = server.workers()
        stuck = server.send(request_with_files("/stuck"))
        time.sleep(QUIET)
        assert server.workers() == [worker]  # no one waits for it
        waiting = server.send(request_with_files("/"))
        until_replaced(server, worker)
        stuck.close()
        waiting.close()


QUIET = int(QUICK["WORKER_SILENCE_SECONDS"]) + int(QUICK["WORKER_STUCK_SECONDS"]) + 1
"""Seconds after which a worker that hangs is gone."""
