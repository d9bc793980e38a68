"""The names of the events that this package records."""

NAMES = ("incoming_email.waiting",)
