"""The dashboard."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from consult.consultations.labels import STATES
from consult.consultations.lifecycle import Phase
from consult.core import clock
from consult.dashboard import policy, queries
from consult.dashboard.queries import Card, DashboardTask
from consult.organisations import queries as organisations
from consult.web.guards import me, require
from consult.web.moments import date, moment
from consult.web.page_language import language_name, locale_code
from consult.web.text_languages import by_name

bp = Blueprint("dashboard", __name__)


@bp.route("/dashboard")
def dashboard() -> ResponseReturnValue:
    """What needs me now, then everything else of my organisations."""
    require(policy.see)
    cards = queries.cards(me(), locale_code())
    current = [card for card in cards if not card.is_mine and card.phase not in _PAST]
    return render_template(
        "dashboard/dashboard.html",
        organisations=[
            (one, organisations.roles_of(me(), one.id))
            for one in by_name(organisations.organisations_of(me()))
        ],
        mine=[card for card in cards if card.is_mine],
        current=current,
        past=[card for card in cards if not card.is_mine and card.phase in _PAST],
        said=_said,
        states=STATES,
    )  # fmt: skip


_PAST = {Phase.RESPONDED, Phase.WITHDRAWN}


def _said(card: Card, need: DashboardTask) -> str:
    """A need in words."""
    values, zone = need.values, card.consultation.timezone
    says = _WORDS[need.kind] if need.is_mine else _WORDS_FOR_OTHERS.get(need.kind, _WORDS[need.kind])
    return str(says(values, zone))


def _days(number: int, today: str, tomorrow: str, later: str) -> str:
    return today if number == 0 else tomorrow if number == 1 else later


def _age(at: datetime) -> str:
    hours = int((clock.now() - at) / timedelta(hours=1))
    if hours >= 48:
        return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
    return str(ngettext("%(num)s hour", "%(num)s hours", hours)) if hours else str(_("less than an hour"))


def _progress(values: Any) -> str:
    if not values["number"]:
        return str(_("No comments need a response"))
    return str(
        # Translators: answered is a number of comments.
            ngettext(
            "Responses: %(answered)s of %(num)s comment", "Responses: %(answered)s of %(num)s comments",
            values["number"], answered=values["with_response"],
        )
    )  # fmt: skip


_WORDS: dict[str, Any] = {
    "sent_back": lambda v, _zone: _("Sent back for changes: %(text)s", text=v["word"]),
    "missing": lambda v, _zone: ngettext(
        "Continue preparation: %(num)s step to complete", "Continue preparation: %(num)s steps to complete",
        v["steps"],
    ),
    "propose": lambda _v, _zone: _("Complete: review and propose for approval"),
    "approve": lambda _v, _zone: _("Needs your approval"),
    "waits": lambda _v, _zone: _("Awaiting another person's approval"),
    "announce": lambda v, zone: _("Approved: announce now. Opens %(moment)s", moment=moment(v["at"], zone)),
    "announce_late": lambda _v, _zone: _(
        "Approved, but too late for the dates set: send back and set new dates"
    ),
    "opens": lambda v, _zone: _days(
        v["days"], _("Opens today"), _("Opens tomorrow"),
        ngettext("Opens in %(num)s day", "Opens in %(num)s days", v["days"]),
    ),
    "closes": lambda v, _zone: _days(
        v["days"], _("Closes today"), _("Closes tomorrow"),
        ngettext("Closes in %(num)s day", "Closes in %(num)s days", v["days"]),
    ),
    # Translators: comments is “3 comments pending moderation”; age and target are “5 days”.
    "moderate": lambda v, _zone: _(
        "%(comments)s. Oldest: %(age)s (target: %(target)s)",
        comments=ngettext("%(num)s comment pending moderation", "%(num)s comments pending moderation", v["number"]),
        age=_age(v["oldest"]),
        target=ngettext("%(num)s day", "%(num)s days", v["target"]),
    ),
    "objections": lambda v, _zone: ngettext(
        "%(num)s objection to a moderation decision", "%(num)s objections to moderation decisions", v["number"]
    ),
    "names": lambda v, _zone: ngettext(
        "%(num)s request to remove a name", "%(num)s requests to remove a name", v["number"]
    ),
    "emails": lambda v, _zone: ngettext(
        "%(num)s email waits for an officer", "%(num)s emails wait for an officer", v["number"]
    ),
    "entries": lambda v, _zone: ngettext(
        "%(num)s entry of received comments is not submitted", "%(num)s entries of received comments are not submitted",
        v["number"],
    ),
    "rows": lambda v, _zone: ngettext(
        "%(num)s row of an entered comment form is not submitted",
        "%(num)s rows of entered comment forms are not submitted", v["number"],
    ),
    "respond": lambda v, _zone: _progress(v),
    # Translators: progress is “Responses: 3 of 12 comments”.
    "response_due": lambda v, zone: ngettext(
        "%(progress)s. Response due %(day)s, in %(num)s day",
        "%(progress)s. Response due %(day)s, in %(num)s days",
        v["days"], progress=_progress(v), day=date(v["at"], zone),
    ),
    # Translators: progress is “Responses: 3 of 12 comments”.
    "response_overdue": lambda v, zone: _(
        "%(progress)s. Response was due %(day)s: publish it, or publish a holding notice",
        progress=_progress(v), day=date(v["at"], zone),
    ),
    "outdated_translations": lambda v, _zone: ngettext(
        "%(num)s comment has an outdated translation", "%(num)s comments have an outdated translation", v["comments"]
    ),
    "missing_translations": lambda v, _zone: ngettext(
        "%(num)s published comment is not translated into %(language)s",
        "%(num)s published comments are not translated into %(language)s",
        v["comments"], language=language_name(locale_code()),
    ),
    "summary_translation": lambda v, _zone: _(
        "Response summary in %(language)s: %(current)s of %(total)s texts translated",
        language=language_name(v["language"]), current=format_decimal(v["current"]), total=format_decimal(v["total"]),
    ),
    "approve_response": lambda _v, _zone: _("Response summary awaiting approval"),
    "publish_response": lambda _v, _zone: _("Response summary approved: publish it"),
}  # fmt: skip

_WORDS_FOR_OTHERS: dict[str, Any] = {
    "missing": lambda v, _zone: ngettext(
        "In preparation: %(num)s step to complete", "In preparation: %(num)s steps to complete", v["steps"]
    ),
    "propose": lambda _v, _zone: _("Complete, not yet proposed for approval"),
    "announce": lambda v, zone: _(
        "Approved, not yet announced. Opens %(moment)s", moment=moment(v["at"], zone)
    ),
}
"""What others than those who have to act read."""
