"""Consultations whose contact deletes their account."""

from sqlalchemy import func, select, update

from consult.accounts.models import User
from consult.consultations.actions.page_versions import bump_page_version
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.multilingual import without_translations_of
from consult.organisations.models import Organisation


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, _keep_names: bool) -> None:
    """Make the organisation the contact instead of the person, with its own address, if it has one that is not theirs.

    Otherwise the address stays: readers must be able to reach someone, and it was published.
    """
    theirs = (
        select(Consultation.id, Organisation.contact_email)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(
            func.lower(Consultation.contact_email) == user.email.lower(),
            Organisation.contact_email != "",
            func.lower(Organisation.contact_email) != user.email.lower(),
        )
        .order_by(Consultation.id)
    )
    for identifier, address in db.session.execute(theirs).all():
        changed = update(Consultation).where(Consultation.id == identifier)
        translations = without_translations_of(Consultation.translations, "contact_name", user.name)
        db.session.execute(changed.values(contact_email=address, translations=translations))
        named = changed.where(Consultation.contact_name == user.name)
        db.session.execute(named.values(contact_name=""))
        bump_page_version(identifier)
