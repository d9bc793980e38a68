"""Answers to comments, one or many at once; putting them into issues."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.seen import NO_PAGE, NoPage, compare
from consult.core.words import N_
from consult.responses import marks, queries
from consult.responses.actions.gathering import change_issue, open_issue
from consult.responses.actions.holding import answerable, tell
from consult.responses.lifecycle import REASONED, Disposition
from consult.responses.models import Answer, Issue
from consult.submissions.models import Attribution, Comment


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
    seen: Mapping[int, str] | NoPage,
) -> None:
    """Give these comments of one consultation the same answer; `issue` puts them into it as well, `is_out` out of any.

    Without a disposition they have their issue's. Raises NotPossible for a comment that is not answered (withdrawn,
    withheld), a missing reason, a duplicate of nothing or of itself; Overtaken where an answer that would change is
    no more what was `seen` (comment's id → mark), or of which nothing tells what was.
    """
    consultation = _one_consultation(comments)
    answerable(consultation)
    asked = _all_answered(consultation, comments)
    if disposition == Disposition.WITHDRAWN:
        raise NotPossible(N_("Only its submitter withdraws a comment."))
    if issue is not None and issue.consultation_id != consultation.id:
        raise NotPermitted
    text, change = markup.plain(text), markup.plain(change)
    _check_duplicate(consultation, asked, disposition, duplicate_of, text)
    before = queries.answers_to(asked)
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
    _check_seen(seen, asked, before, values)
    _write(consultation, sorted(asked), values)
    tell(
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
    seen: Mapping[int, str] | NoPage,
) -> Issue:
    """Begin an issue with these comments in it; what is answered here is the issue's answer and holds for them.

    Without an answer they keep their own. Raises as `open_issue`, `change_issue` and `answer`.
    """
    issue = open_issue(_one_consultation(comments), title=title, by=by)
    if disposition is None and not text and not change:
        put_into(issue, comments, by=by, seen=seen)
    else:
        change_issue(issue, disposition=disposition, answer=text, change=change, by=by, seen=NO_PAGE)
        answer(comments, disposition=None, issue=issue, by=by, seen=seen)
    return issue


def _check_seen(
    seen: Mapping[int, str] | NoPage,
    asked: set[int],
    before: Mapping[int, Answer],
    values: Mapping[str, object],
) -> None:
    """Raises Overtaken where an answer is no more what was seen, and would become something else."""
    if seen is NO_PAGE:
        return
    for comment_id in sorted(asked):
        told, kept = seen.get(comment_id, ""), before.get(comment_id)
        changed = any(getattr(kept, name, None) != values[name] for name in marks.ANSWER if name in values)
        if changed or not told:
            compare(told, kept, *marks.ANSWER)


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
    consultation: Consultation,
    asked: set[int],
    disposition: Disposition | None,
    original: Comment | None,
    text: str,
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
    is_alone = theirs is None or theirs.issue is None
    if is_alone and not text and original.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(
            N_("The answer to a confidential comment is for its sender alone. Write the answer to this one.")
        )


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
def put_into(
    issue: Issue | None, comments: Sequence[Comment], *, by: User, seen: Mapping[int, str] | NoPage
) -> None:
    """Put comments into an issue, or with None take them out of theirs; their own answers stay.

    Raises Overtaken as `answer`.
    """
    consultation = _one_consultation(comments)
    answerable(consultation)
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
    _check_seen(seen, asked, queries.answers_to(asked), values)
    _write(consultation, sorted(asked), values)
    tell("grouped", consultation, by, comments=sorted(asked), issue=issue.reference if issue else "")


def _keep_reasons(comment_ids: set[int]) -> None:
    for found in queries.answers_to(comment_ids).values():
        if found.disposition in REASONED and not found.text:
            raise NotPossible(
                N_("The reason of some of these comments is their issue's. Write their own answer first.")
            )
