"""The names of the events that this package records.

They begin with "responses": stored ones do, from when both were one package.
"""

NAMES = (
    "responses.approved",
    "responses.drafted",
    "responses.edited",
    "responses.held",
    "responses.notice_translation_published",
    "responses.proposed",
    "responses.published",
    "responses.sent_back",
    "responses.summary_translation_published",
    "responses.translated",
)

PUBLIC = (
    "responses.held",
    "responses.notice_translation_published",
    "responses.published",
    "responses.summary_translation_published",
)
"""Those that the record of a consultation shows."""
