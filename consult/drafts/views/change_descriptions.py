"""Descriptions of the changes of an import: what was changed, where, by whom, and whether it can be undone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from consult.documents.blocks import Kind
from consult.drafts import actions
from consult.drafts.import_changes import Alternative, pictures_of
from consult.drafts.models import WHOLE, ImportChange
from consult.web.page_language import language_name


class ListedChange(NamedTuple):
    """A change that is in effect: its number, the key of its block ("" for the whole), what it did, by whom, when;
    whether it is the last one of its block and can be undone."""

    number: int
    key: str
    said: str
    name: str
    at: datetime
    can_be_undone: bool


def listed(changes: Sequence[ImportChange]) -> list[ListedChange]:
    """Changes that no one undid, the newest first."""
    taken_back = {change.takes_back_id for change in changes}
    in_effect = [one for one in changes if one.takes_back_id is None and one.id not in taken_back]
    last = {change.target: change.id for change in in_effect}
    return [
        ListedChange(
            change.id,
            change.target,
            sentence(change),
            change.made_by.name if change.made_by else "",
            change.made_at,
            last[change.target] == change.id,
        )
        for change in reversed(in_effect)
    ]


def moved(changes: Sequence[ImportChange]) -> Mapping[str, int]:
    """By how much changes made the number of blocks of a kind greater, or smaller below 0."""
    found: Counter[str] = Counter()
    for change in changes:
        if change.target != WHOLE:
            found[change.after["kind"]] += 1
            found[change.before["kind"]] -= 1
    return found


def sentence(change: ImportChange) -> str:
    """What a change did, as a sentence."""
    before, after = change.before, change.after
    if change.target == WHOLE:
        return _whole(before, after)
    name = _name(before)
    if before["kind"] != after["kind"]:
        if after["kind"] == Kind.HEADING:
            return str(
                _("“%(words)s” changed to a heading of level %(level)s.", words=name, level=after["level"])
            )
        return str(_("“%(words)s” changed to text.", words=name))
    if before["kind"] != Kind.HEADING:
        return _pictures(change, name)
    renamed = _name(after)
    if before["level"] != after["level"] and renamed == name:
        return str(
            _(
                "“%(words)s” moved from level %(old)s to level %(new)s.",
                words=name,
                old=before["level"],
                new=after["level"],
            )
        )
    if before["level"] != after["level"]:
        return str(
            _(
                "“%(words)s” changed to “%(new)s”, at level %(level)s.",
                words=name,
                new=renamed,
                level=after["level"],
            )
        )
    return str(_("“%(words)s” changed to “%(new)s”.", words=name, new=renamed))


def _whole(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    titled = (
        _("Title changed to “%(title)s”.", title=after["title"]) if before["title"] != after["title"] else ""
    )
    language = language_name(after["language"])
    spoken = (
        _("Language changed to %(language)s.", language=language)
        if before["language"] != after["language"]
        else ""
    )
    return " ".join(str(sentence) for sentence in (titled, spoken) if sentence)


def _pictures(change: ImportChange, name: str) -> str:
    before, after = (
        {one.position: one.alternative for one in _pictured(state)} for state in (change.before, change.after)
    )
    changed = [after[index] for index in after if after[index] != before.get(index)]
    alternative = changed[0] if changed else Alternative("", is_decorative=False)
    if alternative.is_decorative:
        return str(_("A figure was marked as decorative."))
    if not alternative.text:
        return str(_("The alternative text of a figure was removed: “%(words)s”.", words=name))
    return str(_("The alternative text of a figure changed to “%(words)s”.", words=alternative.text))


def _pictured(state: Mapping[str, Any]) -> Any:
    return pictures_of(actions.block_of("", state))


def _name(state: Mapping[str, Any]) -> str:
    """What a block is called: number and title of a heading, else its first words."""
    words = f"{state['number']} {state['title']}".strip() if state["kind"] == Kind.HEADING else state["text"]
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"
