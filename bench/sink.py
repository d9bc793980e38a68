"""A mail server that keeps a ledger: one line for each letter it said yes to, written before the yes.

`python -m bench.sink PORT LEDGER`. Runs in a process of its own, so that nothing that is killed takes it along.
"""

import asyncio
import json
import signal
import sys
import time
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Ledger:
    """aiosmtpd's handler: what to do with a letter."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", buffering=1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        """Write down who was sent what, then say yes: a moment later, so that kills hit the moment between."""
        message = BytesParser(policy=SMTP).parsebytes(envelope.content, headersonly=True)
        line = {"at": time.time(), "id": message["Message-ID"], "to": envelope.rcpt_tos}
        self.file.write(json.dumps(line) + "\n")
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
