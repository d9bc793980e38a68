"""Public copies of attachments: downloads on which nothing can act, from a host of their own where one is set."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from consult.attachments import addresses, labels, queries, served
from consult.core.errors import NotFound
from consult.web.guards import open_to_all

bp = Blueprint("attachments", __name__)


@bp.route("/files/<reference>/<name>")
def public_file(reference: str, name: str) -> ResponseReturnValue:
    """Download the published copy of an attachment; under an older name, or on another host, its address leads on."""
    open_to_all()
    found = queries.public(reference)
    if name != found.public_name or _is_elsewhere():
        return redirect(addresses.public_address(found), 302)
    return served.public_copy(found)


def _files_host() -> str:
    return urlsplit(str(current_app.config["FILES_URL"])).netloc


def _is_elsewhere() -> bool:
    """Whether public copies have a host of their own, and this request asked another one."""
    host = _files_host()
    return bool(host) and request.host != host


@bp.before_app_request
def only_files_on_their_host() -> None:
    """The host of public copies has nothing else: no page that a file could pretend to be."""
    host = _files_host()
    if host and request.host == host and request.endpoint != "attachments.public_file":
        raise NotFound


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        public_address=addresses.public_address,
        check_state=labels.state_of_check,
        can_deliver=queries.is_deliverable,
        filed_state=labels.state_of_filed,
    )
