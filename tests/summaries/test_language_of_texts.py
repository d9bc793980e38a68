"""On pages in Arabic, every text in English says its language (WCAG 3.1.2): for screen readers, hyphens and fonts."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from sqlalchemy import update

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core.database import db
from consult.organisations import actions as organisations
from consult.organisations.models import Organisation
from tests import world
from tests.responses.stories import Story

EACH = 3
"""Pages of one view that are read."""

LATIN = re.compile(r"[A-Za-z][A-Za-z’'-]*(?:[ ,]+[A-Za-z][A-Za-z’'-]*){2,}")
"""Three words or more: no term, and no message in Arabic has them."""

NAMES = {"Ministry of Agriculture", "Seed Growers of the Highlands"}
"""Proper names, which need no language."""

NOT_READ = {
    "practices.compendium": "its sources are names of documents",
}
"""Views, and why their texts are not looked at here."""


def _texts(element: Any, language: str) -> Iterator[tuple[str, str]]:
    """(text, its language as the page says it), of all that is shown or read out."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "title"}:
        return
    language = element.get("lang") or language
    yield element.text or "", language
    for name in ("aria-label", "alt", "title", "placeholder"):
        yield element.get(name) or "", language
    for child in element:
        yield from _texts(child, language)
        yield child.tail or "", language


def _wrong(page: Any) -> list[str]:
    return sorted(
        {
            " ".join(text.split())[:80]
            for text, language in _texts(page.find("body"), page.get("lang"))
            if language == "ar"
            and LATIN.search(text)
            and " ".join(text.partition("(")[0].split()) not in NAMES
        }
    )


def _pages(app: Flask) -> Iterator[tuple[str, Any]]:
    """Public pages in Arabic, a few of each view."""
    client, paths = app.test_client(), app.url_map.bind("localhost")
    waiting, known, read = deque(["/ar/"]), {"/ar/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        view = str(paths.match(urlsplit(path).path.removeprefix("/ar"), method="GET")[0])
        if read[view] == EACH or view in NOT_READ:
            continue
        read[view] += 1
        answer = client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = html.fromstring(answer.get_data(as_text=True))
        yield path, page
        for link in page.iter("a"):
            target = urljoin(path, link.get("href") or "").partition("#")[0]
            if target.startswith("/ar/") and "/assets/" not in target and target not in known:
                known.add(target)
                waiting.append(target)
    assert len(read) > 15


def test_every_text_in_another_language_says_so(app: Flask, published: Story) -> None:
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        consultation = world.load()
        consultation.topics = ["seed health and trade", "plant health of the world"]
        stated = {"description": "We test the seed of all countries.", "original_language": "en"}
        db.session.execute(update(Organisation).values(stated))
        db.session.commit()
        consultations.state_original_language(world.load(), "en", by=officer)
        organisations.state_original_language(world.load().organisation, "en", by=officer)
    found: dict[str, list[str]] = {}
    for path, page in _pages(app):
        for text in _wrong(page):
            found.setdefault(text, []).append(path)
    assert not found, "\n".join(f"{text}: {paths[:2]}" for text, paths in found.items())
