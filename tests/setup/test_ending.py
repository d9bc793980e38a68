"""Whatever ends `python3 -m consult test` or `run`: nothing that it started is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from consult.setup.environment import ROOT

pytestmark = pytest.mark.xdist_group("ending")

LONG = """
import os, subprocess, sys, time
from pathlib import Path
import pytest
from tests.server.running import SMALL, running

@pytest.mark.parametrize("number", range(2))
@pytest.mark.xdist_group("one")
def test_in_the_middle(chromium, number):
    page = chromium.new_page()
    lonely = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys; subprocess.Popen(['sleep', '600'], start_new_session=True)"]
    )
    lonely.wait()
    with running(SMALL, {}, "--workers", "2"):
        Path(os.environ["CONSULT_MIDDLE"]).touch()
        time.sleep(600)
"""
"""A test that is in the middle for long: with a browser, a web server, and a process that lost its parent."""

WANTED = ("postgres", "valkey-server", "chrom", "consult.server", "pytest", "sleep", "exec(eval(")
"""What runs in the middle of it, by a word of each command line."""


class Started:
    """A command of ours in the middle of its work; `mark` is in the environment of all that it starts, but of the
    servers, which have none."""

    def __init__(self, command: list[str], mark: str, **around: str) -> None:
        self.mark = mark
        known = {
            "DATABASE_URL",
            "REDIS_URL",
            "CONSULT_TEST_OWNER_URL",
            "CONSULT_DATA",
            "CONSULT_ASSETS",
            "CONSULT_ENV",
        }
        kept = {
            name: value for name, value in os.environ.items() if name not in known and "PYTEST" not in name
        }
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**kept, "CONSULT_MARK": mark, **around},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.seen: dict[int, psutil.Process] = {}

    def look(self) -> list[str]:
        """The command lines of all that belongs to it now."""
        with_mark = [one for one in psutil.process_iter() if _mark_of(one) == self.mark]
        try:
            below = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            below = []
        self.seen |= {one.pid: one for one in [*with_mark, *below]}
        return [" ".join(words) for one in self.seen.values() if (words := _words(one))]

    def left(self) -> list[str]:
        """What is still there of all that was seen, or has the mark."""
        self.look()
        return [
            " ".join(_words(one)) for one in self.seen.values()
            if one.is_running() and one.pid != self.process.pid and _words(one)
        ]  # fmt: skip


def _mark_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("CONSULT_MARK", "")
    except (psutil.Error, OSError):
        return ""


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def until(done: Callable[[], bool], seconds: float, what: object = "it took too long") -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what() if callable(what) else what
        time.sleep(0.2)


SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL)


@pytest.fixture
def started() -> Iterator[list[Started]]:
    all_: list[Started] = []
    yield all_
    for one in all_:
        one.look()
        for process in one.seen.values():
            if process.is_running():
                process.kill()
        one.process.kill()
        one.process.wait()


def test_whatever_ends_the_tests_no_process_is_left(tmp_path: Path, started: list[Started]) -> None:
    test = tmp_path / "test_long.py"
    test.write_text(LONG)
    options = [
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-n",
        "1",
        "--dist",
        "loadgroup",
        "--rootdir",
        str(tmp_path),
    ]
    command = [
        sys.executable,
        "-m",
        "consult.setup",
        "test",
        *options,
        "-c",
        str(ROOT / "pyproject.toml"),
        str(test),
    ]
    for number in SIGNALS:
        middle = tmp_path / f"middle-{number}"
        started.append(Started(command, f"{os.getpid()}-{number}", CONSULT_MIDDLE=str(middle)))
    for number, one in zip(SIGNALS, started, strict=True):
        until(lambda middle=tmp_path / f"middle-{number}": middle.exists(), 300)  # type: ignore[misc]
        words = "\n".join(one.look())
        assert [want for want in WANTED if want not in words] == []
        one.process.send_signal(number)
    for one in started:
        one.process.wait(120)
        until(lambda one=one: one.left() == [], 120, one.left)  # type: ignore[misc]
    assert [one.process.returncode for one in started] == [143, 130, 129, -9]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_a_run_that_starts_no_process_is_left(
    tmp_path: Path, started: list[Started], number: signal.Signals
) -> None:
    tmp_path.chmod(0o755)
    command = [
        sys.executable,
        "-m",
        "consult.setup",
        "run",
        "--empty",
        "--port",
        "0",
        "--data",
        str(tmp_path / "data"),
    ]
    one = Started(command, f"{os.getpid()}-run-{number}")
    started.append(one)
    until((tmp_path / "data" / "postgres" / "postmaster.pid").exists, 180)
    one.look()
    one.process.send_signal(number)
    one.process.wait(120)
    until(lambda: one.left() == [], 120, one.left)
    assert one.process.returncode == (-9 if number == signal.SIGKILL else 0)
