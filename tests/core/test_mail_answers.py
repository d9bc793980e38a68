"""What the answers of a mail server mean for one email, and for the connection."""

import smtplib

import pytest

from consult.core import mail_answers


def _refusing(*answers: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused(
        {f"{number}@example.org": (code, b"no") for number, code in enumerate(answers)}
    )


@pytest.mark.parametrize(
    ("trouble", "codes", "is_refused", "is_lost"),
    [
        (_refusing(550), [550], True, False),
        (_refusing(450), [450], False, False),
        (_refusing(450, 550), [450, 550], True, False),
        (smtplib.SMTPDataError(451, b"later"), [451], False, False),
        (smtplib.SMTPDataError(554, b"never"), [554], True, False),
        (smtplib.SMTPResponseException(421, b"closing"), [421], False, True),
        (smtplib.SMTPServerDisconnected("gone"), [], False, True),
        (smtplib.SMTPNotSupportedError("no such characters"), [], True, False),
        (ConnectionResetError(), [], False, True),
        (TimeoutError(), [], False, True),
        (ValueError("no message can be made of it"), [], True, True),
    ],
)
def test_an_answer_says_whether_the_email_or_the_connection_is_the_trouble(
    trouble: Exception, codes: list[int], is_refused: bool, is_lost: bool
) -> None:
    found = (mail_answers.codes(trouble), mail_answers.is_refused(trouble), mail_answers.is_lost(trouble))
    assert found == (codes, is_refused, is_lost)
