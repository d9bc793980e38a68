"""What a worker process does before it takes a request."""

from pathlib import Path

import pytest

from tests.subprocesses import run

LOAD = """
from consult.server.__main__ import _load
front = _load("wsgi:app", threads=2)
environment = front.application.jinja_env
print(len(environment.cache) == len(environment.list_templates()) > 200)
"""


def test_a_worker_process_compiles_all_templates_before_its_first_request(
    database: str, servers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSULT_TEMPLATE_CACHE", str(tmp_path))  # where nothing was compiled before
    done = run(LOAD, database, servers["redis"])
    assert (done.stdout, done.stderr[-2000:]) == ("True\n", "")
    assert len(list(tmp_path.iterdir())) > 200, "the next process loads what this one compiled"
