"""How templates are written: lines that fit beside each other, marks between parts of a line as the language of the page
writes them, and texts in several languages by the function that chooses one."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from jinja2 import nodes

from consult.consultations.models import QUESTION_TRANSLATED, TRANSLATED

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"

COLUMNS = 120


def test_lines_of_templates_fit_into_120_columns() -> None:
    found = [
        f"{path.relative_to(FOLDER)}:{number}"
        for path in sorted(path for path in FOLDER.rglob("*") if path.is_file())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > COLUMNS
    ]
    assert found == []


_SENTENCES = re.compile(r"{%-? trans.*?endtrans -?%}", re.DOTALL)
_BETWEEN = re.compile(r"(?:}}|>)[,:;]\s|(?<=[{~(] )\"[,:;] \"")
"""Marks between two parts, as text or put in by code."""

_BLANK = re.compile(
    r"""[.:]"(?:\s*(?:if|else)[^{}]*)?(?:,[^{}]*)?\)\s*-?}}(?:</span>)?(?:{%[^%]*%})*\s+"""
    r"""(?:{{ ?(?:_\(|n?gettext|message|evidence)|<(?:a|span|bdi|code|q|strong)\b)"""
)
"""A blank after a sentence or label of the interface, before what follows in the paragraph."""

_AROUND = re.compile(r"[(（]\s*(?:{{|<(?:bdi|span|a)\b)|[“«„]\s*(?:{{|<)")
"""Brackets and quotation marks around a part."""

_BLANK_IN_TEXT = re.compile(r"(?:}}|%})[ ]{{")


def test_marks_between_two_parts_are_those_of_the_language() -> None:
    """`comma`, `colon`, `space`, `bracketed` and `quoted` of consult.web.formats: Chinese has no blank after a full
    stop or colon, and brackets of its own."""
    found = [
        f"{path.relative_to(FOLDER)}: {text[max(0, one.start() - 30) : one.end()]}"
        for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in (".html", ".txt"))
        if path.is_file() and path.name != "_alone.html"  # a page in every language
        for text in [_SENTENCES.sub("", path.read_text())]
        for pattern in [_BETWEEN, _AROUND, _BLANK if path.suffix == ".html" else _BLANK_IN_TEXT]
        for one in pattern.finditer(text)
        if "{% block" not in one.group() and "{% endblock" not in one.group() and "{% el" not in one.group()
    ]
    assert found == []


_ADDRESS_PARTS = {"path", "full_path", "url", "base_url"}
"""What a request says of its address without the language in front of it, or with the host."""


def test_addresses_of_the_page_itself_keep_their_language(app: Flask) -> None:
    """By `here` of consult.web.language_addresses; what is kept under a key (`cached`) may have the bare path in it."""
    found = [
        f"{path}: request.{one.attr}"
        for path in (str(one.relative_to(FOLDER)) for one in sorted(FOLDER.rglob("*")) if one.is_file())
        for one in _bare_addresses(app.jinja_env.parse((FOLDER / path).read_text()))
    ]
    assert found == []


def test_an_address_without_its_language_would_be_found(app: Flask) -> None:
    for text in (
        '<form hx-post="{{ request.full_path }}">', "{% set back = request.path %}", "{{ link(request.url) }}"
    ):  # fmt: skip
        assert len(list(_bare_addresses(app.jinja_env.parse(text)))) == 1
    text = '{% call cached("part", request.full_path) %}<a href="{{ here() }}">{% endcall %}{{ request.endpoint }}'
    assert list(_bare_addresses(app.jinja_env.parse(text))) == []


def _bare_addresses(shown: nodes.Node) -> Iterator[nodes.Getattr]:
    """The addresses of requests in a template, but in keys."""
    if isinstance(shown, nodes.Call) and getattr(shown.node, "name", "") == "cached":
        return
    is_address = isinstance(shown, nodes.Getattr) and shown.attr in _ADDRESS_PARTS
    if is_address and getattr(shown.node, "name", "") == "request":
        yield shown
    for part in shown.iter_child_nodes():
        yield from _bare_addresses(part)


PACKAGES = FOLDER.parent / "consult"

MARKED = {
    "comment_forms/cli.py": "a command, in English",
    "comment_forms/recognition.py": "names of columns as they stand in a form",
    "comment_forms/rows.py": "words of a form, kept as they were written",
    "comment_forms/submitters.py": "names in a form, kept as they were written",
    "consultations/queries/languages.py": "a stored position, which is shown by passage_labels",
    "consultations/queries/rules_in_force.py": "a check for operators, in English",
    "core/health.py": "a check for operators, in English",
    "core/logs.py": "a line of the log",
    "core/postgres_programs.py": "an error for operators, in English",
    "core/translatable.py": "a default, for who says no other",
    "documents/formulas/tex.py": "words of a formula",
    "documents/html/clearing.py": "words of a draft",
    "documents/ordering.py": "names of files",
    "documents/word/runs.py": "words of a draft",
    "drafts/actions/importing.py": "names of files",
    "drafts/actions/uploading.py": "names of files",
    "drafts/passage_labels.py": "a stored position, which is shown in the language of the reader",
    "organisations/account_commands.py": "a command, in English",
    "organisations/rules/consultation_rule.py": "a line of the log",
    "stakeholders/countries.py": "an error for operators, in English",
    "submissions/proposals.py": "words of a form, in English whatever its language",
}
"""Modules that put marks of English between or around parts, and why no reader sees them in another language."""

_JOINED = re.compile(r'", "\.join|f"[^"]*(?:\}, \{|\} \(\{|“\{)')


def test_code_puts_marks_of_the_language_between_and_around_parts() -> None:
    """As templates: `consult.web.formats` has them for pages, `wording.say` of a message for files."""
    found = {
        str(path.relative_to(PACKAGES))
        for path in sorted(PACKAGES.rglob("*.py"))
        if path.parts[len(PACKAGES.parts)] not in {"setup", "server", "demo"}
        if _JOINED.search(path.read_text())
    }
    assert sorted(found - MARKED.keys()) == [], "put the marks there by a message"
    assert sorted(MARKED.keys() - found) == []


TEXTS = {
    "consultation": set(TRANSLATED),
    "organisation": {"name"},
    "question": set(QUESTION_TRANSLATED),
    "document": {"title"},
    "extension": {"reason"},
    "correction": {"notice"},
}
"""What templates call a thing → its texts that can be translated."""

ORIGINALS = {"consultations/preparation/documents.html", "consultations/preparation/questions.html"}
"""Pages on which originals are written."""


def test_texts_that_can_be_translated_are_shown_in_the_best_language(app: Flask) -> None:
    found = [
        f"{path}: {name}"
        for path in (str(one.relative_to(FOLDER)) for one in sorted(FOLDER.rglob("*.html")))
        if path not in ORIGINALS
        for output in app.jinja_env.parse((FOLDER / path).read_text()).find_all(nodes.Output)
        for part in output.nodes
        for name in _originals(part)
    ]
    assert found == []


def _originals(shown: nodes.Node) -> Iterator[str]:
    """The texts that an expression shows as they were written; what it calls may choose a language."""
    if isinstance(shown, nodes.Call):
        return
    if isinstance(shown, nodes.Getattr):
        of = getattr(shown.node, "name", getattr(shown.node, "attr", ""))
        if shown.attr in TEXTS.get(of, ()):
            yield f"{of}.{shown.attr}"
    elif isinstance(shown, nodes.CondExpr):
        yield from _originals(shown.expr1)
        if shown.expr2 is not None:
            yield from _originals(shown.expr2)
    else:
        for part in shown.iter_child_nodes():
            yield from _originals(part)


def test_htmx_is_loaded_in_one_place_which_decides_the_content_policy_of_its_page() -> None:
    """components/htmx.html: a page that loads htmx otherwise has a policy under which nothing can be put into it."""
    texts = {
        str(path.relative_to(FOLDER)): path.read_text()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.suffix == ".html"
    }
    loading = {name for name, text in texts.items() if re.search(r"js/(?:htmx|parts)\.js|htmx-config", text)}
    using = [name for name, text in texts.items() if "components/htmx.html" in text]
    whole = [name for name in using if "htmx.settings()" in texts[name] and "htmx.scripts()" in texts[name]]
    assert (loading, whole) == ({"components/htmx.html"}, using)
    naming = [
        path for path in PACKAGES.rglob("*.py") if re.search(r"PARTS_CSP|take_in_parts", path.read_text())
    ]
    assert [path.name for path in naming] == ["headers.py"]
