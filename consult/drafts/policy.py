"""Who may see and import drafts."""

from collections.abc import Callable
from typing import Any

from consult.core.hooks import Hook
from consult.core.permissions import permission
from consult.drafts.models import Version
from consult.organisations.models import Organisation
from consult.organisations.policy import is_member, is_officer


@permission
def see(user: Any, organisation: Organisation) -> bool:
    """Members; the public sees a version through a consultation."""
    return is_member(user, organisation.id)


@permission
def import_draft(user: Any, organisation: Organisation) -> bool:
    """Officers."""
    return is_officer(user, organisation.id)


IS_ANNOUNCED: Hook[Callable[[int], bool]] = Hook("drafts.is_announced")
"""Whether a version, by its id, is or was the text of an announced consultation."""


def is_public(version: Version) -> bool:
    """Whether everyone may see its pictures: it is frozen, and is or was the version of a public consultation."""
    return version.frozen_at is not None and any(ask(version.id) for ask in IS_ANNOUNCED)
