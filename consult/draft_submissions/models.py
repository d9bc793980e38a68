"""What a person is still writing: a draft submission, its comments, and what is only typed so far."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.consultations.models import Consultation, Question
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.stakeholders.models import Capacity, Category
from consult.submissions.models import Comment, Subject, Submission, WrittenComment


class DraftSubmission(Model):
    """What one person is writing on one consultation: kept from the first word, deleted once it is submitted."""

    __tablename__ = "draft_submissions"
    __table_args__ = (
        Index("ix_draft_submissions_consultation_id", "consultation_id", "changed_at"),
        Index("ix_draft_submissions_user_id", "user_id"),
    )

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    """The idempotency key of the form that began it: the same key again is the same draft, and later the same
    submission."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    """Of the access code that opens it, and later the submission; HMAC-SHA256 under the application's
    secret."""
    name: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    category: Mapped[Category | None] = mapped_column(one_of(Category))
    subcategory: Mapped[str] = mapped_column(default="")
    category_other: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    capacity: Mapped[Capacity | None] = mapped_column(one_of(Capacity))
    on_behalf_of: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    email: Mapped[str] = mapped_column(default="")
    confirmed_email: Mapped[str] = mapped_column(default="", server_default="")
    """The address whose owner began this draft by a link that was sent to it; "" without one. Where `email` is another,
    its owner has to confirm it."""
    language: Mapped[str] = mapped_column(default="en")
    begun_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    last_number: Mapped[int] = mapped_column(default=0)
    """The number its latest comment was given; a comment keeps its number when it is filed."""

    consultation: Mapped[Consultation] = relationship()

    is_sent = False  # no column
    """For pages that show both a draft and a submission."""
    is_confirmed = False  # no column
    """No one confirms for whom its writer comments before it is submitted."""


class DraftComment(WrittenComment, Model):
    """One comment of a draft: complete, so that it could be filed as it is."""

    __tablename__ = "draft_comments"
    __table_args__ = (UniqueConstraint("draft_id", "number"), UniqueConstraint("draft_id", "key"))

    id: Mapped[Identifier]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft_submissions.id", ondelete="CASCADE"))
    is_autosaved: Mapped[bool] = mapped_column("is_typed", key="is_autosaved")
    """Whether what it says was last saved while it was typed, not by a button: the page `said_from` may still say it
    differently."""

    draft: Mapped[DraftSubmission] = relationship()
    question: Mapped[Question | None] = relationship()


class UnfinishedComment(Model):
    """A comment as far as it was typed: anything may be missing, and of a submission that was filed it is not sent.
    Once its writer saves or sends it, it is in a DraftComment or a Comment and this row is gone."""

    __tablename__ = "unfinished_comments"
    __table_args__ = (
        UniqueConstraint("draft_id", "key"),
        UniqueConstraint("submission_id", "key"),
        Index("ix_unfinished_comments_draft_comment_id", "draft_comment_id"),
        Index("ix_unfinished_comments_comment_id", "comment_id"),
        CheckConstraint("(draft_id IS NULL) <> (submission_id IS NULL)", name="of_one"),
        CheckConstraint(
            "(draft_comment_id IS NULL OR draft_id IS NOT NULL) AND (comment_id IS NULL OR submission_id IS NOT NULL)",
            name="changes_its_own",
        ),
    )

    id: Mapped[Identifier]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft_submissions.id", ondelete="CASCADE"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    """Of one of the two: typed before submitting, or after."""
    draft_comment_id: Mapped[int | None] = mapped_column(ForeignKey("draft_comments.id", ondelete="SET NULL"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"))
    """The comment that is being changed; neither of the two for a new one."""
    key: Mapped[str]
    """Of the form that it is typed into; of a change of a comment "ID of the comment:key"."""
    seen: Mapped[str] = mapped_column(server_default="")
    """The mark (core.stale_check) of what the comment said when its change was begun; "" of a new one."""
    subject: Mapped[Subject] = mapped_column(one_of(Subject))
    block_key: Mapped[str]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    words: Mapped[Json]
    """Name of a field → what was typed into it: type, quote, comment, proposal, rationale, language."""
    saved_at: Mapped[Instant]

    draft_comment: Mapped[DraftComment | None] = relationship()
    comment: Mapped[Comment | None] = relationship()
    question: Mapped[Question | None] = relationship()

    @property
    def changes(self) -> DraftComment | Comment | None:
        """The comment that is being changed; None for a new one."""
        return self.draft_comment or self.comment


class DraftAnswer(Model):
    """What was typed in answer to a question, whatever is missing or wrong. Its words, where it has some that can be
    submitted, are a DraftComment about the question (docs/decisions/0051)."""

    __tablename__ = "draft_answers"
    __table_args__ = (UniqueConstraint("draft_id", "question_id"),)

    id: Mapped[Identifier]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft_submissions.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    typed: Mapped[Json]
    """Part of the field → what was typed or chosen (questions.definitions.Typed); TEXT of words that are too long."""
    said_from: Mapped[str]
    """The key of the page that saved it last."""


AnySubmission = DraftSubmission | Submission
"""What a person writes, before and after it was submitted: pages and what is typed belong to either."""

AnyComment = DraftComment | Comment
