"""The inbox, following by email, and the demo's outbox."""

from hmac import compare_digest
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from jinja2 import TemplateError

from consult.accounts import caller_limits
from consult.consultations import queries as consultations
from consult.core import mail
from consult.core.derived_secrets import DEMO_OUTBOX, derived
from consult.core.errors import Throttled
from consult.core.events import present_name
from consult.notifications import actions, policy, queries
from consult.notifications.forms import FollowForm
from consult.notifications.models import Notification, Subscription
from consult.organisations import queries as organisations
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, open_to_all, require
from consult.web.language_addresses import linked
from consult.web.origins import is_one_click, one_click
from consult.web.page_language import locale_code
from consult.web.text_languages import translated

bp = Blueprint("notifications", __name__)


@bp.route("/inbox", methods=["GET", "POST"])
def inbox() -> ResponseReturnValue:
    """What the person was told, newest first; a POST marks all as read."""
    require(policy.read)
    form = ButtonForm()
    if form.validate_on_submit():
        actions.mark_all_read(me())
        return redirect(url_for(".inbox"), 303)
    page = queries.inbox(me(), request.args.get("after", ""))
    subjects = {row.id: _subject(row) for row in page.rows}
    return render_template("notifications/inbox.html", page=page, subjects=subjects, form=form)


def _subject(row: Notification) -> str:
    """What a notification is about, in the reader's language; of one that another version wrote, and this one has no
    words for, the title of its consultation."""
    try:
        words = {**row.values, "link": "", "unsubscribe": ""}
        return mail.write(f"notifications/{present_name(row.name)}", locale_code(), **words)[0]
    except TemplateError:
        return str(row.values.get("title") or row.values.get("organisation") or _("Open this notification"))


@bp.route("/inbox/<int:number>")
def notification(number: int) -> ResponseReturnValue:
    """Go to what a notification is about, and remember that it was read."""
    require(policy.read)
    found = queries.notification(me(), number)
    actions.mark_read(found)
    return redirect(linked(found.url) if found.url.startswith("/") else found.url, 303)


@bp.route("/consultations/<slug>/follow", methods=["GET", "POST"])
def follow(slug: str) -> ResponseReturnValue:
    """Follow one consultation by email."""
    open_to_all()
    consultation = consultations.public(slug)
    return _follow(
        translated(consultation, "title"),
        url_for("consultations.overview", slug=slug),
        consultation.organisation.accent,
        consultation=consultation,
    )


@bp.route("/organisations/<slug>/follow", methods=["GET", "POST"])
def follow_organisation(slug: str) -> ResponseReturnValue:
    """Follow all consultations of an organisation by email."""
    open_to_all()
    organisation = organisations.get(slug)
    return _follow(
        translated(organisation, "name"),
        url_for("portal.organisation", slug=slug),
        organisation.accent,
        organisation=organisation,
    )


@bp.route("/follow", methods=["GET", "POST"])
def follow_all() -> ResponseReturnValue:
    """Follow every consultation by email."""
    open_to_all()
    return _follow("", url_for("portal.consultations"))


def _follow(followed: str, back: str, accent: str = "", **what: Any) -> ResponseReturnValue:
    """The page on which to give an address, or the answer, which is the same for every address."""
    form = FollowForm()
    status = 200
    if form.validate_on_submit():
        email = form.email.data
        try:
            caller_limits.limit("10 per hour", "follow")
        except Throttled as wait:
            form.form_errors.append(say(wait))
            status = 429
        else:
            is_own = caller_limits.is_theirs(email)
            actions.follow(email, language=locale_code(), is_own=is_own, **what)
            return render_template("notifications/asked.html", email=email, back=back, accent=accent)
    elif form.is_submitted():
        status = 422
    subject = next(iter(what), "")
    shown = {"form": form, "followed": followed, "subject": subject, "back": back, "accent": accent}
    return render_template("notifications/follow.html", **shown), status


def _about(found: Subscription) -> dict[str, object]:
    """What the pages of a subscription tell of it."""
    home, accent = queries.home(found)
    others = [
        (queries.followed(one), queries.home(one)[0])
        for one in queries.same_subject(found)
        if one.id != found.id
    ]
    return {"followed": queries.followed(found), "home": home, "accent": accent, "others": others}


@bp.route("/subscriptions/<token>", methods=["GET", "POST"])
def subscription(token: str) -> ResponseReturnValue:
    """Confirm a subscription (a button, so that a mail scanner confirms nothing)."""
    open_to_all()
    found = queries.subscription(token)
    form = ButtonForm()
    if form.validate_on_submit():
        actions.confirm(found)
        return redirect(url_for(".subscription", token=token), 303)
    waiting = [
        (queries.followed(one), url_for(".subscription", token=one.token))
        for one in queries.unconfirmed(found)
    ]
    return render_template(
        "notifications/subscription.html", subscription=found, form=form, waiting=waiting, **_about(found)
    )


@bp.route("/subscriptions/<token>/end", methods=["GET", "POST"])
@one_click
def end(token: str) -> ResponseReturnValue:
    """Unsubscribe: one press for a person; mail programs post here by themselves (RFC 8058)."""
    open_to_all()
    found = queries.subscription(token)
    about = _about(found)
    if is_one_click() or ButtonForm().validate_on_submit():
        actions.unsubscribe(found)
        return render_template("notifications/ended.html", **about)
    return render_template("notifications/end.html", form=ButtonForm(), **about)


@bp.route("/submissions/<reference>/letters/<signature>", methods=["GET", "POST"])
@one_click
def end_emails(reference: str, signature: str) -> ResponseReturnValue:
    """End the emails to an address that was left with a submission: by its owner, or their mail program."""
    open_to_all()
    found = queries.written_about(reference, signature)
    form = None if is_one_click() else ButtonForm()
    if form is None or form.validate_on_submit():
        actions.stop_emails(found)
    return render_template(
        "notifications/end_emails.html", form=form, submission=found, consultation=found.consultation
    )


@bp.route("/outbox")
def outbox() -> ResponseReturnValue:
    """Every email of the demo, which are sent nowhere; there is no such page outside the demo.

    Their links open accounts, and others on this host reach this address too: it is for who knows its key, which
    the start of the demo says, or is signed in.
    """
    open_to_all()
    if not current_app.config["DEMO"]:
        abort(404)
    key = derived(current_app.config["SECRET_KEY"], DEMO_OUTBOX)
    if compare_digest(request.args.get("key", "").encode(errors="replace"), key.encode()):
        session["outbox"] = True
        return redirect(url_for(".outbox"), 303)
    if me() is None and not session.get("outbox"):
        return render_template("notifications/outbox_closed.html"), 403
    return render_template("notifications/outbox.html", emails=mail.latest())
