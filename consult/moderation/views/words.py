"""The words of a comment with what is marked and hidden, and the places that can be hidden with one press."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _

from consult.core import redline
from consult.core.markup import RedactedSpan
from consult.drafts.passage_pages import page_part_shown
from consult.moderation import queries, reasons, spans
from consult.moderation.forms.redacting import RedactForm
from consult.moderation.models import Reason
from consult.quotations.quotable import cell_words
from consult.screening import queries as screenings
from consult.screening.signals import QUARANTINE, REDACTED_BEFORE, REPRESENTATION, Signal
from consult.stakeholders.descriptions import is_unconfirmed_for_states
from consult.submissions import labels
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Comment, CommentVersion
from consult.web.formats import colon

Covered = Mapping[str, Sequence[RedactedSpan]]
"""Field → what is hidden of it."""


def words_of(comment: Comment, redact: RedactForm | None) -> dict[str, Any]:
    """What the templates show of the words; `redact`: the form that was sent and was not right."""
    noticed = screenings.screening_of(comment)
    found = [Signal.read(one) for one in noticed.signals["signals"]] if noticed else []
    in_force = queries.redactions(comment)
    covered = spans.hidden(queries.spans(in_force))
    texts = comment.texts
    again = [one for one in queries.hidden_again(comment) if comment.moderation in AWAITING]
    return {
        "hidden_again": [texts[one.field.value][one.start : one.end] for one in again],
        "parts": _marked(comment, texts, [*found, *map(_hidden_again, again)], covered),
        "choices": _to_hide(texts, found, covered, redact),
        "redactions": [
            (row, texts[row.field.value][row.start : row.end], _(reasons.WORDS[row.reason].label))
            for row in in_force
        ],
        "signals": [
            (
                _(one.kind.label),
                one.detail if one.kind.has_detail else "",
                one.kind.severity,
            )
            for one in [*found, *_representation(comment), *_hidden_before(comment)]
        ],
        "is_screened": noticed is not None,
    }


def changes_of(comment: Comment) -> list[tuple[str, list[redline.Operation]]]:
    """(name of a part, its redline) of every part in which the amendment that waits differs from what is public."""
    published = submitted.published_edition(comment)
    if published is None:
        return []
    parts = [
        (_("Type"), _(labels.TYPES[published.type]), _(labels.TYPES[comment.type])),
        (_("Quotation"), *_quotations(published, comment)),
        (_("Proposed change"), *(_(labels.PROPOSALS[one.proposal_kind]) for one in (published, comment))),
        (_("Part of the page"), page_part_shown(published.page_part), page_part_shown(comment.page_part)),
        *((name, getattr(published, part), getattr(comment, part)) for part, name in _names(comment).items()),
    ]
    return [(name, redline.ops(before, after)) for name, before, after in parts if before != after]


def _quotations(published: CommentVersion, comment: Comment) -> tuple[str, str]:
    """What both editions quote; where the words are the same and stand in two cells, with the headings of these."""
    if published.quote != comment.quote or published.quote_start == comment.quote_start:
        return published.quote, comment.quote
    at = comment.block_key, comment.version_id
    told = [
        submitted.QuotedWords(0, *at, published.quote, published.quote_start),
        submitted.QuotedWords(1, *at, comment.quote, comment.quote_start),
    ]
    cells = submitted.cells_of(told)
    before, after = (
        f"{cell_words(cells[one.id], _)}{colon()}{one.quote}" if one.id in cells else one.quote
        for one in told
    )
    return before, after


def _names(comment: Comment) -> dict[str, str]:
    """Part of a comment → what it is called."""
    proposed = _("Proposed wording") if comment.block_key else _("Proposed change")
    return {"comment": _("Comment"), "proposal": proposed, "rationale": _("Reasons")}


def _representation(comment: Comment) -> list[Signal]:
    """That its submitter declares to comment for states, and that it is in quarantine: as it is now, not when it was
    screened."""
    found = [Signal(REPRESENTATION.code, "sender")] if is_unconfirmed_for_states(comment.submission) else []
    if submitted.quarantine_of(comment.submission) is not None:
        found.append(Signal(QUARANTINE.code, "sender"))
    return found


def _hidden_before(comment: Comment) -> list[Signal]:
    """That something of an earlier edition was hidden: an amendment shows nothing again unnoticed."""
    return [Signal(REDACTED_BEFORE.code, "comment")] if queries.hidden_before([comment]) else []


def _hidden_again(span: spans.Span) -> Signal:
    return Signal(REDACTED_BEFORE.code, span.field.value, span.start, span.end)


def _marked(
    comment: Comment, texts: Mapping[str, str], found: Sequence[Signal], covered: Covered
) -> list[tuple[str, str, Any]]:
    """(field, its name, its text in pieces) of every field that has words."""
    names = _names(comment)
    marks = {
        name: [(one.start, one.end, _(one.kind.label)) for one in found if one.field == name and one.end]
        for name in texts
    }
    return [
        (name, names[name], spans.pieces(text, marks[name], covered.get(name, [])))
        for name, text in texts.items()
        if text
    ]


def _to_hide(
    texts: Mapping[str, str], found: Sequence[Signal], covered: Covered, redact: RedactForm | None
) -> list[tuple[str, str, str, bool]]:
    """(value, words, why, ticked) of each place of a signal that is not hidden yet, and of each that was chosen."""
    hidden = {
        (name, at) for name, rows in covered.items() for row in rows for at in range(row.start, row.end)
    }
    ticked = None
    if redact is not None:
        ticked = set(request.form.getlist("span")) if redact.ticked is None else redact.ticked
    choices = []
    for one in found:
        reason = one.kind.suggested_reason
        if reason and one.field in texts and (one.field, one.start) not in hidden:
            value = f"{one.field}:{one.start}:{one.end}:{reason}"
            is_ticked = value in ticked if ticked is not None else one.kind.is_personal_data
            words = texts[one.field][one.start : one.end]
            choices.append((value, words, _(one.kind.label), is_ticked))
    known = {choice[0] for choice in choices}
    lengths = {name: len(text) for name, text in texts.items()}
    for value in sorted((ticked or set()) - known):
        span = spans.read(value, Reason.PERSONAL_DATA, lengths)
        if span is not None and not {(span.field.value, at) for at in range(span.start, span.end)} <= hidden:
            said = texts[span.field.value][span.start : span.end]
            choices.append((value, said, _(reasons.WORDS[span.reason].label), True))
    return choices
