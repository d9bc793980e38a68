"""What comes in, before anything reads it: without NUL, which is no one's honest text and PostgreSQL cannot hold.

In an address it is refused; out of a form it is left away, so that nothing else of what was typed is lost.
Files go to the disk as they come, into the data folder: a temporary folder of the system may lie in memory.
"""

import tempfile
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request, abort, current_app, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from consult.web.request_sizes import VALUE, LimitedFields, held_back

_SMALL = 1 << 16
"""Bytes of a file that are kept in memory."""

_Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class _WithoutNul(FormDataParser):
    """Reads forms and the names of files."""

    def parse(self, stream: IO[bytes], mimetype: str, *args: Any, **kwargs: Any) -> _Parsed:
        """What was sent: the rest of the stream, fields, files. Raises RequestEntityTooLarge."""
        if mimetype == "application/x-www-form-urlencoded":
            stream = held_back(stream, self.max_form_memory_size)
        stream, fields, files = super().parse(stream, mimetype, *args, **kwargs)
        if any("\x00" in name + value for name, value in fields.items(multi=True)):
            fields = self.cls([(_clean(name), _clean(value)) for name, value in fields.items(multi=True)])
        for file in files.values():
            file.filename = _clean(file.filename)[-VALUE:] if file.filename else file.filename
        return stream, fields, files


def _clean(text: str) -> str:
    return text.replace("\x00", "")


class _IncomingRequest(Request):
    """A request as the application reads it."""

    form_data_parser_class = _WithoutNul

    def make_form_data_parser(self) -> FormDataParser:
        """What reads forms, into fields that are measured when they are read by name."""
        parser = super().make_form_data_parser()
        parser.cls = LimitedFields
        return parser

    def _load_form_data(self) -> None:
        """Read the form, once: one that was refused is empty from then on, and not what is left of it."""
        try:
            super()._load_form_data()
        except HTTPException:
            self.__dict__.update(form=LimitedFields(), files=ImmutableMultiDict())
            raise

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        """A file without a name, gone when it is closed or this process ends; a small one stays in memory."""
        folder = Path(current_app.config["DATA_DIR"]) / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(_SMALL, "w+b", dir=str(folder))  # noqa: SIM115 -- the form closes it
        return kept


def register(app: Flask) -> None:
    """Keep NUL out of all that `app` reads."""
    app.request_class = _IncomingRequest

    @app.before_request
    def no_nul() -> None:
        if "\x00" in request.path or any("\x00" in value for _name, value in request.args.items(multi=True)):
            abort(400)
