"""Packages ask each other's queries, not each other's tables: what a query module reads of another package comes from
that package's queries, as rows or as a select to join.

Enums, identifiers and types of arguments may be shared. What is listed here still reads tables of others, and why. The
list is exact: it must shrink with the code, and nothing new may be added where a query of the owner could do.
"""

import ast
from importlib import import_module
from pathlib import Path

from sqlalchemy import ClauseElement

CODE = Path(__file__).resolve().parent.parent.parent / "consult"

ONE_STATEMENT = "filters, counts and pages very many comments by columns of both, in one statement"
FIXED_RULE = "a fixed rule is a row that points to a version of a rule of the organisation"
STAMP = "one statement before every public page: it reads the row that the page's version is made of"
LISTS = "lists and searches consultations of all organisations in one statement, by indexes of their tables"
WRITING = "a draft or the record of one is read through the same functions while two versions run"

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
    "draft_submissions/queries.py": (
        {
            "consultations.Consultation",
            "submissions.Comment",
            "submissions.IS_FILED",
            "submissions.Submission",
        },
        WRITING,
    ),
    "moderation/queries/filtering.py": (
        {
            "consultations.Consultation",
            "submissions.Comment",
            "submissions.CommentVersion",
            "submissions.Submission",
        },
        ONE_STATEMENT + ": the queue (waiting, scopes, listing, counting), by partial indexes of comments",
    ),
    "moderation/queries/listing.py": ({"accounts.User"}, ONE_STATEMENT + ": the queue"),
    "moderation/queries/scopes.py": (
        {"organisations.Organisation", "submissions.Tally"},
        "every page of the queue asks it: consultations, their colours and counts in one statement",
    ),
    "organisations/queries.py": ({"accounts.User"}, "memberships are ordered and chosen by their people"),
    "portal/queries/dates.py": ({"consultations.Consultation", "organisations.Organisation"}, LISTS),
    "portal/queries/listing.py": (
        {"consultations.Consultation", "drafts.BlockWords", "organisations.Organisation"},
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
    "screening/queries/__init__.py": ({"submissions.Comment"}, "not yet: what is to be screened again"),
    "screening/queries/comparing.py": (
        {"submissions.Comment", "submissions.CommentVersion", "submissions.Submission"},
        "not yet: what was compared is read with who sent it",
    ),
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
    "moderation/measures.py": (
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


def imported_of_others(path: Path, tree: ast.Module) -> dict[str, str]:
    """Name in the module → "package.Name" of each table, or condition on one, that it imports of another package."""
    package = path.relative_to(CODE).parts[0]
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not any(name.name.endswith(".models") for name in node.names), path
        if not isinstance(node, ast.ImportFrom):
            continue
        parts = (node.module or "").split(".")
        if parts[0] != "consult" or parts[1:2] in ([package], ["core"]):
            continue
        assert "models" not in {name.name for name in node.names}, f"{path}: import the names"
        if parts[-1] == "models":
            module = import_module(node.module or "")
            for name in node.names:
                value = getattr(module, name.name)
                if hasattr(value, "__table__") or isinstance(value, ClauseElement):
                    found[name.asname or name.name] = f"{parts[1]}.{name.name}"
    return found


def tables_of_others(path: Path) -> set[str]:
    """The tables of other packages that a module reads: their names, outside of annotations."""
    tree = ast.parse(path.read_text())
    annotations = {
        id(part)
        for node in ast.walk(tree)
        for name in ("annotation", "returns")
        for part in ast.walk(getattr(node, name, None) or ast.Module([], []))
    }
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in annotations}
    return {table for name, table in imported_of_others(path, tree).items() if name in names}


def test_query_modules_read_the_tables_of_other_packages_only_where_a_reason_is_given() -> None:
    found = {str(path.relative_to(CODE)): tables_of_others(path) for path in query_modules()}
    assert {name: tables for name, tables in found.items() if tables} == {
        name: tables for name, (tables, _reason) in READ_OF_OTHERS.items()
    }


STATEMENTS = {"select", "update", "delete", "insert", "table"}


def in_statements(path: Path) -> set[str]:
    """The tables of other packages whose columns a module names, or that it selects from or writes."""
    tree = ast.parse(path.read_text())
    imported = imported_of_others(path, tree)
    names = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in STATEMENTS:
            names |= {part.id for part in node.args if isinstance(part, ast.Name)}
    return {table for name, table in imported.items() if name in names and table != "submissions.IS_FILED"}


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
    assert len(READ_OF_OTHERS) <= 21
    assert len(query_modules()) >= 60


def test_no_package_hands_on_its_tables_through_its_queries() -> None:
    """Not even by a name of its own: `queries.Comment` would be the table again."""
    handed_on = []
    for path in CODE.glob("*/queries/__init__.py"):
        package = path.parent.parent.name
        module = import_module(f"consult.{package}.queries")
        handed_on += [
            f"{package}.{name}" for name in module.__all__ if hasattr(getattr(module, name), "__table__")
        ]
    assert handed_on == []


def test_the_check_sees_a_table_that_is_read_and_leaves_out_one_that_only_types_an_argument() -> None:
    source = (CODE / "moderation/queries/filtering.py").read_text()
    assert "Submission" in source
    assert "submissions.Submission" in tables_of_others(CODE / "moderation/queries/filtering.py")
    names = CODE / "moderation/queries/names.py"
    assert imported_of_others(names, ast.parse(names.read_text())) == {"Submission": "submissions.Submission"}
    assert tables_of_others(names) == set()
