"""Who may take part: everyone, where comments are asked for. A submission is opened by its key, code or account."""

from typing import Any, Protocol

from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core.permissions import permission
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids


class OwnedSubmission(Protocol):
    """A submission, or a draft of one."""

    user_id: int | None


@permission
def take_part(user: Any, consultation: Consultation) -> bool:
    """Everyone, with or without an account, where the consultation is public."""
    return consultation.state in PUBLIC


@permission
def handle_comments(user: Any, thing: Any) -> bool:
    """Anyone who is a moderator or an officer of some organisation."""
    return bool(organisation_ids(user, Role.MODERATOR) or organisation_ids(user, Role.OFFICER))


@permission
def see_own(user: Any, thing: Any) -> bool:
    """Someone signed in, their own."""
    return user is not None


@permission
def open_own(user: Any, submission: OwnedSubmission) -> bool:
    """Anyone who is not known to be someone else: what was sent with an account is that account's."""
    return submission.user_id is None or user is None or submission.user_id == user.id
