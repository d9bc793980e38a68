"""Secrets that follow from the installation's own, so that they need not be kept anywhere.

Standard library only: the set-up tells the person who started the demo what the application asks for.
"""

import base64
import hashlib
import hmac


def derived(secret: str, purpose: str) -> str:
    """24 small emails and digits, in groups of six: always the same for this secret and purpose, and for no other."""
    digest = hmac.new(secret.encode(), f"derived: {purpose}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode().lower()[:24]
    return "-".join(letters[at : at + 6] for at in range(0, 24, 6))


DEMO_PASSWORD, DEMO_OUTBOX = "password of the demo", "outbox of the demo"
