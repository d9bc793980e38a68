"""Signing in and out; what was typed before goes on with the person."""

from datetime import timedelta

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, queries
from consult.accounts.forms import CodeForm, EmailForm, SignInForm
from consult.accounts.models import Purpose, User
from consult.accounts.views.blueprint import bp, form_page, is_staff, local
from consult.accounts.views.guess_limits import (
    WRONG_CODE,
    ask_for_link,
    device_token,
    finish_sign_in,
    remember_device,
    wait_page,
    whose_password,
)
from consult.core.errors import Throttled
from consult.web import form_after_sign_in
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all
from consult.web.language_addresses import linked


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in; whatever was typed before the session ended goes on with the person."""
    open_to_all()
    form = SignInForm()
    if request.method != "POST":
        form.next.data = local(request.args["next"]) if request.args.get("next") else ""
    elif not form.csrf_token.validate(form):
        form.kept.data = (
            ""  # it came from a page that is not ours: no one is to send a stranger's words as their own
        )
    if not form.is_submitted() or "password" not in request.form:
        return render_template(
            "accounts/sign_in.html", form=form, carried=form_after_sign_in.opened(form.kept.data)
        )
    if form.validate():
        try:
            user = whose_password(form.email.data.strip().lower(), form.password.data)
        except Throttled as wait:
            return wait_page(
                "accounts/sign_in.html", form, wait, carried=form_after_sign_in.opened(form.kept.data)
            )
        if user is None:
            form.form_errors.append(
                _("Incorrect email address or password, or the address is not confirmed yet.")
            )
        elif user.has_two_factor:
            session["half_sign_in"] = actions.begin_two_factor_sign_in(user)
            code = CodeForm(formdata=None, kept=form.kept.data, next=form.next.data)
            return render_template("accounts/code.html", form=code)
        else:
            return go_on(user, target=form.next.data, kept=form.kept.data)
    return form_page("accounts/sign_in.html", form, carried=form_after_sign_in.opened(form.kept.data))


@bp.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The code of a sign-in, within ten minutes of the first; five wrong codes end it."""
    open_to_all()
    found = queries.half_sign_in(session.get("half_sign_in") or "")
    form = CodeForm()
    if found is None:
        return _begin_again(form, "") if form.kept.data else redirect(url_for(".sign_in"), 303)
    half, user = found
    if form.validate_on_submit():
        try:
            if finish_sign_in(half, user, form.code.data):
                return go_on(user, target=form.next.data, kept=form.kept.data, with_code=True)
        except Throttled as wait:
            return wait_page("accounts/code.html", form, wait)
        if half.ended_at is not None:
            return _begin_again(form, _("Too many incorrect codes. Enter your password again."))
        form.code.errors = [*form.code.errors, WRONG_CODE]
    return form_page("accounts/code.html", form)


def _begin_again(form: CodeForm, why: str) -> ResponseReturnValue:
    """The sign-in has ended: from its beginning, with what was typed before."""
    session.pop("half_sign_in", None)
    first = SignInForm(formdata=None, kept=form.kept.data, next=form.next.data)
    if why:
        first.form_errors.append(why)
    carried = form_after_sign_in.opened(form.kept.data)
    return render_template("accounts/sign_in.html", form=first, carried=carried), 422


@bp.route("/sign-in/browser", methods=["GET", "POST"])
def ask_for_browser() -> ResponseReturnValue:
    """Ask for a link that lets this browser in, however many strangers try passwords."""
    open_to_all()
    form = EmailForm()
    if form.validate_on_submit():
        ask_for_link(Purpose.BROWSER, form.email.data)
        return render_template("accounts/browser_asked.html", email=form.email.data)
    return form_page("accounts/ask_for_browser.html", form)


@bp.route("/sign-in/browser/<token>", methods=["GET", "POST"])
def let_browser_in(token: str) -> ResponseReturnValue:
    """Let this browser in by an emailed link (a button, so that mail scanners do nothing); the password comes next."""
    open_to_all()
    form = ButtonForm()
    if form.validate_on_submit():
        device = device_token()
        actions.trust_device_by_link(token, device)
        remember_device(device)
        flash(_("Wrong passwords entered elsewhere no longer delay this browser. Sign in now."))
        return redirect(url_for(".sign_in"), 303)
    queries.token(token, "browser")
    return render_template("accounts/let_browser_in.html", form=form)


def go_on(
    user: User, *, target: str | None, kept: str | None = None, with_code: bool = False
) -> ResponseReturnValue:
    """Sign in, and on to `target` (staff who were going nowhere: to the dashboard), with what was `kept` of a form."""
    hours = current_app.config["STAFF_SESSION_HOURS"]
    life = timedelta(hours=hours) if is_staff(user) else actions.SESSION_LIFE
    stays = {name: session[name] for name in ("sheets", "language", "_flashes") if name in session}
    session.clear()
    g.pop("csrf_token", None)  # made for the session that has just ended
    session.update(stays)
    session.permanent = True
    device = device_token()
    session["token"] = actions.sign_in(
        user, browser=_browser(), life=life, with_code=with_code, device=device
    )
    remember_device(device)
    form_after_sign_in.mark_forms_of(user.id)
    carried = form_after_sign_in.opened(kept, user.id)
    if carried is not None:
        return render_template("accounts/go_on.html", carried=carried, form=ButtonForm(formdata=None))
    return redirect(
        local(target or url_for("dashboard.dashboard" if is_staff(user) else "portal.front")), 303
    )


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
    """What the person would call this browser ("Firefox · Windows", "" where it does not say); no more of what it
    says of itself is kept."""
    told = request.user_agent.string
    names = [
        next((name for sign, name in table.items() if sign in told), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, names))


@bp.route("/sign-out", methods=["POST"])
def sign_out() -> ResponseReturnValue:
    """End this browser's session, in the database and in the browser, which also forgets what visitors had open."""
    open_to_all()
    answer = redirect(linked("/"), 303)
    if ButtonForm().validate_on_submit():
        if me() is not None:
            actions.end_session(g.session)
        had_sheets = session.pop("sheets", [])
        session.clear()
        if had_sheets and me() is None:
            flash(
                _("This browser has forgotten your submissions. Use their access codes to open them again.")
            )
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
