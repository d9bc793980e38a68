"""Reading organisations, their members and rules."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    SQLColumnExpression,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from consult.accounts.models import User
from consult.accounts.queries import ReadWithPerson, digest
from consult.core import clock
from consult.core.account_data import plain
from consult.core.database import among, db, one_found
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.core.translatable import N_
from consult.organisations.models import Invitation, Membership, Organisation, Role, RuleVersion
from consult.organisations.rules import PolicyKind


def get(slug: str) -> Organisation:
    """The organisation with this slug. Raises NotFound."""
    return one_found(select(Organisation).where(Organisation.slug == slug))


def by_id(identifier: int) -> Organisation:
    """The organisation with this id."""
    return db.session.get_one(Organisation, identifier)


def all_() -> Sequence[Organisation]:
    """Every organisation, by name."""
    return db.session.execute(select(Organisation).order_by(Organisation.name)).scalars().all()


def roles_of(user: Any, organisation_id: int) -> frozenset[Role]:
    """The roles of `user` in one organisation; one statement for all their memberships, once a transaction."""
    return _roles(user).get(organisation_id, frozenset())


_ROLES = select(Membership.organisation_id, Membership.role).where(Membership.user_id == bindparam("user"))


def _roles(user: Any) -> dict[int, frozenset[Role]]:
    if user is None:
        return {}
    memo: dict[int, dict[int, frozenset[Role]]] = db.session.info.setdefault("roles", {})
    if user.id not in memo:
        _keep_roles(user, db.session.execute(_ROLES, {"user": user.id}))
    return memo[user.id]


@listed_in("HOOKS")
def _keep_roles(user: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Keep the roles of `user`: rows with the id of an organisation and a role."""
    gathered: dict[int, set[Role]] = {}
    for organisation_id, role in rows:
        gathered.setdefault(organisation_id, set()).add(Role(role))
    memo: dict[int, dict[int, frozenset[Role]]] = db.session.info.setdefault("roles", {})
    memo[user.id] = {key: frozenset(roles) for key, roles in gathered.items()}


@listed_in("HOOKS")
def _roles_of_person(user_id: SQLColumnExpression[int]) -> ColumnElement[Any]:
    role = func.json_build_array(Membership.organisation_id, Membership.role)
    roles = func.coalesce(func.json_agg(role, type_=JSON), literal_column("'[]'::json"))
    return select(roles).where(Membership.user_id == user_id).scalar_subquery()


ROLES_OF_PERSON = ReadWithPerson(_roles_of_person, _keep_roles)
"""Reads the roles of everyone who is signed in."""


def forget_roles() -> None:
    """Read roles again: a membership has changed."""
    db.session.info.pop("roles", None)


def organisation_ids(user: Any, role: Role | None = None) -> list[int]:
    """Ids of the organisations `user` is a member of, in any role or in `role`."""
    return [key for key, roles in _roles(user).items() if role is None or role in roles]


@listed_in("HOOKS")
def has_membership(user: Any) -> bool:
    """Whether `user` is a member of an organisation."""
    return bool(organisation_ids(user))


@listed_in("HOOKS")
def organisations_of(user: Any, role: Role | None = None) -> Sequence[Organisation]:
    """The organisations `user` is a member of, by name."""
    ids = organisation_ids(user, role)
    if not ids:
        return []
    found = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    return db.session.execute(found).scalars().all()


def members(organisation: Organisation, role: Role | None = None) -> Sequence[Membership]:
    """Memberships, by name of the person."""
    found = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == organisation.id)
        .options(joinedload(Membership.user))
        .order_by(User.name, User.id, Membership.role)
    )
    if role is not None:
        found = found.where(Membership.role == role)
    return db.session.execute(found).scalars().all()


def people(organisation_id: int, *roles: Role) -> Sequence[User]:
    """The people with one of these roles in an organisation who can sign in, each once, by id."""
    rows = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles),
            User.disabled_at.is_(None),
        )
        .order_by(User.id)
    )
    return db.session.execute(rows).scalars().unique().all()


def member_ids(organisation_id: int) -> Select[int]:
    """The ids of the accounts with a role in an organisation, for statements of packages above."""
    return select(Membership.user_id).where(Membership.organisation_id == organisation_id)


def names_and_addresses(ids: ColumnElement[Sequence[int]]) -> Select[str, str, str, str]:
    """Name, short name, website and email address of organisations (`ids` is an array), for packages above."""
    of = select(Organisation.name, Organisation.short_name, Organisation.website, Organisation.contact_email)
    return of.where(Organisation.id == any_(ids))


def accounts(*, only_staff: bool, after: str = "", limit: int) -> Sequence[User]:
    """Accounts by their address, those after `after`; with `only_staff`, those with a role."""
    address = func.lower(User.email)
    rows = select(User).where(address > after.lower()).order_by(address).limit(limit)
    if only_staff:
        has_role = select(Membership.id).where(Membership.user_id == User.id).exists()
        rows = rows.where(User.is_platform_administrator | has_role)
    return db.session.execute(rows).scalars().all()


def memberships(users: Sequence[int]) -> dict[int, list[Membership]]:
    """The memberships of people, by their id."""
    rows = (
        select(Membership)
        .where(among(Membership.user_id, users))
        .options(joinedload(Membership.organisation))
    )
    found: dict[int, list[Membership]] = {}
    for one in db.session.execute(rows.order_by(Membership.organisation_id, Membership.role)).scalars():
        found.setdefault(one.user_id, []).append(one)
    return found


def invitations(organisation: Organisation) -> Sequence[Invitation]:
    """Invitations that can still be accepted, the newest first."""
    live = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return db.session.execute(live.order_by(Invitation.id.desc())).scalars().all()


def invitation(token: str) -> Invitation:
    """The invitation behind an emailed link. Raises NotFound with a sentence."""
    found = db.session.execute(
        select(Invitation).where(Invitation.token_hash == digest(token)).with_for_update()
    ).scalar_one_or_none()
    if found is None or found.accepted_at or found.revoked_at or found.expires_at <= clock.now():
        raise NotFound(N_("This invitation was used or cancelled, or has expired. Request a new one."))
    return found


def rules_in_force(organisation: Organisation) -> dict[PolicyKind, RuleVersion]:
    """The latest version of each published rule."""
    latest = (
        select(RuleVersion.kind, func.max(RuleVersion.number).label("number"))
        .where(RuleVersion.organisation_id == organisation.id)
        .group_by(RuleVersion.kind)
        .subquery()
    )
    rows = db.session.execute(
        select(RuleVersion)
        .join(latest, (RuleVersion.kind == latest.c.kind) & (RuleVersion.number == latest.c.number))
        .where(RuleVersion.organisation_id == organisation.id)
    ).scalars()
    found = {policy.kind: policy for policy in rows}
    return {kind: found[kind] for kind in PolicyKind if kind in found}


def history(organisation: Organisation, kind: PolicyKind) -> Sequence[RuleVersion]:
    """Every version of one rule, the newest first."""
    rows = select(RuleVersion).where(RuleVersion.organisation_id == organisation.id, RuleVersion.kind == kind)
    return db.session.execute(rows.order_by(RuleVersion.number.desc())).scalars().all()


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> list[dict[str, Any]]:
    """The roles of a person: for core.account_data."""
    rows = (
        select(Organisation.name.label("organisation"), Membership.role, Membership.since)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user.id)
        .order_by(Membership.id)
    )
    return [plain(row, "organisation", "role", "since") for row in db.session.execute(rows)]


def led_alone(user: Any) -> Sequence[str]:
    """The names of organisations of which a person is the only administrator who can sign in."""
    others = aliased(Membership)
    others_there = (
        select(others.id)
        .join(User, User.id == others.user_id)
        .where(
            others.organisation_id == Membership.organisation_id,
            others.role == Role.ADMINISTRATOR,
            others.user_id != user.id,
            User.disabled_at.is_(None),
        )
    )
    rows = (
        select(Organisation.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user.id, Membership.role == Role.ADMINISTRATOR, ~others_there.exists())
        .order_by(Organisation.name)
    )
    return db.session.execute(rows).scalars().all()
