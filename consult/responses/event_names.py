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
