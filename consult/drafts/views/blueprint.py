"""The blueprint of the pages of drafts, and what all of them share."""

from flask import Blueprint, Response

from consult.core.errors import NotFound
from consult.drafts import policy
from consult.organisations.models import Organisation
from consult.web.guards import me
from consult.web.headers import FILE_CSP

bp = Blueprint("drafts", __name__)


def seen(organisation: Organisation) -> Organisation:
    """The organisation, for those who may know what drafts it has. Raises NotFound."""
    if me() is not None and not policy.see(me(), organisation):
        raise NotFound
    return organisation


def picture_answer(data: bytes, media_type: str) -> Response:
    """A picture of a draft, on which nothing can act."""
    answer = Response(data, mimetype=media_type)
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer
