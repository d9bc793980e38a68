"""The registry of signals: each kind is declared once, and one that this version does not know is shown, not an error."""

import re
from pathlib import Path
from typing import Any

from flask import Flask

from consult import agenda
from consult.core.database import db
from consult.core.events import handler_named
from consult.moderation import reasons
from consult.moderation.models import Reason
from consult.screening import jobs
from consult.screening.models import Screening
from consult.screening.signals import (
    GROUPS,
    KINDS,
    METHOD,
    QUARANTINE,
    REDACTED_BEFORE,
    REPRESENTATION,
    group_of,
    groups_in,
    kind_of,
)
from tests import cast, world


def test_every_suggested_reason_is_one_that_moderators_have() -> None:
    suggested = {kind.suggested_reason for kind in KINDS.values()} - {""}
    assert suggested <= {reason.value for reason in Reason}


def test_each_kind_and_group_is_found_by_its_own_code() -> None:
    assert [kind.code for kind in KINDS.values()] == list(KINDS)
    assert [group.code for group in GROUPS.values()] == list(GROUPS)


FOUND_BY_METHOD_5 = {
    "email", "phone", "iban", "card", "long_id", "many_links", "only_links", "empty_or_test", "abusive", "shouting",
    "invisible", "mixed_scripts", "unchanged_proposal", "odd_name", "private_name",
}  # fmt: skip


def test_a_new_signal_has_stored_comments_screened_again() -> None:
    found = KINDS.keys() - {REPRESENTATION.code, QUARANTINE.code, REDACTED_BEFORE.code}
    assert (METHOD, found) == (5, FOUND_BY_METHOD_5), (
        "Signals have changed: raise consult.screening.signals.METHOD, so that stored comments are screened again, and"
        " name here the new number and its signals."
    )


def test_an_unknown_code_is_its_own_label_and_suggests_nothing() -> None:
    unknown = kind_of("made_by_machine")
    assert (unknown.label, unknown.severity, unknown.suggested_reason) == ("made by machine", "plain", "")
    assert groups_in({"made_by_machine": 2, "links": 1, "alike": 7}) == [
        (GROUPS["links"], 1),
        (group_of("made_by_machine"), 2),
    ]


def test_moderators_read_a_signal_that_another_version_stored(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[world.COMMENT])
    work()
    with app.app_context():
        row = db.session.execute(db.select(Screening)).scalar_one()
        signal = {"code": "made_by_machine", "field": "comment", "start": 0, "end": 4, "certainty": 0.5}
        elsewhere = {"code": "email", "field": "attachment", "start": 0, "end": 4, "detail": ""}
        row.signals = {"signals": [signal, elsewhere], "alike": [], "summary": {"made_by_machine": 1}}
        db.session.commit()
    moderator = app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    for address in ("/moderation", f"/moderation/{reference}", f"/moderation/{reference}/1"):
        assert "made by machine" in moderator.get(address).text


def test_an_unknown_code_of_a_reason_is_its_own_label() -> None:
    assert reasons.label("made_by_machine") == reasons.sentence("made_by_machine") == "made by machine"
    assert reasons.label("") == ""


def test_deliveries_under_the_name_of_an_earlier_version_are_handled(app: Flask) -> None:
    assert handler_named("consult.moderation.jobs.screen") is jobs.screen
    assert (
        set(agenda.RENAMED) & {f"{one.__module__}.{one.__name__}" for one in agenda.RENAMED.values()} == set()
    )


def test_every_code_of_a_signal_is_in_the_registry() -> None:
    """A code that is misspelt where it is found would be shown as an unknown one."""
    root = Path(__file__).resolve().parent.parent.parent / "consult"
    written = {
        code for path in root.rglob("*.py") for code in re.findall(r'\bSignal\(\s*"(\w+)"', path.read_text())
    }
    assert len(written) > 5
    assert written <= set(KINDS)


def test_signals_are_made_with_a_code_of_their_own_only_where_they_are_found() -> None:
    root = Path(__file__).resolve().parent.parent.parent / "consult"
    outside = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r'\bSignal\(\s*"', path.read_text()) and path.parent.name != "screening"
    ]
    assert outside == []
