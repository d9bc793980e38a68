"""The entry point of parsing: formats, limits, and blocks of a file. Runs in a process of its own."""

import hashlib
import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents import archives, encodings, formats, ordering
from consult.documents.akoma_ntoso import parsing as akoma_ntoso
from consult.documents.blocks import DocumentWarning, ParsedDraft, Source, Unreadable
from consult.documents.formats import Format, is_picture
from consult.documents.html.parsing import parse_page, parse_tree
from consult.documents.markdown import front_matter
from consult.documents.markdown import parsing as markdown
from consult.documents.open_document import parsing as open_document
from consult.documents.plain_text import parsing as plain_text
from consult.documents.upload_checks import EMPTY, check_sizes, refuse_too_many_tags
from consult.documents.word import parsing as word

_IN_PARTS = {Format.MARKDOWN, Format.TEXT}
"""Formats of which several files make one draft."""


class _Text(NamedTuple):
    """A text file: `words` have line ends of Unix; `front` are values of its front matter, `body` follows that."""

    name: str
    words: str
    format: Format
    front: dict[str, str]
    body: str


def parse(files: Sequence[Source], *, language: str | None = None) -> ParsedDraft:
    """The draft in `files`: files of Markdown or plain text in order, or one file of another format, with pictures
    beside them.

    Raises Unreadable with a sentence for anything that is not that.
    """
    check_sizes([(file.name, len(file.data)) for file in files])
    remarks: list[DocumentWarning] = []
    texts = _not_empty([file for file in files if not is_picture(file.name)], remarks)
    digest = hashlib.sha256(b"".join(hashlib.sha256(file.data).digest() for file in files)).hexdigest()
    found = [_format(file, remarks) for file in texts]
    if Format.PDF in found:  # alone it is read elsewhere, see `paged`
        raise Unreadable(formats.ALONE, texts[found.index(Format.PDF)].name)
    if len(texts) > 1 and not set(found) <= _IN_PARTS:
        raise Unreadable(N_("Only Markdown and plain text can be uploaded as several files."))
    pictures = {PurePosixPath(file.name).name: file.data for file in files if is_picture(file.name)}

    def load(address: str) -> bytes | None:
        return pictures.get(PurePosixPath(re.sub(r"[?#].*", "", address)).name)

    if found[0] in {Format.WORD, Format.OPEN_DOCUMENT}:
        source, inside = _of_package(texts[0], found[0], remarks)
        return parse_tree(source, language=language, load=inside.get, remarks=remarks, digest=digest)
    if found[0] is Format.HTML:
        return parse_page(texts[0], language=language, load=load, remarks=remarks, digest=digest)
    refuse_too_many_tags(texts)
    if found[0] is Format.AKOMA_NTOSO:
        source = akoma_ntoso.to_html(texts[0].data, texts[0].name, remarks)
    else:
        source = _joined([_text(file, one, remarks) for file, one in zip(texts, found, strict=True)], remarks)
    return parse_tree(source, language=language, load=load, remarks=remarks, digest=digest)


def _not_empty(texts: Sequence[Source], remarks: list[DocumentWarning]) -> list[Source]:
    """The texts without empty ones, which are reported. Raises Unreadable where nothing is left."""
    kept = [file for file in texts if file.data.strip()]
    if not kept:
        raise Unreadable(EMPTY, texts[0].name)
    remarks += [
        DocumentWarning("empty", N_("This file is empty and was left out."), file.name)
        for file in texts
        if file not in kept
    ]
    return kept


def _format(file: Source, remarks: list[DocumentWarning]) -> Format:
    found = formats.of(file)
    if not formats.is_as_called(file, found):
        remarks.append(DocumentWarning("ending", formats.OTHERWISE[found], file.name))
    return found


def _of_package(file: Source, found: Format, remarks: list[DocumentWarning]) -> tuple[str, dict[str, bytes]]:
    """HTML of a Word or OpenDocument file, and its pictures by their address in that HTML."""
    if found is Format.WORD:
        return word.to_html(archives.unpacked(file.data, file.name), remarks)
    if not file.data.startswith(b"PK"):
        refuse_too_many_tags([file])
        return open_document.flat_to_html(file.data, file.name, remarks)
    return open_document.to_html(archives.unpacked(file.data, file.name), file.name, remarks)


# -- Markdown and plain text -----------------------------------------------------------------------------------------


def _text(file: Source, found: Format, remarks: list[DocumentWarning]) -> _Text:
    words = encodings.decoded(file, remarks).replace("\r\n", "\n").replace("\r", "\n")
    if found is not Format.MARKDOWN:
        return _Text(file.name, words, found, {}, words)
    front = front_matter.split(words, file.name)
    return _Text(file.name, words, found, front.values, front.body)


def _joined(texts: Sequence[_Text], remarks: list[DocumentWarning]) -> str:
    """One page of HTML of texts, in their order (see `ordering`)."""
    parts = [ordering.Part(file.name, file.front, file.body) for file in texts]
    ordered = [texts[at] for at in ordering.in_order(parts, remarks)]
    read: dict[Format, Callable[[str, str, list[DocumentWarning]], str]] = {
        Format.MARKDOWN: markdown.to_html,
        Format.TEXT: plain_text.to_html,
    }
    bodies = [read[file.format](file.words, file.name, remarks) for file in ordered]
    front = ordered[0].front
    title = front.get("title", "") if len(ordered) == 1 else ""
    return (
        f'<html lang="{escape(front.get("lang", ""), quote=True)}"><head><title>{escape(title)}</title></head>'
        f"<body>{_footnotes_last(bodies)}</body></html>"
    )


def _footnotes_last(bodies: Sequence[str]) -> str:
    """Footnotes of all files after all texts."""
    texts, notes = [], []
    for body in bodies:
        text, mark, rest = body.partition('<hr class="footnotes-sep">')
        texts.append(text)
        notes.append(rest if mark else "")
    return "".join(texts) + "".join(notes)
