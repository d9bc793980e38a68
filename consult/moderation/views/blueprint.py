"""The blueprint of moderation, and the comment that an address names."""

from flask import Blueprint, url_for

from consult.moderation import actions, policy, queries
from consult.submissions.models import Comment
from consult.web.guards import me, require

bp = Blueprint("moderation", __name__)


def load(reference: str, number: int) -> Comment:
    """The comment, for a moderator of its consultation. Raises NotFound."""
    require(policy.queue)
    return queries.comment(reference, number, me())


@bp.app_template_global()
def moderation_address(path: str, view: str = "review") -> str:
    """The address of a page or form about a comment, named by its public reference ("K7R-4M2-XP9/2")."""
    reference, _slash, number = path.partition("/")
    return url_for(f"moderation.{view}", reference=reference, number=number)


review_token = actions.review_token
