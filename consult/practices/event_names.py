"""The names of the events that this package records."""

NAMES = (
    "practices.attested",
    "practices.retracted",
)
