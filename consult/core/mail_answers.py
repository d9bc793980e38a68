"""What a mail server's answers mean: whether an email is refused for good, and whether the connection is gone."""

import smtplib

CLOSING = 421
"""With this a server that ends the connection answers whatever it is told."""


def codes(trouble: Exception) -> list[int]:
    """What the mail server answered."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in trouble.recipients.values()]
    return [trouble.smtp_code] if isinstance(trouble, smtplib.SMTPResponseException) else []


def is_refused(trouble: Exception) -> bool:
    """Whether this email will never be taken: 5xx of RFC 5321, not 4xx; or it cannot even be written as a message."""
    answered = codes(trouble)
    if answered:
        return not all(400 <= code < 500 for code in answered)
    return isinstance(trouble, smtplib.SMTPNotSupportedError) or not isinstance(trouble, OSError)


def is_lost(trouble: BaseException) -> bool:
    """Whether the connection is gone."""
    if isinstance(trouble, smtplib.SMTPServerDisconnected):
        return True
    is_smtp = isinstance(trouble, smtplib.SMTPException)
    return not is_smtp or (isinstance(trouble, Exception) and CLOSING in codes(trouble))
