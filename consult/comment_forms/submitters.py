"""Who a row speaks for: the organisation, country and category that the record keeps."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from consult.comment_forms import category_words
from consult.comment_forms.cell_words import is_category
from consult.comment_forms.clause_references import plain
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import NATIONAL_BODIES
from consult.comment_forms.rows import UNKNOWN_COUNTRY, FormRow, body_of
from consult.stakeholders import countries
from consult.stakeholders.models import Capacity, Category
from consult.stakeholders.queries import SubcategoryName
from consult.submissions.models import Attribution
from consult.submissions.rules import LONGEST_WORDS

Row = TypeVar("Row")

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
"""One address; "n/a" and two addresses are none."""
LONGEST_CODE = 3
"""Letters of the code of a country."""
_STATES = {"ippc-2009", "ippc-2005", "codex"}
"""Forms in which countries comment."""


class Submitter(NamedTuple):
    """What the record keeps of whom a row speaks for; rows of one submitter are one submission."""

    name: str
    organisation: str
    email: str
    category: Category
    country: str
    subcategory: str = ""
    category_other: str = ""

    @property
    def words(self) -> str:
        """Who it is, in short; "" where a row names no one."""
        return self.organisation or self.name or self.email

    @property
    def who(self) -> Mapping[str, Any]:
        """As `submissions.actions.file` takes it."""
        is_organisation = bool(self.organisation)
        return {
            **self._asdict(), "capacity": Capacity.ORGANISATION if is_organisation else Capacity.PERSONAL,
            "on_behalf_of": [],
        }  # fmt: skip

    @property
    def attribution(self) -> Attribution:
        """How the public sees it: by its organisation. A person who is named in a form did not agree to be public."""
        return Attribution.ORGANISATION_ONLY if self.organisation else Attribution.ANONYMOUS_TO_PUBLIC


def grouped(
    rows: Sequence[Row],
    row_of: Callable[[Row], FormRow],
    form: str,
    own: Sequence[SubcategoryName] = (),
) -> list[tuple[Submitter, list[Row]]]:
    """Rows together for each submitter: for each organisation, and for each person who names none. `row_of`: the row of
    the form in each of them; `own`: as `of` takes it.

    An organisation that names several people in its rows has all their names; with several addresses it has none, as
    there is one receipt. A country is one submitter however it is named.
    """
    found = [of(row_of(one), form, own) for one in rows]
    groups: dict[tuple[str, ...], list[tuple[Submitter, Row]]] = {}
    for who, party, one in zip(found, parties(found, form), rows, strict=True):
        groups.setdefault(party, []).append((who, one))
    return [(_together([who for who, _one in some]), [one for _who, one in some]) for some in groups.values()]


def parties(found: Sequence[Submitter], form: str) -> list[tuple[str, ...]]:
    """What tells each submitter of a form from the others: its organisation, or its name and email address where it
    names none. An organisation that is a country is told by its code: where it is named in full, where the form is one
    in which countries comment, where its country is the same, and where every organisation of the form is a country."""
    named = [one.organisation for one in found if one.organisation]
    are_countries = all(_code(one) for one in named)

    def party(who: Submitter) -> tuple[str, ...]:
        if not who.organisation:
            return "", who.name, who.email
        code = _code(who.organisation)
        is_country = code and (
            are_countries
            or code in {who.country, _country_of_body(who.organisation, form)}
            or _is_union(code, who, form)
        )
        return (code,) if is_country else (who.organisation.casefold(), "")

    return [party(one) for one in found]


def shown_names(found: Sequence[Submitter], form: str) -> list[str]:
    """Who each of these is, in short: of those who are one submitter the same, for a country its name rather than its
    code."""
    by_party: dict[tuple[str, ...], list[Submitter]] = {}
    keys = parties(found, form)
    for key, one in zip(keys, found, strict=True):
        by_party.setdefault(key, []).append(one)
    names = {key: _best_named(some).words for key, some in by_party.items()}
    return [names[key] for key in keys]


def same_names(who: Submitter) -> list[str]:
    """The organisation of a submitter as it may be written: of a country all its names and codes."""
    code = _code(who.organisation)
    if not code:
        return [who.organisation]
    names = [name for one, name in countries.known_names() if one == code]
    codes = (
        [code, countries.COUNTRIES[code].alpha2] if code in countries.COUNTRIES else countries.EUROPEAN_UNION
    )
    return list(dict.fromkeys([who.organisation, *names, *codes]))


def is_unknown_country(row: FormRow) -> bool:
    """Whether a row names a country that is not understood."""
    words = row.who.get(Field.COUNTRY, "")
    said = plain(words).strip(" .*-–—/")
    return said not in {"", "n/a", "n.a", "none"} and not _stated_country(words)


def _is_union(code: str, who: Submitter, form: str) -> bool:
    """Whether this is the European Union: named in full, or by its letters in forms in which states comment."""
    return code == _UNION and (form in _STATES or len(who.organisation.strip(" .*")) > LONGEST_CODE)


def _best_named(found: Sequence[Submitter]) -> Submitter:
    """The first that names its organisation in full, else the first."""
    full = (one for one in found if len(one.organisation.strip(" .*")) > LONGEST_CODE)
    return next(full, found[0])


def _together(found: Sequence[Submitter]) -> Submitter:
    names, addresses = (
        list(dict.fromkeys(filter(None, values)))
        for values in ([one.name for one in found], [one.email for one in found])
    )
    joined = ", ".join(names)
    country = next((one.country for one in found if one.country), "")
    return _best_named(found)._replace(
        name=joined if len(joined) <= LONGEST_WORDS["name"] else names[0], country=country,
        email=addresses[0] if len(addresses) == 1 else "",
    )  # fmt: skip


def notes(row: FormRow, own: Sequence[SubcategoryName]) -> list[str]:
    """What is to know of whom a row speaks for, marked sentences: that its country is not understood, why its category
    is not. `own`: as `of` takes it."""
    why = category_words.read(row.who.get(Field.CATEGORY, ""), own).why
    return [*([UNKNOWN_COUNTRY] if is_unknown_country(row) else []), *([why] if why else [])]


def of(row: FormRow, form: str, own: Sequence[SubcategoryName] = ()) -> Submitter:
    """The submitter of a row. The category is what the row states, else what the form says of everyone who fills it
    in; it is never guessed. `own`: the names of subcategories that the organisation added which consults."""
    said = body_of(row.who.get(Field.ORGANISATION, ""), form)
    if is_category(said):
        said = ""  # the words of the row stand in wrong columns
    country = _stated_country(row.who.get(Field.COUNTRY, "")) or _country_of_body(said, form)
    stated = category_words.read(row.who.get(Field.CATEGORY, ""), own)
    category = stated.category
    if category is None and form in NATIONAL_BODIES and country and country == _country_of_body(said, form):
        category = Category.STANDARDS_AND_CONFORMITY
    if category is None and form in _STATES and country:
        category = Category.GOVERNMENT
    email = row.who.get(Field.EMAIL, "")
    return Submitter(
        row.who.get(Field.NAME, ""),
        said,
        email if _EMAIL.fullmatch(email) else "",
        category or Category.NOT_STATED,
        country,
        stated.subcategory,
        stated.other,
    )


def _country_of_body(body: str, form: str) -> str:
    """The country that a body is: one that is named in full, in forms in which countries comment also by its code. In
    forms of ISO a code is that of a standards body, which territories have none of: "CC" is none of the Cocos
    Islands. Elsewhere letters are those of an organisation: "PAN" is not Panama."""
    country = _country(body)
    is_code = len(body.strip(" .*")) <= LONGEST_CODE
    if not country or not is_code or form in _STATES:
        return country
    return country if form in NATIONAL_BODIES and countries.COUNTRIES[country].source == "UN" else ""


def _stated_country(words: str) -> str:
    """The country that a column of countries names. A code stands there in capital letters, so that "No" is not Norway;
    and "NA" may be Namibia or say that there is none, so that a person is asked."""
    said = words.strip(" .*")
    is_code = len(said) <= LONGEST_CODE and said.isascii() and said.isalpha()
    return "" if is_code and (said != said.upper() or said == "NA") else _country(words)


def _country(words: str) -> str:
    """The alpha-3 code of a country that is named or coded, "" for none."""
    code = _code(words)
    return code if code != _UNION else ""


_UNION = "EU"


def _code(words: str) -> str:
    """The same, and a code of the European Union."""
    return _codes(countries.names_version()).get(_key(words), "")


def _key(words: str) -> str:
    """Words for comparing, with one kind of apostrophe and of blank."""
    return " ".join(plain(words).replace("’", "'").strip(" .*").split())


@lru_cache(maxsize=1)
def _codes(_names_version: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, _name in countries.offered("en"):
        for words in (code, countries.COUNTRIES[code].alpha2):
            found.setdefault(_key(words), code)
    for code, name in countries.known_names():
        found.setdefault(_key(name), code)
    for name in countries.EUROPEAN_UNION:
        found.setdefault(_key(name), _UNION)
    return found
