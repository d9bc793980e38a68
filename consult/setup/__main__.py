"""The commands inside the environment; `python3 -m consult` leads here."""

import signal
import sys

from consult.setup import flask_command, run, testing


def _leave(number: int, _frame: object) -> None:
    """TERM ends a command as Ctrl-C does: what it started is stopped on the way out."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    commands = {"run": run.main, "test": testing.main, "flask": flask_command.main}
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(commands[sys.argv[1]](sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
