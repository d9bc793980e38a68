"""What `python3 -m consult test` promises about how tests run."""

import os
import subprocess
import sys
from pathlib import Path

from consult.setup.testing import PARALLEL

TESTS = """
import os
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_it(number):
    with open("processes", "a") as kept:
        kept.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_the_tests_of_one_group_run_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *PARALLEL,
        "--rootdir",
        str(tmp_path),
    ]
    around = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)
    processes = (tmp_path / "processes").read_text().split()
    assert (done.returncode, len(processes), len(set(processes))) == (0, 8, 1), done.stdout
