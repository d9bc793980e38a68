"""Attachments, and the parts of those that are still arriving."""

from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import relationship

from consult.attachments.lifecycle import Publication, State
from consult.consultations.models import Question
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.request_ids import RequestId
from consult.documents.attached.kinds import MEDIA_TYPES, AttachmentKind
from consult.documents.attached.kinds import Trait as Trait  # noqa: PLC0414 -- stored here

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500


UPLOADED = "upload"
"""How a redacted copy was made: by the secretariat, with a program of its own."""

DRAWN = "images"
"""Likewise: of the images of the pages, with rectangles made black."""


class ProposedCopy(NamedTuple):
    """A redacted copy of an attachment that is looked at before it is decided."""

    key: str
    size: int
    sha256: str
    kind: AttachmentKind
    made: str
    """UPLOADED or DRAWN."""
    boxes: list[list[int]]
    """What was made black on the pages."""


class Attachment(Model):
    """One file of a draft submission, and later of the submission that is filed of it."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_draft_id", "draft_id"),
        Index("ix_attachments_submission_id", "submission_id"),
        Index("ix_attachments_waiting", "id", postgresql_where="state IN ('waiting', 'reading')"),
        Index("ix_attachments_receiving", "uploaded_at", postgresql_where="state = 'receiving'"),
        Index(
            "ix_attachments_pending",
            "consultation_id",
            "id",
            postgresql_where="publication = 'pending' AND submission_id IS NOT NULL",
        ),
        Index(
            "ix_attachments_public",
            "consultation_id",
            "id",
            postgresql_where="publication IN ('published', 'published_redacted')",
        ),
        UniqueConstraint("reference"),
        CheckConstraint("draft_id IS NULL OR submission_id IS NULL", name="of_one"),
        CheckConstraint(
            "publication NOT IN ('published', 'published_redacted') OR public_key <> ''",
            name="published_has_a_copy",
        ),
        CheckConstraint(
            "NOT is_record OR publication NOT IN ('published', 'published_redacted')",
            name="record_is_private",
        ),
    )

    id: Mapped[Identifier]
    reference: Mapped[str]
    """Random: its address."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft_submissions.id", ondelete="SET NULL"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    """Of one of the two; of none once its draft was deleted: then it goes as well."""
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[AttachmentKind | None] = mapped_column(one_of(AttachmentKind))
    """By its content; None until it was checked."""
    size: Mapped[int]
    sha256: Mapped[str]
    """Of the original; "" while it is still arriving."""
    original_key: Mapped[str]
    """In the store; "" once it was erased."""
    public_key: Mapped[str] = mapped_column(default="")
    """Of the copy without metadata, or of the redacted one."""
    public_size: Mapped[int] = mapped_column(default=0)
    public_sha256: Mapped[str] = mapped_column(default="")
    public_kind: Mapped[AttachmentKind | None] = mapped_column(one_of(AttachmentKind, "public_kind"))
    pages: Mapped[int] = mapped_column(default=0)
    found: Mapped[Json]
    """`traits`: what a moderator should look at; `words`: the first words of the original; `trouble`: why it was
    refused; `parts` and `promised` of one that is still arriving; `drawn`: the keys of the images of its pages;
    `proposed`: a redacted copy that is not decided yet, and `proposed_by`: the id of who prepared it; `redacted`: that
    the public copy is redacted, "upload" where the secretariat made it."""
    state: Mapped[State] = mapped_column(one_of(State))
    attempts: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[Instant | None]
    """When a worker last began to check it."""
    scanned_at: Mapped[Instant | None]
    """When it was scanned for viruses and none was found."""
    publication: Mapped[Publication] = mapped_column(one_of(Publication))
    reason: Mapped[str] = mapped_column(default="")
    """The code of the reason of a decision."""
    posted_at: Mapped[Instant | None]
    uploaded_at: Mapped[Instant]
    filed_at: Mapped[Instant | None]
    request_id: Mapped[RequestId]
    shown_name: Mapped[str | None]
    """What the public reads as its name, without the ending; None or "" for a neutral one."""
    shown_description: Mapped[str | None]
    """What the public reads of what it is, once it is published; None before, for the description of the submitter."""
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    """The question to which it is the answer; None for one beside the answers."""

    question: Mapped[Question | None] = relationship()
    is_record: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is the original of what an officer entered: kept for the staff of the organisation, never
    published."""

    @property
    def trouble(self) -> str:
        """The marked sentence that says why it was refused; "" where it was not."""
        return str(self.found.get("trouble", ""))

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What a moderator should look at."""
        return tuple(Trait(one) for one in self.found.get("traits", ()))

    @property
    def words(self) -> str:
        """The first words of the original, for moderators; "" where none could be read, and once it was erased."""
        return str(self.found.get("words", ""))

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Key and size of each part of one that is still arriving."""
        return [(str(key), int(size)) for key, size in self.found.get("parts", ())]

    @property
    def drawn(self) -> tuple[str, ...] | None:
        """The key of the image of each page; None where they were not drawn, () where they cannot be."""
        keys = self.found.get("drawn")
        return None if keys is None else tuple(map(str, keys))

    @property
    def proposed(self) -> ProposedCopy | None:
        """The redacted copy that a moderator prepared last; None without any, or once it was published."""
        found = self.found.get("proposed")
        return ProposedCopy(**found | {"kind": AttachmentKind(found["kind"])}) if found else None

    @property
    def proposed_sha256(self) -> str:
        """Of that copy: no one publishes another than they looked at."""
        return self.proposed.sha256 if self.proposed else ""

    @property
    def is_uploaded_copy(self) -> bool:
        """Whether the public copy is one that the secretariat redacted and uploaded."""
        return bool(self.found.get("redacted") == UPLOADED)

    @property
    def received(self) -> int:
        """How many bytes of it have arrived; all of one that is whole."""
        if self.state != State.RECEIVING:
            return self.size
        return sum(size for _key, size in self.parts)

    @property
    def file_name(self) -> str:
        """Its name with the ending of what it is."""
        return named(self.name, self.kind)

    @property
    def public_name(self) -> str:
        """The name of the copy that may be published: neutral unless someone chose another, with its ending."""
        stem = self.shown_name or f"attachment-{self.reference[:6]}"
        return f"{stem}.{self.public_kind.value}" if self.public_kind else stem

    @property
    def public_description(self) -> str:
        """What the public reads of what it is, or would read if it were published now."""
        return self.description if self.shown_description is None else self.shown_description

    @property
    def media_type(self) -> str:
        """The media type of the original."""
        return MEDIA_TYPES[self.kind] if self.kind else "application/octet-stream"


def named(name: str, kind: AttachmentKind | None) -> str:
    """A name with the ending of its kind."""
    if kind is None or name.lower().endswith(
        (f".{kind.value}", ".jpeg" if kind is AttachmentKind.JPEG else f".{kind.value}")
    ):
        return name
    return f"{name.rpartition('.')[0] or name}.{kind.value}"
