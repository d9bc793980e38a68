"""`python -m bench quotations`: whether quotations of one text of a draft are found again in a later one.

Every sentence of a real draft is looked for in its final text. What happened to it is known without consult where
difflib finds the same sentences in both texts: unchanged what it finds in the clause of the same anchor in the same
order, moved what is there elsewhere. Of the rest a person has labelled a sample who read both texts; the labels are in
LABELS, under the hashes of the sentences. Then the same is asked of texts with known changes: the drafts of the
demonstration, and the real one.
"""

import argparse
import difflib
import hashlib
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from bench.edited_texts import changed, sentences
from consult.documents import reading
from consult.documents.blocks import Block, Kind, Source
from consult.quotations.later_text import Change, LaterText

ROOT = Path(__file__).resolve().parent.parent
REALDATA = Path(os.environ.get("CONSULT_REALDATA", ROOT.parent / "shared" / "data"))
LABELS = Path(__file__).with_name("quotations_labelled.tsv")
DEMO = ROOT / "consult" / "demo" / "drafts"
AIM = 0.95
"""The part of the sentences of each class that is called what it is."""

Told = tuple[Change, Change]
"""(what happened to a sentence, what consult says)."""


def main(arguments: list[str]) -> int:
    """The command; 1 where the aim is missed for a class or a deleted sentence is called unchanged."""
    parser = argparse.ArgumentParser(prog="python -m bench quotations", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=60, help="sentences that a person labels")
    parser.add_argument("--label", action="store_true", help="print a sample of sentences without a label")
    parser.add_argument("--wrong", action="store_true", help="print what is classified wrongly")
    chosen = parser.parse_args(arguments)
    texts = [draft(sorted(DEMO.glob(f"{one.stem}.md"))) for one in sorted(DEMO.glob("*.md"))]
    is_met = _shown("demonstration, known changes", _synthetic(texts, chosen.seed, chosen.wrong))
    folder = REALDATA / "fips201"
    if not folder.is_dir():
        print("the real draft is not here (set CONSULT_REALDATA)", file=sys.stderr)
        return int(not is_met)
    before, after = (draft(sorted((folder / name).glob("*.md"))) for name in ("public-draft", "final"))
    is_met &= _shown("real draft, known changes", _synthetic([before], chosen.seed, chosen.wrong))
    if chosen.label:
        _print_sample(before, after, chosen.sample, chosen.seed)
        return 0
    begun = perf_counter()
    later = LaterText(before, after)
    print(f"compared {len(before)} blocks with {len(after)} in {perf_counter() - begun:.2f} s")
    found, labelled = _real(before, after, later, chosen.wrong)
    _shown("real draft and final text, same sentences", found)
    _shown("real draft and final text, labelled sample", labelled)
    is_met &= _shown("real draft and final text, both", found + labelled)
    return int(not is_met)


def draft(paths: Sequence[Path]) -> Sequence[Block]:
    """The blocks of a draft in these files."""
    return reading.parse([Source(path.name, path.read_bytes()) for path in paths]).blocks


def _synthetic(
    texts: Iterable[Sequence[Block]], seed: int, shows_wrong: bool
) -> Counter[tuple[str, Change, Change]]:
    found: Counter[tuple[str, Change, Change]] = Counter()
    for number, blocks in enumerate(texts):
        later_blocks, known = changed(blocks, seed + number)
        later = LaterText(blocks, later_blocks)
        for one in known:
            outcome = later.outcome(one.key, one.quote)
            assert outcome is not None
            found[one.how, one.change, outcome.change] += 1
            if shows_wrong and outcome.change != one.change:
                _print_wrong(
                    one.how, one.change, outcome.change, one.quote, outcome.after, outcome.similarity
                )
    return found


def truth(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[str, str, Change | None]]:
    """(key, sentence, what happened to it) by difflib, clause by clause: None where the later text has no such
    sentence, and nothing of a clause of which neither anchor nor title is in the later text, or both in different
    clauses."""
    later = _by_clause(after)
    free = Counter(words for _anchor, _title, text in later for _key, words in text)
    anchors = {anchor: text for anchor, _title, text in later}
    titles = {title: text for _anchor, title, text in later}
    stayed: set[tuple[int, int]] = set()
    parts, is_known = _by_clause(before), dict[int, bool]()
    for number, (anchor, title, text) in enumerate(parts):
        same = anchors.get(anchor, titles.get(title, []))
        is_known[number] = bool(same) and titles.get(title, same) is same
        first, second = [words for _key, words in text], [words for _key, words in same]
        matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
        for block in matcher.get_matching_blocks():
            for at in range(block.a, block.a + block.size):
                stayed.add((number, at))
                free[first[at]] -= 1
    found: list[tuple[str, str, Change | None]] = []
    for number, (_anchor, _title, text) in enumerate(parts):
        for at, (key, words) in enumerate(text):
            if (number, at) in stayed:
                found += [(key, words, Change.UNCHANGED)] if is_known[number] else []
            elif free[words] <= 0:
                found.append((key, words, None))
            elif is_known[number]:
                found.append((key, words, Change.MOVED))
    return found


def _by_clause(blocks: Sequence[Block]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(anchor, title, sentences) of each clause."""
    found: list[tuple[str, str, list[tuple[str, str]]]] = [("", "", [])]
    for block in blocks:
        if block.kind is Kind.HEADING:
            found.append((block.key, block.title.casefold(), []))
        found[-1][2].extend((key, " ".join(words.split())) for key, words in sentences([block]))
    return found


def _real(
    before: Sequence[Block], after: Sequence[Block], later: LaterText, shows_wrong: bool
) -> tuple[Counter[tuple[str, Change, Change]], Counter[tuple[str, Change, Change]]]:
    same: Counter[tuple[str, Change, Change]] = Counter()
    labelled: Counter[tuple[str, Change, Change]] = Counter()
    labels = read_labels()
    rest = 0
    for key, words, change in truth(before, after):
        known = change or labels.get(digest(key, words))
        rest += change is None
        if known is None:
            continue
        outcome = later.outcome(key, words)
        assert outcome is not None
        (same if change else labelled)["difflib" if change else "labelled", known, outcome.change] += 1
        if shows_wrong and outcome.change != known:
            _print_wrong(
                "difflib" if change else "label",
                known,
                outcome.change,
                words,
                outcome.after,
                outcome.similarity,
            )
    print(
        f"{rest} sentences are not in the final text as they were; {sum(labelled.values())} of them have a label"
    )
    return same, labelled


def digest(key: str, words: str) -> str:
    """A hash of a sentence of a block, to keep its label under."""
    return hashlib.sha256(f"{key} {' '.join(words.split())}".encode()).hexdigest()[:16]


def read_labels() -> Mapping[str, Change]:
    """Hash of a sentence → what a person who read both texts says became of it."""
    lines = LABELS.read_text().splitlines() if LABELS.exists() else []
    return {line.split("\t")[0]: Change(line.split("\t")[1]) for line in lines if line and line[0] != "#"}


def _print_sample(before: Sequence[Block], after: Sequence[Block], size: int, seed: int) -> None:
    """Sentences to be labelled by hand, with the sentences of the final text that are most like them by difflib."""
    labels = read_labels()
    rest = [
        (key, words) for key, words, change in truth(before, after)
        if change is None and digest(key, words) not in labels
    ]  # fmt: skip
    sample = random.Random(seed).sample(rest, min(size, len(rest)))
    there = [(key, words, set(words.lower().split())) for key, words in sentences(after)]
    for number, (key, words) in enumerate(sample, start=1):
        mine = set(words.lower().split())
        near = sorted(there, key=lambda one: -2 * len(mine & one[2]) / (len(mine) + len(one[2])))[:3]
        print(f"--- {number} {digest(key, words)} [{key}]\n  {words}")
        for other, said, _set in near:
            print(f"    [{other}] {said}")


def _print_wrong(how: str, known: Change, said: Change, words: str, after: str, similarity: float) -> None:
    print(f"wrong ({how}): {known} called {said}, {similarity:.2f}\n   {words}\n   {after}")


def _shown(title: str, found: Counter[tuple[str, Change, Change]]) -> bool:
    """Print the table of what is and what is said, with shares; whether the aim is met for each class, and no deleted
    sentence is called unchanged."""
    print(f"\n{title}")
    print(f"{'':<30} {'':<10} {'right':>9}  " + " ".join(f"{one:>9}" for one in Change))
    for how, known in sorted({(how, known) for how, known, _said in found}):
        row = {said: found[how, known, said] for said in Change}
        total = sum(row.values())
        print(
            f"{how:<30} {known:<10} {row[known] / total:>8.1%}  "
            + " ".join(f"{row[one]:>9}" for one in Change)
        )
    total = sum(found.values())
    right = sum(count for (_how, known, said), count in found.items() if known == said)
    lost = sum(
        count
        for (_how, known, said), count in found.items()
        if (known, said) == (Change.DELETED, Change.UNCHANGED)
    )
    print(f"{right} of {total} right ({right / max(total, 1):.1%}); deleted called unchanged: {lost}")
    missed, hows = [], {how for how, _known, _said in found}
    for one in Change:
        of_class = {said: sum(found[how, one, said] for how in hows) for said in Change}
        number = sum(of_class.values())
        if number and of_class[one] < AIM * number:
            missed.append(f"{one} {of_class[one]} of {number} ({of_class[one] / number:.1%})")
    print(f"aim of {AIM:.0%} for each class: {'MISSED by ' + ', '.join(missed) if missed else 'met'}")
    return not (lost or missed)
