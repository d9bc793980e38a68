"""Reading a file that may be a filled form: in an isolated process, then as a form where one is recognised."""

import hashlib

from consult.comment_forms.recognition import NotRecognised, columns_of
from consult.consultations.models import Consultation
from consult.documents.blocks import Source, Unreadable
from consult.documents.tables import sandbox
from consult.documents.tables.table import NO_TABLE
from consult.form_uploads import understanding
from consult.form_uploads.actions import UploadedFile
from consult.form_uploads.understanding import UnderstoodFile


def read_file(
    source: Source, consultation: Consultation, *, is_of_staff: bool
) -> tuple[UploadedFile, UnderstoodFile | None]:
    """The tables of a file, and its rows where it is known what its columns hold. Raises Unreadable for one that cannot
    be read, has no table, or too many rows."""
    sha256 = hashlib.sha256(source.data).hexdigest()
    tables = sandbox.parse(source)
    understood: UnderstoodFile | None = None
    try:
        understood = understanding.understand(tables, sha256, consultation)
        understanding.check_size(understood.found, is_of_staff=is_of_staff)
    except NotRecognised:
        if sum(bool(one.heading) for one in columns_of(tables)) < 2:
            raise Unreadable(NO_TABLE) from None
    return UploadedFile(source.name, len(source.data), sha256, tables), understood
