"""The published list of reasons (docs/sources.md): words for moderators, submitters and the public, and what each is
a reason for."""

from dataclasses import dataclass

from consult.core.translatable import N_, pN_
from consult.moderation.models import Reason

ALL = frozenset({"redact", "withhold", "remove"})
WHOLE = frozenset({"withhold", "remove"})


@dataclass(frozen=True)
class Words:
    """A reason in words: on lists, and as a sentence to the person who wrote them. In the place of hidden words:
    core.redaction_marks."""

    label: str
    sentence: str
    verbs: frozenset[str] = ALL


WORDS: dict[Reason, Words] = {
    Reason.PERSONAL_DATA: Words(
        N_("Personal data"),
        N_(
            "Your comment contains personal data, for example an address, a telephone number or details of a person."
        ),
    ),
    Reason.CONFIDENTIAL_BUSINESS_INFORMATION: Words(
        N_("Confidential business information"),
        N_("Your comment contains confidential business information."),
    ),
    Reason.COPYRIGHT: Words(
        N_("Protected by copyright"),
        N_("Your comment reproduces a work that may not be published here without the consent of its owner."),
    ),
    Reason.ABUSIVE: Words(
        N_("Abusive language"),
        N_(
            "Your comment contains insults, threats or degrading language. You can make the same point about the "
            "draft without them."
        ),
    ),
    Reason.SPAM_OR_ADVERTISING: Words(
        N_("Spam or advertising"),
        N_("Your comment advertises something, or its only purpose is to lead readers to another site."),
    ),
    Reason.DUPLICATE_SAME_SUBMITTER: Words(
        N_("Duplicate from the same submitter"),
        N_("You submitted the same comment more than once. The other comment is taken into account."),
        WHOLE,
    ),
    Reason.OFF_TOPIC: Words(
        N_("Not about this draft"),
        N_("Your comment does not concern the draft of this consultation."),
        WHOLE,
    ),
    Reason.ILLEGAL_OR_HARMFUL_LINK: Words(
        N_("Illegal or harmful link"),
        N_("Your comment links to content that is illegal or may harm readers."),
    ),
    Reason.FALSE_ATTRIBUTION: Words(
        N_("False attribution"),
        N_("Your comment was submitted in the name of someone who did not submit it."),
        WHOLE,
    ),
    Reason.AUTOMATED_SUBMISSION: Words(
        N_("Automated submission"),
        N_("Your comment was clearly submitted by software and not by a stakeholder."),
        WHOLE,
    ),
    Reason.LATE_UNDER_RULES: Words(
        N_("Late under the published rules"),
        N_(
            "Your comment was received after the deadline, and this consultation does not accept late comments."
        ),
        WHOLE,
    ),
    Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY: Words(
        N_("Confidential at the submitter's request"),
        N_("You asked us not to publish your comment."),
    ),
    Reason.EMPTY_OR_TEST: Words(
        N_("Empty or a test"),
        N_("Your comment says nothing about the draft: it is empty, or it was submitted as a test."),
        WHOLE,
    ),
    Reason.OTHER_EXPLAINED: Words(
        N_("Another reason, explained"),
        N_("The reason is explained below."),
    ),
}


def fitting(verb: str) -> list[Reason]:
    """The reasons that `verb` ("redact", "withhold", "remove") may have, in the order of the list."""
    return [reason for reason, words in WORDS.items() if verb in words.verbs]


def label(code: str) -> str:
    """The words of a reason code on lists and public pages; "" for none. One that another version stored is its own."""
    return WORDS[Reason(code)].label if code in set(Reason) else code.replace("_", " ")


def sentence(code: str) -> str:
    """The words of a reason code to the person who wrote the comment; likewise."""
    return WORDS[Reason(code)].sentence if code in set(Reason) else code.replace("_", " ")


WILL_BE: dict[str, str] = {
    "publish": N_("to be published"),
    "redact": N_("to be published with redactions"),
    "withhold": N_("to be withheld"),
    "remove": N_("to be removed from public pages"),
    "restore_words": N_("redacted words to be restored"),
}
"""What a decision that waits to take effect will do, in words."""

VERBS: dict[str, str] = {
    "publish": pN_("what happened to a comment", "published"),
    "redact": pN_("what happened to a comment", "published with redactions"),
    "withhold": pN_("what happened to a comment", "withheld"),
    "remove": N_("removed from public pages"),
    "restore_words": N_("redacted words restored"),
    "undone": N_("undone before it took effect"),
    "lapsed": N_("decision did not take effect"),
    "received": pN_("what happened to a comment", "received"),
    "amended": N_("changed by the submitter"),
    "screened": N_("automatic checks done"),
    "language_corrected": N_("language corrected"),
    "language_changed": N_("language changed by the submitter"),
    "moved": N_("moved to another passage"),
    "objected": N_("objection received"),
    "settled": N_("objection decided"),
}
"""What happened, in words, for histories."""
