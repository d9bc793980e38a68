"""Addresses of the web that people type, and that pages link to. Pure."""

import re

from consult.core.translatable import N_

LONGEST_ADDRESS = 500
"""Characters."""

NOT_HTTPS = N_("Enter an address that begins with https://.")
"""Why an address is not taken."""

_HTTPS = re.compile(r"https://[^\s/?#@:\"<>\\]+(?::[0-9]{1,5})?(?:[/?#][^\s\"<>\\]*)?")


def is_https(address: str) -> bool:
    """Whether this is an address of https, with a host and without the name of a user."""
    return _HTTPS.fullmatch(address) is not None
