"""`python -m consult.setup.locks`: makes both locks again from pyproject.toml (docs/decisions/0007)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from consult.setup.environment import ROOT

UV = (
    str(Path(sys.executable).parent / "uv"),
    "pip",
    "compile",
    "-q",
    "--universal",
    "--generate-hashes",
    "--no-header",
)
LOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requirements.txt", ()),
    ("requirements-dev.txt", ("--group", "dev", "-c", "requirements.txt")),
)
"""Each lock, and what it holds beside the packages that run; versions that a lock has already stay where they fit."""


def main() -> int:
    """Make both; the exit status of the first one that fails, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pyproject.toml", *(name for name, _also in LOCKS)):
            (Path(folder) / name).write_text(
                (ROOT / name).read_text().replace("managed = false", "managed = true")
            )
        for name, also in LOCKS:
            command = [*UV, "-p", "3.11", "pyproject.toml", "--extra", "embedded", *also, "-o", name]
            if status := subprocess.run(command, cwd=folder, check=False).returncode:
                return status
        for name, _also in LOCKS:
            (ROOT / name).write_text((Path(folder) / name).read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
