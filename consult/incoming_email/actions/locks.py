"""An email is locked before anything of it is written: two requests at once run one after the other."""

from sqlalchemy import select

from consult.core.database import one_found
from consult.incoming_email.models import IncomingEmail


def lock(identifier: int) -> IncomingEmail:
    """The email, locked and reloaded. Raises NotFound where it is gone."""
    rows = select(IncomingEmail).where(IncomingEmail.id == identifier).with_for_update()
    return one_found(rows.execution_options(populate_existing=True))
