"""Links are made from the names of views, or by one address function for each noun: a path is written once besides its route."""

import importlib
import inspect
import re
from urllib.parse import urlsplit

from flask import Flask

from consult.app import PACKAGE_ORDER
from tests.architecture.layers import LAYERS, ROOT, may_use

OWN_WAY = {"web": "it knows no view, and names the addresses of assets", "demo": "it writes texts, not links"}

OF_ANY_PATH = {
    "filtered",
    "public_address",
    "wire",
    "domain",
    "imap_url",
    "address_of",
    "name_in",
    "number_in",
}
"""Functions of `addresses.py` that add to an address they are given, or make no path: hosts, mailboxes, addresses of emails."""


LINKS_UPWARD = {
    "web": {"accounts"},
    "accounts": {"dashboard", "draft_submissions", "organisations", "stakeholders"},
    "organisations": {"dashboard", "drafts", "portal", "practices", "stakeholders"},
    "drafts": {"consultations", "portal"},
    "consultations": {
        "dashboard", "draft_submissions", "moderation", "notifications", "portal", "practices", "reading", "responses",
        "summaries",
    },
    "submissions": {"draft_submissions"},
    "comment_forms": {"form_uploads"},
    "draft_submissions": {
        "comment_forms", "form_uploads", "moderation", "notifications", "portal", "reading", "summaries",
    },
    "form_uploads": {"moderation"},
    "staff_entries": {"reading"},
    "comment_translations": {"moderation", "responses"},
    "moderation": {"reading", "responses"},
    "responses": {"reading"},
    "summaries": {"notifications", "portal", "practices", "reading"},
    "practices": {"portal"},
    "notifications": {"portal"},
    "dashboard": {"portal"},
    "portal": {"reading"},
    "reading": {"portal"},
}  # fmt: skip
"""Package → packages not below it to whose pages its own pages link. A link may lead anywhere: it knows the name
of a view and nothing else. The layouts, which are no package's, link to all."""


def _first_words(app: Flask) -> str:
    """The first words of the paths of all routes, as a pattern."""
    words = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if not rule.rule.startswith("/<")}
    return "|".join(sorted(re.escape(word) for word in words - {"", "static"}))


def _literals(app: Flask, text: str) -> list[str]:
    """Paths of pages that are written in full, or begun, in a text; one slash alone is that of the front page."""
    path = (
        rf"""(?:["'(}}]|href=|action=)/(?:{_first_words(app)})(?=["'/?#{{\s])[^"'\s]*|(?:href|action)="/\""""
    )
    return re.findall(path, text)


def test_templates_make_links_from_the_names_of_views(app: Flask) -> None:
    found = {
        str(path.relative_to(ROOT)): paths
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file() and (paths := _literals(app, path.read_text()))
    }
    assert found == {}


def _written(app: Flask, text: str) -> list[str]:
    """Paths of pages that a module writes, besides its routes and its sentences."""
    code = re.sub(r'"{3}.*?"{3}|\.route\(\s*[^\n]*', "", text, flags=re.DOTALL)
    return re.findall(rf"""["'}}]/(?:{_first_words(app)})(?=["'/?#{{])[^"'\s]*""", code)


def test_code_makes_links_from_the_names_of_views_or_in_one_module_of_addresses(app: Flask) -> None:
    found = {
        str(path.relative_to(ROOT)): paths
        for package in PACKAGE_ORDER
        for path in sorted((ROOT / "consult" / package).rglob("*.py"))
        if path.name != "addresses.py"
        and package not in OWN_WAY
        and (paths := _written(app, path.read_text()))
    }
    assert found == {}


def test_every_address_that_a_function_makes_is_that_of_a_view(app: Flask) -> None:
    paths = app.url_map.bind("localhost")
    made = {}
    for package in PACKAGE_ORDER:
        name = f"consult.{package}.addresses"
        if package == "web" or importlib.util.find_spec(name) is None:
            continue
        for what, found in vars(importlib.import_module(name)).items():
            if inspect.isfunction(found) and found.__module__ == name and what not in OF_ANY_PATH:
                wanted = inspect.signature(found).parameters.values()
                needed = [one for one in wanted if one.kind is not one.VAR_KEYWORD]
                address = found(*(1 if one.annotation is int else "a-1" for one in needed))
            elif what.isupper() and isinstance(found, str):
                address = found
            else:
                continue
            path = urlsplit(address).path  # links of emails have a host
            made[f"{package}.{what}"] = paths.test(path + "one.png" * path.endswith("/"), "GET")
    assert len(made) > 30
    assert {name for name, leads_somewhere in made.items() if not leads_somewhere} == set()


def test_links_lead_upward_only_where_it_is_said() -> None:
    found: dict[str, set[str]] = {}
    for folder in (ROOT / "templates", ROOT / "consult"):
        for path in sorted(one for one in folder.rglob("*") if one.suffix in {".html", ".txt", ".py"}):
            own = path.relative_to(folder).parts[0]
            for package in re.findall(r"""url_for\(\s*["'](\w+)\.""", path.read_text()):
                if own in LAYERS and package in LAYERS and not may_use(own, package):
                    found.setdefault(own, set()).add(package)
    assert found == LINKS_UPWARD


def test_a_path_that_is_written_would_be_found(app: Flask) -> None:
    text = """<a href="/consultations/{{ slug }}">…</a> {% set back = "/dashboard" %} {{ link("/organisations/" ~ slug) }}"""
    assert len(_literals(app, text)) == 3
    assert (
        _literals(app, '<a href="{{ url_for(\'dashboard.dashboard\') }}">and/or</a> <p>yes/no "/" </p>') == []
    )
    assert _written(app, 'url=f"{home}/consultations/{slug}"') == ["}/consultations/{slug}"]
    assert _written(app, 'redirect(f"/consultations/{slug}/text", 303)') == ['"/consultations/{slug}/text']
