"""`python -m consult.setup.heartbeat_check`: whether the worker or tick of this container lives; for its health check.

Worker and tick touch the file that the setting SIGN_OF_LIFE names. The exit status is 0 where they did so a moment ago.
Standard library only: a check is made every few seconds and has to cost little.
"""

import os
import sys
import time
from pathlib import Path

SILENCE = 60.0
"""Seconds without a sign of life after which a process is taken for dead or frozen; as WatchdogSec of docs/systemd."""


def main() -> int:
    """Say how it is; the exit status."""
    named = os.environ.get("SIGN_OF_LIFE", "")
    if not named:
        print("SIGN_OF_LIFE is not set: it names the file that worker and tick touch", file=sys.stderr)
        return 2
    try:
        age = time.time() - Path(named).stat().st_mtime
    except FileNotFoundError:
        print("no sign of life yet")
        return 1
    print(f"the last sign of life was {age:.0f} s ago")
    return int(age > SILENCE)


if __name__ == "__main__":
    sys.exit(main())
