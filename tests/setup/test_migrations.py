"""Migrations that were stopped in the middle can be done again."""

import threading
import time
from collections.abc import Iterator
from subprocess import CompletedProcess

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import _plain, _swap
from tests.subprocesses import run

AGAIN = """
from contextlib import contextmanager
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
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
    for one in reversed(list(ScriptDirectory("migrations").walk_revisions())):
        MigrationContext.autocommit_block = stopping
        try:
            upgrade(revision=one.revision)
        except Stopped:
            db.engine.dispose()
            MigrationContext.autocommit_block = block
            upgrade(revision=one.revision)
            print("again", one.revision)
"""
"""Stops each migration after the part of it that stays where it is stopped, and does it again."""


@pytest.fixture
def empty(servers: dict[str, str], worker_id: str) -> Iterator[str]:
    """The address of an empty database."""
    name, role = f"consult_again_{worker_id}", make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER {role}")
        yield _swap(servers["database"], name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_migration_that_was_stopped_is_done_again(empty: str, servers: dict[str, str]) -> None:
    done = run(AGAIN, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split("again ")[1:] == [
        f"{revision}\n"
        for revision in (
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
            "0034",
            "0046",
            "0057",
        )
    ]


DRAFTS = """
import json
from flask_migrate import current, downgrade, upgrade
from sqlalchemy import select, text
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions, queries
from consult.draft_submissions.models import DraftSubmission
from consult.submissions import queries as submitted
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
    db.session.expire_all()
    return {
        one.key: (
            one.name, one.code_hash, one.last_number,
            [(c.number, c.key, c.comment, c.place, c.is_autosaved) for c in queries.comments_of(one)],
            [
                (u.changes.number if u.changes else 0, u.key.rpartition(":")[2], u.words)
                for u in queries.unfinished_of(one)
            ],
        )
        for one in db.session.execute(select(DraftSubmission).order_by(DraftSubmission.id)).scalars()
    }

def revision():
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()

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

with app.app_context():
    migrate(upgrade)
    print("at once", revision())
    world.consultation(app)
    draft("a-draft-of-the-tests-1"), draft("a-draft-of-the-tests-2")
    world.submission(app)
    before = drafts()
    migrate(downgrade, revision="0050")
    print("back", drafts() == before, rows("SELECT state FROM submissions WHERE state = 'composing'") != [[]])
    # both versions on the same rows
    third = draft("a-draft-of-the-tests-3").id
    db.session.execute(text(
        "INSERT INTO unfinished_comments (submission_id, comment_id, key, subject, block_key, words, saved_at)"
        " SELECT s.id, c.id, c.id || chr(58) || 'old', 'general', '', '{}', now() FROM submissions s"
        " JOIN comments c ON c.submission_id = s.id WHERE s.key = 'a-draft-of-the-tests-3'"
    ))
    db.session.execute(text("UPDATE submissions SET name = 'As the version before says' WHERE id = :id"), {"id": third})
    db.session.commit()
    shown = drafts()["a-draft-of-the-tests-3"]
    print("both", shown[0], [(number, key) for number, key, _words in shown[4]])
    again = queries.by_key("a-draft-of-the-tests-3")
    [one] = queries.comments_of(again)
    actions.keep_unfinished(
        again, key="c" * 20, changes=one, subject=one.subject, block_key=one.block_key, words={"comment": "More."}
    )
    print("typed", [(number, words) for number, _key, words in drafts()[again.key][4] if words == {"comment": "More."}])
    reference = finish(queries.by_key("a-draft-of-the-tests-2"))
    sent = submitted.by_reference(reference)
    print("sent", [(c.number, c.key) for c in submitted.comments_of(sent)], queries.by_key(sent.key))
    present, sent_id = drafts(), sent.id
    migrate(upgrade)
    print("moved", revision(), drafts() == present, list(present))
    print("record", rows("SELECT count(*) FROM submissions", "SELECT count(*) FROM comments WHERE filed_at IS NULL"))
    made = actions.begin(world.load(), key="a-draft-of-the-tests-4", **world.WHO)
    print("numbers go on", made.id > max(third, sent_id))
    print("right", tallies.recount(world.load().id) is False)
    finish(queries.by_key("a-draft-of-the-tests-1"))
    migrate(downgrade, revision="0032")
    migrate(upgrade)
    print("stopped", revision())
    migrate(upgrade)
    print("went on", revision(), len(drafts()))
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
    assert told == {
        "at": "once 0054",
        "back": "True True",
        "both": "As the version before says [(0, 'kkkkkkkkkkkkkkkkkkkk'), (2, 'cccccccccccccccccccc'), (2, 'old')]",
        "typed": "[(2, {'comment': 'More.'})]",
        "sent": "[(2, 'kept')] None",
        "moved": "0053 True ['a-draft-of-the-tests-1', 'a-draft-of-the-tests-3']",
        "record": "[['(2,)'], ['(0,)']]",
        "numbers": "go on True",
        "right": "True",
        "stopped": "0050",
        "went": "on 0053 2",
        "cut": "off 0050",
    }
    assert done.stdout.count("Stopped before 0034") == 2


PASSED = """
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from consult.core.database import db
from wsgi import app

def has():
    columns = {
        one["name"]
        for table in ("summaries", "comments", "comment_translations") if inspect(db.engine).has_table(table)
        for one in inspect(db.engine).get_columns(table)
    }
    made = {"adopted_text", "has_translation", "amendment_language", "written_in", "source_digests", "sign_language_videos"} & columns
    made |= {
        "comment_translations", "response_translations", "comment_stems", "consultation_stems", "organisation_stems"
    } & {*inspect(db.engine).get_table_names()}
    return len(made) == 11 if len(made) in {0, 11} else made

with app.app_context():
    upgrade()
    print(has())
    downgrade(revision="0036")
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE summaries DROP COLUMN adopted_text, DROP COLUMN written_in, DROP COLUMN sign_language_videos"))
        connection.execute(text("DROP TABLE comment_stems, consultation_stems, organisation_stems"))
        connection.execute(text("DROP TRIGGER store_comment_stems ON comments"))
        connection.execute(text("DROP INDEX ix_comments_searched, ix_submissions_searched"))
        connection.execute(text("ALTER TABLE comments DROP COLUMN has_translation"))
        connection.execute(text("DROP TABLE comment_translations"))
        connection.execute(text("ALTER TABLE comments DROP COLUMN amendment_language"))
        connection.execute(text("DROP TABLE response_translations"))
    print(has())
    upgrade()
    print(has())
    downgrade(revision="0035")
    print(has())
    upgrade()
    print(has())
"""
"""A database that passed the places of 0037, 0043, 0044, 0049, 0050 and 0052 before these were written has their columns
and tables too."""


def test_a_column_comes_where_its_migration_was_not_there_in_its_place(
    empty: str, servers: dict[str, str]
) -> None:
    done = run(PASSED, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    told = [line for line in done.stdout.splitlines() if line in {"True", "False"}]
    assert told == ["True", "False", "True", "False", "True"]


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


@pytest.mark.parametrize(
    "read", [("consultations", "versions"), ("versions", "consultations"), ("users", "consultations")]
)
def test_a_request_that_reads_the_tables_of_a_migration_goes_on_and_the_migration_too(
    empty: str, servers: dict[str, str], read: tuple[str, str]
) -> None:
    assert run(UPGRADE.format(revisions=["0038"]), empty, servers["redis"]).returncode == 0
    ended: list[CompletedProcess[str]] = []
    migrating = threading.Thread(
        target=lambda: ended.append(run(UPGRADE.format(revisions=["0039"]), empty, servers["redis"]))
    )
    with (
        psycopg.connect(_plain(empty)) as request,
        psycopg.connect(_plain(empty), autocommit=True) as looking,
    ):
        request.execute(f"LOCK TABLE {read[0]} IN ROW EXCLUSIVE MODE")
        migrating.start()
        while migrating.is_alive() and looking.execute(_WAITING).fetchone() == (0,):
            time.sleep(0.005)
        request.execute(f"LOCK TABLE {read[1]} IN ROW EXCLUSIVE MODE")
        request.commit()
        migrating.join()
        assert [one.returncode for one in ended] == [0], ended[0].stderr[-3000:]
        assert looking.execute(_REVISION).fetchone() == ("0039",)


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
