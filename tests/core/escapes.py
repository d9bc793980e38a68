"""What code in the isolated process tries: each function says "refused: …" or what it got away with."""

# ruff: noqa: BLE001, PLW1510, PTH102, PTH123, PTH207, PTH208, SIM115 -- ways out are tried in the plainest way

import ctypes
import glob
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

libc = ctypes.CDLL(None, use_errno=True)


def attempt(files: Sequence[BinaryIO], name: str, **about: Any) -> Iterator[bytes]:
    """Try the escape called `name`."""
    try:
        told = globals()[name](**about)
    except MemoryError:
        raise
    except Exception as trouble:
        told = f"refused: {type(trouble).__name__}"
    yield str(told).encode()


def reach_a_port(port: int) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as reached:
        reached.connect(("127.0.0.1", port))
    return "connected"


def reach_a_unix_socket(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as reached:
        reached.connect(path)
    return "connected"


def reach_an_abstract_socket(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as reached:
        reached.connect("\0" + path)
    return "connected"


def read_a_file(path: str) -> str:
    with open(path, "rb") as file:
        return repr(file.read(100))


def list_a_folder(path: str) -> str:
    found = os.listdir(path)
    return str(found) if found else "refused: nothing there"


def read_environments(needle: str) -> str:
    found = [path for path in glob.glob("/proc/*/environ") if needle in open(path, errors="replace").read()]
    return str(found) if found or needle in str(dict(os.environ)) else "refused: nothing there"


def write_a_file(path: str) -> str:
    with open(path, "w") as file:
        file.write("was here")
    return "written"


def make_a_folder(path: str) -> str:
    os.mkdir(path)
    return "made"


def fork() -> str:
    if os.fork() == 0:
        os._exit(0)
    return "forked"


def fork_bomb() -> str:
    for _number in range(10_000):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
    return "exploded"


def run_a_program() -> str:
    return subprocess.run([sys.executable, "-c", "print('ran')"], capture_output=True, text=True).stdout


def replace_itself() -> str:
    os.execv(sys.executable, [sys.executable, "-c", "print('ran')"])
    return "never"


def kill_the_parent(parent: int) -> str:
    os.kill(parent, signal.SIGKILL)
    return "killed"


def kill_everyone() -> str:
    os.kill(-1, signal.SIGKILL)
    return "killed"


def trace_the_parent(parent: int) -> str:
    if libc.ptrace(16, parent, None, None):
        raise OSError(ctypes.get_errno(), "ptrace")
    return "traced"


def become_root() -> str:
    os.setuid(0)
    return "root again" if os.geteuid() == 0 and os.getuid() == 0 else "refused: nobody"


def enter_new_namespaces() -> str:
    if libc.unshare(0x10000000 | 0x40000000):
        raise OSError(ctypes.get_errno(), "unshare")
    return "entered"


def mount_something() -> str:
    if libc.mount(b"proc", b"/", b"proc", 0, None):
        raise OSError(ctypes.get_errno(), "mount")
    return "mounted"


def leave_the_empty_folder() -> str:
    os.chroot("/")
    return "left"


def raise_a_limit() -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
    return "raised"


def take_memory() -> str:
    taken = [bytearray(300_000_000) for _number in range(100)]
    return f"{len(taken)} pieces"


def write_without_end() -> str:
    while True:
        sys.stdout.buffer.write(b"x" * 65536)


def compute_without_end() -> str:
    while True:
        pass


def sleep_long() -> str:
    time.sleep(100)
    return "slept"


def crash() -> str:
    return str(ctypes.string_at(0))


def nest(files: Sequence[BinaryIO]) -> Iterator[bytes]:
    """A result that is no result."""
    yield b"[" * 1_000_000


def stay_open(files: Sequence[BinaryIO]) -> Iterator[bytes]:
    """Which files are open."""
    yield str([number for number in range(64) if _is_open(number)]).encode()


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
