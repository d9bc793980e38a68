"""Moderators' decisions, redactions, claims, objections and notes."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import relationship

from consult.accounts.models import User
from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column, one_of
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, Submission


class Reason(StrEnum):
    """Why something is withheld, removed or redacted: the published list (docs/sources.md)."""

    PERSONAL_DATA = "personal_data"
    CONFIDENTIAL_BUSINESS_INFORMATION = "confidential_business_information"
    COPYRIGHT = "copyright"
    ABUSIVE = "abusive"
    SPAM_OR_ADVERTISING = "spam_or_advertising"
    DUPLICATE_SAME_SUBMITTER = "duplicate_same_submitter"
    OFF_TOPIC = "off_topic"
    ILLEGAL_OR_HARMFUL_LINK = "illegal_or_harmful_link"
    FALSE_ATTRIBUTION = "false_attribution"
    AUTOMATED_SUBMISSION = "automated_submission"
    LATE_UNDER_RULES = "late_under_rules"
    SUBMITTER_REQUESTED_CONFIDENTIALITY = "submitter_requested_confidentiality"
    EMPTY_OR_TEST = "empty_or_test"
    OTHER_EXPLAINED = "other_explained"


class Field(StrEnum):
    """The parts of a comment that can be redacted."""

    COMMENT = "comment"
    PROPOSAL = "proposal"
    RATIONALE = "rationale"


class Verb(TypeDecorator[str]):
    """A verb of the lifecycle. Rows keep "lift", the name that "restore_words" had in earlier versions."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The verb as it is stored."""
        return "lift" if value == "restore_words" else value

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """The verb of a row."""
        return "restore_words" if value == "lift" else value


class Decision(Model):
    """One decision of one moderator on one comment; append-only."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_comment_id", "comment_id", "id"),
        Index("ix_decisions_consultation_id", "consultation_id", "decided_at"),
        CheckConstraint(
            "to_state NOT IN ('withheld', 'removed_after_publication') OR reason IS NOT NULL",
            name="refusal_has_a_reason",
        ),
        CheckConstraint("reason <> 'other_explained' OR explanation <> ''", name="other_is_explained"),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    edition: Mapped[int]
    """The edition of the comment that was decided on."""
    verb: Mapped[str] = mapped_column(Verb)
    from_state: Mapped[Moderation] = mapped_column(one_of(Moderation, "from_state"))
    to_state: Mapped[Moderation] = mapped_column(one_of(Moderation, "to_state"))
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    explanation: Mapped[str] = mapped_column(default="")
    """What the submitter is told beyond the reason."""
    decided_at: Mapped[Instant]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    decided_by: Mapped[User | None] = relationship()


class Redaction(Model):
    """Characters of one part of one edition of a comment that the public does not see."""

    __tablename__ = "redactions"
    __table_args__ = (
        Index("ix_redactions_comment_id", "comment_id", "edition"),
        CheckConstraint('start >= 0 AND "end" > start', name="is_a_span"),
    )

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    edition: Mapped[int]
    field: Mapped[Field] = mapped_column(one_of(Field))
    start: Mapped[int]
    end: Mapped[int]
    reason: Mapped[Reason] = mapped_column(one_of(Reason))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    lifted_at: Mapped[Instant | None]


class AttachmentVerb(StrEnum):
    """What a moderator decides of an attachment."""

    PUBLISH = "publish"
    REDACT = "redact"
    RESTORE = "restore"
    """Show again what was redacted."""
    WITHHOLD = "withhold"
    ERASE = "erase"


SHOWS_ALL = frozenset({AttachmentVerb.PUBLISH, AttachmentVerb.RESTORE})
"""Decisions that keep nothing from the public, and need no reason."""


class AttachmentDecision(Model):
    """One decision of one moderator on one attachment; append-only."""

    __tablename__ = "attachment_decisions"
    __table_args__ = (
        Index("ix_attachment_decisions_attachment_id", "attachment_id", "id"),
        CheckConstraint("verb IN ('publish', 'restore') OR reason IS NOT NULL", name="refusal_has_a_reason"),
        CheckConstraint("reason <> 'other_explained' OR explanation <> ''", name="other_is_explained"),
    )

    id: Mapped[Identifier]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    verb: Mapped[AttachmentVerb] = mapped_column(one_of(AttachmentVerb))
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    explanation: Mapped[str] = mapped_column(default="")
    """What the submitter is told beyond the reason."""
    boxes: Mapped[list[list[int]]] = mapped_column(JSONB)
    """What was made black: page from 1, then left, top, width and height in thousandths of the page."""
    decided_at: Mapped[Instant]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    decided_by: Mapped[User | None] = relationship()


class Outcome(StrEnum):
    """The outcome of a decision that waited to take effect."""

    MADE = "made"
    UNDONE = "undone"
    LAPSED = "lapsed"
    """Nothing was decided: the comment or the moderator's role changed before."""


class TakesEffectLater:
    """The columns of a decision that takes effect a little later, and can be undone until then."""

    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    explanation: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[Instant]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    takes_effect_at: Mapped[Instant]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome))
    ended_at: Mapped[Instant | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who undid it."""
    why: Mapped[str] = mapped_column(default="")
    """A marked sentence that says why it lapsed."""


class PendingDecision(TakesEffectLater, Model):
    """A decision that a moderator made and that takes effect a little later; until then it can be undone. The row
    stays, and says its outcome."""

    __tablename__ = "pending_decisions"
    __table_args__ = (
        Index(
            "uq_pending_decisions_comment_id", "comment_id", unique=True, postgresql_where="outcome IS NULL"
        ),
        Index("ix_pending_decisions_due", "takes_effect_at", "id", postgresql_where="outcome IS NULL"),
        Index("ix_pending_decisions_comment_id", "comment_id", "id"),
        Index("ix_pending_decisions_together", "together"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="has_ended_with_an_outcome"),
    )

    id: Mapped[Identifier]
    together: Mapped[str]
    """Decisions that were made by one press, and are undone by one: a name that no one can guess."""
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    edition: Mapped[int]
    """The edition of the comment that was decided on."""
    last_decision: Mapped[int]
    """The id of the decision that was in force then; 0 for none."""
    verb: Mapped[str] = mapped_column(Verb)
    spans: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    """[field, start, end, reason] of each place to hide."""
    redactions: Mapped[list[int]] = mapped_column(JSONB, default=list)
    """The ids of those whose words are to be shown again."""

    comment: Mapped[Comment] = relationship()
    decided_by: Mapped[User] = relationship(foreign_keys="PendingDecision.decided_by_id")
    ended_by: Mapped[User | None] = relationship(foreign_keys="PendingDecision.ended_by_id")


class PendingAttachmentDecision(TakesEffectLater, Model):
    """A decision on a file that takes effect a little later, as PendingDecision is one on a comment."""

    __tablename__ = "pending_attachment_decisions"
    __table_args__ = (
        Index(
            "uq_pending_attachment_decisions_attachment_id", "attachment_id", unique=True,
            postgresql_where="outcome IS NULL",
        ),
        Index(
            "ix_pending_attachment_decisions_due", "takes_effect_at", "id", postgresql_where="outcome IS NULL"
        ),
        Index("ix_pending_attachment_decisions_attachment_id", "attachment_id", "id"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="has_ended_with_an_outcome"),
    )  # fmt: skip

    id: Mapped[Identifier]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"))
    verb: Mapped[AttachmentVerb] = mapped_column(one_of(AttachmentVerb))
    seen: Mapped[str]
    """The form version of the attachment that was decided on."""

    decided_by: Mapped[User] = relationship(foreign_keys="PendingAttachmentDecision.decided_by_id")


class Claim(Model):
    """A moderator has claimed a comment; the claim lapses by itself."""

    __tablename__ = "claims"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    until: Mapped[Instant]

    user: Mapped[User] = relationship()


class ObjectionState(StrEnum):
    """Whether an objection of a submitter is settled."""

    OPEN = "open"
    UNCHANGED = "upheld"
    CHANGED = "changed"


class Objection(Model):
    """A submitter objects to a decision, in their own words; another look is due.

    The table, its column `contested_at` and the type `conteststate` keep the names that they had before "objection".
    """

    __tablename__ = "contests"
    __table_args__ = (Index("ix_contests_comment_id", "comment_id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    text: Mapped[str]
    state: Mapped[ObjectionState] = mapped_column(
        one_of(ObjectionState, "conteststate"), default=ObjectionState.OPEN
    )
    contested_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(default="")

    comment: Mapped[Comment] = relationship()


class AttachmentObjection(Model):
    """A submitter objects to a decision on an attachment, once to each decision; another look is due."""

    __tablename__ = "attachment_objections"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        Index("ix_attachment_objections_attachment_id", "attachment_id", "id"),
        Index("ix_attachment_objections_open", "consultation_id", "id", postgresql_where="state = 'open'"),
    )

    id: Mapped[Identifier]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("attachment_decisions.id"))
    text: Mapped[str]
    state: Mapped[ObjectionState] = mapped_column(one_of(ObjectionState), default=ObjectionState.OPEN)
    objected_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(default="")

    decision: Mapped[AttachmentDecision] = relationship()


class Note(Model):
    """A word between moderators; never shown to anyone else."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_comment_id", "comment_id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    text: Mapped[str]
    noted_at: Mapped[Instant]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    noted_by: Mapped[User] = relationship()


class Move(Model):
    """A member had a comment that staff entered be on another passage, and says why; append-only. Its submitter reads
    it."""

    __tablename__ = "comment_moves"
    __table_args__ = (Index("ix_comment_moves_comment_id", "comment_id"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    from_place: Mapped[str]
    """Where it was, in words; "" for the whole draft."""
    to_place: Mapped[str]
    reason: Mapped[str]
    moved_at: Mapped[Instant]
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    comment: Mapped[Comment] = relationship()
    moved_by: Mapped[User] = relationship()


class Confirmation(Model):
    """Someone confirmed for whom the submitter comments, or withdrew that, and says why; append-only.

    What holds now is Submission.confirmed_at.
    """

    __tablename__ = "confirmations"
    __table_args__ = (
        Index("ix_confirmations_submission_id", "submission_id"),
        CheckConstraint("note <> ''", name="has_a_note"),
    )

    id: Mapped[Identifier]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    is_confirmed: Mapped[bool]
    note: Mapped[str]
    decided_at: Mapped[Instant]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    decided_by: Mapped[User] = relationship()


class NameRequestState(StrEnum):
    """The outcome of a request to remove a name."""

    OPEN = "open"
    REMOVED = "removed"
    KEPT = "kept"


class NameRequest(Model):
    """Someone asks that their published name be removed: the submitter, or whom a comment names.

    Once it is decided, what tells who asked leaves it.
    """

    __tablename__ = "name_requests"
    __table_args__ = (
        Index("ix_name_requests_submission_id", "submission_id"),
        Index("ix_name_requests_open", "asked_at", postgresql_where="state = 'open'"),
        Index(
            "uq_name_requests_own",
            "submission_id",
            unique=True,
            postgresql_where="state = 'open' AND comment_id IS NULL",
        ),
    )

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    """Of the form: pressed twice, asked once."""
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    """The comment that names the person who asks; nothing where they sent the submission."""
    name: Mapped[str] = mapped_column(default="")
    """The name to hide in that comment."""
    with_organisation: Mapped[bool] = mapped_column(default=False)
    """Whether the name of the organisation of a submission is to be removed as well."""
    words: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    """Where to tell the outcome, for a person who cannot be reached otherwise."""
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[NameRequestState] = mapped_column(one_of(NameRequestState), default=NameRequestState.OPEN)
    asked_at: Mapped[Instant]
    settled_at: Mapped[Instant | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[str] = mapped_column(default="")

    submission: Mapped[Submission] = relationship()
    comment: Mapped[Comment | None] = relationship()
