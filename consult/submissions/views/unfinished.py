"""Comments that are not complete: kept, opened again, thrown away."""

from typing import Any, NamedTuple

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.core import markup
from consult.core.errors import Conflict, DomainError, NotFound
from consult.submissions import actions, held, policy, queries
from consult.submissions.forms import CommentForm
from consult.submissions.models import Comment, CommentType, Subject, Submission, UnfinishedComment
from consult.submissions.views.blueprint import bp, consultation_of, sheet_on
from consult.submissions.views.commenting import Target, target_at
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import require


class Unfinished(NamedTuple):
    """A comment that is not complete, as its sender sees it on the sheet."""

    id: int
    where: Markup
    """Its place, in words."""
    block_key: str
    path: str
    """Where it is gone on with."""
    typed: list[str]
    """What was typed of comment, proposal and reasons."""
    missing: list[str]


LEAVING = frozenset({"before", "after", "back"})
"""Buttons that keep what was typed, complete or not, and lead to another page."""


def keep(form: CommentForm, target: Target, found: Submission, changes: Comment | None = None) -> bool | None:
    """Keep what was typed, whatever is missing, in the place of what was kept before. None where there is nothing to
    keep any more, False where the form says why it cannot be. Raises Conflict where the form was saved before."""
    if form.too_long or form.csrf_token.errors or form.key.errors:
        return False
    words = form.as_typed()
    if markup.line(words["proposal"]) == markup.line(target.original):
        words["proposal"] = ""
    untouched = "" if target.subject == Subject.CLAUSE else CommentType.GENERAL.value
    if words["type"] in {"", untouched} and not any(
        words[name] for name in ("comment", "proposal", "rationale")
    ):
        words = {}
    try:
        is_kept = actions.keep_unfinished(
            found, key=form.key.data, changes=changes, words=words, begun=actions.Begun.read(form.begun.data),
            **target.arguments,
        )  # fmt: skip
    except Conflict:
        raise
    except DomainError as trouble:
        form.form_errors.append(say(trouble))
        return False
    held.remember(found)
    return True if is_kept else None


def shown(found: Submission) -> list[Unfinished]:
    """Everything on a sheet that is not complete, as its sender sees it."""
    rows, consultation = queries.unfinished_of(found), found.consultation
    places = queries.places(consultation.version_id, [one.block_key for one in rows])
    return [_shown(one, consultation, places.get(one.block_key)) for one in rows]


def _shown(one: UnfinishedComment, consultation: Consultation, place: queries.Place | None) -> Unfinished:
    slug, target = consultation.slug, target_at(one.subject, place, one.question)
    if one.comment is not None:
        path = url_for(".change", slug=slug, number=one.comment.number)
    else:
        path = url_for(".comment", slug=slug, started=one.id, **target.address)
    typed = [one.words[name] for name in ("comment", "proposal", "rationale") if one.words.get(name)]
    missing = missing_of(one, consultation)
    return Unfinished(one.id, target.where, one.block_key, path, typed, missing)


def missing_of(one: UnfinishedComment, consultation: Consultation) -> list[str]:
    """What keeps the words from being a comment, a sentence each."""
    found = CommentForm.of(one.words).missing()
    try:
        actions.check_quotes(consultation.version_id, [(one.block_key, one.words.get("quote", ""))])
    except actions.NotQuoted as trouble:
        found.append(say(trouble))
    return found


def onward(consultation: Consultation, target: Target, verb: str) -> ResponseReturnValue:
    """Where a button that leaves the page leads."""
    slug = consultation.slug
    if target.block is None or consultation.version_id is None:
        return redirect(url_for(".sheet", slug=slug), 303)
    beside = queries.neighbours(consultation.version_id, target.block.position)
    key = {"before": beside.before, "after": beside.after}.get(verb)
    if key:
        return redirect(url_for(".comment", slug=slug, block=key), 303)
    return redirect(url_for(".text", slug=slug, _anchor=target.block.key), 303)


def with_words(form: CommentForm, one: UnfinishedComment) -> CommentForm:
    """The form of a page with the words as far as they were typed."""
    values: dict[str, Any] = dict(one.words)
    values["proposal"] = values.get("proposal") or form.proposal.data
    begun = str(actions.Begun.of(one)) if one.comment_id is None else ""
    return CommentForm(formdata=None, data=values, key=form.key.data, sheet=form.sheet.data, begun=begun)


@bp.route("/consultations/<slug>/sheet/unfinished/<int:identifier>/removal", methods=["POST"])
def discard(slug: str, identifier: int) -> ResponseReturnValue:
    """Throw away what was typed and is not complete."""
    found = sheet_on(consultation_of(slug))
    if found is None:
        raise NotFound
    require(policy.keep, found)
    if ButtonForm().validate_on_submit():
        actions.discard_unfinished(found, identifier)
        flash(_("Removed from your sheet."))
    return redirect(url_for(".sheet", slug=slug), 303)
