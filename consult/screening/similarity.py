"""Which comments are alike: MinHash finds candidates by bands of a signature, an exact measure decides.

Pure. What is said and the wording that is proposed are compared each by itself; of a proposed wording only what it
changes, since two proposals for the same place share most of their words. Lines that stand in several otherwise
different texts (salutations, letterheads, signatures) are not compared: they are learned from the texts themselves, in
any language.

60 permutations in 20 bands of 3: two texts that share seven of ten runs of three words share a band in all but one case
in four thousand; what shares a band by chance does not pass the exact measure.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from struct import pack
from zlib import crc32

from rapidfuzz.distance import Indel
from rensa import RMinHash

from consult.submissions import redline

PERMUTATIONS = 60
BANDS = 20
"""Of what is said; as many follow for what a proposed wording changes."""
ALIKE = 0.7
"""From this likeness on two texts are alike."""

LONGEST = 4000
"""Characters that are compared exactly."""

SHARED = 4
"""A line that stands in so many otherwise different texts is not compared."""

SHORT = 12
"""Words of a short line. Without one a text is still compared by what it says; a longer one may be what a campaign asks
for, and is only left out where most texts that have it say enough of their own."""

OWN = 8
"""Words that are enough of one's own."""

_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|\w+")


def tokens(text: str) -> list[str]:
    """The words of a text, small; characters where a script writes no spaces."""
    return _TOKENS.findall(text.casefold())


def shingles(text: str) -> set[str]:
    """Every three words that follow each other; none where there are fewer."""
    return _runs(tokens(text))


def _runs(words: Sequence[str]) -> set[str]:
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


def bands(said: str, change: str = "") -> dict[int, int]:
    """Band → its hash (signed, 64 bits) in the signature of what is said, and from BANDS on of what is changed.

    There is none of a text of fewer than three words, but a change has at least one.
    """
    found = dict(enumerate(_bands(shingles(said))))
    changed = " ".join(tokens(change))
    if changed:
        several = _bands(shingles(change)) or [_hash(changed.encode())]
        found |= {BANDS + band: value for band, value in enumerate(several)}
    return found


def _bands(runs: Collection[str]) -> list[int]:
    if not runs:
        return []
    signature = RMinHash(num_perm=PERMUTATIONS, seed=42)
    signature.update(sorted(runs))
    digest = signature.digest()
    width = PERMUTATIONS // BANDS
    parts = (digest[at : at + width] for at in range(0, PERMUTATIONS, width))
    return [_hash(pack(f">{width}I", *part)) for part in parts]


def _hash(packed: bytes) -> int:
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "big", signed=True)


def change(original: str, proposal: str) -> str:
    """What a proposed wording changes, as words that can be compared: all of it where nothing stood before; "" where
    nothing is changed."""
    if not original:
        return proposal
    steps = redline.ops(original, proposal)
    return " ".join(f"{kind} {words}" for kind, words in steps if kind != "equal")


def likeness(one: str, other: str, ignored: Collection[str] = ()) -> float:
    """How alike two texts are, 0 to 1, without the `ignored` lines; 0 below ALIKE, and where one has no words left."""
    first, second = (_compared(text, ignored) for text in (one, other))
    if not first or not second:
        return 0.0
    return float(Indel.normalized_similarity(first, second, score_cutoff=ALIKE))


def _compared(text: str, ignored: Collection[str]) -> str:
    return " ".join(line for line in _lines(text[:LONGEST]) if line not in ignored)


def _lines(text: str) -> list[str]:
    found = (" ".join(tokens(line)) for line in text.splitlines())
    return [line for line in found if line]


def shared_lines(texts: Iterable[str]) -> frozenset[str]:
    """Lines, as they are compared, that stand in SHARED otherwise different texts or more.

    What a campaign repeats is none of them: hardly anything else stands in its texts. Nor is a line that is all of a
    text.
    """
    several = ((_lines(text[:LONGEST]), number) for text, number in Counter(texts).items())
    split = [(lines, number) for lines, number in several if len(lines) > 1]
    counted: Counter[str] = Counter()
    for lines, number in split:
        counted.update(dict.fromkeys(lines, number))
    frequent = {line for line, number in counted.items() if number >= SHARED}
    rests: dict[str, set[tuple[int, ...]]] = {line: set() for line in frequent}
    with_own: Counter[str] = Counter()
    for lines, number in split:
        here = frequent.intersection(lines)
        body = [line for line in lines if line not in here]
        signature, has_own = _small_signature(body), sum(len(line.split()) for line in body) >= OWN
        for line in here:
            rests[line].add(signature)
            with_own[line] += has_own * number
    return frozenset(
        line
        for line, different in rests.items()
        if len(different) >= SHARED and (len(line.split()) <= SHORT or with_own[line] * 2 >= counted[line])
    )


_SEEDS = range(4)


def _small_signature(lines: Sequence[str]) -> tuple[int, ...]:
    """Nearly the same lines have the same one, mostly."""
    runs = [run.encode() for line in lines for run in (_runs(line.split()) or {line})]
    return tuple(min((crc32(run, seed) for run in runs), default=0) for seed in _SEEDS)
