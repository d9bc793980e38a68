"""The names of the events that this package records."""

NAMES = (
    "drafts.import_changed",
    "drafts.imported",
    "drafts.version_moved",
    "drafts.version_renamed",
)
