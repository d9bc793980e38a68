"""Messages, the text of templates, and names keep to the glossary of docs/words.md."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.architecture import source
from tests.architecture.pseudo_language import extracted
from tests.architecture.source import ROOT

pytestmark = pytest.mark.xdist_group("source")


def unused_words() -> list[str]:
    """The words of the last column of the glossary, but those in parentheses, which are right for something else."""
    rows = re.findall(
        r"^\|(.+)\|$", (ROOT / "docs" / "words.md").read_text().partition("## Glossary")[2], re.MULTILINE
    )
    last = [row.split("|")[-1].strip() for row in rows[2:]]
    return [
        word.strip() for cell in last for word in re.sub(r"\([^)]*\)", "", cell).split(",") if word.strip()
    ]


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words, in small letters: most texts have none, so they are looked for one by one only where one is."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(word.lower()) for word in words)})\b")


def found(text: str, words: list[str]) -> list[str]:
    """Words of the glossary that `text` should not have; placeholders and markup do not count."""
    plain = re.sub(r"%\(\w+\)\w|<[^>]*>", " ", text)
    if not _any_of(tuple(words)).search(plain.lower()):
        return []
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", plain, re.IGNORECASE)]


def test_the_glossary_is_read() -> None:
    words = unused_words()
    assert {"letter", "sheets", "whoever", "answer due", "second factor"} <= set(words)
    assert len(words) > 45
    assert found("Open the <b class='desk'>letter</b> of %(desk)s", words) == ["letter"]


@pytest.mark.xdist_group("messages")
def test_messages_have_the_words_of_the_glossary() -> None:
    words = unused_words()
    wrong: list[tuple[str, str, list[str]]] = []
    for message in extracted():
        for text in [message.id] if isinstance(message.id, str) else message.id:
            if bad := found(text, words):
                wrong.append((message.locations[0][0], text, bad))
    assert wrong == []


def test_the_text_of_templates_has_the_words_of_the_glossary() -> None:
    words = unused_words()
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    wrong = []
    for path in sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file()):
        file = str(path.relative_to(ROOT))
        if file == "templates/portal/robots.txt":  # addresses, no text
            continue
        tree = environment.parse(path.read_text())
        text = "".join(data.data for data in tree.find_all(nodes.TemplateData))
        if bad := found(text, words):
            wrong.append((file, bad))
    assert wrong == []


def names(path: Path) -> Iterator[str]:
    """The names of a module, its classes with their fields, and its functions with their arguments."""
    yield path.parent.name if path.stem == "__init__" else path.stem
    # those of tests are asked for once
    of_application = path.is_relative_to(ROOT / "consult")
    for node in source.nodes(path) if of_application else ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        if isinstance(node, ast.arg):
            yield node.arg
        if isinstance(node, ast.ClassDef):
            for field in node.body:
                targets = field.targets if isinstance(field, ast.Assign) else [getattr(field, "target", None)]
                yield from (target.id for target in targets if isinstance(target, ast.Name))


METAPHORS = {
    "bell",
    "doorbell",
    "room",
    "rooms",
    "corridor",
    "furniture",
    "door",
    "doors",
    "postage",
    "house",
}
"""Words that no name has, in code, templates and tests."""

RIGHT_THERE = {
    "contested": ("consult/moderation/models.py",),
    "edition": (
        "consult/moderation/",
        "consult/screening/",
        "consult/submissions/",
        "consult/summaries/",
        "templates/draft_submissions/comment.html",
    ),
    "letter": (
        "consult/comment_forms/clause_references.py",
        "consult/comment_forms/models.py",
        "consult/core/tables/",
        "consult/documents/",
        "consult/moderation/spans.py",
        "consult/practices/catalogue.py",
        "templates/practices/",
    ),
    "letters": ("consult/documents/",),
    "remark": ("consult/documents/", "consult/drafts/", "templates/drafts/"),
    "remarks": ("consult/documents/", "consult/drafts/", "templates/drafts/"),
    "second factor": ("consult/accounts/models.py",),
    "sheet": (
        "consult/core/tables/xlsx_format.py",
        "consult/draft_submissions/",
        "templates/components/passage_keys.html",
    ),
}
"""Words of the glossary that names may have, and where: docs/words.md says why ("Names that stay")."""


def unusual(name: str, words: list[str]) -> set[str]:
    """The words of `words` that a name has: "take_back" and "TakeBack" have "take back"."""
    parts = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)).lower()
    if not _any_of(tuple(words)).search(parts):
        return set()
    return {word for word in words if re.search(rf"\b{re.escape(word)}\b", parts)}


def names_of_template(path: Path) -> Iterator[str]:
    """The names of the macros of a template with their arguments, and what it sets."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for node in environment.parse(path.read_text()).find_all((nodes.Name, nodes.Macro)):
        if isinstance(node, nodes.Macro) or node.ctx != "load":
            yield node.name


def test_names_have_the_words_of_the_glossary() -> None:
    words = [*unused_words(), *METAPHORS]
    assert unusual("take_back_comment", words) == {"take back"}
    assert unusual("TheDesk", words) == {"desk"}
    assert unusual("THE_ROOM", words) == {"room"}
    wrong, used = set(), set()
    of_code = [(path, names) for path in sorted((ROOT / "consult").rglob("*.py"))]
    templates = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    of_templates = [(path, names_of_template) for path in templates]
    for path, names_of in [*of_code, *of_templates]:
        file = str(path.relative_to(ROOT))
        for name in names_of(path):
            for word in unusual(name, words):
                places = [place for place in RIGHT_THERE.get(word, ()) if file.startswith(place)]
                used |= {(word, place) for place in places}
                if not places:
                    wrong.add((file, name))
    assert sorted(wrong) == []
    assert used == {(word, place) for word, places in RIGHT_THERE.items() for place in places}


def test_names_of_tests_are_plain() -> None:
    words = [*PLAIN, *METAPHORS]
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for folder in ("tests", "bench")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in names(path)
        if unusual(name, words)
    }
    assert sorted(wrong) == []


PLAIN = {
    "somebody",
    "anybody",
    "everybody",
    "whoever",
    "house",
    "room",
    "rooms",
    "door",
    "doors",
    "gate",
    "gates",
    "desk",
    "doorbell",
    "corridor",
    "furniture",
}
"""Words that comments do not have either, nor the docstrings of tests; nor the documentation."""

RIGHT_IN_DOCSTRINGS = {"letter", "letters", "sheet", "sheets", "these words"}
"""Letters of an alphabet, style sheets, and words that someone chose: not what the glossary has another word for."""


def _unused_in_docstrings(file: str, words: list[str]) -> list[str]:
    """The words that docstrings of a file do not have; those of tests and benches have more words of pages."""
    if not file.startswith("consult/"):
        return []
    right = {word for word, places in RIGHT_THERE.items() if file.startswith(places)}
    return [word for word in words if word not in right | RIGHT_IN_DOCSTRINGS]


def test_docstrings_and_comments_have_the_words_of_the_glossary() -> None:
    unused = unused_words()
    wrong = []
    for path in sorted(
        path for part in ("consult", "tests", "bench") for path in (ROOT / part).rglob("*.py")
    ):
        file = str(path.relative_to(ROOT))
        others = _unused_in_docstrings(file, unused)
        in_docstrings, in_comments = [*PLAIN, *others], sorted(PLAIN)
        for one in source.tokens(path)[0]:
            text = re.sub(r"`[^`]*`", " ", one.text)  # names of code have a test of their own
            words = in_comments if one.is_comment else in_docstrings
            wrong += [(file, one.line, word) for word in found(text, words)]
    assert wrong == []


def test_documentation_has_plain_words() -> None:
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]
    words = sorted(PLAIN - {"room", "desk"})  # right there for something else
    wrong = {
        path.name: bad
        for path in files
        if path.name != "words.md" and (bad := found(path.read_text(), words))
    }
    assert wrong == {}


def test_identifiers_are_no_metaphors() -> None:
    wrong = set()
    words = [*METAPHORS]
    for path in source.modules():
        for name in source.tokens(path)[1]:
            if unusual(name, words):
                wrong.add((str(path.relative_to(ROOT)), name))
    assert sorted(wrong) == []


def test_names_and_addresses_of_the_glossary_are_those_of_the_code() -> None:
    rows = re.findall(r"^\|(.+)\|$", (ROOT / "docs" / "words.md").read_text(), re.MULTILINE)
    code = "\n".join(path.read_text() for path in sorted((ROOT / "consult").rglob("*.py")))
    cells = [row.split("|") for row in rows[2:]]
    named = [name for row in cells if len(row) == 4 for name in re.findall(r"`([^`]+)`", row[2])]
    assert len(named) > 60
    assert [name for name in named if not _begins(name, code)] == []


def _begins(name: str, code: str) -> bool:
    """Whether a word of the code begins with this name."""
    at = code.find(name)
    while at > 0 and re.match(r"\w", code[at - 1]):
        at = code.find(name, at + 1)
    return at >= 0


NO_NOUNS = frozenset(
    [
        "Aside",
        "Begun",
        "Beside",
        "Besides",
        "Consulting",
        "Explaining",
        "Fit",
        "Found",
        "Given",
        "Happening",
        "Look",
        "Looks",
        "Made",
        "Meanwhile",
        "Next",
        "Own",
        "Read",
        "Said",
        "Sent",
        "Settling",
        "Shown",
        "Tell",
        "Telling",
        "Told",
        "Waiting",
        "Whole",
        "Whose",
        "Written",
    ]
)
"""Words that name no thing, as names of classes."""

NOUNS = frozenset({"Embed", "Need", "Seed", "Speed"})
"""Nouns that end like a participle."""

ERRORS = ("Error", "Exception", "NotPossible", "NotFound", "Conflict")
"""What the bases of errors end with."""


def test_classes_are_nouns() -> None:
    """The style guide, on names: "Said" or "Listed" alone do not say what they hold. An error is named after what is
    wrong."""
    wrong = []
    for top in ("consult", "bench"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in source.nodes(path):
                if not isinstance(node, ast.ClassDef):
                    continue
                name = node.name.lstrip("_")
                is_participle = re.fullmatch(r"[A-Z][a-z]+ed", name) is not None and name not in NOUNS
                is_error = any(ast.unparse(base).endswith(ERRORS) for base in node.bases)
                if (is_participle or name in NO_NOUNS) and not is_error:
                    wrong.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert wrong == []
