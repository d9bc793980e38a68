"""Pages that seldom change: help, privacy, accessibility, data and feeds."""

from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from consult.comment_translations.service import host_of
from consult.core.tables.formats import FORMATS
from consult.organisations.rules import RetentionRule
from consult.portal.views.blueprint import bp
from consult.web.cache import Stamp, public_page
from consult.web.guards import open_to_all


def still(**_arguments: Any) -> Stamp:
    """The stamp of a page that only a new release changes."""
    return Stamp("still")


@bp.route("/help")
@public_page(still)
def help_() -> ResponseReturnValue:
    """How to take part, and whom to ask."""
    open_to_all()
    return render_template("portal/help.html")


@bp.route("/accessibility")
@public_page(still)
def accessibility() -> ResponseReturnValue:
    """How well this can be used by everyone, and where it cannot yet."""
    open_to_all()
    return render_template("portal/accessibility.html")


@bp.route("/privacy")
@public_page(still)
def privacy() -> ResponseReturnValue:
    """What is kept of people, how long, and who sees it."""
    open_to_all()
    host = host_of(current_app.config["TRANSLATION_URL"])
    return render_template("portal/privacy.html", translation_host=host, retention=RetentionRule())


@bp.route("/developers")
@public_page(still)
def developers() -> ResponseReturnValue:
    """What machines may read."""
    open_to_all()
    return render_template("portal/developers.html", formats=FORMATS)
