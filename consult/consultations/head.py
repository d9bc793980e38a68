"""The head of every page of one consultation: phase, deadline, and the next action."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations.labels import FAMILIES
from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.models import Consultation, Mode
from consult.consultations.period_checks import days_left
from consult.consultations.queries import ConsultationRow, OrganisationRow
from consult.core import clock
from consult.core.hooks import Hook
from consult.organisations.models import Organisation
from consult.web.moments import date
from consult.web.text_languages import translated

PUBLIC_COUNTS: Hook[Callable[[int], tuple[int, int]]] = Hook("consultations.public_counts")
"""The numbers of published comments and of stakeholders who submitted them, of a consultation by its id."""


@dataclass(frozen=True)
class Action:
    """The link to the next action."""

    label: str
    url: str


@dataclass(frozen=True)
class Head:
    """What layouts/consultation.html needs."""

    organisation: Organisation | OrganisationRow
    slug: str
    title: str
    instrument: str
    round: str
    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None
    timezone: str
    days_left: int | None
    asks: bool
    """Whether comments are asked for, and so a response is due."""
    comments: int
    stakeholders: int
    fact: str
    action: Action | None
    is_questionnaire: bool
    """Whether questions are all that is asked, without a draft."""
    to_read: Action
    """The link to what is consulted on: the draft, or the questions."""
    tabs: list[tuple[str, str, str]] = field(default_factory=list)


def head_of(consultation: Consultation | ConsultationRow, counts: tuple[int, int] | None = None) -> Head:
    """The head of `consultation` now, in the language of the page.

    `counts`: its published comments and their stakeholders, from a page that has read them already.
    """
    phase = consultation.phase
    comments, stakeholders = counts or next(count(consultation.id) for count in PUBLIC_COUNTS)
    closes_at = consultation.closes_at
    is_open = phase == Phase.OPEN and closes_at is not None
    instrument = translated(consultation, "denomination") or (
        _(FAMILIES[consultation.family]) if consultation.family else ""
    )
    return Head(
        organisation=consultation.organisation,
        slug=consultation.slug,
        title=translated(consultation, "title"),
        instrument=instrument,
        round=_("Round %(number)s", number=consultation.round) if consultation.round > 1 else "",
        phase=phase,
        opens_at=consultation.opens_at,
        closes_at=closes_at,
        timezone=consultation.timezone,
        days_left=days_left(closes_at, consultation.timezone, clock.now()) if is_open and closes_at else None,
        asks=consultation.mode != Mode.INFORM,
        comments=comments,
        stakeholders=stakeholders,
        fact=_fact(consultation),
        action=_action(consultation, phase),
        is_questionnaire=consultation.is_questionnaire,
        to_read=_to_read(consultation),
        tabs=_tabs(consultation),
    )


def _fact(consultation: Consultation | ConsultationRow) -> str:
    if consultation.state not in PUBLIC:
        return str(_("Not yet public."))
    if consultation.concluded_at is not None and consultation.closes_at is not None:
        day = date(consultation.concluded_at, consultation.timezone)
        zone = ZoneInfo(consultation.timezone)
        ended, closed = (
            at.astimezone(zone).date() for at in (consultation.concluded_at, consultation.closes_at)
        )
        days = (ended - closed).days
        if days <= 0:
            return str(_("Response published on %(day)s, the day of the deadline", day=day))
        return str(
            ngettext(
                "Response published on %(day)s, %(num)s day after the deadline",
                "Response published on %(day)s, %(num)s days after the deadline",
                days,
                day=day,
            )
        )
    if consultation.withdrawn_at is not None:
        return str(_("Withdrawn on %(day)s", day=date(consultation.withdrawn_at, consultation.timezone)))
    return ""


def _action(consultation: Consultation | ConsultationRow, phase: Phase) -> Action | None:
    slug = consultation.slug
    if phase == Phase.OPEN and consultation.mode != Mode.INFORM:
        return Action(_("Take part"), url_for("draft_submissions.take_part", slug=slug))
    if phase == Phase.RESPONDED:
        return Action(_("Read the response summary"), url_for("summaries.response", slug=slug))
    if phase in {Phase.ANNOUNCED, Phase.CLOSED, Phase.OPEN}:
        return Action(_("Get email updates"), url_for("notifications.follow", slug=slug))
    return None


def _to_read(consultation: Consultation | ConsultationRow) -> Action:
    if consultation.is_questionnaire:
        questions = url_for("consultations.overview", slug=consultation.slug, _anchor="questions")
        return Action(_("Read the questions"), questions)
    return Action(_("Read the draft"), url_for("reading.text", slug=consultation.slug))


def _tabs(consultation: Consultation | ConsultationRow) -> list[Any]:
    def tab(name: str, label: str, endpoint: str) -> tuple[str, str, str]:
        return name, label, url_for(endpoint, slug=consultation.slug)

    overview = tab("overview", _("Overview"), "consultations.overview")
    text = tab("text", _("Text"), "reading.text")
    if consultation.state not in PUBLIC:
        return [overview] if consultation.is_questionnaire else [overview, text]
    about_comments = [
        tab("answers", _("Answers to questions"), "reading.answers")
        if consultation.is_questionnaire
        else tab("text", _("Text and comments"), "reading.text"),
        tab("comments", _("All comments"), "reading.comments"),
        tab("statistics", _("Statistics"), "reading.statistics"),
        tab("response", _("Response"), "summaries.response"),
    ]
    return [
        overview,
        *(about_comments if consultation.mode != Mode.INFORM else [text]),
        tab("practice", _("Practice report"), "practices.report"),
        tab("record", _("Record"), "consultations.record"),
    ]
