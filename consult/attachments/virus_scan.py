"""The virus scan by clamd, over its socket. The protocol is that of clamd(8): INSTREAM, pieces with their length."""

import socket
import struct
from collections.abc import Callable
from contextlib import closing
from typing import BinaryIO, NamedTuple

from consult.core.declarations import listed_in

_PIECE = 1 << 17
_SECONDS = 60.0
"""So long may clamd take for an answer."""
_LONGEST_ANSWER = 4096


class ScanAway(Exception):
    """clamd does not answer, or says that it cannot scan."""


class _Settings(NamedTuple):
    """`address`: the path of a socket or host:port, "" for none; `is_required`: nothing is delivered unscanned."""

    address: str = ""
    is_required: bool = False


_settings = [_Settings()]


def wire(address: str, *, is_required: bool) -> None:
    """Use clamd at `address` from now on."""
    _settings[:] = [_Settings(address, is_required)]


def is_set() -> bool:
    """Whether there is a clamd to ask."""
    return bool(_settings[0].address)


def is_required() -> bool:
    """Whether a file that was not scanned is neither published nor delivered."""
    return _settings[0].is_required or is_set()


def _connected() -> socket.socket:
    address = _settings[0].address
    if address.startswith("/"):
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(_SECONDS)
        found.connect(address)
        return found
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)


def _asked(send: Callable[[socket.socket], None]) -> str:
    """The answer of clamd to what `send` sends. Raises ScanAway."""
    if not is_set():
        raise ScanAway("no clamd is set (CLAMD_SOCKET)")
    try:
        with closing(_connected()) as there:
            send(there)
            answer = bytearray()
            while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
                piece = there.recv(_LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
    except (OSError, ValueError) as trouble:
        raise ScanAway(type(trouble).__name__) from trouble
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def virus_in(file: BinaryIO) -> str:
    """What clamd finds in a file, by the name that it has for it; "" for nothing. Raises ScanAway."""

    def send(there: socket.socket) -> None:
        file.seek(0)
        there.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            there.sendall(struct.pack(">I", len(piece)) + piece)
        there.sendall(struct.pack(">I", 0))

    answer = _asked(send)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    raise ScanAway(answer[:200] or "no answer")


def version() -> str:
    """What clamd says of itself and of its signatures. Raises ScanAway."""
    return _asked(lambda there: there.sendall(b"zVERSION\0"))


@listed_in("HOOKS")
def check() -> tuple[bool, str]:
    """For `flask doctor`: whether clamd answers, with its version and the date of its signatures."""
    if not is_set():
        words = "no clamd is set (CLAMD_SOCKET)"
        if _settings[0].is_required:
            return False, f"{words}: attachments wait, they are neither published nor delivered"
        return True, f"{words}: attachments are not scanned"
    try:
        return True, f"{version()[:200]} answers"
    except ScanAway as trouble:
        return False, f"clamd does not answer ({trouble}): attachments wait until it does"
