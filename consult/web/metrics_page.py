"""The page /metrics, which Prometheus reads."""

import hmac

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from consult.core import metrics
from consult.core.errors import NotFound
from consult.web.guards import open_to_all

bp = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    """Answer at /metrics."""
    app.register_blueprint(bp)


@bp.route("/metrics")
def read() -> ResponseReturnValue:
    """All measures, for the person who sends the token of METRICS_TOKEN; without that setting there is nothing here."""
    open_to_all()
    token: str = current_app.config["METRICS_TOKEN"]
    if not token:
        raise NotFound
    said = request.headers.get("Authorization", "")
    if not hmac.compare_digest(said.encode(), f"Bearer {token}".encode()):
        refused = Response("The token of METRICS_TOKEN is needed.\n", 401, mimetype="text/plain")
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return Response(metrics.text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
