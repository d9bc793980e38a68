"""A calendar file (RFC 5545) of moments. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from consult.core.multilingual import Words


@dataclass(frozen=True)
class Moment:
    """One entry: `uid` stays the same when the moment moves, `sequence` rises."""

    uid: str
    at: datetime
    title: str
    words: str
    url: str
    stamped_at: datetime
    """When something about it last changed."""
    sequence: int = 0
    is_cancelled: bool = False


def write(name: str, moments: Iterable[Moment], language: str) -> str:
    """The file, with the line ends and folds that calendars expect; `language`: that in which it says what is not text
    of an organisation."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//consult//calendar//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for moment in moments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{moment.uid}",
            f"DTSTAMP:{_utc(moment.stamped_at)}",
            f"LAST-MODIFIED:{_utc(moment.stamped_at)}",
            f"SEQUENCE:{moment.sequence}",
            f"DTSTART:{_utc(moment.at)}",
            f"SUMMARY;LANGUAGE={_language(moment.title, language)}:{_text(moment.title)}",
            f"DESCRIPTION;LANGUAGE={_language(moment.words, language)}:{_text(moment.words)}",
            f"URL:{moment.url}",
            f"STATUS:{'CANCELLED' if moment.is_cancelled else 'CONFIRMED'}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _language(words: str, language: str) -> str:
    """That of a text where it says it."""
    return words.language if isinstance(words, Words) and words.language else language


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    safe = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(safe.splitlines())


def _folded(line: str) -> str:
    """`line` in parts of at most 75 bytes, never cut inside of a character."""
    parts: list[bytes] = []
    part = b""
    for letter in line:
        data = letter.encode()
        if len(part) + len(data) > (75 if not parts else 74):
            parts.append(part)
            part = b""
        part += data
    return "\r\n ".join(piece.decode() for piece in [*parts, part])
