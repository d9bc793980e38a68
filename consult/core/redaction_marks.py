"""The mark in the place of redacted words: the one module that writes it, and that draws it as words.

What is stored has no language: a sign, and in HTML the code of the reason with it. Readers see the reason in their own
language in its place (`drawn`). Earlier versions stored the reason in English, beside its code: it is drawn likewise.
Pure.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from consult.core.translatable import N_

SIGN = "[…]"
"""The mark in plain text, and within the HTML that is stored."""

WORDS: dict[str, str] = {
    "personal_data": N_("personal data"),
    "confidential_business_information": N_("confidential business information"),
    "copyright": N_("protected by copyright"),
    "abusive": N_("abusive language"),
    "spam_or_advertising": N_("advertising"),
    "duplicate_same_submitter": N_("duplicate"),
    "off_topic": N_("not about this draft"),
    "illegal_or_harmful_link": N_("harmful link"),
    "false_attribution": N_("false attribution"),
    "automated_submission": N_("automated submission"),
    "late_under_rules": N_("late"),
    "submitter_requested_confidentiality": N_("confidential at the submitter's request"),
    "empty_or_test": N_("empty"),
    "other_explained": N_("hidden"),
}
"""Code of a reason → the marked words that are drawn in the place of what is hidden."""

_STORED = re.compile(r'<span class="redacted" data-reason="([^"<>]*)">\[[^<>]*\]</span>')


def in_html(reason: str) -> str:
    """The mark as it is stored in HTML, for the code of a reason."""
    return f'<span class="redacted" data-reason="{escape(reason)}">{SIGN}</span>'


def drawn(html: Markup, say: Callable[[str], str], language: str = "") -> Markup:
    """Stored HTML with its marks as words; `say` translates them into `language`, which may differ from that of the
    text around them, and so may their direction. Raises TypeError for HTML that no one declared clean."""
    if not isinstance(html, Markup):
        raise TypeError("only clean HTML has marks")
    if "<span" not in html:
        return html
    spoken = f' lang="{escape(language)}"' if language else ""

    def words(mark: re.Match[str]) -> str:
        said = escape(_words_of(mark[1], say))
        return f'<span class="redacted" data-reason="{mark[1]}" dir="auto"{spoken}>[{said}]</span>'

    return Markup(_STORED.sub(words, str(html)))  # noqa: S704 -- clean, see above


def _words_of(reason: str, say: Callable[[str], str]) -> str:
    """The words of a code; one that another version stored is its own."""
    return say(WORDS[reason]) if reason in WORDS else reason.replace("_", " ")
