"""Parsing in a process of its own: little memory, little time, nothing of our environment, and no way back but JSON.

A hostile file costs us seconds, not the service (trust.md E5).
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from consult.core.words import N_
from consult.drafts.blocks import Parsed, Source, Unreadable, from_json

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 40
WALL_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent.parent


def parse(files: Sequence[Source], *, language: str | None = None) -> Parsed:
    """parsing.parse, in a process of its own. Raises Unreadable, also where the process had to be ended."""
    with tempfile.TemporaryDirectory(prefix="consult-parse-") as folder:
        listed = []
        for index, file in enumerate(files):
            path = Path(folder) / str(index)
            path.write_bytes(file.data)
            listed.append([file.name, str(path)])
        try:
            done = subprocess.run(
                [sys.executable, "-m", "consult.drafts.sandbox"],
                input=json.dumps({"files": listed, "language": language}).encode(),
                capture_output=True,
                cwd=_ROOT,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": folder},
                timeout=WALL_SECONDS,
                preexec_fn=_limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable(N_("Reading the file took too long; it is not built like a document.")) from None
    if done.returncode == 0:
        return from_json(done.stdout.decode())
    if done.returncode == 3:
        raise Unreadable(**json.loads(done.stdout))
    raise Unreadable(N_("The file could not be read; it is not built like a document."))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _inside() -> int:
    from consult.drafts import parsing  # noqa: PLC0415 -- heavy, and only wanted inside the limits

    asked = json.load(sys.stdin)
    files = [Source(name, Path(path).read_bytes()) for name, path in asked["files"]]
    try:
        parsed = parsing.parse(files, language=asked["language"])
    except Unreadable as trouble:
        json.dump({"message": trouble.message, "file": trouble.file, "line": trouble.line}, sys.stdout)
        return 3
    sys.stdout.write(parsed.to_json())
    return 0


if __name__ == "__main__":
    sys.exit(_inside())
