"""Signing up, in and out; the account page."""

import json
from datetime import timedelta
from typing import Any

import pyotp
import segno
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import LoginManager

from consult.accounts import actions, policy, queries
from consult.accounts.forms import (
    CodeForm,
    ConfirmForm,
    EmailForm,
    NewEmailForm,
    PasswordForm,
    PresentPasswordForm,
    ProfileForm,
    ResetForm,
    SignInForm,
    SignUpForm,
)
from consult.accounts.models import User
from consult.core import clock
from consult.core.errors import NotFound, NotPossible
from consult.core.words import N_
from consult.web.forms import ButtonForm, Form, choices
from consult.web.guards import me, open_to_all, require
from consult.web.limits import caller, limit
from consult.web.pages import language_name

bp = Blueprint("accounts", __name__)

STAFF: list[Any] = []
"""Asked whether a person is staff and so needs a second factor and a shorter session; organisations sets it."""


@bp.record_once
def _watch_sessions(state: Any) -> None:
    app: Flask = state.app
    login = LoginManager(app)
    login.session_protection = None  # sessions live in the database and end there

    @login.request_loader  # type: ignore[untyped-decorator]
    def load(_request: Any) -> Person | None:
        token = session.get("token")
        found = queries.signed_in(token) if token else None
        if found is None or _is_too_old(found):
            return None
        g.session = found.session
        if clock.now() - found.session.seen_at > timedelta(minutes=1):
            actions.see(found.session)
        return found.user

    @app.before_request
    def second_factor_first() -> ResponseReturnValue | None:
        """Staff without a second factor set it up before anything else."""
        if (
            not app.config["SECOND_FACTOR_REQUIRED"]
            or request.endpoint in _WITHOUT_FACTOR
            or "token" not in session
        ):
            return None
        user = me()
        if user is not None and not user.has_second_factor and is_staff(user):
            open_to_all()
            return redirect(url_for("accounts.second_factor"), 303)
        return None


def _is_too_old(found: queries.SignedIn) -> bool:
    """Whether a session has lasted as long as one of staff may, and its person is staff, if only by now."""
    hours = timedelta(hours=current_app.config["STAFF_SESSION_HOURS"])
    return clock.now() - found.session.started_at >= hours and is_staff(found.user)


Person = User
_WITHOUT_FACTOR = {"accounts.second_factor", "accounts.sign_out", "static", None}


def is_staff(user: User) -> bool:
    """Whether the person acts for an organisation, or for the platform."""
    return user.is_platform_administrator or any(asks(user) for asks in STAFF)


def local(path: str) -> str:
    """`path` if it is a page of ours, else the front page.

    Addresses lose their control characters on the way, and browsers read a backslash as a slash.
    """
    is_plain = all(letter >= " " and letter != "\\" for letter in path)
    return path if is_plain and path.startswith("/") and not path.startswith("//") else "/"


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Begin an account. The answer is the same for a known address."""
    open_to_all()
    form = SignUpForm()
    if form.validate_on_submit():
        limit("20 per hour", "sign-up", caller())
        limit("3 per hour", "sign-up", form.email.data.lower())
        actions.sign_up(
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            language=str(get_locale()),
        )
        return render_template("accounts/signed_up.html", email=form.email.data)
    return _form("accounts/sign_up.html", form)


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm an address with the password of the account: a mail scanner that opens links confirms nothing."""
    open_to_all()
    form = ConfirmForm()
    if form.validate_on_submit():
        limit("10 per 15 minutes", "confirm", queries.digest(token))
        user = actions.confirm_email(token, form.password.data)
        if user is not None:
            flash(_("Your address is confirmed, and you are signed in."))
            return _go_on(user, target="/account")
        form.password.errors = [*form.password.errors, _("This account was begun with another password.")]
    queries.token(token, "confirm")
    return _form("accounts/confirm_email.html", form)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in; whatever was typed before the session ended goes on with the person."""
    open_to_all()
    form = SignInForm()
    if request.method == "GET":
        form.next.data = local(request.args["next"]) if request.args.get("next") else ""
    elif not form.csrf_token.validate(form):
        form.kept.data = (
            ""  # it came from a page that is not ours: nobody is to send a stranger's words as their own
        )
    if not form.is_submitted() or "password" not in request.form:
        if form.kept.data and len(form.kept.data) > 400_000:
            abort(413)
        return render_template("accounts/sign_in.html", form=form)
    if form.validate():
        email = form.email.data.lower()
        limit("100 per 15 minutes", "sign-in", caller())
        limit("10 per 15 minutes", "sign-in", email, caller())
        user = actions.authenticated(email, form.password.data)
        if user is None:
            form.form_errors.append(
                _("Address and password do not fit together, or the address is not confirmed yet.")
            )
        elif user.has_second_factor:
            session["half"] = {"user": user.id, "at": int(clock.now().timestamp())}
            code = CodeForm(formdata=None, kept=form.kept.data, next=form.next.data)
            return render_template("accounts/code.html", form=code)
        else:
            return _go_on(user, target=form.next.data, kept=form.kept.data)
    return _form("accounts/sign_in.html", form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The second factor of a sign-in, within ten minutes of the first."""
    open_to_all()
    half = session.get("half") or {}
    if not half or clock.now().timestamp() - half["at"] > 600:
        return redirect(url_for(".sign_in"), 303)
    form = CodeForm()
    user = queries.get(half["user"])
    if form.validate_on_submit():
        limit("10 per 15 minutes", "code", str(user.id), caller())
        if actions.take_code(user, form.code.data):
            return _go_on(user, target=form.next.data, kept=form.kept.data, with_code=True)
        form.code.errors = [
            *form.code.errors,
            _("This code is not right, or was used already. Wait for the next one."),
        ]
    return _form("accounts/code.html", form)


def _go_on(
    user: User, *, target: str | None, kept: str | None = None, with_code: bool = False
) -> ResponseReturnValue:
    """Sign in, and on to `target` (staff who were going nowhere: to the desk), with what was `kept` of a form."""
    hours = current_app.config["STAFF_SESSION_HOURS"]
    life = timedelta(hours=hours) if is_staff(user) else actions.SESSION_LIFE
    stays = {name: session[name] for name in ("sheets", "language", "_flashes") if name in session}
    session.clear()
    g.pop("csrf_token", None)  # made for the session that has just ended
    session.update(stays)
    session.permanent = True
    session["token"] = actions.sign_in(user, browser=_browser(), life=life, with_code=with_code)
    onward = local(target or ("/desk" if is_staff(user) else "/"))
    fields = _kept_fields(kept)
    if fields:
        return render_template(
            "accounts/go_on.html", target=onward, fields=fields, form=ButtonForm(formdata=None)
        )
    return redirect(onward, 303)


_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def _browser() -> str:
    """What the person would call this browser ("Firefox, Windows"); no more of what it says of itself is kept."""
    told = request.user_agent.string
    names = [
        next((name for sign, name in table.items() if sign in told), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or _("unknown browser")


def _kept_fields(text: str | None) -> list[tuple[str, str]]:
    try:
        found = json.loads(text or "{}")
        return [(str(name), str(value)) for name, values in found.items() for value in values]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


@bp.route("/sign-out", methods=["POST"])
def sign_out() -> ResponseReturnValue:
    """End this browser's session, in the database and in the browser, which also forgets what visitors had open."""
    open_to_all()
    answer = redirect("/", 303)
    if ButtonForm().validate_on_submit():
        if me() is not None:
            actions.end_session(g.session)
        had_sheets = session.pop("sheets", [])
        session.clear()
        if had_sheets and me() is None:
            flash(_("This browser has forgotten your sheets. Their codes open them again."))
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.route("/password-reset", methods=["GET", "POST"])
def password_reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password. The answer is the same for an unknown address."""
    open_to_all()
    form = EmailForm()
    if form.validate_on_submit():
        limit("20 per hour", "reset", caller())
        limit("3 per hour", "reset", form.email.data.lower())
        actions.ask_for_reset(form.email.data)
        return render_template("accounts/reset_asked.html", email=form.email.data)
    return _form("accounts/password_reset.html", form)


@bp.route("/password-reset/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password by a mailed link."""
    open_to_all()
    form = ResetForm()
    if form.validate_on_submit():
        actions.reset_password(token, form.password.data)
        flash(_("Your password is changed. You can sign in with it now."))
        return redirect(url_for(".sign_in"), 303)
    queries.token(token, "reset")
    return _form("accounts/new_password.html", form)


# -- the account -----------------------------------------------------------------------------------------------------


@bp.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Name, language, zone; and the way to the rest."""
    require(policy.manage)
    form = ProfileForm(obj=me())
    form.language.choices = choices((code, language_name(code)) for code in current_app.config["LANGUAGES"])
    if form.validate_on_submit():
        actions.change_profile(
            me(), name=form.name.data, language=form.language.data, timezone=form.timezone.data
        )
        session.pop("language", None)
        flash(_("Saved."))
        return redirect(url_for(".account"), 303)
    return _form("accounts/account.html", form)


@bp.route("/account/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    require(policy.manage)
    form = PasswordForm()
    if form.validate_on_submit() and _is_present(form):
        actions.change_password(me(), form.password.data, kept=g.session)
        flash(_("Your password is changed, and every other browser is signed out."))
        return redirect(url_for(".account"), 303)
    return _form("accounts/password.html", form)


@bp.route("/account/email", methods=["GET", "POST"])
def email() -> ResponseReturnValue:
    """Ask for a new address; it counts once a letter to it is answered."""
    require(policy.manage)
    form = NewEmailForm()
    if form.validate_on_submit() and _is_present(form):
        limit("5 per hour", "email", str(me().id))
        actions.ask_for_email(me(), form.email.data)
        return render_template("accounts/email_asked.html", email=form.email.data)
    return _form("accounts/email.html", form)


@bp.route("/account/email/<token>", methods=["GET", "POST"])
def new_email(token: str) -> ResponseReturnValue:
    """Make the new address that of the account."""
    require(policy.manage)
    form = ButtonForm()
    if form.validate_on_submit():
        actions.change_email(me(), token)
        flash(_("Your account has the new address."))
        return redirect(url_for(".account"), 303)
    queries.token(token, "email")
    return render_template("accounts/new_email.html", form=form)


@bp.route("/account/sessions", methods=["GET", "POST"])
def sessions() -> ResponseReturnValue:
    """The browsers that are signed in; a POST ends one, or all others."""
    require(policy.manage)
    form = ButtonForm()
    if form.validate_on_submit():
        chosen = request.form.get("session", "")
        if chosen:
            ended = [row for row in queries.sessions(me()) if str(row.id) == chosen]
            if not ended:
                raise NotFound
            actions.end_session(ended[0])
        else:
            actions.end_other_sessions(me(), g.session)
        flash(_("Signed out there."))
        return redirect(url_for(".sessions"), 303)
    return render_template(
        "accounts/sessions.html", sessions=queries.sessions(me()), here=g.session, form=form
    )


@bp.route("/account/second-factor", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    """Set the second factor up, or switch it off. Each browser is shown a secret of its own."""
    require(policy.manage)
    if me().has_second_factor:
        return _switch_off()
    form = CodeForm()
    secret = session.setdefault("secret", pyotp.random_base32())
    if form.validate_on_submit():
        limit("10 per 15 minutes", "code", str(me().id))
        if actions.confirm_second_factor(me(), secret, form.code.data, kept=g.session):
            del session["secret"]
            flash(
                _("The second factor is on: signing in takes a code, and every other browser is signed out.")
            )
            return redirect(url_for(".account"), 303)
        form.code.errors = [*form.code.errors, _("This code is not right. Check the clock of your device.")]
    picture = segno.make(actions.otpauth(me(), secret)).png_data_uri(scale=5)
    return _form("accounts/second_factor.html", form, picture=picture, secret=secret)


def _switch_off() -> ResponseReturnValue:
    form = PresentPasswordForm()
    if form.validate_on_submit() and _is_present(form):
        if is_staff(me()) and current_app.config["SECOND_FACTOR_REQUIRED"]:
            raise NotPossible(N_("Whoever acts for an organisation needs a second factor."))
        actions.remove_second_factor(me())
        flash(_("The second factor is off."))
        return redirect(url_for(".account"), 303)
    return _form("accounts/second_factor_off.html", form)


def _is_present(form: Any) -> bool:
    limit("10 per 15 minutes", "present", str(me().id))
    if actions.authenticated(me().email, form.present.data) is not None:
        return True
    form.present.errors = [*form.present.errors, _("This is not your present password.")]
    return False


def _form(template: str, form: Form, **values: Any) -> ResponseReturnValue:
    """The page with its form: 422 when something in it is wrong."""
    return render_template(
        template, form=form, **values
    ), 422 if form.is_submitted() and form.shown_errors() else 200
