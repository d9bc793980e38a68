"""What an organisation says to the deletion of an account, and what leaves with one."""

from sqlalchemy import delete, func, select

from consult.accounts.models import User
from consult.core.actions import action, in_action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.preconditions import UnmetPrecondition
from consult.core.translatable import N_
from consult.organisations import queries
from consult.organisations.models import Invitation, Membership, Role


@listed_in("PRECONDITIONS")
def before_deletion(user: User) -> list[UnmetPrecondition]:
    """No organisation is left without an administrator: the precondition before an account is deleted.

    Inside an action the administrators are held, so that of two who leave at once the second is kept.
    """
    if in_action():
        _hold_administrators(user)
    return [
        UnmetPrecondition(
            N_("You are the only administrator of %(organisation)s. Assign another administrator first."),
            values={"organisation": name},
        )
        for name in queries.led_alone(user)
    ]


def _hold_administrators(user: User) -> None:
    theirs = select(Membership.organisation_id).where(
        Membership.user_id == user.id, Membership.role == Role.ADMINISTRATOR
    )
    held = select(Membership.id).where(
        Membership.role == Role.ADMINISTRATOR, Membership.organisation_id.in_(theirs)
    )
    db.session.execute(held.order_by(Membership.id).with_for_update()).all()


@listed_in("ACCOUNT_DELETION")
@action
def leave_all(user: User, _keep_names: bool) -> None:
    """An account is deleted: its roles leave, and the invitations to its address."""
    db.session.execute(delete(Membership).where(Membership.user_id == user.id))
    db.session.execute(delete(Invitation).where(func.lower(Invitation.email) == user.email.lower()))
    queries.forget_roles()
