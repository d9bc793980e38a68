"""What happened to quoted words in a later text of the draft."""

from collections import Counter
from pathlib import Path

import pytest

from bench import quotations
from bench.edited_texts import changed
from consult.documents.blocks import Block, Kind
from consult.quotations.later_text import Change, LaterText

UNCHANGED, MOVED, EDITED, DELETED = Change

BEFORE = (
    ("scope", "Scope"),
    ("scope-1", "This draft sets out how a lot of seed is sampled. It applies to tree seed."),
    ("lots", "Lots"),
    ("lots-1", "A lot shall not exceed 30 000 kilograms of seed. The owner may divide a larger lot into sub-lots. "
     "Each sub-lot is marked with its own number."),
    ("lots-2", "Laboratories in hot climates ask for smaller lots in writing before the season begins."),
    ("lots-3", "See the annex."),
    ("reports", "Reports"),
    ("reports-1", "The laboratory reports the result within ten working days of the sampling."),
    ("reports-2", "See the annex."),
)  # fmt: skip
AFTER = (
    ("scope", "Scope"),
    ("scope-1", "This draft sets out how a lot of seed is sampled."),
    ("scope-2", "It applies to tree seed."),
    ("lots", "Lots"),
    ("lots-1", "A lot may not exceed 20 000 kilograms of seed. Each sub-lot is marked with its own number."),
    ("lots-3", "See the annex."),
    ("reports", "Reports"),
    ("reports-1", "A report names the species."),
    ("reports-2", "Laboratories in hot climates ask for smaller lots in writing before the season begins."),
    ("reports-3", "The result is reported by the laboratory within ten days of the sampling."),
)  # fmt: skip


def text(blocks: tuple[tuple[str, str], ...]) -> list[Block]:
    return [
        Block(key, Kind.PARAGRAPH if "-" in key else Kind.HEADING, "-" not in key, "", "" if "-" in key else words,
              words, words, at)
        for at, (key, words) in enumerate(blocks, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "quote", "change", "there"),
    [
        ("scope", "", UNCHANGED, "scope"),
        ("scope-1", "", UNCHANGED, "scope-1"),  # its paragraph was divided
        ("scope-1", "It applies to  tree seed.", UNCHANGED, "scope-2"),
        ("lots-1", "A lot shall not exceed 30 000 kilograms of seed.", EDITED, "lots-1"),
        ("lots-1", "30 000", EDITED, "lots-1"),
        ("lots-1", "kilograms of seed", UNCHANGED, "lots-1"),
        ("lots-1", "The owner may divide a larger lot into sub-lots.", DELETED, ""),
        ("lots-1", "may", DELETED, ""),  # there is another "may" in its place
        ("lots-1", "", EDITED, "lots-1"),
        ("lots-1", "2 A lot shall not exceed 30 000 kilograms", EDITED, "lots-1"),  # with the line before it
        ("lots-2", "", MOVED, "reports-2"),
        ("lots-2", "hot climates", MOVED, "reports-2"),
        ("lots-3", "", UNCHANGED, "lots-3"),
        ("reports-1", "within ten working days", EDITED, "reports-3"),
        ("reports-1", "of the sampling", UNCHANGED, "reports-3"),
        ("reports-2", "", DELETED, ""),  # the same words elsewhere are those of another passage
    ],
)
def test_words_are_found_again_in_their_sentence(key: str, quote: str, change: Change, there: str) -> None:
    outcome = LaterText(text(BEFORE), text(AFTER)).outcome(key, quote)
    assert outcome is not None
    assert (outcome.change, outcome.key) == (change, there)


def test_rows_of_tables_scripts_without_blanks_and_what_stands_around_a_quotation() -> None:
    def table(key: str, *rows: str) -> Block:
        html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
        return Block(
            key, Kind.TABLE, 0, "Table 1", "", f"<table>{html}</table>", " ".join(rows).replace("|", " "), 1
        )

    pair = LaterText(
        [table("t", "Wheat|30 000|1 000", "Maize|40 000|1 000"), *text((("zh-1", "批次不得超过三十吨。样品由实验室抽取。"),
         ("two-1", "The lot is one lot.")))],
        [table("t", "Wheat|30 000|1 000", "Maize|20 000|1 000"), *text((("zh-1", "批次不得超过二十吨。样品由实验室抽取。"),
         ("two-1", "The lot is one bag.")))],
    )  # fmt: skip
    told = [
        pair.outcome("t", "Wheat 30 000 1 000"), pair.outcome("t", "40 000"), pair.outcome("zh-1", "三十吨"),
        pair.outcome("zh-1", "样品由实验室抽取。"), pair.outcome("two-1", "lot"),
        pair.outcome("two-1", "lot", prefix="The lot is one ", suffix="."), pair.outcome("none", "lot"),
    ]  # fmt: skip
    assert [one.change if one else None for one in told] == [
        UNCHANGED, EDITED, EDITED, UNCHANGED, UNCHANGED, EDITED, None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["seed-sampling", "small-supplies", "water-data-ar"])
def test_known_changes_of_the_demonstrations_drafts_are_told_apart(name: str) -> None:
    blocks = quotations.draft([quotations.DEMO / f"{name}.md"])
    told: Counter[tuple[Change, Change]] = Counter()
    for seed in range(3):
        later, known = changed(blocks, seed)
        pair = LaterText(blocks, later)
        for one in known:
            outcome = pair.outcome(one.key, one.quote)
            assert outcome is not None
            told[one.change, outcome.change] += 1
    assert told[DELETED, UNCHANGED] == 0
    assert sum(told[one, one] for one in Change) >= 0.97 * told.total()


@pytest.mark.realdata
def test_sentences_of_a_real_draft_are_found_again_in_the_final_text(realdata: Path) -> None:
    before, after = (
        quotations.draft(sorted((realdata / "fips201" / name).glob("*.md")))
        for name in ("public-draft", "final")
    )
    pair, labels = LaterText(before, after), quotations.read_labels()
    told: Counter[tuple[Change, Change]] = Counter()
    for key, words, change in quotations.truth(before, after):
        known = change or labels.get(quotations.digest(key, words))
        outcome = pair.outcome(key, words) if known else None
        if known and outcome:
            told[known, outcome.change] += 1
    assert sum(told[DELETED, one] for one in Change) >= 10
    assert told[DELETED, UNCHANGED] == 0
    assert sum(told[one, one] for one in Change) >= 0.97 * told.total()
