"""The keys of rows of the forms that this site makes: which passage a row is about, and which comment it was.

A key is 11 letters and digits: four of where the row comes from (one download of a form, or a comment), six of its
passage, and one by which a damaged key shows. In a workbook it stands in a hidden column; in a Word file, which has no
hidden columns, behind the number or the clause of the row: "12 ·k7f3m2q8vth". Where a comment is written into a form,
its key has five more, the mark of what the comment said then: "k7f3m2q8vth-4d8wz". So it shows later which of the two
was changed since, the row or the comment. Where it quotes words of its passage, the mark of their place follows
(quotations.places): "k7f3m2q8vth-4d8wz-7hq2m". What a row says has a key too, in any form: `content_keys`. Pure.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u, which are read as others or make words."""
_ORIGIN, _PASSAGE, _SAID = 4, 6, 5
MARK = "·"
_KEY = (
    rf"[{_SIGNS}]{{{_ORIGIN + _PASSAGE + 1}}}(?:\.[2-9]|\.[1-9]\d{{1,3}})?(?:-[{_SIGNS}]{{{_SAID}}}){{0,2}}"
)
_WHOLE_CELL = re.compile(rf"\s*{MARK}?\s*(?P<key>{_KEY})\s*", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<words>.*?)\s*{MARK}\s*(?P<key>{_KEY})\s*", re.DOTALL | re.IGNORECASE)
_LIKE_A_KEY = re.compile(
    rf".*{MARK}\s*(?P<key>(?=\D{{0,10}}\d)[{_SIGNS}]{{{_ORIGIN + _PASSAGE + 1}}}\S*)\s*",
    re.DOTALL | re.IGNORECASE,
)
_OF_ROW = "row:"
"""With this begins the key of a comment that was made of such a row."""


def new_origin() -> str:
    """The beginning of the keys of one download: two people who fill in two downloads never replace each other's
    comments."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_ORIGIN))


def is_origin(words: str) -> bool:
    """Whether these words can be such a beginning."""
    return len(words) == _ORIGIN and set(words) <= set(_SIGNS)


def row_key(origin: str, consultation_id: int, passage: str) -> str:
    """The key of a row on a passage (the key of its block, "" for the whole draft)."""
    said = origin + passage_code(consultation_id, passage)
    return said + _check(said)


def passage_code(consultation_id: int, passage: str) -> str:
    """What a key says of its passage: of another consultation it says nothing."""
    return _code(f"{consultation_id} {passage}", _PASSAGE)


def code_in(key: str) -> str:
    """The code of the passage in a key."""
    return key[_ORIGIN : _ORIGIN + _PASSAGE]


def of_comment(comment_key: str, consultation_id: int, passage: str) -> str:
    """The key of the row in which a comment is written: that of the row which it was made of, else one of its own.
    `comment_key`: its idempotency key."""
    if comment_key.startswith(_OF_ROW):
        return comment_key.removeprefix(_OF_ROW)
    return row_key(_code(comment_key, _ORIGIN), consultation_id, passage)


def comment_key(key: str) -> str:
    """The idempotency key of the comment that is made of the row with this key."""
    return _OF_ROW + without_mark(key)


def is_on(key: str, consultation_id: int, passage: str) -> bool:
    """Whether a key is that of a row on this passage."""
    return bool(key) and code_in(key) == passage_code(consultation_id, passage)


def mark_of(words: Iterable[str]) -> str:
    """The mark of what a comment says."""
    return _code("\0".join(words), _SAID)


def mark_in(key: str) -> str:
    """The mark in a key, "" for none."""
    return key.partition("-")[2].partition("-")[0]


def place_in(key: str) -> str:
    """The mark of the place of a quotation in a key, "" for none."""
    return key.partition("-")[2].partition("-")[2]


def without_place(key: str) -> str:
    """A key without the mark of a place."""
    mark = mark_in(key)
    return with_mark(key, mark) if mark else key


def with_place(key: str, mark: str) -> str:
    """A key that has a mark of what its comment says, with that of the place of its quotation."""
    return f"{without_place(key)}-{mark}"


def without_mark(key: str) -> str:
    """A key without the mark of what the comment said: it stays the same whatever that is."""
    return key.partition("-")[0]


def without_number(key: str) -> str:
    """A key without a mark and without the number that tells it from the one that it was copied from."""
    return without_mark(key).partition(".")[0]


def with_mark(key: str, mark: str) -> str:
    """A key with this mark."""
    return f"{without_mark(key)}-{mark}"


def taken(words: str, *, is_alone: bool = False) -> tuple[str, str]:
    """The words of a cell without the key, and the key, "" for none. `is_alone`: the cell holds nothing but the key."""
    found = (_WHOLE_CELL if is_alone else _BEHIND).fullmatch(words)
    if found is None:
        return words, ""
    key = found["key"].lower()
    said = without_mark(key).partition(".")[0]
    if _check(said[:-1]) != said[-1]:
        return words, ""
    return ("" if is_alone else found["words"].strip()), key


def damaged(words: str, *, is_alone: bool = False) -> str:
    """What stands in a cell in place of a key that can be read, "" for nothing; as `taken`."""
    if taken(words, is_alone=is_alone)[1]:
        return ""
    found = _LIKE_A_KEY.fullmatch(words)
    return words.strip() if is_alone else found["key"] if found is not None else ""


def each_once(keys: Iterable[str]) -> list[str]:
    """The keys of rows. A row that was copied in its file has the key of the first, and gets one of its own."""
    seen: set[str] = set()
    found = []
    for one in keys:
        plain = without_mark(one)
        key, number = plain, 2
        while key and key in seen:
            key, number = f"{plain.partition('.')[0]}.{number}", number + 1
        seen.add(key)
        found.append(one if key == plain else key)
    return found


def by_code(consultation_id: int, passages: Sequence[str]) -> dict[str, list[str]]:
    """Code → the passages that have it; with the whole draft, which is the passage ""."""
    found: dict[str, list[str]] = {}
    for passage in ("", *passages):
        found.setdefault(passage_code(consultation_id, passage), []).append(passage)
    return found


def _code(words: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:8])
    return "".join(_SIGNS[(number >> (5 * at)) & 31] for at in range(length))


def _check(said: str) -> str:
    return _code(f"check {said}", 1)
