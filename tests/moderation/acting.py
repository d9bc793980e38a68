"""What moderators of the stories do, by calling actions."""

from flask import Flask

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries
from consult.moderation.models import Decision, Reason
from consult.moderation.spans import of_words
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions.models import Comment, CommentType
from tests import world


def user(email: str = world.MODERATOR) -> User:
    """Someone, inside an application context."""
    found = people.by_email(email)
    assert found is not None
    return found


def comment(reference: str, number: int = 1) -> Comment:
    """A comment, inside an application context."""
    return sheets.comment(reference, number)


def state(app: Flask, reference: str, number: int = 1) -> str:
    """Where a comment stands in moderation."""
    with app.app_context():
        return str(comment(reference, number).moderation)


def act(app: Flask, reference: str, verb: str, number: int = 1, *, by: str = world.MODERATOR) -> None:
    """Do `verb` to a comment: redact hides the word "lots" or "Lots", refusals are for being off topic."""
    with app.app_context():
        one, who = comment(reference, number), user(by)
        if verb == "redact":
            actions.redact(one, of_words("lots", Reason.PERSONAL_DATA, one.texts), by=who, seen=NO_PAGE)
        elif verb == "restore_words":
            found = queries.redactions(one)
            assert found, "nothing is hidden"
            actions.restore_words(one, [redaction.id for redaction in found], by=who, seen=NO_PAGE)
        elif verb == "withdraw":
            submissions.withdraw_comment(one)
        elif verb in {"withhold", "remove"}:
            getattr(actions, verb)(one, Reason.OFF_TOPIC, by=who, seen=NO_PAGE)
        else:
            seen = {} if verb == "claim" else {"seen": NO_PAGE}
            getattr(actions, verb)(one, by=who, **seen)


def change_words(
    app: Flask, reference: str, words: str, number: int = 1, *, of: CommentType = CommentType.GENERAL
) -> None:
    """The submitter changes a comment, which says only `words` then."""
    with app.app_context():
        submissions.change_comment(
            comment(reference, number), type=of, quote="", comment=words, proposal="", rationale=""
        )


WAYS: dict[str, tuple[str, ...]] = {
    "received": (),
    "in_review": ("claim",),
    "published": ("publish",),
    "published_redacted": ("redact",),
    "withheld": ("withhold",),
    "removed_after_publication": ("publish", "remove"),
    "withdrawn_by_submitter": ("withdraw",),
}
"""Each state, and the verbs that lead there."""


def bring(app: Flask, to: str) -> str:
    """A submission whose first comment stands at `to`; its reference."""
    reference = world.submission(app)
    for verb in WAYS[to]:
        act(app, reference, verb)
    assert state(app, reference) == to
    return reference


def decisions(app: Flask, reference: str, number: int = 1) -> list[tuple[str, str, str, str | None]]:
    """(verb, from, to, reason) of every decision on a comment."""
    with app.app_context():
        rows: list[Decision] = list(queries.decisions(comment(reference, number)))
        return [
            (row.verb, row.from_state.value, row.to_state.value, row.reason and row.reason.value)
            for row in rows
        ]
