"""The blueprint of accounts: who is behind a session, and staff who set up two-factor authentication first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.accounts import actions, queries
from consult.accounts.models import User
from consult.core import clock
from consult.core.hooks import Hook
from consult.web.forms import Form
from consult.web.guards import me, open_to_all

bp = Blueprint("accounts", __name__)


IS_STAFF: Hook[Callable[[User], bool]] = Hook("accounts.is_staff")
"""Whether a person is a member of an organisation, and so needs two-factor authentication and has a shorter session."""


@bp.record_once
def _ask_for_two_factors(state: Any) -> None:
    app: Flask = state.app

    @app.before_request
    def two_factor_first() -> ResponseReturnValue | None:
        """Staff without two-factor authentication set it up before anything else."""
        if (
            not app.config["SECOND_FACTOR_REQUIRED"]
            or request.endpoint in _WITHOUT_FACTOR
            or "token" not in session
        ):
            return None
        user = me()
        if user is not None and not user.has_two_factor and is_staff(user):
            open_to_all()
            return redirect(url_for("accounts.two_factor"), 303)
        return None


def find_person() -> User | None:
    """The person behind the session of this request; sessions live in the database and end there."""
    token = session.get("token")
    found = queries.signed_in(token) if token else None
    if found is None or _is_too_old(found):
        return None
    g.session = found.session
    if clock.now() - found.session.seen_at > timedelta(minutes=1):
        actions.record_session_use(found.session)
    return found.user


def _is_too_old(found: queries.SignedIn) -> bool:
    """Whether a session has lasted as long as one of staff may, and its person is staff, if only by now."""
    hours = timedelta(hours=current_app.config["STAFF_SESSION_HOURS"])
    return clock.now() - found.session.started_at >= hours and is_staff(found.user)


_WITHOUT_FACTOR = {"accounts.two_factor", "accounts.sign_out", "static", None}


def is_staff(user: User) -> bool:
    """Whether the person is a member of an organisation, or for the platform."""
    return user.is_platform_administrator or any(ask(user) for ask in IS_STAFF)


def must_have_factor(user: User) -> bool:
    """Whether the person may not be without two-factor authentication here."""
    return bool(current_app.config["SECOND_FACTOR_REQUIRED"]) and is_staff(user)


def local(path: str) -> str:
    """`path` if it is a page of ours, else the front page.

    Addresses lose their control characters on the way, and browsers read a backslash as a slash.
    """
    is_plain = all(letter >= " " and letter != "\\" for letter in path)
    return path if is_plain and path.startswith("/") and not path.startswith("//") else "/"


def form_page(template: str, form: Form, **values: Any) -> ResponseReturnValue:
    """The page with its form: 422 when something in it is wrong."""
    return render_template(
        template, form=form, **values
    ), 422 if form.is_submitted() and form.shown_errors() else 200
