"""Paths of the pages of entries, for code that knows no request; views use `url_for`."""

from consult.consultations import addresses as consultations


def unfinished(slug: str) -> str:
    """The list of the entries of a consultation that are not submitted."""
    return f"{consultations.consultation(slug)}/entries#unfinished"
