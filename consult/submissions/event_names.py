"""The names of the events that this package records."""

NAMES = (
    "submissions.address_confirmed",
    "submissions.all_forgotten",
    "submissions.amended",
    "submissions.answers_changed",
    "submissions.comment_withdrawn",
    "submissions.file_attached",
    "submissions.forgotten",
    "submissions.language_changed",
    "submissions.name_removed",
    "submissions.submitted",
    "submissions.withdrawn",
)

PUBLIC = ("submissions.name_removed",)
"""Those that the record of a consultation shows."""
