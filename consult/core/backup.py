"""A backup: the database, the files, the journal, and a manifest that says what belongs to it; and back again."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url, text

from consult.core import clock, files, journal, ownership, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.postgres_programs import ProgramFailed, program, run, server_major
from consult.core.storage import Folder

DUMP, MANIFEST = "database.dump", "manifest.json"
FILES, JOURNAL = "files", "journal"


class NotRestored(Exception):
    """A backup cannot be restored here; the message says why, in a line."""


def make(target: Path, programs: str = "", server: str = "") -> Path:
    """Write a backup into a new folder below `target`, and give that folder.

    The files come after the dump, for they are written before the rows that name them. `programs`: a folder of
    PostgreSQL's; `server`: PostgreSQL's own address, where the application goes through a pooler. Raises ProgramFailed,
    OSError; then nothing is left but an unfinished folder that the next one sweeps.
    """
    _sweep(target)
    at = clock.now()
    made = target / f"consult-{at:%Y%m%dT%H%M%SZ}"
    unfinished = target / f"{files.UNFINISHED}{made.name}"
    files.make_folder(unfinished, 0o700)
    _dump(unfinished / DUMP, programs, _address(server))
    _copy_files(unfinished / FILES)
    _copy_tree(journal.journal().folder, unfinished / JOURNAL)
    manifest = {"made_at": at.isoformat(), "revision": _revision(), "files": _hashes(unfinished)}
    files.write(unfinished / MANIFEST, json.dumps(manifest, indent=1).encode())
    unfinished.replace(made)
    files.sync_folder(target)
    return made


def _sweep(target: Path) -> None:
    for path in target.glob(f"{files.UNFINISHED}consult-*"):
        shutil.rmtree(path, ignore_errors=True)


def _address(server: str) -> URL:
    return make_url(server) if server else db.engine.url


def _dump(target: Path, programs: str, server: URL) -> None:
    dump = str(program("pg_dump", server_major(), programs))
    target.touch(0o600)
    run([dump, "--format=custom", "--no-password", f"--file={target}"], server)


def _copy_files(target: Path) -> None:
    """Files of a folder; a bucket has versions of its own, and is left to them."""
    store = storage.store()
    if isinstance(store, Folder):
        _copy_tree(store.path, target)


def _copy_tree(source: Path, target: Path) -> None:
    files.make_folder(target)
    for path in sorted(source.rglob("*")):
        if path.is_file() and not files.is_unfinished(path):
            files.write(target / path.relative_to(source), path.read_bytes())


def _revision() -> str:
    return str(db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _hashes(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): _hash(path) for path in found}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class RestoredBackup:
    """What came back."""

    made_at: str
    revision: str
    files: int


def restore(source: Path, *, replace: bool = False, programs: str = "", server: str = "") -> RestoredBackup:
    """Bring the database, files and journal of the backup in `source` back. What comes belongs to the owner of the
    database, anyone who restores it. `programs` and `server` as for `make`.

    Raises NotRestored where the backup is not whole, or the database holds something and `replace` is false;
    ProgramFailed where pg_restore is missing or fails: then the database is as it was.
    """
    manifest = _checked(source)
    loader = program("pg_restore", server_major(), programs)
    if _tables() and not replace:
        raise NotRestored("the database is not empty; with --replace everything in it is lost")
    _load(source / DUMP, loader, _address(server), replace)
    store = storage.store()
    count = _bring(source / FILES, store.path) if isinstance(store, Folder) else 0
    _bring_journal(source / JOURNAL, journal.journal().folder)
    return RestoredBackup(manifest["made_at"], manifest["revision"], count)


def _checked(source: Path) -> dict[str, Any]:
    """The manifest, once everything in it is there as it was. Raises NotRestored."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
    except (OSError, ValueError):
        raise NotRestored(f"{source} is no backup: it has no readable {MANIFEST}") from None
    spoiled = sorted(_spoiled(source, manifest["files"]))
    if spoiled:
        raise NotRestored(f"the backup is not whole: {', '.join(spoiled[:3])} and {len(spoiled)} in all")
    return manifest


def _spoiled(source: Path, hashes: dict[str, str]) -> Iterator[str]:
    for name, known in hashes.items():
        path = source / name
        if not path.is_file() or _hash(path) != known:
            yield name
    yield from [DUMP] if DUMP not in hashes else []


def _tables() -> int:
    found = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return int(db.session.execute(found).scalar_one())


def _load(dump: Path, loader: Path, server: URL, replace: bool) -> None:
    """In one transaction; what was there before goes only when all of it has come."""
    if replace:
        _move(
            "DROP SCHEMA IF EXISTS before_restore CASCADE",
            "ALTER SCHEMA public RENAME TO before_restore",
            *_PUBLIC,
        )
    owner = ownership.owner_unless_current()
    db.session.rollback()
    db.engine.dispose()
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--no-password"]
    options += [f"--role={owner}"] if owner else []
    try:
        run([str(loader), *options, f"--dbname={server.database}", str(dump)], server)
    except ProgramFailed:
        if replace:
            _move("DROP SCHEMA public CASCADE", "ALTER SCHEMA before_restore RENAME TO public")
        raise
    if replace:
        _move("DROP SCHEMA before_restore CASCADE")


_PUBLIC = (
    "CREATE SCHEMA public AUTHORIZATION pg_database_owner",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
)
"""The schema as every new database has it."""


@action
def _move(*statements: str) -> None:
    for statement in statements:
        db.session.execute(text(statement))


def _bring(source: Path, target: Path) -> int:
    """Files that are not there yet; how many."""
    wanted = [path for path in sorted(source.rglob("*")) if path.is_file()]
    missing = [path for path in wanted if not (target / path.relative_to(source)).exists()]
    for path in missing:
        files.write(target / path.relative_to(source), path.read_bytes())
    return len(missing)


def _bring_journal(source: Path, target: Path) -> None:
    """What the backup knows beside what is here, which is newer and stays."""
    for path in sorted(source.glob("*.jsonl")):
        here = target / path.name
        if not here.exists() or here.stat().st_size < path.stat().st_size:
            kind, _dash, rest = path.name.partition("-")
            # a name of its own: what another backup brought, a longer one it may be, stays
            files.write(target / f"{kind}-backup-{_hash(path)[:12]}-{rest}", path.read_bytes())


__all__ = ["NotRestored", "ProgramFailed", "RestoredBackup", "make", "restore"]
