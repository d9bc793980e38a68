"""What a process gives up before it reads a stranger's file: the side of the process itself.

Each measure holds alone where the kernel knows it, and is left out, and told, where it does not. The sources are the
kernel's own documents: user_namespaces(7), pid_namespaces(7), landlock(7), seccomp(2), prctl(2), getrlimit(2).
"""

import ctypes
import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

ACCOUNT = 64_999
"""The account a process of root becomes: a number that no one's files and processes have."""

TOO_LONG, TOO_MUCH, REFUSED, BROKEN = 4, 5, 3, 1
"""Statuses of a process that ended early: out of time, out of memory, the file refused with a sentence, all else."""


class Limits(NamedTuple):
    """What one process may use: `seconds` of processor time, `memory` in bytes of address space, `files` open."""

    seconds: int
    memory: int
    files: int


class Outcome(NamedTuple):
    """How a call ended: `status` 0 or one of those above; what it `wrote`; the measures that `held`."""

    status: int
    wrote: bytes
    held: tuple[str, ...]


PRIORITY = 15
"""How far what reads files stands back (nice): pages are answered first, whatever someone uploads."""

_libc = ctypes.CDLL(None, use_errno=True)
_NEW_USER, _NEW_NET, _NEW_MOUNTS, _NEW_PIDS, _NEW_IPC, _NEW_UTS = (
    0x10000000, 0x40000000, 0x00020000, 0x20000000, 0x08000000, 0x04000000,
)  # fmt: skip
_DEATH_SIGNAL, _DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38  # of prctl(2)
_COVERED = b"/tmp"  # a folder that every system has; nothing is put into it
_PRIVATE, _RECURSIVE, _READ_ONLY, _NO_SUID_DEVICES_PROGRAMS = 1 << 18, 1 << 14, 1, 2 | 4 | 8  # of mount(2)


def _asked(answer: int) -> None:
    if answer != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


# -- the measures, in their order ------------------------------------------------------------------------------------


def leave_namespaces() -> None:
    """No network, no other process and no mount of this machine in sight, for what is forked from now on."""
    kinds = _NEW_NET | _NEW_MOUNTS | _NEW_PIDS | _NEW_IPC | _NEW_UTS
    if os.geteuid() == 0 and _libc.unshare(kinds) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    _asked(_libc.unshare(_NEW_USER | kinds))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def leave_files() -> None:
    """An empty folder, which no one can write to, is all there is of the file system. Code is loaded by now."""
    _asked(_libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None))  # what follows is seen by us alone
    flags = _READ_ONLY | _NO_SUID_DEVICES_PROGRAMS
    _asked(_libc.mount(b"none", _COVERED, b"tmpfs", flags, b"size=4k,mode=555"))
    os.chroot(_COVERED)
    os.chdir("/")


def leave_account() -> None:
    """Root becomes an account that owns nothing; any other account gives up what a namespace gave."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(ACCOUNT, ACCOUNT, ACCOUNT)
        os.setresuid(ACCOUNT, ACCOUNT, ACCOUNT)
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _asked(_libc.capset(version_3, (ctypes.c_uint32 * 6)()))


def leave_privileges() -> None:
    """No program that runs from here gains a right; no one looks into our memory; we end with our parent."""
    _asked(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _asked(_libc.prctl(_DUMPABLE, 0, 0, 0, 0))
    _asked(_libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0))


def keep_limits(limits: Limits) -> None:
    """Time, memory and open files as `limits` say; no process, no written file, no core."""
    os.nice(PRIORITY)
    for kind, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def close_landlock() -> None:
    """Landlock with no exception at all: no file is opened by its path, no port reached, no signal sent out."""
    create, restrict = 444, 446
    version = _libc.syscall(create, None, 0, 1)
    if version < 1:
        raise OSError(errno.ENOSYS, "no Landlock")
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)  # kinds of access to files that the version knows
    rules = ((1 << rights) - 1, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    known = 8 if version < 4 else 16 if version < 6 else 24
    handle = _libc.syscall(create, (ctypes.c_uint64 * 3)(*rules), known, 0)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "no Landlock")
    try:
        _asked(_libc.syscall(restrict, handle, 0))
    finally:
        os.close(handle)


_CALLS = (
    "read", "pread64", "readv", "write", "writev", "lseek", "fstat", "close", "dup", "fcntl", "ioctl",
    "munmap", "mremap", "madvise", "brk", "futex", "getrandom", "getpid", "gettid", "tgkill",
    "clock_gettime", "gettimeofday", "time", "times", "getrusage", "sysinfo", "sched_yield", "sched_getaffinity",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "rseq", "exit", "exit_group",
)  # fmt: skip
"""What reading open files, computing and writing the result need of the kernel."""


def close_system_calls() -> None:
    """seccomp: only _CALLS, and memory that cannot be run; all else fails as not permitted."""
    try:
        seccomp: Any = import_module("pyseccomp")
    except (ImportError, RuntimeError) as absent:  # it raises the latter without its library
        raise OSError(errno.ENOSYS, "no libseccomp") from absent
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in _CALLS:
        with suppress(OSError):  # not every architecture has every call
            rules.add_rule(seccomp.ALLOW, name)
    for name in ("mmap", "mprotect"):
        rules.add_rule(seccomp.ALLOW, name, seccomp.Arg(2, seccomp.MASKED_EQ, 4, 0))  # without PROT_EXEC
    rules.load()


MEASURES = ("namespaces", "files", "account", "privileges", "limits", "landlock", "seccomp")
"""Every measure by its name, in the order in which they are taken."""


def give_up(limits: Limits, measures: Iterable[str] = MEASURES) -> list[str]:
    """Take the `measures` in a fork of this process, which alone returns from here. Gives those that hold.

    The process that was there waits for the fork and ends like it (see TOO_LONG).
    """
    steps: dict[str, Callable[[], None]] = {
        "files": leave_files,
        "account": leave_account,
        "privileges": leave_privileges,
        "limits": lambda: keep_limits(limits),
        "landlock": close_landlock,
        "seccomp": close_system_calls,
    }
    wanted = tuple(measures)
    if "seccomp" in wanted:
        with suppress(ImportError, RuntimeError):
            import_module("pyseccomp")  # while there are files
    hold = ["namespaces"] if "namespaces" in wanted and _holds(leave_namespaces) else []
    _fork(limits)
    if not hold:
        del steps["files"]  # a mount would be seen by everyone
    return hold + [name for name, step in steps.items() if name in wanted and _holds(step)]


def _holds(step: Callable[[], None]) -> bool:
    try:
        step()
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _fork(limits: Limits) -> None:
    child = os.fork()
    if child == 0:
        return
    for number in range(limits.files):
        if number != 2:
            with suppress(OSError):
                os.close(number)  # the result's end is the fork's end, not ours
    _child, status, used = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        spent = (
            used.ru_utime + used.ru_stime
        )  # the kernel's limit counts in ticks, this in time: they differ by much
        is_out_of_time = os.WTERMSIG(status) == signal.SIGKILL and spent > limits.seconds / 2
        os._exit(TOO_LONG if is_out_of_time else BROKEN)
    os._exit(os.waitstatus_to_exitcode(status))


# -- the process -----------------------------------------------------------------------------------------------------


class Refused(Exception):
    """What was asked for cannot be; `told` is what the caller is to know of it, fit for JSON."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told)
        self.told = told


def main(target: str, parent: int, limits: Sequence[int], measures: Sequence[str]) -> None:
    """Serve one call of isolated_calls.call: load `target` ("module:function"), give up everything, read the request.

    The function gets the request and the open files, and gives the pieces of the result. Never returns.
    """
    _libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(BROKEN)
    module, _colon, name = target.partition(":")
    function = getattr(import_module(module), name)
    asked = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer
    hold = give_up(Limits(*limits), measures)
    out.write(json.dumps(hold).encode() + b"\n")
    out.flush()
    os._exit(_serve(function, asked, out))


def _serve(function: Callable[..., Iterable[bytes]], asked: dict[str, Any], out: BinaryIO) -> int:
    status = 0
    try:
        files = [os.fdopen(number, "rb") for number in asked.pop("files")]
        out.writelines(function(files=files, **asked))
    except Refused as refused:
        out.write(json.dumps(refused.told).encode())
        status = REFUSED
    except MemoryError:
        return TOO_MUCH
    except Exception as trouble:  # noqa: BLE001 -- whatever a hostile file does to its reader
        sys.stderr.write(type(trouble).__name__)
        sys.stderr.flush()
        status = BROKEN
    out.flush()
    return status
