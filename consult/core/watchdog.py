"""Signs of life of a long-running process, to the person who started it: the protocol of systemd's WatchdogSec.

Without NOTIFY_SOCKET no one waits for them. In a container, where no one listens, a file tells when the last one was
given (see consult.setup.heartbeat_check).
"""

import socket
from contextlib import suppress
from pathlib import Path

_to: list[str] = []
_files: list[Path] = []


def wire(address: str, file: str = "") -> None:
    """Send signs of life to the datagram socket at `address`, and touch `file` at each; "" for none."""
    _to[:] = [address] if address else []
    _files[:] = [Path(file)] if file else []


def alive() -> None:
    """Tell that this process still does its work."""
    for file in _files:
        with suppress(OSError):  # a full disk ends no worker; its health check tells
            file.touch()
    for address in _to:
        name = "\0" + address[1:] if address.startswith("@") else address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as out:
            try:
                out.sendto(b"WATCHDOG=1", name)
            except OSError:
                return  # the person who started us is gone, or does not listen
