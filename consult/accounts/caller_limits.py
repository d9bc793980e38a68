"""Who is counted when requests are limited: the person where we know one, else the network.

Strangers can use up the limit of a network, and do not touch that of a person: the person who is signed in, or comes
with a device of their account, is counted for themselves, on whatever network. A device is made by signing in, so
that no one gets a limit of their own without an account.

At the level of views: for the views of every package.
"""

from flask import current_app, request

from consult.accounts import queries
from consult.accounts.models import User
from consult.core.errors import Throttled
from consult.core.translatable import N_
from consult.web import rate_limits
from consult.web.guards import me
from consult.web.rate_limits import caller


def device_cookie() -> str:
    """The name of the cookie by which a browser is known."""
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def person() -> User | None:
    """Who asks, as far as we know: who is signed in, or signed in with this browser before. It permits nothing."""
    if me() is not None:
        found: User = me()
        return found
    kept = request.cookies.get(device_cookie(), "")
    return queries.owner_of_device(kept) if kept else None


def counted() -> str:
    """For whom a request counts: a person, or else the network it comes from."""
    known = person()
    return caller() if known is None else f"person {known.id}"


def limit(rate: str, what: str) -> None:
    """Count a try of the caller against `rate` ("10 per hour"). Raises Throttled when it was one too many."""
    who = counted()
    if not rate_limits.hit(rate, what, who):
        words = _OF_NETWORK if who == caller() else rate_limits.TOO_MANY
        raise Throttled(words, seconds=rate_limits.seconds_of(rate))


_OF_NETWORK = N_(
    "Your network has reached the limit of these requests for an hour. Sign in, so that only your own "
    "requests are counted, or try again later."
)


def is_theirs(email: str) -> bool:
    """Whether the address is the confirmed one of the person who asks."""
    known = person()
    if known is None or known.email_confirmed_at is None:
        return False
    return known.email.lower() == email.strip().lower()
