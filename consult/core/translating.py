"""The sequence in which every package writes translations of its texts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

from consult.core.database import Model, db, lock
from consult.core.multilingual import Part, WithOriginals, require_other_language, write
from consult.core.stale_check import NoPage


def write_translations(
    row: WithOriginals,
    language: str,
    texts: Mapping[str, str],
    *,
    checked: Collection[str],
    seen: str | NoPage,
    parts: Callable[[], Sequence[Part]],
    keep: Callable[[Sequence[Part]], None],
) -> int:
    """Lock `row`, read its texts as they are now (`parts`), and have these translations in `language`, by the keys of
    the parts; an empty text has none. `keep` stores and records the parts that changed, where some did.

    `row` says in which language the originals are of parts that do not say it themselves. Returns how many changed.
    Raises NotPossible for the language of the originals, and as multilingual.write.
    """
    lock(cast("Model", row))
    db.session.expire_all()  # what belongs to the row as well is read as it is now
    found = parts()
    if not all(part.language for part in found):
        require_other_language(row, language)
    changed = set(write(found, language, texts, checked=checked, seen=seen))
    if changed:
        keep([part for part in found if part.key in changed])
    return len(changed)
