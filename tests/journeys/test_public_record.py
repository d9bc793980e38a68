"""The whole main job on a real draft with the real comments that were made on it, over HTTP: a federal standard in
fifteen files and its forty-four comments, imported, consulted on, moderated, answered as their record says, published."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.consultations import queries as consulted
from consult.core import clock
from consult.drafts import jobs
from consult.drafts import queries as drafts
from consult.moderation import queries as moderation
from consult.responses import queries as responses
from consult.submissions import queries as submissions
from tests import cast
from tests.journeys.public_record import Entry, entries
from tests.pages import fields, form_of

pytestmark = pytest.mark.realdata

OFFICER, APPROVER, MODERATOR = "officer@nst.example", "approver@nst.example", "moderator@nst.example"
FILES = (
    "foreword", "abstract", "announcement", "introduction", "requirements", "system", "frontend", "keymanagement",
    "authentication", "federation", "accreditation", "oid", "glossary", "references", "revisions",
)  # fmt: skip
"""In the order in which they are read."""

SLUG = "personal-identity-verification-public-draft"


@contextmanager
def signed_in(app: Flask, email: str) -> Iterator[Any]:
    """A browser in which `email` is signed in."""
    client = app.test_client()
    assert cast.sign_in(client, email).status_code == 303
    yield client


def _done(answer: Any) -> str:
    """Where a form led to; with what the page says where it led nowhere."""
    page = html.fromstring(answer.get_data()) if answer.status_code == 422 else None
    said = page.findtext(".//*[@id='error-summary']//li//a") if page is not None else ""
    assert answer.status_code == 303, (answer.status_code, said, answer.request.path)
    return str(answer.location)


def _launch(app: Flask, folder: Path) -> None:
    with signed_in(app, OFFICER) as officer:
        form = officer.form("/organisations/standards/drafts/import")
        form |= {"title": "Personal identity verification", "label": "Public draft", "language": "en"}
        folder = folder / "fips201" / "public-draft"
        form["files"] = [(BytesIO((folder / f"{name}.md").read_bytes()), f"{name}.md") for name in FILES]
        preview = _done(
            officer.post(
                "/organisations/standards/drafts/import", data=form, content_type="multipart/form-data"
            )
        )
        with app.app_context():
            jobs.read_all()
        version = _done(officer.press(preview, verb="accept"))
        reference, number = re.findall(r"/drafts/(\S+)/versions/(\d+)", version)[0]
        begun = _done(
            officer.press(
                "/organisations/standards/consultations/new",
                title="Personal identity verification, public draft",
                version=f"{reference}/{number}",
            )
        )
        assert begun.startswith(f"/consultations/{SLUG}/preparation")
        step = f"/consultations/{SLUG}/preparation/"
        _done(officer.press(step + "draft", version=f"{reference}/{number}"))
        _done(
            officer.press(
                step + "purpose",
                purpose="The third edition of the standard is proposed; we ask whether it can be applied.",
                can_change="Every clause.",
                use_of_input="Each comment is decided on and the decision published.",
                target_groups="Agencies, industry, researchers and the public.",
                scope="y",
            )
        )
        _done(
            officer.press(
                step + "instrument",
                mode="consult",
                family="technical_standard",
                legal_effect="binding",
                denomination="Federal standard",
                stage="Public draft",
            )
        )
        first = clock.now()
        _done(
            officer.press(
                step + "dates",
                timezone="America/New_York",
                opens_day=(first + timedelta(days=1)).date().isoformat(),
                opens_time="09:00",
                closes_day=(first + timedelta(days=92)).date().isoformat(),
                closes_time="23:59",
                timing_profile="wto_tbt_code",
            )
        )
        _done(
            officer.press(step + "contact", contact_name="Standards office", contact_email="piv@nst.example")
        )
        _done(officer.press(step + "review"))
    with signed_in(app, APPROVER) as approver:
        _done(approver.press(f"/consultations/{SLUG}/approval", verb="approve"))
    with signed_in(app, OFFICER) as officer:
        _done(officer.press(step + "review", verb="announce"))


def _send(client: Any, entry: Entry, places: dict[str, str], questions: bool = False) -> str:
    """What someone who comments does, from the first page to the receipt; gives the reference."""
    base = f"/consultations/{SLUG}"
    _done(client.press(f"{base}/take-part", **entry.who))
    key = places.get(entry.clause, "")
    address = f"{base}/sheet/comments/new?" + (f"block={key}" if key else "general=1")
    words = {"type": "editorial" if entry.is_editorial else "technical" if key else "general"}
    words |= {"comment": entry.comment, "proposal": entry.proposal}
    if entry.is_link_dump:  # the form asks for a comment; addresses alone are one
        words |= {"comment": entry.proposal, "proposal": ""}
    if entry.is_empty:  # the form asks for words; anyone who had none wrote what the record's own drafts say
        assert client.press(address, **words).status_code == 422
        words |= {"comment": "[blank]"}
    _done(client.press(address, **words))
    receipt = _done(client.press(f"{base}/sheet/review", consent="y"))
    return receipt.split("/")[2]


def _moderate(app: Flask, sent: dict[int, tuple[Entry, str]]) -> None:
    with signed_in(app, MODERATOR) as moderator:
        queue = moderator.get("/moderation").text
        waiting = re.findall(r'href="(/moderation/[A-Z0-9-]+/1)[^"]*" data-item', queue)
        assert len(waiting) == len(sent)
        for address in waiting:
            entry = next(e for e, reference in sent.values() if reference == address.split("/")[2])
            page = moderator.get(address).text
            if entry.is_empty:
                assert "Empty or a test" in page
                verb, reason = "/withholding", {"reason": "empty_or_test"}
            elif entry.is_link_dump:
                assert "Almost only links" in page
                verb, reason = "/withholding", {"reason": "off_topic"}
            else:
                if entry.number in {572, 332}:  # one is nearly word for word the other
                    twin = sent[332 if entry.number == 572 else 572][1]
                    assert f"{twin}/1" in page
                verb, reason = "/publish", {}
            shown = html.fromstring(page)
            _done(moderator.post(form_of(shown, verb).get("action"), data=fields(shown, verb) | reason))


def _answer(app: Flask, sent: dict[int, tuple[Entry, str]]) -> None:
    """Comment by comment, as the record says; those with a twin after the others."""
    with signed_in(app, OFFICER) as officer:
        for entry, reference in sorted(sent.values(), key=lambda pair: pair[0].twin is not None):
            if entry.is_empty or entry.is_link_dump:
                continue
            address = f"/consultations/{SLUG}/responses?comment={reference}/1"
            words = {
                "disposition": entry.disposition,
                "text": entry.answer or "Recorded; nothing is asked for that the draft does not say already.",
                "comments": [f"{reference}/1"],
            }
            if entry.twin:
                words |= {"duplicate_of": f"{sent[entry.twin][1]}/1"}
            _done(officer.press(address, **words))


def _publish(app: Flask) -> None:
    summary = f"/consultations/{SLUG}/responses/summary"
    with signed_in(app, OFFICER) as officer:
        _done(officer.press(summary, verb="draft"))
        _done(officer.press(summary, verb="propose"))
        assert officer.press(summary, verb="approve").status_code in {403, 409, 422}
    with signed_in(app, APPROVER) as approver:
        _done(approver.press(summary, verb="approve"))
    with signed_in(app, OFFICER) as officer:
        assert (
            _done(officer.press(summary, _form="/responses/summary", verb="publish"))
            == f"/consultations/{SLUG}/response"
        )


def test_a_real_draft_with_its_real_comments(
    app: Flask, client: FlaskClient, work: Callable[[], None], realdata: Path
) -> None:
    for email, name in ((OFFICER, "Officer"), (APPROVER, "Approver"), (MODERATOR, "Moderator")):
        cast.person(app, email, name)
    cast.organisation(
        app, "standards", name="National Standards Office",
        officer=[OFFICER], approver=[APPROVER], moderator=[MODERATOR],
    )  # fmt: skip
    begun = clock.now()
    _launch(app, realdata)
    record = entries(realdata / "nist_issues" / "fips201_public_comments.jsonl")
    assert len(record) == 44

    # -- comments come in, each from a browser of its own ------------------------------------------------------------
    with app.app_context():
        version = consulted.get(SLUG, None).version
        assert version is not None
        assert version.frozen_at is not None
        places = {heading.number: heading.key for heading in drafts.outline(version.id) if heading.number}
    sent: dict[int, tuple[Entry, str]] = {}
    with clock.at(begun + timedelta(days=30)):
        for entry in record:
            sent[entry.number] = (entry, _send(app.test_client(), entry, places))
        work()
    placed = sum(entry.clause in places for entry in record)
    assert placed >= 19

    # -- they are moderated, and after the deadline answered ------------------------------------------------------------
    with clock.at(begun + timedelta(days=40)):
        _moderate(app, sent)
        work()
    with clock.at(begun + timedelta(days=100)):
        assert "Closed" in client.get(f"/consultations/{SLUG}").text
        _answer(app, sent)
        _publish(app)
        work()

        # -- and everything adds up ------------------------------------------------------------------------------------
        said = Counter(entry.disposition for entry in record if not (entry.is_empty or entry.is_link_dump))
        with app.app_context():
            consultation = consulted.get(SLUG, None)
            totals = submissions.totals(consultation.id)
            counts = responses.disposition_counts(consultation.id)
            assert moderation.reasons_of(consultation.id) is not None
        assert totals.adds_up
        assert (totals.received, totals.published, totals.withheld, totals.pending) == (44, 41, 3, 0)
        assert {kind.value: count for kind, count in counts.items() if count} == dict(said)
        page = client.get(f"/consultations/{SLUG}/response").text
        assert "NASA" in page
        assert "[blank]" not in page
        table = list(
            csv.DictReader(StringIO(client.get(f"/consultations/{SLUG}/response/dispositions.csv").text))
        )
        assert len(table) == 41
        for path in ("", "/text", "/comments", "/statistics", "/practice", "/record"):
            assert client.get(f"/consultations/{SLUG}{path}").status_code == 200
