"""The front door of parsing: what a file is, its limits, and the way to blocks. Runs in a process of its own."""

import hashlib
import re
from collections.abc import Sequence
from html import escape
from pathlib import PurePosixPath

from consult.core.words import N_
from consult.drafts import archives, parsing_docx, parsing_markdown
from consult.drafts.blocks import Parsed, Remark, Source, Unreadable
from consult.drafts.parsing_html import parse_tree

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 100
MOST_TAGS = 800_000
"""Tags in text files together, as many as there are "<"."""
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
_TEXTS = {".docx", ".docm", ".doc", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"}


def parse(files: Sequence[Source], *, language: str | None = None) -> Parsed:
    """The draft in `files`: Markdown files in order, or one HTML or Word file, with pictures beside them.

    Raises Unreadable with a sentence for anything that is not that.
    """
    _look_at_sizes([(file.name, len(file.data)) for file in files])
    texts = [file for file in files if not is_picture(file.name)]
    for file in files:
        if not file.data.strip():
            raise Unreadable(N_("The file is empty."), file.name)
    digest = hashlib.sha256(b"".join(hashlib.sha256(file.data).digest() for file in files)).hexdigest()
    kind = _kind(texts[0])
    if kind != "markdown" and len(texts) > 1:
        raise Unreadable(N_("Several files at once are possible for Markdown only."))
    remarks: list[Remark] = []
    pictures = {PurePosixPath(file.name).name: file.data for file in files if file not in texts}

    def load(address: str) -> bytes | None:
        return pictures.get(PurePosixPath(re.sub(r"[?#].*", "", address)).name)

    if kind == "docx":
        source, inside = parsing_docx.to_html(archives.unpacked(texts[0].data, texts[0].name), remarks)
        return parse_tree(
            source,
            language=language,
            load=inside.get,
            remarks=remarks,
            digest=digest,
        )
    _refuse_too_much(texts)
    if kind == "html":
        source = _decoded(texts[0])
    else:
        ordered = _in_order(texts)
        if [f.name for f in ordered] != [f.name for f in texts]:
            remarks.append(
                Remark("order", N_("The files were put in the order that their front matter says."), "")
            )
        bodies = [parsing_markdown.to_html(_decoded(file), file.name, remarks) for file in ordered]
        front = parsing_markdown.front_matter(_decoded(ordered[0]))
        title = front.get("title", "") if len(ordered) == 1 else ""
        source = (
            f'<html lang="{escape(front.get("lang", ""), quote=True)}"><head><title>{escape(title)}</title></head>'
            f"<body>{_footnotes_last(bodies)}</body></html>"
        )
    return parse_tree(source, language=language, load=load, remarks=remarks, digest=digest)


def look(files: Sequence[tuple[str, int]]) -> None:
    """What names and sizes in bytes are enough to see. Raises Unreadable."""
    _look_at_sizes(files)
    for name, _size in files:
        if PurePosixPath(name).suffix.lower() not in _TEXTS | _PICTURES:
            raise Unreadable(
                N_("This kind of file cannot be imported; use Markdown (.md), Word (.docx) or HTML (.html)."),
                name,
            )


def _look_at_sizes(files: Sequence[tuple[str, int]]) -> None:
    if all(is_picture(name) for name, _size in files):
        raise Unreadable(N_("Choose a file: Markdown (.md), Word (.docx) or HTML (.html)."))
    if len(files) > MOST_FILES:
        raise Unreadable(N_("These are more than 100 files; import the text in parts."))
    for name, size in files:
        if size > MOST_BYTES:
            raise Unreadable(N_("The file is larger than 25 MB."), name)
        if size == 0:
            raise Unreadable(N_("The file is empty."), name)


def is_picture(name: str) -> bool:
    """Whether a file is called like a picture."""
    return PurePosixPath(name).suffix.lower() in _PICTURES


def _kind(file: Source) -> str:
    suffix = PurePosixPath(file.name).suffix.lower()
    if file.data[:4] == b"PK\x03\x04":
        if suffix in {".docx", ".docm"}:
            return "docx"
        raise Unreadable(N_("This is an archive, but no Word document (.docx)."), file.name)
    if suffix in {".docx", ".doc"}:
        raise Unreadable(
            N_("This is not a Word document in the .docx form; save it as .docx and try again."), file.name
        )
    if suffix in {".html", ".htm", ".xhtml"}:
        return "html"
    if suffix in {".md", ".markdown", ".txt"}:
        return "markdown"
    raise Unreadable(
        N_("This kind of file cannot be imported; use Markdown (.md), Word (.docx) or HTML (.html)."),
        file.name,
    )


def _decoded(file: Source) -> str:
    if b"\x00" in file.data:
        raise Unreadable(N_("This is not a text file."), file.name)
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = file.data[: trouble.start].count(b"\n") + 1
        raise Unreadable(
            N_("The file is not in UTF-8; save it in UTF-8 and try again."), file.name, line
        ) from None


def _in_order(files: Sequence[Source]) -> list[Source]:
    """By navOrder where every file has its own; as given otherwise."""
    orders = [parsing_markdown.front_matter(_decoded(file)).get("navOrder", "") for file in files]
    if all(re.fullmatch("[0-9]{1,6}", order) for order in orders) and len(set(orders)) == len(orders):
        return [
            file
            for _order, file in sorted(zip(map(int, orders), files, strict=True), key=lambda pair: pair[0])
        ]
    return list(files)


def _footnotes_last(bodies: Sequence[str]) -> str:
    """Footnotes of all files after all texts."""
    texts, notes = [], []
    for body in bodies:
        text, mark, rest = body.partition('<hr class="footnotes-sep">')
        texts.append(text)
        notes.append(rest if mark else "")
    return "".join(texts) + "".join(notes)


def _refuse_too_much(texts: Sequence[Source]) -> None:
    """Refuse text files that are far more than a text; pictures are counted elsewhere."""
    if sum(file.data.count(b"<") for file in texts) > MOST_TAGS:
        raise Unreadable(N_("The text is far longer than a standard; import it in parts."), texts[0].name)
