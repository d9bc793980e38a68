"""What a worker process does before it takes a request."""

import os
import subprocess
import sys

from consult.setup.environment import ROOT

LOAD = """
from consult.server.__main__ import _load
front = _load("wsgi:app", threads=2)
environment = front.application.jinja_env
print(len(environment.cache) == len(environment.list_templates()) > 200)
"""


def test_a_worker_process_compiles_all_templates_before_its_first_request(
    database: str, servers: dict[str, str]
) -> None:
    around = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": servers["redis"],
        "CONSULT_ENV": "test",
        "SECRET_KEY": "for a process that takes no request",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=ROOT, env=around, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr[-2000:]) == ("True\n", "")
