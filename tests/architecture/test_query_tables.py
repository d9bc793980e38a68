"""Packages ask each other's queries, not each other's tables: what a query module reads of another package comes from
that package's queries, as rows or as a select to join.

Enums, identifiers and types of arguments may be shared. What is listed here still reads tables of others, and why. The
list is exact: it must shrink with the code, and nothing new may be added where a query of the owner could do.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import ClauseElement, ColumnClause, Table, TextClause
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import AliasedReturnsRows, SelectBase

from consult.app import PACKAGE_ORDER
from consult.core.database import Model
from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")

CODE = Path(__file__).resolve().parent.parent.parent / "consult"

ONE_STATEMENT = "filters, counts and pages very many comments by columns of both, in one statement"
FIXED_RULE = "a fixed rule is a row that points to a version of a rule of the organisation"
STAMP = "one statement before every public page: it reads the row that the page's version is made of"
LISTS = "lists and searches consultations of all organisations in one statement, by indexes of their tables"
WRITING = "a writer's key, code or account opens the draft or what was submitted of it, whichever there is"
QUEUE = ONE_STATEMENT + ": the queue of moderators, by partial indexes of comments"

COMMENTS_AND_EDITIONS = {"submissions.Comment", "submissions.CommentVersion", "submissions.Submission"}

READ_OF_OTHERS: dict[str, tuple[set[str], str]] = {
    "consultations/queries/ended.py": ({"organisations.RuleVersion"}, FIXED_RULE),
    "consultations/queries/rules_in_force.py": (
        {"organisations.Organisation", "organisations.RuleVersion"},
        FIXED_RULE,
    ),
    "consultations/queries/rows.py": (
        {"drafts.Version", "organisations.Organisation"},
        "the row of a consultation that each process keeps, with its organisation and version, in one statement",
    ),
    "consultations/queries/stamps.py": ({"organisations.Organisation"}, STAMP),
    "draft_submissions/queries/comments.py": ({"submissions.Comment", "submissions.Submission"}, WRITING),
    "draft_submissions/queries/drafts_to_submit.py": (
        {"consultations.Consultation"},
        "what decides how a draft can be submitted, in the one statement that a submission begins with",
    ),
    "draft_submissions/queries/lookup.py": ({"consultations.Consultation"}, WRITING),
    "draft_submissions/queries/unfinished.py": ({"submissions.Comment", "submissions.Submission"}, WRITING),
    "moderation/queries/counting.py": ({"submissions.Quarantine", *COMMENTS_AND_EDITIONS}, QUEUE),
    "moderation/queries/filtering.py": (
        {
            "consultations.Consultation",
            "submissions.Comment",
            "submissions.CommentVersion",
            "submissions.Quarantine",
            "submissions.Submission",
        },
        QUEUE,
    ),
    "moderation/queries/listing.py": (
        {"accounts.User", "submissions.Quarantine", *COMMENTS_AND_EDITIONS},
        QUEUE,
    ),
    "moderation/queries/scopes.py": (
        {
            "consultations.Consultation",
            "organisations.Organisation",
            "submissions.Comment",
            "submissions.Tally",
        },
        "every page of the queue asks it: consultations, their colours and counts in one statement",
    ),
    "moderation/queries/waiting.py": (COMMENTS_AND_EDITIONS, QUEUE),
    "organisations/queries.py": ({"accounts.User"}, "memberships are ordered and chosen by their people"),
    "portal/queries/dates.py": ({"consultations.Consultation", "organisations.Organisation"}, LISTS),
    "portal/queries/listing.py": (
        {
            "consultations.Consultation",
            "consultations.ConsultationStems",
            "drafts.BlockWords",
            "organisations.Organisation",
            "organisations.OrganisationStems",
        },
        LISTS,
    ),
    "portal/queries/organisations.py": ({"consultations.Consultation", "organisations.Organisation"}, LISTS),
    "portal/queries/page_version.py": ({"consultations.Consultation", "organisations.Organisation"}, STAMP),
    "portal/queries/passages.py": (
        {"consultations.Consultation", "drafts.Block", "drafts.BlockWords", "organisations.Organisation"},
        LISTS,
    ),
    "portal/queries/rows.py": ({"consultations.Consultation", "organisations.Organisation"}, LISTS),
    "responses/queries/counting.py": (
        {"submissions.Comment", "submissions.Submission"},
        ONE_STATEMENT,
    ),
    "responses/queries/issue_list.py": ({"submissions.Comment", "submissions.Submission"}, ONE_STATEMENT),
    "responses/queries/scope.py": ({"submissions.Comment", "submissions.Submission"}, ONE_STATEMENT),
    "responses/queries/workbench.py": ({"submissions.Comment", "submissions.Submission"}, ONE_STATEMENT),
    "screening/queries/__init__.py": ({"submissions.Comment"}, ONE_STATEMENT),
}


LOCKING = "locks and reads the rows in one statement, in the order that all actions keep to"
FORGETTING = "one statement finds in which consultations there is something to forget"
RESTORING = "does again what the journal of erasures names, on the rows themselves"

READ_OUTSIDE_QUERIES: dict[str, tuple[set[str], str]] = {
    "consultations/actions/account_deletion.py": (
        {"organisations.Organisation"},
        "joins the address that replaces that of someone who leaves",
    ),
    "demo/actions/consultation_story.py": (
        {"submissions.Comment", "submissions.Submission"},
        "finds the rows that the story has made",
    ),
    "demo/actions/people_and_organisations.py": (
        {"notifications.Subscription"},
        "finds the rows that the story has made",
    ),
    "draft_submissions/actions/forgetting.py": (
        {"consultations.Consultation", "submissions.Submission"},
        FORGETTING,
    ),
    "draft_submissions/actions/submitting.py": (
        {"consultations.Question"},
        "deletes the draft and reads its comments with their questions in one statement",
    ),
    "drafts/actions/uploading.py": ({"accounts.User", "organisations.Organisation"}, LOCKING),
    "moderation/actions/after_restore.py": ({"submissions.Comment"}, RESTORING),
    "moderation/actions/rendering.py": (
        {"submissions.Comment"},
        "goes over all published comments by their ids",
    ),
    "moderation/metrics.py": (
        {"consultations.Consultation", "submissions.Comment"},
        "counts what waits, by the partial index",
    ),
    "screening/actions.py": ({"submissions.Comment"}, LOCKING),
    "submissions/actions/after_restore.py": ({"consultations.Consultation"}, RESTORING),
    "submissions/actions/forgetting.py": ({"consultations.Consultation"}, FORGETTING),
    "submissions/actions/locks.py": (
        {
            "consultations.Consultation",
            "consultations.FixedRule",
            "drafts.Version",
            "organisations.RuleVersion",
        },
        LOCKING,
    ),
    "submissions/tallies.py": (
        {"consultations.Consultation", "drafts.Block"},
        "counts comments by the clause of their passage in one statement",
    ),
}
"""The same of all other modules: tables of others in statements."""


def query_modules() -> list[Path]:
    """Every module of queries."""
    return sorted(
        path for path in CODE.rglob("*.py") if path.stem == "queries" or path.parent.name == "queries"
    )


@cache
def owners() -> dict[str, str]:
    """Name of a table → "package.Name" of its model."""
    for package in PACKAGE_ORDER:
        if find_spec(f"consult.{package}.models"):
            import_module(f"consult.{package}.models")
    models = [mapper.class_ for mapper in Model.registry.mappers]
    return {one.__tablename__: f"{one.__module__.split('.')[1]}.{one.__name__}" for one in models}


def tables_in(value: Any) -> set[str]:
    """Names of the tables that a value names: a model, a table, a condition, or several of them. What a select or a
    subquery reads is the concern of who made it."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple, set, frozenset)):
        return {name for one in value for name in tables_in(one)}
    if isinstance(value, type):
        return {value.__tablename__} if hasattr(value, "__table__") else set()
    if isinstance(value, InstrumentedAttribute):
        return tables_in(value.class_)
    if isinstance(value, Table):
        return {value.name}
    if isinstance(value, TextClause):
        return named_in(value.text)
    if isinstance(value, ColumnClause):
        return tables_in(value.table) if value.table is not None else set()
    if not isinstance(value, ClauseElement) or isinstance(value, (AliasedReturnsRows, SelectBase)):
        return set()
    return {name for part in value.get_children() for name in tables_in(part)}


def named_in(sql: str) -> set[str]:
    """The names of tables in a statement that is written out."""
    named = re.findall(r"\b(\w+)\.\w|\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", sql)
    return {name for pair in named for name in pair} & owners().keys()


def of_others(tables: Iterable[str], package: str) -> set[str]:
    """ "package.Name" of those of these tables that are of another package, and not of core."""
    return {owners()[one] for one in tables if owners()[one].split(".")[0] not in {package, "core"}}


def attributes_of(name: str, tree: ast.Module) -> set[str]:
    """What a module takes from another that it imports as `name`."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == name}


def imported_of_others(path: Path, tree: ast.Module) -> dict[str, set[str]]:
    """Name in the module → "package.Name" of the tables of other packages that it stands for, wherever it is imported
    from: from models, from queries of the other package, or from a module beside it."""
    package = path.relative_to(CODE).parts[0]
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not any(name.name.endswith(".models") for name in node.names), path
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("consult."):
            continue
        assert "models" not in {name.name for name in node.names}, f"{path}: import the names"
        module = import_module(node.module or "")
        for name in node.names:
            value, own_name = getattr(module, name.name, None), name.asname or name.name
            named = tables_in(value)
            if isinstance(value, ModuleType):
                named = {
                    one
                    for part in attributes_of(own_name, tree)
                    for one in tables_in(getattr(value, part, None))
                }
            if others := of_others(named, package):
                found[own_name] = others
    return found


def written_out(path: Path, tree: ast.Module) -> set[str]:
    """ "package.Name" of the tables of other packages in what a module writes out as SQL."""
    texts = {
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    package = path.relative_to(CODE).parts[0]
    return of_others({name for sql in texts for name in named_in(sql)}, package)


def tables_of_others(path: Path) -> set[str]:
    """The tables of other packages that a module reads: their names, outside of annotations."""
    tree = source.tree(path)
    annotations = {
        id(part)
        for node in ast.walk(tree)
        for name in ("annotation", "returns")
        for part in ast.walk(getattr(node, name, None) or ast.Module([], []))
    }
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in annotations}
    imported = imported_of_others(path, tree).items()
    return {table for name, tables in imported if name in names for table in tables} | written_out(path, tree)


def test_query_modules_read_the_tables_of_other_packages_only_where_a_reason_is_given() -> None:
    found = {str(path.relative_to(CODE)): tables_of_others(path) for path in query_modules()}
    assert {name: tables for name, tables in found.items() if tables} == {
        name: tables for name, (tables, _reason) in READ_OF_OTHERS.items()
    }


STATEMENTS = {"select", "update", "delete", "insert", "table"}
METHODS = {"get", "get_one"}
"""Of a session: they read a row by its id."""


def named_in_statements(tree: ast.Module) -> set[str]:
    """The names whose attributes a module names, or that it selects from, reads a row of, or writes."""
    names = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        is_statement = isinstance(node.func, ast.Name) and node.func.id in STATEMENTS
        if is_statement or (isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            names |= {part.id for part in node.args if isinstance(part, ast.Name)}
    return names


def in_statements(path: Path) -> set[str]:
    """The tables of other packages whose columns a module names, or that it selects from, reads or writes."""
    tree = source.tree(path)
    imported = imported_of_others(path, tree)
    names = named_in_statements(tree)
    return {table for name, tables in imported.items() if name in names for table in tables} | written_out(
        path, tree
    )


def test_other_modules_name_the_tables_of_other_packages_only_where_a_reason_is_given() -> None:
    queries = set(query_modules())
    others = [path for path in sorted(CODE.rglob("*.py")) if path not in queries and path.stem != "models"]
    found = {
        str(path.relative_to(CODE)): in_statements(path)
        for path in others
        if path.relative_to(CODE).parts[1:]
    }
    assert {name: tables for name, tables in found.items() if tables} == {
        name: tables for name, (tables, _reason) in READ_OUTSIDE_QUERIES.items()
    }


def test_most_query_modules_read_only_their_own_tables() -> None:
    assert len(READ_OF_OTHERS) <= 25
    assert len(query_modules()) >= 80


def test_no_package_hands_on_its_tables_through_its_queries() -> None:
    """Not even by a name of its own: `queries.Comment` would be the table again."""
    handed_on = []
    for path in CODE.glob("*/queries/__init__.py"):
        package = path.parent.parent.name
        module = import_module(f"consult.{package}.queries")
        handed_on += [f"{package}.{name}" for name in module.__all__ if tables_in(getattr(module, name))]
    assert handed_on == []


def test_the_check_sees_a_table_that_is_read_and_leaves_out_one_that_only_types_an_argument() -> None:
    source = (CODE / "moderation/queries/filtering.py").read_text()
    assert "Submission" in source
    assert "submissions.Submission" in tables_of_others(CODE / "moderation/queries/filtering.py")
    names = CODE / "moderation/queries/names.py"
    assert imported_of_others(names, ast.parse(names.read_text())) == {
        "Submission": {"submissions.Submission"}
    }
    assert tables_of_others(names) == set()


def test_the_check_sees_a_row_that_is_read_by_its_id() -> None:
    tree = ast.parse("db.session.get(User, 1)\nsession.get_one(Comment, 1)\nselect(Other)\nprint(Submission)")
    assert named_in_statements(tree) >= {"User", "Comment", "Other"}
    assert "Submission" not in named_in_statements(tree)


def test_the_check_sees_tables_under_any_name() -> None:
    queue = ast.parse((CODE / "moderation/queries/waiting.py").read_text())
    imported = imported_of_others(CODE / "moderation/queries/waiting.py", queue)
    assert imported["COMMENTS"] == {"submissions.Comment"}  # passed on by a module beside it
    assert imported["IS_WAITING"] == {"submissions.Comment"}  # a condition that is written out
    assert tables_in([Model.metadata.tables["screenings"].c.signals["summary"]]) == {"screenings"}
    assert named_in("SELECT s.id FROM submissions AS s JOIN other ON comments.id = s.id") == {
        "comments",
        "submissions",
    }
