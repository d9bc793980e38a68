"""Each practice against its truth table: what was there, and what the report says of it. Nothing here needs a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import DocumentRole, Mode, Shortening
from consult.organisations.rules import PolicyKind
from consult.practices import checks, findings
from consult.practices.catalogue import BEFORE_APPROVAL, BEFORE_PUBLICATION, LETTERS, PRACTICES, Kind
from consult.practices.checks import CHECKS
from consult.practices.facts import (
    CommentFacts,
    CorrectionFacts,
    LanguageTexts,
    ModerationFacts,
    NotificationFacts,
    OfficialText,
    Plan,
    PublishedVersion,
    ResponseFacts,
    Rules,
    Submitted,
    Versions,
)
from consult.practices.findings import AttestedResult
from consult.practices.results import Result

OPENS = datetime(2027, 1, 11, 17, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=60)
ANNOUNCED = OPENS - timedelta(days=10)
DUE = CLOSES + timedelta(days=84)
DAY = timedelta(days=1)
E, P, N, X, W = Result.EVIDENCED, Result.PARTLY, Result.NOT, Result.NOT_APPLICABLE, Result.PENDING


@dataclass(frozen=True)
class Given:
    """Facts that need no database."""

    plan: Plan
    scope_attested_by: str = ""
    rules: Rules = field(default_factory=Rules)
    documents: Mapping[DocumentRole, datetime] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)
    languages: LanguageTexts = field(default_factory=LanguageTexts)
    extensions: Sequence[datetime] = ()
    submitted: Submitted = field(default_factory=Submitted)
    commented: CommentFacts = field(default_factory=CommentFacts)
    moderated: ModerationFacts = field(default_factory=ModerationFacts)
    responded: ResponseFacts = field(default_factory=ResponseFacts)
    notified: Mapping[str, NotificationFacts] = field(default_factory=dict)


KINDS = {
    "plan": Plan, "rules": Rules, "versions": Versions, "submitted": Submitted, "commented": CommentFacts,
    "moderated": ModerationFacts, "responded": ResponseFacts,
}  # fmt: skip


def changed(facts: Given, **changes: Any) -> Given:
    """The facts with other values; each field goes to its group."""
    groups = {
        name: replace(
            getattr(facts, name),
            **{one.name: changes.pop(one.name) for one in fields(kind) if one.name in changes},
        )
        for name, kind in KINDS.items()
    }
    return replace(facts, **groups, **changes)


def in_languages(*published_at: datetime | None) -> LanguageTexts:
    """Official language versions that were published then."""
    return LanguageTexts(len(published_at), [OfficialText("fr", at) for at in published_at])


ANSWERED = changed(
    Given(Plan(now=DUE, state=State.CONCLUDED, phase=Phase.RESPONDED)),
    timezone="Europe/Zurich",
    purpose="Twenty years old.",
    can_change="Sizes.",
    cannot_change="Scope.",
    target_groups="Laboratories.",
    use_of_input="Each is answered.",
    family="technical_standard",
    legal_effect="voluntary_standard",
    denomination="Rules",
    stage="Third draft",
    relation="Replaces the rules of 2007.",
    contact_name="Ines Okafor",
    contact_unit="Standards",
    contact_email="standards@seeds.example",
    author_id=1,
    approved_by_id=2,
    approved_at=ANNOUNCED - DAY,
    announced_at=ANNOUNCED,
    scope_attested_at=ANNOUNCED - 2 * DAY,
    scope_attested_by="Ines Okafor",
    readable_since=dict.fromkeys(PolicyKind, ANNOUNCED),
    documents={DocumentRole.EXPLANATORY_NOTE: ANNOUNCED, DocumentRole.IMPACT_ASSESSMENT: ANNOUNCED},
    version_id=7,
    frozen_at=ANNOUNCED - DAY,
    frozen=(PublishedVersion(7, "ab" * 32, True),),
    opens_at=OPENS,
    closes_at=CLOSES,
    days=60,
    minimum=60,
    submissions=3,
    acknowledged=3,
    with_capacity=3,
    with_consent=3,
    comments=10,
    anchored=8,
    proposing=5,
    reasoned=6,
    originals=10,
    published=7,
    redacted=1,
    withheld=2,
    removed=0,
    withdrawn=1,
    waiting=0,
    reasons=2,
    decided=9,
    decided_in_time=9,
    due_on=DUE,
    response_at=DUE - DAY,
    in_scope=7,
    sections=9,
    notified={
        "moderation.withheld": NotificationFacts(2, CLOSES),
        "moderation.redacted": NotificationFacts(1, CLOSES),
        "responses.published": NotificationFacts(1, DUE - DAY),
    },
)
"""A consultation in which everything was done."""

OPEN = changed(
    ANSWERED, now=OPENS + 30 * DAY, state=State.ANNOUNCED, phase=Phase.OPEN, response_at=None, in_scope=0, sections=0,
    due_on=None, notified={},
)  # fmt: skip
PREPARING = changed(
    OPEN, now=ANNOUNCED - 3 * DAY, state=State.PREPARING, phase=Phase.PREPARING, announced_at=None, approved_at=None,
    approved_by_id=None, frozen_at=None, frozen=(), readable_since=dict.fromkeys(PolicyKind), submissions=0, comments=0, published=0,
)  # fmt: skip
CLOSED = changed(OPEN, now=CLOSES + 10 * DAY, phase=Phase.CLOSED, due_on=DUE)
EMPTY = {
    "submissions": 0, "comments": 0, "published": 0, "withheld": 0, "reasons": 0, "withdrawn": 0, "redacted": 0, "decided": 0,
    "decided_in_time": 0, "notified": {},
}  # fmt: skip
INFORM = {"mode": Mode.INFORM, **EMPTY}
RULES = {kind: ANNOUNCED for kind in PolicyKind if kind != PolicyKind.LATE}

CASES: list[tuple[str, str, Given, dict[str, Any], Result]] = [
    # A1
    ("six parts of the plan are there", "A1", OPEN, {}, E),
    ("one part is missing", "A1", OPEN, {"use_of_input": ""}, P),
    ("no part is there", "A1", PREPARING, dict.fromkeys(("purpose", "can_change", "cannot_change", "target_groups", "use_of_input"), "") | {"opens_at": None}, N),
    ("the plan came after the opening", "A1", OPEN, {"announced_at": OPENS + DAY}, P),
    ("a plan in preparation is judged as it stands", "A1", PREPARING, {}, E),
    # A2
    ("a mode is declared", "A2", OPEN, {}, E),
    ("a notification that takes no comments", "A2", OPEN, INFORM, E),
    ("a notification that took comments all the same", "A2", OPEN, {"mode": Mode.INFORM}, N),
    # A3
    ("family, own name, effect and stage", "A3", OPEN, {}, E),
    ("the stage is missing", "A3", OPEN, {"stage": ""}, P),
    ("nothing of it is there", "A3", OPEN, dict.fromkeys(("family", "denomination", "legal_effect", "stage"), ""), N),
    # A4
    ("announced ten days ahead, no number asked", "A4", OPEN, {}, E),
    ("announced ten days ahead, thirty asked", "A4", OPEN, {"notice": 30}, P),
    ("announced exactly the days asked", "A4", OPEN, {"notice": 10}, E),
    ("opened as it was announced", "A4", OPEN, {"announced_at": OPENS}, N),
    ("announced an hour ahead", "A4", OPEN, {"announced_at": OPENS - timedelta(hours=1)}, P),
    ("the dates are not set", "A4", PREPARING, {"opens_at": None}, W),
    ("in preparation, days enough from now", "A4", PREPARING, {"notice": 10}, E),
    ("in preparation, too few days from now", "A4", PREPARING, {"notice": 14}, P),
    # A5
    ("somebody stated the scope while it was prepared", "A5", OPEN, {}, E),
    ("nobody did", "A5", OPEN, {"scope_attested_at": None}, N),
    # A6
    ("name, unit and address", "A6", OPEN, {}, E),
    ("no unit", "A6", OPEN, {"contact_unit": ""}, P),
    ("nobody", "A6", OPEN, {"contact_name": "", "contact_unit": "", "contact_email": ""}, N),
    # A7
    ("approved by another", "A7", OPEN, {}, E),
    ("approved by its author", "A7", OPEN, {"approved_by_id": 1}, N),
    ("not approved yet", "A7", PREPARING, {}, W),
    # C1
    ("seven rules, public before the opening", "C1", OPEN, {}, E),
    ("a rule is missing", "C1", OPEN, {"readable_since": RULES}, P),
    ("no rule at all", "C1", OPEN, {"readable_since": {}}, N),
    ("one rule came after the opening", "C1", OPEN, {"readable_since": RULES | {PolicyKind.LATE: OPENS + DAY}}, P),
    ("at the very moment of opening is in time", "C1", OPEN, {"readable_since": RULES | {PolicyKind.LATE: OPENS}}, E),
    ("all came after the opening", "C1", OPEN, {"readable_since": dict.fromkeys(PolicyKind, OPENS + DAY)}, N),
    ("in preparation, seven are ready", "C1", PREPARING, {}, E),
    # C2
    ("draft and note", "C2", OPEN, {}, E),
    ("a draft without a note", "C2", OPEN, {"documents": {}}, P),
    ("the note came later", "C2", OPEN, {"documents": {DocumentRole.EXPLANATORY_NOTE: OPENS + DAY}}, P),
    ("no draft yet", "C2", PREPARING, {"version_id": None}, N),
    # C3
    ("frozen, and the words still have the hash", "C3", OPEN, {}, E),
    ("not frozen yet", "C3", PREPARING, {}, W),
    ("the words changed under their hash", "C3", OPEN, {"frozen": (PublishedVersion(7, "ab" * 32, False),)}, N),
    ("corrected, with both versions whole", "C3", OPEN, {"frozen": (PublishedVersion(6, "cd" * 32, True), PublishedVersion(7, "ab" * 32, True)), "corrections": (CorrectionFacts(OPENS, 6, 7),)}, E),
    ("the corrected version changed afterwards", "C3", OPEN, {"frozen": (PublishedVersion(6, "cd" * 32, False), PublishedVersion(7, "ab" * 32, True)), "corrections": (CorrectionFacts(OPENS, 6, 7),)}, N),
    ("a version between two corrections is missing", "C3", OPEN, {"corrections": (CorrectionFacts(OPENS, 4, 5), CorrectionFacts(OPENS, 6, 7))}, N),
    ("the text is not the one the last correction made", "C3", OPEN, {"corrections": (CorrectionFacts(OPENS, 5, 6),)}, N),
    # C4, C5
    ("the relation is described", "C4", OPEN, {}, E),
    ("it is not", "C4", OPEN, {"relation": "  "}, N),
    ("an impact assessment is there", "C5", OPEN, {}, E),
    ("none is", "C5", OPEN, {"documents": {}}, N),
    # C7
    ("the draft is in one language", "C7", OPEN, {}, X),
    ("all were there from the announcement", "C7", OPEN, {"languages": in_languages(ANNOUNCED, ANNOUNCED)}, E),
    ("one came in time for the minimum", "C7", OPEN, {"languages": in_languages(OPENS + DAY), "minimum": 50}, E),
    ("one came too late for the minimum", "C7", OPEN, {"languages": in_languages(ANNOUNCED, OPENS + 2 * DAY)}, P),
    ("one is not there yet", "C7", OPEN, {"languages": in_languages(ANNOUNCED, None)}, P),
    ("none beside the original is official", "C7", OPEN, {"languages": LanguageTexts(1, ())}, E),
    ("before the announcement", "C7", PREPARING, {"languages": in_languages(None)}, W),
    # D1
    ("as long as asked", "D1", OPEN, {}, E),
    ("a day short", "D1", OPEN, {"days": 59}, N),
    ("a profile without a minimum", "D1", OPEN, {"minimum": 0}, X),
    ("no dates yet", "D1", PREPARING, {"days": None}, W),
    # D2
    ("long enough: nothing to justify", "D2", OPEN, {}, X),
    ("short, with kind and reason", "D2", OPEN, {"days": 30, "shortening": Shortening.URGENT_HEALTH, "shortening_reason": "An outbreak."}, E),
    ("short, with a kind but no words", "D2", OPEN, {"days": 30, "shortening": Shortening.OTHER, "shortening_reason": " "}, N),
    ("short without a word", "D2", OPEN, {"days": 30}, N),
    ("no dates yet", "D2", PREPARING, {"days": None}, W),
    # D3
    ("a closing moment in a zone", "D3", OPEN, {}, E),
    ("none yet", "D3", PREPARING, {"closes_at": None}, W),
    # D4
    ("no change while it may still come", "D4", OPEN, {}, W),
    ("no change, and it is over", "D4", CLOSED, {}, X),
    ("an extension on record, everybody told", "D4", OPEN, {"extensions": (OPENS,), "notified": {"consultations.extended": NotificationFacts(1, OPENS)}}, E),
    ("an extension, not everybody told", "D4", OPEN, {"extensions": (OPENS,), "notified": {"consultations.extended": NotificationFacts(1, OPENS, 1)}}, P),
    ("an extension that is not on record", "D4", OPEN, {"extensions": (OPENS,)}, P),
    # D5
    ("still open", "D5", OPEN, {}, W),
    ("late ones are marked", "D5", CLOSED, {"late": 2}, E),
    ("none came late", "D5", CLOSED, {}, E),
    ("refused by the rule", "D5", CLOSED, {"late_is_accepted": False}, E),
    ("a late one without its mark", "D5", CLOSED, {"late": 1, "late_unmarked": 1}, N),
    # E
    ("comments have their structure", "E1", OPEN, {}, E),
    ("nothing came in yet", "E1", OPEN, EMPTY, W),
    ("nothing came in at all", "E1", CLOSED, EMPTY, X),
    ("a notification takes none", "E1", OPEN, INFORM, X),
    ("each has its receipt", "E2", OPEN, {}, E),
    ("one has none", "E2", OPEN, {"acknowledged": 2}, P),
    ("none has one", "E2", OPEN, {"acknowledged": 0}, N),
    ("resuming works from the opening on", "E3", OPEN, {}, E),
    ("not open yet", "E3", changed(OPEN, now=ANNOUNCED + DAY, phase=Phase.ANNOUNCED), {}, W),
    ("a notification", "E3", OPEN, INFORM, X),
    ("each with its capacity", "E4", OPEN, {}, E),
    ("some without", "E4", OPEN, {"with_capacity": 1}, P),
    ("none says for whom", "E4", OPEN, {"with_capacity": 0}, N),
    ("each with consent and rules", "E6", OPEN, {}, E),
    ("some without the rules they agreed to", "E6", OPEN, {"with_consent": 2}, P),
    ("none", "E6", OPEN, {"with_consent": 0}, N),
    # F1
    ("as many reasons as refusals", "F1", OPEN, {}, E),
    ("a refusal without a reason", "F1", OPEN, {"reasons": 1}, N),
    ("nothing refused so far", "F1", OPEN, {"withheld": 0, "reasons": 0}, W),
    ("nothing was refused", "F1", CLOSED, {"withheld": 0, "reasons": 0}, X),
    # F2
    ("every original is kept", "F2", OPEN, {}, E),
    ("one is lost", "F2", OPEN, {"originals": 9}, N),
    ("nothing to keep yet", "F2", OPEN, EMPTY, W),
    # F3
    ("all were told", "F3", ANSWERED, {}, E),
    ("one was not told yet", "F3", ANSWERED, {"notified": {"moderation.withheld": NotificationFacts(2, CLOSES, 1)}}, P),
    ("nobody was told yet", "F3", ANSWERED, {"notified": {"moderation.removed": NotificationFacts(1, CLOSES, 1)}}, N),
    ("no decision went against anybody", "F3", CLOSED, {}, X),
    ("so far none did", "F3", OPEN, {}, W),
    # F7
    ("all decided in time", "F7", OPEN, {}, E),
    ("one took longer", "F7", OPEN, {"decided_in_time": 8}, P),
    ("one waits too long", "F7", OPEN, {"overdue": 1}, P),
    ("most waited too long", "F7", OPEN, {"decided_in_time": 2}, N),
    ("nothing decided yet, nothing late", "F7", OPEN, {"decided": 0, "decided_in_time": 0}, W),
    # G1
    ("all published or refused with a reason", "G1", OPEN, {}, E),
    ("some wait", "G1", OPEN, {"waiting": 3}, P),
    ("all wait while it is open", "G1", OPEN, {"waiting": 10, "published": 0}, W),
    ("all wait after the close", "G1", CLOSED, {"waiting": 10, "published": 0}, N),
    ("a refusal without a reason", "G1", OPEN, {"reasons": 0}, N),
    # G2
    ("the sum is right", "G2", OPEN, {}, E),
    ("a comment is in no group", "G2", OPEN, {"adds_up": False}, N),
    ("nothing to add up", "G2", CLOSED, EMPTY, X),
    # G3
    ("published comments can be downloaded", "G3", OPEN, {}, E),
    ("nothing is published", "G3", OPEN, {"published": 0}, W),
    # H1
    ("all have a disposition", "H1", ANSWERED, {}, E),
    ("one has none", "H1", ANSWERED, {"without_disposition": 1}, P),
    ("none has", "H1", ANSWERED, {"without_disposition": 7}, N),
    ("no response yet", "H1", CLOSED, {}, W),
    ("no comments to respond to", "H1", ANSWERED, {"in_scope": 0}, X),
    ("withdrawn", "H1", changed(CLOSED, state=State.WITHDRAWN, phase=Phase.WITHDRAWN), {}, X),
    # H2
    ("every refusal has its reason", "H2", ANSWERED, {}, E),
    ("one has none", "H2", ANSWERED, {"without_reason": 1}, P),
    ("no response yet", "H2", OPEN, {}, W),
    # H3
    ("published a day before it was due", "H3", ANSWERED, {}, E),
    ("published on the very day", "H3", ANSWERED, {"response_at": DUE}, E),
    ("published late on that day where they consult, the next one by UTC", "H3", ANSWERED, {"timezone": "America/New_York", "response_at": DUE.replace(hour=20) + DAY / 4}, E),
    ("published early on the next day where they consult, the same one by UTC", "H3", ANSWERED, {"timezone": "Asia/Tokyo", "due_on": DUE.replace(hour=14, minute=59), "response_at": DUE.replace(hour=16)}, N),
    ("late in the evening of that day, and not published", "H3", CLOSED, {"timezone": "America/New_York", "now": DUE.replace(hour=20) + DAY / 4}, W),
    ("published a day late", "H3", ANSWERED, {"now": DUE + 5 * DAY, "response_at": DUE + DAY}, N),
    ("late, but a notice in time named the later day", "H3", ANSWERED, {"now": DUE + 30 * DAY, "response_at": DUE + 9 * DAY, "holding": ((DUE - DAY, DUE + 10 * DAY),)}, E),
    ("later than the notice named", "H3", ANSWERED, {"now": DUE + 30 * DAY, "response_at": DUE + 11 * DAY, "holding": ((DUE - DAY, DUE + 10 * DAY),)}, N),
    ("a notice that came too late does not count", "H3", ANSWERED, {"now": DUE + 30 * DAY, "response_at": DUE + 9 * DAY, "holding": ((DUE + DAY, DUE + 10 * DAY),)}, N),
    ("two notices, each in time", "H3", ANSWERED, {"now": DUE + 30 * DAY, "response_at": DUE + 19 * DAY, "holding": ((DUE - DAY, DUE + 10 * DAY), (DUE + 9 * DAY, DUE + 20 * DAY))}, E),
    ("closed, and there is time", "H3", CLOSED, {}, W),
    ("the day passed without a word", "H3", CLOSED, {"now": DUE + DAY}, N),
    ("the day passed, a notice names another", "H3", CLOSED, {"now": DUE + DAY, "holding": ((DUE - DAY, DUE + 10 * DAY),)}, E),
    ("that day passed as well", "H3", CLOSED, {"now": DUE + 11 * DAY, "holding": ((DUE - DAY, DUE + 10 * DAY),)}, N),
    ("still open", "H3", OPEN, {}, W),
    ("withdrawn", "H3", changed(CLOSED, state=State.WITHDRAWN, phase=Phase.WITHDRAWN), {}, X),
    # H4, H7
    ("all parts", "H4", ANSWERED, {}, E),
    ("a part is empty", "H4", ANSWERED, {"sections": 8}, P),
    ("everybody was told", "H7", ANSWERED, {}, E),
    ("letters still wait", "H7", ANSWERED, {"notified": {"responses.published": NotificationFacts(1, DUE, 1)}}, P),
    ("nobody is being told", "H7", ANSWERED, {"notified": {}}, N),
    ("no response yet", "H7", CLOSED, {}, W),
    # H9
    ("in both languages", "H9", ANSWERED, {"original_language": "en", "comment_languages": ("en", "fr"), "translated_into": frozenset({"fr", "ar"})}, E),
    ("in two of three languages", "H9", ANSWERED, {"original_language": "en", "comment_languages": ("en", "fr", "es"), "translated_into": frozenset({"fr"})}, P),
    ("in the original only", "H9", ANSWERED, {"original_language": "en", "comment_languages": ("en", "fr")}, N),
    ("in the one language of the consultation", "H9", ANSWERED, {"original_language": "fr", "comment_languages": ("fr",)}, E),
    ("nothing is written yet", "H9", ANSWERED, {"sections": 0, "original_language": "fr", "comment_languages": ("fr",)}, N),
    ("no one says which language", "H9", ANSWERED, {"comment_languages": ("en", "fr")}, W),
    ("not published yet", "H9", CLOSED, {"original_language": "en", "comment_languages": ("en",)}, W),
    # I2
    ("figures of published comments", "I2", OPEN, {}, E),
    ("nothing published", "I2", OPEN, {"published": 0}, W),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "facts", "changes", "expected"),
    [case[1:] for case in CASES],
    ids=[f"{case[1]}: {case[0]}" for case in CASES],
)
def test_a_practice(key: str, facts: Given, changes: dict[str, Any], expected: Result) -> None:
    seen = CHECKS[key](changed(facts, **changes))
    assert seen.result == expected, seen.evidence
    assert seen.evidence % {name: str(value) for name, value in seen.values.items()}


def test_every_check_has_a_table_with_more_than_one_outcome() -> None:
    outcomes: dict[str, set[Result]] = {}
    for _words, key, _facts, _changes, expected in CASES:
        outcomes.setdefault(key, set()).add(expected)
    assert set(outcomes) == set(CHECKS)
    assert {key for key, found in outcomes.items() if len(found) < 2} == set()


def test_each_practice_has_its_check_in_the_table_of_one_module() -> None:
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in iter_modules(checks.__path__)]
    assert sorted(key for module in modules for key in module.CHECKS) == sorted(CHECKS)


def test_the_list_is_whole_and_says_of_each_practice_how_it_is_decided() -> None:
    counted = {letter: sum(key.startswith(letter) for key in PRACTICES) for letter in LETTERS}
    assert counted == {"A": 7, "B": 6, "C": 8, "D": 6, "E": 6, "F": 8, "G": 4, "H": 9, "I": 7}
    assert {key for key, practice in PRACTICES.items() if practice.kind == Kind.AUTO} == set(CHECKS) - {"A5"}
    assert all(practice.title and practice.why and practice.source for practice in PRACTICES.values())
    forbidden = ("complian", "certif", "score", "grade")
    words = " ".join(p.title + p.why for p in PRACTICES.values()).lower()
    assert [word for word in forbidden if word in words] == []


def test_nothing_blocks_that_cannot_be_judged_before_its_step() -> None:
    checked = {key for key, practice in PRACTICES.items() if practice.kind != Kind.UNCHECKED}
    assert set(BEFORE_APPROVAL) <= checked
    assert set(BEFORE_PUBLICATION) <= checked
    found = {finding.practice.id: finding.result for finding in findings.judge(PREPARING)}
    assert {key for key in BEFORE_APPROVAL if found[key] == Result.PENDING and key in CHECKS} == set()
    assert "H7" not in BEFORE_PUBLICATION


def test_the_same_facts_give_the_same_report_in_the_order_of_the_list() -> None:
    first, second = findings.judge(ANSWERED), findings.judge(ANSWERED)
    assert first == second
    ids = [finding.practice.id for finding in first]
    assert ids == [key for key in PRACTICES if key in ids]
    assert set(ids) | {practice.id for practice in findings.unchecked()} == set(PRACTICES)


def _stated(result: Result, by_id: int = 3) -> AttestedResult:
    return AttestedResult(result, "Minutes of 4 March, item 6, on the web.", "Tomás Lindqvist", by_id, CLOSES)


def test_a_statement_stands_in_the_place_of_the_check_with_what_the_data_shows_beside() -> None:
    found = {
        f.practice.id: f
        for f in findings.judge(OPEN, {"C5": _stated(Result.NOT_APPLICABLE), "I5": _stated(Result.PARTLY)})
    }
    assert (found["C5"].result, found["C5"].at) == (Result.NOT_APPLICABLE, CLOSES)
    assert found["C5"].evidence == "An impact assessment is among the documents."
    assert (found["I5"].result, found["I5"].evidence) == (Result.PARTLY, "")


def test_what_only_people_know_is_missed_from_its_phase_on() -> None:
    def results(facts: Given) -> dict[str, Result]:
        stated = ("B3", "C6", "D6", "H5")
        return {f.practice.id: f.result for f in findings.judge(facts) if f.practice.id in stated}

    assert results(PREPARING) == dict.fromkeys(("B3", "C6", "D6", "H5"), Result.PENDING)
    assert results(OPEN) == {
        "B3": Result.PENDING,
        "C6": Result.NOT,
        "D6": Result.PENDING,
        "H5": Result.PENDING,
    }
    assert results(CLOSED) == {"B3": Result.NOT, "C6": Result.NOT, "D6": Result.PENDING, "H5": Result.PENDING}
    assert results(ANSWERED) == dict.fromkeys(("B3", "C6", "D6", "H5"), Result.NOT)


def test_the_author_alone_cannot_wave_a_practice_aside() -> None:
    short = changed(OPEN, days=30)
    for by_id, expected in ((1, ["D1"]), (2, [])):
        found = findings.judge(short, {"D1": _stated(Result.NOT_APPLICABLE, by_id)})
        assert [finding.practice.id for finding in findings.objects(found, ["D1"], author_id=1)] == expected
