"""Signs of life of a long-running process, to whoever started it: the protocol of systemd's WatchdogSec.

Without NOTIFY_SOCKET nobody waits for them.
"""

import socket

_to: list[str] = []


def wire(address: str) -> None:
    """Send signs of life to the datagram socket at `address`; "" for none."""
    _to[:] = [address] if address else []


def alive() -> None:
    """Tell that this process still does its work."""
    for address in _to:
        name = "\0" + address[1:] if address.startswith("@") else address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as out:
            try:
                out.sendto(b"WATCHDOG=1", name)
            except OSError:
                return  # whoever started us is gone, or does not listen
