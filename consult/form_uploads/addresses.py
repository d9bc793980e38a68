"""Paths of the pages on which officers enter comment forms, for code that knows no request; views use `url_for`."""

from consult.consultations import addresses as consultations


def entered_forms(slug: str, reference: str = "") -> str:
    """The list of the forms that officers enter, or one of them row by row."""
    listed = f"{consultations.consultation(slug)}/entries/forms"
    return f"{listed}/{reference}" if reference else f"{listed}#uploads-title"
