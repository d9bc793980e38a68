"""The command `consult` runs programs as the account of the service, with the settings of its file."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.test_guide import UNITS

SHOW = "import json, os; print(json.dumps([os.geteuid(), os.getcwd(), dict(os.environ)]))"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter, with a Python that every account may start."""
    made = Path(tempfile.mkdtemp(prefix="consult-guide-test-"))
    made.chmod(0o755)
    (made / ".venv" / "bin").mkdir(parents=True)
    (made / ".venv" / "bin" / "python").symlink_to("/usr/bin/python3")
    yield made
    shutil.rmtree(made)


def consult(settings: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the shipped command says, with these settings."""
    path = folder / "consult.env"
    path.write_text(settings)
    path.chmod(0o600)
    account = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    around = {
        "CONSULT_APP": str(folder),
        "CONSULT_SETTINGS": str(path),
        "CONSULT_ACCOUNT": account,
        "SHELL_ONLY": "1",
    }
    command = [sys.executable, "-I", str(UNITS / "consult"), *words]
    return subprocess.run(command, env=around, capture_output=True, text=True, check=False)


def test_the_command_runs_programs_as_the_account_with_the_settings(folder: Path) -> None:
    settings = (
        '# a comment\n\nPLAIN=https://consult.example.org\nQUOTED=\'a & b; $c "d" #e\'\nTWO="f g"\nNONE=\n'
    )
    done = consult(settings, folder, "python", "-c", SHOW)
    assert (done.returncode, done.stderr) == (0, "")
    account, place, around = json.loads(done.stdout)
    assert (account != 0, place) == (True, str(folder))
    told = {name: around.get(name) for name in ("PLAIN", "QUOTED", "TWO", "NONE", "SHELL_ONLY")}
    assert told == {
        "PLAIN": "https://consult.example.org", "QUOTED": "a & b; $c \"d\" #e", "TWO": "f g", "NONE": "",
        "SHELL_ONLY": None,
    }  # fmt: skip


def test_the_command_reads_the_shipped_example(folder: Path) -> None:
    done = consult((UNITS / "consult.env.example").read_text(), folder, "python", "-c", SHOW)
    assert '"SMTP_URL": "smtp://user:password@mail.example.org:587?tls=starttls"' in done.stdout


@pytest.mark.parametrize("line", ["A='b' c", 'A="$b"', "A=b\\", "A='b", "export A=b", "words"])
def test_the_command_refuses_a_line_that_can_be_read_in_two_ways(folder: Path, line: str) -> None:
    done = consult(f"OK=1\n{line}\n", folder, "python", "-c", SHOW)
    path = folder / "consult.env"
    assert (done.returncode, done.stderr) == (
        1,
        f"consult: line 2 of {path} is no setting: write NAME='value', on one line\n",
    )


def test_the_command_hands_on_the_exit_status_and_says_what_is_not_there(folder: Path) -> None:
    assert consult("", folder, "python", "-c", "raise SystemExit(7)").returncode == 7
    done = consult("", folder, "flusk")
    program = folder / ".venv/bin/flusk"
    assert (done.returncode, done.stderr) == (
        1,
        f"consult: {program} does not start (No such file or directory)\n",
    )
