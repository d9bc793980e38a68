"""Several comments of the queue, chosen one by one, and one decision for them; what will happen is shown first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.comment_forms import queries as comment_forms
from consult.comment_forms import row_words
from consult.core import jobs
from consult.core.redline import Operation
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.several import SeveralForm
from consult.moderation.views.blueprint import bp
from consult.moderation.views.filters import ListAddress, query, queue_address
from consult.moderation.views.lines import changes, claimed_by, sender_name
from consult.moderation.views.submission_decisions import groups_of
from consult.screening.signals import GROUPS, Group, groups_in
from consult.submissions import labels
from consult.submissions import queries as submitted
from consult.submissions.models import Comment
from consult.web.errors import say
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@dataclass(frozen=True)
class Row:
    """A chosen comment, and what will happen to it."""

    comment: Comment
    path: str
    name: str
    pills: list[tuple[str, str]]
    signals: Mapping[Group, int]
    """The groups of signals that it has, other than similarity, with their numbers."""
    ops: Sequence[Operation]
    proposed: str
    """What it proposes, as a label; "" where nothing."""
    form_row: str
    """The row of a form that it came in, in words."""
    refusal: str
    """Why it cannot be decided on; "" where it can."""


@bp.route("/moderation/several", methods=["GET", "POST"])
def several() -> ResponseReturnValue:
    """One decision for the comments that were chosen in the queue: first what it does to each, then the decision. The
    queue posts the choice where it keeps what was typed here before."""
    require(policy.queue)
    form = SeveralForm(verb=request.args.get("verb", ""))
    verb = form.verb.data if form.verb.data in {"publish", "withhold"} else ""
    is_chosen_again = request.method == "POST" and "shown" not in request.form and "comment" in request.form
    is_decided = form.is_submitted() and not is_chosen_again
    sent = request.form if is_chosen_again else request.args
    names = list(form.seen_of_each()) if is_decided else sent.getlist("comment")[: jobs.MANY]
    comments = queries.chosen(names, me())
    status, left_out = 422 if is_decided else 200, []
    if is_decided and form.validate():
        made = _decide(comments, form, verb)
        if not made.refused:
            if not made.is_pending:
                flash(ngettext("%(num)s comment decided.", "%(num)s comments decided.", len(made.done)))
            return redirect(queue_address(after=""), 303)
        status, left_out = 409, [(_path(one), say(trouble)) for one, trouble in made.refused]
        comments = queries.chosen([path for path, _why in left_out], me())
        form.done = len(made.done)
    rows = _rows(comments, verb)
    form.see_each({row.path: actions.review_token(row.comment) for row in rows if not row.refusal})
    return render_template(
        "moderation/several.html",
        rows=rows,
        with_signals=[row for row in rows if row.signals and not row.refusal],
        signals=_in_all(rows),
        fitting=sum(not row.refusal for row in rows),
        missing=len(set(names)) - len(comments) if not left_out else 0,
        left_out=left_out,
        verb=verb,
        form=form,
        query=query(),
        back=_back(rows, left_out),
        chosen=[("comment", row.path) for row in rows],
        kept=[(name, value) for name, value in ListAddress().arguments.items() if value],
        places=submitted.shown_places(comments, locale_code()),
        labels=labels,
        reasons=reasons,
        section="moderation",
    ), status


def _back(rows: Sequence[Row], left_out: Sequence[object]) -> str:
    """The address of the queue as it was, where these comments are still selected; its first page where the others of
    them are decided."""
    here = queue_address(after="") if left_out else queue_address()
    chosen = urlencode([("comment", row.path) for row in rows])
    return "".join([here, "&" if "?" in here else "?", chosen]) if chosen else here


def _decide(comments: Sequence[Comment], form: SeveralForm, verb: str) -> actions.DecisionsOutcome:
    seen = form.seen_of_each()
    requested = actions.RequestedDecision(
        verb, form.chosen() if verb != "publish" else None, form.explanation.data or ""
    )
    return actions.make_decisions(
        comments, requested, by=me(), seen={one.id: seen[_path(one)] for one in comments}
    )


def _in_all(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Each group of signals of the comments that the decision is about, in words, with those that have some of it."""
    found: dict[Group, list[Row]] = {}
    for row in rows:
        for group in row.signals if not row.refusal else ():
            found.setdefault(group, []).append(row)
    order = list(GROUPS.values())
    known = sorted(found, key=lambda one: order.index(one) if one in order else len(order))
    return [(_(one.label) if one in order else one.label, found[one]) for one in known]


def _path(comment: Comment) -> str:
    return f"{comment.submission.reference}/{comment.number}"


def _rows(comments: Sequence[Comment], verb: str) -> list[Row]:
    summaries, originals = queries.signal_counts(comments), submitted.original_words(comments)
    refusals = actions.refusals(comments, verb or "publish", by=me())
    claimed = queries.claimed_by_others(comments, me())
    form_rows = comment_forms.rows_of([one.id for one in comments])
    rows = []
    for one in comments:
        ops = changes(one.proposal_kind, originals.get(one.id, ""), one.proposal)
        proposed = labels.proposed(one.proposal_kind, one.proposal, is_redline=bool(ops))
        row = Row(
            one,
            _path(one),
            sender_name(one.submission.attribution, one.submission.organisation, one.submission.name),
            [*groups_of(summaries.get(one.id, {})), *claimed_by(claimed.get(one.id, ""))],
            dict(groups_in(summaries.get(one.id, {}))),
            ops,
            proposed and _(proposed),
            row_words.in_words(form_rows[one.id]) if one.id in form_rows else "",
            say(refusals[one.id]) if one.id in refusals else "",
        )
        rows.append(row)
    return rows
