"""The published rules, one dataclass each: its title, its text and the defaults, limits and labels of its fields.

To add a field, declare it here and read it where it counts. Limits may become wider, never narrower: stored versions
never change, and consultations follow those that were fixed for them. To add a rule, add its kind in `base`, its class here, and a
migration for the CHECK of the column `kind`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from consult.core.words import N_
from consult.organisations.rules.base import ConsultationRule, PolicyKind
from consult.organisations.rules.fields import several, whole, yes_or_no


class Attribution(StrEnum):
    """What the public sees of who commented (domain.md §7.4)."""

    ATTRIBUTED = "attributed"
    ORGANISATION_ONLY = "organisation_only"
    ANONYMOUS_TO_PUBLIC = "anonymous_to_public"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class EligibilityRule(ConsultationRule):
    """Who may comment."""

    kind = PolicyKind.ELIGIBILITY
    title = N_("Who may comment")
    text = (
        "Anybody concerned by the draft may comment: governments, industry, civil society, academia, other "
        "organisations and individuals, from any country. No account and no fee are needed.\n\n"
        "An official position of a country is given by the authority competent for it and is always shown with its name."
    )


@dataclass(frozen=True)
class ModerationRule(ConsultationRule):
    """What is published, and within which time it is decided."""

    kind = PolicyKind.MODERATION
    title = N_("What is published and what is not")
    text = (
        "Every comment is read by a moderator before it is published. A comment, or some words of it, is kept from the "
        "public only for one of the reasons on the published list, such as personal data, confidential business "
        "information, abuse, advertising, or a subject other than the draft. The original is kept. Whoever sent it is told "
        "the reason and can object or correct it; somebody else then looks again. How often each reason was used is public.\n\n"
        "Moderators do not judge opinions, and nobody decides on a comment of their own organisation."
    )
    target_days: int = whole(
        5, least=1, most=60,
        label=N_("Days within which a comment is decided on"),
        hint=N_("Moderators and the practice report are told by it."),
    )  # fmt: skip


@dataclass(frozen=True)
class AttributionRule(ConsultationRule):
    """How people can choose to be shown."""

    kind = PolicyKind.ATTRIBUTION
    title = N_("How names are shown")
    text = (
        "You choose how you are shown: with your name, with your organisation only, without any name, or not published at "
        "all. The category and, where there are enough, the country are always part of the statistics. You see exactly what "
        "will be public before you send."
    )
    choices: tuple[Attribution, ...] = several(
        tuple(Attribution),
        label=N_("How people can choose to be shown"),
        options={
            Attribution.ATTRIBUTED: N_("with their name"),
            Attribution.ORGANISATION_ONLY: N_("with their organisation only"),
            Attribution.ANONYMOUS_TO_PUBLIC: N_("without any name"),
            Attribution.CONFIDENTIAL: N_("not published"),
        },
    )


@dataclass(frozen=True)
class LateCommentsRule(ConsultationRule):
    """What becomes of submissions after the closing moment."""

    kind = PolicyKind.LATE
    title = N_("Late comments")
    text = (
        "What counts is the moment at which your complete submission reached us. Up to ten minutes after the closing moment "
        "it counts as in time. Later submissions are kept and marked as late; they are read where time allows."
    )
    accept: bool = yes_or_no(
        True,
        label=N_("Submissions after the closing moment"),
        yes=N_("are accepted and marked as late"),
        no=N_("are refused; their writers keep their sheets for some days"),
    )
    grace_minutes: int = whole(
        10, least=0, most=1440,
        label=N_("Minutes of grace"),
        hint=N_("So long after the closing moment a submission counts as in time."),
    )  # fmt: skip

    @property
    def grace(self) -> timedelta:
        """So long after the closing moment a submission counts as in time."""
        return timedelta(minutes=self.grace_minutes)


@dataclass(frozen=True)
class MassCommentsRule(ConsultationRule):
    """How campaigns are read."""

    kind = PolicyKind.MASS_COMMENTS
    title = N_("Campaigns and many alike comments")
    text = (
        "Comments are weighed by what they say, not counted as votes. None is dropped for being like another: each is read, "
        "published and answered, where many say the same with one answer to all."
    )


@dataclass(frozen=True)
class PrivacyRule(ConsultationRule):
    """What is asked of people, and what is kept of them."""

    kind = PolicyKind.PRIVACY
    title = N_("Personal data")
    text = (
        "We ask only for what is needed to understand a comment. Your e-mail address, if you give it, is used for the receipt "
        "and for news of this consultation, and is never published. We do not keep the network address of who comments. You "
        "can ask at any time to see or correct what is kept of you, and for your name to be removed from public pages."
    )


@dataclass(frozen=True)
class RetentionRule(ConsultationRule):
    """How long data is kept."""

    kind = PolicyKind.RETENTION
    title = N_("How long data is kept")
    text = (
        "Published comments are part of the public record. Names that were not published are deleted twelve months after "
        "closing, e-mail addresses after six, sheets that were never sent seven days after closing or their last change."
    )
    unpublished_name_months: int = whole(
        12, least=1, most=120,
        label=N_("Months after closing that unpublished names are kept"),
        hint=N_("Then they are deleted."),
    )  # fmt: skip
    email_months: int = whole(
        6, least=1, most=120,
        label=N_("Months after closing that e-mail addresses are kept"),
        hint=N_("At least until the response: without them nobody can be told."),
    )  # fmt: skip
    unsent_days: int = whole(
        7, least=1, most=365,
        label=N_("Days after closing that unsent sheets are kept"),
        hint=N_("Counted anew from their last change."),
    )  # fmt: skip


RULES: dict[PolicyKind, type[ConsultationRule]] = {
    rule.kind: rule
    for rule in (
        EligibilityRule,
        ModerationRule,
        AttributionRule,
        LateCommentsRule,
        MassCommentsRule,
        PrivacyRule,
        RetentionRule,
    )
}
"""Every rule by its kind, in the order in which they are shown."""

TITLES: dict[PolicyKind, str] = {kind: rule.title for kind, rule in RULES.items()}
