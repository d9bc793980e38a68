"""Pages for when nothing else works: they need neither database nor session, and keep what was typed.

Their few most needed words are here in each of the UN's six languages, so that they are understood whatever languages
are installed. Everything else goes through the catalogues, where there is one for the reader's language.
"""

from collections.abc import Iterable
from typing import NamedTuple

from flask import Response, current_app, request, session
from flask_babel import force_locale, get_domain

from consult.web import form_after_sign_in, resent_requests
from consult.web.request_limits import beginning


class Words(NamedTuple):
    """What a reader needs most, in one language."""

    direction: str
    kept: str
    """That what was typed is kept on the page, and what to press."""
    button: str
    later: str
    """What to do where nothing was typed."""


WORDS = {
    "en": Words(
        "ltr",
        "Your text is kept on this page. Wait a minute, then select “Submit again”.",
        "Submit again",
        "Try again in a few minutes.",
    ),
    "fr": Words(
        "ltr",
        "Ce que vous avez écrit est conservé sur cette page. Attendez une minute, puis appuyez sur"
        " « Envoyer de nouveau ».",
        "Envoyer de nouveau",
        "Veuillez réessayer dans quelques minutes.",
    ),
    "es": Words(
        "ltr",
        "Lo que escribió se conserva en esta página. Espere un minuto y pulse «Enviar de nuevo».",
        "Enviar de nuevo",
        "Inténtelo de nuevo en unos minutos.",
    ),
    "ru": Words(
        "ltr",
        "Введённый вами текст сохранён на этой странице. Подождите минуту и нажмите «Отправить ещё раз».",
        "Отправить ещё раз",
        "Пожалуйста, повторите попытку через несколько минут.",
    ),
    "zh": Words(
        "ltr",
        "您输入的内容保留在本页上。请稍等一分钟，然后按“再次发送”。",
        "再次发送",
        "请几分钟后再试。",
    ),
    "ar": Words(
        "rtl",
        "ما كتبتموه محفوظ في هذه الصفحة. انتظروا دقيقة، ثم اضغطوا «إرسال مرة أخرى».",
        "إرسال مرة أخرى",
        "يرجى المحاولة مرة أخرى بعد بضع دقائق.",
    ),
}  # fmt: skip

UNREAD = frozenset(
    {
        form_after_sign_in.TOKEN, resent_requests.FIELD, "sheet", "key", "seen", "confirmed", "shown", "next", "kept",
        "edition",
        "decision", "comments", "objections", "verb", "offered", "start", "end",
    }
)  # fmt: skip
"""Fields that no one types: they go along, and are not shown."""


def readable(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (name, value) of `fields` that someone typed or chose."""
    return [(name, value) for name, value in fields if name not in UNREAD]


LONGEST_TAG = 20
"""Characters of the name of a language."""


def language() -> str:
    """The language of WORDS that was asked for, is remembered in the browser, or is the browser's own."""
    asked = [beginning(request.args, "lang", LONGEST_TAG), str(session.get("language", ""))]
    liked = [wish.split("-")[0].lower() for wish, _weight in request.accept_languages]
    return next((tag for tag in [*asked, *liked] if tag in WORDS), "en")


def page(status: int, **told: bool) -> Response:
    """The page of an error on our side, with what was typed still in it."""
    shown = [one for one in form_after_sign_in.typed(with_token=True) if one[0] != resent_requests.FIELD]
    if shown:
        shown.append((resent_requests.FIELD, resent_requests.seal()))
    path = request.full_path.rstrip("?")  # the place a comment is about stands in its query
    own = language()
    with force_locale(own):
        spoken = own if _is_translated() else "en"
    with force_locale(spoken):
        words = current_app.jinja_env.get_template(f"errors/{status}.html").render(
            typed=shown, path=path, spoken=spoken, own=own, words=WORDS,
            **{"is_slow": False, "has_wrong_clock": False} | told,
        )  # fmt: skip
    answer = Response(words, status, mimetype="text/html")
    answer.headers["Retry-After"] = "30"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_translated() -> bool:
    """Whether there is a catalogue for the present language."""
    return bool(getattr(get_domain().get_translations(), "files", ()))
