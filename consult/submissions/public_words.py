"""What the public reads of a comment: its parts without the hidden places, as HTML and as plain words. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from consult.core import markup
from consult.core.markup import RedactedSpan
from consult.core.redaction_marks import SIGN


class PublicWords(NamedTuple):
    """The values of the columns `shown_*` of a comment."""

    comment: Markup
    rationale: Markup | None
    proposal: str | None
    text: str


def public_words(
    comment: str, proposal: str, rationale: str, hidden: Mapping[str, Sequence[RedactedSpan]]
) -> PublicWords:
    """Render a comment; `hidden` names its part ("comment", "proposal", "rationale") → what is left out.

    Raises ValueError for places that overlap or lie outside the text.
    """
    said = markup.comment(comment, hidden.get("comment", ()))
    reasons = markup.comment(rationale, hidden.get("rationale", ())) if rationale else None
    proposed = _without(proposal, hidden.get("proposal", ()))
    words = (markup.text_of(said), proposed, markup.text_of(reasons) if reasons else "")
    return PublicWords(said, reasons, proposed or None, "\n".join(one for one in words if one))


def _without(text: str, hidden: Sequence[RedactedSpan]) -> str:
    """Plain text with the mark in the places of `hidden`."""
    pieces, at = [], 0
    for span in sorted(hidden, key=lambda one: one.start):
        if span.start < at or span.end <= span.start or span.end > len(text):
            raise ValueError("redactions overlap or lie outside the text")
        pieces += [text[at : span.start], SIGN]
        at = span.end
    return "".join(pieces) + text[at:]
