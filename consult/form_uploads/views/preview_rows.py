"""The rows of an uploaded form as its preview shows them, with what a person can choose of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup, escape

from consult.comment_forms import queries as imported_rows
from consult.comment_forms import row_words, submitters
from consult.comment_forms.clause_references import SEVERAL, Certainty
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import DELETES_HEADING, quote_of
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, UNKNOWN_COUNTRY, FormRow
from consult.core import redline
from consult.core.translatable import shortened
from consult.draft_submissions.models import DraftComment
from consult.drafts import queries as drafts
from consult.drafts.passage_labels import passage_in_html
from consult.form_uploads import left_out, own_rows, queries, row_copies, saved_rows
from consult.form_uploads.models import RECOGNISED, REREAD, RESEMBLES, FormUpload, RowState, UploadedRow
from consult.form_uploads.queries import Line
from consult.form_uploads.row_choices import AT, CLAUSE, EACH_IT, PLACE_AT, chosen
from consult.form_uploads.views.blueprint import UploadHolder
from consult.form_uploads.views.quotation_notes import quotation_notes
from consult.form_uploads.views.sent_choices import KeptChoice
from consult.quotations import places
from consult.quotations.quoting import PrintedBlock
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.countries import name_of
from consult.stakeholders.descriptions import category as category_in_words
from consult.submissions import proposals
from consult.submissions.labels import PROPOSALS, TYPES
from consult.submissions.models import CommentType, ProposalKind
from consult.submissions.rules import QUOTED_TWICE
from consult.web.formats import colon, list_comma
from consult.web.page_language import locale_code

KEPT_STATES = frozenset({RowState.ADDED, RowState.UNCHANGED, RowState.OLDER})
"""States of rows that are comments, which stay as they are."""


GONE = frozenset([RowState.GONE, RowState.GONE_DELETES])
"""States of what is no row of the file."""


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it."""

    position: int
    state: RowState
    submitter: str
    row: FormRow
    where: Markup
    why: str
    left_out: str
    perhaps: Sequence[tuple[str, Markup, str]]
    """(value, passage in words, its beginning) of each passage that it may mean."""
    ops: Any
    """The proposal beside the words that it would replace, where there are any."""
    proposed: str
    """That it deletes its passage, or adds one, as a label; "" where it does neither."""
    asks_type: str
    """Why a person is asked for the type of the comment, "" where they are not."""
    has_type: bool
    """Whether its type is known, or was chosen."""
    asks_place: bool
    """Whether a person has to choose where it belongs."""
    stakeholder: Sequence[str]
    """Category and country of whom it speaks for, in words, of a form that an officer enters."""
    submission: str
    """The reference of the submission that it became, of such a form."""
    unknown_country: str = ""
    """The country of whom it speaks for, as written, where it is not understood."""
    is_of_our_form: bool = False
    reread: str = ""
    """That it says something else than the comment that was made of it, since its columns were read again."""
    notes: Sequence[str] = ()
    """What else is told of how the row was read."""
    changes: Sequence[tuple[str, Any]] = ()
    """What the row changes in its comment: the part in words, and its steps (core.redline)."""
    number: int = 0
    """That of the comment which it is, or would change."""
    is_recognised: bool = False
    """Whether it has no key and was recognised as the row of its comment."""
    choice: str = ""
    """What was chosen and saved for its place, while another choice can take the place of that (row_choices)."""
    offers_words: bool = False
    """Whether it can be chosen what becomes of its words, here or in a row for which one choice counts."""
    is_asked: bool = True
    """Whether what becomes of its words can be chosen here, not in the row or a copy of it that stands before."""
    together: Sequence[int] = ()
    """The positions of the row and its copies for which one choice counts, itself among them; () for it alone."""
    place: tuple[Markup, str] = (Markup(""), "")
    """Where in its passage the words stand that it quotes: the name of the place, and the words around."""
    chosen: str = ""
    """What was chosen in the form that was sent, and could not be saved."""
    seen: str = ""
    """The mark of what is shown of it."""
    is_other: bool = False
    """Whether it has changed since something was chosen of it that could not be saved."""
    chosen_type: str = ""
    """The same of the type, else that of the row."""

    @property
    def name(self) -> str:
        """How the row is named: by its writer, else by its place in the file."""
        return row_words.number_in_words(self.row.own, self.row.row)

    @property
    def offers_choice(self) -> bool:
        """Whether something can be chosen of it in the list."""
        return (
            bool(self.choice)
            or self.state in _OF_DELETION
            or (self.state is RowState.WAITING and self.asks_place)
            or (self.is_asked and self.offers_words)
            or (bool(self.asks_type) and self.state not in {RowState.ADDED, RowState.LEFT_OUT})
        )


_OF_DELETION = frozenset([RowState.EMPTIED, RowState.DELETES, *GONE])
"""States in which a person chooses whether a comment is deleted."""


_DIFFERING = frozenset(
    [
        RowState.CHANGED,
        RowState.DIFFERS,
        RowState.OTHER_FILE,
        RowState.RESEMBLES,
        RowState.EMPTIED,
        RowState.DELETES,
        RowState.OLDER,
        *GONE,
    ]
)
"""States of rows that are shown beside the comment that they would change."""


def shown_rows(
    holder: UploadHolder, upload: FormUpload, lines: Sequence[Line], kept: Mapping[int, KeptChoice]
) -> list[ShownRow]:
    """These rows with their passages, their comments, and what is told of them. `kept`: what was chosen of some, and is
    not saved."""
    rows = {one.position: one for one in queries.rows_at(upload, [one.position for one in lines])}
    keys = {key for one in rows.values() for key in (one.block_key, *one.perhaps)}
    passages = drafts.passages(holder.consultation.version_id, sorted(keys))
    printed = drafts.printed(holder.consultation.version_id, _quoted_in(rows.values()))
    told = quotation_notes(holder, upload, rows.values())
    comments = _comments(holder, lines)
    marks = queries.row_marks(upload, rows.values(), holder.draft)
    filed, stakeholder = _filed(holder, lines), _Stakeholders(holder, upload)
    together = _asked_together(rows, lines, comments, upload)
    return [
        replace(
            _row(rows[one.position], one, passages, printed, stakeholder, filed.get(one.row_key, "")),
            **_beside(rows[one.position], one, comments.get(queries.key_of_row(upload, rows[one.position]))),
            **_kept(kept.get(one.position), marks[one.position]),
            together=together.get(one.position, ()),
            is_asked=one.position in together.get(one.position, (one.position,))[:1],
            notes=[*notes_of(rows[one.position]), *(_(words) for words in [told.get(one.position)] if words)],
        )
        for one in lines
        if one.position in rows
    ]


def _beside(row: UploadedRow, line: Line, comment: DraftComment | None) -> Mapping[str, Any]:
    """What is shown of the comment of a row."""
    if comment is None:
        return {}
    changes = _changes(row, comment) if line.state in _DIFFERING else ()
    return {"changes": changes, "number": comment.number}


def _comments(holder: UploadHolder, lines: Sequence[Line]) -> Mapping[str, DraftComment]:
    """The comments of the draft submission by the keys of rows, where some of these rows are comments."""
    is_any = any(one.state in _DIFFERING | KEPT_STATES for one in lines)
    return queries.comments_by_row_key(holder.draft) if holder.draft is not None and is_any else {}


def _filed(holder: UploadHolder, lines: Sequence[Line]) -> Mapping[str, str]:
    """The keys of rows that officers have submitted, with the references of the submissions."""
    if not holder.is_of_staff:
        return {}
    return imported_rows.submissions_of_rows(holder.consultation.id, [one.row_key for one in lines])


def _kept(choice: KeptChoice | None, mark: str) -> Mapping[str, Any]:
    """What is shown of a row whose mark is this because of a choice that is not saved."""
    if choice is None:
        return {"seen": mark}
    of_type = {"chosen_type": choice.type} if choice.type else {}
    return {"seen": mark, "chosen": choice.row, "is_other": choice.seen not in {"", mark}, **of_type}


def _asked_together(
    rows: Mapping[int, UploadedRow],
    lines: Sequence[Line],
    comments: Mapping[str, DraftComment],
    upload: FormUpload,
) -> dict[int, list[int]]:
    """Position of each row and copy for which one choice counts → the positions of all, the one first where the choice
    is made: it has a comment."""
    groups: dict[tuple[int, bool], list[int]] = {}
    for one in lines:
        row = rows.get(one.position)
        is_older = one.state is RowState.OLDER
        if row is not None and queries.offers_words(row.said, one.state):
            groups.setdefault((row_copies.row_of(one.position), is_older), []).append(one.position)
    found: dict[int, list[int]] = {}
    for group in groups.values():
        group.sort(key=lambda at: queries.key_of_row(upload, rows[at]) not in comments)
        found |= dict.fromkeys(group, group) if len(group) > 1 else {}
    return found


def _is_recognised(row: UploadedRow, line: Line) -> bool:
    return line.state is RowState.CHANGED and own_rows.is_recognised(row.said)


def _quoted_in(rows: Collection[UploadedRow]) -> set[str]:
    """The passages of which rows quote words."""
    return {
        key
        for one in rows
        for key in ([one.block_key] if one.block_key else one.perhaps[:1])
        if quote_of(saved_rows.row_of(one.said), key)
    }


def _parts(said: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a comment says besides its type, each part with its label."""
    labels_of = (pgettext("column of a form", "Comment"), _("Proposed change"), _("Reasons"))
    return list(zip(labels_of, said[1:], strict=True))


def _changes(row: UploadedRow, comment: DraftComment) -> list[tuple[str, Any]]:
    """What a row changes in its comment."""
    if row.left_out in left_out.DELETING:
        step = "delete" if row.left_out in {left_out.TO_DELETE, left_out.DELETE_GONE} else "equal"
        return [(label, [(step, words)]) for label, words in _parts(said_in_row(comment)) if words]
    type_words, words = own_rows.words_of(row.said)[0], own_rows.words_of(row.said)[1:]
    found = [
        (label, redline.ops(before, after))
        for (label, before), after in zip(_parts(said_in_row(comment)), words, strict=True)
        if before != after
    ]
    if comment.type.value != type_words:
        kinds = _(TYPES[comment.type]), _(TYPES[CommentType(type_words)])
        found.append((_("Type of comment"), [("delete", kinds[0]), ("insert", kinds[1])]))
    return found


class _Stakeholders:
    """For whom the rows speak of a form that an officer enters."""

    def __init__(self, holder: UploadHolder, upload: FormUpload) -> None:
        organisation = holder.consultation.organisation
        self.upload = upload
        self.own = stakeholders.own_names(organisation) if not upload.draft_key else []
        self.labels = stakeholders.labels_in(organisation.id, locale_code()) if self.own else {}

    def words(self, said: FormRow) -> list[str]:
        """Category and country of whom a row speaks for; nothing of a form of a draft submission."""
        if self.upload.draft_key:
            return []
        who = submitters.of(said, self.upload.form, self.own)
        category = category_in_words(who, _, self.labels.get((who.category, who.subcategory), ""))
        return [category, *([name_of(who.country, locale_code())] if who.country else [])]


def _row(
    row: UploadedRow, line: Line, passages: Mapping[str, drafts.Passage], printed: Mapping[str, PrintedBlock],
    stakeholder: _Stakeholders, filed: str,
) -> ShownRow:  # fmt: skip
    said = saved_rows.row_of(row.said)
    asked_in = row.perhaps[0] if row.why == QUOTED_TWICE and row.perhaps and not row.block_key else ""
    passage = passages.get(row.block_key or asked_in)
    kind, proposal, quoted = proposals.read(said.proposal)
    return ShownRow(
        row.position, line.state, line.submitter, said,
        passage_in_html(passage.words, _) if passage is not None else Markup(""),
        _(row.why) if row.why else "", _(row.left_out) if row.left_out else "",
        _offered(row, passages, printed),
        proposals.operations(kind, quoted or passage.text, proposal) if passage is not None and passage.own else [],
        _(PROPOSALS[kind]) if kind is not ProposalKind.CHANGE else "",
        _asks_type(said), {NO_TYPE, NOT_A_TYPE}.isdisjoint(said.notes), row.certainty == Certainty.UNPLACED,
        stakeholder.words(said), filed,
        unknown_country=said.who.get(Field.COUNTRY, "") if UNKNOWN_COUNTRY in said.notes else "",
        is_of_our_form=bool(said.row_key) and not own_rows.is_without_key(row.said),
        is_recognised=_is_recognised(row, line), offers_words=queries.offers_words(row.said, line.state),
        reread=_(REREAD) if own_rows.is_reread(row.said) else "",
        choice=_choice_kept(row, line), place=_place_shown(row, printed),
        chosen_type="" if _asks_type(said) else said.type.value,
    )  # fmt: skip


def _offered(
    row: UploadedRow, passages: Mapping[str, drafts.Passage], printed: Mapping[str, PrintedBlock]
) -> list[tuple[str, Markup, str]]:
    """What a person can choose for a row that waits for its place."""
    if row.why == QUOTED_TWICE:
        return [
            (f"{PLACE_AT}{mark}", escape(name or around), around if name else "")
            for mark, name, around in places_of(row, row.perhaps, printed)
        ]
    found = [
        (f"{AT}{key}", passage_in_html(passages[key].words, _), _beginning(passages[key]))
        for key in row.perhaps
        if key in passages
    ]
    if row.why == SEVERAL and len(found) > 1:
        told = _("One comment about all of them, on this passage")
        about_all = [
            (value, Markup("{}{}{}").format(told, colon(), words), begin) for value, words, begin in found
        ]
        each = escape(_("One comment on each of these passages"))
        names = Markup(list_comma()).join(words for _value, words, _begin in found)  # noqa: S704 -- a message
        return [(EACH_IT, Markup("{}{}{}").format(each, colon(), names), ""), *about_all]
    if row.why != DELETES_HEADING:
        return found
    heading = [(value, escape(_("The heading alone")), words) for value, words, _begin in found]
    return [*heading, (CLAUSE, escape(_("The whole clause, with everything in it")), "")]


def places_of(
    row: UploadedRow, keys: Sequence[str], printed: Mapping[str, PrintedBlock]
) -> list[tuple[str, Markup, str]]:
    """Mark, name and surroundings of the places that the quotation of a row on the first of these passages may
    mean."""
    said = saved_rows.row_of(row.said)
    block = printed.get(keys[0]) if keys else None
    quote = quote_of(said, keys[0]) if block is not None else ""
    if block is None or not quote:
        return []
    is_told = bool(said.quote_mark or said.quote_place)
    return place_choices(places.offered(quote, block, said.quote_mark, said.quote_place, is_told=is_told))


def place_choices(found: Sequence[places.Place]) -> list[tuple[str, Markup, str]]:
    """Mark, name and surroundings of places."""
    return [(one.mark, *_place_words(one)) for one in found]


def _place_shown(row: UploadedRow, printed: Mapping[str, PrintedBlock]) -> tuple[Markup, str]:
    """Where in its passage the words stand that a row quotes, and the words around them; "" where it quotes none, or
    that is not known."""
    block = printed.get(row.block_key)
    quote = quote_of(saved_rows.row_of(row.said), row.block_key)
    if block is None or not quote:
        return Markup(""), ""
    place = places.marked(quote, row.said.get("quote_mark", ""), block) or places.at_start(quote, None, block)
    return _place_words(place) if place is not None else (Markup(""), "")


def _place_words(place: places.Place) -> tuple[Markup, str]:
    """The name of a place for a page, and the words around it."""
    name, number, around = places.place_words(place, _)
    return Markup(" ").join(filter(None, [escape(name), number])), around


def _asks_type(said: FormRow) -> str:
    return next((_(one) for one in said.notes if one in {NO_TYPE, NOT_A_TYPE}), "")


def notes_of(row: UploadedRow) -> list[str]:
    """What is told of how a row was read, beside what a person is asked or told anyhow."""
    told = {NO_TYPE, NOT_A_TYPE, RECOGNISED, RESEMBLES, row.why, row.left_out}
    return [_(one) for one in row.said["notes"] if one not in told]


def _choice_kept(row: UploadedRow, line: Line) -> str:
    """What was chosen for the place of a row that is no comment yet."""
    waits_for_type = line.state is RowState.WAITING and not line.asks_place
    return chosen(row) if line.state in _CHOOSABLE or waits_for_type else ""


_CHOOSABLE = frozenset([RowState.PLACED, RowState.WHOLE, RowState.LEFT_OUT])


def _beginning(passage: drafts.Passage) -> str:
    """The beginning of what a passage says, where it has words besides those that name it."""
    return shortened(passage.text, 90) if passage.own else ""
