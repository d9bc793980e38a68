"""Parts of the draft and categories of stakeholders, by their keys, in the reader's language."""

from flask_babel import gettext

from consult.core.bidi import in_text
from consult.core.multilingual import Words
from consult.responses.queries import NOT_SHOWN
from consult.stakeholders.taxonomy import CATEGORIES
from consult.web.page_language import is_right_to_left, language_name


def category_words(key: str) -> str:
    """A category (see queries.categories_of) in words."""
    if key == NOT_SHOWN:
        return str(gettext("Confidential"))
    return str(gettext({kind.value: label for kind, label in CATEGORIES.items()}.get(key, key)))


def part_words(key: str, number: str, title: str, language: str = "", spoken: str = "") -> str:
    """A part of the draft (see queries.Part) in words; `language`: the only one in which it is there, `spoken`: that of
    its title."""
    if key == "general":
        return str(gettext("Whole draft"))
    if key.startswith("question-"):
        return str(gettext("Question %(number)s", number=number))
    heading = in_text(f"{number} {title}".strip(), is_right_to_left())
    if language:
        return str(
            gettext(
                "%(clause)s, only in this language: %(language)s",
                clause=heading,
                language=language_name(language),
            )
        )
    return Words(heading, spoken) if heading else str(gettext("Before the first clause"))
