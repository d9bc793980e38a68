"""The commands inside the environment; `python3 -m consult` leads here."""

import sys

from consult.setup import flask_command, run, testing

if __name__ == "__main__":
    commands = {"run": run.main, "test": testing.main, "flask": flask_command.main}
    sys.exit(commands[sys.argv[1]](sys.argv[2:]))
