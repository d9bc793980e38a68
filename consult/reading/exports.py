"""Published comments as files: each column with its meaning and its value, of what the public may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from consult.consultations.queries import asked
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Wording
from consult.core.text_lines import lines_of
from consult.core.translatable import N_
from consult.drafts.passage_labels import said_place
from consult.stakeholders.countries import name_of
from consult.stakeholders.facts import confirmed
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES
from consult.submissions.labels import ATTRIBUTION_NAMES, NAME_REMOVED, SUBJECTS, TYPES
from consult.submissions.lifecycle import Moderation
from consult.submissions.queries import PublicComment
from consult.summaries.exports import (
    CONFIRMED,
    DISPOSITION_LABELS,
    SENT_AGAIN,
    countries,
    question_place,
)
from consult.summaries.queries import PublicAnswer, public_answers

AT_ONCE = 500
"""Comments whose published responses are read by one statement."""


@dataclass(frozen=True)
class Exported:
    """A public comment, and its published response where there is one."""

    comment: PublicComment
    answer: PublicAnswer | None
    question: tuple[int, str] | None
    """The number and the text of the question that it answers."""


def _place(row: Exported, wording: Wording) -> str:
    if row.question is not None:
        return question_place(*row.question, wording)
    kept = row.comment.place
    return said_place(kept, wording.say) if wording.is_in_words else str(kept)


def _name(row: Exported, wording: Wording) -> str:
    name = str(row.comment.name)
    return wording.say(NAME_REMOVED) if name == NAME_REMOVED else name


def _subcategory(row: Exported, wording: Wording) -> str:
    key = str(row.comment.subcategory)
    known = SUBCATEGORIES.get(row.comment.category, {}) if row.comment.category else {}
    return wording.say(known[key]) if wording.is_in_words and key in known else key


def _country_name(row: Exported, wording: Wording) -> str:
    return name_of(row.comment.country, wording.language) if row.comment.country else ""


def _confirmed(row: Exported, wording: Wording) -> str:
    code = confirmed(row.comment)
    return wording.yes_or_no(code == "yes") if code else ""


def _disposition(row: Exported, wording: Wording) -> str:
    return wording.code(row.answer.disposition if row.answer else None, DISPOSITION_LABELS)


TABLE = Table(
    title=N_("Comments"),
    columns=(
        Column("reference", N_("Reference"), N_("The submission of the comment and the number of the comment in it."),
               lambda row, _w: f"{row.comment.reference}/{row.comment.number}", 18),
        Column("about", N_("About"), N_("Subject of the comment: a passage of the draft, a question, or the whole "
                                        "draft."),
               lambda row, w: w.code(row.comment.subject, SUBJECTS), 14),
        Column("place", N_("Place"), N_("Clause and line in the draft, or the question that was answered."),
               _place, 34),
        Column("block", N_("Passage"), N_("Key of the passage in the draft; the address of the passage ends with it."),
               lambda row, _w: row.comment.block_key, 16),
        Column("quote", N_("Quotation"), N_("The quoted words of the draft, if any."),
               lambda row, _w: row.comment.quote, 30),
        Column("type", N_("Type"), N_("The comment type that the submitter chose."),
               lambda row, w: w.code(row.comment.type, TYPES), 14),
        Column("comment", N_("Comment"), N_("As it is published; redactions are marked."),
               lambda row, _w: lines_of(row.comment.shown_comment), 60),
        Column("proposed_wording", N_("Proposed wording"), N_("As it is published."),
               lambda row, _w: row.comment.shown_proposal or "", 40),
        Column("reasons", N_("Reasons"), N_("As it is published."),
               lambda row, _w: lines_of(row.comment.shown_rationale), 40),
        Column("language", N_("Language"), N_("Language of the comment (BCP 47)."),
               lambda row, _w: row.comment.language, 10),
        Column("name", N_("Name"), N_("Name of the submitter, if public."), _name, 24),
        Column("organisation", N_("Organisation"), N_("Organisation of the submitter, if public."),
               lambda row, _w: row.comment.organisation, 30),
        Column("category", N_("Category"), N_("Stakeholder category, as declared by the submitter."),
               lambda row, w: w.code(row.comment.category, CATEGORIES), 20),
        Column("subcategory", N_("Subcategory"), N_("Subcategory, as declared by the submitter."),
               _subcategory, 20),
        Column("country", N_("Country code"), N_("ISO 3166-1 alpha-3 code, if the country is public."),
               lambda row, _w: row.comment.country, 10),
        Column("country_name", N_("Country"), N_("Where it is public."), _country_name, 16),
        Column("capacity", N_("Commenting for"), N_("For whom the submitter comments, where that is public."),
               lambda row, w: w.code(row.comment.capacity or None, CAPACITIES), 24),
        Column("confirmed", N_("Confirmed"), CONFIRMED, _confirmed, 12),
        Column("on_behalf_of", N_("On behalf of"),
               N_("The countries for which the submitter comments, where that is public."),
               lambda row, w: countries(row.comment.on_behalf_of or (), w), 20),
        Column("attribution", N_("Attribution"), N_("Form of attribution chosen by the submitter."),
               lambda row, w: w.code(row.comment.attribution, ATTRIBUTION_NAMES), 20),
        Column("received", N_("Received"), N_("Time at which the submission was received (UTC)."),
               lambda row, w: w.moment(row.comment.received_at), 20),
        Column("published", N_("Published"), N_("Time at which the comment was published (UTC)."),
               lambda row, w: w.moment(row.comment.posted_at), 20),
        Column("redacted", N_("Published with redactions"), N_("Whether the comment was published with redactions."),
               lambda row, w: w.yes_or_no(row.comment.moderation == Moderation.PUBLISHED_REDACTED), 12),
        Column("late", N_("Late"), N_("Whether it was received after the deadline."),
               lambda row, w: w.yes_or_no(row.comment.is_late), 8),
        Column("sent_again", N_("Sent again after an outage"), SENT_AGAIN,
               lambda row, w: w.moment(row.comment.sent_again_at), 24),
        Column("disposition", N_("Disposition"), N_("Disposition of the comment, once the response is published."),
               _disposition, 20),
    ),
    note=N_("Files do not include withheld, removed, withdrawn or confidential comments."),
)  # fmt: skip
"""The allow-list of public columns."""


def write(kind: str, rows: Iterable[PublicComment], path: Path, *, title: str, wording: Wording) -> None:
    """Write public comments to the file `path`; `kind` is a key of formats.FORMATS."""
    formats.write(kind, TABLE, _with_answers(rows), path, title=title, wording=wording)


def _with_answers(rows: Iterable[PublicComment]) -> Iterator[Exported]:
    """The comments with their published responses, which are read for many at once."""
    waiting: list[PublicComment] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            yield from _answered(waiting)
            waiting.clear()
    yield from _answered(waiting)


def _answered(rows: list[PublicComment]) -> list[Exported]:
    answers = public_answers([row.id for row in rows])
    questions = asked({row.question_id for row in rows if row.question_id is not None})
    return [Exported(row, answers.get(row.id), questions.get(row.question_id or 0)) for row in rows]
