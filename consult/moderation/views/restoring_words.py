"""Showing hidden words again: a page of its own, where it is read first and confirmed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.core.errors import NotPossible
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.redacting import RestoreWordsForm
from consult.moderation.models import Decision
from consult.moderation.views.blueprint import bp, load, review_token
from consult.moderation.views.filters import query
from consult.submissions.models import Comment
from consult.web.guards import me, require


@bp.route("/moderation/<reference>/<int:number>/restoring-words", methods=["GET", "POST"])
def restore_words(reference: str, number: int) -> ResponseReturnValue:
    """Which hidden words of a published comment the public can read again."""
    comment = load(reference, number)
    require(policy.restore_words, comment)
    form = _form(comment)
    if form.validate_on_submit():
        try:
            requested = actions.RequestedDecision(
                "restore_words", explanation=form.explanation.data or "", redactions=tuple(form.chosen())
            )
            made = actions.make_decision(comment, requested, by=me(), seen=form.seen())
        except NotPossible as trouble:
            form.refused(trouble)
            comment = load(reference, number)
            form.see(review_token(comment))
            form.confirmed.data = False
        else:
            if isinstance(made, Decision):
                flash(_("Words restored. They are public again."))
            return redirect(url_for("moderation.review", reference=reference, number=number) + query(), 303)
    elif form.is_submitted():
        form.see(review_token(comment))
    return render_template(
        "moderation/restore_words.html",
        form=form,
        comment=comment,
        submission=comment.submission,
        reference=f"{reference}/{number}",
        rows=_hidden(comment),
        query=query(),
        section="moderation",
    ), form.status


def _form(comment: Comment) -> RestoreWordsForm:
    seen = review_token(comment)
    hidden = {
        identifier: _("“%(words)s” (%(reason)s)", words=words, reason=_(reasons.label(reason)))
        for identifier, words, reason in _hidden(comment)
    }
    return RestoreWordsForm(hidden=hidden, edition=seen.edition, decision=seen.decision)


def _hidden(comment: Comment) -> list[tuple[int, str, str]]:
    """(id, words, code of the reason) of every place that is hidden."""
    texts = comment.texts
    return [
        (one.id, texts[one.field.value][one.start : one.end], one.reason.value)
        for one in queries.redactions(comment)
    ]
