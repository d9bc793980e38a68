"""A whole submission, and one decision for all its comments."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.attachments import queries as attachments
from consult.core import jobs
from consult.core.errors import NotPossible
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.several import AllForm
from consult.moderation.views.blueprint import bp
from consult.moderation.views.lines import is_unchecked, sender_name, similar_words
from consult.screening import signals
from consult.stakeholders.descriptions import is_unconfirmed_for_states
from consult.submissions import labels
from consult.submissions import queries as submitted
from consult.submissions.models import Submission
from consult.web.errors import say
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/moderation/<reference>", methods=["GET", "POST"])
def decide_all(reference: str) -> ResponseReturnValue:
    """Every comment of a submission, and one decision for all that it touches; what it touches is shown first."""
    require(policy.queue)
    submission = queries.submission(reference, me())
    require(policy.read, submission.consultation)
    if request.method == "POST":
        require(policy.decide_all, submission)
    comments = queries.comments_of(submission)
    form = AllForm(verb=request.args.get("verb", ""))
    verb = form.verb.data if form.verb.data in {"publish", "withhold", "remove"} else ""
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            return _decide(submission, verb, form)
        except NotPossible as trouble:
            form.form_errors.append(say(trouble))
            status, comments = 409, queries.comments_of(queries.submission(reference, me()))
    touched = {name: queries.affected_comments(name, comments) for name in ("publish", "withhold", "remove")}
    summaries = queries.signal_counts(comments)
    return render_template(
        "moderation/decide_all.html",
        submission=submission,
        consultation=submission.consultation,
        is_unconfirmed_for_states=is_unconfirmed_for_states(submission),
        name=sender_name(
            submission.attribution.value if submission.attribution else "",
            submission.organisation,
            submission.name,
        ),
        is_unchecked=is_unchecked(submission),
        address=_(labels.address_state(submission)),
        rows=[(one, groups_of(summaries.get(one.id, {}))) for one in comments],
        touched={name: [one.number for one in found] for name, found in touched.items()},
        shown=",".join(f"{one.number}:{one.last_edition}" for one in touched.get(verb, [])),
        verb=verb,
        pending=queries.pending_by(me()),
        is_job=len(touched.get(verb, [])) > jobs.MANY,
        job=jobs.unfinished(actions.key_of(submission)),
        can_decide=policy.decide_all(me(), submission),
        form=form,
        places=submitted.shown_places(comments, locale_code()),
        labels=labels,
        attached=len(attachments.kept_of_submission(submission.id)),
        reasons=reasons,
        section="moderation",
    ), status


def _decide(submission: Submission, verb: str, form: AllForm) -> ResponseReturnValue:
    """At once, or by a job where there are many. Raises NotPossible."""
    shown = form.pairs()
    reason = form.chosen() if verb != "publish" else None
    requested = actions.RequestedDecision(verb, reason, form.explanation.data or "")
    if len(shown) > jobs.MANY or jobs.unfinished(actions.key_of(submission)) is not None:
        job = actions.start_deciding(submission, requested, by=me(), shown=shown)
        return redirect(url_for("organisations.job", reference=job.reference), 303)
    made = actions.decide_all(submission, requested, by=me(), shown=shown)
    if not made.is_pending:
        flash(ngettext("%(num)s comment decided.", "%(num)s comments decided.", len(made.done)))
    return redirect(url_for("moderation.decide_all", reference=submission.reference), 303)


def groups_of(summary: Mapping[str, int]) -> list[tuple[str, str]]:
    """What was noticed, as pills: words and tone."""
    found: list[tuple[str, str]] = [
        (_(group.label), group.severity) for group, _number in signals.groups_in(summary)
    ]
    alike = summary.get("alike", 0)
    return found + ([(similar_words(alike), "plain")] if alike else [])
