"""Who may take part: everybody, where comments are asked for. A sheet is opened by its key, its code or its account."""

from typing import Any

from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.submissions.lifecycle import State
from consult.submissions.models import Submission


@permission
def take_part(user: Any, consultation: Consultation) -> bool:
    """Everybody, with or without an account, where the consultation is public."""
    return consultation.state in PUBLIC


@permission
def see_own(user: Any, thing: Any) -> bool:
    """Somebody signed in, their own."""
    return user is not None


@permission
def keep(user: Any, submission: Submission) -> bool:
    """Whoever is not known to be somebody else: a sheet begun with an account is that account's."""
    return submission.user_id is None or user is None or submission.user_id == user.id


@when("submissions.keep")
def is_unsent(submission: Submission) -> bool:
    """While it is composed."""
    return submission.state == State.COMPOSING
