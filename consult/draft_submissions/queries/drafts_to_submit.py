"""What decides how a draft can be submitted, read in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, select

from consult.consultations import queries as consultations
from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation
from consult.core.database import table
from consult.core.kept_statements import KeptStatement
from consult.draft_submissions.models import DraftSubmission
from consult.organisations.models import RuleVersion
from consult.organisations.rules import AttributionRule, PolicyKind
from consult.stakeholders.models import Capacity


class ConsultationOfDraft(NamedTuple):
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
    consultation: ConsultationOfDraft
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
    consultation = ConsultationOfDraft(identifier, slug, state)
    return DraftToSubmit(*[*values[: len(_OWN)], consultation, rule_ids, rule])


def to_submit_by(
    draft: DraftSubmission, consultation: Consultation, rules: Mapping[PolicyKind, RuleVersion]
) -> DraftToSubmit:
    """The same of a draft that was read."""
    rule = rules.get(PolicyKind.ATTRIBUTION)
    return DraftToSubmit(
        draft.id, draft.key, draft.user_id, draft.capacity, draft.name, draft.organisation,
        ConsultationOfDraft(consultation.id, consultation.slug, consultation.state),
        {kind.value: version.id for kind, version in rules.items()},
        AttributionRule.read_or_default(rule.settings if rule is not None else None),
    )  # fmt: skip
