"""Words as searches compare them: without case, accents, and what only looks different.

`fold` does in Python what `folded` does in PostgreSQL: what people type is folded by the one, what is stored by the
other. After compatibility decomposition (full-width letters, ligatures, Arabic presentation forms) these go: accents,
Arabic and Hebrew vowel signs, the Arabic tatweel, invisible joiners and marks of direction. Apostrophes, dashes and
digits of other scripts become the plain ones; Arabic alef maksura and teh marbuta become yeh and heh.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column

APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u02bb\u02b9\u02bd`\u00b4\u05f3"
"""Signs that are written in the place of an apostrophe."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a\u05be"
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_FROM = APOSTROPHES + _DASHES + _DIGITS + "\u0649\u0629\u06cc\u06a9"
_TO = "'" * len(APOSTROPHES) + "-" * len(_DASHES) + "01234567890123456789" + "\u064a\u0647\u064a\u0643"
_DROPPED = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_TABLE = str.maketrans(_FROM, _TO)


def fold(text: str) -> str:
    """`text` as it is compared: "Prélèvement" as "prelevement", "ОБЪЕКТ" as "объект"."""
    plain = re.sub(_DROPPED, "", unicodedata.normalize("NFKD", text.translate(_TABLE)).translate(_TABLE))
    return plain.lower()


def folded(words: ColumnElement[Any]) -> ColumnElement[str]:
    """The same of an expression of SQL; what is plain ASCII, the usual case, costs little."""
    decomposed = func.normalize(func.translate(words, _FROM, _TO), literal_column("NFKD"))
    plain = func.lower(func.regexp_replace(func.translate(decomposed, _FROM, _TO), _DROPPED, "", "g"))
    return case(
        (func.octet_length(words) == func.length(words), func.lower(func.translate(words, "`", "'"))),
        else_=plain,
    )
