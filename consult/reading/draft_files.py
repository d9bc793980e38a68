"""The draft of a consultation as a Word file and as a PDF, with the line numbers of its page."""

import re
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response, current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import escape

from consult.consultations import addresses, text_language
from consult.consultations.queries import ConsultationRow
from consult.core import storage
from consult.core.errors import NotFound, NotPossible
from consult.documents.paged.blocks import is_page
from consult.documents.writing import sandbox
from consult.documents.writing.sandbox import KINDS, Frame, NoFont
from consult.drafts import queries as drafts
from consult.web import downloads
from consult.web.downloads import Download
from consult.web.formats import colon
from consult.web.moments import moment_in_full
from consult.web.passages import picture_and_rest
from consult.web.text_languages import translated

__all__ = ["KINDS", "answer"]


def answer(consultation: ConsultationRow, kind: str) -> Response:
    """The file, in the language of the text that a page shows. Raises NotFound where there is no draft yet, and
    NotPossible where no font has its letters."""
    version = text_language.version_shown(consultation)
    if version is None:
        raise NotFound
    title = getattr(version, "own_title", "") or version.title or str(translated(consultation, "title"))
    facts = [(_("Draft version"), version.label)]
    if consultation.closes_at is not None:
        facts.append((_("Deadline"), moment_in_full(consultation.closes_at, consultation.timezone)))
    home = current_app.config["PUBLIC_URL"]
    frame = Frame(
        title, str(translated(consultation.organisation, "name")), tuple(facts),
        f"{home}{addresses.text(consultation.slug)}", contents=_("Contents"), figure=_("Figure"), colon=colon(),
        language=version.language, direction=version.direction,
    )  # fmt: skip
    wanted = Download(
        name=f"draft {kind} {consultation.slug} {version.language} {get_locale()}",
        version=f"{version.id} {version.sha256} {sha256(repr(frame).encode()).hexdigest()}",
        file_name=f"{consultation.slug}-{version.language}.{kind}",
        mimetype=KINDS[kind].mimetype,
        rows=sum(drafts.counts(version.id).values()),
        make=partial(_write, kind, frame, version.id),
    )
    try:
        return downloads.answer(wanted)
    except NoFont:
        raise NotPossible(sandbox.NO_FONT) from None


def _write(kind: str, frame: Frame, version_id: int, path: Path) -> None:
    blocks = [
        {
            "kind": one.kind.value, "level": one.level, "number": one.number,
            "title": "" if is_page(one) else one.title, "line": one.line,
            "html": _page(one) if is_page(one) else str(one.html),
        }
        for one in drafts.blocks(version_id)
    ]  # fmt: skip
    path.write_bytes(sandbox.write(kind, frame, blocks, _pictures(version_id, blocks)))


def _page(block: drafts.BlockRow) -> str:
    """The image of a page alone, which shows its text; the text is what describes it."""
    return _ALT.sub(
        lambda _alt: f' alt="{escape(block.text)}"', str(picture_and_rest(block.html)[0]), count=1
    )


_ALT = re.compile(r' alt="[^"]*"')


def _pictures(version_id: int, blocks: Sequence[dict[str, Any]]) -> dict[str, bytes]:
    """Name → bytes of the pictures that the text shows."""
    text = "".join(one["html"] for one in blocks if "<img" in one["html"])
    return {one.name: storage.get(one.storage_key) for one in drafts.figures(version_id) if one.name in text}
