"""Reading answers, issues, progress and summaries.

Two sources of answers look alike: those being written (answers and issues, joined) and those an edition published
(kept rows that never change). What the public reads comes from the second, and only for comments it may read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, Select, Text, and_, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, joinedload

from consult.consultations.models import Consultation, Question
from consult.core.database import db, together
from consult.core.errors import NotFound
from consult.core.events import Event
from consult.core.paging import Page, page_of
from consult.drafts.models import Block
from consult.moderation.models import Reason
from consult.responses.lifecycle import REASONED, Disposition, State
from consult.responses.models import Answer, HoldingNotice, Issue, PublishedAnswer, Summary
from consult.stakeholders.models import Category
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, CommentType, Subject, Submission

IN_SCOPE = or_(
    Comment.moderation.in_(VISIBLE | AWAITING),
    and_(
        Comment.moderation == Moderation.WITHHELD,
        Comment.reason == Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY.value,
        Submission.attribution == Attribution.CONFIDENTIAL,
    ),
)
"""Comments that are answered: submitted, not withdrawn, not withheld or removed. Confidential ones are answered too."""

IS_PUBLIC = and_(Comment.moderation.in_(VISIBLE), Submission.attribution != Attribution.CONFIDENTIAL)
"""Comments the public may read."""

DISPOSITION = func.coalesce(Answer.disposition, Issue.disposition)
WORDS = func.coalesce(func.nullif(Answer.text, ""), Issue.answer, "")
CHANGE = func.coalesce(func.nullif(Answer.change, ""), Issue.change, "")
IS_ANSWERED = and_(DISPOSITION.is_not(None), or_(DISPOSITION.not_in(REASONED), WORDS != ""))
"""It has a disposition, and words where words are due."""


def _in_scope(consultation_id: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Answer, Answer.comment_id == Comment.id)
        .outerjoin(Issue, Issue.id == Answer.issue_id)
        .where(Comment.consultation_id == consultation_id, IN_SCOPE)
    )


# -- progress ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """How far the comments on one clause, on the whole, or on one question are answered."""

    key: str
    """"general", "question-2", "clause:<key of the heading>"."""
    number: str
    title: str
    level: int
    comments: int
    answered: int


@dataclass(frozen=True)
class Progress:
    """How many comments are to be answered, how many are, and what is missing."""

    comments: int = 0
    answered: int = 0
    without_disposition: int = 0
    without_reason: int = 0
    awaiting_moderation: int = 0
    changed_since: int = 0
    parts: list[Part] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every comment has its disposition, with words where words are due (practices H1, H2)."""
        return self.answered == self.comments


def progress(consultation_id: int) -> Progress:
    """How far the answers of a consultation have come, in all and by clause."""
    consultation = db.session.get_one(Consultation, consultation_id)
    clause = case((Comment.subject == Subject.CLAUSE, func.coalesce(Block.clause, "")), else_="")
    rows = db.session.execute(
        _in_scope(
            consultation_id,
            Comment.subject,
            clause.label("clause"),
            Question.position.label("question"),
            func.min(Question.text).label("asked"),
            func.count().label("comments"),
            func.count().filter(IS_ANSWERED).label("answered"),
            func.count().filter(DISPOSITION.is_(None)).label("without_disposition"),
            func.count().filter(Comment.moderation.in_(AWAITING)).label("awaiting"),
            func.count().filter(Answer.answered_at < Comment.filed_at).label("changed"),
        )
        .outerjoin(Block, and_(Block.version_id == consultation.version_id, Block.key == Comment.block_key))
        .outerjoin(Question, Question.id == Comment.question_id)
        .group_by(Comment.subject, clause, Question.position)
    ).all()
    comments, answered = sum(r.comments for r in rows), sum(r.answered for r in rows)
    without = sum(r.without_disposition for r in rows)
    return Progress(
        comments,
        answered,
        without,
        comments - answered - without,
        sum(r.awaiting for r in rows),
        sum(r.changed for r in rows),
        _parts(consultation, rows),
    )


def _parts(consultation: Consultation, rows: Sequence[Row[Any]]) -> list[Part]:
    by = {(r.subject, r.clause, r.question): r for r in rows}
    parts = []
    general = by.get((Subject.GENERAL, "", None))
    if general is not None:
        parts.append(Part("general", "", "", 1, general.comments, general.answered))
    parts += [
        Part(f"question-{r.question}", str(r.question), r.asked, 1, r.comments, r.answered)
        for r in sorted((r for r in rows if r.question is not None), key=lambda r: r.question)
    ]
    found = {r.clause: r for r in rows if r.subject == Subject.CLAUSE}
    if "" in found:
        parts.append(Part("clause:", "", "", 1, found[""].comments, found[""].answered))
    headings = db.session.execute(
        select(Block.key, Block.number, Block.title, Block.level)
        .where(Block.version_id == consultation.version_id, Block.key.in_(found))
        .order_by(Block.position)
    )
    return parts + [
        Part(f"clause:{h.key}", h.number, h.title, h.level, found[h.key].comments, found[h.key].answered)
        for h in headings
    ]


def disposition_counts(consultation_id: int, summary: Summary | None = None) -> dict[Disposition, int]:
    """How many comments have each disposition, `withdrawn` by itself; as `summary` published them, or as of now."""
    if summary is not None and summary.state == State.PUBLISHED:
        return {Disposition(k): n for k, n in summary.figures["dispositions"].items()}
    rows = db.session.execute(
        _in_scope(consultation_id, DISPOSITION.label("kind"), func.count())
        .where(DISPOSITION.is_not(None))
        .group_by(DISPOSITION)
    )
    found = {Disposition(kind): count for kind, count in rows}
    withdrawn = db.session.execute(
        select(func.count()).where(
            Comment.consultation_id == consultation_id, Comment.moderation == Moderation.WITHDRAWN
        )
    ).scalar_one()
    if withdrawn:
        found[Disposition.WITHDRAWN] = withdrawn
    return {kind: found[kind] for kind in Disposition if kind in found}


# -- the workbench -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """Which comments the workbench shows."""

    part: str = ""
    state: str = ""
    type: CommentType | None = None
    issue: str = ""
    words: str = ""
    only: int | None = None
    """The id of the one comment to show."""


def comments_to_answer(
    consultation: Consultation, filters: Filters, after: str = "", size: int = 20
) -> Page[Any]:
    """Comments in the order of the text, each with its answer and what it inherits of its issue."""
    original = aliased(Comment)
    sender = aliased(Submission)
    rows = _filtered(
        consultation,
        filters,
        Comment,
        Submission,
        Answer,
        Issue,
        DISPOSITION.label("disposition"),
        WORDS.label("words"),
        CHANGE.label("change"),
        IS_ANSWERED.label("is_answered"),
        (sender.reference + "/" + cast(original.number, Text)).label("duplicate_of"),
    )
    rows = rows.outerjoin(original, original.id == Answer.duplicate_of_id).outerjoin(
        sender, sender.id == original.submission_id
    )
    return page_of(
        rows,
        by=[Comment.place_order, Comment.id],
        values=lambda row: [row.Comment.place_order, row.Comment.id],
        after=after,
        size=size,
    )


def next_unanswered(consultation: Consultation, filters: Filters, after: Comment) -> str:
    """The reference of the next comment of these filters that is not answered, from the start again; "" for none."""
    wanted = replace(filters, state="unanswered")
    key = tuple_(Comment.place_order, Comment.id)
    is_before = key <= tuple_(literal(after.place_order), literal(after.id))
    rows = _filtered(consultation, wanted, Submission.reference, Comment.number)
    found = db.session.execute(
        rows.where(Comment.id != after.id).order_by(is_before, Comment.place_order, Comment.id).limit(1)
    ).one_or_none()
    return f"{found.reference}/{found.number}" if found is not None else ""


def ids_to_answer(consultation: Consultation, filters: Filters, limit: int) -> list[int]:
    """Ids of every comment the workbench would show, at most `limit`."""
    return list(
        db.session.execute(
            _filtered(consultation, filters, Comment.id)
            .order_by(Comment.place_order, Comment.id)
            .limit(limit)
        ).scalars()
    )


def _filtered(consultation: Consultation, filters: Filters, *columns: Any) -> Select[Any]:
    rows = _in_scope(consultation.id, *columns)
    for condition in _conditions(consultation, filters):
        rows = rows.where(condition)
    return rows


def _conditions(consultation: Consultation, filters: Filters) -> list[Any]:
    found: list[Any] = []
    kind, _colon, key = filters.part.partition(":")
    if kind == "general":
        found.append(Comment.subject == Subject.GENERAL)
    elif kind == "clause":
        under = select(Block.key).where(Block.version_id == consultation.version_id, Block.clause == key)
        found += [Comment.subject == Subject.CLAUSE, Comment.block_key.in_(under)]
    elif kind.startswith("question-") and kind[9:].isdigit():
        asked = select(Question.id).where(
            Question.consultation_id == consultation.id, Question.position == int(kind[9:])
        )
        found.append(Comment.question_id.in_(asked))
    if filters.state == "unanswered":
        found.append(func.coalesce(IS_ANSWERED, False).is_(False))
    elif filters.state == "answered":
        found.append(IS_ANSWERED)
    elif filters.state == "changed":
        found.append(Answer.answered_at < Comment.filed_at)
    elif filters.state == "awaiting":
        found.append(Comment.moderation.in_(AWAITING))
    if filters.only is not None:
        found.append(Comment.id == filters.only)
    if filters.type is not None:
        found.append(Comment.type == filters.type)
    if filters.issue == "none":
        found.append(Answer.issue_id.is_(None))
    elif filters.issue:
        found.append(Issue.reference == filters.issue)
    if filters.words:
        like = f"%{filters.words.translate(_LIKE)}%"
        found.append(
            or_(
                Comment.comment.ilike(like),
                Comment.proposal.ilike(like),
                Submission.organisation.ilike(like),
                Submission.name.ilike(like),
                Submission.reference == filters.words.upper(),
            )
        )
    return found


_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def blocks_by_key(consultation: Consultation, keys: Collection[str]) -> dict[str, Any]:
    """Blocks of the consultation's version by their keys."""
    rows = db.session.execute(
        select(
            Block.key,
            Block.kind,
            Block.number,
            Block.title,
            Block.line,
            Block.html,
            Block.text,
            Block.clause,
        ).where(Block.version_id == consultation.version_id, Block.key.in_(keys))
    )
    return {row.key: row for row in rows}


def comments(consultation: Consultation, ids: Collection[int]) -> Sequence[Comment]:
    """Comments of the consultation that are to be answered, of these ids, in the order of the text."""
    rows = (
        _in_scope(consultation.id, Comment)
        .where(Comment.id.in_(ids))
        .options(joinedload(Comment.submission))
        .order_by(Comment.place_order, Comment.id)
    )
    return db.session.execute(rows).scalars().all()


def by_references(consultation: Consultation, references: Collection[str]) -> Sequence[Comment]:
    """Comments to be answered by their public references ("K7R-4M2-XP9/2"); unknown ones are left out."""
    wanted = {reference.strip().upper() for reference in references}
    name = Submission.reference + "/" + cast(Comment.number, Text)
    rows = (
        _in_scope(consultation.id, Comment)
        .where(name.in_(wanted))
        .options(joinedload(Comment.submission))
        .order_by(Comment.place_order, Comment.id)
    )
    return db.session.execute(rows).scalars().all()


def reference_of(comment_id: int) -> str:
    """The public reference of a comment."""
    rows = (
        select(Submission.reference, Comment.number)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.id == comment_id)
    )
    reference, number = db.session.execute(rows).one()
    return f"{reference}/{number}"


def answers(consultation_id: int) -> Sequence[Answer]:
    """Every answer of a consultation, with its issue."""
    rows = select(Answer).where(Answer.consultation_id == consultation_id).options(joinedload(Answer.issue))
    return db.session.execute(rows.order_by(Answer.id)).scalars().all()


def answers_to(comment_ids: Collection[int]) -> dict[int, Answer]:
    """The answers there are to these comments, by the comment's id."""
    rows = (
        select(Answer)
        .where(Answer.comment_id.in_(comment_ids))
        .options(joinedload(Answer.issue))
        .execution_options(populate_existing=True)
    )
    return {found.comment_id: found for found in db.session.execute(rows).scalars()}


# -- issues ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """An issue, and how many of its comments are answered."""

    issue: Issue
    comments: int
    answered: int


def issues(consultation_id: int) -> list[Counted]:
    """The issues of a consultation in order, with their comments counted."""
    counted = (
        _in_scope(
            consultation_id,
            Answer.issue_id.label("issue_id"),
            func.count().label("comments"),
            func.count().filter(IS_ANSWERED).label("answered"),
        )
        .where(Answer.issue_id.is_not(None))
        .group_by(Answer.issue_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Issue, func.coalesce(counted.c.comments, 0), func.coalesce(counted.c.answered, 0))
        .outerjoin(counted, counted.c.issue_id == Issue.id)
        .where(Issue.consultation_id == consultation_id)
        .order_by(Issue.position, Issue.id)
    )
    return [Counted(issue, comments, answered) for issue, comments, answered in rows]


def issue(consultation: Consultation, reference: str) -> Issue:
    """One issue of the consultation. Raises NotFound."""
    rows = select(Issue).where(Issue.consultation_id == consultation.id, Issue.reference == reference)
    found = db.session.execute(rows).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def categories_of(
    of: Issue | None = None, *, consultation_id: int | None = None
) -> dict[int, list[tuple[str, int]]]:
    """Issue's id → how many comments of each category; confidential ones are counted as "not_shown"."""
    rows = (
        select(Answer.issue_id, Submission.attribution, Submission.category, func.count())
        .join(Comment, Comment.id == Answer.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Answer.issue_id.is_not(None), IN_SCOPE)
        .group_by(Answer.issue_id, Submission.attribution, Submission.category)
    )
    if of is not None:
        rows = rows.where(Answer.issue_id == of.id)
    else:
        rows = rows.where(Answer.consultation_id == consultation_id)
    found: dict[Any, dict[str, int]] = {}
    for issue_id, attribution, category, count in db.session.execute(rows):
        key = NOT_SHOWN if attribution == Attribution.CONFIDENTIAL else (category or Category.OTHER).value
        cell = found.setdefault(issue_id, {})
        cell[key] = cell.get(key, 0) + count
    return {issue_id: sorted(cells.items(), key=by_category) for issue_id, cells in found.items()}


NOT_SHOWN = "not_shown"
"""Where confidential submissions, and too few anonymous ones, are counted."""


def by_category(item: tuple[str, Any]) -> tuple[int, str]:
    """Sorts cells: the Partnership's four in their order, then the others; never by how many they are."""
    order = [category.value for category in Category]
    key = item[0]
    return (order.index(key) if key in order else len(order) + (key == NOT_SHOWN), key)


# -- summaries ---------------------------------------------------------------------------------------------------------


def latest(consultation_id: int) -> Summary | None:
    """The newest edition of the summary, whatever its state."""
    rows = (
        select(Summary)
        .where(Summary.consultation_id == consultation_id)
        .options(joinedload(Summary.author), joinedload(Summary.approved_by))
        .order_by(Summary.edition.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def editions(consultation_id: int) -> Sequence[Summary]:
    """The published editions, the newest first."""
    rows = select(Summary).where(Summary.consultation_id == consultation_id, Summary.state == State.PUBLISHED)
    return db.session.execute(rows.order_by(Summary.edition.desc())).scalars().all()


def published(consultation_id: int) -> Summary | None:
    """The newest published edition, or None."""
    return next(iter(editions(consultation_id)), None)


def hands(summary: Summary) -> set[int]:
    """Ids of everybody who wrote something of this edition."""
    rows = select(Event.actor_id).where(
        Event.subject == subject_of(summary), Event.name.in_(("responses.drafted", "responses.edited"))
    )
    return {summary.author_id} | {found for found in db.session.execute(rows).scalars() if found is not None}


def subject_of(summary: Summary) -> str:
    """The reference of a summary in the log."""
    return f"{summary.consultation.slug}/response/{summary.edition}"


def holding_notices(consultation_id: int) -> Sequence[HoldingNotice]:
    """Notices that the response comes later, the newest first."""
    rows = select(HoldingNotice).where(HoldingNotice.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(HoldingNotice.id.desc())).scalars().all()


# -- what the public reads ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicAnswer:
    """The published answer to one comment."""

    disposition: Disposition
    text: str
    change: str
    issue_title: str
    issue_ref: str
    duplicate_of: str = ""
    """The reference of the comment it repeats, where the public may read that one."""


def public_answers(comment_ids: Collection[int]) -> dict[int, PublicAnswer]:
    """The published answers to these comments: of each the newest edition's, and only where the public reads it."""
    if not comment_ids:
        return {}
    rows = db.session.execute(
        _public_answers()
        .join(Summary, Summary.id == PublishedAnswer.summary_id)
        .where(PublishedAnswer.comment_id.in_(comment_ids), IS_PUBLIC)
        .order_by(PublishedAnswer.comment_id, Summary.edition.desc())
        .ext(distinct_on(PublishedAnswer.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def answers_of_submission(submission_id: int) -> dict[int, PublicAnswer]:
    """The published answers to the comments of one submission, confidential ones too: for whoever sent it."""
    rows = db.session.execute(
        _public_answers()
        .join(Summary, Summary.id == PublishedAnswer.summary_id)
        .where(Comment.submission_id == submission_id, IN_SCOPE)
        .order_by(PublishedAnswer.comment_id, Summary.edition.desc())
        .ext(distinct_on(PublishedAnswer.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def _told(row: Any) -> PublicAnswer:
    return PublicAnswer(
        row.disposition, row.text, row.change, row.issue_title, row.issue_reference, row.duplicate_of or ""
    )


_original = aliased(Comment)
_original_sender = aliased(Submission)


def _named() -> Any:
    """The reference of the original of a duplicate, where the public may read it."""
    is_public = and_(
        _original.moderation.in_(VISIBLE), _original_sender.attribution != Attribution.CONFIDENTIAL
    )
    return case((is_public, _original_sender.reference + "/" + cast(_original.number, Text)), else_="")


def _public_answers() -> Select[Any]:
    return (
        select(
            PublishedAnswer.comment_id,
            PublishedAnswer.disposition,
            PublishedAnswer.text,
            PublishedAnswer.change,
            PublishedAnswer.issue_reference,
            PublishedAnswer.issue_title,
            PublishedAnswer.has_own_words,
            PublishedAnswer.has_own_change,
            _named().label("duplicate_of"),
        )
        .select_from(PublishedAnswer)
        .join(Comment, Comment.id == PublishedAnswer.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(_original, _original.id == PublishedAnswer.duplicate_of_id)
        .outerjoin(_original_sender, _original_sender.id == _original.submission_id)
    )


def answers_being_written(consultation_id: int) -> Select[Any]:
    """The answers as they stand, in the columns of published ones; duplicates have their original's words."""
    original_answer = aliased(Answer)
    original_issue = aliased(Issue)
    original_words = func.coalesce(func.nullif(original_answer.text, ""), original_issue.answer, "")
    words = case(
        (and_(DISPOSITION == Disposition.DUPLICATE, WORDS == ""), original_words),
        else_=WORDS,
    )
    return (
        _in_scope(
            consultation_id,
            Comment.id.label("comment_id"),
            DISPOSITION.label("disposition"),
            words.label("text"),
            CHANGE.label("change"),
            func.coalesce(Issue.reference, "").label("issue_reference"),
            func.coalesce(Issue.title, "").label("issue_title"),
            func.coalesce(Answer.text != "", literal(False)).label("has_own_words"),
            func.coalesce(Answer.change != "", literal(False)).label("has_own_change"),
            Answer.duplicate_of_id.label("duplicate_of_id"),
            _named().label("duplicate_of"),
        )
        .where(DISPOSITION.is_not(None))
        .outerjoin(_original, _original.id == Answer.duplicate_of_id)
        .outerjoin(_original_sender, _original_sender.id == _original.submission_id)
        .outerjoin(original_answer, original_answer.comment_id == Answer.duplicate_of_id)
        .outerjoin(original_issue, original_issue.id == original_answer.issue_id)
    )


def own_changes(consultation_id: int) -> Sequence[Row[Any]]:
    """By subject and clause, how many comments led to a change of their own."""
    version = select(Consultation.version_id).where(Consultation.id == consultation_id).scalar_subquery()
    clause = case((Comment.subject == Subject.CLAUSE, func.coalesce(Block.clause, "")), else_="")
    rows = (
        _in_scope(consultation_id, Comment.subject, Question.position.label("question"), clause.label("clause"),
                  func.count().label("changes"))
        .outerjoin(Block, and_(Block.version_id == version, Block.key == Comment.block_key))
        .outerjoin(Question, Question.id == Comment.question_id)
        .where(Answer.change != "", DISPOSITION != Disposition.DUPLICATE)
        .group_by(Comment.subject, Question.position, clause)
    )  # fmt: skip
    return db.session.execute(rows).all()


@dataclass(frozen=True)
class Source:
    """Which answers are read with the public comments: those of an edition, or (for staff) those being written."""

    consultation: Consultation
    summary: Summary | None = None


def answered(source: Source) -> Any:
    """Select and columns of the comments that the public may read, with their answers: (select, comment, answer).

    A comment without an answer (published after the edition, say) is among them, with empty answer columns.
    """
    comment = submissions.public(source.consultation.id).subquery("comment")
    if source.summary is not None and source.summary.state == State.PUBLISHED:
        told = _public_answers().where(PublishedAnswer.summary_id == source.summary.id)
    else:
        told = answers_being_written(source.consultation.id)
    answer = told.subquery("answer")
    rows = (
        select(
            comment,
            *(answer.c[name].label(label) for name, label in _ANSWER.items()),
            Block.line,
            Block.text.label("block_text"),
        )
        .select_from(comment)
        .outerjoin(answer, answer.c.comment_id == comment.c.id)
        .outerjoin(Block, and_(Block.version_id == comment.c.version_id, Block.key == comment.c.block_key))
    )
    return rows, comment.c, answer.c


_ANSWER = {
    "disposition": "disposition",
    "text": "answer",
    "change": "change",
    "issue_reference": "issue_reference",
    "issue_title": "issue_title",
    "has_own_words": "has_own_words",
    "has_own_change": "has_own_change",
    "duplicate_of": "duplicate_of",
}


def disposition_table(source: Source, limit: int | None = None) -> Any:
    """The public comments with their answers, ordered by place, then type, then who; streamed."""
    rows, comment, _answer = answered(source)
    order = (
        case((comment.subject == Subject.GENERAL, 0), (comment.subject == Subject.CLAUSE, 1), else_=2),
        comment.place_order,
        comment.place,
        comment.type,
        comment.organisation,
        comment.name,
        comment.id,
    )
    if limit is None:
        together()
    return db.session.execute(
        rows.order_by(*order).limit(limit), execution_options={"yield_per": 500} if limit is None else {}
    )


def answered_singly(source: Source, limit: int) -> Sequence[Row[Any]]:
    """Public comments that were answered in words of their own, in the order of the text."""
    rows, comment, answer = answered(source)
    rows = rows.where(answer.has_own_words, answer.disposition != Disposition.DUPLICATE)
    return db.session.execute(rows.order_by(comment.place_order, comment.id).limit(limit)).all()


def changed_singly(source: Source, limit: int) -> Sequence[Row[Any]]:
    """Public comments that led to a change of their own, in the order of the text."""
    rows, comment, answer = answered(source)
    rows = rows.where(answer.has_own_change, answer.disposition != Disposition.DUPLICATE)
    return db.session.execute(rows.order_by(comment.place_order, comment.id).limit(limit)).all()


def not_taken_singly(
    source: Source, kinds: Collection[Disposition], issues: Collection[str], limit: int
) -> Sequence[Row[Any]]:
    """Public comments that were not taken up, but for those whose reason is that of one of `issues`."""
    rows, comment, answer = answered(source)
    is_single = or_(answer.has_own_words, answer.issue_reference.not_in(issues))
    rows = rows.where(answer.disposition.in_(kinds), is_single)
    return db.session.execute(rows.order_by(comment.place_order, comment.id).limit(limit)).all()


def texts_by_issue(source: Source) -> dict[str, list[str]]:
    """Issue → the words of the places that its public comments are about."""
    rows, _comment, answer = answered(source)
    found = rows.where(answer.issue_reference != "", Block.text.is_not(None)).subquery().c
    result: dict[str, list[str]] = {}
    for reference, text in db.session.execute(select(found.issue_reference, found.block_text).distinct()):
        result.setdefault(reference, []).append(text)
    return result


def references_by_issue(source: Source, limit: int) -> dict[str, list[str]]:
    """Issue → the references of its public comments, at most `limit` of each."""
    rows, _comment, answer = answered(source)
    found = rows.where(answer.issue_reference != "").subquery()
    numbered = select(
        found.c.issue_reference,
        found.c.reference,
        found.c.number,
        func.row_number()
        .over(partition_by=found.c.issue_reference, order_by=(found.c.place_order, found.c.id))
        .label("place"),
    ).subquery()
    result: dict[str, list[str]] = {}
    for row in db.session.execute(
        select(numbered)
        .where(numbered.c.place <= limit)
        .order_by(numbered.c.issue_reference, numbered.c.place)
    ):
        result.setdefault(row.issue_reference, []).append(f"{row.reference}/{row.number}")
    return result


def respondents(consultation_id: int, limit: int) -> Sequence[Any]:
    """Who is named with a public comment, each submission once, by category and name."""
    found = submissions.public(consultation_id).subquery().c
    who = (
        found.reference, found.attribution, found.name, found.organisation, found.category, found.country,
        found.on_behalf_of,
    )  # fmt: skip
    rows = (
        select(*who)
        .where(found.attribution != Attribution.ANONYMOUS_TO_PUBLIC)
        .distinct()
        .order_by(found.category, found.organisation, found.name, found.reference)
    )
    return db.session.execute(rows.limit(limit)).all()


def unnamed(consultation_id: int) -> dict[Attribution, int]:
    """How many submissions with comments in scope chose not to be named, by their choice."""
    rows = db.session.execute(
        select(Submission.attribution, func.count(func.distinct(Submission.id)))
        .join(Comment, Comment.submission_id == Submission.id)
        .where(
            Submission.consultation_id == consultation_id,
            IN_SCOPE,
            Submission.attribution.in_([Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL]),
        )
        .group_by(Submission.attribution)
    )
    return {attribution: count for attribution, count in rows if attribution is not None}
