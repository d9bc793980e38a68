"""The published rules of a consultation, typed: who may comment, late comments, how long data is kept, and so on.

Each rule is one frozen dataclass in `definitions`: its title, the text an organisation starts with, and fields with
their defaults, limits and labels. The form, the stored JSON, `flask doctor` and every reader follow from it. `fields`
says how a field is declared and validated, `base` how a rule is read from JSON and written to it.
"""

from consult.organisations.rules.consultation_rule import (
    ConsultationRule,
    InvalidRule,
    PolicyKind,
    stored_values,
)
from consult.organisations.rules.definitions import (
    RULES,
    TITLES,
    Attribution,
    AttributionRule,
    EligibilityRule,
    LateCommentsRule,
    MassCommentsRule,
    ModerationRule,
    PrivacyRule,
    RetentionRule,
)

__all__ = [
    "RULES",
    "TITLES",
    "Attribution",
    "AttributionRule",
    "ConsultationRule",
    "EligibilityRule",
    "InvalidRule",
    "LateCommentsRule",
    "MassCommentsRule",
    "ModerationRule",
    "PolicyKind",
    "PrivacyRule",
    "RetentionRule",
    "stored_values",
]
