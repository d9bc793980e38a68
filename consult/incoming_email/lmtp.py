"""The server that takes emails over LMTP from the mail server of this installation (RFC 2033).

It answers 250 only after the email is committed. One recipient in a transaction: a mail server sends the email again
for the next one, and each gets an answer of its own.
"""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP

from consult.core import logs, watchdog
from consult.documents.emails.message import MOST_BYTES
from consult.incoming_email import taking

log = logging.getLogger(__name__)

_AWAY = "451 4.3.0 The database does not answer. Try again later"
_ONE = "452 4.5.3 One recipient in a transaction"


class Handler:
    """Answers for each recipient and each email; the database is asked in a thread."""

    def __init__(self, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self.context = context

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd calls
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Whether emails for an address are taken."""
        if envelope.rcpt_tos:
            return _ONE
        words = await self._ask(lambda: taking.answer(address, _sender(envelope)).words)
        if words.startswith("250"):
            envelope.rcpt_tos.append(address)
        return words

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Store the email."""
        raw = bytes(envelope.content or b"")
        return await self._ask(lambda: taking.take(envelope.rcpt_tos[0], _sender(envelope), raw))

    async def _ask(self, question: Callable[[], str]) -> str:
        return await asyncio.to_thread(self._answer, question)

    def _answer(self, question: Callable[[], str]) -> str:
        try:
            with self.context():
                return question()
        except Exception as trouble:  # noqa: BLE001 -- whatever it is, the mail server keeps the email
            log.warning("an email was not taken: %s", logs.facts(trouble))
            return _AWAY


def _sender(envelope: Any) -> str:
    """The return path, "" where no one is to be told anything, which aiosmtpd gives as "<>"."""
    return str(envelope.mail_from or "").strip("<>")


def server_for(context: Callable[[], AbstractContextManager[Any]]) -> LMTP:
    """The protocol of one connection."""
    return LMTP(
        Handler(context), data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, hostname=socket.gethostname(),
        ident="consult", timeout=120,
    )  # fmt: skip


async def serve(
    context: Callable[[], AbstractContextManager[Any]], *, host: str, port: int, path: str
) -> None:
    """Listen on a socket at `path`, or on `host` and `port`, until told to stop."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    if path:
        Path(path).unlink(missing_ok=True)  # noqa: ASYNC240 -- before anything is served
        server = await loop.create_unix_server(lambda: server_for(context), path)
        Path(path).chmod(0o660)  # noqa: ASYNC240
    else:
        server = await loop.create_server(lambda: server_for(context), host, port)
    async with server:
        while not stopping.is_set():
            watchdog.alive()
            try:
                await asyncio.wait_for(stopping.wait(), 2)
            except TimeoutError:
                continue
