"""Amendments of published comments: they wait for a moderator beside the published edition, which stays as it is."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from consult.core import stale_check
from consult.core.database import db
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import SAID, Comment, CommentVersion, Submission, marked


def edition_of(comment: Comment, edition: int) -> CommentVersion:
    """What a comment says in one edition."""
    rows = select(CommentVersion).where(
        CommentVersion.comment_id == comment.id, CommentVersion.edition == edition
    )
    return db.session.execute(rows).scalar_one()


def texts_of(comment: Comment, edition: int) -> dict[str, str] | None:
    """The parts of a comment that can be redacted, as one edition says them; None where there is no such edition."""
    if edition == comment.edition:
        return comment.texts
    columns = (CommentVersion.comment, CommentVersion.proposal, CommentVersion.rationale)
    of_it = (CommentVersion.comment_id == comment.id) & (CommentVersion.edition == edition)
    row = db.session.execute(select(*columns).where(of_it)).one_or_none()
    return dict(row._mapping) if row is not None else None


def published_edition(comment: Comment) -> CommentVersion | None:
    """What the public reads of a comment while an amendment of it waits; None where none does, or nothing is public."""
    rows = (
        select(CommentVersion)
        .join(
            Comment, (Comment.id == CommentVersion.comment_id) & (Comment.edition == CommentVersion.edition)
        )
        .where(
            Comment.id == comment.id,
            Comment.moderation.in_(VISIBLE),
            Comment.amendment_waits_since.is_not(None),
        )
    )
    return db.session.execute(rows).scalar_one_or_none()


def last_said(comment: Comment) -> Comment | CommentVersion:
    """What its submitter wrote last: of a published comment perhaps an amendment, which is not public."""
    if comment.amendment_edition is None:
        return comment
    return edition_of(comment, comment.amendment_edition)


def said_mark(comment: Comment) -> str:
    """The mark (core.stale_check) of what its submitter wrote last."""
    said = last_said(comment)
    return stale_check.form_version(said, *marked(said))


def read_amended(comments: Iterable[Comment]) -> None:
    """Have these comments say what their submitters wrote last, for a page: nothing of it is written to the database.

    An action reads a comment again when it locks it, and has the published edition again.
    """
    amended = {(one.id, one.amendment_edition): one for one in comments if one.amendment_edition}
    if not amended:
        return
    rows = select(CommentVersion).where(
        tuple_(CommentVersion.comment_id, CommentVersion.edition).in_(list(amended))
    )
    for row in db.session.execute(rows).scalars():
        for name in SAID:
            set_committed_value(amended[row.comment_id, row.edition], name, getattr(row, name))
    for one in amended.values():
        set_committed_value(one, "language", one.last_language)


def read_to_decide(comments: Sequence[Comment], *, withheld_edition: int | None = None) -> None:
    """Have comments of which an amendment waits read like the amendment, for a page: nothing of it is written to the
    database, and an action that locks them has the published edition again.

    `withheld_edition`: an amendment that was withheld beside a public edition is read, too, to look at it again.
    """
    amended = [
        one
        for one in comments
        if one.amendment_waits_since is not None
        or (
            withheld_edition is not None
            and one.amendment_edition == withheld_edition
            and one.as_published in VISIBLE
        )
    ]
    read_amended(amended)
    for one in amended:
        waits = one.amendment_waits_since is not None
        one.published_as = one.as_published
        set_committed_value(one, "edition", one.amendment_edition)
        set_committed_value(one, "moderation", Moderation.RECEIVED if waits else Moderation.WITHHELD)
        set_committed_value(one, "filed_at", one.amendment_waits_since or one.filed_at)
        set_committed_value(one, "reason", "")


def filed(submission: Submission) -> Sequence[Comment]:
    """The submitted comments of a submission, by number, as they stand: of an amended one the published edition."""
    rows = select(Comment).where(Comment.submission_id == submission.id).order_by(Comment.number)
    return db.session.execute(rows).scalars().all()


def filed_under(
    references: Collection[str], *conditions: ColumnElement[bool], most: int | None = None
) -> Sequence[Comment]:
    """The same of several submissions, with their submissions, by submission and number; none where one is gone. Only
    those that meet the conditions, `most` of them at most."""
    rows = (
        select(Comment)
        .join(Comment.submission)
        .options(contains_eager(Comment.submission))
        .where(Submission.reference.in_(references), *conditions)
        .order_by(Comment.submission_id, Comment.number)
        .limit(most)
    )
    return db.session.execute(rows).scalars().all()
