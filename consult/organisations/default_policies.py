"""The default rules of an organisation. It can replace each of them; every change is a new version."""

from typing import Any

from consult.core.words import N_
from consult.organisations.models import PolicyKind

TITLES: dict[PolicyKind, str] = {
    PolicyKind.ELIGIBILITY: N_("Who may comment"),
    PolicyKind.MODERATION: N_("What is published"),
    PolicyKind.ATTRIBUTION: N_("How names appear"),
    PolicyKind.LATE: N_("Late comments"),
    PolicyKind.MASS_COMMENTS: N_("Campaigns and similar comments"),
    PolicyKind.PRIVACY: N_("Personal data"),
    PolicyKind.RETENTION: N_("Retention periods"),
}

DEFAULTS: dict[PolicyKind, tuple[str, dict[str, Any]]] = {
    PolicyKind.ELIGIBILITY: (
        "Anyone concerned by the draft may comment: governments, industry, civil society, academia, other organisations "
        "and individuals, from any country. You do not need an account, and there is no fee.\n\n"
        "Only the competent authority may submit an official position of a country. Official positions are always "
        "published with the name of the authority.",
        {"open_to": "all"},
    ),
    PolicyKind.MODERATION: (
        "A moderator reads every comment before it is published. A comment is withheld, or words in it are redacted, only "
        "for a reason on the published list, such as personal data, confidential business information, abuse, "
        "advertising, or a subject other than the draft. The original is kept. The submitter can see the reason and can "
        "object or edit the comment; a different moderator then reviews the decision. How often each reason was used is "
        "published.\n\n"
        "Moderators do not judge opinions and do not decide on comments from their own organisation.",
        {"target_days": 5},
    ),
    PolicyKind.ATTRIBUTION: (
        "You choose how your name appears: your name, your organisation only, no name, or confidential, which means that "
        "the comment is not published. The statistics always include your category and, where there are enough "
        "submissions, your country. Before you submit, you see exactly what will be public.",
        {"choices": ["attributed", "organisation_only", "anonymous_to_public", "confidential"]},
    ),
    PolicyKind.LATE: (
        "A submission is in time if it reaches us completely by the deadline or within the ten minutes after it. Later "
        "submissions are kept and marked as late; they are read if time allows.",
        {"accept": True, "grace_minutes": 10},
    ),
    PolicyKind.MASS_COMMENTS: (
        "Comments are considered for what they say and are not counted as votes. No comment is rejected because it is "
        "similar to another. Every comment is read, published and responded to; similar comments can receive one common "
        "response.",
        {},
    ),
    PolicyKind.PRIVACY: (
        "We ask only for data that is needed to understand a comment. Your email address, if you give one, is used for the "
        "receipt and for updates about this consultation, and is never published. We do not store your network address. "
        "You can ask at any time to see or correct your data, or to have your name removed from public pages.",
        {},
    ),
    PolicyKind.RETENTION: (
        "Published comments are part of the public record. Names that were not published are deleted twelve months after "
        "the deadline, email addresses after six months, and draft submissions seven days after the deadline or their "
        "last change.",
        {"unpublished_name_months": 12, "email_months": 6, "unsent_days": 7},
    ),
}
