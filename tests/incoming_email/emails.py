"""Emails that people and programs send, and the server that takes them."""

import asyncio
import re
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from flask import Flask

from consult.core import mail
from consult.documents.blocks import Source
from consult.incoming_email.lmtp import server_for
from tests import world

ADDRESS = f"{world.SLUG}@comments.example.org"
ME = "wanjiru@growers.example"


def email(
    text: str = "Thirty tonnes are too much.", *, files: tuple[Source, ...] = (), **headers: str
) -> EmailMessage:
    made = EmailMessage()
    said = {
        "From": f"Wanjiru Kimani <{ME}>",
        "To": ADDRESS,
        "Subject": "Our comments",
        "Message-ID": "<1@growers.example>",
    }
    for name, value in {**said, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        made[name] = value
    made.set_content(text)
    for file in files:
        made.add_attachment(file.data, maintype="application", subtype="octet-stream", filename=file.name)
    return made


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The port of an LMTP server of the application."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(lambda: server_for(app.app_context), "127.0.0.1", 0)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def deliver(
    port: int, message: EmailMessage | bytes, *, sender: str = ME, to: str = ADDRESS
) -> tuple[int, str]:
    """The answer of the server."""
    raw = (message if isinstance(message, bytes) else message.as_bytes()).replace(b"\n", b"\r\n")
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo()
        for code, words in (client.mail(sender), client.rcpt(to)):
            if code != 250:
                return code, words.decode()
        code, words = client.data(raw)
        return code, words.decode()


def answers(app: Flask, to: str = ME) -> list[mail.Email]:
    with app.app_context():
        return list(mail.emails_to(to))


def link_in(words: str) -> str:
    return re.findall(r"http://localhost(?:/[a-z]{2})?(/consultations/\S+/emails/\S+)", words)[0]
