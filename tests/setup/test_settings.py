"""Every setting is described with its default, and nothing is described that there is not."""

import ast
import re

from consult.setup.environment import ROOT

READERS = {"get", "_flag", "_number", "_words"}


def settings() -> dict[str, str]:
    """Name → default, as config.py reads them."""
    found: dict[str, str] = {}
    for call in ast.walk(ast.parse((ROOT / "config.py").read_text())):
        if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Constant):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in READERS:
            default = call.args[1]
            value = default.value if isinstance(default, ast.Constant) else None
            found[str(call.args[0].value)] = (
                {True: "1", False: "0"}.get(value, value) if name == "_flag" else value
            )  # type: ignore[assignment, arg-type]
    return {name: None if value is None else str(value) for name, value in found.items()}  # type: ignore[misc]


def described() -> dict[str, str]:
    """Name → default, as the table in the operator's guide says."""
    table = (ROOT / "docs" / "operations.md").read_text().partition("## Settings")[2]
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| ([^|]*)\|", table, re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def test_every_setting_is_described_with_its_default() -> None:
    read, told = settings(), described()
    assert sorted(told) == sorted(read)
    assert {name: told[name] for name, value in read.items() if value is not None} == {
        name: value for name, value in read.items() if value is not None
    }


def test_the_example_of_settings_has_none_that_there_is_not() -> None:
    text = (ROOT / "docs" / "systemd" / "consult.env.example").read_text()
    named = set(re.findall(r"^([A-Z0-9_]+)=", text, re.MULTILINE))
    assert named - set(settings()) == {"FLASK_APP"}


def test_the_units_may_write_where_the_example_of_settings_keeps_things() -> None:
    folder = ROOT / "docs" / "systemd"
    example = (folder / "consult.env.example").read_text()
    kept = re.findall(r"^(?:CONSULT_DATA|CONSULT_JOURNAL)=(.+)$", example, re.MULTILINE)
    writable = {
        unit.name: re.findall(r"^ReadWritePaths=(.+)$", unit.read_text(), re.MULTILINE)
        for unit in folder.glob("*.service")
    }
    assert (len(kept), len(writable)) == (2, 3)
    assert [*writable.values()] == [[" ".join(kept)]] * 3
    guide = (ROOT / "docs" / "operations.md").read_text()
    assert f"install -d -o consult -g consult -m 700 {' '.join(kept)} " in guide


def test_every_file_that_the_documents_name_is_there() -> None:
    for document in (
        ROOT / "README.md",
        ROOT / "docs" / "operations.md",
        ROOT / "docs" / "decisions" / "README.md",
    ):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} names {target}"


def test_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "screenshots").glob("*.png")]
    assert 5 <= len(sizes) <= 8
    assert max(sizes) < 150_000
