"""Pages of one reader that are compressed nevertheless: those that repeat nothing of what their address says.

Where an address chooses words that the page repeats, the size of the compressed page tells whether the page has them
elsewhere too, and who sees many sizes can read it (`cache` says more). A page whose address only chooses among a few
that this server knows tells nothing by its size.
"""

import gzip

from flask import Response, request

from consult.web.page_parts import WELL


def takes_gzip() -> bool:
    """Whether the reader takes what is compressed; who says how much of each is wanted may want nothing of it."""
    told = request.headers.get("Accept-Encoding", "")
    return "gzip" in told and (";" not in told or request.accept_encodings["gzip"] > 0)


def pack(answer: Response, **known: bool) -> Response:
    """Compress a page, where the reader takes that and its address says nothing but what is `known`: argument →
    whether its value is one of those that this server has."""
    if takes_gzip() and all(known.get(name, False) for name in request.args):
        answer.set_data(gzip.compress(answer.get_data(), WELL))
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer
