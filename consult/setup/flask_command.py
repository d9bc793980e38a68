"""`python3 -m consult flask …`: the Flask command line in the environment and on the servers of `run`."""

import time
from pathlib import Path

from consult.embedded import PATIENCE
from consult.setup import assets, environment
from consult.setup.data_folder_lock import RUNNING, DataFolderLock
from consult.setup.environment import say


def main(arguments: list[str]) -> int:
    """Run one flask command; starts the servers for its duration where `run` is not running."""
    data = environment.data_folder()
    if arguments[:1] == ["--data"]:
        if len(arguments) == 1:
            say("--data needs a folder")
            return 2
        data, arguments = Path(arguments[1]), arguments[2:]
    data = data.resolve()
    servers = environment.servers_in(data)
    try:
        starts = _must_start(data)
        try:
            if starts:
                servers.start()
            around = environment.of(servers, data)
            assets.build(data / "assets")
            if starts and environment.flask(around, "db", "upgrade", quiet=True):
                return 1
            return environment.flask(around, *arguments)
        finally:
            if starts:
                servers.stop()
    except (OSError, RuntimeError) as trouble:
        say(str(trouble))
        return 1


def _must_start(data: Path) -> bool:
    """Whether the servers are ours to start; waits for a `run` that is starting and for other commands to end."""
    lock = DataFolderLock(data)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if lock.take("a command"):
            return True
        if lock.word() == RUNNING:
            return False
        time.sleep(0.1)
    raise RuntimeError(f"{data} is locked by {lock.word()}, which does not end")
