"""What happened to the passages of published comments: in a correction of their text, or in the text of a later
consultation on the same draft."""

from collections.abc import Mapping, Sequence

from flask import url_for

from consult.consultations import queries as consultations
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow
from consult.quotations.later_passages import later_passages
from consult.quotations.later_text import Change
from consult.quotations.shown_later import ShownLaterPassage, shown
from consult.submissions.queries import PublicComment
from consult.web.cache import kept_under_stamp
from consult.web.text_languages import translated

_OVER = {Phase.CLOSED, Phase.RESPONDED, Phase.WITHDRAWN}
"""Phases in which pages look for a consultation on a later version."""


def of_comments(
    rows: Sequence[PublicComment], consultation: Consultation | ConsultationRow
) -> Mapping[int, ShownLaterPassage]:
    """Comment id → what happened to its passage. Where the later version is a correction, only of passages that it
    changed."""
    on_passages = [row for row in rows if row.block_key]
    version = consultation.version
    if not on_passages or version is None:
        return {}
    later = _later(consultation) if consultation.phase in _OVER else None
    if later is not None and later.version is not None:
        title, text_href = translated(later, "title"), url_for("reading.text", slug=later.slug)
        return {
            one: shown(
                passage,
                later.version.language,
                _address(later.slug, passage.key),
                title=title,
                text_href=text_href,
            )
            for one, passage in later_passages(on_passages, later.version).items()
        }
    return {
        one: shown(passage, version.language, _address(consultation.slug, passage.key))
        for one, passage in later_passages(on_passages, version).items()
        if passage.change is not Change.UNCHANGED
    }


def _address(slug: str, key: str) -> str:
    return url_for("reading.passage", slug=slug, key=key) if key else ""


def _later(consultation: Consultation | ConsultationRow) -> ConsultationRow | None:
    found = kept_under_stamp(
        "later version", lambda: (consultations.later_consultation(consultation.version_id),)
    )
    return found[0]
