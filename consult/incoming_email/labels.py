"""Why an officer closes an email; translated where it is shown."""

from consult.core.translatable import N_

REASONS: dict[str, str] = {
    "spam": N_("It is advertising or fraud."),
    "other_subject": N_("It is not about this consultation."),
    "no_comment": N_("It has no comment on the draft."),
    "duplicate": N_("Its comments were submitted before."),
}
