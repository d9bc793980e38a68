"""Foreign keys follow the layers as imports do: a table points to tables of its own package and of lower ones."""

from importlib import import_module
from importlib.util import find_spec

from consult.app import PACKAGE_ORDER
from consult.core.database import Model
from tests.architecture.layers import LAYERS, may_use

UPWARD = {
    "attachments.draft_id → draft_submissions": "a file is of a draft that is being written, then of what was submitted",
    "attachments.submission_id → submissions": "see above; the package below knows their ids alone (0054)",
}
"""Foreign keys that point to a package above, and why."""


def _owners() -> dict[str, str]:
    """Table → package of its model."""
    for package in ("core", *PACKAGE_ORDER):
        if find_spec(f"consult.{package}.models"):
            import_module(f"consult.{package}.models")
    models = [mapper.class_ for mapper in Model.registry.mappers]
    return {one.__tablename__: one.__module__.split(".")[1] for one in models}


def test_foreign_keys_point_upward_only_where_a_reason_is_given() -> None:
    owners = _owners()
    tables = {name: table for name, table in Model.metadata.tables.items() if owners.get(name) in LAYERS}
    assert len(tables) > 60
    keys = [key for table in tables.values() for key in table.foreign_keys]
    assert len(keys) > 100
    found = {
        f"{key.parent.table.name}.{key.parent.name} → {key.column.table.name}"
        for key in keys
        if not may_use(owners[key.parent.table.name], owners[key.column.table.name])
    }
    assert found == UPWARD.keys()
