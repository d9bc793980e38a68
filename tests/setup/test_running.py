"""`python3 -m consult run` and `flask`, as an operator meets them: real processes, real servers."""

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from consult.core import demo_loading
from consult.core.revisions import revisions
from consult.demo import plans
from consult.embedded import Servers
from consult.setup import environment
from consult.setup.data_folder_lock import RUNNING, DataFolderLock

pytestmark = pytest.mark.xdist_group("setup")

OURS = {"DATABASE_URL", "REDIS_URL", "CONSULT_ENV", "CONSULT_DATA", "CONSULT_ASSETS"}
AROUND = {name: value for name, value in os.environ.items() if name not in OURS}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "consult.setup", *arguments]


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=environment.ROOT,
        env=AROUND,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def processes_of(data: Path) -> list[str]:
    """The command lines of whatever still serves this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            around = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if words and (str(data) in words or f"CONSULT_DATA={data}\0" in around):
            found.append(words)
    return found


def below(pid: int) -> dict[int, list[int]]:
    """The processes below one, each with its own children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {int(child): below(int(child)) for child in listed}
    return {child: list(inner) for child, inner in found.items()} | {
        k: v for f in found.values() for k, v in f.items()
    }


def web_workers(pid: int) -> list[int]:
    """The processes of a `run` that answer requests: those that the web server started."""
    return [
        child
        for parent, children in below(pid).items()
        if b"consult.server" in Path(f"/proc/{parent}/cmdline").read_bytes()
        for child in children
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def until(done: object, seconds: float = 60) -> None:
    assert callable(done)
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


class Installation:
    """A `run` with its words."""

    def __init__(self, data: Path, *, with_demo: bool = False) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.parent / f"{data.name}-{self.port}.log"
        options = [] if with_demo else ["--empty"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command("run", *options, "--data", str(data), "--port", str(self.port)),
                cwd=environment.ROOT,
                env=AROUND,
                stdout=out,
                stderr=out,
            )

    def await_welcome(self) -> None:
        until(lambda: "consult is at" in self.words() or self.process.poll() is not None)
        assert f"consult is at http://127.0.0.1:{self.port}" in self.words(), self.words()

    def words(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        """Whether someone gets a page: a worker that just began does not listen yet."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in") as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    tmp_path.chmod(0o755)
    yield tmp_path / "data"
    until(lambda: processes_of(tmp_path / "data") == [])


def test_run_serves_shares_its_servers_and_leaves_nothing_behind(data: Path) -> None:
    installation = Installation(data)
    installation.await_welcome()
    assert installation.answers()

    until(lambda: len(web_workers(installation.process.pid)) == 2)
    killed = web_workers(installation.process.pid)[0]
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(workers := web_workers(installation.process.pid)) == 2 and killed not in workers)
    until(installation.answers)

    again = call("run", "--empty", "--data", str(data), "--port", str(free_port()))
    assert (again.returncode, again.stderr) == (
        1,
        f"consult: {data} is in use by another run or command; choose another folder with --data\n",
    )

    other = data.parent / "other"
    taken = call("run", "--empty", "--data", str(other), "--port", str(installation.port))
    assert (taken.returncode, taken.stderr) == (
        1,
        f"consult: port {installation.port} is in use; choose another one with --port\n",
    )

    found = call(
        *("flask", "--data", str(data), "organisations", "create", "--json"),
        *("--slug", "seeds", "--name", "Seed Testing Secretariat"),
    )
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["slug"] == "seeds"
    assert installation.process.poll() is None

    installation.process.kill()
    installation.process.wait()
    until(lambda: processes_of(data) == [])

    listed = call("flask", "--data", str(data), "organisations", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    assert [row["slug"] for row in json.loads(listed.stdout)] == ["seeds"]
    assert processes_of(data) == []

    demo_loading.begin(data)  # as a run that was killed while it loaded the demonstration leaves it
    second = Installation(data)
    second.await_welcome()
    assert LOADING not in page(second)
    assert DataFolderLock(data).word() == RUNNING
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(30) == 0
    assert "consult: stopping" in second.words().splitlines()
    assert processes_of(data) == []


def test_interrupted_while_starting_it_stops_everything(data: Path) -> None:
    installation = Installation(data)
    until((data / "postgres").exists)
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(60) == 0
    assert processes_of(data) == []


@pytest.mark.parametrize("name", ["a folder, with 100% odd #name", "deep/" * 30 + "folder"])
def test_servers_start_wherever_the_folder_is(tmp_path: Path, name: str) -> None:
    for parent in (tmp_path, *tmp_path.parents[:1]):
        parent.chmod(0o755)
    with Servers(tmp_path / name, throwaway=True) as servers:
        plain = servers.database_url.replace("+psycopg", "")
        with psycopg.connect(plain) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("consult",)
        assert redis.Redis.from_url(servers.redis_url).ping() is True
        assert servers.sockets.stat().st_mode & 0o777 == 0o700
        assert servers.fallen() == ""
    if servers.sockets.parent != servers.folder:
        shutil.rmtree(servers.sockets)


def test_a_folder_of_someone_else_is_not_used_for_sockets(tmp_path: Path) -> None:
    servers = Servers(tmp_path / "data")
    servers.sockets.parent.mkdir()
    servers.sockets.symlink_to(tmp_path)
    with pytest.raises(RuntimeError, match="belongs to someone else"):
        servers.start()


def test_given_addresses_go_past_the_embedded_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/consult")
    monkeypatch.delenv("REDIS_URL", raising=False)
    servers = environment.servers_in(tmp_path)
    assert (servers.with_postgres, servers.with_valkey) == (False, True)
    assert environment.addresses(servers) == {
        "DATABASE_URL": "postgresql://elsewhere/consult",
        "REDIS_URL": servers.redis_url,
    }
    around = environment.of(servers, tmp_path, 8123)
    assert (around["DATABASE_URL"], around["PUBLIC_URL"], around["CONSULT_DATA"]) == (
        "postgresql://elsewhere/consult",
        "http://127.0.0.1:8123",
        str(tmp_path),
    )


def test_a_lock_is_one_holders_and_says_how_far_it_is(tmp_path: Path) -> None:
    first, second = DataFolderLock(tmp_path), DataFolderLock(tmp_path)
    assert first.take("starting") is True
    assert second.take("a command") is False
    assert second.word() == "starting"
    first.say(RUNNING)
    assert second.word() == RUNNING
    first.release()
    assert second.take("a command") is True
    second.release()


def test_the_newest_migration_is_the_one_that_none_follows() -> None:
    heads = subprocess.run(
        [sys.executable, "-m", "flask", "db", "heads"],
        cwd=environment.ROOT,
        env={**os.environ, "FLASK_APP": "wsgi", "CONSULT_ENV": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert heads.stdout.split() == [revisions().newest, "(head)"]


def test_a_wrong_command_line_is_told_what_is_right() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "consult", "walk"],
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr.splitlines()[0] == "usage: python3 -m consult run [--port N] [--data DIR] [--empty]"


def test_postgres_keeps_no_capability_and_lets_in_the_running_account_alone(tmp_path: Path) -> None:
    closed = tmp_path / "closed home"
    closed.mkdir(mode=0o700)
    with Servers(closed / "data", throwaway=True, valkey=False) as servers:
        assert servers.postgres is not None
        status = Path(f"/proc/{servers.postgres.pid}/status").read_text()
        held = dict(re.findall(r"^(Cap\w+|NoNewPrivs):\t(\w+)$", status, re.MULTILINE))
        if os.geteuid() == 0:
            nothing = dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), "0" * 16)
            assert held == nothing | {"NoNewPrivs": "1"}
        for folder in (
            servers.folder,
            servers.sockets,
            servers.postgres_socket_folder,
            servers.folder / "postgres",
        ):
            assert folder.stat().st_mode & 0o777 == 0o700, folder
        url = servers.database_url.replace("+psycopg", "")
        with psycopg.connect(url) as server:
            rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert server.execute(rights).fetchone() == (False, False, False)
        hba = (servers.folder / "postgres" / "pg_hba.conf").read_text()
        ident = (servers.folder / "postgres" / "pg_ident.conf").read_text()
        assert hba == "local all all peer map=consult\nlocal replication postgres peer map=consult\n"
        assert {line.split()[1] for line in ident.splitlines()} == {pwd.getpwuid(os.geteuid()).pw_name}
        if os.geteuid() == 0:
            for folder in (closed, closed / "data", servers.sockets):
                folder.chmod(0o711)
            os.chown(servers.postgres_socket_folder, 0, 0)
            servers.postgres_socket_folder.chmod(0o755)  # even if someone opened every folder on the way
            asked = "import psycopg, sys; psycopg.connect(sys.argv[1])"
            other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            refused = subprocess.run(
                [*other, "/usr/bin/env", "psql", url, "-c", "SELECT 1"] if shutil.which("psql") else
                [*other, sys.executable, "-c", asked, url],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert refused.returncode != 0
            assert "Peer authentication failed" in refused.stderr


def test_a_data_folder_of_the_version_before_gets_a_limited_role_and_keeps_its_rows(tmp_path: Path) -> None:
    servers = Servers(tmp_path / "data", throwaway=True, valkey=False)
    with (
        servers,
        psycopg.connect(servers.admin_url_of("consult").replace("+psycopg", ""), autocommit=True) as owner,
    ):
        owner.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, words text)")
        owner.execute("INSERT INTO kept (words) VALUES ('before')")
        owner.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        owner.execute("ALTER DATABASE consult OWNER TO postgres")
        owner.execute("DROP OWNED BY consult")
        owner.execute("DROP ROLE consult")
        owner.execute("CREATE ROLE consult_upgrade SUPERUSER LOGIN")
        passing = (
            servers.admin_url_of("postgres").replace("+psycopg", "").replace("postgres@", "consult_upgrade@")
        )
        with psycopg.connect(passing, autocommit=True) as other:
            other.execute(
                "ALTER ROLE postgres RENAME TO consult"
            )  # the application was the owner of the server
            other.execute("DROP ROLE IF EXISTS postgres")
    for _ in range(2):
        with (
            servers,
            psycopg.connect(servers.database_url.replace("+psycopg", ""), autocommit=True) as server,
        ):
            rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert server.execute(rights).fetchone() == (False, False, False)
            server.execute("ALTER TABLE kept ADD COLUMN IF NOT EXISTS more text")
            server.execute(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
            )
            assert server.execute("SELECT words FROM kept").fetchone() == ("before",)
            roles = "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1"
            assert [name for (name,) in server.execute(roles)] == ["consult", "postgres"]


def test_what_is_secret_of_a_demo_is_in_no_log_and_in_files_of_its_owner_alone(tmp_path: Path) -> None:
    around = {"CONSULT_DATA": str(tmp_path), "SECRET_KEY": "a secret of this test, which is long enough"}
    accounts = [{"role": "officer", "email": "officer@example.org", "password": "only-for-its-owner"}]
    (tmp_path / "demo-accounts.json").write_text(json.dumps(accounts))
    program = (
        "import json, sys; from consult.setup.run import ProcessGroup; from consult.embedded import Servers;"
        "from pathlib import Path; around = json.loads(sys.argv[1]);"
        "ProcessGroup(around, 8123, [], Servers(Path(around['CONSULT_DATA'])))._tell_accounts()"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, json.dumps(around)], cwd=environment.ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    told = (tmp_path / "demo.txt").read_text()
    assert ("only-for-its-owner" in told, "/outbox?key=" in told) == (True, True)
    assert (tmp_path / "demo.txt").stat().st_mode & 0o777 == 0o600
    assert ("only-for-its-owner" in said.stderr, "key=" in said.stderr) == (False, False)
    assert str(tmp_path / "demo.txt") in said.stderr


def page(installation: Installation, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}{path}") as answer:
        return str(answer.read().decode())


LOADING = "The demonstration data is being loaded…"


def test_pages_are_there_while_the_demo_is_loaded_and_a_kill_in_the_middle_leaves_no_half_of_it(
    data: Path,
) -> None:
    installation = Installation(data, with_demo=True)
    installation.await_welcome()
    assert [
        LOADING in page(installation, path) for path in ("/", "/consultations", "/organisations", "/sign-in")
    ] == [True] * 4
    assert "No consultation is open." not in page(installation)
    assert "of 6: loading the demonstration" in installation.words()
    installation.process.kill()
    installation.process.wait()
    until(lambda: processes_of(data) == [])

    again = Installation(data, with_demo=True)
    until(lambda: "the demonstration is loaded" in again.words() or again.process.poll() is not None, 180)
    assert "the demonstration is loaded, after" in again.words(), again.words()
    until(lambda: LOADING not in page(again))
    assert "Sampling of seed lots for health testing" in page(again)
    listed = [call("flask", "--data", str(data), *command, "--json") for command in COUNTED]
    found = [json.loads(one.stdout) for one in listed]
    assert [len(one) for one in found] == [len(plans.ORGANISATIONS), len(plans.PLANS)]
    steps = [line for line in again.words().splitlines() if re.match(r"consult: \d of \d: ", line)]
    assert [line.split(": ")[1] for line in steps if line.endswith(" …")] == [
        f"{n} of 6" for n in range(1, 6)
    ] + ["6 of 6"]
    assert all(re.search(r"done in \d+\.\d s$", line) for line in steps if not line.endswith("…"))
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0


COUNTED = (("organisations", "list"), ("consultations", "list"))
