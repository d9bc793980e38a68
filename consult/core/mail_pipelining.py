"""One email handed to the mail server, in as few round trips as it offers: with PIPELINING (RFC 2920) sender, recipient
and the wish to send data go together."""

import re
import smtplib
from contextlib import suppress

from consult.core.mail_answers import CLOSING

_TAKEN, _TAKEN_ELSEWHERE, _GO_ON = 250, 251, 354

Reply = tuple[int, bytes]


def hand_over(smtp: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> None:
    """Have the mail server take `message`, which ends with a line end. Raises as smtplib.SMTP.sendmail."""
    if not smtp.has_extn("pipelining"):
        smtp.sendmail(sender, [recipient], message)
        return
    size = f" size={len(message)}" if smtp.has_extn("size") else ""
    smtp.send(
        f"mail FROM:{smtplib.quoteaddr(sender)}{size}\r\nrcpt TO:{smtplib.quoteaddr(recipient)}\r\ndata\r\n"
    )
    replies = _replies(smtp)
    refused = _refused(replies, sender, recipient)
    if refused is not None:
        _start_again(smtp, replies)
        raise refused
    smtp.send(_LINE_WITH_DOT.sub(b"..", message) + b".\r\n")
    code, words = smtp.getreply()
    if code != _TAKEN:
        _start_again(smtp, [(code, words)])
        raise smtplib.SMTPDataError(code, words)


_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


def _replies(smtp: smtplib.SMTP) -> list[Reply]:
    """What the server answers to the three; fewer where it refuses one and ends the connection."""
    replies: list[Reply] = []
    while len(replies) < len(_ACCEPTED) and CLOSING not in dict(replies):
        try:
            replies.append(smtp.getreply())
        except smtplib.SMTPServerDisconnected:
            if _are_accepted(replies):
                raise
            break
    return replies


_ACCEPTED = ({_TAKEN}, {_TAKEN, _TAKEN_ELSEWHERE}, {_GO_ON})
"""Codes with which the server accepts sender, recipient, and the wish to send data."""


def _are_accepted(replies: list[Reply]) -> bool:
    return all(code in accepted for (code, _words), accepted in zip(replies, _ACCEPTED, strict=False))


def _refused(replies: list[Reply], sender: str, recipient: str) -> smtplib.SMTPException | None:
    """The first refusal; what the server answers to the rest follows from it."""
    if _are_accepted(replies):
        return None
    at = next(at for at, (code, _words) in enumerate(replies) if code not in _ACCEPTED[at])
    code, words = replies[at]
    if at == 0:
        return smtplib.SMTPSenderRefused(code, words, sender)
    if at == 1:
        return smtplib.SMTPRecipientsRefused({recipient: (code, words)})
    return smtplib.SMTPDataError(code, words)


def _start_again(smtp: smtplib.SMTP, replies: list[Reply]) -> None:
    """Leave the connection ready for another email, or ended where the server ends it."""
    if replies[-1][0] == CLOSING:
        smtp.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):
        if replies[-1][0] == _GO_ON:  # it waits for data though it took no recipient: there is none
            smtp.send(b".\r\n")
            smtp.getreply()
        smtp.rset()
