"""Reading a PDF as a draft in isolated processes, with strict checks of what they tell (see core/isolated_calls.py)."""

import hashlib
import time
from collections.abc import Iterable
from typing import Any, BinaryIO

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, Limits
from consult.documents import results
from consult.documents.attached import refusals
from consult.documents.attached import sandbox as attached
from consult.documents.attached.kinds import AttachmentKind
from consult.documents.blocks import MOST_OF_FIGURES, ParsedDraft, Unreadable
from consult.documents.paged import blocks
from consult.documents.paged.blocks import PageTexts
from consult.documents.paged.limits import LONGEST_LINE, MOST_LINES, MOST_PAGES, TOO_LARGE

LIMITS = Limits(seconds=20, memory=1536 * 1024 * 1024, files=128)
PATIENCE = 60.0
"""Seconds on the clock for the text."""
LONGEST = 150.0
"""Seconds on the clock for the text and the images of all pages."""
_MOST_BYTES = 20 * 1024 * 1024


def read(
    name: str, file: BinaryIO, *, language: str | None = None, measures: Iterable[str] = MEASURES
) -> ParsedDraft:
    """An open PDF called `name` as a draft. Raises Unreadable, also where reading had to be ended."""
    ends = time.monotonic() + LONGEST
    texts = _texts(name, file, language, measures)
    images = []
    whole = 0
    for some in attached.page_groups(AttachmentKind.PDF, file, len(texts.lines), MOST_PAGES):
        images += some
        whole += sum(map(len, some))
        if whole > MOST_OF_FIGURES or time.monotonic() > ends:
            raise Unreadable(TOO_LARGE, name)
    file.seek(0)
    digest = hashlib.sha256(hashlib.sha256(file.read()).digest()).hexdigest()
    return blocks.draft(texts, images, name, digest)


def _texts(name: str, file: BinaryIO, language: str | None, measures: Iterable[str]) -> PageTexts:
    file.seek(0)
    told = isolated_calls.call(
        "consult.documents.paged.reader_process:read", {"name": name, "language": language}, [file], LIMITS,
        output=_MOST_BYTES, patience=PATIENCE, measures=measures,
    )  # fmt: skip
    return results.checked(told, unpacked, Unreadable(refusals.DAMAGED, name))


def unpacked(told: bytes) -> PageTexts:
    """A result, where every part of it is what the reader writes. Raises ValueError for anything else."""
    plain = results.loaded(told)
    if not isinstance(plain, dict) or set(plain) != {"title", "language", "labels", "lines"}:
        raise ValueError("not what the reader writes")
    pages = results.listed(plain["lines"], MOST_PAGES)
    labels = results.listed(plain["labels"], MOST_PAGES)
    if len(labels) != len(pages) or not pages:
        raise ValueError("not a label for each page")
    return PageTexts(
        results.text(plain["title"], 500),
        results.language(plain["language"]),
        tuple(results.text(one, 40, least=1) for one in labels),
        tuple(_lines(one) for one in pages),
    )


def _lines(plain: Any) -> tuple[str, ...]:
    return tuple(results.text(one, LONGEST_LINE, least=1) for one in results.listed(plain, MOST_LINES))
