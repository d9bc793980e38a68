"""The published response, and holding notices before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult.responses import queries as responses
from consult.summaries import queries as summaries
from consult.summaries.labels import SECTIONS


@dataclass(frozen=True)
class ResponseFacts:
    """The published response, and holding notices before it."""

    response_at: datetime | None = None
    holding: Sequence[tuple[datetime, datetime]] = ()
    """(published, expected on) of each holding notice."""
    in_scope: int = 0
    without_disposition: int = 0
    without_reason: int = 0
    sections: int = 0
    sections_needed: int = 9
    written_in: str = ""
    """The language of the originals of the response summary."""
    translated_into: frozenset[str] = frozenset()
    """Languages into which every section is translated."""


def responded_in(consultation_id: int) -> ResponseFacts:
    """The response of a closed consultation. What is being written stays inside: only a published one is counted."""
    holding = [(one.published_at, one.expected_on) for one in summaries.holding_notices(consultation_id)]
    editions = summaries.editions(consultation_id)
    if not editions:
        return ResponseFacts(holding=holding, sections_needed=len(SECTIONS))
    response_at = min(one.published_at for one in editions if one.published_at)
    return _responded(consultation_id, response_at, holding, editions[0])


def responded_if_published(consultation_id: int, found: ResponseFacts, now: datetime) -> ResponseFacts:
    """The response that is being written, as if published at the moment `now`; `found` where there is one already."""
    if found.response_at is not None:
        return found
    return _responded(consultation_id, now, found.holding, summaries.latest(consultation_id))


def _responded(
    consultation_id: int, response_at: datetime, holding: Sequence[tuple[datetime, datetime]], summary: Any
) -> ResponseFacts:
    progress = responses.progress(consultation_id)
    written = sum(bool(summary.sections.get(key, "").strip()) for key in SECTIONS) if summary else 0
    return ResponseFacts(
        response_at=response_at,
        holding=holding,
        in_scope=progress.comments,
        without_disposition=progress.without_disposition,
        without_reason=progress.without_reason,
        sections=written,
        sections_needed=len(SECTIONS),
        written_in=summary.original_language if summary else "",
        translated_into=frozenset(summaries.complete_translations(summary)) if summary else frozenset(),
    )
