"""The consultation itself, as it was planned and approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import period_checks
from consult.consultations.lifecycle import PUBLIC, Phase, State
from consult.consultations.models import Consultation, Mode, Shortening
from consult.organisations.timing_profiles import profile_of


@dataclass(frozen=True)
class Plan:
    """The consultation itself, as it was planned and approved."""

    now: datetime
    state: State
    phase: Phase
    timezone: str = "UTC"
    original_language: str = ""
    """Of its texts, "" where no one said which."""
    comment_languages: Sequence[str] = ()
    """In which comments are read."""
    purpose: str = ""
    can_change: str = ""
    cannot_change: str = ""
    target_groups: str = ""
    use_of_input: str = ""
    mode: Mode = Mode.CONSULT
    family: str = ""
    legal_effect: str = ""
    denomination: str = ""
    stage: str = ""
    relation: str = ""
    contact_name: str = ""
    contact_unit: str = ""
    contact_email: str = ""
    author_id: int = 0
    approved_by_id: int | None = None
    approved_at: datetime | None = None
    announced_at: datetime | None = None
    scope_attested_at: datetime | None = None
    version_id: int | None = None
    is_questionnaire: bool = False
    frozen_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    days: int | None = None
    minimum: int = 0
    notice: int = 0
    """Days between announcement and opening that the profile asks; 0: it names none."""
    shortening: Shortening | None = None
    shortening_reason: str = ""
    due_on: datetime | None = None
    """The day for which the response is promised."""

    @property
    def is_public(self) -> bool:
        """Whether the world can see it."""
        return self.state in PUBLIC

    @property
    def has_opened(self) -> bool:
        """Whether it is or was open."""
        return self.is_public and self.opens_at is not None and self.opens_at <= self.now

    @property
    def has_closed(self) -> bool:
        """Whether its comment period is over."""
        return self.is_public and self.closes_at is not None and self.closes_at <= self.now


def plan_of(c: Consultation, now: datetime) -> Plan:
    """The plan of a consultation at the moment `now`; no statement but for its version."""
    profile = profile_of(c.timing_profile)
    return Plan(
        now=now,
        state=c.state,
        phase=c.phase_at(now),
        timezone=c.timezone,
        original_language=c.original_language,
        comment_languages=tuple(c.languages),
        purpose=c.purpose,
        can_change=c.can_change,
        cannot_change=c.cannot_change,
        target_groups=c.target_groups,
        use_of_input=c.use_of_input,
        mode=c.mode,
        family=c.family or "",
        legal_effect=c.legal_effect or "",
        denomination=c.denomination,
        stage=c.stage,
        relation=c.relation_to_instruments,
        contact_name=c.contact_name,
        contact_unit=c.contact_unit,
        contact_email=c.contact_email,
        author_id=c.author_id,
        approved_by_id=c.approved_by_id,
        approved_at=c.approved_at,
        announced_at=c.announced_at,
        scope_attested_at=c.scope_attested_at,
        version_id=c.version_id,
        is_questionnaire=c.is_questionnaire,
        frozen_at=c.version.frozen_at if c.version else None,
        opens_at=c.opens_at,
        closes_at=c.closes_at,
        days=period_checks.full_days(c.opens_at, c.closes_at, c.timezone)
        if c.opens_at and c.closes_at
        else None,
        minimum=profile.days,
        notice=profile.notice,
        shortening=c.shortening,
        shortening_reason=c.shortening_reason,
        due_on=c.response_due_on,
    )
