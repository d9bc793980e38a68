"""What a page of rows sends: what was chosen in them, with the marks of what it showed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request
from flask_babel import gettext as _

from consult.form_uploads import queries
from consult.form_uploads.actions import Choice, SeenPage
from consult.form_uploads.models import FormUpload
from consult.form_uploads.row_choices import (
    ANOTHER,
    AT,
    CLAUSE,
    DELETE,
    EACH_IT,
    OUT,
    PLACE_AT,
    REPLACE_IT,
    WHOLE,
)
from consult.submissions.models import CommentType
from consult.web.addresses import number_in
from consult.web.request_sizes import VALUE, beginning


def _sent() -> dict[int, dict[str, str]]:
    """The position of each row of which something was chosen → what, by the beginning of its field: "row" for its
    place or its words, "type". What the page showed as chosen is nothing new."""
    found: dict[int, dict[str, str]] = {}
    for name in request.form:
        kind, _dash, number = name.partition("-")
        position = number_in(number)
        if kind not in {"row", "type"} or position is None:
            continue
        value = beginning(request.form, name, VALUE)
        if kind == "row" and value == _shown_as_chosen(position):
            continue
        found.setdefault(position, {})[kind] = value
    return found


def _shown_as_chosen(position: int) -> str:
    return beginning(request.form, f"was-{position}", VALUE)


def choices() -> dict[int, Choice]:
    """What was chosen in the list, by the position of each row; nothing of one that shows no type, and takes none."""
    found: dict[int, Choice] = {}
    for position, values in _sent().items():
        kind, place = values.get("type"), values.get("row")
        if not kind and place is None:
            continue
        one = Choice(type=CommentType(kind) if kind in set(CommentType) else None)
        if place is not None:
            one = one._replace(**_choice(place), instead_of=_shown_as_chosen(position))
        found[position] = one
    return found


def seen_page() -> SeenPage:
    """The marks that the page sends."""
    rows = {
        position: beginning(request.form, name, VALUE)
        for name in request.form
        if name.startswith(_MARK) and (position := number_in(name.removeprefix(_MARK))) is not None
    }
    return SeenPage(beginning(request.form, "seen", VALUE), rows)


_MARK = "seen-"


class KeptChoice(NamedTuple):
    """What was chosen of a row and is not saved. `seen`: the mark of the row as the page showed it, "" for none."""

    row: str = ""
    type: str = ""
    seen: str = ""


class KeptChoices(NamedTuple):
    """What was chosen and is not saved, by the positions that the rows have now, and of how many rows that are not
    there any more."""

    rows: Mapping[int, KeptChoice] = {}
    lost: int = 0


def kept_choices(upload: FormUpload) -> KeptChoices:
    """What was chosen, of each row that is still there, wherever it stands now. Of a row without a mark its position is
    taken; the person sees what stands there before the next press."""
    seen, found, lost = seen_page().rows, {}, 0
    positions = queries.positions_by_identity(upload) if seen else {}
    for position, values in _sent().items():
        if not any(values.values()):
            continue
        mark = seen.get(position, "")
        now = positions.get(mark.partition(".")[0]) if mark else position
        if now is None:
            lost += 1
        else:
            found[now] = KeptChoice(values.get("row", ""), values.get("type", ""), mark)
    return KeptChoices(found, lost)


def _choice(value: str) -> dict[str, Any]:
    """What a choice in the list says of its row."""
    if value.startswith(AT):
        return {"block_key": value.removeprefix(AT)}
    if value.startswith(PLACE_AT):
        return {"quote_mark": value.removeprefix(PLACE_AT)}
    if value == CLAUSE:
        return {"whole_clause": _("Delete this whole clause, with everything in it.")}
    return dict(_CHOICES.get(value, {}))


_CHOICES: Mapping[str, Mapping[str, Any]] = {
    WHOLE: {"block_key": ""},
    OUT: {"is_left_out": True},
    REPLACE_IT: {"is_replacing": True},
    ANOTHER: {"is_another": True},
    EACH_IT: {"is_each": True},
    DELETE: {"is_deleting": True},
}
