"""The names of the events that this package records."""

NAMES = (
    "responses.changed",
    "responses.grouped",
    "responses.opened",
    "responses.removed",
    "responses.responded",
    "responses.translation_published",
    "responses.words_translated",
)

PUBLIC = ("responses.translation_published",)
"""Those that the record of a consultation shows."""
