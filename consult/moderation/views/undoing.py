"""Undoing a decision until it takes effect."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.errors import NotPossible
from consult.moderation import actions, policy, queries
from consult.moderation.views.blueprint import bp, moderation_address
from consult.moderation.views.filters import query, queue_address
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require


@bp.route("/moderation/decisions/<token>/undo", methods=["POST"])
def undo(token: str) -> ResponseReturnValue:
    """Undo what one press decided; the comments wait again. Where it has taken effect, the page of the comment
    says what can still be done."""
    require(policy.queue)
    rows = queries.made_together(token, me())
    names = [f"{row.comment.submission.reference}/{row.comment.number}" for row in rows]
    for row in rows:
        require(policy.decide, row.comment)
    one = moderation_address(names[0]) + query() if len(names) == 1 else queue_address(after="")
    if not ButtonForm().validate_on_submit():
        flash(_("Nothing was undone, because this page was out of date. Try again."), "warn")
        return redirect(one, 303)
    try:
        undone = actions.undo(token, by=me())
    except NotPossible as trouble:
        flash(say(trouble), "warn")
    else:
        # Translators: first is the reference of a comment.
        one_undone = _("Decision undone: %(first)s. No one was notified.", first=names[0])
        many_undone = ngettext(
            "Decision on %(num)s comment undone. No one was notified.",
            "Decisions on %(num)s comments undone. No one was notified.",
            len(undone),
        )
        flash(one_undone if len(undone) == 1 else many_undone)
    return redirect(one, 303)
