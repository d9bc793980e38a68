"""A service that translates, asked in the way of LibreTranslate: POST /translate. No database, no request.

It is someone else's program: it may be down, slow, refuse, or answer anything.
"""

import http.client
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from consult.core.errors import NotPossible
from consult.core.translatable import N_

SECONDS = 8
"""How long someone waits for a translation at most."""

LARGEST_ANSWER = 1024 * 1024
"""Bytes of an answer that are read."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """Where it is asked, and with which key: "" for none."""

    url: str
    key: str = ""


class ServiceFailed(NotPossible):
    """The service gave no translation."""


SILENT = N_("The translation service does not answer. Nothing was changed. Try again later.")
REFUSES = N_(
    "The translation service refused the request. Nothing was changed. Tell the operator of this site."
)
AT_ITS_LIMIT = N_("The translation service takes no more requests now. Nothing was changed. Try again later.")
OTHER_LANGUAGES = N_(
    "The translation service does not translate this text between these languages. Nothing was changed."
)
UNREADABLE = N_("The answer of the translation service could not be read. Nothing was changed.")

_TROUBLE = {400: OTHER_LANGUAGES, 401: REFUSES, 403: REFUSES, 413: OTHER_LANGUAGES, 429: AT_ITS_LIMIT}


def translate(of: Service, texts: Sequence[str], source: str, target: str) -> list[str]:
    """These texts in another language. Raises ServiceFailed."""
    said = {"q": list(texts), "source": _known(source), "target": _known(target), "format": "text"}
    status, body = _ask(of, "POST", "/translate", said | ({"api_key": of.key} if of.key else {}))
    if status != 200:
        log.warning("the translation service answered %s", status)
        raise ServiceFailed(_TROUBLE.get(status, SILENT))
    try:
        results = json.loads(body)["translatedText"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ServiceFailed(UNREADABLE) from None
    if not _is_list_of_texts(results, len(texts)):
        raise ServiceFailed(UNREADABLE)
    return [one.encode("utf-8", "replace").decode().replace("\x00", "") for one in results]  # no half letters


def languages(of: Service) -> list[str]:
    """The codes of the languages that it translates from. Raises ServiceFailed."""
    status, body = _ask(of, "GET", "/languages", None)
    if status != 200:
        raise ServiceFailed(_TROUBLE.get(status, SILENT))
    try:
        return [str(one["code"]) for one in json.loads(body)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ServiceFailed(UNREADABLE) from None


def host_of(url: str) -> str:
    """The host of the address of a service; the address itself where it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _known(language: str) -> str:
    """A language as the service names it: without its country."""
    return language.partition("-")[0]


def _is_list_of_texts(found: Any, number: int) -> bool:
    return isinstance(found, list) and len(found) == number and all(isinstance(one, str) for one in found)


def _ask(of: Service, method: str, path: str, said: dict[str, Any] | None) -> tuple[int, bytes]:
    """The status and the body of the answer, all of it within SECONDS. Redirects are not followed."""
    ends = time.monotonic() + SECONDS
    body = json.dumps(said).encode() if said is not None else None
    connection = None
    try:
        address = urlsplit(of.url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=SECONDS)
        connection.request(
            method, address.path.rstrip("/") + path, body, {"Content-Type": "application/json"}
        )
        sock = connection.sock
        answer = connection.getresponse()
        read = bytearray()
        while True:
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if sock is not None:
                sock.settimeout(left)
            piece = answer.read1(65536)
            if not piece:
                return answer.status, bytes(read)
            read += piece
            if len(read) > LARGEST_ANSWER:
                raise ServiceFailed(UNREADABLE)
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        log.warning("the translation service does not answer: %s", type(trouble).__name__)
        raise ServiceFailed(SILENT) from None
    finally:
        if connection is not None:
            connection.close()
