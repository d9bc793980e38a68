"""What moderators and the organisation do in the tests of this package, and how many statements a page costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Field, Reason
from consult.moderation.spans import Span
from consult.responses import actions as responses
from consult.responses import queries as responding
from consult.responses.lifecycle import Disposition
from consult.submissions import queries as submissions
from consult.summaries import actions as summaries
from tests import world


def decide(app: Flask, reference: str, number: int, verb: str, *args: Any) -> None:
    """The moderator's `verb` on one comment."""
    with app.app_context():
        mariam = people.by_email(world.MODERATOR)
        comment = submissions.comment(reference, number)
        getattr(moderation, verb)(comment, *args, by=mariam, seen=NO_PAGE)


def publish(app: Flask, reference: str, *numbers: int) -> str:
    """Publish these comments of a submission, or the first; gives its reference back."""
    for number in numbers or (1,):
        decide(app, reference, number, "publish")
    return reference


def redact(app: Flask, reference: str, number: int, words: str, field: str = "comment") -> None:
    """Publish a comment without these words of it."""
    with app.app_context():
        start = getattr(submissions.comment(reference, number), field).index(words)
    span = Span(Field(field), start, start + len(words), Reason.PERSONAL_DATA)
    decide(app, reference, number, "redact", [span])


def correct(app: Flask, slug: str, notice: str, **changes: str) -> None:
    """The officer corrects the text: `lot_size_1` is how the block lot-size-1 reads from now on."""
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        changed = {key.replace("_", "-"): now_reads for key, now_reads in changes.items()}
        consultations.correct(world.load(slug), changed, notice, by=officer, seen=NO_PAGE)


def published(app: Flask, slug: str = world.SLUG, number: int = 1, **how: Any) -> list[str]:
    """References of `number` submissions of one comment, all published."""
    comments = how.pop("comments", [world.COMMENT])
    return [
        publish(app, world.submission(app, slug, comments=comments, **how), *range(1, len(comments) + 1))
        for _ in range(number)
    ]


def respond(
    app: Flask, slug: str, disposition: Disposition = Disposition.ACCEPTED, text: str = "", despite: str = ""
) -> None:
    """Answer every comment of a closed consultation alike, and publish the response (`despite` open objections)."""
    with app.app_context():
        consultation = world.load(slug)
        officer, approver = people.by_email(world.OFFICER), people.by_email(world.APPROVER)
        ids = responding.ids_to_respond_to(consultation, responding.Filters(), 100)
        comments = responding.comments(consultation, ids)
        responses.respond(comments, disposition=disposition, text=text, by=officer, seen=NO_PAGE)
        summary = summaries.draft_summary(consultation, by=officer)
        summaries.propose(summary, by=officer, seen=NO_PAGE)
        summaries.approve(summary, by=approver, seen=NO_PAGE)
        summaries.publish(summary, by=approver, seen=NO_PAGE, objections=NO_PAGE, despite=despite)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that reach the database meanwhile."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, is_many: bool
    ) -> None:
        seen.extend([statement] * (len(values) if is_many and isinstance(values, list) else 1))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def find(page: Any, selector: str) -> list[Any]:
    """Elements by a simple selector: tag, .class, #id, [attribute], [attribute=value], one inside the other."""
    steps = []
    for part in selector.split():
        tag = re.match(r"[a-z0-9]*", part)
        tests = [f"[@id='{name}']" for name in re.findall(r"#([\w-]+)", part)]
        tests += [
            f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
            for name in re.findall(r"\.([\w-]+)", part)
        ]
        tests += [
            f"[@{name}='{value}']" if value else f"[@{name}]"
            for name, value in re.findall(r"\[([\w-]+)(?:=([\w-]+))?\]", part)
        ]
        steps.append((tag.group() if tag else "") or "*")
        steps[-1] += "".join(tests)
    return list(page.xpath("//" + "//".join(steps)))


def read(client: FlaskClient, path: str) -> Any:
    """A page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return html.fromstring(answer.get_data())


def words(page: Any, selector: str) -> list[str]:
    """What the elements say, on one line each."""
    return [" ".join(found.text_content().split()) for found in find(page, selector)]


def links(page: Any, selector: str) -> list[str]:
    """Where the links lead."""
    return [str(found.get("href")) for found in find(page, selector)]
