"""The packages by their layers, as the contract of import-linter in pyproject.toml says."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def _layers() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "layers")
    return {
        package.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for package in layer.replace("|", ":").split(":")
    }


LAYERS = _layers()
"""Package → the height of its layer; 0 is the lowest."""


def may_use(package: str, other: str) -> bool:
    """Whether `package` may take something of `other`: it is the same package, or in a lower layer."""
    return package == other or LAYERS[other] < LAYERS[package]
