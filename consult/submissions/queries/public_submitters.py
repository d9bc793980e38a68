"""Who sent a comment, as far as they chose that the public sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from consult.core.translatable import N_, listed
from consult.stakeholders import descriptions
from consult.stakeholders.countries import name_of
from consult.stakeholders.models import Capacity, Category
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions import labels
from consult.submissions.models import Attribution, Submission


@dataclass(frozen=True)
class PublicSubmitter:
    """Someone as the public sees them, or would; what they chose not to show is empty."""

    attribution: Attribution
    name: str
    organisation: str
    category: Category | None
    subcategory: str
    category_other: str
    country: str
    capacity: Capacity | None
    is_confirmed: bool
    on_behalf_of: Sequence[str]


def _unchanged(words: str) -> str:
    return words


def public_name(
    who: PublicSubmitter, language: str = "en", say: Callable[[str], str] = _unchanged
) -> tuple[str, list[str]]:
    """The name a comment is shown under, and what is shown beside it: organisation, category, country, representation.

    What no one has checked says so.

    `say` translates; `language` is that of the names of countries.
    """
    beside: list[str] = []
    name = who.name if who.attribution == Attribution.ATTRIBUTED else ""
    name = say(labels.NAME_REMOVED) if name == labels.NAME_REMOVED else name
    if name and who.organisation:
        beside.append(descriptions.organisation(who, say))
    elif who.attribution in _OPEN and who.organisation:
        name = who.organisation
        beside += [] if descriptions.is_confirmed(who) else [say(NAME_NOT_CONFIRMED)]
    name = name or say(
        labels.ANONYMOUS
    )  # also where the name was forgotten before an objection changed a decision
    beside.append(say(CATEGORIES[who.category]) if who.category else "")
    if who.attribution in _OPEN:
        countries = list(who.on_behalf_of or []) or [who.country]
        representation = descriptions.representation(who, say)
    else:
        countries, representation = [who.country], ""
    beside += [listed([name_of(code, language) for code in countries if code], language), representation]
    return name, [words for words in beside if words]


NAME_NOT_CONFIRMED = N_("name not confirmed")
_OPEN = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


class DescribedSubmitter(Protocol):
    """Who a submission, or a draft of one, says that it is from."""

    name: str
    organisation: str
    subcategory: str
    category_other: str
    country: str
    on_behalf_of: list[str]

    @property
    def category(self) -> Category | None:
        """The first level of the taxonomy."""

    @property
    def capacity(self) -> Capacity | None:
        """For whom they speak."""

    @property
    def is_confirmed(self) -> bool:
        """Whether that was confirmed."""


def public_submitter(submission: DescribedSubmitter, attribution: Attribution) -> PublicSubmitter:
    """Who would be seen if it were published so.

    Without a name it says no country: whether that will be shown depends on what others send, which no one learns here.
    """
    is_open = attribution in _OPEN
    return PublicSubmitter(
        attribution=attribution,
        name=submission.name if attribution == Attribution.ATTRIBUTED else "",
        organisation=submission.organisation if is_open else "",
        category=submission.category,
        subcategory=submission.subcategory if is_open else "",
        category_other=submission.category_other if is_open else "",
        country=submission.country if is_open else "",
        capacity=submission.capacity if is_open else None,
        is_confirmed=is_open and submission.is_confirmed,
        on_behalf_of=submission.on_behalf_of if is_open else [],
    )


def unpublished_names(submission: Submission) -> list[str]:
    """What a submitter is called and is not published under."""
    seen = public_submitter(submission, submission.attribution)
    return [
        one
        for one, shown in ((submission.name, seen.name), (submission.organisation, seen.organisation))
        if one and not shown
    ]
