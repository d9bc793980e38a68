"""Correct an import, undo a correction, accept the import as a version.

`Import.parsed` is the current import; every change of it is a row of `ImportChange` with the state before it. So a
change can be undone, and a page that was opened before another person's change does not undo it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.stale_check import NO_FORM_VERSION, NoPage, StaleForm
from consult.core.translatable import N_
from consult.documents.blocks import Block, Kind, ParsedDraft
from consult.drafts import queries
from consult.drafts.actions.importing import keep, lock_import, parsed_of
from consult.drafts.actions.versions import save
from consult.drafts.import_changes import About, Corrections, MergedCorrections, merged, with_blocks
from consult.drafts.models import WHOLE, Draft, Import, ImportChange, Version

MOST_TOLD = 200
"""Keys of blocks in one event."""


CHANGED_MEANWHILE = N_(
    "Another officer changed the same passages after you opened the page. Your changes were not saved; they "
    "are below, beside the current text. Save again to replace the current text."
)


def about(import_: Import, parsed: ParsedDraft) -> About:
    """The draft of an import as a whole."""
    return About(import_.title, parsed.language, parsed.direction)


def merge(import_: Import, parsed: ParsedDraft, corrections: Corrections, seen: int) -> MergedCorrections:
    """What `corrections` from a page change that had seen the changes up to number `seen`. Raises NotPossible."""
    later = [change for change in queries.changes_of(import_) if change.id > seen]
    first = {change.target: change.before for change in reversed(later)}
    now = about(import_, parsed)
    whole = About(**first.pop(WHOLE)) if WHOLE in first else now
    return merged(
        parsed, now, corrections, {key: block_of(key, state) for key, state in first.items()}, whole
    )


@action
def amend_import(
    import_: Import, corrections: Corrections, *, by: User | None, seen: int | NoPage | None
) -> list[str]:
    """Correct an import; the keys of the blocks that changed. `seen`: the number of the last change that the page
    showed. Raises NotPossible where a heading would have no name, NotFound where the import was accepted or discarded,
    StaleForm where someone else changed the same since, and where the page does not say what it showed."""
    lock_import(import_)
    if any(heading.is_nameless for heading in corrections.headings.values()):
        raise NotPossible(
            N_("Enter a number or a title for the heading. If it is not a heading, change it to text.")
        )
    alternatives = (one for ones in corrections.alternatives.values() for one in ones.values())
    if any(one.text and one.is_decorative for one in alternatives):
        raise NotPossible(
            N_("A decorative figure has no alternative text. Remove the text or clear the checkbox.")
        )
    parsed = parsed_of(import_)
    found = merge(import_, parsed, corrections, _number(import_, seen))
    if found.overtaken:
        raise StaleForm(CHANGED_MEANWHILE)
    if found.about is not None:
        _change(import_, WHOLE, about(import_, parsed)._asdict(), found.about._asdict(), by)
    for now, wanted in found.blocks:
        _change(import_, now.key, state_of(now), state_of(wanted), by)
    _apply(import_, parsed, found.about, {wanted.key: wanted for _now, wanted in found.blocks})
    keys = [now.key for now, _wanted in found.blocks]
    if keys or found.about is not None:
        _record(import_, keys, by)
    return keys


@action
def undo_change(
    import_: Import, number: int, corrections: Corrections, *, by: User | None, seen: int | NoPage | None
) -> str:
    """Put back what a change replaced, and keep what else was typed; the key of its block, "" for the draft as a whole.
    Raises NotPossible where it was changed again since, or undone already; else as amend_import does."""
    amend_import(import_, corrections, by=by, seen=seen)
    last = {change.target: change for change in queries.changes_in_effect(import_)}
    change = next((one for one in last.values() if one.id == number), None)
    if change is None:
        raise NotPossible(
            N_("This change was already undone, or another change followed it. Undo the later change first.")
        )
    parsed = parsed_of(import_)
    if change.target == WHOLE:
        _apply(import_, parsed, About(**change.before), {})
    else:
        _apply(import_, parsed, None, {change.target: block_of(change.target, change.before)})
    _change(import_, change.target, change.after, change.before, by, takes_back=change)
    _record(import_, [change.target] if change.target != WHOLE else [], by)
    return change.target if change.target != WHOLE else ""


@action
def accept_import(
    import_: Import, corrections: Corrections, *, by: User | None, seen: int | NoPage | None
) -> Version:
    """Make a version of the import with these corrections, once. Raises as amend_import does, and StaleForm where
    someone else changed anything since the page was opened."""
    lock_import(import_)
    if _number(import_, seen) < queries.last_change(import_):
        raise StaleForm(
            N_(
                "Another officer changed the import after you opened the page. Review it again before you save it as "
                "a version."
            )
        )
    amend_import(import_, corrections, by=by, seen=seen)
    draft = db.session.get(Draft, import_.draft_id) if import_.draft_id else None
    version = save(
        import_.organisation,
        parsed_of(import_),
        title=import_.title,
        label=import_.label,
        source_name=import_.source_name,
        draft=draft,
        by=by,
        import_reference=import_.reference,
    )
    db.session.delete(import_)
    return version


def state_of(block: Block) -> dict[str, Any]:
    """What a change stores of a block: all but its key and the line, which follows from the others."""
    return {name: value for name, value in asdict(block).items() if name not in {"key", "line"}}


def block_of(key: str, state: Mapping[str, Any]) -> Block:
    """The block that `state_of` stored; its line is 0."""
    return Block(key=key, line=0, **{**state, "kind": Kind(state["kind"])})


def _number(import_: Import, seen: int | NoPage | None) -> int:
    if isinstance(seen, NoPage):
        return queries.last_change(import_)
    if seen is None:
        raise StaleForm(NO_FORM_VERSION)
    return seen


def _change(
    import_: Import,
    target: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: User | None,
    takes_back: ImportChange | None = None,
) -> None:
    db.session.add(
        ImportChange(
            import_id=import_.id,
            target=target,
            before=dict(before),
            after=dict(after),
            made_at=clock.now(),
            made_by_id=by.id if by else None,
            takes_back_id=takes_back.id if takes_back else None,
        )
    )
    db.session.flush()


def _apply(import_: Import, parsed: ParsedDraft, whole: About | None, blocks: Mapping[str, Block]) -> None:
    if whole is not None:
        import_.title = whole.title
        parsed = replace(parsed, language=whole.language, direction=whole.direction)
    if whole is not None or blocks:
        keep(import_, with_blocks(parsed, blocks))


def _record(import_: Import, keys: Iterable[str], by: User | None) -> None:
    listed = list(keys)
    record(
        "drafts.import_changed",
        import_.reference,
        by=by.id if by else None,
        organisation=import_.organisation_id,
        blocks=listed[:MOST_TOLD],
        more=max(0, len(listed) - MOST_TOLD),
    )
