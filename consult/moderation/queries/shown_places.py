"""Lines of the queue with their passages as the text in the language of the moderator names them."""

from collections.abc import Mapping, Sequence

from consult.consultations import queries as consultations
from consult.core.multilingual import Words
from consult.moderation.queries.listing import Item
from consult.moderation.queries.scopes import Scope


def with_shown_places(items: Sequence[Item], scopes: Sequence[Scope], language: str) -> Sequence[Item]:
    """The lines, each with the position of its passage for readers of `language`. No statement where no draft of
    `scopes` is in several languages, or no line is of one."""
    in_several = {one.id for one in scopes if one.has_language_versions}
    keys: dict[int, set[str]] = {}
    for item in items:
        if item.consultation_id in in_several and item.block_key:
            keys.setdefault(item.consultation_id, set()).add(item.block_key)
    if not keys:
        return items
    found = {of: consultations.places(consultations.by_id(of), some, language) for of, some in keys.items()}
    return [_in_place(item, found) for item in items]


def _in_place(item: Item, found: dict[int, Mapping[str, Words]]) -> Item:
    place = found.get(item.consultation_id, {}).get(item.block_key)
    return item if place is None else item._replace(place=str(place), place_language=place.language)
