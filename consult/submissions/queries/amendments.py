"""Amendments of published comments: they wait for a moderator beside the published edition, which stays as it is."""

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm.attributes import set_committed_value

from consult.core import seen
from consult.core.database import db
from consult.submissions.models import SAID, Comment, CommentEdition


def edition_of(comment: Comment, edition: int) -> CommentEdition:
    """What a comment says in one edition."""
    rows = select(CommentEdition).where(
        CommentEdition.comment_id == comment.id, CommentEdition.edition == edition
    )
    return db.session.execute(rows).scalar_one()


def last_said(comment: Comment) -> Comment | CommentEdition:
    """What its sender wrote last: of a published comment perhaps an amendment, which is not public."""
    if comment.amendment_edition is None:
        return comment
    return edition_of(comment, comment.amendment_edition)


def said_mark(comment: Comment) -> str:
    """The mark (core.seen) of what its sender wrote last."""
    return seen.mark(last_said(comment), *SAID)


def read_amended(comments: Iterable[Comment]) -> None:
    """Have these comments say what their senders wrote last, for a page: nothing of it is written to the database.

    An action reads a comment anew when it locks it, and has the published edition again.
    """
    amended = {(one.id, one.amendment_edition): one for one in comments if one.amendment_edition}
    if not amended:
        return
    rows = select(CommentEdition).where(
        tuple_(CommentEdition.comment_id, CommentEdition.edition).in_(list(amended))
    )
    for row in db.session.execute(rows).scalars():
        for name in SAID:
            set_committed_value(amended[row.comment_id, row.edition], name, getattr(row, name))
