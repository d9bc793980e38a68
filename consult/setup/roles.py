"""The roles of the embedded PostgreSQL: its owner, whom only the set-up is, and the application's, who may nothing but
use its own database."""

from typing import Any

OWNER, APPLICATION = "postgres", "consult"
PASSING = "consult_upgrade"
"""Is there for a moment, while the owner of a folder of the version before gets another name."""

_LIMITS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"

_OWN_ALL = """
DO $$ DECLARE one record; BEGIN
    FOR one IN
        SELECT format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
               WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass) AS thing
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND relowner <> 'consult'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND relkind = 'S')
        UNION ALL SELECT format('ROUTINE %s', p.oid::regprocedure) FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND proowner <> 'consult'::regrole
    LOOP EXECUTE format('ALTER %s OWNER TO consult', one.thing); END LOOP;
END $$
"""
"""Tables, sequences (but those that go with a column) and functions of the version before become the application's."""


def make(sockets: str, database: str) -> None:
    """See that both roles and the application's database are there; while it recovers from a base backup, they are.

    Raises psycopg.OperationalError.
    """
    _rename_owner(sockets)
    with _connected(sockets, OWNER, "postgres") as server:
        if server.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            return
    with _connected(sockets, OWNER, "postgres") as server:
        server.execute(f"DROP ROLE IF EXISTS {PASSING}")
        if not _has(server, "pg_roles", "rolname", APPLICATION):
            server.execute(f"CREATE ROLE {APPLICATION}")
        server.execute(f"ALTER ROLE {APPLICATION} {_LIMITS}")
        if not _has(server, "pg_database", "datname", database):
            server.execute(f"CREATE DATABASE {database} OWNER {APPLICATION}")
        server.execute(f"ALTER DATABASE {database} OWNER TO {APPLICATION}")
    with _connected(sockets, OWNER, database) as server:
        server.execute(_OWN_ALL)


def _rename_owner(sockets: str) -> None:
    """In a folder of the version before the application was the owner, who can be renamed and not limited."""
    if _owner(sockets) == OWNER:
        return
    with _connected(sockets, APPLICATION, "postgres") as server:
        if not _has(server, "pg_roles", "rolname", PASSING):
            server.execute(f"CREATE ROLE {PASSING} SUPERUSER LOGIN")
    with _connected(sockets, PASSING, "postgres") as server:
        server.execute(f"ALTER ROLE {APPLICATION} RENAME TO {OWNER}")


def _owner(sockets: str) -> str:
    """The role that initdb made; it has this number always."""
    import psycopg  # noqa: PLC0415 -- the set-up is imported before the driver is needed

    for name in (OWNER, APPLICATION):
        try:
            with _connected(sockets, name, "postgres") as server:
                found = server.execute("SELECT rolname FROM pg_roles WHERE oid = 10").fetchone()
                return str(found[0])
        except psycopg.OperationalError as trouble:
            if "does not exist" not in str(trouble) or name == APPLICATION:
                raise
    raise AssertionError("unreachable")


def _has(server: Any, table: str, column: str, name: str) -> bool:
    return server.execute(f"SELECT FROM {table} WHERE {column} = %s", [name]).fetchone() is not None


def _connected(sockets: str, user: str, database: str) -> Any:
    import psycopg  # noqa: PLC0415 -- as above

    return psycopg.connect(host=sockets, user=user, dbname=database, autocommit=True)
