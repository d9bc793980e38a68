"""What has to be done inside the application: seeding the world, counting statements, preparing requests.

`python -m bench.inside VERB …` prints JSON; started by `python -m bench` with the environment of the measured servers.
"""

import argparse
import json
import re
import sys
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event

from bench import world
from config import Config
from consult.app import create_app
from consult.consultations import queries as consultations
from consult.core.database import db
from consult.draft_submissions import actions
from consult.stakeholders.models import Capacity, Category
from consult.submissions import references
from consult.submissions.models import CommentType, Subject


def seed(app: Flask, comments: int, pending: float) -> dict[str, Any]:
    """Make the world."""
    with app.app_context():
        made = world.seed(comments, pending)
        return {"slug": made.slug, "busiest": made.busiest, "comments": made.comments}


def statements(app: Flask, paths: list[str], cookie: str) -> dict[str, int]:
    """How many SQL statements each page takes, the second time it is asked for."""
    seen: list[str] = []
    with app.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_more: seen.append(statement)
        )
    client = app.test_client(use_cookies=False)
    found = {}
    for path in paths:
        for number in (1, 2, 3):
            seen.clear()
            answer = client.get(
                path.replace("{n}", f"s{number}"), headers={"Cookie": cookie} if cookie else {},
                base_url=str(app.config["PUBLIC_URL"]),
            )  # fmt: skip
            assert answer.status_code == 200, (path, answer.status_code)
            answer.get_data()
        found[path] = len(seen)
    return found


def moderator(app: Flask) -> str:
    """The cookie of a moderator who is signed in."""
    client = app.test_client()
    base = str(app.config["PUBLIC_URL"])
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in", base_url=base).get_data(as_text=True)
    )
    assert token is not None
    client.post(
        "/sign-in",
        data={"csrf_token": token[1], "email": world.MODERATOR, "password": world.PASSWORD},
        base_url=base,
    )
    assert client.get("/moderation", base_url=base).status_code == 200
    kept = client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]), urlsplit(base).hostname or "")
    assert kept is not None
    return f"{kept.key}={kept.value}"


def sheets(app: Flask, count: int, slug: str, first: int, has_email: bool) -> list[dict[str, str]]:
    """So many drafts with one comment, ready to be sent: the request of each (path, cookie, body)."""
    name = str(app.config["SESSION_COOKIE_NAME"])
    made = []
    with app.app_context():
        consultation = consultations.get(slug, None)
        place = _place(consultation.version_id or 0)
        for number in range(first, first + count):
            key = f"bench-sheet-{number:012d}"
            sheet = actions.begin(
                consultation, key=key, name="A Person", organisation="An Organisation", category=Category.INDUSTRY,
                country="KEN", capacity=Capacity.ORGANISATION,
                email=f"sender{number}@example.org" if has_email else "",
            )  # fmt: skip
            actions.add_comment(
                sheet, key=references.new_key(), subject=Subject.CLAUSE, block_key=place, type=CommentType.TECHNICAL,
                comment="The limit is not practicable for maize. " * 20, proposal="", rationale="We tried it. " * 10,
            )  # fmt: skip
            made.append(key)
    found = []
    for key in made:
        client = app.test_client(use_cookies=False)
        cookie = f"{name}={_signed(app, {'sheets': [(slug, key)]})}"
        path = f"/consultations/{slug}/sheet/review"
        page = client.get(path, headers={"Cookie": cookie}, base_url=str(app.config["PUBLIC_URL"]))
        assert page.status_code == 200, page.status_code
        kept = next((line.split(";", 1)[0] for line in page.headers.getlist("Set-Cookie")), cookie)
        found.append({"path": path, "cookie": kept, "body": _filled(page.get_data(as_text=True))})
    return found


def submitting(app: Flask, slug: str, first: int) -> int:
    """How many SQL statements a submission takes, without its commit, once the process has taken others."""
    seen: list[str] = []
    made = sheets(app, 3, slug, first, has_email=False)
    with app.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_more: seen.append(statement)
        )
    client = app.test_client(use_cookies=False)
    for one in made:
        seen.clear()
        answer = client.post(
            one["path"], data=one["body"], content_type="application/x-www-form-urlencoded",
            headers={"Cookie": one["cookie"]}, base_url=str(app.config["PUBLIC_URL"]),
        )  # fmt: skip
        assert answer.status_code == 303, answer.status_code
    return len(seen)


def _place(version_id: int) -> str:
    from consult.drafts import queries as drafts  # noqa: PLC0415

    return str(next(row.key for row in drafts.blocks(version_id) if row.line))


def _signed(app: Flask, session: dict[str, Any]) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps(session))


def _filled(page: str) -> str:
    """What a browser would send for the form of the last look."""
    from urllib.parse import urlencode  # noqa: PLC0415

    from lxml import html  # noqa: PLC0415

    form = [one for one in html.fromstring(page).forms if one.method == "POST"][-1]
    fields = dict(form.form_values())
    for box in form.xpath(".//input[@type='checkbox']"):
        fields[box.get("name")] = box.get("value", "on")
    fields.setdefault("attribution", "attributed")
    return urlencode(fields)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench.inside")
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("seed")
    one.add_argument("--comments", type=int, default=10_000)
    one.add_argument("--pending", type=float, default=0.05)
    one = verbs.add_parser("statements")
    one.add_argument("paths", nargs="+")
    one.add_argument("--cookie", default="")
    verbs.add_parser("moderator")
    one = verbs.add_parser("sheets")
    one.add_argument("slug")
    one.add_argument("--count", type=int, default=500)
    one.add_argument("--first", type=int, default=0)
    one.add_argument("--with-email", action="store_true")
    one = verbs.add_parser("submitting")
    one.add_argument("slug")
    one.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    app = create_app(Config)
    if chosen.verb == "seed":
        found: Any = seed(app, chosen.comments, chosen.pending)
    elif chosen.verb == "statements":
        found = statements(app, chosen.paths, chosen.cookie)
    elif chosen.verb == "sheets":
        found = sheets(app, chosen.count, chosen.slug, chosen.first, chosen.with_email)
    elif chosen.verb == "submitting":
        found = submitting(app, chosen.slug, chosen.first)
    else:
        found = moderator(app)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
