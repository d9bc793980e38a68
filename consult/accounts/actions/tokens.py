"""What the actions on accounts share: one address at a time, emailed links, emails to a person."""

from typing import Any

from sqlalchemy import func, select, update

from consult.accounts import queries
from consult.accounts.models import Token, User
from consult.core import clock, mail
from consult.core.database import db


def one_at_a_time(email: str) -> None:
    """Two requests for one address follow each other, so that the second finds what the first made."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(email.strip().lower()))))


def new_token(user: User, purpose: str, email: str) -> str:
    """A link for an email to `email`: works once, for a day. `purpose` says what it opens."""
    text = queries.fresh_token()
    db.session.add(
        Token(
            token_hash=queries.digest(text),
            purpose=purpose,
            user_id=user.id,
            email=email,
            expires_at=clock.now() + queries.TOKEN_LIFE,
        )
    )
    return text


def use_up(user: User) -> None:
    """Anyone who used one link of an email has no need of the others: what lies in an old mailbox opens nothing."""
    mine = update(Token).where(Token.user_id == user.id, Token.used_at.is_(None))
    db.session.execute(mine.values(used_at=clock.now()))


def write(user: User, template: str, *, key: str, path: str, is_secret: bool = False, **values: Any) -> None:
    """Post an email to the person, in their language. It says their name only where the address is known to be theirs:
    anyone who began the account typed the name, and may be a stranger to the reader."""
    values["name"] = user.name if user.email_confirmed_at else ""
    write_to(user.email, template, user.language, key=key, path=path, is_secret=is_secret, **values)


def write_to(
    email: str, template: str, language: str, *, key: str, path: str, is_secret: bool = False, **values: Any
) -> None:
    """Post an email to an address."""
    subject, text = mail.write(template, language, link=mail.link(path), **values)
    mail.queue_email(to=email, key=key, subject=subject, text=text, is_secret=is_secret)
