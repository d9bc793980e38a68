"""Founding and changing organisations, their members and rules."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.accounts.queries import digest
from consult.core import clock, journal, mail, markup
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.journal import Line, latest
from consult.core.multilingual import Part
from consult.core.rendering import RenderingBatch
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.core.translatable import N_
from consult.core.translating import write_translations
from consult.organisations import addresses, queries
from consult.organisations.models import Invitation, Membership, Organisation, Role, RuleVersion
from consult.organisations.rules import RULES, ConsultationRule, stored_values
from consult.organisations.translatable_texts import translatable_texts

ROLES = journal.ErasureKind("organisations.roles")

INVITATION_LIFE = timedelta(days=14)
PROFILE = frozenset(
    {
        "name", "short_name", "description", "website", "contact_email", "accent", "languages", "timezone",
        "timing_profile", "blocking_practices", "response_days", "comment_form",
    }
)  # fmt: skip
"""What an administrator may change."""

PAGES = frozenset({"new"})
"""What stands in the place of a slug in the addresses of pages (see views)."""


@action
def create(*, name: str, slug: str, language: str = "", by: User | None, **profile: Any) -> Organisation:
    """A new organisation, with the default rules. `language`: in which its name and its other texts are written, ""
    where no one says it; comments are taken in it first. Raises NotPossible for a taken or unfit slug."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])", slug):
        raise NotPossible(N_("Enter 2 to 40 characters: a to z, 0 to 9 and hyphens."))
    if slug in PAGES:
        raise NotPossible(N_("This short address is the address of a page of this site. Choose another."))
    db.session.execute(
        select(func.pg_advisory_xact_lock(func.hashtext("organisations.slug")))
    )  # one at a time
    if db.session.execute(select(Organisation.id).where(Organisation.slug == slug)).first():
        raise NotPossible(N_("Another organisation uses this short address. Choose another."))
    organisation = Organisation(
        name=name,
        slug=slug,
        original_language=language,
        languages=[language or "en"],
        blocking_practices={},
        created_at=clock.now(),
    )
    _set(organisation, profile)
    db.session.add(organisation)
    db.session.flush()
    for rule in RULES.values():
        write_policy(organisation, rule(), rule.text, by=by)
    record("organisations.founded", slug, by=by.id if by else None, organisation=organisation.id)
    return organisation


@action
def change_profile(
    organisation: Organisation, *, by: User, seen: str | NoPage = NO_PAGE, **profile: Any
) -> None:
    """Change the profile (see PROFILE). Raises StaleForm where what is changed is not as it was `seen`."""
    lock(organisation)
    compare(seen, organisation, *profile)
    _set(organisation, profile)
    record("organisations.changed", organisation.slug, by=by.id, organisation=organisation.id)


@action
def translate(
    organisation: Organisation,
    language: str,
    texts: Mapping[str, str],
    *,
    checked: Collection[str] = (),
    by: User,
    seen: str | NoPage,
) -> int:
    """Have these translations of its texts in `language`, by the keys of translatable_texts; an empty text has none.
    Returns how many changed. Raises NotPossible for the language of the originals, and as multilingual.write."""

    def keep(changed: Sequence[Part]) -> None:
        record(
            "organisations.translated", organisation.slug, by=by.id, organisation=organisation.id,
            language=language, texts=[part.key for part in changed],
        )  # fmt: skip

    return write_translations(
        organisation, language, texts, checked=checked, seen=seen, keep=keep,
        parts=lambda: translatable_texts(organisation),
    )  # fmt: skip


@action
def state_original_language(organisation: Organisation, language: str, *, by: User) -> None:
    """State in which language its texts were written. Translations into that language are kept and not shown."""
    if lock(organisation).original_language != language:
        organisation.original_language = language
        record(
            "organisations.original_language_stated", organisation.slug, by=by.id,
            organisation=organisation.id, language=language,
        )  # fmt: skip


def _set(organisation: Organisation, profile: dict[str, Any]) -> None:
    for name, value in profile.items():
        if name not in PROFILE:
            raise TypeError(f"{name} is not part of a profile")
        setattr(organisation, name, value)


@action
def assign_role(organisation: Organisation, user: User, role: Role, *, by: User | None) -> None:
    """Give a person a role; having it already is fine."""
    row = {"user_id": user.id, "organisation_id": organisation.id, "role": role, "since": clock.now()}
    given = insert(Membership).values(row).on_conflict_do_nothing().returning(Membership.id)
    if db.session.execute(given).first() is None:
        return
    queries.forget_roles()
    _journal(organisation, user, role, held=True)
    record(
        "organisations.appointed", organisation.slug, by=by.id if by else None, organisation=organisation.id,
        person=user.id, role=role.value,
    )  # fmt: skip


@action
def remove_role(organisation: Organisation, user: User, role: Role, *, by: User | None) -> None:
    """Take a role from a person. Raises NotPossible for the last administrator."""
    rows = select(Membership).where(Membership.organisation_id == organisation.id, Membership.role == role)
    holders = list(db.session.execute(rows.with_for_update()).scalars())
    mine = [holder for holder in holders if holder.user_id == user.id]
    if role == Role.ADMINISTRATOR and mine and len(holders) == 1:
        raise NotPossible(N_("This is the last administrator. Assign another administrator first."))
    for membership in mine:
        db.session.delete(membership)
    queries.forget_roles()
    _journal(organisation, user, role, held=False)
    record(
        "organisations.dismissed", organisation.slug, by=by.id if by else None, organisation=organisation.id,
        person=user.id, role=role.value,
    )  # fmt: skip


def _journal(organisation: Organisation, user: User, role: Role, *, held: bool) -> None:
    journal.erased(ROLES, organisation=organisation.id, person=user.id, role=role.value, held=held)


@action
def remove_role_again(lines: Sequence[Line]) -> int:
    """Roles that were taken, and not given again since, are taken again, after a restore."""
    taken = [line for line in latest(lines, "organisation", "person", "role") if not line["held"]]
    done = 0
    for line in taken:
        gone = delete(Membership).where(
            Membership.organisation_id == line["organisation"],
            Membership.user_id == line["person"],
            Membership.role == Role(line["role"]),
            Membership.since < datetime.fromisoformat(line["at"]),
        )
        done += len(db.session.execute(gone.returning(Membership.id)).all())
    queries.forget_roles()
    return done


@action
def invite(
    organisation: Organisation, *, email: str, roles: Sequence[Role], language: str = "", by: User
) -> Invitation:
    """Mail an invitation that works once, for 14 days, for that address only. `language`: in which it is written; ""
    for that of the account with the address, without an account that of the person who invites."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=digest(token),
        organisation_id=organisation.id,
        email=email,
        roles=[role.value for role in roles],
        invited_by_id=by.id,
        invited_at=clock.now(),
        expires_at=clock.now() + INVITATION_LIFE,
    )
    db.session.add(invitation)
    db.session.flush()
    invited = None if language else accounts.by_email(email)
    language = language or (invited or by).language
    subject, text = mail.write(
        "organisations/emails/invitation",
        language,
        organisation=organisation.best("name", language),
        link=mail.link(addresses.invitation(token)),
    )
    mail.queue_email(to=email, key=f"invitation-{invitation.id}", subject=subject, text=text, is_secret=True)
    record("organisations.invited", organisation.slug, by=by.id, organisation=organisation.id)
    return invitation


@action
def revoke(invitation: Invitation, *, by: User) -> None:
    """The invitation works no more."""
    invitation.revoked_at = clock.now()
    record(
        "organisations.invitation_revoked", invitation.organisation.slug, by=by.id,
        organisation=invitation.organisation_id,
    )  # fmt: skip


@listed_in("AFTER_RESTORE")
@action
def end_all_invitations() -> int:
    """No invitation that was emailed works any more: after a restore no one knows which were used or withdrawn."""
    live = update(Invitation).where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    return len(db.session.execute(live.values(revoked_at=clock.now()).returning(Invitation.id)).all())


@action
def accept_invitation(token: str, user: User) -> Organisation:
    """Become a member. Raises NotFound for a used or old token, NotPossible for another address's."""
    invitation = queries.invitation(token)
    if invitation.email.lower() != user.email.lower():
        raise NotPossible(
            N_("This invitation was sent to another email address. Sign in to the account with that address.")
        )
    invitation.accepted_at = clock.now()
    for role in invitation.roles:
        assign_role(invitation.organisation, user, Role(role), by=invitation.invited_by)
    return invitation.organisation


@action
def write_policy(
    organisation: Organisation,
    rule: ConsultationRule,
    text: str,
    *,
    by: User | None,
    seen: str | NoPage = NO_PAGE,
) -> RuleVersion:
    """The next version of a rule; consultations approved before keep theirs. What is stored beside the fields known
    here goes on to the next version. Raises StaleForm where the version that it follows is not the one `seen`."""
    lock(organisation)  # two versions at once get two numbers
    rows = select(RuleVersion).where(
        RuleVersion.organisation_id == organisation.id, RuleVersion.kind == rule.kind
    )
    last = db.session.execute(rows.order_by(RuleVersion.number.desc()).limit(1)).scalar_one_or_none()
    compare(seen, last, "number")
    policy = RuleVersion(
        organisation_id=organisation.id,
        kind=rule.kind,
        number=(last.number if last is not None else 0) + 1,
        text=text,
        html=markup.prose(text),
        settings={**stored_values(last.settings if last is not None else None), **rule.stored()},
        written_at=clock.now(),
        written_by_id=by.id if by else None,
    )
    db.session.add(policy)
    db.session.flush()
    return policy


def look_at_rules(after: int, most: int) -> RenderingBatch:
    """The versions of rules behind the id `after`, `most` at most (see rendering.Source)."""
    rows = (
        select(RuleVersion.id, RuleVersion.text, RuleVersion.html)
        .where(RuleVersion.id > after)
        .order_by(RuleVersion.id)
        .limit(most)
    )
    found = db.session.execute(rows).all()
    return RenderingBatch(
        found[-1].id if found else after,
        len(found),
        [row.id for row in found if row.html != markup.prose(row.text)],
        [row.id for row in found if not markup.is_harmless(row.html)],
    )


@action
def render_rule_again(identifier: int) -> bool:
    """Render one version of a rule again; True where its words were others than they should be."""
    policy = lock(db.session.get_one(RuleVersion, identifier))
    before, policy.html = policy.html, markup.prose(policy.text)
    return markup.text_of(before) != markup.text_of(policy.html)
