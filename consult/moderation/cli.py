"""`flask moderation …`: the queue and its decisions for a secretariat's scripts."""

import json
import sys
from typing import Any

import click
from flask import Blueprint

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.core.commands import Command
from consult.core.errors import DomainError
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries, spans
from consult.moderation.models import Reason
from consult.moderation.queries import Filters, Item
from consult.submissions.models import Comment

bp = Blueprint("moderation-cli", __name__, cli_group="moderation")

VERBS = ("publish", "redact", "withhold", "remove")


def _account_of(email: str) -> User:
    user = accounts.by_email(email)
    if user is None:
        sys.exit(f"there is no account with the email address {email}")
    return user


def _plain(item: Item) -> dict[str, Any]:
    return {
        "comment": item.path,
        "organisation": item.organisation,
        "is_confirmed": item.is_confirmed,
        "address": item.address,
        "place": item.place,
        "type": item.type.value,
        "words": item.words,
        "filed_at": item.at.isoformat(),
        "moderation": item.moderation.value,
        "signals": dict(item.summary),
        "is_late": item.is_late,
        "is_sent_again": item.is_sent_again,
        "is_own": item.is_own,
    }


@bp.cli.command("queue", cls=Command)
@click.option("--email", required=True, help="Email address of the moderator.")
@click.option(
    "--show",
    type=click.Choice(["waiting", "mine", "objections", "signals", "quarantine", "decided"]),
    default="waiting",
    help="Which comments: pending, claimed, with an objection, with signals, or recently decided.",
)
@click.option("--consultation", default="", help="Only comments of the consultation with this short address.")
@click.option("--after", default="", help='The value "after" of the previous page.')
def queue(email: str, show: str, consultation: str, after: str, as_json: bool) -> None:
    """List one page of the moderation queue: 50 comments, oldest first."""
    page = queries.queue(_account_of(email), Filters(show, consultation), after)
    rows = [_plain(item) for item in page.rows]
    if as_json:
        click.echo(json.dumps({"comments": rows, "after": page.after}, ensure_ascii=False))
        return
    for row in rows:
        noticed = " ".join(f"{name}:{number}" for name, number in row["signals"].items())
        click.echo(
            f"{row['comment']}\t{row['filed_at'][:16]}\t{noticed or '-'}\t{' '.join(row['words'].split())}"
        )


@bp.cli.command("decide", cls=Command)
@click.argument("reference")
@click.option("--verb", type=click.Choice(VERBS), required=True, help="The decision.")
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason]),
    default=None,
    help="Required unless the comment is published.",
)
@click.option("--explanation", default="", help="Explanation to the submitter.")
@click.option("--words", multiple=True, help="Words to redact, wherever they occur; can be repeated.")
@click.option("--email", required=True, help="Email address of the moderator who decides.")
def decide(
    reference: str,
    verb: str,
    reason: str | None,
    explanation: str,
    words: tuple[str, ...],
    email: str,
    as_json: bool,
) -> None:
    """Decide on the comment REFERENCE, for example K7R-4M2-XP9/2."""
    user = _account_of(email)
    submission, _slash, number = reference.partition("/")
    try:
        comment = queries.comment(submission, int(number) if number.isdecimal() else 0, user)
        made = _decide(comment, verb, Reason(reason) if reason else None, explanation, words, user)
    except DomainError as trouble:
        sys.exit(str(trouble) or f"{email} moderates no comment {reference}")
    told = {"comment": reference, "verb": verb, "from": made.from_state.value, "to": made.to_state.value}
    click.echo(json.dumps(told) if as_json else f"{reference}: {told['from']} → {told['to']}")


def _decide(
    comment: Comment, verb: str, reason: Reason | None, explanation: str, words: tuple[str, ...], user: User
) -> Any:
    if verb == "publish":
        return actions.publish(comment, by=user, explanation=explanation, seen=NO_PAGE)
    if reason is None:
        sys.exit("this decision needs a --reason")
    if verb == "redact":
        texts = comment.texts
        places = [span for one in words for span in spans.of_words(one, reason, texts)]
        return actions.redact(comment, places, by=user, explanation=explanation, seen=NO_PAGE)
    act = actions.withhold if verb == "withhold" else actions.remove
    return act(comment, reason, by=user, explanation=explanation, seen=NO_PAGE)
