"""Who is a member of an organisation."""

from typing import Any

from consult.core.jobs import Job
from consult.core.permissions import permission
from consult.organisations.models import Organisation, Role
from consult.organisations.queries import roles_of


def is_member(user: Any, organisation_id: int) -> bool:
    """Any role."""
    return bool(roles_of(user, organisation_id))


def is_officer(user: Any, organisation_id: int) -> bool:
    """Prepares consultations and answers."""
    return Role.OFFICER in roles_of(user, organisation_id)


def is_approver(user: Any, organisation_id: int) -> bool:
    """Approves what others prepared."""
    return Role.APPROVER in roles_of(user, organisation_id)


def is_moderator(user: Any, organisation_id: int) -> bool:
    """Decides what the public sees."""
    return Role.MODERATOR in roles_of(user, organisation_id)


def is_administrator(user: Any, organisation_id: int) -> bool:
    """Members, profile, rules; the platform administrator too."""
    is_platform = user is not None and user.is_platform_administrator
    return is_platform or Role.ADMINISTRATOR in roles_of(user, organisation_id)


@permission
def create(user: Any, thing: Any) -> bool:
    """Platform administrators create organisations."""
    return user is not None and user.is_platform_administrator


@permission
def see_members(user: Any, organisation: Organisation) -> bool:
    """Members see each other."""
    return is_member(user, organisation.id) or is_administrator(user, organisation.id)


@permission
def see_job(user: Any, job: Job) -> bool:
    """Members of the organisation for which it was started, as they are now; without one, the person who started it."""
    if user is None:
        return False
    return (
        is_member(user, job.organisation_id) if job.organisation_id is not None else user.id == job.started_by
    )


@permission
def administer(user: Any, organisation: Organisation) -> bool:
    """Administrators change profile, members and rules."""
    return is_administrator(user, organisation.id)


@permission
def accept(user: Any, thing: Any) -> bool:
    """Someone signed in; the action checks that the invitation is theirs."""
    return user is not None
