"""Consultations for the lists: announced, open, closed, answered, made by the actions that people use."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from lxml import html

from consult.accounts import queries as people
from consult.consultations import actions
from consult.consultations import queries as consultations
from consult.consultations.models import Family, LegalEffect
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Source
from consult.organisations import queries as organisations
from tests import cast, copied
from tests.documents import papers

NOW = datetime(2027, 2, 12, 9, 0, tzinfo=UTC)
AMARA, BORIS = "amara@example.org", "boris@example.org"
TEXT = b"# 1 Scope\n\nThis draft sets out how a lot of seed is sampled.\n"


def organisation(app: Flask, slug: str = "seeds", name: str = "Seed Testing Secretariat") -> None:
    """An organisation with an officer (Amara) and an approver (Boris), who are made when they are not there."""
    copied.once(app, f"organisation {slug} {name}", lambda: _make_organisation(app, slug, name))


def _make_organisation(app: Flask, slug: str, name: str) -> None:
    with app.app_context():
        there = people.by_email(AMARA) is not None
    if not there:
        cast.person(app, AMARA, "Amara Diallo")
        cast.person(app, BORIS, "Boris Petrov")
    cast.organisation(
        app, slug, name=name, administrator=[AMARA], officer=[AMARA], approver=[BORIS], moderator=[AMARA]
    )


def consultation(
    app: Flask, title: str, *, at: datetime = NOW, opens: float = -10, closes: float = 60, announced: bool = True,
    organisation: str = "seeds", answered: float | None = None, text: str = "", **fields: Any,
) -> str:  # fmt: skip
    """A consultation that opens and closes so many days from `at`; gives its slug.

    `text`: of the draft. `answered`: concluded so many days from `at`, without more ado. `announced=False`: only prepared.
    """
    opens_at, closes_at = at + timedelta(days=opens), at + timedelta(days=closes)
    before = min(opens_at, at) - timedelta(days=5)
    with app.app_context():
        whose = organisations.get(organisation)
        amara, boris = people.by_email(AMARA), people.by_email(BORIS)
        assert amara is not None
        assert boris is not None
        with clock.at(before):
            version = papers.version(whose, Source("a.md", text.encode() or TEXT), title=title)
            made = actions.prepare(
                whose, title=title, by=amara, version=version,
                **{
                    "purpose": "Who must divide a lot, and what a seal has to show.",
                    "can_change": "The limits of lot sizes.",
                    "cannot_change": "The scope.",
                    "target_groups": "Seed laboratories and growers.",
                    "use_of_input": "Every comment is answered.",
                    "family": Family.TECHNICAL_STANDARD,
                    "legal_effect": LegalEffect.VOLUNTARY_STANDARD,
                    "denomination": "",
                    "stage": "Third draft",
                    "topics": ["Agriculture"],
                    "timing_profile": "proportionate",
                    "contact_unit": "Standards unit",
                    "opens_at": opens_at,
                    "closes_at": closes_at,
                }
                | fields,
            )  # fmt: skip
            if announced:
                actions.propose(made, by=amara, seen=NO_PAGE)
                actions.approve(made, by=boris, seen=NO_PAGE)
                actions.announce(made, by=amara, seen=NO_PAGE)
        if answered is not None:
            with clock.at(at + timedelta(days=answered)):
                actions.conclude(made, by=boris)
        return str(made.slug)


def get(app: Flask, slug: str) -> Any:
    """The consultation, for a test that is in an application context."""
    return consultations.public(slug)


def find(page: Any, selector: str) -> list[Any]:
    """Elements of a page (bytes or parsed) by a few words of CSS: "ul.rows h3 a[rel=next]"."""
    path = ""
    for word in selector.split():
        tag, classes, name, value = re.fullmatch(
            r"([a-z0-9]*)((?:\.[\w-]+)*)(?:\[([\w-]+)(?:=([^\]]+))?\])?", word
        ).groups()  # type: ignore[union-attr]
        path += f"//{tag or '*'}"
        for one in classes.split(".")[1:]:
            path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {one} ')]"
        path += (f"[@{name}='{value}']" if value else f"[@{name}]") if name else ""
    root = html.fromstring(page) if isinstance(page, bytes) else page
    return list(root.xpath(f".{path}"))


def words(element: Any) -> str:
    """The words of an element in one line."""
    return " ".join(element.text_content().split())


def shown(page: bytes) -> list[str]:
    """The titles of the consultations on a page, in order."""
    return [words(link) for link in find(page, ".rows h3 a")]


def choices(page: bytes) -> dict[str, dict[str, int]]:
    """The filters beside a list: title → words → count."""
    found: dict[str, dict[str, int]] = {}
    for part in find(page, ".filters"):
        rows = [(words(find(link, "span")[0]), find(link, ".number")) for link in part.iter("a")]
        counted = {label: int(words(number[0])) for label, number in rows if number}
        if counted:
            found[words(find(part, "h2")[0])] = counted
    return found
