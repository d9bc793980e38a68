"""The web server of a host whose clock is wrong: `python -m tests.server.shifted`, for tests alone.

The product has no switch for this: the clock is moved here, before anything of consult is imported.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import time_machine

OFF = "TEST_CLOCK_OFF"
"""The environment variable with the seconds by which the host's clock is ahead."""


def main() -> int:
    """Serve, by a clock that is wrong."""
    wrong = datetime.now(UTC) + timedelta(seconds=float(os.environ[OFF]))
    with time_machine.travel(wrong, tick=True):
        time.time()  # the moved clock begins to run when it is first asked
        from consult.server.__main__ import main as serve

        return serve(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
