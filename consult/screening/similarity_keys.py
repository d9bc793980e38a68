"""What similar comments are found by: MinHash makes a signature of a text, and each band of it is a key.

Pure. 60 permutations in 20 bands of 3: two texts that share seven of ten runs of three words share a band in all but
one case in four thousand; what shares a band by chance does not pass the exact measure. A long paragraph is a key, too,
with any words around it. What a proposed wording changes has keys of its own, which only proposals for the same passage
share.

A key is stored in two parts. KEY_BITS of it are in the index, so few that comments share entries there, which keeps the
index small; the CHECK_BITS beside it tell those that share an entry by chance: of a million comments about 1.6 pass.
"""

from collections.abc import Collection
from struct import Struct
from zlib import crc32

from consult.screening import similarity

PERMUTATIONS = 60
BANDS = 20

MOST_PARAGRAPHS = 8
"""The longest ones of a text, by which others are found."""

KEY_BITS = 20
CHECK_BITS = 8

Keys = dict[int, int]
"""Key → its check."""


def keys(said: str, change: str = "", *, consultation: int = 0, passage: str = "") -> Keys:
    """The keys of what is said, and of what a proposed wording changes in a passage.

    Comments of the same consultation (its id) that are similar share a pair of key and check. There is none of a text
    of fewer than three words, but a change has at least one.
    """
    text = similarity.prepared(said)
    made = _bands(text.runs, f"{consultation} said")
    changed = " ".join(similarity.tokens(change))
    if changed:
        scope = f"{consultation} change {passage}"
        made += _bands(similarity.shingles(change), scope) or [_hash(changed.encode(), _seed(scope))]
    long = sorted({line for line in text.lines if len(line.split()) >= similarity.LONG}, key=len)
    seed = _seed(f"{consultation} paragraph")
    made += [_hash(line.encode(), seed) for line in long[-MOST_PARAGRAPHS:]]
    return {value & (1 << KEY_BITS) - 1: value >> KEY_BITS for value in made}


def _bands(runs: Collection[str], scope: str) -> list[int]:
    if not runs:
        return []
    from rensa import RMinHash

    signature = RMinHash(num_perm=PERMUTATIONS, seed=42)
    signature.update(list(runs))
    packed, seed = _SIGNATURE.pack(*signature.digest()), _seed(scope)
    width = _SIGNATURE.size // BANDS
    return [_hash(packed[at : at + width], seed) for at in range(0, len(packed), width)]


_SIGNATURE = Struct(f">{PERMUTATIONS}I")


def _seed(scope: str) -> int:
    return crc32(scope.encode())


def _hash(words: bytes, seed: int) -> int:
    """A number of KEY_BITS + CHECK_BITS bits, the same on every machine."""
    return crc32(words, seed) & (1 << KEY_BITS + CHECK_BITS) - 1
