"""`python3 -m consult run`: the whole application on this machine, with demo data."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from consult.embedded import Servers, die_with_parent
from consult.setup import assets, environment
from consult.setup.environment import say


def main(arguments: list[str]) -> int:
    """Start everything, watch over it, stop everything."""
    parser = argparse.ArgumentParser(prog="python3 -m consult run")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=environment.ROOT / "var")
    parser.add_argument("--empty", action="store_true", help="no demo data")
    chosen = parser.parse_args(arguments)
    data = chosen.data.resolve()
    servers = Servers(data) if environment.needs_servers() else None
    if servers is not None and servers.are_running():
        say(f"consult is already running on {data}; choose another folder with --data")
        return 1
    if not _is_free(chosen.port):
        say(f"port {chosen.port} is taken; choose another one with --port")
        return 1
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _frame: stopping.append(got))
    try:
        if servers is not None:
            servers.start()
        around = environment.of(servers, data, chosen.port)
        assets.build(data / "assets")
        for step in (("db", "upgrade"), *(() if chosen.empty else (("demo", "seed", "--once"),))):
            if environment.flask(around, *step, quiet=True):
                if stopping:
                    return 0
                say(f"flask {' '.join(step)} failed")
                return 1
        if stopping:
            return 0
        return Household(around, chosen.port, stopping, servers).keep(not chosen.empty)
    except (OSError, RuntimeError) as trouble:
        say(str(trouble))
        return 1
    finally:
        if servers is not None:
            servers.stop()


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Household:
    """The processes of the application: web, worker, tick.

    A worker or tick that dies is started again; without the web server or a database there is nothing to keep.
    """

    def __init__(
        self, around: dict[str, str], port: int, stopping: list[int], servers: Servers | None = None
    ) -> None:
        self.around = around
        self.servers = servers
        self.port = port
        self.stopping = stopping
        python = sys.executable
        web = [python, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "2"]
        web += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-ws", "wsgi:app"]
        self.commands = {
            "web": web,
            "worker": [python, "-m", "flask", "worker"],
            "tick": [python, "-m", "flask", "tick"],
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def keep(self, has_demo: bool) -> int:
        """Run until told to stop; the exit status."""
        for name in self.commands:
            self._start(name)
        try:
            if self._answers():
                self._welcome(has_demo)
            pause = 1.0
            while not self.stopping:
                time.sleep(0.2)
                fallen = self._fallen()
                if fallen:
                    say(f"{fallen}; stopping everything")
                    return 1
                for name, process in list(self.processes.items()):
                    if process.poll() is not None and not self.stopping:
                        say(f"{name} ended with {process.returncode}; starting it again")
                        time.sleep(pause)
                        pause = min(pause * 2, 30)
                        self._start(name)
            return 0
        finally:
            self._stop()

    def _answers(self) -> bool:
        """Wait until the web server takes connections; False when it ended or we are told to stop."""
        while not self.stopping and self.processes["web"].poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def _fallen(self) -> str:
        """What ended by itself that nothing can go on without, in words, or ""."""
        web = self.processes["web"].poll()
        if web is not None and not self.stopping:
            return f"the web server ended with {web}"
        server = self.servers.fallen() if self.servers and not self.stopping else ""
        return f"{server} ended; see {self.servers.folder}/*.log" if server and self.servers else ""

    def _start(self, name: str) -> None:
        self.processes[name] = subprocess.Popen(
            self.commands[name],
            env=self.around,
            cwd=environment.ROOT,
            preexec_fn=_child,
            stdin=subprocess.DEVNULL,
        )

    def _stop(self) -> None:
        say("stopping")
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _welcome(self, has_demo: bool) -> None:
        address = f"http://127.0.0.1:{self.port}"
        say(f"consult is at {address}  (Ctrl-C stops it)")
        if not has_demo:
            return
        listed = [sys.executable, "-m", "flask", "demo", "accounts", "--json"]
        found = subprocess.run(
            listed, env=self.around, cwd=environment.ROOT, capture_output=True, text=True, check=False
        )
        for account in json.loads(found.stdout or "[]"):
            say(f"  {account['role']:<24} {account['email']:<38} {account['password']}")
        say(f"  mails of the demo can be read at {address}/outbox")


def _child() -> None:
    os.setpgid(0, 0)
    die_with_parent()
