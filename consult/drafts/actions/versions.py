"""Versions of drafts: saving, freezing and correcting them."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import func, insert, select

from consult.accounts.models import User
from consult.core import clock, markup, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.words import N_
from consult.documents.blocks import Kind, Parsed, clauses
from consult.drafts import addresses, rewording, words
from consult.drafts.models import Block, Draft, Figure, Version
from consult.organisations.models import Organisation


@action
def save(
    organisation: Organisation,
    parsed: Parsed,
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
    """Write a version: its blocks cleaned once, its pictures into the store."""
    if draft is None:
        draft = Draft(
            reference=_reference(),
            organisation_id=organisation.id,
            title=title,
            created_at=clock.now(),
            created_by_id=by.id if by else None,
        )
        db.session.add(draft)
        db.session.flush()
    _one_after_the_other(draft.id)
    last = db.session.execute(
        select(func.max(Version.number)).where(Version.draft_id == draft.id)
    ).scalar_one()
    version = Version(
        draft_id=draft.id,
        number=(last or 0) + 1,
        label=label or f"v{(last or 0) + 1}",
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
    figures = addresses.figures(draft.reference, version.number)
    under = clauses(parsed.blocks)
    db.session.execute(
        insert(Block).returning(Block.id),  # so many rows are one statement
        [
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
        ],
    )
    for figure in parsed.figures:
        db.session.add(
            Figure(
                version_id=version.id,
                name=figure.name,
                media_type=figure.media_type,
                storage_key=figure.key or storage.put(figure.data),
                alt=figure.alt,
            )
        )
    record(
        "drafts.imported",
        draft.reference,
        by=by.id if by else None,
        organisation=organisation.id,
        version=version.number,
    )
    return version


def _one_after_the_other(draft_id: int) -> None:
    """Until the end of the action nobody else numbers a version of this draft."""
    db.session.execute(select(Draft.id).where(Draft.id == draft_id).with_for_update())


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
        raise NotPossible(N_("Say what is corrected."))
    rows = (
        db.session.execute(select(Block).where(Block.version_id == version.id).order_by(Block.position))
        .scalars()
        .all()
    )
    if set(changes) - {row.key for row in rows} or not changes:
        raise NotPossible(N_("Choose at least one paragraph to correct."))
    changed = {key: markup.line(words) for key, words in changes.items()}
    if all(reads(row) == changed[row.key] for row in rows if row.key in changed):
        raise NotPossible(N_("It reads like this already: nothing would be corrected."))
    _one_after_the_other(version.draft_id)
    new = Version(
        draft_id=version.draft_id,
        number=db.session.execute(
            select(func.max(Version.number)).where(Version.draft_id == version.draft_id)
        ).scalar_one()
        + 1,
        label=version.label,
        language=version.language,
        direction=version.direction,
        source_name=version.source_name,
        source_sha256=version.source_sha256,
        imported_at=clock.now(),
        imported_by_id=by.id,
        corrects_id=version.id,
        notice=notice,
    )
    db.session.add(new)
    db.session.flush()
    copied: list[dict[str, Any]] = []
    for row in rows:
        words = changed.get(row.key)
        copied.append(
            {
                "version_id": new.id,
                "position": row.position,
                "key": row.key,
                "kind": row.kind,
                "level": row.level,
                "number": row.number,
                "title": words if words and row.kind == Kind.HEADING else row.title,
                "clause": row.clause,
                "line": row.line,
                "html": row.html if words is None else _reworded(row, words),
                "text": row.text if words is None else words,
            }
        )
    db.session.execute(insert(Block).returning(Block.id), copied)  # so many rows are one statement
    for figure in db.session.execute(select(Figure).where(Figure.version_id == version.id)).scalars():
        db.session.add(
            Figure(
                version_id=new.id,
                name=figure.name,
                media_type=figure.media_type,
                storage_key=figure.storage_key,
                alt=figure.alt,
            )
        )
    db.session.flush()
    return new


def reads(block: Any) -> str:
    """How a block reads, as it is offered for correction: plain words."""
    return block.title if block.kind == Kind.HEADING else rewording.words_of(block.html)


def _reworded(block: Block, words: str) -> Markup:
    html = str(escape(words)) if block.kind == Kind.HEADING else rewording.reword(block.html, words)
    return markup.document(html)


def _reference() -> str:
    return "D-" + "".join(secrets.choice("23456789BCDFGHJKMNPQRSTVWXYZ") for _ in range(7))
