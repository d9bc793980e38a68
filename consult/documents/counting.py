"""How many headings, paragraphs, tables … are in a source, counted from the source and not from the draft made of it.

The preview of an import compares these counts with those of the import, so that nothing is lost unnoticed. Each format
has one function, from a file to counts by kind (`Counted`). A format whose source does not tell paragraphs and items
apart counts `Besides.LETTER` in their place: then kinds that are not among its counts were not counted.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from consult.documents import encodings, formats
from consult.documents.akoma_ntoso import counting as akoma_ntoso
from consult.documents.blocks import MOST_COUNTED, NonBlockKind, Source, letters_in
from consult.documents.formats import Format, is_picture
from consult.documents.html import counting as html
from consult.documents.markdown import front_matter
from consult.documents.open_document import counting as open_document
from consult.documents.word import counting as word

_BULLET = re.compile(r"^[ \t]*o(?=  )", re.MULTILINE)
"""What stands before the items of a list in the layout of RFCs."""


def in_files(files: Sequence[Source]) -> Mapping[str, int] | None:
    """How many things of each kind are in `files`; None where their format is not counted."""
    texts = [file for file in files if not is_picture(file.name) and file.data.strip()]
    counts: Counter[str] = Counter()
    try:
        found = {formats.of(file) for file in texts}
        if len(found) != 1:
            return None
        count = COUNTS[found.pop()]
        for file in texts:
            counts.update(count(file))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- a file that was read must not be refused because it cannot be counted
        return None
    keeps_zero = NonBlockKind.LETTER in counts
    return {kind: min(number, MOST_COUNTED) for kind, number in counts.items() if number > 0 or keeps_zero}


def of_html(file: Source) -> Counter[str]:
    """Counts of an HTML document, by its tags."""
    return html.of_page(encodings.decoded(file, [], is_html=True))


def of_markdown(file: Source) -> Counter[str]:
    """Counts of a Markdown file, as CommonMark has it, without its front matter."""
    words = encodings.decoded(file, []).replace("\r\n", "\n").replace("\r", "\n")
    return html.of_markdown(front_matter.split(words, file.name).body)


def of_text(file: Source) -> Counter[str]:
    """The letters of a plain text: nothing else in it is marked, so nothing else can be counted."""
    words = _BULLET.sub("", encodings.decoded(file, []))
    return Counter({NonBlockKind.LETTER: letters_in(words)})


Count = Callable[[Source], Counter[str]]
"""From a file to how many things of each kind are in it."""
COUNTS: Mapping[Format, Count] = {
    Format.WORD: word.of_word,
    Format.HTML: of_html,
    Format.MARKDOWN: of_markdown,
    Format.TEXT: of_text,
    Format.OPEN_DOCUMENT: open_document.of_open_document,
    Format.AKOMA_NTOSO: akoma_ntoso.of_akoma_ntoso,
}
"""What counts each format."""
