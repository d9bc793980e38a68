"""Words of a draft, counted on both sides: in the file, and in what was understood of it."""

import re
from collections import Counter

from consult.documents.blocks import Kind, ParsedDraft


def words(text: str) -> list[str]:
    """The words of a plain text in their order; of Chinese and Japanese, which puts no space between them, each sign."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", text)


def of_import(parsed: ParsedDraft) -> Counter[str]:
    """The words of what was understood, with the numbers of headings and items that are its own."""
    found: list[str] = []
    are_assigned = any(remark.code == "assigned" for remark in parsed.remarks)
    for block in parsed.blocks:
        if block.kind is Kind.HEADING:
            found += ([] if are_assigned else words(block.number)) + words(block.title)
        elif block.kind in {Kind.LIST_ITEM, Kind.FOOTNOTE}:
            found += words(block.number) + words(block.text)
        else:
            found += words(block.text)
    return Counter(found)


def left_out(parsed: ParsedDraft, text: str) -> Counter[str]:
    """The words of the lines of a plain text that warnings say were left out."""
    lines = text.replace("\f", "").split("\n")
    found: list[str] = []
    for remark in parsed.remarks:
        if remark.code in {"pages", "contents"}:
            for first, last in re.findall(r"(\d+)(?:–(\d+))?", remark.where.partition(", lines ")[2]):
                found += words(" ".join(lines[int(first) - 1 : int(last or first)]))
    return Counter(found)
