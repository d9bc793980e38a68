"""Answering comments, one or many at once; gathering them in issues; writing, approving and publishing the summary."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from consult.accounts.models import User
from consult.consultations.actions import conclude, touch
from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.events import record
from consult.core.gates import pass_gates
from consult.core.words import N_
from consult.responses import composition, queries
from consult.responses.labels import SECTIONS
from consult.responses.lifecycle import EDITABLE, LIFECYCLE, REASONED, Disposition, State
from consult.responses.models import Answer, HoldingNotice, Issue, PublishedAnswer, Summary
from consult.submissions.models import Comment

LONGEST_LINE = 500
"""Characters of a title or a place."""


def _record(what: str, consultation: Consultation, by: User, subject: str = "", **data: object) -> None:
    record(
        f"responses.{what}",
        subject or consultation.slug,
        by=by.id,
        organisation=consultation.organisation_id,
        consultation=consultation.id,
        **data,
    )


def _answerable(consultation: Consultation) -> None:
    """Answers may change: the consultation is public, and no summary waits, is approved or is the newest published.

    The row is held until the end of the action, so that nothing changes while somebody proposes or publishes.
    """
    lock(consultation)
    if consultation.state not in PUBLIC or consultation.state == ConsultationState.WITHDRAWN:
        raise NotPossible(
            N_("There is nothing to answer: the consultation is not announced, or was withdrawn.")
        )
    summary = queries.latest(consultation.id)
    if summary is None or summary.state in EDITABLE:
        return
    if summary.state == State.PUBLISHED:
        raise NotPossible(N_("The response is published. Begin a new edition to change answers."))
    raise NotPossible(N_("The summary waits for approval or publication. Send it back to change answers."))


# -- answers -----------------------------------------------------------------------------------------------------------


@action
def answer(
    comments: Sequence[Comment],
    *,
    disposition: Disposition | None,
    text: str = "",
    change: str = "",
    issue: Issue | None = None,
    is_out: bool = False,
    duplicate_of: Comment | None = None,
    by: User,
) -> None:
    """Give these comments of one consultation the same answer; `issue` puts them into it as well, `is_out` out of any.

    Without a disposition they have their issue's. Raises NotPossible for a comment that is not answered (withdrawn,
    withheld), a missing reason, a duplicate of nothing or of itself.
    """
    consultation = _one_consultation(comments)
    _answerable(consultation)
    asked = _all_answered(consultation, comments)
    if disposition == Disposition.WITHDRAWN:
        raise NotPossible(N_("Only its submitter withdraws a comment."))
    if issue is not None and issue.consultation_id != consultation.id:
        raise NotPermitted
    _check_duplicate(consultation, asked, disposition, duplicate_of)
    before = queries.answers_to(asked)
    text, change = markup.plain(text), markup.plain(change)
    for comment in comments:
        kept = before.get(comment.id)
        into = issue or (kept.issue if kept and not is_out else None)
        has_words = bool(text or (into is not None and into.answer))
        if disposition in REASONED and not has_words:
            raise NotPossible(
                N_("This disposition needs its reason: write the answer, or answer the issue first.")
            )
    original = duplicate_of.id if duplicate_of is not None and disposition == Disposition.DUPLICATE else None
    values = {
        "disposition": disposition,
        "text": text,
        "change": change,
        "duplicate_of_id": original,
        "answered_at": clock.now(),
        "answered_by_id": by.id,
    }
    if issue is not None or is_out:
        values["issue_id"] = issue.id if issue is not None else None
    _write(consultation, sorted(asked), values)
    _record(
        "answered",
        consultation,
        by,
        comments=sorted(asked),
        disposition=disposition.value if disposition else "",
    )


@action
def answer_in_new_issue(
    comments: Sequence[Comment],
    *,
    title: str,
    disposition: Disposition | None = None,
    text: str = "",
    change: str = "",
    by: User,
) -> Issue:
    """Begin an issue with these comments in it; what is answered here is the issue's answer and holds for them.

    Without an answer they keep their own. Raises as `open_issue`, `change_issue` and `answer`.
    """
    issue = open_issue(_one_consultation(comments), title=title, by=by)
    if disposition is None and not text and not change:
        put_into(issue, comments, by=by)
    else:
        change_issue(issue, disposition=disposition, answer=text, change=change, by=by)
        answer(comments, disposition=None, issue=issue, by=by)
    return issue


def _one_consultation(comments: Sequence[Comment]) -> Consultation:
    found = {comment.consultation_id for comment in comments}
    if not found:
        raise NotPossible(N_("Choose at least one comment."))
    if len(found) > 1:
        raise NotPermitted
    return db.session.get_one(Consultation, found.pop())


def _all_answered(consultation: Consultation, comments: Sequence[Comment]) -> set[int]:
    """Their ids. Raises NotPossible where one of them is not answered at all."""
    asked = {comment.id for comment in comments}
    if asked != {comment.id for comment in queries.comments(consultation, asked)}:
        raise NotPossible(
            N_("Some of these comments are not answered: they were withdrawn, withheld or removed.")
        )
    return asked


def _check_duplicate(
    consultation: Consultation, asked: set[int], disposition: Disposition | None, original: Comment | None
) -> None:
    if disposition != Disposition.DUPLICATE:
        return
    if original is None or original.consultation_id != consultation.id:
        raise NotPossible(N_("A duplicate names the comment that it repeats."))
    if original.id in asked:
        raise NotPossible(N_("A comment is not a duplicate of itself."))
    if not queries.comments(consultation, {original.id}):
        raise NotPossible(
            N_("The comment that it repeats is not answered itself: it was withdrawn or withheld.")
        )
    repeated = select(Answer.id).where(Answer.duplicate_of_id.in_(asked)).limit(1)
    if db.session.execute(repeated).first() is not None:
        raise NotPossible(N_("Other comments are duplicates of one of these. Answer those first."))
    theirs = queries.answers_to({original.id}).get(original.id)
    if theirs is not None and theirs.disposition == Disposition.DUPLICATE:
        raise NotPossible(N_("The comment that it repeats is a duplicate too. Name the first one."))


def _write(consultation: Consultation, ids: Sequence[int], values: Mapping[str, object]) -> None:
    rows = [{"comment_id": one, "consultation_id": consultation.id, **values} for one in ids]
    statement = upsert(Answer).values([{"text": "", "change": "", **row} for row in rows])
    statement = statement.on_conflict_do_update(
        index_elements=["comment_id"], set_={name: statement.excluded[name] for name in values}
    )
    db.session.execute(statement)
    for kept in list(db.session.identity_map.values()):
        if isinstance(kept, Answer):
            db.session.expire(kept)


@action
def put_into(issue: Issue | None, comments: Sequence[Comment], *, by: User) -> None:
    """Put comments into an issue, or with None take them out of theirs; their own answers stay."""
    consultation = _one_consultation(comments)
    _answerable(consultation)
    if issue is not None and issue.consultation_id != consultation.id:
        raise NotPermitted
    asked = _all_answered(consultation, comments)
    values = {
        "issue_id": issue.id if issue is not None else None,
        "answered_at": clock.now(),
        "answered_by_id": by.id,
    }
    if issue is None:
        _keep_reasons(asked)
    _write(consultation, sorted(asked), values)
    _record("grouped", consultation, by, comments=sorted(asked), issue=issue.reference if issue else "")


def _keep_reasons(comment_ids: set[int]) -> None:
    for found in queries.answers_to(comment_ids).values():
        if found.disposition in REASONED and not found.text:
            raise NotPossible(
                N_("The reason of some of these comments is their issue's. Write their own answer first.")
            )


# -- issues ------------------------------------------------------------------------------------------------------------


@action
def open_issue(consultation: Consultation, *, title: str, views: str = "", by: User) -> Issue:
    """Begin an issue: a point that several comments make, answered once."""
    _answerable(consultation)
    title = markup.line(title)
    if not title:
        raise NotPossible(N_("Give the issue a title."))
    last = db.session.execute(
        select(func.max(Issue.position)).where(Issue.consultation_id == consultation.id)
    ).scalar_one()
    issue = Issue(
        reference=f"I-{secrets.token_hex(4)}",
        consultation_id=consultation.id,
        position=(last or 0) + 1,
        title=title[:LONGEST_LINE],
        views=markup.plain(views),
        answer="",
        change="",
        changed_place="",
        created_at=clock.now(),
    )
    db.session.add(issue)
    db.session.flush()
    _record("opened", consultation, by, issue=issue.reference)
    return issue


_ISSUE_WORDS = frozenset({"title", "views", "answer", "disposition", "change", "changed_place"})


@action
def change_issue(issue: Issue, *, position: int | None = None, by: User, **fields: object) -> None:
    """Change an issue's title, views, answer, disposition, change, changed_place and position; others stay.

    Raises NotPossible where its disposition, or that of a comment that relies on its words, would lose its reason.
    """
    _answerable(issue.consultation)
    if unknown := set(fields) - _ISSUE_WORDS:
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    for name, value in fields.items():
        if name == "disposition":
            issue.disposition = Disposition(str(value)) if value else None
        else:
            clean = markup.line if name in {"title", "changed_place"} else markup.plain
            setattr(issue, name, clean(str(value or "")))
    if not issue.title:
        raise NotPossible(N_("Give the issue a title."))
    if issue.disposition in {Disposition.DUPLICATE, Disposition.WITHDRAWN}:
        raise NotPossible(N_("An issue is no duplicate and is not withdrawn; comments are."))
    if issue.disposition in REASONED and not issue.answer:
        raise NotPossible(N_("This disposition needs its reason: write the answer."))
    if not issue.answer:
        rely = select(Answer.id).where(
            Answer.issue_id == issue.id, Answer.text == "", Answer.disposition.in_(REASONED)
        )
        if db.session.execute(rely.limit(1)).first() is not None:
            raise NotPossible(N_("Comments of this issue rely on its answer for their reason."))
    if position is not None and position != issue.position:
        _move_issue(issue, position)
    _record("changed", issue.consultation, by, issue=issue.reference, fields=sorted(fields))


def _move_issue(issue: Issue, position: int) -> None:
    """Give it this place (1 is the first); the others follow in their order."""
    others = select(Issue).where(Issue.consultation_id == issue.consultation_id, Issue.id != issue.id)
    rows = list(db.session.execute(others.order_by(Issue.position, Issue.id)).scalars())
    rows.insert(max(0, min(position - 1, len(rows))), issue)
    for place, one in enumerate(rows, start=1):
        one.position = place


@action
def remove_issue(issue: Issue, *, by: User) -> None:
    """Take an issue away that no comment is in."""
    _answerable(issue.consultation)
    used = select(Answer.id).where(Answer.issue_id == issue.id).limit(1)
    if db.session.execute(used).first() is not None:
        raise NotPossible(N_("Comments are in this issue. Take them out first."))
    _record("removed", issue.consultation, by, issue=issue.reference, title=issue.title)
    db.session.execute(delete(Issue).where(Issue.id == issue.id))
    db.session.expunge(issue)


# -- the summary -------------------------------------------------------------------------------------------------------


def _held(summary: Summary) -> Summary:
    """The summary, read anew; its consultation held, so that answers and summary move one after the other."""
    lock(summary.consultation)
    return lock(summary)


def _move(verb: str, summary: Summary) -> None:
    summary.state = LIFECYCLE.after(verb, _held(summary).state)
    summary.changed_at = clock.now()


@action
def draft_summary(
    consultation: Consultation, *, by: User, say: Callable[..., str] = composition.say
) -> Summary:
    """Begin the summary, or its next edition, with every section drafted from the data; `say` translates the words.

    Gives the one being written where there is one. Raises NotPossible before the consultation has closed.
    """
    lock(consultation)
    if consultation.phase not in {Phase.CLOSED, Phase.ANSWERED}:
        raise NotPossible(N_("The summary is written once the consultation has closed."))
    before = queries.latest(consultation.id)
    if before is not None and before.state != State.PUBLISHED:
        return before
    summary = Summary(
        consultation_id=consultation.id,
        consultation=consultation,
        edition=before.edition + 1 if before else 1,
        state=State.PREPARING,
        sections=dict(before.sections) if before else composition.drafted(consultation, say),
        figures={},
        author_id=by.id,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    db.session.add(summary)
    db.session.flush()
    _record("drafted", consultation, by, queries.subject_of(summary), edition=summary.edition)
    return summary


@action
def redraft_summary(
    summary: Summary, sections: Sequence[str], *, by: User, say: Callable[..., str] = composition.say
) -> None:
    """Write the named sections anew from the data; what was typed there is gone."""
    drafted = composition.drafted(summary.consultation, say)
    edit_summary(summary, {key: drafted[key] for key in sections if key in drafted}, by=by)


@action
def edit_summary(summary: Summary, sections: Mapping[str, str], *, by: User) -> None:
    """Change the officer's words of these sections. Raises NotPossible once it was proposed."""
    if _held(summary).state not in EDITABLE:
        raise NotPossible(N_("The summary was proposed. Send it back to change it."))
    if unknown := set(sections) - set(SECTIONS):
        raise TypeError(f"there are no sections {sorted(unknown)}")
    changed = {
        key: words
        for key, text in sections.items()
        if (words := markup.plain(text)) != summary.sections.get(key)
    }
    if changed:
        summary.sections = {**summary.sections, **changed}
        summary.changed_at = clock.now()
        _record("edited", summary.consultation, by, queries.subject_of(summary), sections=sorted(changed))


@action
def propose_summary(summary: Summary, *, by: User) -> None:
    """Hand it to the approvers; from here answers and words stand still. Raises NotPossible for an empty section."""
    _move("propose", summary)
    empty = [key for key in SECTIONS if not summary.sections.get(key, "").strip()]
    if empty:
        raise NotPossible(
            N_("Every section needs words; these have none: %(sections)s."), sections=", ".join(empty)
        )
    _check_complete(summary.consultation)
    _record("proposed", summary.consultation, by, queries.subject_of(summary), edition=summary.edition)


def _check_complete(consultation: Consultation) -> None:
    """Every comment has its disposition, with words where words are due."""
    found = queries.progress(consultation.id)
    if found.without_disposition:
        raise NotPossible(N_("%(count)s comments have no disposition yet."), count=found.without_disposition)
    if found.without_reason:
        raise NotPossible(
            N_("%(count)s comments have a disposition that needs its reason."), count=found.without_reason
        )


@action
def send_back_summary(summary: Summary, word: str, *, by: User) -> None:
    """Return it to its writers, with a word on what to change."""
    _move("send_back", summary)
    if not markup.line(word):
        raise NotPossible(N_("Say what should change."))
    summary.approved_at = summary.approved_by_id = None
    _record(
        "sent_back",
        summary.consultation,
        by,
        queries.subject_of(summary),
        edition=summary.edition,
        word=markup.plain(word),
    )


@action
def approve_summary(summary: Summary, *, by: User) -> None:
    """Approve it. Raises NotPermitted for anybody who wrote something of it."""
    _move("approve", summary)
    if by.id in queries.hands(summary):
        raise NotPermitted(N_("Somebody other than its writers approves."))
    summary.approved_at, summary.approved_by_id = clock.now(), by.id
    _record("approved", summary.consultation, by, queries.subject_of(summary), edition=summary.edition)


@action
def publish_summary(summary: Summary, *, by: User) -> None:
    """Publish the edition: its numbers and answers are kept as they stand, and the consultation is concluded.

    Raises NotPossible while a comment lacks its disposition or a reason that is due, and where a gate objects.
    """
    state = LIFECYCLE.after("publish", _held(summary).state)
    consultation = summary.consultation
    if consultation.phase not in {Phase.CLOSED, Phase.ANSWERED}:
        raise Conflict(N_("The response is published once the consultation has closed."))
    _check_complete(consultation)
    pass_gates("responses.publish", consultation)
    summary.figures = composition.figures(consultation)
    summary.body = composition.body(summary.sections, summary.figures)
    summary.state, summary.published_at, summary.changed_at = state, clock.now(), clock.now()
    db.session.flush()
    _keep_answers(summary)
    if consultation.phase != Phase.ANSWERED:
        conclude(consultation, by=by)
    else:
        touch(consultation.id)
    _record("published", consultation, by, edition=summary.edition)


def _keep_answers(summary: Summary) -> None:
    found = queries.answers_being_written(summary.consultation_id).subquery().c
    names = ("comment_id", "disposition", "text", "change", "duplicate_of_id", "issue_reference", "issue_title",
             "has_own_words", "has_own_change")  # fmt: skip
    rows = select(literal(summary.id).label("summary_id"), *(found[name] for name in names))
    db.session.execute(insert(PublishedAnswer).from_select(["summary_id", *names], rows))


# -- holding notices ---------------------------------------------------------------------------------------------------


@action
def hold(consultation: Consultation, reason: str, expected_on: datetime, *, by: User) -> HoldingNotice:
    """Say publicly that the response comes later, why, and when it is expected now.

    Raises NotPossible before it has closed or once it is answered, without a reason, or for a day that has passed.
    """
    lock(consultation)
    if consultation.phase != Phase.CLOSED:
        raise NotPossible(
            N_("A holding notice is for a consultation that has closed and is not answered yet.")
        )
    if not markup.line(reason):
        raise NotPossible(N_("Give the reason; it is published."))
    if expected_on <= clock.now():
        raise NotPossible(N_("The day on which the response is expected lies in the future."))
    notice = HoldingNotice(
        consultation_id=consultation.id,
        reason=markup.plain(reason),
        expected_on=expected_on,
        published_at=clock.now(),
        published_by_id=by.id,
    )
    db.session.add(notice)
    _record("held", consultation, by, reason=notice.reason, expected_on=expected_on.isoformat())
    touch(consultation.id)
    return notice
