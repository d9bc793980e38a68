"""`python3 -m consult flask …`: the Flask command line in the environment and on the servers of `run`."""

import sys
from pathlib import Path

from consult.embedded import Servers
from consult.setup import assets, environment


def main(arguments: list[str]) -> int:
    """Run one flask command; starts the servers for its duration where `run` is not running."""
    data = environment.ROOT / "var"
    if arguments[:1] == ["--data"]:
        data, arguments = Path(arguments[1]).resolve(), arguments[2:]
    servers = Servers(data) if environment.needs_servers() else None
    started = servers is not None and not servers.are_running()
    try:
        if servers is not None and started:
            servers.start()
        around = environment.of(servers, data)
        assets.build(data / "assets")
        if started and environment.flask(around, "db", "upgrade", quiet=True):
            return 1
        return environment.flask(around, *arguments)
    except (OSError, RuntimeError) as trouble:
        print(f"consult: {trouble}", file=sys.stderr)
        return 1
    finally:
        if servers is not None and started:
            servers.stop()
