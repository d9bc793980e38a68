"""What is asked for an address, and what a worker does about it.

The web request only writes down what was asked: the same for an address with an account and for one without. Whether
there is one, a worker finds out, out of everyone's sight.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from consult.accounts import addresses, queries
from consult.accounts.actions.tokens import new_token, one_at_a_time, write, write_to
from consult.accounts.models import Purpose, Request, SignUp, User
from consult.core import clock, queue
from consult.core.actions import action, after_commit
from consult.core.database import db

log = logging.getLogger(__name__)

_GAPS = [timedelta(0), timedelta(0), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
"""Between two emails with a link to one address, by the number of links that lie in its mailbox, still good."""


def gap_after(links: int) -> timedelta:
    """How long an address with so many good links in its mailbox waits for the next."""
    return _GAPS[min(links, len(_GAPS) - 1)]


@action
def store_email_request(purpose: Purpose, email: str, **data: Any) -> None:
    """Write down what was asked for an address. `data` is small and JSON."""
    at = clock.now()
    db.session.add(Request(purpose=purpose, email=email.strip(), data=data, asked_at=at, due_at=at))
    after_commit(notify_worker)


def notify_worker() -> None:
    """Ask a worker to answer what waits."""
    queue.notifier().notify_once("consult.accounts.jobs.answer_all")


class Attempt(NamedTuple):
    """One attempt at a request for an address, and the web request that brought it."""

    number: int
    request_id: str


@action
def claim_email_request(identifier: int) -> Attempt | None:
    """Count the attempt before it is made, so that one that kills its worker comes to an end too. None where another
    worker has the request, or it is done."""
    waiting = select(Request).where(Request.id == identifier, Request.due_at <= clock.now())
    request = db.session.execute(waiting.with_for_update(skip_locked=True)).scalar_one_or_none()
    if request is None or request.attempts >= queries.REQUEST_ATTEMPTS:
        return None
    request.attempts += 1
    request.due_at = clock.now() + queue.pause(request.attempts)
    if request.attempts == queries.REQUEST_ATTEMPTS:
        log.error("request %s of an address is tried for the last time", identifier)
    return Attempt(request.attempts, request.request_id)


@action
def answer_email_request(identifier: int) -> None:
    """Do what was asked, once."""
    request = db.session.execute(
        select(Request).where(Request.id == identifier).with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    if request is None:
        return
    one_at_a_time(request.email)
    if _ANSWERS[request.purpose](request):
        db.session.delete(request)


def _sign_up(request: Request) -> bool:
    """Mail the link of a sign-up; for an address with an account, the way to a new password. A crowd of sign-ups for
    one address goes out slowly, and none is left away."""
    known = queries.by_email(request.email)
    if known is not None and known.email_confirmed_at is not None:
        hour = f"{clock.now():%Y%m%d%H}"
        write(
            known,
            "accounts/emails/known",
            key=f"known-{known.id}-{hour}",
            path=addresses.ASK_FOR_NEW_PASSWORD,
        )
        return True
    since = queries.sign_ups_since(request.email)
    if _is_due(since):
        _mail_sign_up(request)
        return True
    request.due_at, request.attempts = max(since) + gap_after(len(since)), 0  # of which the claim was one
    return request.due_at - request.asked_at > queries.TOKEN_LIFE


def _mail_sign_up(request: Request) -> None:
    token, now = queries.fresh_token(), clock.now()
    db.session.add(
        SignUp(
            token_hash=queries.digest(token),
            email=request.email,
            begun_at=now,
            expires_at=now + queries.TOKEN_LIFE,
            **request.data,
        )
    )
    write_to(
        request.email,
        "accounts/emails/confirm",
        request.data["language"],
        key=f"confirm-{queries.digest(token)}",
        path=addresses.confirm_email(token),
        is_secret=True,
    )


def _is_due(since: Sequence[datetime]) -> bool:
    return not since or clock.now() - max(since) >= gap_after(len(since))


def _link(request: Request) -> bool:
    """Mail a link to an account's owner, unless one lies in their mailbox since a moment ago: strangers who ask for it
    can neither keep it from the owner nor fill the mailbox. From a known device it is always emailed."""
    user = queries.by_email(request.email)
    if user is None or user.disabled_at is not None:
        return True
    if request.data.get("is_known") or _is_due(queries.links_since(user, request.purpose.value)):
        _mail_link(user, request.purpose)
    return True


_LINKS = {
    Purpose.RESET: ("accounts/emails/reset", addresses.new_password),
    Purpose.BROWSER: ("accounts/emails/browser", addresses.let_browser_in),
}


def _mail_link(user: User, purpose: Purpose) -> None:
    token = new_token(user, purpose.value, user.email)
    template, page = _LINKS[purpose]
    key = f"{purpose.value}-{queries.digest(token)}"
    write(user, template, key=key, path=page(token), is_secret=True)


def _guessed(request: Request) -> bool:
    """Tell the owner of many wrong passwords, once a day at most."""
    user = queries.by_email(request.email)
    if user is not None and user.disabled_at is None:
        day = f"{clock.now():%Y%m%d}"
        write(user, "accounts/emails/guessed", key=f"guessed-{user.id}-{day}", path=addresses.ASK_FOR_BROWSER)
    return True


_ANSWERS = {
    Purpose.SIGN_UP: _sign_up,
    Purpose.RESET: _link,
    Purpose.BROWSER: _link,
    Purpose.GUESSED: _guessed,
}
