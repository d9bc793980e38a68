"""The names of the events that this package records."""

NAMES = ("staff_entries.submitted",)
