"""Assets: style sheets, scripts and pictures of our own, each under a name with the hash of its content.

While a new version starts, the version before still answers. So each version has a list of names of its own, and serves
whatever lies in the folder, also what another version built after this process started.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.string_utils import decode_path_info

STATIC = Path(__file__).resolve().parent.parent / "static"
"""What this version builds its assets from."""

PREFIX = "/assets/"

_HASHED = re.compile(re.escape(PREFIX) + r"[\w.-]+\.[0-9a-f]{12}\.\w+")


def list_of(folder: Path, source: Path = STATIC) -> Path:
    """The file in `folder` that lists the assets built from `source`: JSON, {"names": {plain name: hashed name}}."""
    digest = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return folder / f"assets-{digest.hexdigest()[:12]}.json"


class AssetNames:
    """The addresses of this version's assets, from the list that the builder wrote."""

    def __init__(self, folder: Path) -> None:
        self.list = list_of(folder)

    @cached_property
    def names(self) -> dict[str, str]:
        """Plain name → hashed name. FileNotFoundError where they were not built."""
        found: dict[str, str] = json.loads(self.list.read_text())["names"]
        return found

    def __call__(self, name: str) -> str:
        """The address of an asset by its plain name. KeyError where there is none: a page must not lack its looks."""
        return PREFIX + self.names[name]


class AssetFiles(WhiteNoise):  # type: ignore[misc]
    """Answers for the files of one folder, and hands every other request on."""

    def __init__(self, application: Any, folder: Path, **options: Any) -> None:
        self.folder = folder
        super().__init__(application, root=str(folder), prefix=PREFIX, **options)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve a file that is there now, whenever it was built."""
        address = decode_path_info(environ.get("PATH_INFO", ""))
        if address not in self.files and _HASHED.fullmatch(address):
            path = self.folder / address.removeprefix(PREFIX)
            if path.is_file():
                self.add_file_to_dictionary(address, str(path))
        try:
            answer: Iterable[bytes] = super().__call__(environ, start_response)
        except FileNotFoundError:  # removed since, with its version
            if self.files.pop(address, None) is None:
                raise
            answer = self.application(environ, start_response)
        return answer
