"""The registry of signals: each kind is declared once, and one that this version does not know is shown, not an error."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult import agenda
from consult.core.database import db
from consult.core.events import handler_named
from consult.moderation import reasons
from consult.moderation.models import Reason
from consult.screening import jobs
from consult.screening.detection import signals
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


BY_METHOD_5: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "email": ({"comment": "Write to ana@lab.example.org today."}, [("email", "ana@lab.example.org")]),
    "phone": ({"comment": "Our chairman, under +51 1 555 0143, knows."}, [("phone", "+51 1 555 0143")]),
    "iban": ({"comment": "Pay to CH93 0076 2011 6238 5295 7 soon"}, [("iban", "CH93 0076 2011 6238 5295 7")]),
    "card": ({"comment": "Card 4539 9889 1572 0591 was used"}, [("card", "4539 9889 1572 0591")]),
    "long_id": ({"comment": "My passport is AB1234567 now"}, [("long_id", "AB1234567")]),
    "private_name": ({"comment": "I am Wanjiru Kimani of Nairobi.", "unpublished_names": ["Wanjiru Kimani"]},
                     [("private_name", "Wanjiru Kimani")]),
    "many_links": ({"comment": "See these four tables: https://a.example https://b.example https://c.example https://d.example"},
                   [("many_links", "")]),
    "only_links": ({"comment": "Look: https://a.example"}, [("only_links", "https://a.example")]),
    "empty_or_test": ({"comment": "test"}, [("empty_or_test", "test")]),
    "abusive": ({"comment": "Whoever wrote this is an idiot."}, [("abusive", "idiot")]),
    "shouting": ({"comment": "THIS LIMIT IS FAR TOO LOW FOR ALL OF US"}, [("shouting", "")]),
    "invisible": ({"comment": "The li\u200bmit is too low."}, [("invisible", "\u200b")]),
    "mixed_scripts": ({"comment": "The l\u0456mit is too low."}, [("mixed_scripts", "l\u0456mit")]),
    "unchanged_proposal": ({"comment": "Please keep it.", "proposal": "A lot is 10 t.", "original": "A lot  is 10 t."},
                           [("unchanged_proposal", "")]),
    "odd_name": ({"comment": "The limit is too low.", "names": ["www.seeds.example"]}, [("odd_name", "")]),
}  # fmt: skip
"""Each kind of signal that is found in a text: a comment that has it, and what the method with this number finds there."""

RAISE = (
    "What is found in comments has changed: raise consult.screening.signals.METHOD, so that stored comments are screened"
    " again, and write here the new number and, for each kind of signal, an example with what is found."
)


def _found(given: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, words) of the signals of a comment."""
    more = dict(given)
    texts = {field: more.pop(field, "") for field in ("comment", "proposal", "rationale")}
    return [(one.code, texts.get(one.field, "")[one.start : one.end]) for one in signals(texts, **more)]


def test_a_new_signal_has_stored_comments_screened_again() -> None:
    found = KINDS.keys() - {REPRESENTATION.code, QUARANTINE.code, REDACTED_BEFORE.code}
    assert (METHOD, found) == (5, BY_METHOD_5.keys()), RAISE


@pytest.mark.parametrize(
    "kind", sorted(KINDS.keys() - {REPRESENTATION.code, QUARANTINE.code, REDACTED_BEFORE.code})
)
def test_each_kind_of_signal_is_found_and_as_this_method_finds_it(kind: str) -> None:
    given, expected = BY_METHOD_5[kind]
    assert kind in [code for code, _words in expected]
    assert _found(given) == expected, RAISE


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
