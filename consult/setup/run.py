"""`python3 -m consult run`: the whole application on this machine, with demo data."""

import argparse
import http.client
import json
import signal
import socket
import sys
import time
from pathlib import Path

from consult.core import demo_loading, files
from consult.core.derived_secrets import DEMO_OUTBOX, derived
from consult.core.processes import Process
from consult.core.queue import Urgency
from consult.core.revisions import revisions
from consult.embedded import Servers
from consult.setup import assets, compiling, environment
from consult.setup.data_folder_lock import RUNNING, DataFolderLock
from consult.setup.environment import say
from consult.setup.progress import Progress


def main(arguments: list[str]) -> int:
    """Start everything, watch over it, stop everything."""
    parser = argparse.ArgumentParser(prog="python3 -m consult run")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    parser.add_argument(
        "--data", type=Path, default=environment.data_folder(), help="folder for all data (default: var)"
    )
    parser.add_argument("--empty", action="store_true", help="start without demonstration data")
    chosen = parser.parse_args(arguments)
    data = chosen.data.resolve()
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, lambda got, _frame: stopping.append(got))
    try:
        lock = DataFolderLock(data)
        if not lock.take("a run that is starting", patience=3):
            say(f"{data} is in use by another run or command; choose another folder with --data")
            return 1
        if not _is_free(chosen.port, patience=1):
            say(f"port {chosen.port} is in use; choose another one with --port")
            return 1
        return _serve(chosen, data, lock, stopping)
    except (OSError, RuntimeError) as trouble:
        say(str(trouble))
        return 1


def _serve(chosen: argparse.Namespace, data: Path, lock: DataFolderLock, stopping: list[int]) -> int:
    servers = environment.servers_in(data)
    loads = not chosen.empty and not (data / ACCOUNTS).exists()
    progress = Progress(6 if loads else 5)
    try:
        with progress.step("starting PostgreSQL and Valkey"):
            servers.start()
        with progress.step("preparing assets, translations and templates"):
            compiling.compile_all()
            around = environment.of(servers, data, chosen.port)
            assets.build(data / "assets")
        if loads:
            demo_loading.begin(data)
        else:
            demo_loading.end(data)  # of a run that was killed
        processes = ProcessGroup(around, chosen.port, stopping, servers)
        with progress.step("creating or upgrading the tables"):
            is_migrated = servers.with_postgres and servers.revision() == revisions().newest
            if not is_migrated and not processes.make_tables():
                return 0 if stopping else 1
        lock.say(RUNNING)
        return processes.keep(progress, has_demo=not chosen.empty, loads=loads)
    finally:
        servers.stop()


def _is_free(port: int, patience: float) -> bool:
    """Whether we could listen on `port`; what was killed a moment ago may hold it a little longer."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OverflowError:
                return False
            except OSError:
                if time.monotonic() > until:
                    return False
            else:
                return True
        time.sleep(0.1)


ACCOUNTS = "demo-accounts.json"
"""The demo's sign-ins, which `flask demo seed` leaves in the data folder."""


SEED = ("demo", "seed", "--once")
"""The flask command that loads the demo where there is none."""


class ProcessGroup:
    """The processes of the application: web, a worker for each queue, tick.

    A worker or tick that ends or freezes is started again; without web server or database there is nothing to keep.
    """

    def __init__(self, around: dict[str, str], port: int, stopping: list[int], servers: Servers) -> None:
        self.around = around
        self.data = Path(around["CONSULT_DATA"])
        self.secret = around["SECRET_KEY"]
        self.servers = servers
        self.port = port
        self.stopping = stopping
        python = sys.executable
        web = f"--workers 2 --threads 2 --port {port} --kill-timeout 5"  # TERM is lost on a worker that still loads
        self.commands = {
            "web": [python, "-m", "consult.server", *web.split(), "wsgi:app"],
            **{
                f"worker-{urgency}": [python, "-m", "flask", "worker", "--queue", urgency]
                for urgency in Urgency
            },
            "tick": [python, "-m", "flask", "tick"],
        }
        seed = [python, "-m", "flask", *SEED]
        self.loading = Process("the demonstration", seed, around, environment.ROOT, out=sys.stderr)
        self.processes = {
            name: Process(name, command, around, environment.ROOT) for name, command in self.commands.items()
        }

    def make_tables(self) -> bool:
        """Bring the database to this release, while the web server starts; False where that failed, or we are told to
        stop."""
        self.web.start()
        is_made = False
        try:
            if environment.flask(self.around, "db", "upgrade", quiet=True):
                say("flask db upgrade failed")
            elif (self.data / ACCOUNTS).exists() and environment.flask(self.around, *SEED, quiet=True):
                say("flask demo seed failed")  # it looks after the demo of the version before
            else:
                is_made = not self.stopping
            return is_made
        finally:
            if not is_made:
                self._stop()

    def keep(self, progress: Progress, *, has_demo: bool, loads: bool) -> int:
        """Run until told to stop; the exit status. With `loads` the demo is loaded once pages are there."""
        try:
            with progress.step("starting the web server"):
                if self.web.running is None:
                    self.web.start()  # before the others: pages are there sooner
                if not self._answers():
                    return 0 if self.stopping else 1
            say(
                f"consult is at http://127.0.0.1:{self.port}  (Ctrl-C stops it), after {progress.seconds:.0f} s"
            )
            if loads and not self._load_demo(progress):
                return 0 if self.stopping else 1
            if has_demo:
                self._tell_accounts()
            with progress.step("starting workers and tick"):
                for process in self._others():
                    process.start()
            return self._watch()
        finally:
            self._stop()

    def _load_demo(self, progress: Progress) -> bool:
        """Fill in the demo, whole or not at all; False where that failed or we are to stop."""
        done = progress.begin("loading the demonstration; pages show a notice until then")
        self.loading.start()
        while self.loading.status is None and not self.stopping:
            time.sleep(0.1)
            fallen = self._fallen()
            if fallen:
                say(f"{fallen}; stopping everything")
                return False
        if self.stopping:
            return False
        if self.loading.status != 0:
            say("the demonstration could not be loaded; stopping everything")
            return False
        demo_loading.end(self.data)
        done()
        say(f"the demonstration is loaded, after {progress.seconds:.0f} s")
        return True

    def _watch(self) -> int:
        """Look after all processes until told to stop; the exit status."""
        while not self.stopping:
            time.sleep(0.2)
            fallen = self._fallen()
            if fallen:
                say(f"{fallen}; stopping everything")
                return 1
            for process in self._others():
                process.look_after(say)
        return 0

    @property
    def web(self) -> Process:
        """The web server."""
        return self.processes["web"]

    def _others(self) -> list[Process]:
        return [process for process in self.processes.values() if process is not self.web]

    def _answers(self) -> bool:
        """Wait until the web server answers; False when it ended or we are told to stop."""
        while not self.stopping and self.web.status is None:
            asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                asking.request("GET", "/healthz")
                asking.getresponse()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return True
            finally:
                asking.close()
        return False

    def _fallen(self) -> str:
        """What ended by itself that nothing can go on without, in words, or ""."""
        web = self.web.status
        if web is not None and not self.stopping:
            return f"the web server ended with {web}"
        server = "" if self.stopping else self.servers.fallen()
        return f"{server} ended; see {self.servers.folder}/*.log" if server else ""

    def _stop(self) -> None:
        say("stopping")
        everything = [self.loading, *self.processes.values()]
        for process in everything:
            process.stop()  # the web server finishes what it is answering
        for process in everything:
            process.wait(10)

    def _tell_accounts(self) -> None:
        accounts = self.data / ACCOUNTS
        if accounts.exists():
            address = f"http://127.0.0.1:{self.port}"
            secrets = self._secrets(address, json.loads(accounts.read_text()))
            files.write(self.data / "demo.txt", "\n".join([*secrets, ""]).encode())
            if sys.stderr.isatty():
                for line in secrets:
                    say(line)
            else:  # who reads a log may be someone else
                say(f"accounts, password and the address of the emails are in {self.data / 'demo.txt'}")

    def _secrets(self, address: str, accounts: list[dict[str, str]]) -> list[str]:
        """What the person who started the demo has to know, and no one else on this machine."""
        key = derived(self.secret, DEMO_OUTBOX)
        return [
            "accounts of the demonstration:",
            *(f"  {one['role']:<26} {one['email']:<34} {one['password']}" for one in accounts),
            f"  emails of the demonstration can be read at {address}/outbox?key={key}",
        ]
