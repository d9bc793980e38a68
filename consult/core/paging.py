"""Keyset pages of a select: as fast on the last page as on the first.

A cursor is the last row's sort values, opaque and URL-safe; a broken cursor is the first page.
"""

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.sql.expression import SQLColumnExpression

from consult.core.database import db

T = TypeVar("T")

_LONGEST = 4000
"""Characters of a cursor: what a column to sort by can hold, and no more."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursor of the page after them ("" when this is the last)."""

    rows: Sequence[T]
    after: str = ""
    is_first: bool = True
    has_end: bool = False
    """Whether the cursor END gives the last page."""


END = "end"
"""The cursor of the last page: as many rows as a page holds, some of which the page before may have too."""


def encode(values: Sequence[Any]) -> str:
    """The cursor of a row with these sort values (numbers, strings, instants)."""
    plain = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, width: int) -> list[Any] | None:
    """The sort values behind `cursor`, or None where it is not one of ours with `width` values."""
    if len(cursor) > _LONGEST:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in plain]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (
        values if len(values) == width and all(isinstance(v, (int, str, datetime)) for v in values) else None
    )


def page_of(
    rows: Select[Any],
    *,
    by: Sequence[SQLColumnExpression[Any]],
    values: Callable[[Any], Sequence[Any]],
    after: str = "",
    size: int = 50,
    newest_first: bool = False,
    scalars: bool = False,
) -> Page[Any]:
    """The page of `rows` after the cursor `after`.

    `by` are the sort columns, the last one unique; `values(row)` gives a row's values of them; all sort the same
    way: ascending, or descending with `newest_first`. `scalars` for a select of one entity.
    """
    if after == END:
        return _last_page(rows, by, size, newest_first, scalars)
    start = decode(after, len(by)) if after else None
    if start is not None and not fit(start, *(_kind(column) for column in by)):
        start = None
    if start is not None:
        key = tuple_(*by)
        rows = rows.where(key < tuple_(*start) if newest_first else key > tuple_(*start))
    order = [column.desc() if newest_first else column.asc() for column in by]
    result = db.session.execute(rows.order_by(*order).limit(size + 1))
    found: list[Any] = list(result.scalars() if scalars else result)
    return page_from(found, values=values, size=size, is_first=start is None)


def sorted_page(
    things: Sequence[T],
    *,
    order: Callable[..., Any],
    values: Callable[[T], Sequence[Any]],
    kinds: Sequence[type],
    after: str = "",
    size: int = 50,
) -> Page[T]:
    """As `page_of`, of `things` that are all here, in an order that PostgreSQL does not know: `order` makes of the
    values of a row, which are of these `kinds`, what to sort by."""
    found = sorted(things, key=lambda thing: order(*values(thing)))
    if after == END:
        return Page(found[-size:], "", len(found) <= size, has_end=True)
    start = decode(after, len(kinds)) if after else None
    if start is None or not fit(start, *kinds):
        return page_from(found, values=values, size=size)
    at = bisect_right(found, order(*start), key=lambda thing: order(*values(thing)))
    return page_from(found[at:], values=values, size=size, is_first=False)


def page_from(
    found: Sequence[T], *, values: Callable[[T], Sequence[Any]], size: int, is_first: bool = True
) -> Page[T]:
    """A page of what was read for it: its rows, and one more where there are more."""
    rows = found[:size]
    after = encode(values(rows[-1])) if len(found) > size else ""
    return Page(rows, after, is_first, has_end=True)


def _last_page(
    rows: Select[Any], by: Sequence[SQLColumnExpression[Any]], size: int, newest_first: bool, scalars: bool
) -> Page[Any]:
    """Read from the other end, which costs as little as the first page."""
    order = [column.asc() if newest_first else column.desc() for column in by]
    result = db.session.execute(rows.order_by(*order).limit(size + 1))
    found: list[Any] = list(result.scalars() if scalars else result)
    return Page(found[:size][::-1], "", len(found) <= size, has_end=True)


def fit(values: Sequence[Any], *kinds: type) -> bool:
    """Whether a cursor's values can be compared with columns of these kinds: someone may have made the cursor up."""
    return all(_fits(value, kind) for value, kind in zip(values, kinds, strict=True))


def _kind(column: Any) -> type:
    kind: type = column.type.python_type
    return kind


def _fits(value: Any, kind: type) -> bool:
    if not isinstance(value, kind) or isinstance(value, bool):
        return False
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return True
