"""The forms on which an organisation translates its texts: for each text a field beside its original."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.core import redline
from consult.core.errors import DomainError, NotFound, NotPossible
from consult.core.language_tags import wider
from consult.core.markup import plain
from consult.core.multilingual import (
    LOST_NAMES,
    OTHER_LINES,
    WRONG_NAMES,
    Part,
    State,
    WithOriginals,
    text_marks,
)
from consult.core.redline import Operation
from consult.core.stale_check import form_version
from consult.core.translatable import N_
from consult.web.formats import colon, listed
from consult.web.forms import ChangedOriginal, Form, Hidden, SeenForm, SeveralFieldsForm, choices
from consult.web.guards import me
from consult.web.page_language import by_language_name
from consult.web.request_sizes import sent

LONGEST_ORIGINALS = 50_000
"""Characters of all originals that a page sends along, so that it can say what changed in them."""

LONGEST_KEPT = 60_000
"""Characters that are shown of a translation whose original was deleted."""

NOT_OFFERED = N_(
    "The language of this form is no longer offered. Nothing was changed. Copy your text, choose a language and enter "
    "it there."
)

NO_SUGGESTIONS: Mapping[str, str] = {}


class OriginalLanguageForm(Form):
    """In which language the originals are written; `offered`: (code, name) of languages."""

    language = SelectField(_l("Language of the originals"), [InputRequired(_l("Choose a language."))])

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = choices(offered, nothing=_l("Choose"))


def other_languages(row: WithOriginals, also: Sequence[str]) -> list[str]:
    """The languages into which texts can be translated, in the order of their names: those of the interface, `also`,
    and those that have translations already; without that of the originals."""
    offered = [*current_app.config["LANGUAGES"], *also, *row.translations]
    return [code for code, _name in by_language_name(offered) if row.original_language not in wider(code)]


def require_offered(language: str, offered: Collection[str]) -> None:
    """Raises NotFound for a language that is not offered; not where a form was sent, of which `translation_page` keeps
    what was typed."""
    if language not in offered and request.method != "POST":
        raise NotFound


@dataclass(frozen=True)
class Row:
    """One text of the page: the part, how it stands, its field, and the one that says that it was checked."""

    part: Part
    state: State
    field: Field
    checked: Field | None
    is_suggested: bool
    """Whether the field shows words that no one saved yet."""
    earlier: str
    """The original that was translated, where it is another one now."""

    @property
    def changes(self) -> Sequence[Operation]:
        """What changed in the original since it was translated."""
        return redline.ops(self.earlier, self.part.original)


class TranslationForm(SeveralFieldsForm):
    """A field for each text; made by `translation_form`."""

    parts: Sequence[Part] = ()
    language = ""
    original_language = ""
    """That of the originals, "" where no one said it."""
    suggested: Collection[str] = ()
    """Keys of texts whose fields show words that no one saved yet."""
    changed_originals: list[ChangedOriginal] = []

    def rows(self) -> list[Row]:
        """The texts in order."""
        return [
            Row(
                part,
                part.state(self.language),
                self[f"text-{part.key}"],
                self._fields.get(f"checked-{part.key}"),
                part.key in self.suggested,
                part.earlier_original(self.language),
            )
            for part in self.parts
        ]

    def _show_beside(self, now: SeenForm, **how: Any) -> None:
        super()._show_beside(now, **how)
        self.changed_originals = []
        for part in now.parts if isinstance(now, TranslationForm) else ():
            name = f"original-{part.key}"
            before, there = self._fields.get(name), now[name].data
            if before is None or not before.data or _mark_in(before.data) == _mark_in(there):
                continue
            shown = plain(before.data.partition("\n")[2])
            self.changed_originals.append(
                ChangedOriginal(
                    _(part.label, number=part.number),
                    redline.ops(shown, part.original) if shown else (),
                    part.language or self.original_language,
                )
            )
            before.data = there

    def _originals_of_sent_texts(self) -> list[Field]:
        """What the page showed as the originals of the texts that were sent: a text that came later was on no page."""
        return [self[f"original-{row.part.key}"] for row in self.rows() if row.field.raw_data]

    def texts(self) -> dict[str, str]:
        """Key → translation, of the fields that were sent: a page of the version before has others."""
        return {row.part.key: row.field.data or "" for row in self.rows() if row.field.raw_data}

    def without_original(self) -> list[str]:
        """What was typed for texts that are no longer there: someone deleted a question while it was translated."""
        if not self.is_submitted():
            return []
        return [
            text
            for name, value in sent()
            if name.startswith("text-") and name not in self._fields and (text := plain(value[:LONGEST_KEPT]))
        ]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is in order; a name in braces that was lost or changed, and lines that are too
        many or too few, are said at their field."""
        is_valid = super().validate(*args, **kwargs)
        is_valid = self.has_marks(self._originals_of_sent_texts()) and is_valid
        checked = set(self.checked())
        for row in self.rows():
            text = row.field.data or ""
            if row.field.errors or not row.part.is_written(
                self.language, text, is_checked=row.part.key in checked
            ):
                continue
            for sentence, names in (
                (LOST_NAMES, row.part.lost_names(text)),
                (WRONG_NAMES, row.part.wrong_names(text)),
            ):
                if names:
                    row.field.errors = [*row.field.errors, _(sentence, names=listed(names))]
                    is_valid = False
            if needed := row.part.lines_needed(text):
                row.field.errors = [*row.field.errors, _(OTHER_LINES, number=needed)]
                is_valid = False
        return is_valid

    def shown_errors(self) -> list[tuple[str, str]]:
        """The same sentence can be said of several texts: each with the name of its own."""
        labels = {field.id: str(field.label.text) for field in self}
        return [
            (key, f"{labels[key]}{colon()}{error}" if key in labels else error)
            for key, error in super().shown_errors()
        ]

    def checked(self) -> list[str]:
        """The keys of the texts whose translation was compared with their changed original."""
        return [row.part.key for row in self.rows() if row.checked is not None and row.checked.data]


def _original_sent(original: str, *, is_whole: bool) -> str:
    """What a page sends along of an original: a mark of it, and where `is_whole` its words in the next lines."""
    mark = hashlib.sha256(original.encode()).hexdigest()[:12]
    return f"{mark}\n{original}" if is_whole else mark


def _mark_in(sent_along: str) -> str:
    return sent_along.partition("\n")[0].strip()


def translation_form(
    parts: Sequence[Part], language: str, *, suggestions: Mapping[str, str] = NO_SUGGESTIONS, **more: Any
) -> TranslationForm:
    """The form of these texts in one language. `suggestions`: by the keys of texts, words for the field of one that has
    no translation yet."""
    suggested = {
        part.key: suggestions[part.key]
        for part in parts
        if part.key in suggestions and part.state(language) is State.MISSING
    }

    class Texts(TranslationForm):
        """As many fields as there are texts."""

    shown: dict[str, str] = {}
    left = LONGEST_ORIGINALS
    for part in parts:
        left -= len(part.original)
        setattr(Texts, f"original-{part.key}", Hidden())
        shown[f"original-{part.key}"] = _original_sent(part.original, is_whole=left >= 0)
        kind = TextAreaField if part.is_long else StringField
        label = _(part.label, number=part.number)
        setattr(Texts, f"text-{part.key}", kind(label, [Length(max=part.longest)]))
        shown[f"text-{part.key}"] = suggested.get(part.key) or part.text(language)
        if part.state(language) is State.OUTDATED:
            setattr(Texts, f"checked-{part.key}", BooleanField(_l("The translation still says the same")))
    Texts.parts, Texts.language, Texts.suggested = parts, language, frozenset(suggested)
    seen = form_version(SimpleNamespace(texts=text_marks(parts, language)), "texts")
    return Texts(data={**shown, "seen": seen}, **more)


def translation_page(
    template: str,
    row: WithOriginals,
    language: str,
    *,
    offered: Collection[str],
    parts: Callable[[], Sequence[Part]],
    translate: Callable[..., int],
    done: str,
    suggestions: Callable[[], Mapping[str, str]] = dict,
    **values: Any,
) -> ResponseReturnValue:
    """Show the texts of one language in `template`, or save what was typed and go on to the address `done`; where it is
    refused, it stays in the form.

    `offered`: the languages into which texts can be translated; a form for another one was opened before that changed,
    and is refused. `parts`: the texts as they are stored; `translate`: the action that saves them for `row`, and gives
    how many translations changed; `suggestions`: as of `translation_form`.
    """

    def now(**more: Any) -> TranslationForm:
        made = translation_form(parts(), language, suggestions=suggestions(), **more)
        made.original_language = row.original_language
        return made

    form = now()
    if _is_offered(form, language, offered) and form.validate_on_submit():
        try:
            changed = translate(
                row, language, form.texts(), checked=form.checked(), by=me(), seen=form.seen.data
            )
        except DomainError as trouble:
            form.refused(trouble, partial(now, formdata=None))
        else:
            flash(_saved(changed))
            return redirect(done, 303)
    return render_template(template, form=form, language=language, **values), form.status


def _is_offered(form: TranslationForm, language: str, offered: Collection[str]) -> bool:
    """Whether the language is offered; where it is not, the form says so. Raises NotFound as `require_offered`."""
    require_offered(language, offered)
    if language not in offered:
        form.refused(NotPossible(NOT_OFFERED))
        return False
    return True


def _saved(number: int) -> str:
    if not number:
        return str(_("Nothing was changed."))
    return str(ngettext("%(num)s translation saved.", "%(num)s translations saved.", number))
