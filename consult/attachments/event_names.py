"""The names of the events that this package records."""

NAMES = ("attachments.erased", "attachments.refused")
