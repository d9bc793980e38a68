"""The text of a rule in the language of a reader.

The texts with which organisations start, or once started, are in the catalogues of the interface; what an organisation
wrote itself has the translations that it wrote.
"""

from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from consult.core import markup
from consult.organisations.models import Organisation, RuleVersion
from consult.organisations.rules import RULES
from consult.web.languages import SOURCE
from consult.web.text_languages import texts_language, translated


class RuleText(NamedTuple):
    """The text of a rule as a page shows it, and its language, "" where no one said which."""

    html: Markup
    language: str


def rule_text(policy: RuleVersion, organisation: Organisation) -> RuleText:
    """The text of a version of a rule, in the page's language where it is translated."""
    language = texts_language()
    paragraphs = RULES[policy.kind].default_paragraphs_of(policy.text)
    if paragraphs:
        if language in {"", SOURCE}:
            return RuleText(policy.html, SOURCE)
        return RuleText(_prose("\n\n".join(_(one) for one in paragraphs)), language)
    words = translated(policy, "text", organisation)
    return RuleText(policy.html if words == policy.text else _prose(words), words.language)


@lru_cache(maxsize=500)
def _prose(text: str) -> Markup:
    """Translations are few and are shown often: they become HTML where they are shown, once in a process."""
    return markup.prose(text)
