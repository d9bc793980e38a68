"""What writes forms as Word files in the process that has nothing to lose. All code is loaded with this module."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from consult.comment_forms.writing import docx_file, samples


def write(
    files: Sequence[BinaryIO],  # noqa: ARG001 -- as every such function; there are none
    head: dict[str, Any],
    table: dict[str, Any],
) -> Iterator[bytes]:
    """The form as a file."""
    yield docx_file.write(head, table)


docx_file.write(samples.HEAD, samples.TABLE)
