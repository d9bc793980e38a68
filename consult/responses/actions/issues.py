"""Issues: points that several comments make, with one response."""

import hashlib
import secrets

from sqlalchemy import case, delete, func, select, update

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.responses import form_versions
from consult.responses.actions.locks import lock_responses
from consult.responses.actions.recording import record_event
from consult.responses.lifecycle import REASONED, Disposition
from consult.responses.models import CommentResponse, Issue

LONGEST_LINE = 500
"""Characters of a title or a place."""


@action
def open_issue(consultation: Consultation, *, title: str, views: str = "", by: User, key: str = "") -> Issue:
    """Begin an issue: a point that several comments make, with one response.

    `key`: of the form that was sent; the same title again with it gives the same issue.
    """
    lock_responses(consultation)
    title = markup.line(title)
    if not title:
        raise NotPossible(N_("Enter a title for the issue."))
    reference = _reference_of(consultation, title, by, key)
    known = db.session.execute(select(Issue).where(Issue.reference == reference)).scalar_one_or_none()
    if known is not None and known.consultation_id == consultation.id:
        return known
    last = db.session.execute(
        select(func.max(Issue.position)).where(Issue.consultation_id == consultation.id)
    ).scalar_one()
    issue = Issue(
        reference=reference if known is None else _random_reference(),
        consultation_id=consultation.id,
        position=(last or 0) + 1,
        title=title[:LONGEST_LINE],
        views=markup.plain(views),
        response="",
        change="",
        changed_place="",
        created_at=clock.now(),
    )
    db.session.add(issue)
    db.session.flush()
    record_event("opened", consultation, by, issue=issue.reference)
    return issue


def _reference_of(consultation: Consultation, title: str, by: User, key: str) -> str:
    """Random, but the same for one title that one person sends twice with the same key."""
    if not key:
        return _random_reference()
    said = "\n".join([str(consultation.id), str(by.id), key, title])
    return f"I-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _random_reference() -> str:
    return f"I-{secrets.token_hex(4)}"


@action
def change_issue(
    issue: Issue, *, position: int | None = None, by: User, seen: str | NoPage, **fields: object
) -> None:
    """Change an issue's title, views, response, disposition, change, changed_place and position; others stay.

    Raises NotPossible where its disposition, or that of a comment that relies on its words, would lose its reason;
    StaleForm where its words are no more what was `seen` (their mark) and would become something else.
    """
    lock_responses(issue.consultation)
    _still(issue)
    if unknown := set(fields) - set(form_versions.ISSUE):
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    words = {name: _clean(name, value) for name, value in fields.items()}
    if not seen or any(getattr(issue, name) != value for name, value in words.items()):
        compare(seen, issue, *form_versions.ISSUE)
    for name, value in words.items():
        setattr(issue, name, value)
    if not issue.title:
        raise NotPossible(N_("Enter a title for the issue."))
    if issue.disposition in {Disposition.DUPLICATE, Disposition.WITHDRAWN}:
        raise NotPossible(
            N_("The dispositions “duplicate” and “withdrawn” are for comments, not for issues.")
        )
    if issue.disposition in REASONED and not issue.response:
        raise NotPossible(N_("This disposition needs a reason. Enter a response."))
    if not issue.response:
        rely = select(CommentResponse.id).where(
            CommentResponse.issue_id == issue.id,
            CommentResponse.text == "",
            CommentResponse.disposition.in_(REASONED),
        )
        if db.session.execute(rely.limit(1)).first() is not None:
            raise NotPossible(N_("Comments of this issue take their reason from the response of the issue."))
    if position is not None and position != issue.position:
        _move_issue(issue, position)
    record_event("changed", issue.consultation, by, issue=issue.reference, fields=sorted(fields))


def _still(issue: Issue) -> None:
    """Reload it. Raises NotPossible where someone took it away."""
    if db.session.get(Issue, issue.id, populate_existing=True) is None:
        raise NotPossible(N_("Someone deleted this issue after you opened the page."))


def _clean(name: str, value: object) -> object:
    if name == "disposition":
        return Disposition(str(value)) if value else None
    clean = markup.line if name in {"title", "changed_place"} else markup.plain
    return clean(str(value or ""))


def _move_issue(issue: Issue, position: int) -> None:
    """Give it this place (1 is the first); the others follow in their order."""
    others = select(Issue.id).where(Issue.consultation_id == issue.consultation_id, Issue.id != issue.id)
    ids = list(db.session.execute(others.order_by(Issue.position, Issue.id)).scalars())
    ids.insert(max(0, min(position - 1, len(ids))), issue.id)
    places = case({one: place for place, one in enumerate(ids, start=1)}, value=Issue.id)
    moved = update(Issue).where(Issue.id.in_(ids)).values(position=places)
    db.session.execute(moved, execution_options={"synchronize_session": "fetch"})


@action
def remove_issue(issue: Issue, *, by: User) -> None:
    """Take an issue away that no comment is in."""
    lock_responses(issue.consultation)
    used = select(CommentResponse.id).where(CommentResponse.issue_id == issue.id).limit(1)
    if db.session.execute(used).first() is not None:
        raise NotPossible(N_("This issue has comments. Remove them from the issue first."))
    record_event("removed", issue.consultation, by, issue=issue.reference, title=issue.title)
    db.session.execute(delete(Issue).where(Issue.id == issue.id))
    db.session.expunge(issue)
