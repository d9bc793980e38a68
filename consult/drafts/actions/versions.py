"""Versions of drafts: saving, freezing and correcting them."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import Text, cast, func, insert, select, update

from consult.accounts.models import User
from consult.core import clock, markup, storage
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotFound, NotPossible
from consult.core.events import record
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.documents.blocks import Kind, ParsedDraft, clauses
from consult.drafts import addresses, queries, rewording, words
from consult.drafts.models import Block, Draft, Figure, Version, numbered_label
from consult.organisations.models import Organisation


@action
def save(
    organisation: Organisation,
    parsed: ParsedDraft,
    *,
    title: str,
    label: str,
    source_name: str,
    by: User | None,
    draft: Draft | None = None,
    corrects: Version | None = None,
    notice: str = "",
    import_reference: str | None = None,
) -> Version:
    """Write a version: its blocks cleaned once, its pictures into the store. `title`: that of the draft in the language
    of the version."""
    draft = draft or _begun(organisation, title, by)
    number = _next_number(draft.id)
    version = Version(
        draft_id=draft.id,
        number=number,
        title=title,
        label=label or numbered_label(number),
        language=parsed.language,
        direction=parsed.direction,
        source_name=source_name,
        source_sha256=parsed.source_sha256,
        imported_at=clock.now(),
        imported_by_id=by.id if by else None,
        corrects_id=corrects.id if corrects else None,
        notice=notice,
        import_reference=import_reference,
    )
    db.session.add(version)
    db.session.flush()
    _write_blocks(_cleaned(version, parsed, addresses.figures(draft.reference, number)))
    for figure in parsed.figures:
        _add_figure(
            version, figure.name, figure.media_type, figure.key or storage.put(figure.data), figure.alt
        )
    record(
        "drafts.imported",
        draft.reference,
        by=by.id if by else None,
        organisation=organisation.id,
        version=version.number,
    )
    return version


def _begun(organisation: Organisation, title: str, by: User | None) -> Draft:
    draft = Draft(
        reference=_reference(),
        organisation_id=organisation.id,
        title=title,
        created_at=clock.now(),
        created_by_id=by.id if by else None,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def _next_number(draft_id: int) -> int:
    """The number of the next version; until the end of the action no one else numbers one of this draft."""
    db.session.execute(select(Draft.id).where(Draft.id == draft_id).with_for_update())
    last = db.session.execute(
        select(func.max(Version.number)).where(Version.draft_id == draft_id)
    ).scalar_one()
    return (last or 0) + 1


def _cleaned(version: Version, parsed: ParsedDraft, figures: str) -> list[dict[str, Any]]:
    """The rows of the blocks of a version; `figures`: under which its pictures have their addresses."""
    under = clauses(parsed.blocks)
    return [
        {
            "version_id": version.id,
            "position": position,
            "key": block.key,
            "kind": block.kind,
            "level": block.level,
            "number": block.number,
            "title": block.title,
            "clause": under[position],
            "line": block.line,
            "html": markup.document(block.html, figures=figures),
            "text": markup.line(block.text),
        }
        for position, block in enumerate(parsed.blocks)
    ]


def _write_blocks(rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(Block).returning(Block.id), rows)  # so many rows are one statement


def _add_figure(version: Version, name: str, media_type: str, storage_key: str, alt: str) -> None:
    db.session.add(
        Figure(version_id=version.id, name=name, media_type=media_type, storage_key=storage_key, alt=alt)
    )


@action
def move(version: Version, draft: Draft, *, by: User) -> None:
    """Make a version that is not frozen the next one of another draft; its pictures get the addresses that follow. The
    draft that it leaves stays, and is listed again once it has a version. Raises NotPossible where it is frozen."""
    if version.draft_id != draft.id:
        _move(version, draft, _next_number(draft.id), by)


@action
def move_back(version: Version, *, by: User) -> None:
    """Undo the last `move` of a version that is not frozen: it gets the number that it had, and its addresses are those
    of before. Raises NotFound where it was not moved, and NotPossible where the draft has a newer version since."""
    before = queries.moved_from(version)
    if before is None:
        raise NotFound
    draft = queries.get(before[0])
    if any(one.number >= before[1] for one in queries.versions(draft)):
        raise NotPossible(
            N_(
                "The draft that this version was moved from has a newer version. The version stays in this draft."
            )
        )
    _move(version, draft, before[1], by)


@action
def rename(version: Version, title: str, *, by: User, seen: str | NoPage) -> None:
    """Give a version another title. The draft is called by it too where it had the title that the version had. Raises
    NotPossible where the version is frozen: comments can refer to it."""
    lock(version)
    if version.frozen_at is not None:
        raise NotPossible(
            N_("This version was approved for a consultation. Its title can no longer be changed.")
        )
    compare(seen, version, "title")
    before = version.own_title
    if title == before:
        return
    if version.draft.title == before:
        version.draft.title = title
    version.title = title
    record(
        "drafts.version_renamed", version.draft.reference, by=by.id, organisation=version.draft.organisation_id,
        version=version.number, before=before, title=title,
    )  # fmt: skip


def _move(version: Version, draft: Draft, number: int, by: User) -> None:
    if version.frozen_at is not None:
        raise NotPossible(N_("This version is frozen and stays with its draft."))
    before = version.draft.reference, version.number
    if not version.title:
        version.title = version.draft.title
    if not version.has_own_label:
        version.label = numbered_label(number)
    version.draft, version.number = draft, number
    db.session.flush()
    addresses_ = addresses.figures(*before), addresses.figures(draft.reference, number)
    db.session.execute(
        update(Block)
        .where(
            Block.version_id == version.id, cast(Block.html, Text).contains(addresses_[0], autoescape=True)
        )
        .values(html=func.replace(Block.html, *addresses_))
        .execution_options(synchronize_session=False)
    )
    record(
        "drafts.version_moved", draft.reference, by=by.id, organisation=draft.organisation_id, version=number,
        before=list(before),
    )  # fmt: skip


@action
def freeze(version: Version) -> None:
    """Fix a version for good, under its hash; doing it again changes nothing."""
    if version.frozen_at is None:
        version.sha256 = digest(version)
        version.frozen_at = clock.now()
        words.store(version.id)


def digest(version: Version) -> str:
    """The SHA-256 of a version: its blocks in order, as canonical JSON in UTF-8."""
    rows = db.session.execute(
        select(Block.key, Block.kind, Block.level, Block.number, Block.title, Block.html, Block.text)
        .where(Block.version_id == version.id)
        .order_by(Block.position)
    )
    plain = [[str(value) for value in row] for row in rows]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@action
def correct(version: Version, changes: Mapping[str, str], notice: str, *, by: User) -> Version:
    """A new version in which the blocks of `changes` (key → new plain words) read differently; keys stay.

    Raises NotPossible where a key is not in the version, nothing changes, or the notice is missing.
    """
    if not notice.strip():
        raise NotPossible(N_("Enter what is corrected."))
    rows = (
        db.session.execute(select(Block).where(Block.version_id == version.id).order_by(Block.position))
        .scalars()
        .all()
    )
    if set(changes) - {row.key for row in rows} or not changes:
        raise NotPossible(N_("Choose at least one paragraph to correct."))
    changed = {key: markup.line(words) for key, words in changes.items()}
    if all(correctable_words(row) == changed[row.key] for row in rows if row.key in changed):
        raise NotPossible(N_("The corrected text is the same as the current text. Change at least one word."))
    new = Version(
        draft_id=version.draft_id,
        number=_next_number(version.draft_id),
        title=version.title,
        label=version.label,
        language=version.language,
        direction=version.direction,
        source_name=version.source_name,
        source_sha256=version.source_sha256,
        imported_at=clock.now(),
        imported_by_id=by.id,
        corrects_id=version.id,
        notice=notice,
        translates_id=version.translates_id,
    )
    db.session.add(new)
    db.session.flush()
    _write_blocks([_copied(row, new, changed.get(row.key)) for row in rows])
    for figure in db.session.execute(select(Figure).where(Figure.version_id == version.id)).scalars():
        _add_figure(new, figure.name, figure.media_type, figure.storage_key, figure.alt)
    db.session.flush()
    return new


def _copied(block: Block, version: Version, words: str | None) -> dict[str, Any]:
    """The row of a block in a version that corrects its own: with new words, or as it is."""
    return {
        "version_id": version.id,
        "position": block.position,
        "key": block.key,
        "kind": block.kind,
        "level": block.level,
        "number": block.number,
        "title": words if words and block.kind == Kind.HEADING else block.title,
        "clause": block.clause,
        "line": block.line,
        "html": block.html if words is None else _reworded(block, words),
        "text": block.text if words is None else words,
    }


def correctable_words(block: Any) -> str:
    """How a block reads, as it is offered for correction: plain words."""
    return block.title if block.kind == Kind.HEADING else rewording.words_of(block.html)


def _reworded(block: Block, words: str) -> Markup:
    html = str(escape(words)) if block.kind == Kind.HEADING else rewording.reword(block.html, words)
    return markup.document(html)


def _reference() -> str:
    return "D-" + "".join(secrets.choice("23456789BCDFGHJKMNPQRSTVWXYZ") for _ in range(7))
