"""The whole application: what the migrations make, docstrings of packages, emails of events, templates, permissions."""

import ast
import re
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from consult import agenda
from consult.app import PACKAGE_ORDER
from consult.core import permissions
from consult.core.database import Model, db
from consult.moderation.actions.deciding import PARTICIPLES
from consult.notifications.recipients import ABOUT_FILES, DECISIONS, RECIPIENTS

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = {path: path.read_text() for path in sorted((ROOT / "consult").rglob("*.py"))}
TEMPLATES = {path: path.read_text() for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()}


def test_the_migrations_make_what_the_models_say(ctx: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Model.metadata) == []


def test_the_database_checks_what_the_models_check(ctx: Flask) -> None:
    """Alembic does not compare CHECKs."""
    said = {
        (table.name, str(check.name))
        for table in Model.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and check.name
    }
    rows = db.session.execute(
        sa.text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        )
    )
    made = {(table.strip('"'), name) for table, name in rows}
    prefixed = {(table, name if name.startswith("ck_") else f"ck_{table}_{name}") for table, name in said}
    assert {(table, name[:63]) for table, name in prefixed} == made


def test_every_package_says_what_it_is() -> None:
    silent = [
        package
        for package in PACKAGE_ORDER
        if len((import_module(f"consult.{package}").__doc__ or "").strip()) < 40
    ]
    assert silent == []


def test_a_package_begins_with_a_docstring_only() -> None:
    """`consult/<package>/__init__.py` holds a docstring and nothing else."""
    busy = [
        package
        for package in PACKAGE_ORDER
        if len(ast.parse((ROOT / "consult" / package / "__init__.py").read_text()).body) != 1
    ]
    assert busy == []


def test_every_event_that_people_hear_of_has_its_email() -> None:
    others = {"confirm", "waited"}
    emails = {path.parent.name for path in TEMPLATES if path.parent.parent.name == "notifications"} - others
    assert emails == set(RECIPIENTS) | set(DECISIONS) | set(ABOUT_FILES)
    halves = {
        (path.parent.name, path.name) for path in TEMPLATES if path.parent.parent.name == "notifications"
    }
    assert halves == {(name, half) for name in emails | others for half in ("subject.txt", "body.txt")}


def test_every_event_with_a_handler_is_recorded() -> None:
    """Each event that has a handler is recorded somewhere, by its whole name or by its verb."""
    code = "\n".join(CODE.values())
    missing = [
        name
        for name in agenda.EVENT_HANDLERS
        if f'"{name}"'
        not in code.replace(CODE[ROOT / "consult/agenda.py"], "").replace(
            CODE[ROOT / "consult/notifications/recipients.py"], ""
        )
        and not re.search(rf'\b(?:_record|record_event)\("{name.partition(".")[2]}"', code)
        and name.partition(".")[2] not in PARTICIPLES.values()
    ]
    assert missing == []


def test_every_template_is_used() -> None:
    words = "\n".join([*CODE.values(), *TEMPLATES.values()])
    quoted = set(re.findall(r"""(?<=")[\w./-]+(?=")|(?<=')[\w./-]+(?=')""", words))
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        if name in quoted:
            continue
        by_folder = str(Path(name).parent) in words and path.name in {"subject.txt", "body.txt"}
        by_kind = re.search(rf'f"{re.escape(str(Path(name).parent))}/{{\w+}}\.html"', words)
        by_part = re.search(rf'"{re.escape(str(Path(name).parent))}/_" ~ \w+ ~ "\.html"', words)
        by_event = Path(name).parts[0] == "notifications" and path.name in {"subject.txt", "body.txt"}
        if not (by_folder or by_kind or by_part or by_event):
            unused.append(name)
    assert unused == []


def test_every_verb_guards_something(app: Flask) -> None:
    """A predicate that no view requires and no button asks for is a rule no one applies."""
    words = "\n".join([*CODE.values(), *TEMPLATES.values()])
    required = set(re.findall(r"policy\.(\w+)", words))
    asked = set(re.findall(r'(?<=")\w+\.\w+(?=")', words))
    verbs = permissions.registered()
    assert [verb for verb in verbs if verb.partition(".")[2] not in required and verb not in asked] == []


def test_no_template_declares_anything_safe() -> None:
    safe = [str(path.name) for path, text in TEMPLATES.items() if re.search(r"\|\s*safe\b|autoescape", text)]
    assert safe == []


def test_only_one_place_cleans_text() -> None:
    places = [
        path.name
        for path, text in CODE.items()
        if re.search(r"^\s*(?:import|from) (?:nh3|bleach)\b", text, re.MULTILINE)
    ]
    assert places == ["markup.py"]
