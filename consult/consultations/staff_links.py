"""What packages above show on the page of a consultation: links for its staff, and its address for emails."""

from collections.abc import Callable
from dataclasses import dataclass

from consult.consultations.models import Consultation
from consult.core.hooks import Hook


@dataclass(frozen=True)
class StaffLink:
    """A link for staff, in the reader's language; `count`: what waits on its page, None where nothing is counted."""

    href: str
    label: str
    count: int | None = None


STAFF_LINKS: Hook[Callable[[Consultation], StaffLink | None]] = Hook("consultations.staff_links")
"""Links to the pages on which staff enter what was received. None for someone who may not open the page."""

EMAIL_ADDRESS: Hook[Callable[[Consultation], str]] = Hook("consultations.email_address")
"""The address to which comments are sent by email, "" where no emails are taken."""


def staff_links(consultation: Consultation) -> list[StaffLink]:
    """The links of STAFF_LINKS for the person at the page."""
    return [found for link in STAFF_LINKS if (found := link(consultation)) is not None]
