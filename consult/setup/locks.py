"""`python -m consult.setup.locks`: makes all locks again from pyproject.toml (docs/decisions/0007)."""

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
    ("requirements-embedded.txt", ("--extra", "embedded", "-c", "requirements.txt")),
    ("requirements-dev.txt", ("--extra", "embedded", "--group", "dev", "-c", "requirements-embedded.txt")),
)
"""Each lock, and what it holds beside the packages that production runs; each holds all of the one before it, in the
same versions. Versions that a lock has already stay where they fit."""


def main() -> int:
    """Make all; the exit status of the first one that fails, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pyproject.toml", *(name for name, _also in LOCKS)):
            if (ROOT / name).exists():  # a new lock begins empty
                text = (ROOT / name).read_text()
                (Path(folder) / name).write_text(text.replace("managed = false", "managed = true"))
        for name, also in LOCKS:
            command = [*UV, "-p", "3.11", "pyproject.toml", *also, "-o", name]
            if status := subprocess.run(command, cwd=folder, check=False).returncode:
                return status
        for name, _also in LOCKS:
            (ROOT / name).write_text((Path(folder) / name).read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
