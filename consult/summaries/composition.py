"""The words of a response summary: the first words of its sections, and numbers filled into the officer's words.

The officer's words name numbers in braces ("{received}"), so that words and figures never disagree.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.timetable import is_short
from consult.core import clock, markup
from consult.core.translatable import N_
from consult.summaries.figures import numbers
from consult.summaries.labels import SECTIONS


def say(message: str, **values: object) -> str:
    """`message` in English, with its values: what `gettext` does in other languages."""
    return message % values if values else message


_NAME = re.compile(r"\{([a-z_]+)\}")


def filled(text: str, found: Mapping[str, Any], written: Callable[[int], str] = str) -> str:
    """`text` with its numbers in place; `written` writes a number in the reader's language."""
    known = numbers(found)
    return _NAME.sub(lambda m: written(known[m[1]]) if m[1] in known else m[0], text)


def nameless(sections: Mapping[str, str], found: Mapping[str, Any]) -> list[str]:
    """What stands in braces and is no number: it stays as it is typed, which is mostly a slip."""
    known = numbers(found)
    names = {name for text in sections.values() for name in _NAME.findall(text) if name not in known}
    return [f"{{{name}}}" for name in sorted(names)]


def body(sections: Mapping[str, str], found: Mapping[str, Any]) -> Markup:
    """All words of the sections as one clean text, for search and feeds."""
    parts = [f"## {SECTIONS[key]}\n\n{filled(sections.get(key, ''), found)}" for key in SECTIONS]
    return markup.prose("\n\n".join(parts))


STANDARD_WORDS: Mapping[str, tuple[str, ...]] = {
    "respondents": (
        N_(
            "Comments received: {received}, in {submissions} submissions. Published: {published}, of these with "
            "redactions: {redacted}. Withheld or removed: {withheld}. Withdrawn by their submitters: {withdrawn}. "
            "Late submissions: {late}."
        ),
        N_(
            "Limits of these numbers: identity, category and country are as stated by the submitters and were not "
            "checked unless this is said. Comments with the same words from several submitters are each counted. "
            "Where a comment is translated, the original counts. Comments are not votes."
        ),
    ),
    "issues": (
        N_(
            "Officers grouped comments that make the same point in issues (issues: {issues}). Views are "
            "reported by stakeholder group, including minority views, and are not counted as votes."
        ),
    ),
    "response": (
        N_(
            "Every comment has a disposition. Accepted: {accepted}. Accepted in principle or in part: "
            "{accepted_in_part}. Not accepted: {not_accepted}. The reasons are given with each issue and each "
            "comment."
        ),
    ),
    "changes": (N_("Changes to the draft that result from the comments: {changes}."),),
    "not_taken_up": (N_("Comments not taken up: {not_taken_up}. The reason is given for each."),),
    "annex": (
        N_(
            "How this summary was made: officers gave every published comment a disposition and grouped comments that "
            "make the same point in an issue. This site counted the numbers on the day of publication. A person "
            "who did not write the summary approved it. Comments that were withheld or are confidential are counted "
            "and not quoted."
        ),
    ),
}
"""Section → the paragraphs with which it begins, where they do not depend on the consultation."""


def drafted(consultation: Consultation, language: str = "", say: Callable[..., str] = say) -> dict[str, str]:
    """The first words of each section, out of what is known; the officer goes on from there.

    `language`: the language for which `say` translates; the consultation's own texts are in it where they are
    translated. "" for the originals.
    """
    sections = {
        "identification": [_identification(consultation, language, say)],
        "process": _process(consultation, language, say),
        "next_steps": _next_steps(consultation, language, say),
        **{key: [say(words) for words in paragraphs] for key, paragraphs in STANDARD_WORDS.items()},
    }
    return {key: "\n\n".join(part for part in sections[key] if part) for key in SECTIONS}


def drafted_wholly(consultation: Consultation, language: str, say: Callable[..., str]) -> dict[str, str]:
    """As `drafted`, without the sections in which a text of the consultation would be in another language. Names and
    titles may be."""
    foreign = {
        key
        for key, names in _TEXTS_OF_SECTIONS.items()
        if any(
            getattr(consultation, name) and consultation.best(name, language).language != language
            for name in names
        )
    }
    found = drafted(consultation, language, say)
    return {key: words for key, words in found.items() if key not in foreign}


_TEXTS_OF_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "process": (
        "purpose", "can_change", "cannot_change", "target_groups", "use_of_input", "shortening_reason",
    ),
    "next_steps": ("stage",),
}  # fmt: skip
"""Section → the texts of the consultation with which it begins."""


def _identification(consultation: Consultation, language: str, say: Callable[..., str]) -> str:
    names = consultations.draft_names(consultation)
    return say(
        N_("%(organisation)s publishes this response to the comments on “%(title)s” (%(version)s)."),
        organisation=consultation.organisation.best("name", language),
        title=consultation.best("title", language),
        version=names.best("label", language) if names is not None else "",
    )


def _process(consultation: Consultation, language: str, say: Callable[..., str]) -> list[str]:
    words: list[str] = [consultation.best("purpose", language)]
    is_shorter = is_short(consultation, clock.now())
    for label, name in (
        (N_("What could change: %(text)s"), "can_change"),
        (N_("What could not change: %(text)s"), "cannot_change"),
        (N_("Who was consulted, and how: %(text)s"), "target_groups"),
        (N_("How comments are used: %(text)s"), "use_of_input"),
        (N_("Reason for a shorter period: %(text)s"), "shortening_reason" if is_shorter else ""),
    ):
        if name and getattr(consultation, name):
            words.append(say(label, text=consultation.best(name, language)))
    return words or [say(N_("Anyone could comment on the draft in writing."))]


def _next_steps(consultation: Consultation, language: str, say: Callable[..., str]) -> list[str]:
    contact = " · ".join(
        filter(
            None,
            (
                consultation.best("contact_name", language),
                consultation.best("contact_unit", language),
                consultation.contact_email,
            ),
        )
    )
    stage = consultation.best("stage", language) if consultation.stage else ""
    return [
        say(N_("Stage of the draft: %(stage)s."), stage=stage) if stage else "",
        say(N_("Questions about this response: %(contact)s."), contact=contact)
        if contact
        else say(N_("The next steps will be announced.")),
    ]
