"""The names of the events that this package records."""

NAMES = (
    "stakeholders.subcategory_added",
    "stakeholders.subcategory_offered",
    "stakeholders.subcategory_withdrawn",
)
