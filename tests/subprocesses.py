"""Python programs of tests, in a process and with settings of their own."""

import os
import subprocess
import sys

from consult.setup.environment import ROOT


def run(program: str, database: str, redis: str) -> subprocess.CompletedProcess[str]:
    """What a program says that loads the application on this database."""
    around = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "CONSULT_ENV": "test",
        "SECRET_KEY": "for a program of the tests, nothing else",
    }
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=around, capture_output=True, text=True, check=False
    )
