"""What people attest of a consultation; everything else about practices is computed from the other packages."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import relationship

from consult.accounts.models import User
from consult.core.database import Identifier, Instant, Mapped, Model, mapped_column


class Attestation(Model):
    """A named person states that a practice was followed, or does not apply, with the evidence; shown as such."""

    __tablename__ = "attestations"
    __table_args__ = (
        UniqueConstraint("consultation_id", "practice"),
        CheckConstraint("length(evidence) >= 20", name="evidence_is_said"),
    )

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    practice: Mapped[str]
    result: Mapped[str]
    """"evidenced", "partly_evidenced" or "not_applicable"."""
    evidence: Mapped[str]
    attested_at: Mapped[Instant]
    attested_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    attested_by: Mapped[User] = relationship()
