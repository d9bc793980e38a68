"""The position of a passage as pages show it: in the language of the page, with the language of its title."""

from flask_babel import gettext as _
from markupsafe import Markup

from consult.core.multilingual import Words
from consult.drafts import page_parts
from consult.drafts.passage_labels import passage_in_html
from consult.web.page_language import locale_code
from consult.web.text_languages import isolated


def passage_shown(kept: str) -> Markup:
    """A stored position (see passage_labels); of Words the heading says its language."""
    language = getattr(kept, "language", "")
    return passage_in_html(kept, _, lambda heading: isolated(Words(heading, language)), locale_code())


def page_part_shown(kept: str) -> str:
    """A stored part of a page (see page_parts) in words."""
    return page_parts.in_words(page_parts.read(kept), _)


def heading_shown(number: str, title: str, language: str = "") -> Markup:
    """A heading whose title is in `language`."""
    heading = f"{number} {title}".strip()
    return isolated(Words(heading, language if title else "")) if heading else Markup("")
