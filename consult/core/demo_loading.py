"""Whether the demonstration is being loaded while pages are answered already: a file in the data folder says so."""

from pathlib import Path

_FILE = "demo-is-loading"


def begin(data: Path) -> None:
    """Pages are to say so from now on."""
    (data / _FILE).touch()


def end(data: Path) -> None:
    """It is loaded, or is not going to be."""
    (data / _FILE).unlink(missing_ok=True)


def is_loading(data: Path) -> bool:
    """Whether it is being loaded now."""
    return (data / _FILE).exists()
