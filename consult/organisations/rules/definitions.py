"""The published rules, one dataclass each: its title, its text and the defaults, limits and labels of its fields.

To add a field, declare it here and read it where it counts. Limits may become wider, never narrower: stored versions
never change, and consultations follow those that were fixed for them. A text that changes leaves the earlier one in
`earlier_paragraphs`, so that rules stored with it keep their translations. To add a rule, add its kind
in `base`, its class here, and a migration for the CHECK of the column `kind`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from consult.core.translatable import N_
from consult.organisations.rules.consultation_rule import ConsultationRule, PolicyKind
from consult.organisations.rules.fields import several, whole, yes_or_no


class Attribution(StrEnum):
    """What the public sees of who commented (docs/sources.md)."""

    ATTRIBUTED = "attributed"
    ORGANISATION_ONLY = "organisation_only"
    ANONYMOUS_TO_PUBLIC = "anonymous_to_public"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class EligibilityRule(ConsultationRule):
    """Who may comment."""

    kind = PolicyKind.ELIGIBILITY
    title = N_("Who may comment")
    paragraphs = (
        N_(
            "Anyone concerned by the draft may comment: governments, industry, civil society, academia, other "
            "organisations and individuals, from any country. You do not need an account, and there is no "
            "fee."
        ),
        N_(
            "Only the competent authority may submit an official position of a country. Official positions "
            "are always published with the name of the authority."
        ),
    )


@dataclass(frozen=True)
class ModerationRule(ConsultationRule):
    """What is published, and within which time it is decided."""

    kind = PolicyKind.MODERATION
    title = N_("What is published")
    paragraphs = (
        N_(
            "A moderator reads every comment before it is published. A comment is withheld, or words in it "
            "are redacted, only for a reason on the published list, such as personal data, confidential "
            "business information, abuse, advertising, or a subject other than the draft. The original is "
            "kept. The submitter can see the reason and can object or edit the comment; a different moderator "
            "then reviews the decision. How often each reason was used is published."
        ),
        N_("Moderators do not judge opinions and do not decide on comments from their own organisation."),
    )
    target_days: int = whole(
        5, least=1, most=60,
        label=N_("Days to decide on a comment"),
        hint=N_("Moderators see this target. The practice report checks it."),
    )  # fmt: skip
    attached_files: int = whole(
        5, least=0, most=20,
        label=N_("Files that can be attached to a submission"),
        hint=N_("0 means that no files can be attached."),
    )  # fmt: skip
    attached_file_mb: int = whole(
        10, least=1, most=25,
        label=N_("Size of an attached file in MB"),
        hint=N_("The limit for one file."),
    )  # fmt: skip
    all_attached_files_mb: int = whole(
        30, least=1, most=100,
        label=N_("Size of all attached files in MB"),
        hint=N_("The limit for all files of a submission together."),
    )  # fmt: skip


@dataclass(frozen=True)
class AttributionRule(ConsultationRule):
    """How people can choose to be shown."""

    kind = PolicyKind.ATTRIBUTION
    title = N_("How names appear")
    paragraphs = (
        N_(
            "You choose how your name appears: your name, your organisation only, no name, or confidential, "
            "which means that the comment is not published. The statistics always include your category and, "
            "where there are enough submissions, your country. Before you submit, you see exactly what will "
            "be public."
        ),
    )
    choices: tuple[Attribution, ...] = several(
        tuple(Attribution),
        label=N_("Attribution choices"),
        options={
            Attribution.ATTRIBUTED: N_("Name"),
            Attribution.ORGANISATION_ONLY: N_("Organisation only"),
            Attribution.ANONYMOUS_TO_PUBLIC: N_("No name"),
            Attribution.CONFIDENTIAL: N_("Confidential"),
        },
    )


@dataclass(frozen=True)
class LateCommentsRule(ConsultationRule):
    """What becomes of submissions after the deadline."""

    kind = PolicyKind.LATE
    title = N_("Late comments")
    paragraphs = (
        N_(
            "A submission is on time if all of it reaches us before the deadline or in the grace period of 10 "
            "minutes after the deadline. Later submissions are kept and marked as late. Their comments are "
            "moderated and responded to like all others."
        ),
    )
    earlier_paragraphs = (
        (
            N_(
                "A submission is on time if all of it reaches us before the deadline or in the grace period of 10 "
                "minutes after the deadline. Later submissions are kept and marked as late; they are read if time "
                "allows."
            ),
        ),
    )
    accept: bool = yes_or_no(
        True,
        label=N_("Submissions after the deadline"),
        yes=N_("Accept and mark as late"),
        no=N_("Refuse; submitters keep their draft submissions for some days"),
    )
    grace_minutes: int = whole(
        10, least=0, most=1440,
        label=N_("Grace period in minutes"),
        hint=N_("Submissions received within this time after the deadline are not late."),
    )  # fmt: skip

    @property
    def grace(self) -> timedelta:
        """So long after the deadline a submission counts as in time."""
        return timedelta(minutes=self.grace_minutes)


@dataclass(frozen=True)
class MassCommentsRule(ConsultationRule):
    """How campaigns are read."""

    kind = PolicyKind.MASS_COMMENTS
    title = N_("Campaigns and similar comments")
    paragraphs = (
        N_(
            "Comments are considered for what they say and are not counted as votes. No comment is rejected "
            "because it is similar to another. Similar comments are read, moderated and responded to like all "
            "others; they can have one common response."
        ),
    )


@dataclass(frozen=True)
class PrivacyRule(ConsultationRule):
    """What is asked of people, and what is kept of them."""

    kind = PolicyKind.PRIVACY
    title = N_("Personal data")
    paragraphs = (
        N_(
            "We ask only for data that is needed to understand a comment. Your email address, if you give "
            "one, is used for the receipt and for updates about this consultation, and is never published. We "
            "do not store your network address with a comment. You can ask at any time to see or correct your "
            "data, or to have your name removed from public pages."
        ),
    )
    earlier_paragraphs = (
        (
            N_(
                "We ask only for data that is needed to understand a comment. Your email address, if you give "
                "one, is used for the receipt and for updates about this consultation, and is never published. We "
                "do not store your network address. You can ask at any time to see or correct your data, or to "
                "have your name removed from public pages."
            ),
        ),
    )


@dataclass(frozen=True)
class RetentionRule(ConsultationRule):
    """How long data is kept."""

    kind = PolicyKind.RETENTION
    title = N_("Retention periods")
    paragraphs = (
        N_(
            "Published comments are part of the public record. Names that were not published are deleted 12 "
            "months after the deadline, email addresses after 6 months, and draft submissions 7 days after "
            "the deadline or after their last change, whichever is later."
        ),
    )
    unpublished_name_months: int = whole(
        12, least=1, most=120,
        label=N_("Months from the deadline until unpublished names are deleted"),
        hint=N_("Applies to names that submitters chose not to publish."),
    )  # fmt: skip
    email_months: int = whole(
        6, least=1, most=120,
        label=N_("Months from the deadline until email addresses are deleted"),
        hint=N_("Choose a time after the response: without addresses, submitters cannot be notified."),
    )  # fmt: skip
    unsent_days: int = whole(
        7, least=1, most=365,
        label=N_("Days from the deadline until draft submissions are deleted"),
        hint=N_("Each change of a draft submission starts the count again."),
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
