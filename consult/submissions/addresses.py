"""Addresses of the pages of submissions, for emails and code that knows no request; views use `url_for`."""


def submission(reference: str) -> str:
    """The public page of a submission."""
    return f"/submissions/{reference}"


def status(reference: str) -> str:
    """The submitter's own page of it."""
    return f"{submission(reference)}/status"


def end_emails(reference: str, signature: str) -> str:
    """The page on which the owner of an email address ends the emails about it."""
    return f"{submission(reference)}/letters/{signature}"


def confirm_address(reference: str, signature: str) -> str:
    """The page on which the owner of an email address confirms it."""
    return f"{submission(reference)}/address/{signature}"


def shared_status(token: str) -> str:
    """The page on which anyone with the link sees where a submission stands."""
    return f"/status/{token}"


def genuine_receipt(reference: str, signature: str) -> str:
    """The page that says whether a receipt is one of this site."""
    return f"{submission(reference)}/receipts/{signature}"
