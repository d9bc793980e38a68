"""An amendment of a published comment: it waits beside the published edition, and takes its place once it is published
itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consult.consultations.actions import bump_page_version
from consult.core import journal
from consult.core.actions import action
from consult.core.database import db
from consult.submissions import queries, tallies
from consult.submissions.actions.states import clear_public_text, counts_removed, keep_edition
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import SAID, Comment

AMENDED = journal.ErasureKind("submissions.amended")

WAITING = ("amendments", "waiting")
"""Where amendments that wait are counted: the comment itself counts as published meanwhile."""


def await_moderation(comment: Comment, said: Mapping[str, Any], now: datetime, language: str) -> None:
    """Have an amendment (SAID → words) in a language, of a locked, published comment, wait for a moderator. One that
    waited, or was withheld, makes way for it."""
    was_waiting = comment.amendment_waits_since is not None
    comment.amendment_edition, comment.amendment_waits_since = comment.last_edition + 1, now
    comment.amendment_language = language
    keep_edition(comment, comment.amendment_edition, now, said)
    db.session.flush()
    tallies.add(comment.consultation_id, {} if was_waiting else {WAITING: 1})


@action
def take_amendment(comment: Comment) -> None:
    """Put the amendment of a locked comment, if there is one, in the place of the earlier edition, which is not public
    from here on: what a moderator decides next is decided on the amendment."""
    if comment.amendment_edition is None:
        return
    bump_page_version(comment.consultation_id)  # locks the counts of the consultation from here on
    taken = queries.edition_of(comment, comment.amendment_edition)
    journal.erased(AMENDED, comment=comment.id, edition=taken.edition)
    changes = counts_removed(comment)
    if comment.amendment_waits_since is not None:
        changes[WAITING] -= 1
    for name in SAID:
        setattr(comment, name, getattr(taken, name))
    comment.language = comment.last_language
    comment.edition, comment.filed_at, comment.posted_at = taken.edition, taken.filed_at, None
    forget_amendment(comment)
    clear_public_text(comment, Moderation.RECEIVED, "")
    db.session.flush()
    changes["moderation", Moderation.RECEIVED] += 1
    tallies.add(comment.consultation_id, changes)


@action
def withhold_amendment(comment: Comment) -> None:
    """Keep the amendment of a locked comment from the public; the published edition stays."""
    bump_page_version(comment.consultation_id)
    comment.amendment_waits_since = None
    db.session.flush()
    tallies.add(comment.consultation_id, {WAITING: -1})


def forget_amendment(comment: Comment) -> None:
    """Have no amendment of a comment wait any more; its words stay among the editions."""
    comment.amendment_edition = comment.amendment_waits_since = comment.amendment_language = None
