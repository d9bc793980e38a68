"""What writes forms as workbooks in the process that has nothing to lose. All code is loaded with this module."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from consult.comment_forms.writing import samples, xlsx_file


def write(
    files: Sequence[BinaryIO],  # noqa: ARG001 -- as every such function; there are none
    head: dict[str, Any],
    table: dict[str, Any],
) -> Iterator[bytes]:
    """The form as a file."""
    yield xlsx_file.write(head, table)


xlsx_file.write(samples.HEAD, samples.TABLE)
