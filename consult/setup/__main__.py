"""The commands inside the environment; `python3 -m consult` leads here."""

import signal
import sys

from consult.setup import flask_command, process_group, run, testing

COMMANDS = {"run": run.main, "test": testing.main, "flask": flask_command.main}


def _leave(number: int, _frame: object) -> None:
    """A signal ends a command once: what it started is stopped on the way out, undisturbed."""
    for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _command() -> int:
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _leave)
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(process_group.keep_together(_command))
