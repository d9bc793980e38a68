"""Builds the assets: each file of consult/static under a name with its hash, minified, and compressed twice.

Files of versions before stay for a while: their pages are open in browsers, and their processes may still answer.
"""

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import rcssmin

from consult.core import clock, files
from consult.web.assets import STATIC, list_of

READABLE = 0o644
"""Assets are for everyone; a proxy may serve them."""

KEPT = timedelta(days=30)
"""How long the assets of a version stay once another was built."""


_NAMED = re.compile(r'url\("?([^")]+)"?\)')
"""Where a style sheet names another asset by its plain name."""

_PART = re.compile(r'@import "([^"]+)";\n?')
"""Where a style sheet has another one, by its plain name, as a part of itself."""


def build(target: Path, source: Path = STATIC) -> dict[str, str]:
    """Write the assets of `source` into `target` with a list of them; returns plain name → hashed name.

    Style sheets that another one imports are parts of it, and no assets. A file is written again only when it changed.
    What only versions need that were replaced KEPT ago is removed.
    """
    files.make_folder(target)
    names: dict[str, str] = {}
    parts = {part for path in source.rglob("*.css") for part in _PART.findall(path.read_text())}
    for path in sorted(source.rglob("*"), key=lambda path: (path.suffix == ".css", path)):
        if not path.is_file():
            continue
        plain = path.relative_to(source).as_posix()
        if plain in parts:
            continue
        data = path.read_bytes()
        if path.suffix == ".css":  # after the files that it names
            whole = rcssmin.cssmin(_joined(path, source))
            data = _NAMED.sub(lambda found: f'url("{names[found[1]]}")', whole).encode()
        hashed = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
        names[plain] = hashed
        if not (target / hashed).exists():
            files.write(target / f"{hashed}.br", brotli.compress(data), READABLE)
            files.write(target / f"{hashed}.gz", gzip.compress(data, mtime=0), READABLE)
            files.write(target / hashed, data, READABLE)
    ours = list_of(target, source)
    _write_list(ours, {"names": names, "replaced_at": None})
    _retire(target, ours)
    return names


def _joined(path: Path, source: Path) -> str:
    """A style sheet with the parts that it imports in their places. FileNotFoundError where one is not there."""
    return _PART.sub(lambda found: (source / found[1]).read_text(), path.read_text())


def _write_list(path: Path, told: dict[str, Any]) -> None:
    text = json.dumps(told, indent=1)
    if not path.exists() or path.read_text() != text:
        files.write(path, text.encode(), READABLE)


def _retire(target: Path, ours: Path) -> None:
    """Note when other versions were replaced, and remove what none needs that is new enough."""
    now, needed = clock.now(), set[str]()
    for path in target.glob("assets-*.json"):
        told = json.loads(path.read_text())
        if path != ours:
            told["replaced_at"] = told["replaced_at"] or now.isoformat()
            if now - datetime.fromisoformat(told["replaced_at"]) > KEPT:
                path.unlink()
                continue
            _write_list(path, told)
        needed.update(told["names"].values())
    for path in _built(target):
        is_old = now.timestamp() - path.stat().st_mtime > KEPT.total_seconds()
        if is_old and path.name.removesuffix(".br").removesuffix(".gz") not in needed:
            path.unlink()


def _built(target: Path) -> Iterator[Path]:
    """The files with a hash in their name, compressed ones too."""
    yield from target.glob("*." + "[0-9a-f]" * 12 + ".*")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
