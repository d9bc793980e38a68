"""Drafts by whatever they are known by, their comments, and what is typed: of a draft, or of a submission."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, overload

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import ObjectDeletedError

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation
from consult.core import stale_check
from consult.core.account_data import plain
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.core.kept_statements import KeptStatement
from consult.draft_submissions.models import (
    AnyComment,
    AnySubmission,
    DraftAnswer,
    DraftComment,
    DraftSubmission,
    UnfinishedComment,
)
from consult.organisations.models import RuleVersion
from consult.organisations.rules import AttributionRule, PolicyKind
from consult.questions.answering import Given
from consult.questions.definitions import QuestionContent
from consult.questions.types import Results, type_of
from consult.stakeholders.models import Capacity
from consult.submissions import queries as submissions
from consult.submissions import references
from consult.submissions.models import SAID, Comment, Subject, Submission, marked

Gone = ObjectDeletedError
"""Raised where a draft is read that was submitted, and so deleted, after this request had found it."""

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""

_DRAFTS = select(DraftSubmission).options(
    joinedload(DraftSubmission.consultation).joinedload(Consultation.organisation),
    joinedload(DraftSubmission.consultation).joinedload(Consultation.version),
)
_BY_KEY = _DRAFTS.where(DraftSubmission.key == bindparam("key"))


def by_key(key: str) -> DraftSubmission | None:
    """The draft that the form with this key began, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


class Consulted(NamedTuple):
    """The consultation of a draft."""

    id: int
    slug: str
    state: State


@dataclass(frozen=True)
class DraftToSubmit:
    """What of a draft, and of the rules of its consultation, decides how it can be submitted."""

    id: int
    key: str
    user_id: int | None
    capacity: Capacity | None
    name: str
    organisation: str
    consultation: Consulted
    rule_ids: Mapping[str, int]
    """Kind → id of the rules."""
    attribution: AttributionRule

    @property
    def consultation_id(self) -> int:
        """The number of the consultation."""
        return self.consultation.id


_D, _C = table(DraftSubmission).c, table(Consultation).c
_OWN = (_D.id, _D.key, _D.user_id, _D.capacity, _D.name, _D.organisation)
_TO_SUBMIT = KeptStatement(
    select(
        *_OWN,
        _C.id,
        _C.slug,
        _C.state,
        consultations.rule_ids(_C.id),
        consultations.rule_settings(PolicyKind.ATTRIBUTION, _C.id),
    )
    .join_from(table(DraftSubmission), table(Consultation))
    .where(_D.key == bindparam("key"))
)


def to_submit(key: str) -> DraftToSubmit | None:
    """The draft with this key, in one statement; None where there is none, or where its consultation has no rules of
    its own."""
    values = next(iter(_TO_SUBMIT.rows({"key": key})), None) if key else None
    if values is None:
        return None
    identifier, slug, state, rule_ids, settings = values[len(_OWN) :]
    if not rule_ids:
        return None
    rule = AttributionRule.read_or_default(settings)
    consultation = Consulted(identifier, slug, state)
    return DraftToSubmit(*[*values[: len(_OWN)], consultation, rule_ids, rule])


def to_submit_by(
    draft: DraftSubmission, consultation: Consultation, rules: Mapping[PolicyKind, RuleVersion]
) -> DraftToSubmit:
    """The same of a draft that was read."""
    rule = rules.get(PolicyKind.ATTRIBUTION)
    return DraftToSubmit(
        draft.id, draft.key, draft.user_id, draft.capacity, draft.name, draft.organisation,
        Consulted(consultation.id, consultation.slug, consultation.state),
        {kind.value: version.id for kind, version in rules.items()},
        AttributionRule.read_or_default(rule.settings if rule is not None else None),
    )  # fmt: skip


def opened_by_key(key: str) -> AnySubmission | None:
    """What the form with this key began: the draft, or what was submitted of it."""
    return by_key(key) or submissions.by_key(key)


def opened_by_code(code: str) -> AnySubmission | None:
    """What a code opens (see references.read_code): a draft, or what was submitted of it."""
    if not code:
        return None
    rows = _DRAFTS.where(DraftSubmission.code_hash.in_(references.code_hashes(code)))
    return db.session.execute(rows).scalar_one_or_none() or submissions.by_code(code)


def opened_by_user(user: Any, consultation_id: int) -> AnySubmission | None:
    """The latest draft of a person with an account on a consultation, or else their latest submission."""
    if user is None:
        return None
    rows = _DRAFTS.where(
        DraftSubmission.user_id == user.id, DraftSubmission.consultation_id == consultation_id
    )
    latest = rows.order_by(DraftSubmission.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none() or submissions.of_user(user, consultation_id)


def of_account(user: Any) -> Sequence[Any]:
    """The drafts of a person with an account, the newest first: (DraftSubmission, how many comments)."""
    comments = (
        select(func.count())
        .where(DraftComment.draft_id == DraftSubmission.id)
        .correlate(DraftSubmission)
        .scalar_subquery()
        .label("comments")
    )
    rows = (
        select(DraftSubmission, comments)
        .options(joinedload(DraftSubmission.consultation).joinedload(Consultation.organisation))
        .where(DraftSubmission.user_id == user.id)
        .order_by(DraftSubmission.id.desc())
    )
    return db.session.execute(rows).all()


@overload
def numbered(found: DraftSubmission, number: int) -> DraftComment: ...
@overload
def numbered(found: Submission, number: int) -> Comment: ...
def numbered(found: AnySubmission, number: int) -> AnyComment:
    """One comment of a draft or a submission. Raises NotFound."""
    if isinstance(found, Submission):
        return submissions.numbered(found, number)
    rows = select(DraftComment).where(
        DraftComment.draft_id == found.id, DraftComment.number == min(number, MOST)
    )
    one = db.session.execute(rows).scalar_one_or_none()
    if one is None:
        raise NotFound
    return one


@overload
def keyed(found: DraftSubmission, key: str) -> DraftComment | None: ...
@overload
def keyed(found: Submission, key: str) -> Comment | None: ...
def keyed(found: AnySubmission, key: str) -> AnyComment | None:
    """The comment that a form with this key added, or None."""
    if isinstance(found, Submission):
        return submissions.keyed(found, key)
    rows = select(DraftComment).where(DraftComment.draft_id == found.id, DraftComment.key == key)
    return db.session.execute(rows).scalar_one_or_none()


def comments_of(draft: DraftSubmission) -> Sequence[DraftComment]:
    """The comments of a draft, in reading order."""
    rows = (
        select(DraftComment)
        .where(DraftComment.draft_id == draft.id)
        .options(joinedload(DraftComment.question))
        .order_by(*submissions.reading_order(DraftComment))
    )
    return db.session.execute(rows).scalars().all()


def comments_as_they_are(draft: DraftSubmission) -> Sequence[DraftComment]:
    """The comments of a draft in the order of their numbers, read again where the request has read them before."""
    rows = select(DraftComment).where(DraftComment.draft_id == draft.id).order_by(DraftComment.number)
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def keys_of(draft: DraftSubmission) -> set[str]:
    """The keys of the comments of a draft."""
    rows = select(DraftComment.key).where(DraftComment.draft_id == draft.id)
    return set(db.session.execute(rows).scalars())


def keys_in(key: str) -> set[str]:
    """The keys of the comments of the draft with this key; none where it is gone."""
    rows = (
        select(DraftComment.key)
        .join(DraftSubmission, DraftSubmission.id == DraftComment.draft_id)
        .where(DraftSubmission.key == key)
    )
    return set(db.session.execute(rows).scalars())


def is_draft(key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """That there is a draft with this key, for statements about what belongs to drafts."""
    return select(DraftSubmission.id).where(DraftSubmission.key == key).exists()


def keys_of_account(user: Any) -> Select[str]:
    """A select of the keys of the drafts of a person with an account."""
    return select(DraftSubmission.key).where(DraftSubmission.user_id == user.id)


def latest_type(draft: DraftSubmission) -> str | None:
    """The type of the comment on a passage that was added last; None before the first."""
    rows = select(DraftComment.type).where(
        DraftComment.draft_id == draft.id, DraftComment.subject == Subject.CLAUSE
    )
    found = db.session.execute(rows.order_by(DraftComment.number.desc()).limit(1)).scalar_one_or_none()
    return found.value if found is not None else None


TEXT = "text"
"""The part of a draft answer that holds words which no comment may hold, because they are too long."""


def given_on(draft_id: int) -> dict[int, Given]:
    """What was typed in answer to the questions, by their ids."""
    typed = select(
        DraftAnswer.question_id, DraftAnswer.typed, null().label("words"), literal(0).label("number")
    )
    words = select(DraftComment.question_id, null(), DraftComment.comment, DraftComment.number)
    file = attachments.answers_of_draft(draft_id).subquery("file")
    rows: Any = union_all(
        typed.where(DraftAnswer.draft_id == draft_id),
        select(file.c.question_id, literal(_ONE_FILE, DraftAnswer.typed.type), null(), literal(0)),
        words.where(DraftComment.draft_id == draft_id, DraftComment.question_id.is_not(None)),
    ).order_by("number")
    parts: dict[int, dict[str, list[str]]] = {}
    texts: dict[int, str] = {}
    for row in db.session.execute(rows):
        if row.typed is not None:
            parts[row.question_id] = row.typed
        else:
            texts.setdefault(row.question_id, row.words)
    return {one: _given(parts.get(one, {}), texts.get(one, "")) for one in {*parts, *texts}}


_ONE_FILE = {"": ["1"]}
"""What is typed where a question is answered with a file (questions.types.files)."""


def _given(typed: Mapping[str, list[str]], words: str) -> Given:
    """What was typed in answer to a question, with its words, which may be too long for a comment."""
    too_long = "".join(typed.get(TEXT, []))
    return Given({part: some for part, some in typed.items() if part != TEXT}, too_long or words)


class AnswersToSubmit(NamedTuple):
    """What was typed in answer to the questions of a consultation, beside the words, which are comments."""

    contents: Sequence[QuestionContent]
    typed: Mapping[int, Mapping[str, list[str]]]
    files: Mapping[int, int]
    """The id of the attachment that answers a question, by the id of the question."""

    def given(self, words: Mapping[int, str]) -> dict[int, Given]:
        """The same with the words, by the ids of the questions."""
        return {one.id: _given(self.typed.get(one.id, {}), words.get(one.id, "")) for one in self.contents}


NO_QUESTIONS = AnswersToSubmit((), {}, {})
"""Those of a consultation that asks none."""


def answers_to_submit(draft_id: int, consultation_id: int) -> AnswersToSubmit:
    """The questions of a consultation with what a draft has in answer to them, in one statement; in one more where some
    ask for a file."""
    found = _questions_with_answers().rows({"draft_id": draft_id, "consultation_id": consultation_id})
    contents = [consultations.content_of(row) for row in found]
    typed = {row.id: row.typed for row in found if row.typed}
    files: dict[int, int] = {}
    if any(type_of(one.type).results is Results.FILES for one in contents):
        of_draft = db.session.execute(attachments.answers_of_draft(draft_id)).all()
        files = {row.question_id: row.id for row in of_draft}
    return AnswersToSubmit(contents, typed | dict.fromkeys(files, _ONE_FILE), files)


@cache
def _questions_with_answers() -> KeptStatement:
    question = consultations.question_columns()
    of_draft = (DraftAnswer.question_id == question.id) & (DraftAnswer.draft_id == bindparam("draft_id"))
    return KeptStatement(
        select(question.rows, DraftAnswer.typed.label("typed"))
        .outerjoin(DraftAnswer, of_draft)
        .where(question.consultation_id == bindparam("consultation_id"))
        .order_by(question.position)
    )


def answer_savers(draft_id: int, question_ids: Collection[int]) -> dict[int, str]:
    """The key of the page that saved each of these answers last, by the id of the question."""
    rows = select(DraftAnswer.question_id, DraftAnswer.said_from).where(
        DraftAnswer.draft_id == draft_id, DraftAnswer.question_id.in_(question_ids)
    )
    return {row.question_id: row.said_from for row in db.session.execute(rows)}


def text_of_answer(draft_id: int, question_id: int) -> DraftComment | None:
    """The text of the answer to a question, or None."""
    rows = select(DraftComment).where(
        DraftComment.draft_id == draft_id, DraftComment.question_id == question_id
    )
    return db.session.execute(rows.order_by(DraftComment.number).limit(1)).scalar_one_or_none()


def last_said(comment: AnyComment) -> Any:
    """What its writer wrote last: of a published comment perhaps an amendment, which is not public."""
    return submissions.last_said(comment) if isinstance(comment, Comment) else comment


def last_language(comment: AnyComment) -> str:
    """The language of what its writer wrote last."""
    return comment.last_language if isinstance(comment, Comment) else comment.language


def said_mark(comment: AnyComment) -> str:
    """The mark (core.stale_check) of what its writer wrote last."""
    said = last_said(comment)
    return stale_check.form_version(said, *marked(said))


def typed_on(found: AnySubmission) -> ColumnElement[bool]:
    """That what was typed belongs to this draft or submission."""
    if isinstance(found, Submission):
        return UnfinishedComment.submission_id == found.id
    return UnfinishedComment.draft_id == found.id


def unfinished_of(found: AnySubmission) -> Sequence[UnfinishedComment]:
    """What was typed and is not complete, or not sent, the earliest first."""
    rows = (
        select(UnfinishedComment)
        .where(typed_on(found))
        .options(
            joinedload(UnfinishedComment.question),
            joinedload(UnfinishedComment.draft_comment),
            joinedload(UnfinishedComment.comment),
        )
        .order_by(UnfinishedComment.id)
    )
    return db.session.execute(rows).scalars().all()


class Begun(NamedTuple):
    """What was begun at one passage, and never saved by its writer."""

    unfinished: int | None
    """The id of the latest new comment there that is not complete."""
    typed: int | None
    """The number of the latest comment there that was saved only while it was typed."""


def begun_on(found: AnySubmission, block_key: str, question_id: int | None) -> Begun:
    """What was begun on a passage, on the whole (no passage) or as the answer to a question."""
    latest = select(func.max(UnfinishedComment.id)).where(
        typed_on(found),
        UnfinishedComment.draft_comment_id.is_(None),
        UnfinishedComment.comment_id.is_(None),
        UnfinishedComment.block_key == block_key,
        UnfinishedComment.question_id.is_not_distinct_from(question_id),
    )
    comments: Any = Comment if isinstance(found, Submission) else DraftComment
    of = comments.submission_id if isinstance(found, Submission) else comments.draft_id
    typed = select(func.max(comments.number)).where(
        of == found.id,
        comments.is_autosaved,
        comments.block_key == block_key,
        comments.question_id.is_not_distinct_from(question_id),
    )
    return Begun(*db.session.execute(select(latest.scalar_subquery(), typed.scalar_subquery())).one())


def unfinished(found: AnySubmission, identifier: int) -> UnfinishedComment | None:
    """What was typed so far into one page of a draft or a submission, or None."""
    rows = select(UnfinishedComment).where(typed_on(found), UnfinishedComment.id == identifier)
    return db.session.execute(rows).scalar_one_or_none()


def unfinished_change(comment: AnyComment, chosen: int | None = None) -> UnfinishedComment | None:
    """How a comment is being changed, where that is not complete or not sent: the row with the id `chosen`, or the
    latest where that is none of them."""
    is_sent = isinstance(comment, Comment)
    changes = UnfinishedComment.comment_id if is_sent else UnfinishedComment.draft_comment_id
    rows = select(UnfinishedComment).where(changes == comment.id)
    by = ((UnfinishedComment.id == (chosen or 0)).desc(), UnfinishedComment.id.desc())
    return db.session.execute(rows.order_by(*by).limit(1)).scalar_one_or_none()


_DRAFT = (
    "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
    "email", "confirmed_email", "language", "begun_at", "changed_at",
)  # fmt: skip
_COMMENT = ("number", "subject", "place", *SAID, "language")


def personal_data(user: Any) -> dict[str, list[dict[str, Any]]]:
    """Every draft of a person with its comments, and what they typed into drafts and submissions; for
    core.account_data."""
    drafts = (
        select(DraftSubmission, Consultation.slug, Consultation.title)
        .join(Consultation, Consultation.id == DraftSubmission.consultation_id)
        .where(DraftSubmission.user_id == user.id)
        .order_by(DraftSubmission.id)
    )
    sent = select(Submission).where(Submission.user_id == user.id).order_by(Submission.id)
    found = [(one, typed_beside(one)) for one in db.session.execute(sent).scalars()]
    return {
        "drafts": [
            {
                "consultation": slug,
                "title": title,
                **plain(draft, *_DRAFT),
                "comments": [plain(one, *_COMMENT) for one in comments_of(draft)],
                "answers": [
                    {"question": question, "typed": dict(given.typed), "text": given.text}
                    for question, given in given_on(draft.id).items()
                ],
                "not_complete": typed_beside(draft),
            }
            for draft, slug, title in db.session.execute(drafts).all()
        ],
        "not_sent": [{"reference": one.reference, "comments": typed} for one, typed in found if typed],
    }


def typed_beside(found: AnySubmission) -> list[dict[str, Any]]:
    """What was typed into a draft or beside a submission and is no comment yet; for core.account_data."""
    return [
        {
            "changes": one.changes.number if one.changes else None,
            **plain(one, "subject", "words", "saved_at"),
        }
        for one in unfinished_of(found)
    ]
