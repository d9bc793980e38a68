"""Calls of a function in a process that has nothing to lose (see isolation.py): the side of the caller."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from consult.core.isolation import BROKEN, MEASURES, TOO_LONG, TOO_MUCH, Limits, Outcome

_ROOT = str(Path(__file__).resolve().parent.parent.parent)
_PROGRAM = (
    "import json, sys; told = json.loads(sys.argv[1]); sys.path[:] = told.pop('path');"
    " from consult.core import isolation; isolation.main(**told)"
)
"""Python looks for no settings of the system (-I, -S), writes nothing (-B), and finds modules where we find them."""
_HEAD = 4096
"""Bytes of the line about measures, at most."""


def call(
    target: str,
    request: dict[str, Any],
    files: Sequence[BinaryIO],
    limits: Limits,
    *,
    output: int,
    patience: float,
    measures: Iterable[str] = MEASURES,
) -> Outcome:
    """Have `target` ("module:function") read `files` (real ones, at their begin) in a process of its own.

    `output`: bytes it may write at most; `patience`: seconds until it is ended. Beyond either the status tells.
    """
    told = {
        "target": target,
        "parent": os.getpid(),
        "limits": limits,
        "measures": tuple(measures),
        "path": [_ROOT, *(entry for entry in sys.path if entry and Path(entry).exists())],
    }
    handles = [file.fileno() for file in files]
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-I", "-S", "-B", "-c", _PROGRAM, json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=handles,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        return _heard(process, {**request, "files": handles}, output, patience)
    finally:
        _end(process)


def _heard(
    process: subprocess.Popen[bytes], request: dict[str, Any], output: int, patience: float
) -> Outcome:
    assert process.stdin is not None  # noqa: S101 -- for the type checker
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.close()
    except BrokenPipeError:
        return Outcome(BROKEN, b"", ())
    ends = time.monotonic() + patience
    wrote, why = _read(process, output + _HEAD, ends)
    if why:
        return Outcome(why, b"", ())
    try:
        status = process.wait(max(ends - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired:
        return Outcome(TOO_LONG, b"", ())
    head, _line_end, rest = wrote.partition(b"\n")
    held = tuple(json.loads(head)) if 0 < len(head) < _HEAD else ()
    return Outcome(status if held else (status or BROKEN), rest, held)


def _read(process: subprocess.Popen[bytes], most: int, ends: float) -> tuple[bytes, int]:
    """All it writes, and 0; or why it was not heard to its end."""
    assert process.stdout is not None  # noqa: S101 -- for the type checker
    wrote = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = ends - time.monotonic()
            if left <= 0:
                return b"", TOO_LONG
            if not waiting.select(left):
                continue
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                return bytes(wrote), 0
            wrote += piece
            if len(wrote) > most:
                return b"", TOO_MUCH


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and its fork are gone when this returns."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def nothing(files: Sequence[BinaryIO]) -> list[bytes]:
    """Read nothing: asked for by `measures`."""
    return [b"" for _file in files]


def measures() -> tuple[str, ...]:
    """The measures that hold on this machine, as isolation.MEASURES names them."""
    limits = Limits(seconds=10, memory=1 << 30, files=64)
    return call("consult.core.isolated_calls:nothing", {}, (), limits, output=1, patience=30).held


def measures_in_words() -> str:
    """In words which measures hold on this machine and which do not, for anyone who operates it."""
    holding = measures()
    absent = [name for name in MEASURES if name not in holding]
    words = f"files that people upload are read with {', '.join(holding) or 'no measure at all'}"
    return words + (f"; this system does not offer {', '.join(absent)}" if absent else "")
