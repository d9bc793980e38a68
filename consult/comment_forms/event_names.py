"""The names of the events that this package records."""

NAMES = ("comment_forms.imported",)
