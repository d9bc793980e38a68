"""What the checks look at: facts of one consultation at one moment, in groups. `load_facts` reads each group from the
database when a check first asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from consult.consultations.lifecycle import PUBLIC, Phase, State
from consult.consultations.models import DocumentRole, Mode, Shortening
from consult.organisations.rules import LateCommentsRule, ModerationRule, PolicyKind


@dataclass(frozen=True)
class PublishedSummary:
    """A text that was put to consultation: its hash then, and whether its words still have it."""

    version_id: int
    sha256: str
    is_intact: bool


@dataclass(frozen=True)
class Corrected:
    """A correction: from one version to the next."""

    at: datetime
    from_id: int
    to_id: int


@dataclass(frozen=True)
class Told:
    """How often something happened, and how far everyone concerned was told."""

    happened: int = 0
    at: datetime | None = None
    waiting: int = 0
    """Of its messages, those that wait for a worker or were given up."""


@dataclass(frozen=True)
class Plan:
    """The consultation itself, as it was planned and approved."""

    now: datetime
    state: State
    phase: Phase
    timezone: str = "UTC"
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


@dataclass(frozen=True)
class Rules:
    """The consultation rules."""

    readable_since: Mapping[PolicyKind, datetime | None] = field(default_factory=dict)
    """Kind → since when the public can read it (None: not yet)."""
    late_is_accepted: bool = LateCommentsRule.accept
    grace: timedelta = timedelta()
    target_days: int = ModerationRule.target_days
    """Days within which a comment is moderated."""


@dataclass(frozen=True)
class Texts:
    """The versions that were put to consultation."""

    editions: Sequence[PublishedSummary] = ()
    corrections: Sequence[Corrected] = ()


@dataclass(frozen=True)
class Submitted:
    """Submissions, and what each carries."""

    submissions: int = 0
    referenced: int = 0
    with_capacity: int = 0
    claims: int = 0
    confirmed: int = 0
    with_consent: int = 0
    late: int = 0
    late_unmarked: int = 0


@dataclass(frozen=True)
class Commented:
    """Comments: their structure, and what became of them."""

    comments: int = 0
    anchored: int = 0
    proposing: int = 0
    reasoned: int = 0
    changed: int = 0
    originals: int = 0
    published: int = 0
    redacted: int = 0
    withheld: int = 0
    removed: int = 0
    withdrawn: int = 0
    waiting: int = 0
    reasons: int = 0
    adds_up: bool = True


@dataclass(frozen=True)
class Moderated:
    """First decisions, and how long they took."""

    decided: int = 0
    decided_in_time: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Answered:
    """The published response, and holding notices before it."""

    response_at: datetime | None = None
    holding: Sequence[tuple[datetime, datetime]] = ()
    """(published, expected on) of each holding notice."""
    in_scope: int = 0
    without_disposition: int = 0
    without_reason: int = 0
    sections: int = 0
    sections_needed: int = 9


class Facts(Protocol):
    """Everything the checks look at. Reading a group may cost statements, but only once a check asks for it."""

    @property
    def plan(self) -> Plan:
        """The consultation itself."""

    @property
    def scope_attested_by(self) -> str:
        """Who stated that the scope is right; "" for nobody."""

    @property
    def rules(self) -> Rules:
        """The consultation rules."""

    @property
    def documents(self) -> Mapping[DocumentRole, datetime]:
        """Role → when the first document of it was added."""

    @property
    def texts(self) -> Texts:
        """The versions that were put to consultation."""

    @property
    def extensions(self) -> Sequence[datetime]:
        """When the comment period was extended."""

    @property
    def submitted(self) -> Submitted:
        """Submissions."""

    @property
    def commented(self) -> Commented:
        """Comments."""

    @property
    def moderated(self) -> Moderated:
        """First decisions."""

    @property
    def answered(self) -> Answered:
        """The published response."""

    @property
    def told(self) -> Mapping[str, Told]:
        """Event name → what became of it; of others nothing is known."""
