"""The blueprint of the portal, and the stamp of its pages over all consultations."""

from typing import Any

from flask import Blueprint

from consult.portal import queries
from consult.web.cache import Stamp

bp = Blueprint("portal", __name__)


def all_stamp(**_arguments: Any) -> Stamp:
    """The stamp of every page over all consultations."""
    found = queries.stamp()
    return Stamp(found.value, found.until)
