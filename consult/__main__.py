"""`python3 -m consult run | test | flask …`: makes its own environment, then hands over to it.

Standard library only: this file runs on a machine that has nothing but Python.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UV = "uv==0.13.9"
USAGE = """usage: python3 -m consult run [--port N] [--data DIR] [--empty]
       python3 -m consult test [pytest arguments]
       python3 -m consult flask [--data DIR] COMMAND …"""


def say(line: str) -> None:
    """Chatter goes to stderr: what a command answers on stdout stays pure."""
    print(f"consult: {line}", file=sys.stderr, flush=True)


def fail(line: str) -> int:
    """Say why not, and the exit status for it."""
    say(line)
    return 1


def stamp_of(lock: Path) -> str:
    """What the environment is made of: the lock's content and this Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def is_ready(lock: Path) -> bool:
    """Whether the environment holds what `lock` says."""
    stamp = VENV / f".consult-{lock.stem}"
    return stamp.exists() and stamp.read_text() == stamp_of(lock)


def make_environment(lock: Path) -> None:
    """Make or complete .venv from `lock`. Raises CalledProcessError or OSError."""
    python = VENV / "bin" / "python"
    began = time.monotonic()
    if not python.exists() or not _same_python(python):
        say("environment, 1 of 2: making .venv …")
        shutil.rmtree(VENV, ignore_errors=True)
        _make_venv()
        say(f"environment, 1 of 2: done in {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    say(f"environment, 2 of 2: installing what {lock.name} says, checked by hash …")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q"]
    try:
        _run([*pip, "install", UV])
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(python)]
        _run([*uv, "--compile-bytecode", "--require-hashes", "-r", str(lock)])
    except (subprocess.CalledProcessError, OSError):
        _run([*pip, "install", "--require-hashes", "-r", str(lock)])
    (VENV / f".consult-{lock.stem}").write_text(stamp_of(lock))
    say(f"environment, 2 of 2: done in {time.monotonic() - began:.1f} s")


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=sys.stderr, check=True, preexec_fn=_die_with_parent)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _leave(number: int, _frame: object) -> None:
    """A signal ends what was started as well; the command itself takes over signals once it runs."""
    raise SystemExit(128 + number)


def _same_python(python: Path) -> bool:
    asked = "import pip, sys; print(sys.version_info[:3])"
    found = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=False)
    return found.stdout.strip() == str(tuple(sys.version_info[:3]))


def _make_venv() -> None:
    make = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(make, stdout=sys.stderr, check=False, preexec_fn=_die_with_parent).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, check=False)
        _run(["apt-get", "install", "-y", "-qq", "python3-venv"])
        _run(make)
    elif importlib.util.find_spec("pip"):  # Debian keeps ensurepip apart; a pip elsewhere does as well
        _run([*make, "--without-pip"])
        _run([sys.executable, "-m", "pip", "-q", "--python", str(VENV / "bin" / "python"), "install", "pip"])
    else:
        raise OSError("this Python cannot make environments; on Debian: apt-get install python3-venv")


def main(arguments: list[str]) -> int:
    """Make the environment and become the command inside it."""
    if sys.version_info < (3, 11):
        return fail("Python 3.11 or newer is needed")
    if arguments and arguments[0] in {"-h", "--help"}:
        print(USAGE)
        return 0
    if not arguments or arguments[0] not in {"run", "test", "flask"}:
        print(USAGE, file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, _leave)
    locks = [ROOT / "requirements-embedded.txt"]
    if arguments[0] == "test":
        locks = [ROOT / "requirements-dev.txt"]
    elif is_ready(ROOT / "requirements-dev.txt"):
        locks = []  # what tests is a superset of what runs
    try:
        for lock in locks:
            if not is_ready(lock):
                make_environment(lock)
    except KeyboardInterrupt:
        return 130
    except (OSError, subprocess.CalledProcessError) as trouble:
        return fail(f"the environment could not be made: {trouble}")
    os.chdir(ROOT)
    python = str(VENV / "bin" / "python")
    return os.execv(python, [python, "-m", "consult.setup", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
