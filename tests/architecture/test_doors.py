"""Who may open which door: every rule of the URL map × method × actor, written out; a new route without a row fails.

All things belong to the organisation "seeds"; "foreign" holds every role in another one. Without a token no POST goes
through, so asking changes nothing, which is looked at too.
"""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import DocumentRole
from consult.core.database import db
from consult.drafts import actions as drafts
from consult.drafts.blocks import Source
from consult.moderation import actions as moderation
from consult.moderation.models import Field, Reason
from consult.moderation.spans import Span
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.responses import actions as responses
from consult.submissions import queries as submissions
from tests import cast, world
from tests.drafts import papers

ACTORS = {
    "visitor": None,
    "stakeholder": "stakeholder@example.org",
    "officer": world.OFFICER,
    "approver": world.APPROVER,
    "moderator": world.MODERATOR,
    "administrator": "administrator@seeds.example",
    "foreign": "everything@barges.example",
    "platform": "platform@consult.example",
}
"""Who asks; the columns of the matrix, in this order."""

TABLES = ("events", "letters", "submissions", "comments", "decisions", "redactions", "contests", "notes", "answers",
          "issues", "summaries", "memberships", "invitations", "policies", "consultations", "drafts", "versions",
          "subscriptions", "attestations", "stakeholders", "tokens", "holding_notices", "documents", "questions")  # fmt: skip


@pytest.fixture
def things(app: Flask, clean: None) -> dict[str, Any]:
    """One of everything at "seeds"."""
    for name, email in ACTORS.items():
        if email:
            cast.person(app, email, name.capitalize(), is_platform_administrator=name == "platform")
    cast.person(app, world.MODERATOR_2, "Second moderator")
    cast.organisation(
        app,
        "seeds",
        officer=[world.OFFICER],
        approver=[world.APPROVER],
        moderator=[world.MODERATOR, world.MODERATOR_2],
        administrator=["administrator@seeds.example"],
    )
    cast.organisation(
        app,
        "barges",
        name="River Transport Union",
        **{role.value: ["everything@barges.example"] for role in Role},
    )
    slug = world.consultation(app)
    secret = world.consultation(app, "not-public-yet", announce=False)
    reference = world.submission(
        app, slug, comments=[world.COMMENT, world.GENERAL, world.GENERAL | {"comment": "Good."}]
    )
    with app.app_context():
        seeds = founded.get("seeds")
        officer, moderator = people.by_email(world.OFFICER), people.by_email(world.MODERATOR)
        assert officer is not None
        assert moderator is not None
        kept = organisations.invite(seeds, email="new@example.org", roles=[Role.OFFICER], by=officer)
        preparing, consultation = consulted.get(secret, officer), consulted.get(slug, None)
        document = consultations.add_document(
            preparing, role=DocumentRole.BACKGROUND, title="Background", language="en", file_name="a.txt",
            media_type="text/plain", data=b"words", by=officer,
        )  # fmt: skip
        files = [
            Source("a.md", (papers.FIRST + "\n![A sampler](sampler.png)\n").encode()),
            Source("sampler.png", papers.picture()),
        ]
        version, _parsed = drafts.import_draft(seeds, files, title="With a picture")
        started = drafts.start_import(seeds, files, title="Looked at", label="", language=None, by=officer)
        withheld, redacted, _third = submissions.comments_of(submissions.by_reference(reference))
        moderation.withhold(withheld, Reason.OFF_TOPIC, by=moderator)
        moderation.redact(redacted, [Span(Field.COMMENT, 0, 2, Reason.PERSONAL_DATA)], by=moderator)
        contest = moderation.contest(withheld, "It is about the draft.")
        issue = responses.open_issue(consultation, title="Lots", by=officer)
        return {
            "open": slug,
            "secret": secret,
            "reference": reference,
            "invitation": kept.id,
            "document": document.reference,
            "draft": version.draft.reference,
            "import": started.reference,
            "contest": contest.id,
            "issue": issue.reference,
            "figure": db.session.execute(sa.text("SELECT min(name) FROM figures")).scalar_one(),
            "redaction": db.session.execute(sa.text("SELECT max(id) FROM redactions")).scalar_one(),
        }


def _arguments(endpoint: str, things: Mapping[str, Any]) -> dict[str, Any]:
    """What to fill the rule of `endpoint` with."""
    room = endpoint.partition(".")[0]
    secret = {"approve", "preparation", "prepare", "document"}
    return {
        "slug": "seeds"
        if room in {"organisations", "drafts", "stakeholders"}
        or endpoint
        in {
            "portal.organisation", "notifications.follow_organisation", "consultations.begin", "practices.blocking",
        }
        else things["secret" if room == "consultations" and endpoint.partition(".")[2] in secret else "open"],
        "reference": {
            "consultations.document": things["document"],
            "drafts.version": things["draft"],
            "drafts.figure": things["draft"],
            "drafts.preview": things["import"],
            "drafts.import_figure": things["import"],
            "responses.issue": things["issue"],
        }.get(endpoint, things["reference"]),
        "number": {"organisations.revoke": things["invitation"], "notifications.notification": 999_999}.get(endpoint, 1),
        "identifier": things["redaction"] if endpoint == "moderation.lift" else things["contest"],
        "kind": "csv" if endpoint.startswith("responses") else "late",
        "step": "purpose",
        "key": "lot-size-1",
        "position": 1,
        "name": things["figure"],
        "token": "no-such-token",
    }  # fmt: skip


def _outcome(answer: Any) -> str:
    if answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", ""):
        return "in"
    return {403: "no", 404: "--"}.get(answer.status_code, "ok")


def _routes(app: Flask) -> list[tuple[str, str, Any]]:
    return sorted(
        (
            (rule.endpoint, method, rule)
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        ),
        key=lambda route: route[:2],
    )


def _ask(app: Flask, client: FlaskClient, things: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    found = {}
    for endpoint, method, rule in _routes(app):
        if endpoint == "accounts.sign_out":
            continue
        arguments = _arguments(endpoint, things)
        path = app.url_map.bind("localhost").build(
            endpoint, {name: arguments[name] for name in rule.arguments}
        )
        try:
            found[endpoint, method] = _outcome(client.open(path, method=method))
        except Exception as e:
            print("BUG", endpoint, method, repr(e)[:300])
            found[endpoint, method] = "!!"
    return found


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            table: db.session.execute(
                sa.text(f"SELECT count(*), sum(xmin::text::bigint) FROM {table}")
            ).one()[:]
            for table in TABLES
        }


def test_dump(app: Flask, things: dict[str, Any]) -> None:
    table: dict[tuple[str, str], list[str]] = {}
    for actor, email in ACTORS.items():
        client = app.test_client()
        if email:
            cast.sign_in(client, email)
        before = _rows(app)
        for key, outcome in _ask(app, client, things).items():
            table.setdefault(key, []).append(outcome)
        after = _rows(app)
        print(actor, {t: (before[t], after[t]) for t in TABLES if before[t] != after[t]})
    for (endpoint, method), outcomes in table.items():
        print(f'    ("{endpoint}", "{method}"): "{" ".join(outcomes)}",')
    assert 0
