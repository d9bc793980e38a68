"""Words for the kinds of things a consultation has; translated where they are shown."""

from enum import StrEnum

from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import DocumentRole, Family, LegalEffect, Mode, Shortening
from consult.core.words import N_

MODES: dict[Mode, str] = {
    Mode.INFORM: N_("Inform: the draft is announced; comments are not asked for"),
    Mode.CONSULT: N_("Consult: written comments are asked for and answered"),
    Mode.PARTICIPATE: N_("Participate: stakeholders help to write the text"),
}

MODE_NAMES: dict[Mode, str] = {
    Mode.INFORM: N_("Notification"),
    Mode.CONSULT: N_("Consultation"),
    Mode.PARTICIPATE: N_("Participation"),
}

FAMILIES: dict[Family, str] = {
    Family.TREATY_OR_CONVENTION: N_("Treaty or convention"),
    Family.BINDING_DECISION: N_("Binding decision"),
    Family.RECOMMENDATION: N_("Recommendation"),
    Family.MODEL_LAW_OR_TREATY: N_("Model law or treaty"),
    Family.DECLARATION: N_("Declaration"),
    Family.TECHNICAL_STANDARD: N_("Technical standard"),
    Family.GUIDELINE_OR_BEST_PRACTICE: N_("Guideline or best practice"),
    Family.CODE_OF_CONDUCT: N_("Code of conduct"),
    Family.MUTUAL_RECOGNITION_ARRANGEMENT: N_("Mutual recognition arrangement"),
    Family.MOU_OR_JOINT_STATEMENT: N_("Memorandum of understanding or joint statement"),
    Family.OTHER: N_("Other instrument"),
}

LEGAL_EFFECTS: dict[LegalEffect, str] = {
    LegalEffect.BINDING: N_("Binding"),
    LegalEffect.NON_BINDING: N_("Not binding"),
    LegalEffect.BINDING_IF_ADOPTED: N_("Binding where a country adopts it"),
    LegalEffect.VOLUNTARY_STANDARD: N_("Voluntary standard"),
}

SHORTENINGS: dict[Shortening, str] = {
    Shortening.URGENT_SAFETY: N_("Urgent problem of safety"),
    Shortening.URGENT_HEALTH: N_("Urgent problem of health"),
    Shortening.URGENT_ENVIRONMENT: N_("Urgent problem of the environment"),
    Shortening.OTHER: N_("Another reason"),
}

DOCUMENT_ROLES: dict[DocumentRole, str] = {
    DocumentRole.EXPLANATORY_NOTE: N_("Explanatory note"),
    DocumentRole.IMPACT_ASSESSMENT: N_("Impact assessment"),
    DocumentRole.BACKGROUND: N_("Background"),
    DocumentRole.RELATED_INSTRUMENT: N_("Related instrument"),
    DocumentRole.COMMENT_TEMPLATE: N_("Comment template"),
    DocumentRole.OTHER: N_("Other document"),
}

PHASES: dict[Phase, str] = {
    Phase.PREPARING: N_("In preparation"),
    Phase.UPCOMING: N_("Announced"),
    Phase.OPEN: N_("Open"),
    Phase.CLOSED: N_("Closed, answer due"),
    Phase.ANSWERED: N_("Answered"),
    Phase.WITHDRAWN: N_("Withdrawn"),
}

STATES: dict[StrEnum, str] = {
    State.PREPARING: N_("In preparation"),
    State.PROPOSED: N_("Waits for approval"),
    State.APPROVED: N_("Approved, not announced yet"),
    State.ANNOUNCED: N_("Announced"),
    State.CONCLUDED: N_("Answered"),
    State.WITHDRAWN: N_("Withdrawn"),
}
"""What staff see of a consultation that the public does not see yet."""

RECORDED: dict[str, str] = {
    "consultations.approved": N_("Launch approved by somebody other than its author; text fixed"),
    "consultations.announced": N_("Announced"),
    "consultations.opened": N_("Opened for comments"),
    "consultations.extended": N_("Closing date moved later"),
    "consultations.corrected": N_("Text corrected"),
    "consultations.closed": N_("Closed"),
    "consultations.withdrawn": N_("Withdrawn"),
    "submissions.name_removed": N_("A name was removed with the account of whose it was"),
    "moderation.name_removed": N_("A name was removed at the request of whose it was"),
    "responses.held": N_("Response announced later than promised"),
    "responses.published": N_("Response published"),
}
"""Public events, in the words of the record page."""
