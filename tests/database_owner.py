"""The database of the tests as the owner of the server, who may do what the application may not.

Each process keeps one connection: to open one, and to have PostgreSQL read its catalogue again, takes several times as long
as to empty the tables.
"""

import psycopg

_kept: dict[str, psycopg.Connection] = {}

_OPTIONS = "-c timezone=UTC -c session_replication_role=replica"
"""Times as `copied` reads them, and rows come and go without checks and triggers."""

_EMPTY = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT relname, pg_relation_size(oid) AS size FROM pg_class WHERE relkind = 'r'
        AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
    LOOP
        IF one.size > 262144 THEN
            EXECUTE format('TRUNCATE %I CASCADE', one.relname);
        ELSE
            EXECUTE format('DELETE FROM %I', one.relname);
        END IF;
    END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace AND relname LIKE '%\\_id\\_seq';
END $$
"""
"""Rows go without checks and triggers, which only the owner of the server may do; to truncate the tables, with new files
for each and its indexes, takes many times as long where they hold little."""


def connection(url: str) -> psycopg.Connection:
    """The connection to this address that the process keeps, which ends each statement by itself; opened again where the
    last one was cut."""
    kept = _kept.get(url)
    if kept is None or not _answers(kept):
        kept = _kept[url] = psycopg.connect(url, autocommit=True, options=_OPTIONS)
    return kept


def empty(url: str) -> None:
    """Delete every row, and count from one again."""
    connection(url).execute(_EMPTY)


def _answers(kept: psycopg.Connection) -> bool:
    try:
        kept.execute("SELECT 1")
    except psycopg.OperationalError:
        kept.close()
        return False
    return True
