"""Addresses of lists with their filters: a page draws very many of them, and `url_for` would take most of its time."""

from collections.abc import Iterable
from urllib.parse import urlencode

CALENDAR = "/calendar"
CALENDAR_FILE = "/calendar.ics"
FEED = "/consultations.atom"


def filtered(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A list with the filters `pairs` (name, value); those without a value are left out."""
    asked = urlencode([(name, value) for name, value in pairs if value])
    return f"{path}?{asked}" if asked else path
