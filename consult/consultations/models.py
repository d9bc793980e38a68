"""A version put to consultation, from preparation to conclusion."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Sequence,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import relationship
from sqlalchemy.types import Text

from consult.accounts.models import User
from consult.consultations.lifecycle import Phase, State, phase
from consult.core import clock
from consult.core.database import Identifier, Instant, Mapped, Model, db, mapped_column, one_of
from consult.core.multilingual import Multilingual, Translations, translations_column
from consult.core.sign_language import SignLanguageVideos, sign_language_videos_column
from consult.drafts.models import LONGEST_TITLE, Version
from consult.organisations.models import Organisation, RuleVersion
from consult.organisations.rules import PolicyKind
from consult.questions.definitions import Definition, DefinitionColumn, QuestionContent, lines

STAMPS = Sequence("consultation_stamps", metadata=db.metadata)
"""The sequence of page versions. A restored database continues above all that were used, as with every sequence, so
that no page or file cached before the restore counts as current."""


def next_stamp() -> ColumnElement[int]:
    """The stamp of a consultation that changed, as an expression of SQL: greater than the one it has, which the version
    before counts on by one where both serve."""
    return func.greatest(STAMPS.next_value(), Consultation.stamp + 1)


class Mode(StrEnum):
    """The OECD's three forms of interaction: notification, consultation, participation."""

    INFORM = "inform"
    CONSULT = "consult"
    PARTICIPATE = "participate"


class Family(StrEnum):
    """Families of international instruments (docs/sources.md)."""

    TREATY_OR_CONVENTION = "treaty_or_convention"
    BINDING_DECISION = "binding_decision"
    RECOMMENDATION = "recommendation"
    MODEL_LAW_OR_TREATY = "model_law_or_treaty"
    DECLARATION = "declaration"
    TECHNICAL_STANDARD = "technical_standard"
    GUIDELINE_OR_BEST_PRACTICE = "guideline_or_best_practice"
    CODE_OF_CONDUCT = "code_of_conduct"
    MUTUAL_RECOGNITION_ARRANGEMENT = "mutual_recognition_arrangement"
    MOU_OR_JOINT_STATEMENT = "mou_or_joint_statement"
    OTHER = "other"


class LegalEffect(StrEnum):
    """What the instrument binds once adopted."""

    BINDING = "binding"
    NON_BINDING = "non_binding"
    BINDING_IF_ADOPTED = "binding_if_adopted"
    VOLUNTARY_STANDARD = "voluntary_standard"


class Shortening(StrEnum):
    """Why a period may be shorter than the profile's (WTO TBT Annex 3, para L, and others)."""

    URGENT_SAFETY = "urgent_safety"
    URGENT_HEALTH = "urgent_health"
    URGENT_ENVIRONMENT = "urgent_environment"
    OTHER = "other"


class DocumentRole(StrEnum):
    """What a supporting document is."""

    EXPLANATORY_NOTE = "explanatory_note"
    IMPACT_ASSESSMENT = "impact_assessment"
    BACKGROUND = "background"
    RELATED_INSTRUMENT = "related_instrument"
    COMMENT_TEMPLATE = "comment_template"
    OTHER = "other"


TRANSLATED = {
    "title": LONGEST_TITLE, "purpose": 4000, "plain_language_summary": 4000, "can_change": 4000,
    "cannot_change": 4000, "use_of_input": 4000,
    "target_groups": 4000, "denomination": 120, "stage": 120, "topics": 300, "relation_to_instruments": 4000,
    "shortening_reason": 2000, "contact_name": 120, "contact_unit": 200,
    "withdrawal_reason": 2000,
}  # fmt: skip
"""The texts of a consultation that can be translated, in the order of the preparation, and their longest."""

QUESTION_TRANSLATED = {
    "section": 200, "text": 500, "explanation": 2000, "options": 4000, "rows": 4000, "unit": 60,
}  # fmt: skip
"""The texts of a question that can be translated, and their longest."""

_UNTOLD = "state = 'announced' AND told_{}_at IS NULL"


class Consultation(Multilingual, Model):
    """One public comment period on one version of a draft standard."""

    __tablename__ = "consultations"
    __table_args__ = (
        Index("ix_consultations_organisation_id", "organisation_id"),
        Index("ix_consultations_closes_at", "state", "closes_at", "id"),
        Index("ix_consultations_opens_at", "state", "opens_at"),
        Index("ix_consultations_to_open", "opens_at", postgresql_where=_UNTOLD.format("opened")),
        Index("ix_consultations_to_close", "closes_at", postgresql_where=_UNTOLD.format("closed")),
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approval_has_an_approver"),
        CheckConstraint("approved_by_id <> author_id", name="approved_by_another"),
        CheckConstraint(
            "state NOT IN ('announced', 'concluded', 'withdrawn') OR"
            " (announced_at IS NOT NULL AND (version_id IS NOT NULL OR is_questionnaire)"
            " AND opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name="announced_is_complete",
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawal_reason <> '')", name="withdrawal_has_a_reason"),
    )

    id: Mapped[Identifier]
    slug: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[State] = mapped_column(one_of(State), default=State.PREPARING)
    original_language: Mapped[str] = mapped_column(default="", server_default="")
    """The language in which its texts are written; "" where no one said which (docs/decisions/0040)."""
    translations: Mapped[Translations] = translations_column()
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    plain_language_summary: Mapped[str] = mapped_column(default="", server_default="")
    """The purpose and the draft in a few plain sentences, for readers who find other texts hard to read."""
    sign_language_video: Mapped[str] = mapped_column(default="", server_default="")
    """The address of a video in sign language for readers of every language, such as one in International Sign."""
    sign_language_videos: Mapped[SignLanguageVideos] = sign_language_videos_column()
    """One more for readers of each language; versions before 0052 know only the one above."""
    target_groups: Mapped[str] = mapped_column(default="")
    """Who is asked, and how they are reached (practice A1: target groups, methods)."""
    use_of_input: Mapped[str] = mapped_column(default="")
    """How what comes in will be used (practice A1)."""
    can_change: Mapped[str] = mapped_column(default="")
    cannot_change: Mapped[str] = mapped_column(default="")
    scope_attested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    scope_attested_at: Mapped[Instant | None]
    """Who attested that the text can still change (practice A5)."""
    mode: Mapped[Mode] = mapped_column(one_of(Mode), default=Mode.CONSULT)
    family: Mapped[Family | None] = mapped_column(one_of(Family))
    denomination: Mapped[str] = mapped_column(default="")
    """The organisation's own word for the instrument: "ISPM", "Recommendation"."""
    legal_effect: Mapped[LegalEffect | None] = mapped_column(one_of(LegalEffect))
    stage: Mapped[str] = mapped_column(default="")
    """The stage of rulemaking in the organisation's own words."""
    round: Mapped[int] = mapped_column(default=1)
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Languages in which comments are read."""
    relation_to_instruments: Mapped[str] = mapped_column(default="")
    """Relation to, or deviation from, existing international instruments (practice C4)."""
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    """The version in the original language; those in other languages are rows of LanguageVersion."""
    is_questionnaire: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """Whether it has no draft and asks questions only."""
    has_language_versions: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """Whether there are rows of LanguageVersion: pages of a consultation without them look for none."""
    timezone: Mapped[str]
    opens_at: Mapped[Instant | None]
    closes_at: Mapped[Instant | None]
    timing_profile: Mapped[str]
    shortening: Mapped[Shortening | None] = mapped_column(one_of(Shortening))
    shortening_reason: Mapped[str] = mapped_column(default="")
    response_due_on: Mapped[Instant | None]
    contact_name: Mapped[str] = mapped_column(default="")
    contact_unit: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[Instant]
    proposed_at: Mapped[Instant | None]
    approved_at: Mapped[Instant | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    announced_at: Mapped[Instant | None]
    told_opened_at: Mapped[Instant | None]
    """When the event of its opening was recorded, so that it is recorded once; likewise the next two."""
    told_closing_at: Mapped[Instant | None]
    told_closed_at: Mapped[Instant | None]
    counted_at: Mapped[Instant | None]
    """When its stored counts were last compared with what they count."""
    concluded_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    stamp: Mapped[int] = mapped_column(server_default=STAMPS.next_value())
    """The page version: a new one (`next_stamp`) whenever anything public changes; it is the key of cached pages."""

    organisation: Mapped[Organisation] = relationship()
    version: Mapped[Version | None] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    def phase_at(self, at: datetime) -> Phase:
        """The phase of the consultation at `at`."""
        return phase(self.state, self.opens_at, self.closes_at, at)

    @property
    def phase(self) -> Phase:
        """The phase of the consultation now."""
        return self.phase_at(clock.now())


class ConsultationStems(Model):
    """The words of a consultation's title, denomination, purpose, summary and topics with their translations, and their
    stems in the language of each; kept by a trigger on `consultations`, and by no one else."""

    __tablename__ = "consultation_stems"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(TSVECTOR)


class Extension(Model):
    """An extension of the deadline; the earlier deadline is kept."""

    __tablename__ = "extensions"
    __table_args__ = (
        Index("ix_extensions_consultation_id", "consultation_id"),
        CheckConstraint("closes_at > closed_at", name="never_earlier"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    closed_at: Mapped[Instant]
    """The deadline before."""
    closes_at: Mapped[Instant]
    """The new deadline."""
    reason: Mapped[str]
    translations: Mapped[Translations] = translations_column()
    extended_at: Mapped[Instant]
    extended_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Document(Model):
    """A supporting document of a consultation; the file is in the store."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_consultation_id", "consultation_id", "position"),)

    id: Mapped[Identifier]
    reference: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    role: Mapped[DocumentRole] = mapped_column(one_of(DocumentRole))
    title: Mapped[str]
    translations: Mapped[Translations] = translations_column()
    language: Mapped[str] = mapped_column(default="en")
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str]
    added_at: Mapped[Instant]

    @property
    def original_language(self) -> str:
        """The language of its title: that of the document."""
        return self.language


class Question(Model):
    """A question to stakeholders. What can be translated has columns of its own, what else it asks is in
    `definition` (consult.questions)."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("consultation_id", "position", deferrable=True, initially="DEFERRED"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    text: Mapped[str]
    explanation: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="text", server_default="text")
    """The code of its type (consult.questions.types); versions before 0056 know free text only."""
    definition: Mapped[Definition] = mapped_column(
        DefinitionColumn(), default=Definition(), server_default=sql("'{}'::jsonb")
    )
    section: Mapped[str] = mapped_column(default="", server_default="")
    """The heading of the section that begins with it; "" within a section."""
    options: Mapped[str] = mapped_column(default="", server_default="")
    """What can be chosen, one in a line; of a scale the words for its ends, of a matrix its columns."""
    rows: Mapped[str] = mapped_column(default="", server_default="")
    """The rows of a matrix, one in a line."""
    unit: Mapped[str] = mapped_column(default="", server_default="")
    """Of a number: "minutes"."""
    translations: Mapped[Translations] = translations_column()

    @property
    def content(self) -> QuestionContent:
        """What its type reads answers by, in the original language."""
        options, rows = lines(self.options), lines(self.rows)
        return QuestionContent(self.id, self.position, self.type, self.definition, options, rows, self.unit)


class AuthoredQuestion(NamedTuple):
    """What a question asks, as its author writes it: the columns of these names."""

    text: str = ""
    explanation: str = ""
    type: str = "text"
    definition: Definition = Definition()
    section: str = ""
    options: str = ""
    rows: str = ""
    unit: str = ""

    @classmethod
    def of(cls, question: Question) -> Self:
        """What a question asks."""
        return cls(*(getattr(question, name) for name in cls._fields))

    def write(self, question: Question) -> None:
        """Have a question ask it."""
        for name, value in self._asdict().items():
            setattr(question, name, value)


class FixedRule(Model):
    """The version of a rule that applies to a consultation, per kind; recorded at approval."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("consultation_id", "kind"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    kind: Mapped[PolicyKind] = mapped_column(one_of(PolicyKind))
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"))
    published_at: Mapped[Instant | None]

    policy: Mapped[RuleVersion] = relationship()


class LanguageVersion(Model):
    """The draft of a consultation in another language than the original; a correction of it takes its place."""

    __tablename__ = "language_versions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "version_id"),
        Index("ix_language_versions_version_id", "version_id"),
    )

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    is_official: Mapped[bool]
    """Whether it is a text of the organisation, and no translation for convenience alone."""
    added_at: Mapped[Instant]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[Instant | None]
    """When the public could read it first."""

    version: Mapped[Version] = relationship()


class Correction(Model):
    """A correction of the text while a consultation runs: a new frozen version takes the earlier one's place."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_consultation_id", "consultation_id"),)

    id: Mapped[Identifier]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    from_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    notice: Mapped[str]
    translations: Mapped[Translations] = translations_column()
    corrected_at: Mapped[Instant]
    corrected_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    from_version: Mapped[Version] = relationship(foreign_keys=[from_version_id])
    to_version: Mapped[Version] = relationship(foreign_keys=[to_version_id])
