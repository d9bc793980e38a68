"""What is checked of uploaded files before they are read: names, sizes, first bytes. A web process looks no further."""

from collections.abc import Sequence

from consult.core.translatable import N_
from consult.documents import formats
from consult.documents.blocks import Source, Unreadable
from consult.documents.formats import is_picture

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 100
MOST_TAGS = 800_000
"""Tags in text files together, as many as there are "<"."""
EMPTY = N_("The file is empty.")


def check(files: Sequence[tuple[str, int, bytes]]) -> None:
    """Refuse what the names, the sizes in bytes and the first bytes show that it cannot be read. Raises Unreadable."""
    check_sizes([(name, size) for name, size, _head in files])
    for name, size, head in files:
        if size and not is_picture(name):
            formats.refuse_by_head(name, head)


def check_sizes(files: Sequence[tuple[str, int]]) -> None:
    """The same of names and sizes in bytes alone. Raises Unreadable."""
    if all(is_picture(name) for name, _size in files):
        raise Unreadable(formats.CHOOSE)
    if len(files) > MOST_FILES:
        raise Unreadable(N_("You chose more than 100 files. Import the text in parts."))
    for name, size in files:
        if size > MOST_BYTES:
            raise Unreadable(N_("The file is larger than 25 MB."), name)
    if not any(size for name, size in files if not is_picture(name)):
        raise Unreadable(EMPTY, next(name for name, _size in files if not is_picture(name)))


def refuse_too_many_tags(texts: Sequence[Source]) -> None:
    """Refuse text files that are far more than a text. Raises Unreadable."""
    if sum(file.data.count(b"<") for file in texts) > MOST_TAGS:
        raise Unreadable(N_("The text is too long. Import it in parts."), texts[0].name)
