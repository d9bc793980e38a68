"""Crowds and programs: a proof of work, a hidden field, and quarantine. Nothing that is submitted is dropped."""

import hashlib
from itertools import count
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.draft_submissions import proof_of_work
from consult.submissions import queries, references
from consult.submissions.models import Cause
from tests import cast, world
from tests.draft_submissions.walking import SHEET, WHOLE, begin, page, send, whole
from tests.moderation import acting
from tests.moderation.test_queue import chips, lines

KEY, NOW = "a key of sixteen letters or more", 1_800_000_000.0


def _solved(task: str, bits: int) -> str:
    for number in count():
        digest = hashlib.sha256(f"{task}.{number}".encode()).digest()
        if int.from_bytes(digest, "big") >> (256 - bits) == 0:
            return str(number)
    raise AssertionError


def _cause(app: Flask, reference: str) -> Cause | None:
    with app.app_context():
        return queries.quarantine_of(queries.by_reference(reference))


def test_a_proof_holds_for_its_draft_and_its_time_alone(app: Flask) -> None:
    task = proof_of_work.task(KEY, 8, NOW)
    proof = _solved(task, 8)
    easier = task.replace(".8.", ".0.")
    assert [
        proof_of_work.is_proved(*told)
        for told in (
            (KEY, task, proof, NOW),
            (KEY, task, proof, NOW + proof_of_work.LIFE + 1),
            ("another draft, with a key as long", task, proof, NOW),
            (KEY, easier, proof, NOW),
            (KEY, task, f"-{proof}", NOW),
            (KEY, "", "", NOW),
            (KEY, "x" * 64, "0", NOW),
        )
    ] == [True] + [False] * 6
    assert not all(proof_of_work.is_proved(KEY, task, str(number), NOW) for number in range(8))


@pytest.fixture
def crowd(app: Flask, limited: None, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more submission is a crowd."""
    monkeypatch.setitem(app.config, "SUBMISSIONS_OF_NETWORK", "1 per hour")
    monkeypatch.setitem(app.config, "PROOF_OF_WORK_BITS", 8)
    first: Any = app.test_client()
    assert _cause(app, whole(first)) is None


def test_what_comes_in_a_crowd_without_a_proof_is_received_and_says_what_happens(
    app: Flask, client: Any, crowd: None
) -> None:
    reference = whole(client, email="crowd@growers.example")
    assert _cause(app, reference) == Cause.CROWD
    for path in ("receipt", "status"):
        assert "A moderator checks your submission first" in page(
            client.get(f"/submissions/{reference}/{path}")
        )


def test_a_proof_keeps_a_submission_out_of_quarantine(app: Flask, client: Any, crowd: None) -> None:
    begin(client)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review")
    told = client.post(f"{SHEET}/work", data=form).json
    assert told["bits"] == 8
    reference = send(client, task=told["task"], proof=_solved(told["task"], 8))
    assert _cause(app, reference) is None
    other: Any = app.test_client()
    begin(other)
    other.press(WHOLE, comment="A proof of another.")
    assert _cause(app, send(other, task=told["task"], proof=_solved(told["task"], 8))) == Cause.CROWD


def test_no_one_alone_makes_a_crowd_of_all_and_asking_for_tasks_counts_as_no_submission(
    app: Flask, client: Any, limited: None, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SUBMISSIONS_OF_NETWORK", "2 per hour")
    monkeypatch.setitem(app.config, "SUBMISSIONS_OF_ALL", "3 per hour")
    monkeypatch.setitem(app.config, "PROOF_OF_WORK_BITS", 8)
    begin(client)
    client.press(WHOLE, comment="A word.")
    form = client.form(f"{SHEET}/review")
    told = [client.post(f"{SHEET}/work", data=form).json for _ in range(5)]
    assert [one["bits"] for one in told] == [0] * 5
    same_network: list[Any] = [app.test_client() for _ in range(3)]
    assert [_cause(app, whole(one)) for one in same_network] == [None, None, Cause.CROWD]
    early = send(client, task=told[0]["task"], proof="0")
    assert _cause(app, early) == Cause.CROWD, "a task of no bits is no proof in a crowd"
    cast.person(app, "bystander@growers.example")
    bystander: Any = app.test_client()
    cast.sign_in(bystander, "bystander@growers.example")
    assert _cause(app, whole(bystander)) is None


def test_a_hidden_field_that_is_filled_in_leads_to_quarantine_and_moderators_decide_there(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(WHOLE, comment="Buy seed.")
    shown = html.fromstring(client.get(f"{SHEET}/review").get_data())
    [trap] = shown.xpath("//input[@name='homepage']")
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
    assert trap.getparent().get("aria-hidden") == "true" and "hidden" in trap.getparent().attrib
    bad = send(client, homepage="https://seed.example")
    other: Any = app.test_client()
    good = whole(other)

    cast.sign_in(client, world.MODERATOR)
    assert chips(client)["In quarantine"] == "1"
    [(_name, address)] = lines(client, "/moderation?show=quarantine")
    assert bad in address
    assert "in quarantine" in page(client.get("/moderation?show=quarantine"))
    assert "may not be from a person" in page(client.get(address))
    path = f"/moderation/several?verb=withhold&comment={bad}/1"
    client.press(path, reason="automated_submission")
    assert lines(client, "/moderation?show=quarantine") == []
    assert (acting.state(app, bad), acting.state(app, good)) == ("withheld", "received")
    with app.app_context():
        assert not queries.waits_in_quarantine(queries.by_reference(bad))


def test_codes_say_whether_a_digit_is_wrong() -> None:
    code = references.code_of(references.new_key_of_draft("a browser"))
    assert references.is_checkable(code)
    wrong = [
        code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :] for at in range(24) for by in range(1, 10)
    ]
    swapped = [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(23) if code[at] != code[at + 1]
    ]
    assert not any(map(references.is_checkable, wrong + swapped))
