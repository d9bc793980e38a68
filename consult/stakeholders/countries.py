"""Countries and areas: codes of ISO 3166-1 and M49, regions of M49, names as the United Nations writes them.

`countries.csv` has them, one a line. Its column `source` says where the names come from. UN: the names of Member and
observer States, and of M49, in its six languages. CLDR: the Unicode Common Locale Data Repository, for areas of which
we have only the English name of M49. In all other languages the names of CLDR are used. An installation replaces names
by a file of its own (setting COUNTRY_NAMES).

`usual_names.csv` has further names by which people call countries: those of CLDR in the six languages and in the
official languages of the country (source CLDR, checked against Babel by a test), and short, former and abbreviated
names (source "usual": ours, after the short names and variants of CLDR, the codes that ISO 3166 reserves, and the
changes of names that M49 lists). They are understood, and never shown. Names that could mean two countries, such as
"Korea", are none of them.

The list says nothing about the status of a territory. Regions serve statistics only.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consult.core.declarations import listed_in
from consult.core.language_tags import script_of
from consult.core.sorting import order_of
from consult.core.translatable import N_, is_locale, locale_of, pN_

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
"""Languages of names in `countries.csv`."""

REGIONS = {
    "Africa": N_("Africa"),
    "Americas": N_("Americas"),
    "Asia": N_("Asia"),
    "Europe": N_("Europe"),
    "Oceania": N_("Oceania"),
    "Other": pN_("region", "Other"),
}
"""Regions, for translators."""


@dataclass(frozen=True)
class Country:
    """A country or area of ISO 3166-1. `m49`: three digits, "" where M49 does not list it; `names`: language → name."""

    alpha3: str
    alpha2: str
    m49: str
    region: str
    subregion: str
    source: str
    names: dict[str, str]


def _read() -> dict[str, Country]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Country(
                row["code"], row["alpha2"], row["m49"], row["region"], row["subregion"], row["source"],
                {language: row[language] for language in LANGUAGES},
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


COUNTRIES = _read()
"""By alpha-3 code."""


def _read_usual() -> list[tuple[str, str]]:
    with Path(__file__).with_name("usual_names.csv").open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


USUAL_NAMES = _read_usual()
"""(alpha-3, name) of further names that are understood."""

EUROPEAN_UNION = (
    "EU", "E.U.", "UE", "U.E.", "ЕС", "欧盟", "European Union", "Union européenne", "Unión Europea",
    "Европейский союз", "欧洲联盟", "الاتحاد الأوروبي", "Europäische Union",
)  # fmt: skip
"""Names of the European Union, which comments among states and is no country."""

LEFT_OUT = "-"
"""The name in COUNTRY_NAMES of an area that this installation does not offer."""

_left_out: set[str] = set()
"""Alpha-3 codes of such areas."""

_replaced: dict[str, dict[str, str]] = {}
"""Names of this installation: alpha-3 code → language → name."""


class InvalidNames(ValueError):
    """A file of names cannot be used; the text says why and in which line."""


def wire(path: str) -> None:
    """Use the names in the CSV file at `path` instead of ours; "" for none. Raises InvalidNames.

    The file is UTF-8 with the column `code` (alpha-3) and one column for each language it has names in ("en", "pt-BR");
    it lists only the countries whose names differ, and an empty cell changes nothing. A country with the name "-"
    cannot be chosen; where it was chosen before, it keeps its name.
    """
    found = _names_in(Path(path)) if path else {}
    _left_out.clear()
    _left_out.update(code for code, names in found.items() if LEFT_OUT in names.values())
    for code in _left_out:
        del found[code]
    _replaced.clear()
    _replaced.update(found)
    by_name.cache_clear()
    _names.cache_clear()
    names_version.cache_clear()


def _names_in(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = list(reader.fieldnames or ())
            if "code" not in columns or len(columns) < 2:
                raise InvalidNames(
                    f"{path}: the first line names the columns: code and at least one language"
                )
            for column in set(columns) - {"code"}:
                if not is_locale(column):
                    raise InvalidNames(f"{path}: the column “{column}” is no language")
            found: dict[str, dict[str, str]] = {}
            for row in reader:
                code = (row["code"] or "").strip()
                if code not in COUNTRIES:
                    raise InvalidNames(f"{path}, line {reader.line_num}: no country has the code “{code}”")
                if code in found:
                    raise InvalidNames(f"{path}, line {reader.line_num}: “{code}” is there twice")
                if None in row:
                    raise InvalidNames(f"{path}, line {reader.line_num}: more cells than columns")
                found[code] = {key: (row[key] or "").strip() for key in columns if (row[key] or "").strip()}
            return found
    except (OSError, UnicodeDecodeError, csv.Error) as trouble:
        raise InvalidNames(f"{path}: {trouble}") from trouble


def known_names() -> Iterator[tuple[str, str]]:
    """(alpha-3, name) of every country in each language that has one in a list: first those of this installation, then
    ours, also where they are replaced, then the usual ones."""
    for code, own in _replaced.items():
        yield from ((code, name) for name in own.values())
    for code, country in COUNTRIES.items():
        yield from ((code, name) for name in country.names.values() if code not in _left_out)
    yield from ((code, name) for code, name in USUAL_NAMES if code not in _left_out)


@cache
def names_version() -> str:
    """Different for other names: of what is kept and has names of countries in it."""
    names = [(code, country.names) for code, country in COUNTRIES.items()]
    ours = sorted(_replaced.items()), sorted(_left_out)
    return hashlib.sha256(repr((names, ours)).encode()).hexdigest()[:12]


def offered(language: str, *, as_states: bool = False) -> list[tuple[str, str]]:
    """(alpha-3, name) of the countries that can be chosen, sorted by name; `as_states`: for official positions, for
    which an area that M49 does not list cannot be chosen."""
    return [
        (code, name)
        for code, name in by_name(language)
        if (speaks_as_state(code) if as_states else code not in _left_out)
    ]


def speaks_as_state(alpha3: str) -> bool:
    """Whether M49 lists a country, so that there can be an official position of it, and this installation offers it."""
    country = COUNTRIES.get(alpha3)
    return country is not None and country.m49 != "" and alpha3 not in _left_out


def unlisted() -> list[str]:
    """Codes of the areas that M49 does not list, and that this installation neither names nor leaves out."""
    known = _left_out | _replaced.keys()
    return [code for code, country in COUNTRIES.items() if not country.m49 and code not in known]


@listed_in("HOOKS")
def check() -> tuple[bool, str]:
    """For `flask doctor`: which areas that M49 does not list have a name that no one here chose."""
    if not (codes := unlisted()):
        return True, "every country that can be chosen is in M49 or in COUNTRY_NAMES"
    names = ", ".join(f"{name_of(code)} ({code})" for code in codes)
    return True, f"not in M49: {names}; COUNTRY_NAMES gives another name, or “{LEFT_OUT}” to leave it out"


def region_of(alpha3: str) -> str:
    """The M49 region of a country, "" for none."""
    country = COUNTRIES.get(alpha3)
    return country.region if country else ""


def name_of(alpha3: str, language: str = "en") -> str:
    """The name of a country in a language, the code itself where no one knows it."""
    return _names(language).get(alpha3, alpha3)


@cache
def _names(language: str) -> dict[str, str]:
    return dict(by_name(language))


@cache
def by_name(language: str) -> tuple[tuple[str, str], ...]:
    """(alpha-3, name) of every country, sorted by name for its readers."""
    locale = locale_of(language)
    is_usual = script_of(language.replace("_", "-")) == script_of(
        locale.language
    )  # our Chinese names are Simplified

    def name(country: Country) -> str:
        own = _replaced.get(country.alpha3, {})
        spoken = (
            own.get(language.replace("_", "-"))
            or own.get(locale.language)
            or (country.names.get(locale.language) if is_usual else "")
        )
        return spoken or str(locale.territories.get(country.alpha2, country.alpha3))

    found = [(code, name(country)) for code, country in COUNTRIES.items()]
    return tuple(sorted(found, key=lambda pair: order_of(pair[1], language)))
