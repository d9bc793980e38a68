"""A health check tells whether the worker or tick of its container lives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from consult.core import watchdog
from consult.core.processes import Process
from consult.embedded import Servers
from consult.setup import heartbeat_check
from consult.setup.environment import ROOT
from tests.core.test_outbox import Process as Started
from tests.core.test_outbox import until, valkey

__all__ = ["valkey"]

ALIVE = """
import sys, time
from consult.core import watchdog
watchdog.wire("", sys.argv[1])
while True:
    watchdog.alive()
    time.sleep(0.05)
"""


def check(file: str) -> tuple[int, str]:
    """What the command of the health check says, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "consult.setup.heartbeat_check"],
        cwd=ROOT, env={**os.environ, "SIGN_OF_LIFE": file}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.strip()


def test_a_process_that_lives_passes_and_one_that_is_frozen_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "alive"
    monkeypatch.setenv("SIGN_OF_LIFE", str(file))
    monkeypatch.setattr(heartbeat_check, "SILENCE", 0.5)
    assert check(str(file)) == (1, "no sign of life yet")
    lives = subprocess.Popen([sys.executable, "-c", ALIVE, str(file)], cwd=ROOT)
    try:
        until = time.monotonic() + 20
        while heartbeat_check.main() and time.monotonic() < until:
            time.sleep(0.05)
        assert check(str(file)) == (0, "the last sign of life was 0 s ago")
        lives.send_signal(signal.SIGSTOP)
        time.sleep(0.7)
        assert heartbeat_check.main() == 1
    finally:
        lives.kill()
        lives.wait()


def test_without_the_setting_it_says_what_is_missing() -> None:
    assert check("") == (2, "")


def test_children_that_are_watched_over_leave_the_sign_to_their_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGN_OF_LIFE", str(tmp_path / "alive"))
    assert Process("child", ["true"], None, tmp_path).around["SIGN_OF_LIFE"] == ""


def test_a_full_or_missing_folder_ends_no_process(tmp_path: Path) -> None:
    watchdog.wire("", str(tmp_path / "nowhere" / "alive"))
    try:
        watchdog.alive()
    finally:
        watchdog.wire("")


@pytest.mark.xdist_group("outbox")
@pytest.mark.parametrize("name", ["tick", "worker"])
def test_worker_and_tick_give_signs_of_life(
    app: Flask, clean: None, valkey: Servers, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "alive"
    process = Started(app, tmp_path, name, SIGN_OF_LIFE=str(file))
    try:
        until(lambda: check(str(file))[0] == 0, seconds=90)
    finally:
        process.stop()
