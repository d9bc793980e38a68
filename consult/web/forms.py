"""The base of every form: cleaned text, a token that lives as long as the session, errors that keep what was typed."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from babel import support
from flask import g, has_request_context, request
from flask_babel import format_number, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadData
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields import SelectChoice, SelectFieldBase
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from consult.core.addresses import LONGEST_ADDRESS, NOT_HTTPS, is_https
from consult.core.errors import DomainError
from consult.core.markup import line, plain
from consult.core.stale_check import NO_FORM_VERSION, StaleForm
from consult.core.translatable import Plural, nN_
from consult.web import signing
from consult.web.errors import say
from consult.web.formats import listed
from consult.web.moments import day
from consult.web.request_sizes import VALUE, LimitedFields, beginning, is_within, limit_of
from consult.web.text_languages import attributes_of


def _only(sent: MultiDict[str, Any], names: Collection[str]) -> MultiDict[str, Any]:
    """What was sent, with files for these fields only: a file in the place of text is nothing that was typed."""
    return MultiDict(
        (name, value)
        for name, value in sent.items(multi=True)
        if name in names or not isinstance(value, FileStorage)
    )


class _Token(CSRFTokenField):  # type: ignore[misc]
    """The field of a form's token, which is made where the form is shown: one that is sent needs none."""

    @property
    def current_token(self) -> str:
        """The token for the next time that the form is sent."""
        return str(self.csrf_impl.generate_csrf_token(self))

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Take what was sent."""
        HiddenField.process(self, *args, **kwargs)


class _Tokens(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    field_class = _Token


class Form(FlaskForm):  # type: ignore[misc]
    """A form of consult. Its token is checked with its fields: when the token is stale the page comes back with
    everything typed still there and a fresh token, and one more press sends it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Text is cleaned on the way in, once; blanks alone are no text."""

        csrf_class = _Tokens

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Give text fields their cleaning filter, have a required one filled with more than blanks, and say in our
            words that one is too long."""
            kind = unbound_field.field_class
            own: list[Callable[[Any], Any]] = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, TextAreaField):
                unbound_field.kwargs["filters"] = [*own, _cleaned] if _cleaned not in own else own
            elif kind is StringField or kind.__name__ in {"EmailField", "URLField", "SearchField"}:
                unbound_field.kwargs["filters"] = [*own, _cleaned_line] if _cleaned_line not in own else own
            field: Field = unbound_field.bind(form=form, **options)
            _say_in_our_words(field)
            limit_of(field)
            if isinstance(field, StringField):
                field.validators = [_ours(check) for check in field.validators]
            return field

        def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Any:
            """Every control without `maxlength`: a browser would cut what is pasted, silently. The server says what is
            too long, and keeps it."""
            return super().render_field(field, {**render_kw, "maxlength": False})

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent in fields, all of it: the form measures them itself. Nothing else is taken for fields."""
            if has_request_context() and request.is_json:
                return None
            sent = super().wrap_formdata(form, formdata)
            if isinstance(sent, CombinedMultiDict):
                files = {one.name for one in form if isinstance(one, (FileField, MultipleFileField))}
                return CombinedMultiDict(
                    [
                        one.whole() if isinstance(one, LimitedFields) else _only(one, files)
                        for one in sent.dicts
                    ]
                )
            return sent.whole() if isinstance(sent, LimitedFields) else sent

        def get_translations(self, _form: Any) -> Any:
            """The library's own words, read from their file once and not for every form."""
            return _Library

    is_refused = False
    too_long: Sequence[Field] = ()
    """Fields of which more was sent than they hold: nothing works on them."""

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Fill the fields, after looking whether what was sent is too long: then it is not cleaned, and what no one can
        have typed (a choice, a number, a hidden mark) is left away."""
        sent = self.meta.wrap_formdata(self, formdata)
        if sent is not None:
            self.too_long = [one for one in self if not is_within(sent.getlist(one.name), limit_of(one))]
        for field in self.too_long:
            field.filters = ()
            if not _is_typed(field):
                sent = MultiDict(
                    (name, value) for name, value in sent.items(multi=True) if name != field.name
                )
        super().process(sent, *args, **kwargs)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is in order. Where something is too long, nothing else is looked at."""
        if not self.too_long:
            return bool(super().validate(*args, **kwargs))
        for field in self.too_long:
            if _is_typed(field):
                field.errors = [_too_long(field)]
            else:
                self.form_errors.append(_("This page sent more data than allowed. Reload the page."))
        return False

    def refused(self, trouble: DomainError) -> None:
        """Say why what the form asks for cannot be; what was typed stays in it."""
        self.form_errors.append(say(trouble))
        self.is_refused = True

    @property
    def status(self) -> int:
        """Of the page with the form: 422 where something in it is wrong, 409 where what it asks for cannot be."""
        if self.is_refused:
            return 409
        return 422 if self.is_submitted() and self.shown_errors() else 200

    def typed(self) -> list[tuple[str, str]]:
        """(label, words) of everything that was sent in a field that people see, but files: for a page that has no form
        for it any more."""
        return [
            (str(field.label.text), words)
            for field in self
            if not isinstance(field, HiddenField | FileField)
            and field.raw_data
            and (words := _in_words(field))
        ]

    def shown_errors(self) -> list[tuple[str, str]]:
        """(field id or "", message) of every error, in the order of the fields: the error summary."""
        found: list[tuple[str, str]] = []
        for field in self:
            if field.name == "csrf_token" and field.errors:
                found.append(("", stale()))
            elif field.errors:
                found += [(field.id, str(error)) for error in _flat(field.errors)]
        return found + [("", str(error)) for error in self.form_errors]


def _is_typed(field: Field) -> bool:
    """Whether someone types the text of a field, and may want it back."""
    return isinstance(field, StringField) and not isinstance(field, HiddenField)


class _AtMost(Length):  # type: ignore[misc]
    """A limit of characters that says in our words what is wrong."""

    def __call__(self, form: Any, field: Field) -> None:
        """Raises ValidationError for more than `max` characters, and for fewer than `min`."""
        if self.max >= 0 and len(field.data or "") > self.max:
            raise ValidationError(_too_long(field))
        super().__call__(form, field)


def _ours(check: Any) -> Any:
    """A check of the library as our forms make it: blanks are no text, and what is too long is said in our words."""
    if type(check) is InputRequired:
        return DataRequired(check.message)
    return _AtMost(check.min, check.max, check.message) if type(check) is Length else check


def _too_long(field: Field) -> str:
    """What is said at a field that is too long: its own words for it, where it has some."""
    checks = [check for check in field.validators if isinstance(check, Length)]
    longest = min(check.max for check in checks)
    own = next((check.message for check in checks if check.message), None)
    if own is None:
        own = nN_("Enter at most %(most)s character.", "Enter at most %(most)s characters.", longest)
    if isinstance(own, Plural):
        return str(ngettext(own.one, own.many, longest, most=format_number(longest)))
    return str(own) % {"most": format_number(longest), "max": longest, "min": 0, "length": longest}


@cache
def _library_words(language: str) -> Any:
    return support.Translations.load(messages_path(), [language], domain="wtforms")


class _Library:
    """The library's own words in the language of the page, which few forms say."""

    @staticmethod
    def gettext(words: str) -> str:
        """A message."""
        return str(_library_words(str(get_locale())).gettext(words))

    @staticmethod
    def ngettext(one: str, several: str, count: int) -> str:
        """A message with a number."""
        return str(_library_words(str(get_locale())).ngettext(one, several, count))


_INVALID = (
    (
        DateField,
        "invalid_value_message",
        _l("Enter a date as year, month and day, for example 2027-12-31."),
    ),
    (TimeField, "invalid_value_message", _l("Enter a time as hours and minutes, for example 17:00.")),
    (IntegerField, "invalid_value_message", _l("Enter a whole number.")),
    (SelectMultipleField, "invalid_choice_message", _l("Choose options from the list.")),
    (SelectField, "invalid_choice_message", _l("Choose an option from the list.")),
)
"""Kind of field, the attribute with the library's message for a value that is none of this kind, and ours."""


def _say_in_our_words(field: Field) -> None:
    for attribute, words in _words_of_kind(field.__class__):
        if not getattr(field, attribute):
            setattr(field, attribute, words)


@cache
def _words_of_kind(kind: type[Field]) -> Sequence[tuple[str, Any]]:
    return [(attribute, words) for of, attribute, words in _INVALID if issubclass(kind, of)]


STALE = _l(
    "This page has expired, or was not received completely. Your text is still here. Check it and select the "
    "button again."
)
ENDED = _l(
    "Your session has ended, or your browser sent no cookies. Your text is still here. Check it and select "
    "the button again."
)
OTHERS = _l(
    "You signed in or out after opening this page. Your text is still here. Check it and select the button again."
)


NOTHING_TYPED = _l(
    "This page has expired, or your session has ended. Nothing was changed. Select the button again."
)
"""What `stale` says of a form in which nothing is typed."""


def stale() -> str:
    """Why the token of the form that was sent does not hold, and what to do."""
    if not g.get("had_token"):
        return str(ENDED)
    try:
        signing.serializer(signing.TOKENS).loads(beginning(request.form, "csrf_token", VALUE))
    except BadData:
        return str(STALE)
    return str(OTHERS)


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        return [e for value in errors.values() for e in _flat(value)]
    if isinstance(errors, (list, tuple)):
        return [e for value in errors for e in _flat(value)]
    return [errors]


def _cleaned(text: str | None) -> str | None:
    return plain(text) if isinstance(text, str) else text


def _cleaned_line(text: str | None) -> str | None:
    return line(text) if isinstance(text, str) else text


def choices(words: Mapping[Any, str] | Iterable[tuple[Any, Any]], nothing: Any = None) -> list[SelectChoice]:
    """What a field lets someone choose.

    `words` is a table of labels by value, put into the language of the page, or pairs (value, words) that are; members
    of enumerations go by their values. `nothing` are the words for choosing none of them, which then comes first.
    """
    pairs = ((key, _l(label)) for key, label in words.items()) if isinstance(words, Mapping) else words
    first = [] if nothing is None else [SelectChoice("", nothing)]
    return [*first, *(SelectChoice(str(value), label, _language_of(label)) for value, label in pairs)]


def _language_of(label: Any) -> dict[str, str]:
    """The attributes of an option that is in another language than the page."""
    found = attributes_of(label)
    return found if "lang" in found else {}


def https_field(label: Any, description: Any = "") -> URLField:
    """A field for an address of https; it may be empty."""
    return URLField(label, [Optional(), Length(max=LONGEST_ADDRESS), _check_https], description=description)


def plain_language_field() -> TextAreaField:
    """A field for a summary in plain language; it may be empty."""
    return TextAreaField(
        _l("Summary in plain language"),
        [Length(max=4000)],
        description=_l("Short sentences and everyday words, for readers who find other texts hard to read."),
    )


def _check_https(_form: Form, field: Field) -> None:
    if not is_https(field.data):
        raise ValidationError(_l(NOT_HTTPS))


class Hidden(HiddenField):  # type: ignore[misc]
    """What a page sends without showing it. Where a form does not send it once, it is "": never what the page would
    show now, so that a check of it cannot pass because it is missing."""

    data: str

    def __init__(self, label: Any = "", *args: Any, **kwargs: Any) -> None:
        """Without a label, which no one sees: the library would make one of the name, and translate it."""
        super().__init__(label, *args, **kwargs)

    def process_data(self, value: str | None) -> None:
        """Begin with what the page shows."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent."""
        self.data = valuelist[0] if len(valuelist) == 1 else ""


class HiddenNumber(IntegerField):  # type: ignore[misc]
    """A whole number that a page sends without showing it; None where a form does not send one."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent."""
        sent = valuelist[0] if len(valuelist) == 1 else ""
        self.data = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else None


class ChangedOriginal(NamedTuple):
    """An original that is not what the page of its translation showed."""

    label: str
    changes: Sequence[tuple[str, str]]
    """What changed in it (core.redline); nothing where the page does not say what it showed."""
    language: str
    """That of the original, "" where no one said it."""


_UNKNOWN: Mapping[str, bool] = MappingProxyType({})


class SeenForm(Form):
    """Changes words that others may change meanwhile: the mark of what was seen travels with it (see
    core.stale_check)."""

    seen = Hidden()
    theirs: Sequence[tuple[str, str]] = ()
    """What others wrote meanwhile, where it is not what was typed: labels and words."""
    changed_originals: Sequence[ChangedOriginal] = ()
    """Of a form of translations, the originals that others changed meanwhile."""

    def refused(self, trouble: DomainError, now: Callable[[], "SeenForm"] | None = None) -> None:
        """As of every form; where someone else was faster, what is there `now` is shown beside what was typed, and the
        next press writes over that."""
        super().refused(trouble)
        if now is not None and isinstance(trouble, StaleForm):
            self._show_beside(now())

    def has_marks(self, fields: Iterable[Field]) -> bool:
        """Whether the page sent along what it showed in these `fields`; else the form says so, and is refused."""
        if all(field.raw_data for field in fields):
            return True
        self.form_errors.append(_(NO_FORM_VERSION))
        return False

    def name_of(self, field: Field) -> str:
        """What a field is called where it stands by itself."""
        return str(field.label.text)

    def _show_beside(self, now: "SeenForm", *, changed: Mapping[str, bool] = _UNKNOWN) -> None:
        """Show what is there now beside what was typed. `changed`: field → whether someone else changed it, also where
        the form has their words already; of other fields those that differ are shown."""
        self.seen.data = now.seen.data
        self.theirs = [
            (self.name_of(field), _in_words(field))
            for name, field in now._fields.items()
            if not isinstance(field, HiddenField)
            and name in self._fields
            and changed.get(name, _in_words(field) != _in_words(self[name]))
        ]


LONGEST_MARKS = 200_000
"""Characters of the marks of all fields that a form shows; a form with more of them has none."""


class SeveralFieldsForm(SeenForm):
    """Changes several things that others may change meanwhile. Its page says what it showed in each field, by a mark.
    So where someone else was faster, a field that its sender left as it was shows what is there now, and the next press
    does not write over it.

    A form without these marks is refused, as one without `seen` is; what was sent stays in it.
    """

    as_shown = Hidden(validators=[Length(max=LONGEST_MARKS)])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is in order, and the marks are there."""
        is_valid = super().validate(*args, **kwargs)
        return self.has_marks([self.as_shown]) and is_valid

    def hidden_tag(self, *fields: Any) -> Markup:
        """As of every form, with the marks of what its page shows; what was sent keeps those it was sent with."""
        if self.as_shown.raw_data is None:
            self.as_shown.data = self._marks()
        tags: Markup = super().hidden_tag(*fields)
        return tags

    def shows_saved(self, seen: str) -> None:
        """Go on from what was saved just now, of which the mark is `seen`."""
        self.seen.data, self.as_shown.data = seen, self._marks()

    def _show_beside(self, now: SeenForm, *, changed: Mapping[str, bool] = _UNKNOWN) -> None:
        shown = dict(part.partition("=")[::2] for part in self.as_shown.data.split(","))
        there = _filled_in(now)
        for name, field in _filled_in(self).items():
            if name in there and shown.get(name) == _mark(field):
                field.data = there[name].data
                if not isinstance(field, StringField):
                    field.raw_data = None
        if isinstance(now, SeveralFieldsForm):
            self.as_shown.data = now._marks()
        known = {name: shown[name] != _mark(field) for name, field in there.items() if name in shown}
        super()._show_beside(now, changed={**known, **changed})

    def _marks(self) -> str:
        marks = ",".join(f"{name}={_mark(field)}" for name, field in _filled_in(self).items())
        return marks if len(marks) <= LONGEST_MARKS else ""


_FILLED_IN = (StringField, SelectFieldBase, BooleanField, DateField, TimeField, IntegerField)


def _filled_in(form: Form) -> dict[str, Field]:
    """The fields that people see and fill in, without files, by their names."""
    return {
        name: field
        for name, field in form._fields.items()
        if isinstance(field, _FILLED_IN) and not isinstance(field.widget, HiddenInput)
    }


def _mark(field: Field) -> str:
    """A mark of what is in a field."""
    held = "" if field.data is None else str(field.data)
    return hashlib.sha256(held.encode()).hexdigest()[:12]


def _in_words(field: Field) -> str:
    """What a field holds, as its reader would say it."""
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field, SelectFieldBase):
        return listed(choice.label for choice in field.iter_choices() if choice.selected and choice.value)
    if isinstance(field, DateField) and field.data is not None:
        return day(field.data)
    return str(field._value())


class ButtonForm(Form):
    """A form that is only a button."""


class KeyedForm(Form):
    """A form that begins or adds something: its key makes sending it twice the same as once."""

    key = Hidden()

    def renew_key(self, key: str) -> None:
        """Show the form with another key, so that sending it is not a repeat."""
        self.key.raw_data = None
        self.key.process_data(key)

    def validate_key(self, field: Hidden) -> None:
        """A key is 16 to 64 characters of our own making."""
        if not (
            16 <= len(field.data or "") <= 64 and str(field.data).replace("-", "").replace("_", "").isalnum()
        ):
            raise ValidationError(str(STALE))
