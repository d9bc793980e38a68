"""The address of each consultation for emails, and the addresses of pages for emails."""

import re
from dataclasses import dataclass
from typing import Protocol

from consult.consultations import addresses as consultations
from consult.core import mail
from consult.core.declarations import listed_in


@dataclass(frozen=True)
class _Settings:
    domain: str
    imap_url: str


_settings: list[_Settings] = []


def wire(domain: str, imap_url: str) -> None:
    """Take emails for addresses of `domain` from now on, none where it is ""; fetch them from `imap_url`, if any."""
    _settings[:] = [_Settings(domain.strip().lower(), imap_url)]


def domain() -> str:
    """The domain of the addresses, "" where no emails are taken."""
    return _settings[0].domain


def imap_url() -> str:
    """The mailbox from which emails are fetched, "" for none."""
    return _settings[0].imap_url if domain() else ""


class AddressedConsultation(Protocol):
    """A consultation."""

    @property
    def id(self) -> int:
        """The number of the consultation."""

    @property
    def slug(self) -> str:
        """The name of the consultation in addresses."""


_LONGEST = 64
"""Characters before the @ (RFC 5321)."""
_BY_NUMBER = re.compile(r"consultation-([0-9]{1,18})")


@listed_in("HOOKS")
def address_of(consultation: AddressedConsultation) -> str:
    """The address to which comments on a consultation are sent, "" where no emails are taken."""
    if not domain():
        return ""
    is_short = len(consultation.slug) <= _LONGEST
    return f"{consultation.slug if is_short else f'consultation-{consultation.id}'}@{domain()}"


def name_in(address: str) -> str:
    """What an address says before its @ and +, "" for an address of another domain."""
    local, _at, host = address.strip().lower().rpartition("@")
    return local.partition("+")[0] if domain() and host == domain() else ""


def number_in(name: str) -> int | None:
    """The number of the consultation that is named by it, or None."""
    found = _BY_NUMBER.fullmatch(name)
    return int(found[1]) if found else None


def confirmation(slug: str, form_pass: str) -> str:
    """The link by which the sender of a form goes on."""
    return mail.link(f"{consultations.consultation(slug)}/emails/{form_pass}")


def consultation(slug: str) -> str:
    """The page of a consultation."""
    return mail.link(consultations.consultation(slug))


def to_complete(slug: str) -> str:
    """The path of the list of emails that officers complete."""
    return f"{consultations.consultation(slug)}/entries/emails"
