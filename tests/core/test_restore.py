"""A backup is made, people ask to be forgotten, and the backup is restored: what was erased stays erased."""

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult import agenda
from consult.accounts import actions as accounts
from consult.accounts.models import Session
from consult.consultations import queries as consulted
from consult.core import clock, journal, mail, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.journal import Journal
from consult.core.storage import Folder
from consult.draft_submissions import actions as drafting
from consult.moderation import actions as moderation
from consult.moderation import queries as moderated
from consult.moderation.models import Decision
from consult.notifications import actions as following
from consult.notifications.models import Subscription
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions.models import Attribution, Submission
from tests import cast, world
from tests.conftest import Sink
from tests.moderation import acting

FOLLOWER, LEAVER, GONE = "follower@birds.example", "leaver@birds.example", "gone@birds.example"


@pytest.fixture
def place(app: Flask, clean: None, tmp_path: Path) -> Any:
    """Journal and files of this test alone."""
    before, store = journal.journal(), storage.store()
    journal.wire(Journal(tmp_path / "journal"), agenda.ERASURES)
    storage.wire(Folder(tmp_path / "files"))
    yield tmp_path
    storage.wire(store)
    journal.wire(before, agenda.ERASURES)


@dataclass
class Story:
    """References of what was submitted before the backup, by what happens to it afterwards."""

    address: str
    withdrawn: str
    comment_withdrawn: str
    removed: str
    withheld: str
    redacted: str
    amended: str
    named: str
    untouched: str


def before_the_backup(app: Flask) -> Story:
    slug = world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    made = {
        name: world.submission(app, email=f"{name}@birds.example", attribution=Attribution.ATTRIBUTED)
        for name in Story.__annotations__
    }
    for name in ("removed", "redacted", "amended", "named", "untouched", "withdrawn", "comment_withdrawn"):
        acting.act(app, made[name], "publish")
    cast.person(app, LEAVER, "Leaver")
    cast.person(app, GONE, "Somebody Gone")
    with app.app_context():
        consultation = consulted.get(slug, None)
        drafting.begin(consultation, key="a-sheet-that-is-never-sent", email="unsent@birds.example")
        moderation.ask_to_remove_own_name(sheets.by_reference(made["named"]), key="a-key-of-sixteen-1")
        following.follow(FOLLOWER, language="en", consultation=consultation)
        following.confirm(db.session.execute(select(Subscription)).scalar_one())
        leaver = acting.user(LEAVER)
        organisations.assign_role(founded.get("seeds"), leaver, Role.MODERATOR, by=None)
        accounts.sign_in(leaver, browser="one")
    return Story(**made)


def after_the_backup(app: Flask, story: Story) -> str:
    """Everything that is erased or hidden; and a submission that the backup does not know, whose reference it gives."""
    for verb in ("remove", "withhold", "redact"):
        name = {"remove": "removed", "withhold": "withheld", "redact": "redacted"}[verb]
        acting.act(app, getattr(story, name), verb)
    with app.app_context():
        following.stop_emails(sheets.by_reference(story.address))
        following.unsubscribe(db.session.execute(select(Subscription)).scalar_one())
        submissions.withdraw(sheets.by_reference(story.withdrawn))
        submissions.withdraw_comment(sheets.comment(story.comment_withdrawn, 1))
        amended = sheets.comment(story.amended, 1)
        submissions.change_comment(
            amended,
            type=amended.type,
            quote="",
            comment="Now without my telephone number.",
            proposal="",
            rationale="",
        )
    acting.act(app, story.amended, "publish")
    with app.app_context():
        leaver = acting.user(LEAVER)
        accounts.change_password(leaver, "a much better password", kept=None)
        organisations.remove_role(founded.get("seeds"), leaver, Role.MODERATOR, by=acting.user(world.OFFICER))
        accounts.disable(acting.user(world.MODERATOR_2))
        (asked,) = moderated.name_requests(acting.user())
        moderation.settle_name(asked, removed=True, answer="", by=acting.user())
        accounts.delete_account(acting.user(GONE), keep_names=False)
    with app.app_context(), clock.at(clock.now() + timedelta(days=30)):
        drafting.forget_unsent()
    return world.submission(app, email="later@birds.example")


def state(app: Flask) -> dict[str, Any]:
    """What the public sees and what is kept of people, for whatever the backup knew."""
    with app.app_context():
        shown = db.session.execute(
            text(
                "SELECT s.reference, s.state, s.email, c.number, c.moderation, c.shown_text, s.name,"
                " s.email_confirmed_at IS NOT NULL FROM submissions s"
                " JOIN comments c ON c.submission_id = s.id ORDER BY s.id, c.number"
            )
        )
        rows = [tuple(row) for row in shown]
        moderators = "SELECT count(*) FROM memberships WHERE role = 'moderator'"
        return {
            "rows": rows,
            "unsent": db.session.execute(text("SELECT count(*) FROM draft_submissions")).scalar(),
            "subscriptions": db.session.execute(text("SELECT count(*) FROM subscriptions")).scalar(),
            "people": db.session.execute(text("SELECT email, name FROM users ORDER BY id")).all(),
            "asked": db.session.execute(text("SELECT state, name, words, email FROM name_requests")).all(),
            "moderators": db.session.execute(text(moderators)).scalar(),
            "disabled": db.session.execute(
                text("SELECT email FROM users WHERE disabled_at IS NOT NULL ORDER BY email")
            ).scalars().all(),
            "tallies": sorted(
                tuple(row) for row in db.session.execute(
                    text("SELECT axis, value, count FROM tallies WHERE count <> 0 AND axis <> 'day'")
                )
            ),
        }  # fmt: skip


def flask(app: Flask, *arguments: str) -> Any:
    done = app.test_cli_runner().invoke(args=arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_what_was_erased_after_a_backup_stays_erased_when_it_is_restored(
    app: Flask, place: Path, sink: Sink, work: Any
) -> None:
    story = before_the_backup(app)
    work()
    with app.app_context():
        post("waits-at-the-backup")
        kept_key = storage.put(b"a document")
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    later = after_the_backup(app, story)
    with app.app_context():
        storage.put(b"a document that came later")
    work()
    wanted = state(app)
    sent_before = [message["Message-ID"] for _to, message in sink.taken]
    (place / "files" / kept_key[:2] / kept_key).unlink()

    done = flask(app, "restore", str(made), "--replace", "--json")
    report = json.loads(done.stdout[done.stdout.index("{") :])

    found = state(app)
    lost_rows = [row for row in wanted["rows"] if row[0] == later]
    replaced = [row for row in found["rows"] if row[0] == story.amended]
    same = [row for row in wanted["rows"] if row not in lost_rows and row[0] != story.amended]
    assert [row for row in found["rows"] if row not in replaced] == same
    assert (replaced[0][4], replaced[0][5]) == ("received", None)  # the words before are not public again
    for name in ("unsent", "subscriptions", "moderators", "disabled", "people", "asked"):
        assert found[name] == wanted[name], name
    assert report["erased_again"] == {
        "accounts.disabled": 1, "accounts.platform": 0, "accounts.password_changed": 1, "organisations.roles": 1,
        "submissions.unsent": 1,
        "submissions.withdrawn": 1, "submissions.comment_withdrawn": 1, "submissions.amended": 1,
        "moderation.decided": 3, "moderation.claims": 0, "submissions.names_removed": 1, "moderation.name_settled": 1, "submissions.names": 0,
        "submissions.addresses": 1, "notifications.ended": 1, "accounts.deleted": 1,
        "attachments.erased": 0, "attachments.hidden": 0, "attachments.originals": 0,
    }  # fmt: skip
    told = {(one["event"], one["subject"]) for one in report["lost"]}
    assert ("submissions.submitted", later) in told
    assert ("submissions.withdrawn", story.withdrawn) in told
    assert ("submissions.submitted", story.untouched) not in told
    assert (report["missing_files"], report["unknown_files"]) == (
        [],
        2,
    )  # no row names either: they are of the test
    assert storage.store().get(kept_key) == b"a document"

    with app.app_context():
        assert accounts.authenticated(LEAVER, cast.PASSWORD) is None
        assert db.session.query(Session).filter(Session.ended_at.is_(None)).count() == 0
        newest = db.session.execute(text("SELECT max(id) FROM letters")).scalar_one()
        post("written-after-the-restore")
        assert db.session.execute(text("SELECT max(id) FROM letters")).scalar_one() > newest + 999_999
    work()
    repeated = [message["Message-ID"] for _to, message in sink.taken[len(sent_before) :]]
    assert set(repeated) & set(sent_before) == set()
    assert "written-after-the-restore" in [message["Subject"] for _to, message in sink.taken]
    waited = [message for _to, message in sink.taken if message["Subject"] == "waits-at-the-backup"]
    assert len(waited) == 1  # it had left, which the journal knows

    again = json.loads((out := flask(app, "restored", "--json").stdout)[out.index("{") :])
    assert {what: count for what, count in again["erased_again"].items() if count} == {}
    assert state(app)["rows"] == found["rows"]


@action
def post(subject: str) -> None:
    mail.queue_email(to="somebody@birds.example", key=subject, subject=subject, text="Words.")


def test_no_number_is_given_twice_however_often_the_same_backup_is_restored(app: Flask, place: Path) -> None:
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    flask(app, "restore", str(made), "--replace")
    one = world.submission(app, email="one@birds.example")
    with app.app_context():
        given = sheets.by_reference(one).id
        submissions.withdraw(sheets.by_reference(one))
    flask(app, "restore", str(made), "--replace")
    other = world.submission(app, email="other@birds.example")
    with app.app_context():
        assert sheets.by_reference(other).id > given
    flask(app, "restored")
    with app.app_context():
        assert sheets.by_reference(other).state == "submitted", "it is not the one that was taken back"


def test_a_shorter_journal_of_an_older_backup_replaces_no_longer_one(app: Flask, place: Path) -> None:
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    kept, taken = world.submission(app, email="kept@birds.example"), world.submission(app)
    with app.app_context():
        submissions.withdraw_comment(sheets.comment(kept, 1))
    older = Path(flask(app, "backup", str(place / "older")).stdout.strip())
    with app.app_context():
        submissions.withdraw(sheets.by_reference(taken))
    newer = Path(flask(app, "backup", str(place / "newer")).stdout.strip())
    shutil.rmtree(place / "journal")
    flask(app, "restore", str(newer), "--replace")
    for file in (place / "journal").glob("erased-*.jsonl"):
        if "backup" not in file.name:
            file.unlink()  # what this host wrote since
    flask(app, "restore", str(older), "--replace")
    with app.app_context():
        assert sheets.by_reference(taken).state == "withdrawn"


def test_decisions_made_again_say_what_they_are(app: Flask, place: Path) -> None:
    world.consultation(app)
    reference = world.submission(app)
    acting.act(app, reference, "publish")
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    acting.act(app, reference, "redact")
    flask(app, "restore", str(made), "--replace")
    with app.app_context():
        last = db.session.query(Decision).order_by(Decision.id.desc()).first()
        assert last is not None
        assert (last.verb, last.explanation) == ("redact", "Decided before the database was restored.")
        assert last.decided_by_id == acting.user().id
        assert "[" in str(sheets.comment(reference, 1).shown_text)


@pytest.mark.parametrize("spoil", ["a file less", "another byte", "no manifest"])
def test_a_backup_that_is_not_whole_is_not_restored(app: Flask, place: Path, spoil: str) -> None:
    world.consultation(app)
    world.submission(app)
    with app.app_context():
        key = storage.put(b"a document")
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    file = made / "files" / key[:2] / key
    if spoil == "a file less":
        file.unlink()
    elif spoil == "another byte":
        file.write_bytes(b"b document")
    else:
        (made / "manifest.json").unlink()
    done = app.test_cli_runner().invoke(args=["restore", str(made), "--replace"])
    assert done.exit_code == 1
    assert "not restored: " in str(done.output) + str(done.exception)
    with app.app_context():
        assert db.session.query(Submission).count() == 1


def test_a_database_that_holds_something_is_not_written_over_unasked(app: Flask, place: Path) -> None:
    world.consultation(app)
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    done = app.test_cli_runner().invoke(args=["restore", str(made)])
    assert done.exit_code == 1
    assert "--replace" in str(done.output) + str(done.exception)


def test_a_dump_that_cannot_be_loaded_leaves_what_was_there(app: Flask, place: Path) -> None:
    world.consultation(app)
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    dump, manifest = made / "database.dump", made / "manifest.json"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    from consult.core.backup import _hash

    told = json.loads(manifest.read_text())
    told["files"]["database.dump"] = _hash(dump)
    manifest.write_text(json.dumps(told))
    world.submission(app)
    done = app.test_cli_runner().invoke(args=["restore", str(made), "--replace"])
    assert done.exit_code == 1
    assert "pg_restore ended with" in str(done.output) + str(done.exception)
    with app.app_context():
        assert db.session.query(Submission).count() == 1


def test_backups_are_closed_to_others_and_show_no_password(app: Flask, place: Path) -> None:
    world.consultation(app)
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    assert {
        path.stat().st_mode & 0o077 for path in [made, *made.rglob("*")] if path.is_file() or path == made
    } == {0}
    from sqlalchemy.engine import make_url

    from consult.core.postgres_programs import _environment

    told = _environment(
        make_url("postgresql+psycopg://consult:secret@db.example:5433/consult?sslmode=require")
    )
    assert {name: told[name] for name in told if name.startswith("PG")} == {
        "PGHOST": "db.example", "PGPORT": "5433", "PGUSER": "consult", "PGPASSWORD": "secret",
        "PGDATABASE": "consult", "PGSSLMODE": "require",
    }  # fmt: skip


def test_nothing_kept_before_a_restore_passes_for_current_after_it(app: Flask, place: Path) -> None:
    world.consultation(app)
    before, lost = world.submission(app), world.submission(app)
    acting.act(app, before, "publish")
    made = Path(flask(app, "backup", str(place / "backups")).stdout.strip())
    acting.act(app, lost, "publish")
    table, page = f"/consultations/{world.SLUG}/comments.csv", f"/consultations/{world.SLUG}/comments"
    assert [lost in app.test_client().get(address).text for address in (table, page)] == [True, True]
    flask(app, "restore", str(made), "--replace")
    acting.act(app, before, "redact")  # one change, as the lost one was: a counter would say the same again
    for address in (table, page):
        shown = app.test_client().get(address).text
        assert (lost in shown, before in shown, "Lots" in shown) == (False, True, False), address
