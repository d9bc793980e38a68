"""`flask submissions …`"""

import json
import sys

import click
from flask import Blueprint

from consult.consultations import queries as consultations
from consult.core.commands import Command
from consult.core.errors import NotFound
from consult.submissions import queries, tallies
from consult.submissions.models import Submission

bp = Blueprint("submissions-cli", __name__, cli_group="submissions")


def _plain(submission: Submission) -> dict[str, object]:
    return {
        "reference": submission.reference,
        "consultation": submission.consultation.slug,
        "state": submission.state,
        "route": submission.route,
        "received_at": submission.received_at.isoformat(),
        "sent_again_at": submission.sent_again_at.isoformat() if submission.sent_again_at else None,
        "is_late": submission.is_late,
        "attribution": submission.attribution,
        "capacity": submission.capacity,
        "is_confirmed": submission.is_confirmed,
        "category": submission.category,
        "country": submission.country,
        "comments": [
            {
                "number": comment.number,
                "subject": comment.subject,
                "place": comment.place,
                "type": comment.type,
                "edition": comment.edition,
                "sent_again_at": comment.sent_again_at.isoformat() if comment.sent_again_at else None,
                "moderation": comment.moderation,
                "reason": comment.reason,
            }
            for comment in queries.comments_of(submission)
        ],
    }


@bp.cli.command("show", cls=Command)
@click.argument("reference")
def show(reference: str, as_json: bool) -> None:
    """Show the submission REFERENCE and the status of each comment, without names and texts."""
    try:
        found = _plain(queries.by_reference(reference))
    except NotFound:
        sys.exit(f"there is no submission {reference}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    comments: list[dict[str, object]] = found.pop("comments")  # type: ignore[assignment]
    for name, value in found.items():
        click.echo(f"{name}\t{value}")
    for comment in comments:
        click.echo(f"{reference}/{comment['number']}\t{comment['moderation']}\t{comment['place']}")


@bp.cli.command("recount", cls=Command)
@click.argument("slug")
def recount(slug: str, as_json: bool) -> None:
    """Count the rows of the consultation SLUG again and correct the stored counts."""
    try:
        consultation = consultations.public(slug)
    except NotFound:
        sys.exit(f"there is no public consultation {slug}")
    was_wrong = tallies.recount(consultation.id)
    totals = queries.totals(consultation.id)
    counts = {
        "was_wrong": was_wrong,
        "adds_up": totals.adds_up,
        "received": totals.received,
        "published": totals.visible,
        "withheld": totals.withheld,
        "removed": totals.removed,
        "withdrawn": totals.withdrawn,
        "pending": totals.pending,
        "submissions": totals.submissions,
        "late": totals.late,
    }
    click.echo(json.dumps(counts) if as_json else "\n".join(f"{k}\t{v}" for k, v in counts.items()))
