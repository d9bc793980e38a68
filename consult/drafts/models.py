"""Draft standards, their versions and the blocks these are made of."""

from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.accounts.models import User
from consult.core.columns import CleanHtml
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.core.request_ids import RequestId
from consult.documents.aligning.pairs import Certainty
from consult.documents.blocks import Kind
from consult.organisations.models import Organisation

LONGEST_TITLE = 1000
"""Characters of a title: those of the longest names of international instruments, and some more."""


class Draft(Model):
    """A draft standard, through all its versions."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_organisation_id", "organisation_id"),)

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str]
    created_at: Mapped[Instant]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship()


class Version(Model):
    """One text of a draft. Frozen, with its hash, when a consultation on it is approved; then it never changes."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        CheckConstraint("(frozen_at IS NULL) = (sha256 IS NULL)", name="frozen_is_hashed"),
        CheckConstraint("(corrects_id IS NULL) = (notice = '')", name="corrections_carry_a_notice"),
        Index("uq_versions_import_reference", "import_reference", unique=True),
        Index("ix_versions_translates_id", "translates_id", postgresql_where="translates_id IS NOT NULL"),
    )

    id: Mapped[Identifier]
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="", server_default="")
    """The title of the draft in the language of this version; "" where the version before saved it (see own_title)."""
    label: Mapped[str]
    """What readers call it: "Third draft", "2027-02"."""
    language: Mapped[str]
    direction: Mapped[str]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    imported_at: Mapped[Instant]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    frozen_at: Mapped[Instant | None]
    sha256: Mapped[str | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    notice: Mapped[str] = mapped_column(default="")
    """What a correction corrects, for its readers."""
    import_reference: Mapped[str | None]
    """Of the import it was accepted from, which is gone since."""
    translates_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    """The version in the original language that it is a translation of; a correction of it keeps this."""

    draft: Mapped[Draft] = relationship()

    @property
    def own_title(self) -> str:
        """Its title, or that of its draft where it has none of its own."""
        return self.title or self.draft.title

    @property
    def has_own_label(self) -> bool:
        """Whether someone gave it a label: without one it is named by its number."""
        return is_own_label(self.label, self.number)


def numbered_label(number: int) -> str:
    """The label of a version that no one gave another one."""
    return f"v{number}"


def is_own_label(label: str, number: int) -> bool:
    """Whether someone gave the version with this number its label. A correction keeps that of the version before it."""
    return label not in {numbered_label(one) for one in range(1, number + 1)}


class Block(Model):
    """A heading, paragraph, list item, table, note, figure, footnote… of a version."""

    __tablename__ = "blocks"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "position"),
    )

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    """Its stable id and anchor; the same block keeps it in a correction."""
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    level: Mapped[int]
    number: Mapped[str]
    title: Mapped[str]
    clause: Mapped[str]
    """The key of the heading it stands under ("" before the first); a heading's own key for a heading."""
    line: Mapped[int]
    html: Mapped[Markup] = mapped_column(CleanHtml(source=None))
    """As it was made when the file was read: versions do not change."""
    text: Mapped[str]


class BlockWords(Model):
    """The words of a block of a frozen version, for searches (see drafts.words); in a narrow table, as no page reads
    them."""

    __tablename__ = "block_words"
    __table_args__ = (
        Index("ix_block_words_words", "words", postgresql_using="gin"),
        Index("ix_block_words_version_id", "version_id"),
    )

    block_id: Mapped[int] = mapped_column(
        ForeignKey("blocks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version_id: Mapped[int]
    words: Mapped[str] = mapped_column(TSVECTOR)


class VersionPair(Model):
    """A block of the original and the block of a language version that is the same block, by the keys that they were
    imported with; "" on the side that has none. Once the language version is frozen, its blocks have the keys."""

    __tablename__ = "version_pairs"
    __table_args__ = (
        Index(
            "uq_version_pairs_original_key",
            "version_id", "original_key", unique=True, postgresql_where="original_key <> ''",
        ),
        Index(
            "uq_version_pairs_translated_key",
            "version_id", "translated_key", unique=True, postgresql_where="translated_key <> ''",
        ),
        Index("ix_version_pairs_position", "version_id", "position"),
        CheckConstraint("original_key <> '' OR translated_key <> ''", name="has_a_block"),
        CheckConstraint("(original_key = '' OR translated_key = '') = (certainty = 'unpaired')", name="unpaired"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_at IS NOT NULL", name="confirmed_at"),
    )  # fmt: skip

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    """The language version."""
    original_key: Mapped[str]
    translated_key: Mapped[str]
    certainty: Mapped[Certainty] = mapped_column(one_of(Certainty))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Codes of why they were paired, see documents.aligning.pairs."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[Instant | None]
    """When a person decided on it: confirmed, paired or separated."""
    position: Mapped[int]


class Figure(Model):
    """A picture of a version; the file is in the store."""

    __tablename__ = "figures"
    __table_args__ = (UniqueConstraint("version_id", "name"),)

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"))
    name: Mapped[str]
    media_type: Mapped[str]
    storage_key: Mapped[str]
    alt: Mapped[str]


class UploadState(StrEnum):
    """What becomes of an upload; once it was read it is an Import."""

    WAITING = "waiting"
    READING = "reading"
    REFUSED = "refused"


class Upload(Model):
    """Files that are to be read by a worker, or that cannot be; once they were read they are an Import of the same
    reference."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_organisation_id", "organisation_id"),
        Index("ix_uploads_uploaded_by_id", "uploaded_by_id"),
    )

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    title: Mapped[str]
    label: Mapped[str]
    language: Mapped[str]
    """What the officer chose, "" for what the file says."""
    source_name: Mapped[str]
    files: Mapped[Json]
    """{"kept": [[name, key in the store], …]}, empty once they are not needed any longer."""
    state: Mapped[UploadState] = mapped_column(one_of(UploadState))
    attempts: Mapped[int]
    """How often reading was begun."""
    begun_at: Mapped[Instant | None]
    trouble: Mapped[Json]
    """Why it is refused: the arguments of blocks.Unreadable."""
    uploaded_at: Mapped[Instant]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    request_id: Mapped[RequestId]

    organisation: Mapped[Organisation] = relationship()
    draft: Mapped[Draft | None] = relationship()


class Import(Model):
    """An upload being reviewed before anything of it is a version."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_started_at", "started_at"),)

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    title: Mapped[str]
    label: Mapped[str]
    source_name: Mapped[str]
    parsed: Mapped[Json]
    """The parser's result (blocks.ParsedDraft), with what the officer corrected; figures lie in the store."""
    started_at: Mapped[Instant]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship()


WHOLE = ""
"""Target of changes of a draft as a whole: its title and language."""


class ImportChange(Model):
    """One correction of an import: of a block, or of the draft as a whole. Rows are only added."""

    __tablename__ = "import_changes"
    __table_args__ = (
        Index("ix_import_changes_import_id", "import_id", "id"),
        UniqueConstraint("takes_back_id"),
    )

    id: Mapped[Identifier]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    target: Mapped[str]
    """The key of a block, or WHOLE."""
    before: Mapped[Json]
    """What there was: a block without its key and line, or title, language and direction."""
    after: Mapped[Json]
    made_at: Mapped[Instant]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("import_changes.id", ondelete="CASCADE"))
    """The change that this one takes back."""

    made_by: Mapped[User | None] = relationship()
