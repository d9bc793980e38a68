"""The names of the events that this package records."""

NAMES = (
    "organisations.appointed",
    "organisations.changed",
    "organisations.dismissed",
    "organisations.founded",
    "organisations.invitation_revoked",
    "organisations.invited",
    "organisations.original_language_stated",
    "organisations.translated",
)
