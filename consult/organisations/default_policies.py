"""The rules an organisation starts with; it can write its own at any time, each change a new version."""

from typing import Any

from consult.core.words import N_
from consult.organisations.models import PolicyKind

TITLES: dict[PolicyKind, str] = {
    PolicyKind.ELIGIBILITY: N_("Who may comment"),
    PolicyKind.MODERATION: N_("What is published and what is not"),
    PolicyKind.ATTRIBUTION: N_("How names are shown"),
    PolicyKind.LATE: N_("Late comments"),
    PolicyKind.MASS_COMMENTS: N_("Campaigns and many alike comments"),
    PolicyKind.PRIVACY: N_("Personal data"),
    PolicyKind.RETENTION: N_("How long data is kept"),
}

DEFAULTS: dict[PolicyKind, tuple[str, dict[str, Any]]] = {
    PolicyKind.ELIGIBILITY: (
        "Anybody concerned by the draft may comment: governments, industry, civil society, academia, other "
        "organisations and individuals, from any country. No account and no fee are needed.\n\n"
        "An official position of a country is given by the authority competent for it and is always shown with its name.",
        {"open_to": "all"},
    ),
    PolicyKind.MODERATION: (
        "Every comment is read by a moderator before it is published. A comment, or some words of it, is kept from the "
        "public only for one of the reasons on the published list, such as personal data, confidential business "
        "information, abuse, advertising, or a subject other than the draft. The original is kept. Whoever sent it is told "
        "the reason and can object or correct it; somebody else then looks again. How often each reason was used is public.\n\n"
        "Moderators do not judge opinions, and nobody decides on a comment of their own organisation.",
        {"target_days": 5},
    ),
    PolicyKind.ATTRIBUTION: (
        "You choose how you are shown: with your name, with your organisation only, without any name, or not published at "
        "all. The category and, where there are enough, the country are always part of the statistics. You see exactly what "
        "will be public before you send.",
        {"choices": ["attributed", "organisation_only", "anonymous_to_public", "confidential"]},
    ),
    PolicyKind.LATE: (
        "What counts is the moment at which your complete submission reached us. Up to ten minutes after the closing moment "
        "it counts as in time. Later submissions are kept and marked as late; they are read where time allows.",
        {"accept": True, "grace_minutes": 10},
    ),
    PolicyKind.MASS_COMMENTS: (
        "Comments are weighed by what they say, not counted as votes. None is dropped for being like another: each is read, "
        "published and answered, where many say the same with one answer to all.",
        {},
    ),
    PolicyKind.PRIVACY: (
        "We ask only for what is needed to understand a comment. Your e-mail address, if you give it, is used for the receipt "
        "and for news of this consultation, and is never published. We do not keep the network address of who comments. You "
        "can ask at any time to see or correct what is kept of you, and for your name to be removed from public pages.",
        {},
    ),
    PolicyKind.RETENTION: (
        "Published comments are part of the public record. Names that were not published are deleted twelve months after "
        "closing, e-mail addresses after six, sheets that were never sent seven days after closing or their last change.",
        {"unpublished_name_months": 12, "email_months": 6, "unsent_days": 7},
    ),
}
