"""The names of the events that this package records."""

from consult.core.declarations import declare

NAMES = (
    "moderation.attachment_described",
    "moderation.attachment_erased",
    "moderation.attachment_lapsed",
    "moderation.attachment_objected",
    "moderation.attachment_planned",
    "moderation.attachment_published",
    "moderation.attachment_redacted",
    "moderation.attachment_removed",
    "moderation.attachment_restored",
    "moderation.attachment_settled",
    "moderation.attachment_undone",
    "moderation.attachment_withheld",
    "moderation.language_corrected",
    "moderation.claim_confirmed",
    "moderation.claim_unconfirmed",
    "moderation.claimed",
    "moderation.lapsed",
    "moderation.moved",
    "moderation.name_asked",
    "moderation.name_kept",
    "moderation.name_removed",
    "moderation.noted",
    "moderation.objected",
    "moderation.published",
    "moderation.published_too",
    "moderation.redacted",
    "moderation.redacted_too",
    "moderation.removed",
    "moderation.removed_too",
    "moderation.rendered_again",
    "moderation.settled",
    "moderation.withheld",
    "moderation.withheld_too",
    "moderation.words_restored",
    "moderation.words_restored_too",
)

PUBLIC = ("moderation.name_removed",)
"""Those that the record of a consultation shows."""

declare("RENAMED_EVENTS", "moderation.contested", "moderation.lifted")  # names that earlier versions stored
