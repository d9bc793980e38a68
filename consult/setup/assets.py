"""Builds the assets: each file of consult/static under a name with its hash, minified, and compressed twice."""

import gzip
import hashlib
import json
import sys
from pathlib import Path

import brotli
import rcssmin

from consult.core import files

STATIC = Path(__file__).resolve().parent.parent / "static"
READABLE = 0o644
"""Assets are for everybody; a proxy may serve them."""


def build(target: Path, source: Path = STATIC) -> dict[str, str]:
    """Write the assets of `source` into `target` with a manifest.json; returns plain name → hashed name.

    A file is written anew only when it changed; nothing is deleted, so that pages served a moment ago keep theirs.
    """
    target.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".css":
            data = str(rcssmin.cssmin(data.decode())).encode()
        plain = path.relative_to(source).as_posix()
        hashed = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
        names[plain] = hashed
        if not (target / hashed).exists():
            files.write(target / f"{hashed}.br", brotli.compress(data), READABLE)
            files.write(target / f"{hashed}.gz", gzip.compress(data, mtime=0), READABLE)
            files.write(target / hashed, data, READABLE)
    manifest = target / "manifest.json"
    text = json.dumps(names, indent=1)
    if not manifest.exists() or manifest.read_text() != text:
        files.write(manifest, text.encode(), READABLE)
    return names


if __name__ == "__main__":
    build(Path(sys.argv[1]))
