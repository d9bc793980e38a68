"""Which practices an organisation requires before a step, read from what is stored. Pure."""

from collections.abc import Mapping
from typing import Any

STEPS = ("approve", "publish")
"""What a practice can be required for: the approval of a consultation, the publication of a response."""


def read(stored: Any) -> tuple[dict[str, str], bool]:
    """Practice id → its step, and whether all that is stored could be read; what is of another shape is left out."""
    if not isinstance(stored, Mapping):
        return {}, False
    steps = {key: step for key, step in stored.items() if step in STEPS}
    return steps, len(steps) == len(stored)
