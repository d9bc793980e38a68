"""Each practice judged from the facts of one consultation. Pure: the same facts give the same report.

A check says what it sees, with its numbers; it never adds results up. What cannot be judged yet is `pending`; what has
no object ("nothing was withheld") is `not_applicable`. Before the announcement the plan itself is judged, so that an
approver sees what readers will see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from consult.consultations.labels import MODE_NAMES, SHORTENINGS
from consult.consultations.lifecycle import PUBLIC, Phase, State
from consult.consultations.models import DocumentRole, Mode, Shortening
from consult.core.words import N_, Word
from consult.organisations.models import PolicyKind
from consult.practices.catalogue import PRACTICES, Kind, Practice


class Result(StrEnum):
    """What can be said of a practice in one consultation."""

    EVIDENCED = "evidenced"
    PARTLY = "partly_evidenced"
    NOT = "not_evidenced"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"


class Zone(str):
    """A time zone among the values of a sentence."""

    __slots__ = ()


@dataclass(frozen=True)
class Attested:
    """What a named person stated."""

    result: Result
    evidence: str
    by: str
    by_id: int
    at: datetime


@dataclass(frozen=True)
class Finding:
    """One line of the report. `evidence` is a marked sentence with `values`; numbers, moments and marked words in it."""

    practice: Practice
    result: Result
    evidence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    link: str = ""
    """The part of the consultation's pages where it can be seen, such as "/record"."""
    attested: Attested | None = None
    """Set where a person stated it; then `evidence` is what the machine sees beside, or empty."""


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
    """How often something happened, and how far everybody concerned was told."""

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


@dataclass(frozen=True)
class Seen:
    """What a check sees."""

    result: Result
    evidence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    link: str = ""


Check = Callable[[Facts], Seen]
CHECKS: dict[str, Check] = {}

E, P, N, X, W = Result.EVIDENCED, Result.PARTLY, Result.NOT, Result.NOT_APPLICABLE, Result.PENDING


def check(key: str) -> Callable[[Check], Check]:
    """Register the decorated function as the check of one practice."""

    def register(function: Check) -> Check:
        CHECKS[key] = function
        return function

    return register


def _see(result: Result, evidence: str, at: datetime | None = None, link: str = "", **values: Any) -> Seen:
    return Seen(result, evidence, values, at, link)


def _share(present: Mapping[str, Any]) -> tuple[Result, list[str]]:
    """Evidenced when everything is there, partly when some is; and what is missing."""
    missing = [words for words, value in present.items() if not value]
    return (E if not missing else P if len(missing) < len(present) else N), missing


# -- A: strategy and planning -----------------------------------------------------------------------------------------


@check("A1")
def plan(f: Facts) -> Seen:
    """Six parts of a plan, public before the opening."""
    result, missing = _share(
        {
            N_("purpose"): f.purpose,
            N_("what can change"): f.can_change,
            N_("what cannot change"): f.cannot_change,
            N_("who is asked, and how"): f.target_groups,
            N_("dates"): f.opens_at and f.closes_at,
            N_("how comments are used"): f.use_of_input,
        }
    )
    if missing:
        return _see(result, N_("Missing: %(missing)s."), f.announced_at, missing=missing)
    if f.is_public and f.announced_at and f.opens_at and f.announced_at > f.opens_at:
        return _see(P, N_("The plan was published after the opening."), f.announced_at)
    return _see(E, N_("Purpose, scope, those asked, dates and use of comments are given."), f.announced_at)


@check("A2")
def mode(f: Facts) -> Seen:
    """Inform, consult or participate; where only informed, no comments."""
    if f.mode == Mode.INFORM and f.submissions:
        return _see(N, N_("It is declared a notification, and yet comments were taken."), f.announced_at)
    return _see(E, N_("Declared as: %(mode)s."), f.announced_at, mode=Word(MODE_NAMES[f.mode]))


@check("A3")
def instrument(f: Facts) -> Seen:
    """Family, the organisation's own word, legal effect, stage."""
    result, missing = _share(
        {
            N_("family of instrument"): f.family,
            N_("the organisation's own name for it"): f.denomination,
            N_("legal effect"): f.legal_effect,
            N_("stage of rulemaking"): f.stage,
        }
    )
    if missing:
        return _see(result, N_("Missing: %(missing)s."), f.announced_at, missing=missing)
    return _see(E, N_("Family, own name, legal effect and stage are given."), f.announced_at)


@check("A4")
def advance_notice(f: Facts) -> Seen:
    """Announced as many days before the opening as the profile asks; a day where it names none."""
    if f.opens_at is None:
        return _see(W, N_("The dates are not set yet."))
    announced = f.announced_at or f.now
    ahead = (f.opens_at - announced).days
    wanted = f.notice or 1
    result = E if ahead >= wanted else P if f.opens_at > announced else N
    return _see(
        result, N_("Days between announcement and opening: %(ahead)s (at least %(wanted)s)."),
        f.announced_at, "/record", ahead=max(0, ahead), wanted=wanted,
    )  # fmt: skip


@check("A5")
def scope(f: Facts) -> Seen:
    """Stated by a named person while it was prepared."""
    if f.scope_attested_at is None:
        return _see(N, N_("Nobody has stated it."))
    return _see(
        E, N_("Stated by %(name)s while it was prepared."), f.scope_attested_at, name=f.scope_attested_by
    )


@check("A6")
def contact(f: Facts) -> Seen:
    """Name, unit, address."""
    result, missing = _share(
        {
            N_("name"): f.contact_name,
            N_("unit in charge"): f.contact_unit,
            N_("address"): f.contact_email,
        }
    )
    if missing:
        return _see(result, N_("Missing: %(missing)s."), f.announced_at, missing=missing)
    return _see(E, N_("Name, unit and address are given."), f.announced_at)


@check("A7")
def sign_off(f: Facts) -> Seen:
    """Approved by somebody else."""
    if f.approved_by_id is None:
        return _see(W, N_("The launch is not approved yet."))
    if f.approved_by_id == f.author_id:
        return _see(N, N_("The author approved the launch."), f.approved_at)
    return _see(E, N_("Approved by somebody other than the author."), f.approved_at)


# -- C: rules and materials -------------------------------------------------------------------------------------------


@check("C1")
def rules(f: Facts) -> Seen:
    """All seven rules, readable before the opening."""
    there = len(f.rules)
    wanted = len(PolicyKind)
    values: dict[str, Any] = {"there": there, "wanted": wanted}
    if there < wanted:
        return _see(P if there else N, N_("Rules published: %(there)s of %(wanted)s."), **values)
    if not f.is_public:
        return _see(E, N_("Rules ready to be published with it: %(there)s of %(wanted)s."), **values)
    dated = [at for at in f.rules.values() if at is not None]
    in_time = [at for at in dated if f.opens_at is not None and at <= f.opens_at]
    if len(in_time) < wanted:
        return _see(
            P if in_time else N,
            N_("Rules published before the opening: %(there)s of %(wanted)s."),
            max(dated, default=None),
            there=len(in_time),
            wanted=wanted,
        )
    return _see(E, N_("Rules published before the opening: %(there)s of %(wanted)s."), max(dated), **values)


@check("C2")
def materials(f: Facts) -> Seen:
    """The text, and a note that explains it."""
    note = f.documents.get(DocumentRole.EXPLANATORY_NOTE)
    if f.version_id is None:
        return _see(N, N_("There is no draft yet."))
    if note is None:
        return _see(P, N_("The draft is there; an explanatory note is not."), f.announced_at, "/text")
    if f.opens_at is not None and f.is_public and note > f.opens_at:
        return _see(P, N_("The explanatory note was added after the opening."), note)
    return _see(E, N_("The draft and an explanatory note, from the first day."), f.announced_at or note)


@check("C3")
def frozen(f: Facts) -> Seen:
    """Every text that was out has its hash; corrections follow each other without a gap."""
    if f.frozen_at is None or not f.editions:
        return _see(W, N_("The text is frozen when the launch is approved."))
    if not all(edition.is_intact for edition in f.editions):
        return _see(N, N_("The text no longer has the hash under which it was frozen."), f.frozen_at, "/text")
    steps = [(one.from_id, one.to_id) for one in f.corrections]
    joined = all(before[1] == after[0] for before, after in pairwise(steps))
    if steps and not (joined and steps[-1][1] == f.version_id):
        return _see(N, N_("A version of the text is missing from the record."), f.frozen_at, "/record")
    values = {"digest": f.editions[-1].sha256[:16], "corrections": len(steps)}
    if steps:
        sentence = N_("Frozen under SHA-256 %(digest)s…; corrections with a notice: %(corrections)s.")
        return _see(E, sentence, f.corrections[-1].at, "/record", **values)
    return _see(E, N_("Frozen under SHA-256 %(digest)s…, unchanged since."), f.frozen_at, "/text", **values)


@check("C4")
def relation(f: Facts) -> Seen:
    """Something is said; whether it is right, people judge."""
    if not f.relation.strip():
        return _see(N, N_("Nothing is said of existing instruments."))
    return _see(E, N_("The relation to existing instruments is described."), f.announced_at)


@check("C5")
def impact(f: Facts) -> Seen:
    """A document with that role."""
    at = f.documents.get(DocumentRole.IMPACT_ASSESSMENT)
    if at is None:
        return _see(N, N_("No impact assessment is among the documents."))
    return _see(E, N_("An impact assessment is among the documents."), f.announced_at or at)


# -- D: timing --------------------------------------------------------------------------------------------------------


@check("D1")
def period(f: Facts) -> Seen:
    """Full days against the profile's minimum."""
    if f.days is None:
        return _see(W, N_("The dates are not set yet."))
    if not f.minimum:
        return _see(X, N_("The profile has no fixed minimum. Full days: %(days)s."), days=f.days)
    return _see(
        E if f.days >= f.minimum else N, N_("Full days: %(days)s (at least %(minimum)s)."),
        f.announced_at, "/record", days=f.days, minimum=f.minimum,
    )  # fmt: skip


@check("D2")
def justification(f: Facts) -> Seen:
    """Only where it is short."""
    if f.days is None:
        return _see(W, N_("The dates are not set yet."))
    if f.days >= f.minimum:
        return _see(X, N_("The period is not shorter than the profile asks."))
    if f.shortening and f.shortening_reason.strip():
        return _see(
            E, N_("Published reason: %(kind)s."), f.announced_at, kind=Word(SHORTENINGS[f.shortening])
        )
    return _see(N, N_("No reason is given for the short period."), f.announced_at)


@check("D3")
def deadline(f: Facts) -> Seen:
    """Day, time, zone; and in UTC on every page."""
    if f.closes_at is None:
        return _see(W, N_("The dates are not set yet."))
    return _see(
        E, N_("Closes %(closes)s in %(zone)s, with the time in UTC beside it."), f.announced_at,
        closes=f.closes_at, zone=Zone(f.timezone),
    )  # fmt: skip


@check("D4")
def changes_of_date(f: Facts) -> Seen:
    """Each on record with its reason, and everybody told."""
    number = len(f.extensions)
    if not number:
        return _see(W if f.is_public and not f.has_closed else X, N_("No date was changed."))
    told = f.told_of("consultations.extended")
    if told.happened < number:
        return _see(
            P, N_("Changes of date: %(number)s; on record: %(happened)s."), f.extensions[-1], "/record",
            number=number, happened=told.happened,
        )  # fmt: skip
    if told.waiting:
        return _see(
            P, N_("Changes of date on record: %(number)s; not everybody is told yet."), told.at, "/record",
            number=number,
        )  # fmt: skip
    return _see(
        E, N_("Changes of date, each with its reason, on record and told to all concerned: %(number)s."),
        told.at, "/record", number=number,
    )  # fmt: skip


@check("D5")
def late_comments(f: Facts) -> Seen:
    """Marked when accepted; none unmarked."""
    if not f.has_closed:
        return _see(W, N_("It can be judged once it has closed."))
    if f.late_unmarked:
        return _see(N, N_("Submissions after the deadline without a mark: %(number)s."), f.closes_at,
                    number=f.late_unmarked)  # fmt: skip
    if f.late:
        return _see(E, N_("Late submissions, accepted by the rule and marked as late: %(number)s."), f.closes_at,
                    "/comments", number=f.late)  # fmt: skip
    if not f.late_is_accepted:
        return _see(
            E, N_("By the published rule late submissions are refused, with a word why."), f.closes_at
        )
    return _see(E, N_("The rule accepts late submissions; none came."), f.closes_at)


# -- E: collecting ----------------------------------------------------------------------------------------------------


def _nothing_yet(f: Facts, count: int) -> Seen | None:
    """What to say while there is nothing to look at."""
    if count:
        return None
    if f.mode == Mode.INFORM:
        return _see(X, N_("A notification takes no comments."))
    return _see(X if f.has_closed else W, N_("Nothing has come in."))


@check("E1")
def structure(f: Facts) -> Seen:
    """How far the structure is used."""
    return _nothing_yet(f, f.comments) or _see(
        E, N_("Of %(comments)s comments: on a passage %(anchored)s, with proposed words %(proposing)s, with a reason %(reasoned)s."),
        link="/statistics", comments=f.comments, anchored=f.anchored, proposing=f.proposing, reasoned=f.reasoned,
    )  # fmt: skip


@check("E2")
def references(f: Facts) -> Seen:
    """Every submission has its public reference."""
    return _nothing_yet(f, f.submissions) or _see(
        E if f.referenced == f.submissions else N,
        N_("Submissions with a reference and a receipt: %(referenced)s of %(submissions)s."),
        referenced=f.referenced, submissions=f.submissions,
    )  # fmt: skip


@check("E3")
def resuming(f: Facts) -> Seen:
    """Built in; what is on record shows its use."""
    if f.mode == Mode.INFORM:
        return _see(X, N_("A notification takes no comments."))
    if not f.has_opened:
        return _see(W, N_("It has not opened yet."))
    return _see(
        E, N_("Sheets are kept at every step and resumed with a code. Changed after sending: %(changed)s comments; withdrawn: %(withdrawn)s."),
        changed=f.changed, withdrawn=f.withdrawn,
    )  # fmt: skip


def _recorded(f: Facts, number: int, sentence: str) -> Seen:
    result = E if number == f.submissions else P if number else N
    return _nothing_yet(f, f.submissions) or _see(result, sentence, number=number, submissions=f.submissions)


@check("E4")
def capacity(f: Facts) -> Seen:
    """Recorded for each."""
    return _recorded(
        f, f.with_capacity, N_("Submissions with their capacity: %(number)s of %(submissions)s.")
    )


@check("E6")
def consent(f: Facts) -> Seen:
    """Choice, moment and versions of the rules."""
    return _recorded(
        f, f.with_consent,
        N_("Submissions with their choice of attribution and the versions of the rules agreed to: %(number)s of %(submissions)s."),
    )  # fmt: skip


# -- F: moderation ----------------------------------------------------------------------------------------------------


@check("F1")
def reasons(f: Facts) -> Seen:
    """As many reasons as refusals."""
    refused = f.withheld + f.removed
    if not refused:
        return _see(X if f.has_closed else W, N_("Nothing was withheld or removed."))
    return _see(
        E if f.reasons == refused else N,
        N_("Withheld or removed: %(refused)s comments; with a reason from the published list: %(reasons)s."),
        link="/comments", refused=refused, reasons=f.reasons,
    )  # fmt: skip


@check("F2")
def originals(f: Facts) -> Seen:
    """A kept edition of each; redactions marked."""
    return _nothing_yet(f, f.comments) or _see(
        E if f.originals == f.comments else N,
        N_("Comments whose original words are kept: %(originals)s of %(comments)s; shown with marked redactions: %(redacted)s."),
        originals=f.originals, comments=f.comments, redacted=f.redacted,
    )  # fmt: skip


@check("F3")
def told_of_decisions(f: Facts) -> Seen:
    """Every decision against a comment is told, with the way to contest it."""
    told = [f.told_of(f"moderation.{what}") for what in ("redacted", "withheld", "removed")]
    number, waiting = sum(one.happened for one in told), sum(one.waiting for one in told)
    if not number:
        return _see(X if f.has_closed else W, N_("No decision went against a comment."))
    sentence = N_(
        "Decisions told to whoever commented, with the way to contest them: %(done)s of %(number)s."
    )
    result = E if not waiting else P if waiting < number else N
    return _see(result, sentence, done=max(0, number - waiting), number=number)


@check("F7")
def moderation_in_time(f: Facts) -> Seen:
    """Share decided within the rule's days, and what waits longer."""
    looked_at = f.decided + f.overdue
    in_time = f.decided_in_time
    return _nothing_yet(f, f.comments) or (
        _see(W, N_("Nothing was decided yet."))
        if not looked_at
        else _see(
            E if in_time == looked_at else P if in_time * 2 >= looked_at else N,
            N_("Decided within %(days)s days: %(in_time)s of %(decided)s comments; waiting longer: %(overdue)s."),
            days=f.target_days, in_time=in_time, decided=f.decided, overdue=f.overdue,
        )
    )  # fmt: skip


# -- G: publishing ----------------------------------------------------------------------------------------------------


@check("G1")
def publishing(f: Facts) -> Seen:
    """Published or refused with a reason; what waits is said."""
    nothing = _nothing_yet(f, f.comments)
    if nothing:
        return nothing
    values = {"published": f.published, "received": f.comments, "waiting": f.waiting}
    sentence = N_(
        "Published, with the dates received and posted: %(published)s of %(received)s; waiting: %(waiting)s."
    )
    if f.waiting:
        return _see(P if f.published else W if not f.has_closed else N, sentence, None, "/comments", **values)
    is_told_why = f.reasons == f.withheld + f.removed
    return _see(E if is_told_why else N, sentence, None, "/comments", **values)


@check("G2")
def adding_up(f: Facts) -> Seen:
    """The identity itself, with its numbers."""
    return _nothing_yet(f, f.comments) or _see(
        E if f.adds_up else N,
        N_("%(received)s received = %(published)s published + %(withheld)s withheld + %(removed)s removed + %(withdrawn)s withdrawn + %(waiting)s waiting."),
        link="/comments", received=f.comments, published=f.published, withheld=f.withheld, removed=f.removed,
        withdrawn=f.withdrawn, waiting=f.waiting,
    )  # fmt: skip


@check("G3")
def downloads(f: Facts) -> Seen:
    """A file of all published comments at a lasting address."""
    return _nothing_yet(f, f.published) or _see(
        E, N_("Published comments can be downloaded as a table (CSV): %(published)s; each has its own address."),
        link="/comments", published=f.published,
    )  # fmt: skip


# -- H: answering -----------------------------------------------------------------------------------------------------


def _no_response(f: Facts) -> Seen | None:
    """What to say while there is no response to look at."""
    if f.phase == Phase.WITHDRAWN:
        return _see(X, N_("The consultation was withdrawn; the reason is on record."), link="/record")
    if f.mode == Mode.INFORM:
        return _see(X, N_("A notification takes no comments."))
    if f.response_at is None:
        return _see(W, N_("The response is not published yet."))
    return None


@check("H1")
def dispositions(f: Facts) -> Seen:
    """All of them."""
    done = f.in_scope - f.without_disposition
    return _no_response(f) or (
        _see(X, N_("There was no comment to answer."))
        if not f.in_scope
        else _see(
            E if done == f.in_scope else P if done else N,
            N_("Comments with a disposition: %(done)s of %(comments)s."), f.response_at, "/response",
            done=done, comments=f.in_scope,
        )
    )  # fmt: skip


@check("H2")
def answers(f: Facts) -> Seen:
    """A reason wherever one is due."""
    return _no_response(f) or (
        _see(X, N_("There was no comment to answer."))
        if not f.in_scope
        else _see(
            E if not f.without_reason else P,
            N_("Comments not taken up as proposed and without a reason: %(number)s."), f.response_at, "/response",
            number=f.without_reason,
        )
    )  # fmt: skip


@check("H3")
def response_in_time(f: Facts) -> Seen:
    """By the promised day, or a notice before it had passed that names another day, and by that one."""
    if f.phase == Phase.WITHDRAWN or f.mode == Mode.INFORM:
        return _no_response(f) or _see(X, N_("A notification takes no comments."))
    if not f.has_closed or f.due_on is None:
        return _see(W, N_("It can be judged once it has closed."))
    due, notices = f.due_on, 0
    for published, expected in sorted(f.holding):
        if published.date() <= due.date():
            due, notices = max(due, expected), notices + 1
    values = {"due": f.due_on, "expected": due, "number": notices}
    at = f.response_at
    if at is not None:
        if at.date() <= f.due_on.date():
            return _see(E, N_("Published by the promised day, %(due)s."), at, "/response", **values)
        if at.date() <= due.date():
            return _see(E, N_("Promised for %(due)s; a notice in time named %(expected)s, and it was kept."), at,
                        "/response", **values)  # fmt: skip
        return _see(N, N_("Published after the promised day, %(expected)s."), at, "/response", **values)
    if f.now.date() <= f.due_on.date():
        return _see(W, N_("Promised by %(due)s."), None, "/record", **values)
    if f.now.date() <= due.date():
        return _see(
            E, N_("Promised for %(due)s; a notice in time names %(expected)s."), None, "/record", **values
        )
    return _see(N, N_("The promised day, %(expected)s, has passed without a response or a notice."), due, "/record",
                **values)  # fmt: skip


@check("H4")
def sections(f: Facts) -> Seen:
    """All parts have words."""
    return _no_response(f) or _see(
        E if f.sections >= f.sections_needed else P,
        N_("Parts of the response: %(sections)s of %(wanted)s."), f.response_at, "/response",
        sections=f.sections, wanted=f.sections_needed,
    )  # fmt: skip


@check("H7")
def commenters_told(f: Facts) -> Seen:
    """Letters and notices of the publication went out."""
    nothing = _no_response(f)
    if nothing:
        return nothing
    told = f.told_of("responses.published")
    if not told.happened or told.waiting:
        return _see(P if told.happened else N, N_("Not everybody who can be reached is told yet."), told.at)
    return _see(E, N_("Everybody who left an address, and every follower, was told."), told.at)


# -- I: learning ------------------------------------------------------------------------------------------------------


@check("I2")
def figures(f: Facts) -> Seen:
    """The statistics page has something to count."""
    return _nothing_yet(f, f.published) or _see(
        E, N_("By category, region, language, place and day, over %(published)s published comments."),
        link="/statistics", published=f.published,
    )  # fmt: skip


# -- the report -------------------------------------------------------------------------------------------------------


_SINCE: dict[str, Callable[[Facts], bool]] = {
    "open": lambda f: f.has_opened,
    "closed": lambda f: f.has_closed,
    "answered": lambda f: f.response_at is not None,
}


def _unattested(practice: Practice, f: Facts) -> Seen:
    """What to say of a practice that only a person can judge, while nobody did."""
    if f.phase == Phase.WITHDRAWN and practice.since == "answered":
        return _see(X, N_("The consultation was withdrawn; the reason is on record."), link="/record")
    is_missed = _SINCE[practice.since](f) if practice.since else True
    return _see(N if is_missed else W, N_("Nobody has stated it."))


def judge(facts: Facts, attested: Mapping[str, Attested] | None = None) -> list[Finding]:
    """The report: one finding for each practice that can be judged, in the order of the list."""
    stated = attested or {}
    found = []
    for key, practice in PRACTICES.items():
        if practice.kind == Kind.UNCHECKED:
            continue
        seen = CHECKS[key](facts) if key in CHECKS else _unattested(practice, facts)
        word = stated.get(key)
        if word is None:
            found.append(Finding(practice, seen.result, seen.evidence, seen.values, seen.at, seen.link))
        else:
            beside = seen if practice.kind == Kind.AUTO else None
            found.append(
                Finding(
                    practice,
                    word.result,
                    beside.evidence if beside else "",
                    beside.values if beside else {},
                    word.at,
                    seen.link,
                    word,
                )
            )
    return found


def unchecked() -> list[Practice]:
    """Practices that this platform cannot judge."""
    return [practice for practice in PRACTICES.values() if practice.kind == Kind.UNCHECKED]


def objects(findings: Sequence[Finding], keys: Sequence[str], author_id: int) -> list[Finding]:
    """Of the practices `keys`, those that stand against going on: not or only partly evidenced.

    "Not applicable" counts where somebody other than the author of the consultation stated it.
    """
    return [
        finding
        for finding in findings
        if finding.practice.id in keys
        and (
            finding.result in {Result.NOT, Result.PARTLY}
            or (
                finding.attested is not None
                and finding.result == Result.NOT_APPLICABLE
                and finding.attested.by_id == author_id
            )
        )
    ]
