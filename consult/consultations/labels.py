"""Labels of enums of consultations; translated where they are shown."""

from collections.abc import Collection
from enum import StrEnum

from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import DocumentRole, Family, LegalEffect, Mode, Shortening
from consult.core.translatable import N_, pN_

MODES: dict[Mode, str] = {
    Mode.INFORM: N_("Inform: the organisation announces the draft and does not ask for comments"),
    Mode.CONSULT: N_("Consult: the organisation asks for written comments and responds to them"),
    Mode.PARTICIPATE: N_("Participate: stakeholders help to write the draft"),
}

MODE_NAMES: dict[Mode, str] = {
    Mode.INFORM: N_("Notification"),
    Mode.CONSULT: pN_("form of engagement", "Consultation"),
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
    LegalEffect.BINDING_IF_ADOPTED: N_("Binding in countries that adopt it"),
    LegalEffect.VOLUNTARY_STANDARD: N_("Voluntary standard"),
}

SHORTENINGS: dict[Shortening, str] = {
    Shortening.URGENT_SAFETY: N_("Urgent safety problem"),
    Shortening.URGENT_HEALTH: N_("Urgent health problem"),
    Shortening.URGENT_ENVIRONMENT: N_("Urgent environmental problem"),
    Shortening.OTHER: N_("Other reason"),
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
    Phase.PREPARING: pN_("phase", "In preparation"),
    Phase.ANNOUNCED: pN_("phase", "Announced"),
    Phase.OPEN: pN_("phase", "Open"),
    Phase.CLOSED: N_("Closed, response due"),
    Phase.RESPONDED: pN_("phase", "Response published"),
    Phase.WITHDRAWN: pN_("phase", "Withdrawn"),
}

STATES: dict[StrEnum, str] = {
    State.PREPARING: pN_("phase", "In preparation"),
    State.PROPOSED: pN_("phase", "Awaiting approval"),
    State.APPROVED: N_("Approved, not yet announced"),
    State.ANNOUNCED: pN_("phase", "Announced"),
    State.CONCLUDED: pN_("phase", "Response published"),
    State.WITHDRAWN: pN_("phase", "Withdrawn"),
}
"""Labels of states, for staff."""

PAIR_REASONS: dict[str, str] = {
    "length_differs": N_("The lengths differ."),
    "lengths_far_apart": N_("The lengths of these two passages are very different."),
    "other_kind": N_("The kinds of passage differ."),
    "other_level": N_("The levels of the headings differ."),
    "other_number": N_("The printed numbers differ."),
    "other_shape": N_("The tables have different sizes."),
    "other_figures": N_("The figures in the text differ."),
    "other_order": N_("The passages stand in a different order."),
    "other_count": N_("One language has more passages here."),
    "several_candidates": N_("Several passages are possible."),
    "merged_or_split": N_("Two passages seem to be one passage in the other language."),
    "order_of_language": N_("The order can depend on the language."),
    "numbers_may_have_moved": N_("The numbering of one language may have changed."),
    "heading_doubtful": N_("The heading above is doubtful."),
    "heading_unpaired": N_("The heading above is in one language only."),
    "contradicted": N_(
        "The passage at the same place in the other language has a very different length or number."
    ),
}
"""Why a pair of passages is doubtful, or a passage is in one language only, by the code of the reason
(documents.aligning.pairs)."""

CONFIRMED_SINGLY = frozenset({"lengths_far_apart", "other_number"})
"""The reasons with which a pair is confirmed by itself alone."""

RECORDED: dict[str, str] = {
    "consultations.approved": N_("Approved by someone other than the author; draft version frozen"),
    "consultations.announced": pN_("event", "Announced"),
    "consultations.opened": N_("Comment period started"),
    "consultations.extended": pN_("event", "Deadline extended"),
    "consultations.corrected": pN_("event", "Draft corrected"),
    "consultations.language_published": N_("Language version published"),
    "consultations.language_corrected": N_("Language version corrected"),
    "consultations.closed": pN_("event", "Closed"),
    "consultations.withdrawn": pN_("event", "Withdrawn"),
    "consultations.translated": N_("Translation published or changed"),
    "submissions.name_removed": N_("A name was removed because its account was deleted"),
    "moderation.name_removed": N_("A name was removed at the request of the person concerned"),
    "responses.held": N_("Holding notice published: the response will be late"),
    "responses.published": pN_("event", "Response published"),
    "responses.notice_translation_published": N_("Translation of a holding notice published or changed"),
    "responses.summary_translation_published": N_("Translation of the response summary published or changed"),
    "responses.translation_published": N_("Translation of responses to comments published or changed"),
}
"""Labels of public events on the record page: of this package and of those above, whose `event_names.PUBLIC` has
them."""


def check_recorded(public: Collection[str]) -> None:
    """Raise RuntimeError where the record has a label for no event that is public, or none for one."""
    if wrong := sorted(RECORDED.keys() ^ set(public)):
        raise RuntimeError(f"consultations.labels.RECORDED and the public events differ: {', '.join(wrong)}")


_RECORDED_OF_QUESTIONNAIRE = RECORDED | {
    "consultations.approved": N_("Approved by someone other than the author")
}


def recorded_words(*, has_draft: bool) -> dict[str, str]:
    """The same of a consultation with a draft, or of a questionnaire, whose approval freezes none."""
    return RECORDED if has_draft else _RECORDED_OF_QUESTIONNAIRE


TEXTS: dict[str, str] = {
    "title": N_("Title"),
    "purpose": N_("Purpose of this consultation"),
    "plain_language_summary": N_("Summary in plain language"),
    "can_change": N_("What can change"),
    "cannot_change": N_("What cannot change"),
    "use_of_input": N_("How comments will be used"),
    "target_groups": N_("Target groups and how they are reached"),
    "denomination": N_("Your organisation's name for this kind of instrument"),
    "stage": N_("Stage of the procedure"),
    "topics": N_("Topics"),
    "relation_to_instruments": N_("Relation to existing international instruments"),
    "shortening_reason": N_("Justification, as it will be published"),
    "contact_name": N_("Contact person or team"),
    "contact_unit": N_("Unit responsible"),
    "withdrawal_reason": N_("Reason for the withdrawal"),
}
"""What the texts of a consultation are called where they are written and translated (models.TRANSLATED)."""
