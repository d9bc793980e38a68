#!/usr/bin/python3
"""A stand-in for systemctl on a machine without systemd, for `python -m bench guide`. Standard library only.

It reads the real unit files of consult and starts what ExecStart says: with User=, WorkingDirectory=, EnvironmentFile=,
LimitNOFILE=, NoNewPrivileges=, CapabilityBoundingSet= (empty), ProtectSystem=strict with ReadWritePaths=, ProtectHome=,
PrivateTmp=, Restart=, RestartSec=, TimeoutStopSec= and WatchdogSec= with the protocol of NOTIFY_SOCKET. Stopping sends
SIGTERM to the whole process group, as systemd does to a control group. PrivateDevices=, After= and Wants= are ignored.
Other services (PostgreSQL, Redis, nginx, PgBouncer) are handed to their scripts in /etc/init.d.
"""

import contextlib
import fnmatch
import os
import resource
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

UNITS, RUNNING, LOGS = Path("/etc/systemd/system"), Path("/run/units"), Path("/var/log/units")


def unit(name):
    """The settings of a unit: (section, key) → values. Exits where there is no file for it."""
    base, at, instance = name.partition("@")
    path = UNITS / f"{base}{at}.service"
    if not path.exists():
        sys.exit(f"Failed: unit {name} not found")
    found, section = {}, ""
    for line in path.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith(("#", ";")):
            key, _equals, value = line.partition("=")
            found.setdefault((section, key), []).append(value.replace("%i", instance))
    return found


def environment(path):
    """The variables of an EnvironmentFile."""
    found = {}
    for line in Path(path).read_text().splitlines():
        if line.strip() and line.strip()[0] not in "#;":
            name, _equals, value = line.strip().partition("=")
            found[name] = "".join(shlex.split(value))
    return found


class Keeper:
    """Keeps one unit running, in a process of its own."""

    def __init__(self, name):
        self.name, self.settings = name, unit(name)
        self.signs = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.signs.bind(f"\0unit-{name}-{os.getpid()}")
        self.stopping = False

    def one(self, key, default=""):
        """The last value of a setting of [Service]."""
        return self.settings.get(("Service", key), [default])[-1]

    def keep(self):
        """Start it, watch over it, start it again, until told to stop."""
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopping", True))
        process, heard = self.spawn(), time.monotonic()
        while True:
            time.sleep(0.1)
            try:
                while self.signs.recv(64):
                    heard = time.monotonic()
            except BlockingIOError:
                pass
            if self.stopping:
                self.end(process)
                return
            watched = int(self.one("WatchdogSec", "0"))
            if watched and time.monotonic() - heard > watched:
                os.killpg(process.pid, signal.SIGKILL)
            if process.poll() is not None:
                self.log(f"ended with {process.returncode}")
                self.sweep(process)
                if self.one("Restart") != "always":
                    return
                time.sleep(float(self.one("RestartSec", "0.1")))
                process, heard = self.spawn(), time.monotonic()

    def end(self, process):
        """SIGTERM to all; after TimeoutStopSec SIGKILL."""
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(float(self.one("TimeoutStopSec", "90")))
        except subprocess.TimeoutExpired:
            self.log("did not stop in time")
        self.sweep(process)

    def sweep(self, process):
        """End what is left of its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self, words):
        """A line beside what the unit itself writes."""
        with (LOGS / f"{self.name}.log").open("a") as out:
            out.write(f"[{time.strftime('%H:%M:%S')} unit {self.name}: {words}]\n")

    def spawn(self):
        """Start it, in the surroundings that its unit asks for."""
        user = self.one("User", "root")
        variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
            "LANG": "C.UTF-8",
            "USER": user,
        }
        variables["NOTIFY_SOCKET"] = "@" + self.signs.getsockname().decode().lstrip("\0")
        variables |= environment(self.one("EnvironmentFile"))
        steps = [f"mount --bind {path} {path}" for path in self.one("ReadWritePaths").split()]
        if self.one("PrivateTmp") == "yes":
            steps += [f"mount -t tmpfs -o mode=1777 tmpfs {path}" for path in ("/tmp", "/var/tmp")]
        if self.one("ProtectHome") == "yes":
            steps += [f"mount -t tmpfs -o mode=0,ro tmpfs {path}" for path in ("/home", "/root")]
        if self.one("ProtectSystem") == "strict":
            steps.append("mount -o remount,bind,ro /")
        rights = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--inh-caps=-all"]
        rights += ["--no-new-privs"] if self.one("NoNewPrivileges") == "yes" else []
        rights += ["--bounding-set=-all"] if ("Service", "CapabilityBoundingSet") in self.settings else []
        script = " && ".join([*steps, "cd " + self.one("WorkingDirectory", "/")])
        script += f" && exec {shlex.join(rights)} {self.one('ExecStart')}"
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]

        def limits():
            os.setpgid(0, 0)
            most = int(self.one("LimitNOFILE", "1024"))
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

        with (LOGS / f"{self.name}.log").open("ab") as out:
            return subprocess.Popen(
                command, env=variables, stdin=subprocess.DEVNULL, stdout=out, stderr=out, preexec_fn=limits
            )


def pid_of(name):
    """The keeper of a unit that runs; None where none does."""
    try:
        pid = int((RUNNING / name).read_text())
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    return pid


def start(name):
    """Start a unit, unless it runs."""
    if Path(f"/etc/init.d/{name}").exists():
        return subprocess.call([f"/etc/init.d/{name}", "start"])
    unit(name)
    if pid_of(name) is not None:
        return 0
    if os.fork():
        os.wait()
        return 0
    os.setsid()
    if os.fork():
        os._exit(0)
    (RUNNING / name).write_text(str(os.getpid()))
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    try:
        Keeper(name).keep()
    finally:
        (RUNNING / name).unlink()
        os._exit(0)


def stop(name):
    """Stop a unit, or those that a pattern names, and wait until they have ended."""
    if Path(f"/etc/init.d/{name}").exists():
        return subprocess.call([f"/etc/init.d/{name}", "stop"])
    running = [path.name for path in RUNNING.glob("*") if fnmatch.fnmatch(path.name, name)]
    if not running and "*" not in name:
        unit(name)
    pids = {one: pid_of(one) for one in running}
    for pid in filter(None, pids.values()):
        os.kill(pid, signal.SIGTERM)
    while any(pid_of(one) == pid is not None for one, pid in pids.items()):
        time.sleep(0.05)
    return 0


def main():
    """Do what the command line says; the exit status."""
    for folder in (RUNNING, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    verb, *names = [word for word in sys.argv[1:] if not word.startswith("-")]
    names = [name.removesuffix(".service") for name in names]
    if verb == "daemon-reload":
        return 0
    if verb == "is-active":
        return int(any(pid_of(name) is None for name in names))
    if verb == "reload":
        return max(subprocess.call([f"/etc/init.d/{name}", "reload"]) for name in names)
    if verb == "enable":
        verb = "start" if "--now" in sys.argv else sys.exit(0)
    verbs = {"start": (start,), "stop": (stop,), "restart": (stop, start)}
    return max(do(name) for name in names for do in verbs[verb])


if __name__ == "__main__":
    sys.exit(main())
