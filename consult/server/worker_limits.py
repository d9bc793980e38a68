"""How much a client may take of one worker process."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes; each for one worker process."""

    threads: int = 4
    """Requests that are answered at a time."""
    largest_body: int = 30 * 1024 * 1024
    large_body: int = 256 * 1024
    """A request with a body of this size counts as large, as one with files does. Those never have all threads."""
    body_grace: float = 10.0
    """How long a body may take before its rate counts."""
    body_rate: float = 4096.0
    """Bytes a second that a body has to arrive with after that."""
    body_longest: float = 600.0
    most_bodies: int = 256
    """Bodies that are received at a time; one more ends the oldest."""
    send_seconds: float = 60.0
    """How long the client may take to accept a further piece of an answer."""
    stuck_seconds: float = 90.0
    """How long all threads may be busy with one request each before the process counts as hung; or all that large ones
    may have, while another large one waits."""


def of(config: Any, threads: int) -> Limits:
    """The limits that the application's settings ask for."""
    return Limits(
        threads=threads,
        largest_body=config.MAX_CONTENT_LENGTH,
        body_grace=config.BODY_SECONDS,
        body_rate=config.BODY_BYTES_PER_SECOND,
        stuck_seconds=config.WORKER_STUCK_SECONDS,
    )
