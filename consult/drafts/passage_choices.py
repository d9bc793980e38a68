"""The passages of a version as a list from which a form lets someone choose one."""

from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from consult.core.bidi import in_text
from consult.core.translatable import shortened
from consult.documents.blocks import Kind
from consult.drafts import queries
from consult.drafts.passage_labels import is_named
from consult.web.page_language import is_right_to_left
from consult.web.text_languages import attributes_of, in_language

_BEGINNING = 60


def passage_choices(version_id: int | None, *, whole: str, prefix: str = "") -> list[SelectChoice]:
    """The whole draft, whose value is `whole`, and every passage, whose value is its key after `prefix`: headings by
    number and title, others by line and beginning. The words of a draft have a language of their own. Without a
    version there is the whole consultation alone."""
    version = queries.by_id(version_id)
    found = [SelectChoice(whole, _("Whole draft") if version is not None else _("Whole consultation"))]
    if version is None:
        return found
    for one in queries.blocks(version.id):
        if one.kind == Kind.HEADING:
            words = f"{one.number} {one.title}".strip()
        elif is_named(one):
            # Translators: place is the name of a table or figure, such as "Table 7"; words are its title or beginning.
            words = _(
                "— %(place)s: %(words)s",
                place=one.number,
                words=in_text(shortened(one.title or one.text, _BEGINNING), is_right_to_left()),
            )
        else:
            words = _(
                "— line %(line)s: %(words)s",
                line=one.line,
                words=in_text(shortened(one.text or one.title, _BEGINNING), is_right_to_left()),
            )
        found.append(
            SelectChoice(f"{prefix}{one.key}", words, attributes_of(in_language(words, version.language)))
        )
    return found
