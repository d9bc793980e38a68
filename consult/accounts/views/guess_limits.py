"""How the pages count tries of passwords and codes, and requests for links; and the cookie of a known device.

See docs/decisions for why it is done like this. Nothing here tells whether an address has an account.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Response, after_this_request, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.accounts import actions, queries
from consult.accounts.actions import FailureCount
from consult.accounts.caller_limits import device_cookie
from consult.accounts.models import HalfSignIn, Purpose, User
from consult.accounts.views.blueprint import form_page
from consult.core.errors import Conflict, NotPossible, Throttled
from consult.web import rate_limits
from consult.web.forms import Form
from consult.web.moments import waiting_time
from consult.web.rate_limits import caller

Found = TypeVar("Found")

FAILURES_OF_NETWORK = "100 per 15 minutes"
"""With more, of whatever accounts, a network is slowed: with each account it has one try and then waits for minutes."""
LINKS_OF_NETWORK = "20 per hour"
"""With more, whatever the addresses, one link an hour is emailed to each address that a network asks for."""


WRONG_CODE = _l(
    "This code is incorrect or was already used. Wait for the next code, or enter another recovery code."
)


# -- devices ---------------------------------------------------------------------------------------------------------


def device_token() -> str:
    """By what this browser is known, or what it is to be known by from now on."""
    kept = request.cookies.get(device_cookie(), "")
    return kept if len(kept) == 43 else queries.fresh_token()


def remember_device(token: str) -> None:
    """Give this browser the cookie by which it is known."""

    @after_this_request
    def _set(answer: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(
            device_cookie(),
            token,
            max_age=400 * 86400,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
        return answer


# -- passwords and codes ---------------------------------------------------------------------------------------------


def whose_password(email: str, password: str) -> User | None:
    """The person whose address and password these are. Counts the try. Raises Throttled."""
    counts = _counts("password", email, email)
    return _counted(counts, lambda: actions.authenticated(email, password), tell=email)


def finish_sign_in(half: HalfSignIn, user: User, code: str) -> bool:
    """Finish a sign-in, and give whether the code was right. Counts the try. Raises Throttled."""
    counts = _counts("code", str(user.id), user.email)
    return bool(_counted(counts, lambda: actions.finish_two_factor_sign_in(half, user, code)))


def count_attempt(kind: str, check: Callable[[], Found]) -> Found:
    """Run `check`, an action for which someone signed in says a secret again, and give its result: false where the
    secret is wrong. Counts the try, unless `check` raises NotPossible or Conflict, which it may do only before it looks
    at the secret. Raises Throttled."""
    return _counted(actions.failure_counts_of_session(kind, g.session.id), check)


def _counts(kind: str, whom: str, email: str) -> list[FailureCount]:
    device = queries.device(device_token(), email)
    is_slowed = not rate_limits.allows_more(FAILURES_OF_NETWORK, "failures", caller())
    return actions.failure_counts(kind, whom, caller(), device, is_slowed=is_slowed)


def _counted(counts: Sequence[FailureCount], check: Callable[[], Found], *, tell: str = "") -> Found:
    if not rate_limits.are_on():
        return check()
    failures = actions.count_failure(counts)
    try:
        found = check()
    except (NotPossible, Conflict):  # nothing was guessed
        actions.uncount_failure(counts)
        raise
    if found:
        actions.uncount_failure(counts)
        return found
    if any(one.is_network for one in counts):
        rate_limits.hit(FAILURES_OF_NETWORK, "failures", caller())
    if tell:
        actions.tell_of_guessing(tell, failures)
    return found


def wait_page(template: str, form: Form, wait: Throttled, **values: Any) -> ResponseReturnValue:
    """The page with its form, and when the next try is welcome."""
    form.form_errors.append(
        _("Too many incorrect attempts. You can try again in %(time)s.", time=waiting_time(wait.seconds))
    )
    answer = current_app.make_response(form_page(template, form, is_waiting=True, **values))
    answer.status_code = 429
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer


# -- links by email ---------------------------------------------------------------------------------------------------


def ask_for_link(purpose: Purpose, email: str) -> None:
    """Have a link emailed, unless this network has just had it emailed to the same address several times: then it lies
    in the mailbox. The answer is the same in any case, so that strangers learn nothing and keep no one waiting."""
    device = queries.device(device_token(), email)
    if device is not None:
        is_welcome = rate_limits.hit("5 per hour", purpose.value, "device", str(device.id))
    else:
        allows_more = rate_limits.hit(LINKS_OF_NETWORK, purpose.value, caller())
        rate = "3 per hour" if allows_more else "1 per hour"
        is_welcome = rate_limits.hit(rate, purpose.value, email.strip().lower(), caller())
    if is_welcome:
        actions.ask_for_link(purpose, email, is_known=device is not None)
