"""All processes of a command end with it, whatever ends it: a signal, a mistake, or the kill of any one of them.

The command runs below two keepers. A keeper waits for its child, hands signals on to it, adopts each process below it
that has lost its parent, and kills what is left in the end. Where one is killed, the other does all that: the kernel
tells the inner one, and the outer one adopts what the inner one had.
"""

import ctypes
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0
"""Seconds that what is killed may take to be gone."""

_FROM_TERMINAL = 0x80
"""What `si_code` says of a signal that the kernel sent, as it does to every process of a terminal at once."""

_DEATH_SIGNAL, _ADOPT = 1, 36
"""PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER."""


def keep_together(command: Callable[[], int]) -> int:
    """Run `command`; its exit status, once nothing that it started is left."""
    return _kept(lambda: _kept(command))


def _kept(command: Callable[[], int]) -> int:
    ctypes.CDLL(None).prctl(_ADOPT, 1)
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_ENDING, signal.SIGCHLD})
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed a moment ago
            os._exit(1)
        return command()
    status = _wait(child)
    _clear(parent)
    return status


def _wait(child: int) -> int:
    """Until the child has ended, hand signals on to it; its exit status."""
    while True:
        came = signal.sigwaitinfo({*_ENDING, signal.SIGCHLD})
        if came.si_signo != signal.SIGCHLD:
            if came.si_code != _FROM_TERMINAL:
                os.kill(child, came.si_signo)
            continue
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if found[0] == child:
                    ended = os.waitstatus_to_exitcode(found[1])
                    return ended if ended >= 0 else 128 - ended


def _clear(pid: int) -> None:
    """Kill whatever this process has started or adopted, and see it gone."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _kill(lambda: _below(pid))
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            return


def kill(pid: int) -> None:
    """Kill a process and whatever it has started, at any depth."""
    _kill(lambda: {pid} | _below(pid))


def _kill(found: Callable[[], set[int]]) -> None:
    """They stop first, so that none of them starts anything more."""
    stopped = set[int]()
    while more := found() - stopped:
        for one in more:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGSTOP)
        stopped |= more
    for one in stopped:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)


def _below(pid: int) -> set[int]:
    found = set[int]()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found |= {child} | _below(child)
    return found
