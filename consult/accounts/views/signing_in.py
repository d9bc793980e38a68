"""Signing in and out; what was typed before goes on with the person."""

from datetime import timedelta

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import actions, queries
from consult.accounts.forms import CodeForm, SignInForm
from consult.accounts.models import User
from consult.accounts.views.blueprint import bp, form_page, is_staff, local
from consult.core import clock
from consult.web import carrying
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all
from consult.web.limits import caller, limit


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in; whatever was typed before the session ended goes on with the person."""
    open_to_all()
    form = SignInForm()
    if request.method != "POST":
        form.next.data = local(request.args["next"]) if request.args.get("next") else ""
    elif not form.csrf_token.validate(form):
        form.kept.data = (
            ""  # it came from a page that is not ours: nobody is to send a stranger's words as their own
        )
    if not form.is_submitted() or "password" not in request.form:
        return render_template("accounts/sign_in.html", form=form, carried=carrying.opened(form.kept.data))
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
            return go_on(user, target=form.next.data, kept=form.kept.data)
    return form_page("accounts/sign_in.html", form, carried=carrying.opened(form.kept.data))


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
            return go_on(user, target=form.next.data, kept=form.kept.data, with_code=True)
        form.code.errors = [
            *form.code.errors,
            _("This code is not right, or was used already. Wait for the next one."),
        ]
    return form_page("accounts/code.html", form)


def go_on(
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
    carrying.mark_forms_of(user.id)
    carried = carrying.opened(kept, user.id)
    if carried is not None:
        return render_template("accounts/go_on.html", carried=carried, form=ButtonForm(formdata=None))
    return redirect(local(target or ("/desk" if is_staff(user) else "/")), 303)


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
