"""The commands of incoming emails."""

import asyncio
import sys
from importlib import import_module

import click
from flask import Blueprint, current_app

from consult.incoming_email import addresses
from consult.web import startup

bp = Blueprint("incoming_email_commands", __name__, cli_group="incoming-email")


@bp.cli.command("lmtp")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address on which to listen.")
@click.option("--port", default=8024, show_default=True, help="The port.")
@click.option("--socket", "path", default="", help="A socket on which to listen instead.")
def lmtp(host: str, port: int, path: str) -> None:
    """Take emails over LMTP from the mail server of this installation."""
    if not addresses.domain():
        sys.exit("no emails are taken: set INCOMING_EMAIL_DOMAIN")
    startup.refuse_other_store(current_app)
    lmtp_server = import_module("consult.incoming_email.lmtp")  # what no other command needs
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    asyncio.run(lmtp_server.serve(app.app_context, host=host, port=port, path=path))
