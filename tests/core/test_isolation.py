"""Code that reads strangers' files tries to get out: with every measure, and with each of the greater ones alone."""

import ctypes
import ctypes.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from consult.core import isolated_calls
from consult.core.isolation import BROKEN, MEASURES, TOO_LONG, TOO_MUCH, Limits, Outcome

LIMITS = Limits(seconds=2, memory=700 * 1024 * 1024, files=64)
ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "a-secret-of-the-parent"


def attempt(name: str, measures: tuple[str, ...] = MEASURES, **about: Any) -> Outcome:
    return isolated_calls.call(
        "tests.core.escapes:attempt",
        {"name": name, **about},
        (),
        LIMITS,
        output=1_000_000,
        patience=30,
        measures=measures,
    )


@pytest.fixture(scope="module")
def port() -> Any:
    """A port that someone listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _offered() -> list[str]:
    """The measures that this system offers, asked for in other ways than the application does."""
    command = ["unshare", "--user", "--net", "--pid", "--fork", "true"]
    unshared = subprocess.run(command, capture_output=True, check=False)
    landlock = ctypes.CDLL(None).syscall(444, None, 0, 1) >= 1
    absent = {
        *({"namespaces", "files"} if unshared.returncode else ()),
        *(() if landlock else {"landlock"}),
        *(() if ctypes.util.find_library("seccomp") else {"seccomp"}),
    }
    return [name for name in MEASURES if name not in absent]


def test_every_measure_holds_that_the_system_offers_and_operators_are_told_which() -> None:
    offered = _offered()
    assert list(isolated_calls.measures()) == offered
    absent = [name for name in MEASURES if name not in offered]
    assert (
        isolated_calls.measures_in_words()
        == f"files that people upload are read with {', '.join(offered)}"
        + (f"; this system does not offer {', '.join(absent)}" if absent else "")
    )


def test_nothing_of_the_machine_can_be_reached(
    port: int, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    tmp_path.chmod(0o777)
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind("\0consult-test")
    abstract.listen()
    folder = parse_qs(urlsplit(database).query)["host"][0]
    tries: dict[str, list[dict[str, Any]]] = {
        "reach_a_port": [{"port": port}],
        "reach_a_unix_socket": [{"path": f"{folder}/.s.PGSQL.5432"}],
        "reach_an_abstract_socket": [{"path": "consult-test"}],
        "read_a_file": [
            {"path": path}
            for path in (
                str(secret), "/etc/passwd", str(ROOT / "config.py"), "/proc/self/environ", f"/proc/{os.getpid()}/environ",
                "/proc/1/environ", f"/proc/{os.getppid()}/environ",
            )
        ],
        "list_a_folder": [{"path": "/"}, {"path": "/proc"}, {"path": str(tmp_path)}],
        "read_environments": [{"needle": SECRET}],
        "write_a_file": [
            {"path": str(path)} for path in (tmp_path / "new", secret, ROOT / "consult" / "new.py", "/tmp/new", "/new")
        ],
        "make_a_folder": [{"path": "/new"}],
        "fork": [{}],
        "fork_bomb": [{}],
        "run_a_program": [{}],
        "replace_itself": [{}],
        "kill_the_parent": [{"parent": os.getpid()}],
        "kill_everyone": [{}],
        "trace_the_parent": [{"parent": os.getpid()}],
        "become_root": [{}],
        "enter_new_namespaces": [{}],
        "mount_something": [{}],
        "leave_the_empty_folder": [{}],
        "raise_a_limit": [{}],
    }  # fmt: skip
    got_away = {}
    for name, abouts in tries.items():
        for about in abouts:
            outcome = attempt(name, **about)
            if outcome.status != 0 or not outcome.wrote.startswith(b"refused: "):
                got_away[name, str(about)] = outcome
    abstract.close()
    assert got_away == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret"]
    assert secret.read_text() == SECRET


@pytest.mark.parametrize(
    "alone", [("namespaces", "files", "account", "limits"), ("landlock", "limits"), ("seccomp",)]
)
def test_the_greater_measures_hold_without_each_other(
    alone: tuple[str, ...], port: int, tmp_path: Path
) -> None:
    """Of a kernel that has not all of them: still nothing is read, written or reached over the network."""
    if not set(alone) <= set(isolated_calls.measures()):
        pytest.skip(f"this system does not offer {', '.join(alone)}")
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    told = {
        name: attempt(name, ("privileges", *alone), **about).wrote.partition(b":")[0]
        for name, about in (
            ("read_a_file", {"path": str(secret)}),
            ("write_a_file", {"path": str(tmp_path / "new")}),
            ("reach_a_port", {"port": port}),
            ("kill_the_parent", {"parent": os.getpid()}),
        )
    }
    assert told == dict.fromkeys(told, b"refused")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("compute_without_end", TOO_LONG),
        ("take_memory", TOO_MUCH),
        ("write_without_end", TOO_MUCH),
        ("crash", BROKEN),
    ],
)
def test_what_takes_too_much_is_ended_and_says_so(name: str, status: int) -> None:
    began = time.monotonic()
    outcome = attempt(name)
    assert (outcome.status, outcome.wrote[:20] if status != BROKEN else b"") == (status, b"")
    assert time.monotonic() - began < 20


def test_what_waits_is_ended_when_patience_ends() -> None:
    request = {"name": "sleep_long"}
    told = isolated_calls.call(
        "tests.core.escapes:attempt", request, (), LIMITS, output=1000, patience=1.5, measures=("limits",)
    )
    assert told == Outcome(TOO_LONG, b"", ())


def test_only_its_own_files_are_open_in_it() -> None:
    with tempfile.TemporaryFile() as mine, tempfile.TemporaryFile() as other:
        os.set_inheritable(other.fileno(), True)
        told = isolated_calls.call(
            "tests.core.escapes:stay_open", {}, (mine,), LIMITS, output=1000, patience=30, measures=()
        )
        assert told.wrote.decode() == str([0, 1, 2, mine.fileno()])


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """A worker is killed; no one goes on reading for it."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from consult.core import isolated_calls\n"
        "from consult.core.isolation import Limits\n"
        "isolated_calls.call('tests.core.escapes:attempt', {'name': 'compute_without_end'}, (), Limits(60, 1 << 30, 64),"
        " output=1, patience=60)"
    )
    worker = subprocess.Popen([sys.executable, "-c", program, str(ROOT)])
    until = time.monotonic() + 20
    while not (readers := _children(worker.pid)) or not (inner := _children(readers[0])):
        assert time.monotonic() < until
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    while any(Path(f"/proc/{pid}").exists() for pid in (*readers, *inner)):
        assert time.monotonic() < until + 10
        time.sleep(0.05)


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in found.read_text().split()] if found.exists() else []
