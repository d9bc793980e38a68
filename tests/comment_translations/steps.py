"""What translators of the stories do, by calling actions."""

from flask import Flask

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.comment_translations import actions, queries
from consult.comment_translations.source import Words
from consult.core.stale_check import NO_PAGE
from consult.submissions.models import Comment
from tests import world

GERMAN = world.COMMENT | {
    "comment": "Fuer Gras sind zehn Tonnen genug, sagt Hilde.",
    "proposal": "Zehn Tonnen fuer Gras.",
    "rationale": "Die Probe wird sonst ungenau.",
    "language": "de",
}
"""A comment in a language that the interface does not speak."""

ENGLISH = Words("Ten tonnes are enough for grass, canary Hilde.", "Canary tonnes.", "Canary reasons.")


def user(email: str) -> User:
    """Someone, inside an application context."""
    found = people.by_email(email)
    assert found is not None
    return found


def comment(reference: str, number: int = 1, by: str = world.MODERATOR) -> Comment:
    """A comment as translators find it, inside an application context."""
    return queries.comment(reference, number, user(by))


def translate(
    app: Flask, reference: str, language: str = "en", words: Words = ENGLISH, by: str = world.MODERATOR
) -> None:
    """Save a translation of the first comment of a submission."""
    with app.app_context():
        actions.translate(comment(reference, by=by), language, words, by=user(by), seen=NO_PAGE)
