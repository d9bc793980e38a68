"""To whom tables, sequences, views and functions belong: to the owner of the database, who is the application's role.

What a restore brings belongs to anyone who restored it, and then the application may not use it.
"""

from sqlalchemy import text

from consult.core.actions import action
from consult.core.database import db

_OWNER = text(
    "SELECT current_user, pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
)

_OF_OTHERS = text(
    "SELECT format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'"
    " WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass), pg_get_userbyid(relowner)"
    " FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')"
    " AND pg_get_userbyid(relowner) <> :owner AND NOT EXISTS"  # a sequence of a column goes with its table
    " (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND relkind = 'S')"
    " UNION ALL SELECT format('ROUTINE %s', p.oid::regprocedure), pg_get_userbyid(proowner) FROM pg_proc p"
    " WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> :owner"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1"
)

_MAY_GIVE = text(
    "SELECT pg_has_role(current_user, :holder, 'USAGE') AND pg_has_role(current_user, :owner, 'MEMBER')"
)


class NotOurs(Exception):
    """Something belongs to a role from which we may not take it; the message says what helps, in a line."""


def owner_unless_current() -> str:
    """The role that owns the database, where we are another one; else ""."""
    current, owner = db.session.execute(_OWNER).one()
    return "" if current == owner else str(owner)


@action
def give_to_owner() -> int:
    """Give everything to the owner of the database; how much belonged to others. Raises NotOurs where we may not."""
    owner = db.session.execute(_OWNER).one()[1]
    quoted = db.engine.dialect.identifier_preparer.quote(owner)
    found = db.session.execute(_OF_OTHERS, {"owner": owner}).all()
    for thing, holder in found:
        if not db.session.execute(_MAY_GIVE, {"holder": holder, "owner": owner}).scalar_one():
            raise NotOurs(
                f"{thing} and {len(found) - 1} more belong to {holder}, and the database to {owner}; restore with"
                f" pg_restore --no-owner --role={owner}, or have a superuser call ALTER {thing} OWNER TO {quoted}"
                " and so on"
            )
        db.session.execute(text(f"ALTER {thing} OWNER TO {quoted}"))
    return len(found)
