"""The change from one text to another, word by word."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

Operation = tuple[str, str]
"""(kind, words); kind is "equal", "insert" or "delete"."""

_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff"
"""Of scripts that put no blanks between words: each is compared by itself."""


@cache
def _words() -> re.Pattern[str]:
    r"""Blanks, signs, words and other characters. A combining mark or joiner belongs to what it follows: "حقًا" is one
    word, which `\w` alone would cut in three."""
    marks = [code for code in range(0x20000) if unicodedata.category(chr(code))[0] == "M"]
    plain, others = ("".join(chr(code) for code in marks if (code < 0x10000) is low) for low in (True, False))
    mark = rf"(?:[{plain}\u200c\u200d]|[{others}])"  # one class of both is many times slower
    word = rf"[^\W{_SIGNS}]"
    return re.compile(
        rf"{word}++(?![^\0-\u02ff])|\s+"  # first what is most frequent: nothing below U+0300 is a mark
        rf"|{word}+(?:{mark}+{word}*)*|[{_SIGNS}]{mark}*|.{mark}*"
    )


def pieces(text: str) -> list[str]:
    """The words, signs and blanks of a text, as they are compared; together they are the text."""
    return _words().findall(text)


def is_unspaced(sign: str) -> bool:
    """Whether a character is of a script without blanks between words, or ends a sentence of one."""
    return re.match(rf"[{_SIGNS}。！？｡]", sign) is not None


def ops(before: str, after: str) -> list[Operation]:
    """What was left, added and taken away between two texts, in reading order; takings before addings."""
    old, new = pieces(before), pieces(after)
    return _steps(old, new, old, new)


def ops_of_words(before: str, after: str) -> list[Operation]:
    """The same, where a line that ends in one text and goes on in the other is no change."""
    old, new = pieces(before), pieces(after)
    return _steps(old, new, _with_one_blank(old), _with_one_blank(new))


def _with_one_blank(words: Sequence[str]) -> Sequence[str]:
    return [" " if one.isspace() else one for one in words]


def _steps(
    old: Sequence[str], new: Sequence[str], compared_old: Sequence[str], compared_new: Sequence[str]
) -> list[Operation]:
    from rapidfuzz.distance import Indel

    found: list[Operation] = []
    for step in Indel.opcodes(compared_old, compared_new):
        if step.tag == "equal":
            found.append(("equal", "".join(old[step.src_start : step.src_end])))
        else:
            if step.src_end > step.src_start:
                found.append(("delete", "".join(old[step.src_start : step.src_end])))
            if step.dest_end > step.dest_start:
                found.append(("insert", "".join(new[step.dest_start : step.dest_end])))
    return _slid(_joined(found))


ALIKE = 0.4
"""Of the letters of both texts, so many stay where a proposal is another wording of a passage."""
MOST, FEW = 0.6, 20
"""Of the letters of the shorter text, so many stay where a proposal shortens or extends; it has so many at least."""


def of_proposal(original: str, proposal: str) -> list[Operation]:
    """A proposed wording as a change to the words at its place; none where there are no such words, where it reads the
    same, and where it resembles them so little that it describes a change or is about something else there: a redline
    would strike out words that no one wants to delete."""
    if not original or not proposal:
        return []
    steps = ops_of_words(original, proposal)
    if all(kind == "equal" for kind, _words in steps):
        return []
    kept, before, after = (
        sum(len("".join(words.split())) for kind, words in steps if kind in kinds)
        for kinds in ({"equal"}, {"equal", "delete"}, {"equal", "insert"})
    )
    shorter = min(before, after)
    is_wording = kept * 2 >= ALIKE * (before + after) or (shorter >= FEW and kept >= MOST * shorter)
    return steps if is_wording else []


AROUND = 10
"""Words of the text shown before and after a change; the rest is left out."""


def shortened(steps: Sequence[Operation]) -> Sequence[Operation]:
    """The same, with what stays as it is cut down to what stands around a change; nothing where nothing changes."""
    if all(kind == "equal" for kind, _words in steps):
        return ()
    last = len(steps) - 1
    return [
        (kind, _near(words, at > 0, at < last) if kind == "equal" else words)
        for at, (kind, words) in enumerate(steps)
    ]


def _near(words: str, follows: bool, precedes: bool) -> str:
    """A stretch that stays: its first words if it follows a change, its last if it precedes one."""
    parts = re.findall(r"\s*\S+\s*", words)
    if len(parts) <= 2 * AROUND + 3:
        return words
    start = "".join(parts[:AROUND]).rstrip() if follows else ""
    end = "".join(parts[-AROUND:]).lstrip() if precedes else ""
    return f"{start} … {end}" if start and end else f"{start} …" if start else f"… {end}"


def _joined(steps: list[Operation]) -> list[Operation]:
    """Changes with nothing but a blank between them become one, so that whole phrases read as changed."""
    runs: list[Operation] = []
    deleted = inserted = ""
    for number, (kind, words) in enumerate(steps):
        between = 0 < number < len(steps) - 1 and not words.strip() and bool(deleted or inserted)
        if kind == "delete":
            deleted += words
        elif kind == "insert":
            inserted += words
        elif between and steps[number + 1][0] != "equal":
            deleted, inserted = deleted + words, inserted + words
        else:
            runs += _flushed(deleted, inserted)
            deleted = inserted = ""
            runs.append((kind, words))
    return runs + _flushed(deleted, inserted)


def _slid(steps: list[Operation]) -> list[Operation]:
    """Let blanks follow a change instead of going before it, where both are the same: so it reads better."""
    for number in range(1, len(steps) - 1):
        (left, before), (kind, words), (right, after) = steps[number - 1 : number + 2]
        if (left, right) == ("equal", "equal") and words[:1] == after[:1] == " " and kind != "equal":
            steps[number - 1] = (left, before + " ")
            steps[number] = (kind, words[1:] + " ")
            steps[number + 1] = (right, after[1:])
    return [step for step in steps if step[1]]


def _flushed(deleted: str, inserted: str) -> list[Operation]:
    if deleted == inserted:
        return [("equal", deleted)] if deleted else []
    return [(kind, words) for kind, words in (("delete", deleted), ("insert", inserted)) if words]
