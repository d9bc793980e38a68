"""The texts of an organisation that it can translate: its name, its description, the rules that it wrote itself, and
what packages above add."""

from collections.abc import Callable, Sequence

from consult.core.hooks import Hook
from consult.core.multilingual import Part
from consult.core.translatable import N_, pN_
from consult.organisations import queries
from consult.organisations.models import Organisation
from consult.organisations.rules import RULES

PROFILE = {
    "name": (pN_("of an organisation", "Name"), 200),
    "short_name": (N_("Short name"), 40),
    "description": (N_("What the organisation does"), 2000),
}
"""Column → what it is called, and its longest."""


MORE_TEXTS: Hook[Callable[[Organisation], Sequence[Part]]] = Hook("organisations.more_texts")
"""Texts of an organisation that packages above keep."""


def profile_texts(organisation: Organisation) -> Sequence[Part]:
    """Those of its profile that are not empty."""
    found = [
        Part(name, label, organisation, name, longest, is_long=name == "description")
        for name, (label, longest) in PROFILE.items()
    ]
    return [part for part in found if part.original]


def translatable_texts(organisation: Organisation) -> Sequence[Part]:
    """All that are not empty. The rules with which every organisation starts are translated with the interface."""
    more = [part for texts in MORE_TEXTS for part in texts(organisation)]
    return [*profile_texts(organisation), *more, *rule_texts(organisation)]


def rule_texts(organisation: Organisation) -> Sequence[Part]:
    """The rules in force that it wrote itself."""
    found = []
    for kind, policy in queries.rules_in_force(organisation).items():
        if not RULES[kind].default_paragraphs_of(policy.text):
            found.append(Part(f"rule-{policy.id}", RULES[kind].title, policy, "text", 20000, is_long=True))
    return [part for part in found if part.original]
