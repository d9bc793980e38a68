"""Migrations that were stopped in the middle can be done again."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import CompletedProcess

import psycopg
import pytest
from sqlalchemy.engine import make_url

from consult.core.revisions import revisions
from tests.conftest import _plain, _swap
from tests.subprocesses import run

AGAIN = """
from contextlib import contextmanager
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from consult.core import health
from consult.core.database import db
from wsgi import app

class Stopped(Exception):
    pass

@contextmanager
def stopping(context):
    with block(context):
        yield
    raise Stopped

block = MigrationContext.autocommit_block
with app.app_context():
    order = [one.revision for one in ScriptDirectory("migrations").walk_revisions()][::-1]
    while (stands_at := health.revision_if_any()) != order[-1]:
        MigrationContext.autocommit_block = stopping
        try:
            upgrade()
        except Stopped:
            db.session.remove()
            db.engine.dispose()
            MigrationContext.autocommit_block = block
            stands_at = health.revision_if_any()
            stopped = order[order.index(stands_at) + 1 if stands_at else 0]
            upgrade(revision=stopped)
            print("again", stopped)
        db.session.remove()
"""
"""Stops each migration after the part of it that stays where it is stopped, and does it again."""


@pytest.fixture
def empty(servers: dict[str, str], worker_id: str) -> Iterator[str]:
    """The address of an empty database."""
    with _made(servers, f"consult_again_{worker_id}") as database:
        yield database


@contextmanager
def _made(servers: dict[str, str], name: str, of: str = "template1") -> Iterator[str]:
    """The address of a new database, which is a copy of another one."""
    role = make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER {role} TEMPLATE {of}")
        try:
            yield _swap(servers["database"], name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_migration_that_was_stopped_is_done_again(empty: str, servers: dict[str, str]) -> None:
    done = run(AGAIN, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    told = [line.removeprefix("again ") for line in done.stdout.splitlines() if line.startswith("again ")]
    assert told == [
        "0007",
        "0012",
        "0013",
        "0016",
        "0018",
        "0019",
        "0020",
        "0023",
        "0025",
        "0027",
        "0028",
        "0030",
        "0032",
        "0050",
        "0055",
        "0034",
        "0062",
        "0057",
        "0072",
        "0073",
        "0086",
        "0088",
        "0089",
    ]


DRAFTS = """
import json
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions, queries
from consult.submissions import tallies
from consult.submissions.models import Attribution
from tests import world
from wsgi import app


def migrate(how, **to):
    db.session.remove()
    how(**to)

def rows(*statements):
    return [sorted(map(repr, db.session.execute(text(one)).all())) for one in statements]

def drafts():
    return {
        key: (said, rows(COMMENTS.format(id))[0], rows(UNFINISHED.format(id))[0])
        for key, id, *said in db.session.execute(
            text("SELECT key, id, name, code_hash, last_number FROM draft_submissions ORDER BY id")
        )
    }

COMMENTS = "SELECT number, key, comment, place, is_typed FROM draft_comments WHERE draft_id = {}"
UNFINISHED = (
    "SELECT coalesce(c.number, 0), split_part(u.key, chr(58), -1), u.words ->> 'comment' FROM unfinished_comments u"
    " LEFT JOIN draft_comments c ON c.id = u.draft_comment_id WHERE u.draft_id = {}"
)

def revision():
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()

def differs():
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    found = [one for one in compare_metadata(context, db.metadata) if isinstance(one, tuple)]
    return sorted(
        one[2] + "." + one[3].name if one[0] == "add_column" else one[1].name
        for one in found if one[0].startswith("add")
    )

def draft(key):
    made = actions.begin(world.load(), key=key, **world.WHO)
    actions.remove_comment(actions.add_comment(made, key="gone", **world.GENERAL))
    one = actions.add_comment(made, key="kept", **world.COMMENT)
    typed = {"subject": one.subject, "block_key": one.block_key, "words": {"comment": "Half."}}
    actions.keep_unfinished(made, key="k" * 20, **typed)
    actions.keep_unfinished(made, key="c" * 20, changes=one, **typed)
    return made

def submit(made):
    return actions.submit(
        made, attribution=Attribution.ATTRIBUTED, policies={}, received_at=clock.now(), seen=NO_PAGE
    )

def finish(made):
    for one in queries.unfinished_of(made):
        actions.discard_unfinished(made, one.id)
    return submit(made)

THIRD = "a-draft-of-the-tests-3"
ID = f"(SELECT id FROM submissions WHERE key = '{THIRD}')"
OF_DRAFT = "consultation_id, user_id, organisation, category, subcategory, category_other, country, capacity,"
OF_DRAFT += " on_behalf_of, email, language, begun_at, changed_at, last_number"
OF_COMMENT = "number, key, is_typed, said_from, subject, block_key, place, place_order, version_id, question_id, quote,"
OF_COMMENT += " type, comment, proposal, rationale, language"
OF_UNFINISHED = "(draft_id, draft_comment_id, key, subject, block_key, words, saved_at)"
BOTH = (
    f"INSERT INTO draft_submissions (key, code_hash, name, {OF_DRAFT}) SELECT '{THIRD}', 'a hash', name, {OF_DRAFT}"
    " FROM draft_submissions WHERE key = 'a-draft-of-the-tests-1'",
    f"INSERT INTO draft_comments (draft_id, {OF_COMMENT}) SELECT {ID}, {OF_COMMENT} FROM draft_comments"
    " WHERE draft_id = (SELECT id FROM submissions WHERE key = 'a-draft-of-the-tests-1')",
    f"INSERT INTO unfinished_comments {OF_UNFINISHED} VALUES ({ID}, NULL, 'new', 'general', '', '{{}}', now())",
    f"INSERT INTO unfinished_comments {OF_UNFINISHED} SELECT draft_id, id, id || chr(58) || 'this', 'general', '',"
    f" '{{}}', now() FROM draft_comments WHERE draft_id = {ID}",
    # as the version before says it
    "INSERT INTO unfinished_comments (submission_id, comment_id, key, subject, block_key, words, saved_at)"
    " SELECT submission_id, id, id || chr(58) || 'old', 'general', '', '{}', now() FROM comments"
    f" WHERE submission_id = {ID}",
    f"UPDATE submissions SET name = 'As the version before says' WHERE id = {ID}",
)
CHANGE = "UPDATE unfinished_comments SET comment_id = NULL, words = jsonb_build_object('comment', 'More.') WHERE key LIKE '%this'"

with app.app_context():
    migrate(upgrade, revision="0054")
    of_later_versions = differs()
    migrate(upgrade)
    print("at once", revision())
    world.consultation(app)
    draft("a-draft-of-the-tests-1"), draft("a-draft-of-the-tests-2")
    world.submission(app)
    before = drafts()
    migrate(downgrade, revision="0055")
    print("back", drafts() == before, rows("SELECT state FROM submissions WHERE state = 'composing'") != [[]])
    # both versions on the same rows, told in SQL: later versions do not work with these tables
    for statement in BOTH:
        db.session.execute(text(statement))
    db.session.commit()
    print("both", *drafts()[THIRD][0], drafts()[THIRD][2])
    db.session.execute(text(CHANGE))
    print("typed", drafts()[THIRD][2][-1])
    db.session.execute(text("DELETE FROM draft_submissions WHERE key = 'a-draft-of-the-tests-2'"))
    db.session.commit()
    present, [third] = drafts(), db.session.execute(text(f"SELECT {ID}")).one()
    left = rows("SELECT count(*) FROM comments WHERE filed_at IS NULL", "SELECT count(*) FROM unfinished_comments")
    print("left", left)
    migrate(upgrade)
    print("moved", revision(), drafts() == present, list(present))
    print("record", rows("SELECT count(*) FROM submissions", "SELECT count(*) FROM comments WHERE filed_at IS NULL"))
    made = actions.begin(world.load(), key="a-draft-of-the-tests-4", **world.WHO)
    print("numbers go on", made.id > third)
    print("right", tallies.recount(world.load().id) is False)
    finish(queries.by_key("a-draft-of-the-tests-1"))
    migrate(downgrade, revision="0032")
    migrate(upgrade)
    lacks = [one for one in differs() if "draft" not in one and one not in of_later_versions]
    print("stopped", revision(), lacks)
    migrate(upgrade)
    print("went on", revision(), len(drafts()), differs())
    # a command that was cut off after its first migration, and is given again while the version before still runs
    migrate(downgrade, revision="0032")
    migrate(upgrade, revision="0033")
    migrate(upgrade)
    print("cut off", revision())
"""


def test_drafts_move_with_all_they_have_and_both_versions_work_on_them_before(
    empty: str, servers: dict[str, str]
) -> None:
    done = run(DRAFTS, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines() if not line.startswith("Stopped"))
    newest = revisions().newest
    assert told == {
        "at": f"once {newest}",
        "back": "True True",
        "both": "As the version before says a hash 2"
        """ ["(0, 'new', None)", "(2, 'old', None)", "(2, 'this', None)"]""",
        "typed": "(2, 'this', 'More.')",
        "left": "[['(2,)'], ['(5,)']]",
        "moved": f"{newest} True ['a-draft-of-the-tests-1', 'a-draft-of-the-tests-3']",
        "record": "[['(1,)'], ['(0,)']]",
        "numbers": "go on True",
        "right": "True",
        "stopped": "0055 []",
        "went": f"on {newest} 2 []",
        "cut": "off 0055",
    }
    assert done.stdout.count("Stopped before 0034") == 2


PASSED = """
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from consult.core.database import db
from wsgi import app

of_later_versions = set()

def stands():
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        lacks = {
            one[2] + "." + one[3].name if one[0] == "add_column" else one[1].name
            for one in compare_metadata(context, db.metadata) if isinstance(one, tuple) and one[0].startswith("add")
        }
    lacks -= of_later_versions
    if found == "0055":
        lacks = {one for one in lacks if "draft" not in one}  # they come with 0034
    print("stands at", found, "complete" if not lacks else "incomplete")
    return lacks

with app.app_context():
    upgrade(revision="0054")
    of_later_versions = stands()
    downgrade(revision="0036")
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE summaries DROP COLUMN adopted_text, DROP COLUMN written_in, DROP COLUMN sign_language_videos"))
        connection.execute(text("DROP TABLE comment_stems, consultation_stems, organisation_stems"))
        connection.execute(text("DROP TRIGGER store_comment_stems ON comments"))
        connection.execute(text("DROP INDEX ix_comments_searched, ix_submissions_searched"))
        connection.execute(text("DROP INDEX ix_submissions_claiming_states"))
        connection.execute(text("ALTER TABLE comments DROP COLUMN has_translation"))
        connection.execute(text("DROP TABLE comment_translations, form_rows, form_files"))
        connection.execute(text("ALTER TABLE comments DROP COLUMN amendment_language"))
        connection.execute(text("DROP TABLE response_translations"))
    stands()
    upgrade()
    stands()
    upgrade()
    stands()
    downgrade(revision="0050")
    upgrade()
    stands()
    upgrade()
    stands()
"""
"""A database that passed the places of 0037, 0043, 0044, 0049, 0050, 0052 and 0055 before these were written has their
columns and tables too, and so has one that stopped before 0034 when 0055 was not written."""


def test_what_is_made_comes_where_its_migration_was_not_there_in_its_place(
    empty: str, servers: dict[str, str]
) -> None:
    done = run(PASSED, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    at_the_end = f"{revisions().newest} complete"
    stood = [
        line.removeprefix("stands at ") for line in done.stdout.splitlines() if line.startswith("stands")
    ]
    assert stood[1:] == [
        "0036 incomplete",
        "0053 complete",
        at_the_end,
        "0055 complete",
        at_the_end,
    ]


UPGRADE = """
from flask_migrate import upgrade
from wsgi import app

with app.app_context():
    for revision in {revisions}:
        upgrade(revision=revision)
"""

_WAITING = (
    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE NOT l.granted AND d.datname = current_database()"
)
_REVISION = "SELECT version_num FROM alembic_version"


READ = (("consultations", "versions"), ("versions", "consultations"), ("users", "consultations"))
"""Tables that requests read one after the other."""


def test_a_request_that_reads_the_tables_of_a_migration_goes_on_and_the_migration_too(
    empty: str, servers: dict[str, str]
) -> None:
    assert run(UPGRADE.format(revisions=["0038"]), empty, servers["redis"]).returncode == 0
    at_0038 = str(make_url(empty).database)
    for read in READ:
        with _made(servers, f"{at_0038}_read", of=at_0038) as database:
            ended, stands_at = _migrate_under(read, database, servers)
        assert [one.returncode for one in ended] == [0], (read, ended[0].stderr[-3000:])
        assert stands_at == ("0039",), read


def _migrate_under(
    read: tuple[str, str], database: str, servers: dict[str, str]
) -> tuple[list[CompletedProcess[str]], tuple[str] | None]:
    """What a migration says, and where the database stands then, while a request reads two tables."""
    ended: list[CompletedProcess[str]] = []
    migrating = threading.Thread(
        target=lambda: ended.append(run(UPGRADE.format(revisions=["0039"]), database, servers["redis"]))
    )
    with (
        psycopg.connect(_plain(database)) as request,
        psycopg.connect(_plain(database), autocommit=True) as looking,
    ):
        request.execute(f"LOCK TABLE {read[0]} IN ROW EXCLUSIVE MODE")
        migrating.start()
        while migrating.is_alive() and looking.execute(_WAITING).fetchone() == (0,):
            time.sleep(0.005)
        request.execute(f"LOCK TABLE {read[1]} IN ROW EXCLUSIVE MODE")
        request.commit()
        migrating.join()
        return ended, looking.execute(_REVISION).fetchone()


def test_what_is_there_already_is_not_waited_for(empty: str, servers: dict[str, str]) -> None:
    assert run(UPGRADE.format(revisions=["0036"]), empty, servers["redis"]).returncode == 0
    with psycopg.connect(_plain(empty)) as request:
        request.execute(
            "LOCK TABLE consultations, versions, comments, summaries, users IN ROW EXCLUSIVE MODE"
        )
        done = run(UPGRADE.format(revisions=["0040"]), empty, servers["redis"])
        assert done.returncode == 0, done.stderr[-3000:]
        assert "tried again" not in done.stdout + done.stderr
        assert request.execute(_REVISION).fetchone() == ("0040",)
