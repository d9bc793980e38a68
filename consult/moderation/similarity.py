"""Which comments are alike: MinHash finds candidates by bands of a signature, an exact measure decides.

Pure. 60 permutations in 20 bands of 3: two comments that share seven of ten runs of three words share a band in all but
one case in four thousand; what shares a band by chance does not pass the exact measure.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from struct import pack

from rapidfuzz.distance import Indel
from rensa import RMinHash

PERMUTATIONS = 60
BANDS = 20
ALIKE = 0.7
"""From this likeness on two comments are alike."""

LONGEST = 4000
"""Characters that are compared exactly."""

_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|\w+")


def tokens(text: str) -> list[str]:
    """The words of a text, small; characters where a script writes no spaces."""
    return _TOKENS.findall(text.casefold())


def shingles(text: str) -> set[str]:
    """Every three words that follow each other; all of them together where there are fewer."""
    words = tokens(text)
    if len(words) < 3:
        return set()
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


def bands(text: str) -> list[int]:
    """The hash of each band of the text's signature (signed, 64 bits); none for fewer than three words."""
    said = shingles(text)
    if not said:
        return []
    signature = RMinHash(num_perm=PERMUTATIONS, seed=42)
    signature.update(sorted(said))
    digest = signature.digest()
    width = PERMUTATIONS // BANDS
    return [_hash(digest[at : at + width]) for at in range(0, PERMUTATIONS, width)]


def _hash(rows: Sequence[int]) -> int:
    packed = pack(f">{len(rows)}I", *rows)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "big", signed=True)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1; 0 below ALIKE."""
    first, second = (" ".join(tokens(text[:LONGEST])) for text in (one, other))
    return float(Indel.normalized_similarity(first, second, score_cutoff=ALIKE))
