"""The passages of a version as a list from which a form lets someone choose one."""

from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from consult.core.translatable import shortened
from consult.documents.blocks import Kind
from consult.drafts import queries
from consult.drafts.passage_labels import is_named

_BEGINNING = 60


def passage_choices(version_id: int | None, *, whole: str, prefix: str = "") -> list[SelectChoice]:
    """The whole draft, whose value is `whole`, and every passage, whose value is its key after `prefix`: headings by
    number and title, others by line and beginning. The words of a draft have a direction of their own. Without a
    version there is the whole consultation alone."""
    found = [SelectChoice(whole, _("Whole draft") if version_id is not None else _("Whole consultation"))]
    for one in queries.blocks(version_id) if version_id is not None else ():
        if one.kind == Kind.HEADING:
            words = f"{one.number} {one.title}".strip()
        elif is_named(one):
            # Translators: place is the name of a table or figure, such as "Table 7"; words are its title or beginning.
            words = _(
                "— %(place)s: %(words)s", place=one.number, words=shortened(one.title or one.text, _BEGINNING)
            )
        else:
            words = _(
                "— line %(line)s: %(words)s",
                line=one.line,
                words=shortened(one.text or one.title, _BEGINNING),
            )
        found.append(SelectChoice(f"{prefix}{one.key}", words, {"dir": "auto"}))
    return found
