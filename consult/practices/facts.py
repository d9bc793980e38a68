"""What the checks look at: everything of one consultation at one moment. `gathering` reads it from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consult.consultations.lifecycle import PUBLIC, Phase, State
from consult.consultations.models import DocumentRole, Mode, Shortening
from consult.organisations.models import PolicyKind


@dataclass(frozen=True)
class Edition:
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
class Facts:
    """Everything the checks look at, of one consultation at one moment."""

    now: datetime
    state: State
    phase: Phase
    timezone: str = "UTC"
    # the plan
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
    scope_attested_by: str = ""
    # rules, materials, the text
    rules: Mapping[PolicyKind, datetime | None] = field(default_factory=dict)
    """Kind → since when the public can read it (None: not yet)."""
    documents: Mapping[DocumentRole, datetime] = field(default_factory=dict)
    """Role → when the first document of it was added."""
    version_id: int | None = None
    frozen_at: datetime | None = None
    editions: Sequence[Edition] = ()
    corrections: Sequence[Corrected] = ()
    # timing
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    days: int | None = None
    minimum: int = 0
    notice: int = 0
    """Days between announcement and opening that the profile asks; 0: it names none."""
    shortening: Shortening | None = None
    shortening_reason: str = ""
    extensions: Sequence[datetime] = ()
    late_is_accepted: bool = True
    # what came in
    submissions: int = 0
    referenced: int = 0
    with_capacity: int = 0
    claims: int = 0
    confirmed: int = 0
    with_consent: int = 0
    late: int = 0
    late_unmarked: int = 0
    changed: int = 0
    comments: int = 0
    anchored: int = 0
    proposing: int = 0
    reasoned: int = 0
    originals: int = 0
    # moderation
    published: int = 0
    redacted: int = 0
    withheld: int = 0
    removed: int = 0
    withdrawn: int = 0
    waiting: int = 0
    reasons: int = 0
    adds_up: bool = True
    target_days: int = 5
    decided: int = 0
    decided_in_time: int = 0
    overdue: int = 0
    # the response
    due_on: datetime | None = None
    response_at: datetime | None = None
    holding: Sequence[tuple[datetime, datetime]] = ()
    """(published, expected on) of each holding notice."""
    in_scope: int = 0
    without_disposition: int = 0
    without_reason: int = 0
    sections: int = 0
    sections_needed: int = 9
    # who was told
    told: Mapping[str, Told] = field(default_factory=dict)
    """Event name → what became of it."""

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

    def told_of(self, name: str) -> Told:
        """What became of an event."""
        return self.told.get(name, Told())
