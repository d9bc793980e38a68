"""Addresses of the pages of subscriptions, for emails and code that knows no request; views use `url_for`."""


def subscription(token: str) -> str:
    """The page on which a subscription is confirmed."""
    return f"/subscriptions/{token}"


def end_subscription(token: str) -> str:
    """The page on which a subscription is ended."""
    return f"/subscriptions/{token}/end"
