"""A mail server that keeps a ledger: one line for each email it said yes to, written before the yes.

`python -m bench.sink PORT LEDGER`. Runs in a process of its own, so that nothing that is killed takes it along. The
file LEDGER with the ending ".mode" says how it fails: one of MODES, nothing for not at all.
"""

import asyncio
import json
import random
import signal
import sys
import time
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

MODES = {
    "busy": "451 at the end of every email",
    "refuse senders": "451 to every sender",
    "refuse some": "450 to every other recipient, as greylisting does",
    "hang up": "takes every email, and hangs up without an answer",
    "slow": "answers each email after three seconds",
    "say half": "hangs up after each second email of a connection",
}
"""How it fails, and what the program that sends meets."""


AT_ONCE = "at once"
"""The mode without failures in which an email takes no 50 ms: for measuring what sends it."""


class Ledger:
    """aiosmtpd's handler: what to do with an email."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)
        self.mode_file = path.with_name(path.name + ".mode")

    @property
    def mode(self) -> str:
        """How it fails now."""
        try:
            return self.mode_file.read_text()
        except FileNotFoundError:
            return ""

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what the mail servers of the world do."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take the sender, or not."""
        if self.mode == "refuse senders":
            return "451 not now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        if self.mode == "refuse some" and random.random() < 0.5:
            return "450 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        """Write down who was sent what, then say yes: a moment later, so that kills hit the moment between."""
        mode = self.mode
        if mode == "busy":
            return "451 busy"
        if mode == "slow":
            await asyncio.sleep(3)
        message = BytesParser(policy=SMTP).parsebytes(envelope.content)
        body = message.get_body(("plain",))
        line = {
            "at": time.time(), "id": message["Message-ID"], "to": envelope.rcpt_tos,
            "text": body.get_content() if body is not None else "",
        }  # fmt: skip
        session.taken = getattr(session, "taken", 0) + 1
        line["cut"] = mode == "hang up" or (mode == "say half" and session.taken % 2 == 0)
        self.file.write(json.dumps(line) + "\n")
        if line["cut"]:
            server.transport.abort()
        if mode != AT_ONCE:
            await asyncio.sleep(0.05)
        return "250 taken"


def main() -> int:
    """Listen until told to stop."""
    controller = Controller(Ledger(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    sys.exit(main())
