"""The record: what stakeholders submitted, each with its comments. Every row was filed (actions.file)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, cast

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.consultations.models import Consultation, Question
from consult.core.columns import CleanHtml
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.organisations.rules import Attribution as Attribution  # noqa: PLC0414 -- a column here
from consult.stakeholders.models import Capacity, Category
from consult.submissions.lifecycle import AWAITING, Moderation, State


class Route(StrEnum):
    """How a submission came in."""

    WEB = "web"
    STAFF = "staff"


class Subject(StrEnum):
    """What a comment is about."""

    CLAUSE = "clause"
    GENERAL = "general"
    QUESTION = "question"


class CommentType(StrEnum):
    """Types of comment (IPPC, Codex; ISO's ge, te and ed are among them)."""

    GENERAL = "general"
    SUBSTANTIVE = "substantive"
    TECHNICAL = "technical"
    EDITORIAL = "editorial"
    TRANSLATION = "translation"


class ProposalKind(StrEnum):
    """What a comment proposes for its passage: another wording, no passage, or a new one after it; or for the
    words that it quotes, and nothing else of the passage: another wording, or none."""

    CHANGE = "change"
    DELETE = "delete"
    INSERT = "insert"
    CHANGE_QUOTATION = "change_quotation"
    DELETE_QUOTATION = "delete_quotation"


DELETIONS = frozenset({ProposalKind.DELETE, ProposalKind.DELETE_QUOTATION})
"""Kinds that have no words."""
OF_QUOTATION = {
    ProposalKind.CHANGE: ProposalKind.CHANGE_QUOTATION,
    ProposalKind.DELETE: ProposalKind.DELETE_QUOTATION,
}
"""Kinds of a proposal for a passage → the same for the words that its comment quotes."""


class Submission(Model):
    """What one stakeholder submitted to one consultation, once."""

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_consultation_id", "consultation_id", "received_at", "id"),
        Index("ix_submissions_user_id", "user_id"),
        Index(
            "ix_submissions_unasked",
            "received_at",
            postgresql_where="state = 'submitted' AND email <> '' AND email_asked_at IS NULL"
            " AND email_confirmed_at IS NULL",
        ),
        Index(
            "ix_submissions_claiming_states",
            "id",
            postgresql_where="capacity IN ('official_position', 'on_behalf') AND confirmed_at IS NULL",
        ),
        Index(
            "ix_submissions_searched",
            text("searched_words(''::text, (name || ' '::text) || organisation)"),
            postgresql_using="gin",
        ),
        CheckConstraint(
            "capacity <> 'official_position' OR attribution = 'attributed'", name="official_is_attributed"
        ),
    )

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    """The idempotency key of what filed it, of a form say: the same key again is the same submission."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[State] = mapped_column(one_of(State), default=State.SUBMITTED)
    reference: Mapped[str] = mapped_column(unique=True)
    """Public and safe to share: "K7R-4M2-XP9"."""
    code_hash: Mapped[str] = mapped_column(unique=True)
    """Of the access code; HMAC-SHA256 under the application's secret."""
    route: Mapped[Route] = mapped_column(one_of(Route), default=Route.WEB)
    name: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    category: Mapped[Category] = mapped_column(one_of(Category))
    subcategory: Mapped[str] = mapped_column(default="")
    category_other: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    capacity: Mapped[Capacity] = mapped_column(one_of(Capacity))
    on_behalf_of: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    email: Mapped[str] = mapped_column(default="")
    email_asked_at: Mapped[Instant | None]
    """When a link to confirm `email` was last sent to it."""
    email_confirmed_at: Mapped[Instant | None]
    """When the owner of `email` confirmed that it is theirs; before, only that link and the receipt go there."""
    language: Mapped[str] = mapped_column(default="en")
    attribution: Mapped[Attribution] = mapped_column(one_of(Attribution))
    consent_policies: Mapped[Json]
    """Kind → policy id of the rules agreed to."""
    consented_at: Mapped[Instant]
    begun_at: Mapped[Instant]
    """When its submitter began to write it."""
    changed_at: Mapped[Instant]
    received_at: Mapped[Instant]
    """When the complete request reached us: what counts for the deadline."""
    sent_again_at: Mapped[Instant | None]
    """When it was sent again and taken, where an outage had kept us from taking it at `received_at`."""
    is_late: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[Instant | None]
    """When the organisation that consults confirmed for whom the submitter comments. The database removes it when
    anything of that declaration changes."""
    shows_country: Mapped[bool | None]
    """Whether it shows its country without a name: decided once, when the public can first read a comment of it."""
    withdrawn_at: Mapped[Instant | None]
    withdrawal_arrived_at: Mapped[Instant | None]
    """When the withdrawal first reached us, where an outage kept us from taking it then."""
    last_number: Mapped[int] = mapped_column(default=0)
    """The number its latest comment was given."""

    consultation: Mapped[Consultation] = relationship()

    is_sent = True  # no column: what is still being written says False
    """For pages that show both."""

    @property
    def has_unconfirmed_address(self) -> bool:
        """Whether its submitter can be reached by an address alone, which no one has confirmed."""
        return self.user_id is None and bool(self.email) and self.email_confirmed_at is None

    @property
    def is_confirmed(self) -> bool:
        """Whether the organisation that consults has confirmed for whom its submitter comments."""
        return self.confirmed_at is not None


TEXTS_FROM = 1_000_000
"""The texts of answers have numbers above it in a draft, so that its comments are numbered from 1; they follow the
comments once it is submitted."""


class WrittenComment:
    """The columns of a comment that its submitter writes: the same of a comment of the record and of a draft."""

    number: Mapped[int]
    """Within the submission, and within its draft before, from 1 and never used again: "K7R-4M2-XP9/2". The text of an
    answer has its own only once it is submitted (TEXTS_FROM)."""
    key: Mapped[str]
    """Of the form that added it: pressed twice, added once."""
    said_from: Mapped[str | None]
    """The key of the form from which its submitter wrote what it says last: that page may say it differently again,
    whatever it was opened with. None before that was kept."""
    subject: Mapped[Subject] = mapped_column(one_of(Subject))
    block_key: Mapped[str] = mapped_column(default="")
    """The block of the consultation's version that it is about (drafts.models.Block.key)."""
    place: Mapped[str] = mapped_column(default="")
    """Where that is, in words: "3.1 Maximum lot size, line 42"."""
    place_order: Mapped[int] = mapped_column(default=0)
    """The block's position, to sort by."""
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    """The version it was written on."""
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    quote: Mapped[str] = mapped_column(default="")
    """The words of the block that it is about, when it narrows them."""
    quote_start: Mapped[int | None]
    """Where these began in the text of the block (quotations.selectors), where that was known when they were quoted:
    of several places with the same words it tells which."""
    page_part: Mapped[str] = mapped_column(default="", server_default="")
    """The part of the page that it is about, of a draft that is images of pages (drafts.page_parts)."""
    type: Mapped[CommentType] = mapped_column(one_of(CommentType))
    comment: Mapped[str]
    proposal: Mapped[str] = mapped_column(default="")
    """How the passage should read, or the words of it that are quoted, or the new one after it; on the whole, what
    should change; nothing in an answer to a question, and of a deletion."""
    proposal_kind: Mapped[ProposalKind] = mapped_column(
        one_of(ProposalKind), default=ProposalKind.CHANGE, server_default="change"
    )
    rationale: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    """The language of its words: its submitter or a moderator can change it without a new edition."""

    @property
    def has_no_number(self) -> bool:
        """Whether it gets the number that others see only when it is submitted: it is the text of an answer."""
        return self.number > TEXTS_FROM


class Comment(WrittenComment, Model):
    """One comment on a clause or on the whole, or the text of an answer to a question. What the public reads is in
    `shown_*`."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        UniqueConstraint("submission_id", "key"),
        Index(
            "ix_comments_awaiting",
            "consultation_id",
            "filed_at",
            "id",
            postgresql_where="moderation IN ('received', 'in_review')",
        ),
        Index(
            "ix_comments_amendments",
            "consultation_id",
            "amendment_waits_since",
            "id",
            postgresql_where="amendment_waits_since IS NOT NULL",
        ),
        Index(
            "ix_comments_block",
            "consultation_id",
            "block_key",
            "posted_at",
            "id",
            postgresql_where="moderation IN ('published', 'published_redacted')",
        ),
        Index(
            "ix_comments_quoted",
            "consultation_id",
            "id",
            postgresql_where="quote <> '' AND moderation IN ('published', 'published_redacted')",
        ),
        Index(
            "ix_comments_posted",
            "consultation_id",
            "posted_at",
            "id",
            postgresql_where="moderation IN ('published', 'published_redacted')",
        ),
        Index(
            "ix_comments_refused",
            "consultation_id",
            "moderation",
            "reason",
            postgresql_where="moderation IN ('withheld', 'removed_after_publication')",
        ),
        Index(
            "ix_comments_place",
            "consultation_id",
            "place_order",
            "id",
            postgresql_where="moderation IN ('published', 'published_redacted')",
        ),
        Index(
            "ix_comments_searched",
            text("searched_words(language, (comment || ' '::text) || proposal)"),
            postgresql_using="gin",
        ),
        Index("ix_comments_consultation_id", "consultation_id", "id"),
        Index(
            "ix_comments_sent",
            "consultation_id",
            "place_order",
            "id",
        ),
        Index(
            "ix_comments_type",
            "consultation_id",
            "type",
            "posted_at",
            "id",
            postgresql_where="moderation IN ('published', 'published_redacted')",
        ),
        Index(
            "ix_comments_elsewhere",
            "consultation_id",
            "subject",
            "posted_at",
            "id",
            postgresql_where="moderation IN ('published', 'published_redacted') AND subject <> 'clause'",
        ),
        CheckConstraint("(subject = 'question') = (question_id IS NOT NULL)", name="answers_a_question"),
        CheckConstraint("(subject = 'clause') = (block_key <> '')", name="clause_has_a_place"),
        CheckConstraint(
            "moderation NOT IN ('published', 'published_redacted')"
            " OR (posted_at IS NOT NULL AND shown_comment IS NOT NULL)",
            name="published_is_shown",
        ),
        CheckConstraint(
            "moderation IN ('published', 'published_redacted') OR shown_comment IS NULL",
            name="hidden_is_not_shown",
        ),
    )

    id: Mapped[Identifier]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    is_autosaved: Mapped[bool] = mapped_column(
        "is_typed", key="is_autosaved", default=False, server_default=false()
    )
    """Whether what it says was last saved while its submitter typed it into a draft, not by a button: the page
    `said_from` may be open still, and what is typed there is kept as a change of this comment."""
    edition: Mapped[int] = mapped_column(default=1)
    """The edition that this row holds, and that was or is moderated; all of them are in comment_editions."""
    filed_at: Mapped[Instant]
    """When this edition was submitted."""
    amendment_edition: Mapped[int | None]
    """A later edition, which is not public, while this one is: it waits for a moderator, or was withheld."""
    amendment_waits_since: Mapped[Instant | None]
    """When that edition was submitted; None once it was withheld."""
    amendment_language: Mapped[str | None]
    """The language of that edition; None for `language`."""
    first_arrived_at: Mapped[Instant | None]
    """When its latest addition, amendment or withdrawal first reached us, where an outage kept us from taking it then.
    Of what came with the submission itself, the submission tells that."""
    sent_again_at: Mapped[Instant | None]
    """When that was sent again, and taken."""
    moderation: Mapped[Moderation] = mapped_column(one_of(Moderation))
    reason: Mapped[str] = mapped_column(default="")
    """The code of the reason why it is withheld, removed or redacted."""
    posted_at: Mapped[Instant | None]
    """When the public could first read this edition."""
    shown_comment: Mapped[Markup | None] = mapped_column(CleanHtml(source="comments"))
    shown_proposal: Mapped[str | None]
    """Plain text, for the redline against the clause; redacted places have a mark (core.redaction_marks)."""
    shown_rationale: Mapped[Markup | None] = mapped_column(CleanHtml(source="comments"))
    shown_text: Mapped[str | None]
    """All shown words as plain text, for search and exports."""
    has_translation: Mapped[bool] = mapped_column(server_default=false())
    """Whether there is a translation of it, current or not: pages of comments without one do not ask for any."""

    submission: Mapped[Submission] = relationship()
    question: Mapped[Question | None] = relationship()

    published_as = cast("Moderation | None", None)  # no column
    """What the row says, of a comment that reads like its amendment for a page (submissions.queries.read_to_decide)."""

    @property
    def texts(self) -> dict[str, str]:
        """The parts that can be redacted, as they are stored."""
        return {"comment": self.comment, "proposal": self.proposal, "rationale": self.rationale}

    @property
    def as_published(self) -> Moderation:
        """The state of the edition that this row holds."""
        return self.published_as or self.moderation

    @property
    def waits(self) -> bool:
        """Whether a moderator has to decide on it, or on an amendment of it."""
        return self.moderation in AWAITING or self.amendment_waits_since is not None

    @property
    def edition_to_decide(self) -> int:
        """The edition that a moderator who opens it decides on."""
        waiting = self.amendment_edition if self.amendment_waits_since is not None else None
        return waiting or self.edition

    @property
    def last_language(self) -> str:
        """The language of what its submitter wrote last."""
        amended = self.amendment_language if self.amendment_edition is not None else None
        return amended or self.language

    @property
    def last_edition(self) -> int:
        """The edition that its submitter wrote last: of a published comment perhaps an amendment."""
        return max(self.edition, self.amendment_edition or 0)


class Answer(Model):
    """What a submission answers to a question. Where it has words of its own, these are a comment about the question,
    and moderated as one (docs/decisions/0051)."""

    __tablename__ = "answers_to_questions"
    __table_args__ = (
        UniqueConstraint("submission_id", "question_id"),
        Index("ix_answers_to_questions_consultation_id", "consultation_id", "question_id"),
    )

    id: Mapped[Identifier]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    value: Mapped[Json]
    """As the type of the question has it (consult.questions.types); {} of one that has words only."""
    answered_at: Mapped[Instant]


class CommentStems(Model):
    """What a published comment is found by; kept by triggers on `comments`, `submissions` and `comment_translations`,
    and by no one else.

    A narrow table of its own: a search that looks through many comments reads little of each.
    """

    __tablename__ = "comment_stems"
    __table_args__ = (
        Index("ix_comment_stems_found", "words", "facets", postgresql_using="gin"),
        Index("ix_comment_stems_posted", "consultation_id", "posted_at", "comment_id"),
        Index("ix_comment_stems_place", "consultation_id", "place_order", "comment_id"),
    )

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    consultation_id: Mapped[int]
    posted_at: Mapped[Instant]
    place_order: Mapped[int]
    words: Mapped[str] = mapped_column(TSVECTOR)
    """What the public reads of it and of its translations by people: each word as it is written, and without a place
    its stem in the language of the text."""
    facets: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """What filters ask for, "type:editorial"; of who sent it only what the public sees (see queries.facets)."""


SAID = ("type", "quote", "comment", "proposal", "rationale", "proposal_kind", "page_part", "quote_start")
"""The columns of a comment, and of an edition of it, that hold what it says."""

_UNMARKED = {"proposal_kind": ("", ProposalKind.CHANGE), "page_part": ("",)}
"""Values of columns that came later, with which a mark is the one that the version before makes."""


def marked(row: Any) -> Sequence[str]:
    """The columns SAID of which the mark of a comment is made (core.stale_check): those that came later only where they
    say something, for marks are kept that were made before; and none of where a quotation begins."""
    names = [name for name in SAID if name != "quote_start"]
    return [name for name in names if row is None or getattr(row, name) not in _UNMARKED.get(name, ())]


class CommentVersion(Model):
    """What a comment said when it was submitted or amended; append-only (the database refuses changes)."""

    __tablename__ = "comment_editions"
    __table_args__ = (UniqueConstraint("comment_id", "edition"),)

    id: Mapped[Identifier]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    edition: Mapped[int]
    type: Mapped[CommentType] = mapped_column(one_of(CommentType))
    quote: Mapped[str]
    comment: Mapped[str]
    proposal: Mapped[str]
    proposal_kind: Mapped[ProposalKind] = mapped_column(
        one_of(ProposalKind), default=ProposalKind.CHANGE, server_default="change"
    )
    rationale: Mapped[str]
    page_part: Mapped[str] = mapped_column(default="", server_default="")
    quote_start: Mapped[int | None]
    filed_at: Mapped[Instant]
    first_arrived_at: Mapped[Instant | None]
    """When an addition or amendment first reached us, where an outage kept us from taking it then."""


class Tally(Model):
    """A stored count of a consultation along one axis; kept in the transaction that changes it, checked by a job."""

    __tablename__ = "tallies"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    axis: Mapped[str] = mapped_column(primary_key=True)
    """See submissions.tallies: "comments", "submissions", "block", "category", "type", "day", …"""
    value: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class StatusLink(Model):
    """The link by which others may see where a submission stands; its submitter makes it and ends it."""

    __tablename__ = "status_links"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    token: Mapped[str] = mapped_column(unique=True)
    """What the address ends with. It opens dates and states and nothing that is private, so it is kept as it is."""
    made_at: Mapped[Instant]


class Cause(StrEnum):
    """Why a submission is in quarantine."""

    CROWD = "crowd"
    TRAP = "trap"


class Quarantine(Model):
    """That a submission arrived in a crowd without a proof of work, or filled in a field that people do not see: a
    moderator looks at it first. Its comments are in the queue as all others."""

    __tablename__ = "quarantines"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cause: Mapped[Cause] = mapped_column(one_of(Cause))
