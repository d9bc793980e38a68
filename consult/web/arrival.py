"""When a request had reached us, which is what counts for a deadline: not when we got round to it.

In a crowd requests wait in line before a worker takes them up. A trusted proxy that reads each request whole before it
hands it on can say when that was, in a header of its own ("t=1764064800.123", as nginx writes with `t=$msec`); it has
to overwrite whatever a client sends under that name. Without such a proxy it is when the worker had read it.
"""

import re
from datetime import UTC, datetime, timedelta

from flask import current_app, request

from consult.core import clock

LONGEST_LINE = timedelta(minutes=2)
"""What a proxy says lies longer ago is not believed: it would have given up before."""

_SAID = re.compile(r"(?:t=)?(\d{10})(\.\d{1,6})?", re.ASCII)


def received_at() -> datetime:
    """The moment at which the whole of this request had reached us."""
    if request.method == "POST":
        request.form.get("key")  # read to its end
    now = clock.now()
    header = current_app.config["ARRIVAL_HEADER"]
    said = _SAID.fullmatch(request.headers.get(header, "")) if header else None
    if said is None:
        return now
    at = datetime.fromtimestamp(int(said[1]), UTC) + timedelta(seconds=float(said[2] or 0))
    return at if now - LONGEST_LINE <= at <= now else now
