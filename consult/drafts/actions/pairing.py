"""The pairs of blocks of a language version and of its original: made, decided on, and written as keys."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import delete, insert, select, update

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, one_found
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.documents.aligning import pairs as aligning
from consult.documents.aligning.pairs import Certainty, Pair
from consult.drafts import queries
from consult.drafts.models import Block, Version, VersionPair

FROZEN = N_("This language version is frozen. Its pairs can no longer be changed.")


@action
def pair(version: Version, original: Version) -> None:
    """Make `version` a translation of `original`, and pair their blocks. Decisions of people on blocks that both still
    have are kept; of a frozen version nothing changes. Raises NotPossible where it translates another one for good."""
    if version.frozen_at is not None:
        if version.translates_id not in queries.corrected_by(original):
            raise NotPossible(
                N_(
                    "This version was frozen for another consultation. Import the file again as a new version."
                )
            )
        return
    version.translates_id = original.id
    first, second = queries.as_imported(original), queries.as_imported(version)
    known, own = {block.key for block in first}, {block.key for block in second}
    decided = [
        row
        for row in queries.all_pairs(version.id)
        if row.confirmed_at is not None
        and (not row.original_key or row.original_key in known)
        and (not row.translated_key or row.translated_key in own)
    ]
    taken = {row.original_key for row in decided} - {""}, {row.translated_key for row in decided} - {""}
    db.session.execute(delete(VersionPair).where(VersionPair.version_id == version.id, _is_not(decided)))
    rows = [_row(version.id, one) for one in _left(aligning.align(first, second), taken)]
    if rows:
        db.session.execute(insert(VersionPair), rows)
    arrange(version)


def _is_not(rows: Sequence[VersionPair]) -> Any:
    return VersionPair.id.not_in([row.id for row in rows])


def _left(pairs: Iterable[Pair], taken: tuple[set[str], set[str]]) -> Iterable[Pair]:
    """Pairs without the blocks that are taken; the other block of such a pair is alone."""
    for one in pairs:
        original = "" if one.original in taken[0] else one.original
        translated = "" if one.translated in taken[1] else one.translated
        if (original, translated) == (one.original, one.translated):
            yield one
        elif original or translated:
            yield Pair(original, translated, Certainty.UNPAIRED, ())


def _row(version_id: int, one: Pair) -> dict[str, Any]:
    is_pair = bool(one.original and one.translated)
    return {
        "version_id": version_id,
        "original_key": one.original or "",
        "translated_key": one.translated or "",
        "certainty": one.certainty if is_pair else Certainty.UNPAIRED,
        "reasons": [str(reason) for reason in one.reasons],
        "position": 0,
    }


@action
def unpair(version: Version) -> None:
    """Make a version that is not frozen a text of its own again; its pairs are forgotten."""
    if version.frozen_at is None:
        db.session.execute(delete(VersionPair).where(VersionPair.version_id == version.id))
        version.translates_id = None


@action
def turn(version: Version, original: Version) -> None:
    """Exchange the two: what was the language version is the original now, with the pairs seen from the other side.
    Raises NotPossible where the one that was the original is frozen."""
    if original.frozen_at is not None or version.frozen_at is not None:
        raise NotPossible(FROZEN)
    db.session.execute(delete(VersionPair).where(VersionPair.version_id == original.id))
    db.session.execute(
        update(VersionPair)
        .where(VersionPair.version_id == version.id)
        .values(
            version_id=original.id,
            original_key=VersionPair.translated_key,
            translated_key=VersionPair.original_key,
        )
    )
    version.translates_id, original.translates_id = None, version.id
    db.session.flush()
    arrange(original)


@action
def confirm_pairs(version: Version, ids: Iterable[int], *, by: User) -> int:
    """Confirm pairs, or that a block is only in one language; how many. A second call changes nothing."""
    _hold(version)
    changed = update(VersionPair).where(
        VersionPair.version_id == version.id,
        VersionPair.id.in_(list(ids)),
        VersionPair.confirmed_at.is_(None),
    )
    found = changed.values(confirmed_at=clock.now(), confirmed_by_id=by.id).returning(VersionPair.id)
    return len(db.session.execute(found.execution_options(synchronize_session=False)).all())


@action
def separate_pair(version: Version, identifier: int, *, by: User) -> None:
    """Say that two blocks are not the same block: each is only in its own language. Separate ones stay as they are."""
    row = _held(version, identifier)
    if row.original_key and row.translated_key:
        _part(row, by)
        arrange(version)


@action
def pair_blocks(version: Version, identifier: int, translated_key: str, *, by: User) -> None:
    """Pair the original's block of a row with a block of the language version. What either was paired with before is
    alone then, and still to be decided on. Raises NotPossible where the row has no block of the original."""
    row = _held(version, identifier)
    if not row.original_key:
        raise NotPossible(N_("Choose a passage of the original."))
    other = queries.pair_with(version.id, translated=translated_key)
    if other is None:
        raise NotPossible(N_("Choose a passage of the language version."))
    if other.id != row.id:
        freed, row.translated_key = row.translated_key, ""
        row.certainty = Certainty.UNPAIRED
        db.session.flush()
        if other.original_key:
            other.translated_key, other.certainty = "", Certainty.UNPAIRED
            other.confirmed_at = other.confirmed_by_id = None
        else:
            db.session.delete(other)
        db.session.flush()
        row.translated_key, row.certainty, row.reasons = translated_key, Certainty.CERTAIN, []
        if freed:
            _add_alone(version.id, "", freed)
    row.confirmed_at, row.confirmed_by_id = clock.now(), by.id
    arrange(version)


@action
def undo_pair(version: Version, identifier: int) -> None:
    """Undo what a person decided on a pair: its blocks are paired as they were proposed, as far as no one decided
    otherwise on the blocks of that proposal."""
    row = _held(version, identifier)
    original = db.session.get_one(Version, version.translates_id)
    proposed = aligning.align(queries.as_imported(original), queries.as_imported(version))
    keys = {row.original_key, row.translated_key} - {""}
    wanted = [one for one in proposed if {one.original, one.translated} & keys]
    again = {one.original for one in wanted if one.original} | {row.original_key} - {""}
    again_translated = {one.translated for one in wanted if one.translated} | {row.translated_key} - {""}
    touched = [
        one
        for one in queries.all_pairs(version.id)
        if one.id == row.id
        or (
            (one.original_key in again or one.translated_key in again_translated)
            and not (one.original_key and one.translated_key and one.confirmed_at)
        )
    ]
    free = {one.original_key for one in touched} - {""}, {one.translated_key for one in touched} - {""}
    db.session.execute(delete(VersionPair).where(VersionPair.id.in_([one.id for one in touched])))
    db.session.expire_all()
    made, left = [], (set(free[0]), set(free[1]))
    for one in wanted:
        if one.original in left[0] and one.translated in left[1]:
            made.append(_row(version.id, one))
            left[0].discard(one.original)
            left[1].discard(one.translated)
    made += [_row(version.id, Pair(key, "", Certainty.UNPAIRED, ())) for key in sorted(left[0])]
    made += [_row(version.id, Pair("", key, Certainty.UNPAIRED, ())) for key in sorted(left[1])]
    if made:
        db.session.execute(insert(VersionPair), made)
    arrange(version)


def _hold(version: Version) -> None:
    """Hold the language version until the end of the action. Raises NotPossible where it is frozen."""
    db.session.flush()
    rows = select(Version).where(Version.id == version.id).with_for_update(of=Version)
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalar_one()
    if found.frozen_at is not None or found.translates_id is None:
        raise NotPossible(FROZEN)


def _held(version: Version, identifier: int) -> VersionPair:
    _hold(version)
    rows = select(VersionPair).where(VersionPair.version_id == version.id, VersionPair.id == identifier)
    return one_found(rows.execution_options(populate_existing=True))


def _part(row: VersionPair, by: User) -> None:
    _add_alone(row.version_id, "", row.translated_key, by)
    row.translated_key, row.certainty, row.reasons = "", Certainty.UNPAIRED, []
    row.confirmed_at, row.confirmed_by_id = clock.now(), by.id
    db.session.flush()


def _add_alone(version_id: int, original: str, translated: str, by: User | None = None) -> None:
    alone = VersionPair(
        version_id=version_id,
        original_key=original,
        translated_key=translated,
        certainty=Certainty.UNPAIRED,
        reasons=[],
        position=0,
        confirmed_at=clock.now() if by else None,
        confirmed_by_id=by.id if by else None,
    )
    with db.session.no_autoflush:
        db.session.add(alone)


def arrange(version: Version) -> None:
    """Put the pairs in the order of the original; what only the translation has stands after what is before it."""
    db.session.flush()
    rows = queries.all_pairs(version.id)
    places = queries.positions(version.translates_id) if version.translates_id else {}
    own = queries.positions(version.id)
    order, last = {}, -1
    for row in sorted((one for one in rows if one.translated_key), key=lambda one: own[one.translated_key]):
        last = places.get(row.original_key, last)
        order[row.id] = (last, own[row.translated_key] + 1)
    sorted_ = sorted(
        rows,
        key=lambda one: (places.get(one.original_key, -1), 0) if one.original_key else order[one.id],
    )
    moved = [{"id": row.id, "position": place} for place, row in enumerate(sorted_) if row.position != place]
    if moved:
        db.session.execute(update(VersionPair), moved)


# -- keys --------------------------------------------------------------------------------------------------------------

_LINK = re.compile(r'href="#([^"]+)"')


@action
def write_keys(version: Version) -> None:
    """Give the blocks of a language version that is to be frozen the keys of the original's blocks, with the clause
    that each stands in there; its pairs are not needed any longer. A block without a pair gets a key that no block of
    the original has. A second call changes nothing."""
    if version.frozen_at is not None or version.translates_id is None:
        return
    original = {block.key: block for block in queries.blocks(version.translates_id)}
    pairs = queries.all_pairs(version.id)
    keys = {one.translated_key: one.original_key for one in pairs if one.original_key and one.translated_key}
    own = queries.blocks(version.id)
    taken = set(original)
    for block in own:
        if block.key not in keys:
            keys[block.key] = _free(block.key, version.language, taken)
            taken.add(keys[block.key])
    ids = queries.ids_of_blocks(version.id)
    now = "\x1f"  # no key has it: for a moment the old and the new keys are beside each other
    db.session.execute(update(Block), [{"id": ids[block.key], "key": f"{now}{block.key}"} for block in own])
    db.session.execute(
        update(Block),
        [
            {
                "id": ids[block.key],
                "key": (new := keys[block.key]),
                "clause": original[new].clause if new in original else keys.get(block.clause, block.clause),
                "html": _led(block.html, keys),
            }
            for block in own
        ],
    )
    db.session.execute(delete(VersionPair).where(VersionPair.version_id == version.id))
    db.session.expire_all()


def _free(key: str, language: str, taken: set[str]) -> str:
    """A key that is not taken: its own where that is free."""
    first = key if key not in taken else f"{key}-{language.lower()}"
    return next(
        name for number in range(1, 100_000)
        if (name := first if number == 1 else f"{first}-{number}") not in taken
    )  # fmt: skip


def _led(html: Markup, keys: Mapping[str, str]) -> Markup:
    """The HTML of a block, its links within the text leading to the new keys."""
    return Markup(_LINK.sub(lambda found: f'href="#{keys.get(found[1], found[1])}"', str(html)))  # noqa: S704 -- clean
