"""Addresses of drafts, for code that knows no request; views and templates make theirs with `url_for`."""


def figures(reference: str, number: int) -> str:
    """Under which the pictures of a version have their addresses: the view `figure` without the name."""
    return f"/drafts/{reference}/versions/{number}/figures/"


def import_figures(reference: str) -> str:
    """Under which the pictures of an upload have their addresses: the view `import_figure` without the name."""
    return f"/imports/{reference}/figures/"
