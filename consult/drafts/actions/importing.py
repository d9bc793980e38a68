"""Imports: what was read of an upload, before it is a version. Correcting and accepting are in changing_imports.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from consult.accounts.models import User
from consult.core import batch_deletion, clock, markup, storage
from consult.core.actions import action
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.translatable import N_, Word
from consult.documents import blocks as blocks_
from consult.documents import sandbox
from consult.documents.blocks import ParsedDraft, Source, Unreadable, from_plain
from consult.drafts import addresses
from consult.drafts.actions.versions import save
from consult.drafts.models import Block, Import, Upload, UploadState, Version
from consult.organisations.models import Organisation

IMPORT_LIFE = timedelta(days=30)
"""How long an upload is kept before it is accepted."""


@action
def keep(import_: Import, parsed: ParsedDraft) -> None:
    """Keep a parser's result with an import, its figures in the store."""
    figures = [
        figure if figure.key else replace(figure, data=b"", key=storage.put(figure.data))
        for figure in parsed.figures
    ]
    import_.parsed = replace(parsed, figures=tuple(figures)).to_plain()


def parsed_of(import_: Import) -> ParsedDraft:
    """The content of an import."""
    return from_plain(import_.parsed)


def preview_blocks(import_: Import, blocks: Sequence[blocks_.Block]) -> list[Block]:
    """Blocks of an import as a version of it would show them: cleaned, its pictures in place. Not to be saved."""
    figures = addresses.import_figures(import_.reference)
    return [
        Block(
            key=block.key,
            kind=block.kind,
            level=block.level,
            number=block.number,
            title=block.title,
            line=block.line,
            html=markup.document(block.html, figures=figures),
        )
        for block in blocks
    ]


def lock_import(import_: Import) -> Import:
    """The upload, with a row lock. Raises NotFound where someone else accepted or discarded it."""
    db.session.flush()
    rows = select(Import).where(Import.id == import_.id).with_for_update(of=Import)
    return one_found(rows.execution_options(populate_existing=True))


@action
def discard_import(import_: Import) -> None:
    """Discard an upload; nothing of it was a version. Raises NotFound where it was already accepted or discarded."""
    db.session.delete(lock_import(import_))


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_imports() -> None:
    """Delete uploads that no one accepted, and those that could not be read. Periodic."""
    since = clock.now() - IMPORT_LIFE
    batch_deletion.delete_all(Import, Import.started_at < since)
    batch_deletion.delete_all(Upload, Upload.state == UploadState.REFUSED, Upload.uploaded_at < since)


def not_readable(trouble: Unreadable) -> NotPossible:
    """What is wrong with a file, as a sentence with its name and line."""
    what = Word(trouble.message)
    if trouble.line:
        # Translators: what is the beginning of the line.
        sentence = N_("%(file)s, line %(line)s: %(what)s")
        return NotPossible(sentence, file=trouble.file, line=trouble.line, what=what)
    if trouble.file:
        # Translators: what is the place in the file.
        return NotPossible(N_("%(file)s: %(what)s"), file=trouble.file, what=what)
    return NotPossible(trouble.message)


@action
def import_draft(
    organisation: Organisation,
    files: Sequence[Source],
    *,
    title: str,
    label: str = "",
    language: str | None = None,
    by: User | None = None,
) -> tuple[Version, ParsedDraft]:
    """Read and save at once, for the command line. Raises NotPossible with the parser's sentence."""
    try:
        parsed = sandbox.parse(files, language=language)
    except Unreadable as trouble:
        raise not_readable(trouble) from None
    names = ", ".join(file.name for file in files)[:500]
    version = save(organisation, parsed, title=title or parsed.title, label=label, source_name=names, by=by)
    return version, parsed
