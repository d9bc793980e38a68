"""Addresses of the pages of organisations, for emails and code that knows no request; views use `url_for`."""


def organisation(slug: str) -> str:
    """The public page of an organisation."""
    return f"/organisations/{slug}"


def invitation(token: str) -> str:
    """The page on which an invitation is accepted."""
    return f"/invitations/{token}"
