"""The addresses that the workbench and the pages below it had before."""

from urllib.parse import quote

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.responses.views.blueprint import bp
from consult.web.guards import open_to_all


@bp.route("/consultations/<slug>/answers", methods=["GET", "POST"])
@bp.route("/consultations/<slug>/answers/<path:rest>", methods=["GET", "POST"])
def old_address(slug: str, rest: str = "") -> ResponseReturnValue:
    """Links to it, and forms of pages that the version before made, lead to the same page under `/responses`."""
    open_to_all()
    address = url_for(".workbench", slug=slug) + (f"/{quote(rest)}" if rest else "")
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{query}" if query else address, 308)
