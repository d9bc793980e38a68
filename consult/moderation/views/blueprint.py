"""The blueprint of moderation, and the comment that an address names."""

from flask import Blueprint

from consult.moderation import actions, policy, queries
from consult.submissions.models import Comment
from consult.web.guards import me, require

bp = Blueprint("moderation", __name__)


def load(reference: str, number: int) -> Comment:
    """The comment, for a moderator of its consultation. Raises NotFound."""
    require(policy.queue)
    return queries.comment(reference, number, me())


now = actions.now
