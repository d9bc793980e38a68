"""Emails from a mailbox, by IMAP. One that is stored is marked as read there; none is deleted."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from consult.documents.emails.message import MOST_BYTES
from consult.incoming_email import actions, envelope, queries, taking

log = logging.getLogger(__name__)

SECONDS = 20.0
"""For the server to answer."""
MOST = 40
"""Emails that are fetched at once."""
MOST_LOOKED_AT = 500
"""Emails of which the headers are looked at for that: those of a sender who sent too many keep no others back."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class MailboxAway(Exception):
    """The mailbox cannot be opened; the sentence says why."""


@contextmanager
def opened(url: str) -> Iterator[imaplib.IMAP4]:
    """The mailbox at imaps://user:password@host:port/folder. Raises MailboxAway."""
    parts = urlsplit(url)
    try:
        box = _connected(parts)
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise MailboxAway(f"does not answer ({type(trouble).__name__})") from None
    try:
        try:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            status, _told = box.select('"' + folder.replace("\\", "").replace('"', "") + '"')
        except (OSError, imaplib.IMAP4.error) as trouble:
            raise MailboxAway(f"does not let us in ({type(trouble).__name__})") from None
        if status != "OK":
            raise MailboxAway("has no such folder")
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _connected(parts: Any) -> imaplib.IMAP4:
    host = parts.hostname or ""
    if parts.scheme == "imap":  # for a server on the same machine
        return imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)


def fetch(url: str) -> int:
    """Store what is unread in the mailbox, oldest first; how many were new. An email that was stored and not marked,
    as something stopped us, is known when it comes again. Raises MailboxAway, OSError or imaplib.IMAP4.error."""
    new = taken = 0
    with opened(url) as box:
        _status, found = box.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:MOST_LOOKED_AT]:
            stored = _take(box, uid.decode())
            if stored is not None:
                taken += 1
                new += stored
                box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
            if taken >= MOST:
                break
    return new


def _take(box: imaplib.IMAP4, uid: str) -> bool | None:
    """Store an email for the first consultation that it names; whether it is new. None where it waits in the mailbox,
    as too many came within an hour. What names none, or is too large, stays in the mailbox alone."""
    head, size = _head(box, uid)
    for address in envelope.recipients(head) if size <= MOST_BYTES else []:
        found = queries.addressed(address)
        if found is not None:
            sender = envelope.sender(head)
            if taking.is_full(found, sender):
                return None
            raw, _told = _fetched(box, uid, "(BODY.PEEK[])")
            return (
                actions.receive(found, raw, return_path=sender) if raw else None
            )  # else it was moved meanwhile
    log.warning("an email stays in the mailbox alone: it is too large, or no consultation has its address")
    return False


def _head(box: imaplib.IMAP4, uid: str) -> tuple[bytes, int]:
    """The headers of an email, and its size."""
    head, told = _fetched(box, uid, "(RFC822.SIZE BODY.PEEK[HEADER])")
    size = _SIZE.search(told)
    return head, int(size[1]) if size else MOST_BYTES + 1


def _fetched(box: imaplib.IMAP4, uid: str, what: str) -> tuple[bytes, bytes]:
    """What the server sends of an email, and what it says of it."""
    _status, answer = box.uid("FETCH", uid, what)
    data = next((one[1] for one in answer if isinstance(one, tuple)), b"")
    return data, b" ".join(one[0] if isinstance(one, tuple) else one or b"" for one in answer)
