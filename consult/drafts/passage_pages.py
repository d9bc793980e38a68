"""The position of a passage as pages show it: in the language of the page, with the language of its title."""

from flask_babel import gettext as _
from markupsafe import Markup

from consult.core.multilingual import Words
from consult.drafts.passage_labels import heading_in_html, passage_in_html
from consult.web.text_languages import isolated


def passage_shown(kept: str) -> Markup:
    """A stored position (see passage_labels); of Words the title says its language."""
    language = getattr(kept, "language", "")
    return passage_in_html(kept, _, lambda title: isolated(Words(title, language)))


def heading_shown(number: str, title: str, language: str = "") -> Markup:
    """A heading whose title is in `language`."""
    return heading_in_html(number, isolated(Words(title, language)) if title else "")
