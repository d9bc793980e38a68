"""The names of the events that this package records."""

NAMES = (
    "comment_translations.deleted",
    "comment_translations.translated",
    "comment_translations.translated_by_machine",
)
