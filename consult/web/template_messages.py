"""How templates look up their messages: once for each page, not at each of them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import g, has_app_context
from flask_babel import Domain
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from consult.core import bidi
from consult.core.translatable import ContextLabel
from consult.web.page_language import is_right_to_left


class TemplateWords(Domain):  # type: ignore[misc]
    """The words of the page's language, looked up once a page and not at each of them."""

    def gettext(self, string: str, **variables: Any) -> str:
        """A message in the page's language; a label that was marked with a context in that."""
        if isinstance(string, ContextLabel):
            return str(self.pgettext(string.context, string, **variables))
        found = str(self.get_translations().ugettext(string))
        return found % variables if variables else found

    def get_translations(self) -> Any:
        """Those of this page; where a language is forced for an email, those of the email (flask_babel empties
        `babel_translations` for its time)."""
        try:
            found = g._flask_babel.babel_translations
        except (AttributeError, RuntimeError):  # not looked up yet; no page
            found = None
        if found is None:
            found = super().get_translations()
            if has_app_context():
                g._flask_babel.babel_translations = found
        return found


@lru_cache(maxsize=4096)
def _pattern(translations: Any, context: str | None, words: str, is_html: bool) -> str:
    """A message in one language, to be filled in."""
    said = translations.ugettext(words) if context is None else translations.upgettext(context, words)
    return Markup(said) if is_html else str(said)  # noqa: S704 -- as templates take their messages


@lru_cache(maxsize=4096)
def _without_values(translations: Any, context: str | None, words: str, is_html: bool) -> str:
    return _pattern(translations, context, words, is_html) % {}


def gettext_of(domain: TemplateWords) -> Callable[..., str]:
    """`gettext` of templates: as Jinja makes it, but each message of each language is looked up and made HTML once."""

    @pass_context
    def gettext(page: Context, words: str, /, **values: Any) -> str:
        context = words.context if isinstance(words, ContextLabel) else None
        known = domain.get_translations(), context, str(words), bool(page.eval_ctx.autoescape)
        if "reference" in values:
            values["reference"] = _in_order(values["reference"])
        return _pattern(*known) % values if values else _without_values(*known)

    return gettext


def _in_order(reference: object) -> object:
    """A public number in a sentence, its parts in their order: behind Arabic letters "234-5K7" is read as "5K7-234"."""
    if isinstance(reference, Markup) or not is_right_to_left():
        return reference
    return bidi.isolated(str(reference))


def message_in_order(message: str) -> str:
    """A message after an action (`flash`), the public numbers in it in their order."""
    return bidi.with_isolated_numbers(message) if is_right_to_left() else message
