"""What an officer enters for someone else: as far as it is typed, and then who entered what, when and from where."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import relationship

from consult.accounts.models import User
from consult.comment_forms.models import Channel
from consult.core.database import Identifier, Instant, Json, Mapped, Model, mapped_column, one_of
from consult.draft_submissions.models import DraftSubmission
from consult.submissions.models import Submission

PAGE = "page"
"""The name in `Entry.typed` under which the key of the page is that saved it last, with PRESSED where a button did."""
PRESSED = "pressed"


class Entry(Model):
    """Comments of one submitter that an officer enters. Before it is submitted it goes with its draft; later it says
    who entered the submission."""

    __tablename__ = "staff_entries"
    __table_args__ = (
        Index("ix_staff_entries_consultation_id", "consultation_id", "id"),
        CheckConstraint("(draft_id IS NULL) <> (submission_id IS NULL)", name="of_one"),
        CheckConstraint(
            "submission_id IS NULL OR (channel IS NOT NULL AND received_at IS NOT NULL AND entered_at IS NOT NULL)",
            name="says_when_it_came",
        ),
    )

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    """Its name in addresses, and the key of the form that began it: who may open it is asked all the same."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("draft_submissions.id", ondelete="CASCADE"), unique=True
    )
    """The draft that holds its files until it is submitted."""
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), unique=True
    )
    is_of_email: Mapped[bool]
    """Whether an email brought it, which is listed by itself."""
    typed: Mapped[Json]
    """Name of a field → what was typed or chosen in it, whatever is missing or wrong, and PAGE; nothing else than
    that once it is submitted."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The officer who entered it, or wrote in it last; None for one in which no one did."""
    channel: Mapped[Channel | None] = mapped_column(one_of(Channel))
    received_at: Mapped[Instant | None]
    """How and when it reached the organisation: these two are known once it is submitted."""
    entered_at: Mapped[Instant | None]
    """When it was submitted."""
    submitted_mark: Mapped[str | None]
    """The mark (queries.mark) of what its form said when it was submitted; None before, and where the version that
    submitted it did not keep it."""
    begun_at: Mapped[Instant]
    changed_at: Mapped[Instant]

    @property
    def written(self) -> list[tuple[str, list[str]]]:
        """What was typed, in one order, whichever page has kept it: for core.stale_check."""
        return sorted((name, values) for name, values in self.typed.items() if name != PAGE)

    def is_last_of(self, page: str) -> bool:
        """Whether the page with this key has saved what is typed, while it was typed there."""
        return bool(page) and self.typed.get(PAGE) == [page]

    def is_pressed_on(self, page: str) -> bool:
        """Whether a button of the page with this key has saved what is typed."""
        return bool(page) and self.typed.get(PAGE) == [page, PRESSED]

    @property
    def comments_typed(self) -> int:
        """How many comments something was typed of, beside their passages and types."""
        typed = {
            name.partition("-")[2]
            for name, values in self.typed.items()
            if name.startswith(("comment-", "proposal-")) and any(one.strip() for one in values)
        }
        return len(typed)

    draft: Mapped[DraftSubmission | None] = relationship()
    submission: Mapped[Submission | None] = relationship()
    user: Mapped[User | None] = relationship()


class UnsavedText(Model):
    """What an officer typed into an entry that says something else: someone changed it meanwhile, submitted or deleted
    it. It is the officer's own: no one else reads it. It stays until the officer chooses, or some time after the entry
    has ended."""

    __tablename__ = "unsaved_entry_texts"
    __table_args__ = (
        UniqueConstraint("user_id", "reference", "page"),
        Index("ix_unsaved_entry_texts_saved_at", "saved_at"),
    )

    id: Mapped[Identifier]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    reference: Mapped[str]
    """Of the entry, which may be gone."""
    is_of_email: Mapped[bool]
    page: Mapped[str]
    """The key of the page on which it was typed: two pages of one officer do not overwrite each other."""
    typed: Mapped[Json]
    """As `Entry.typed`."""
    saved_at: Mapped[Instant]
