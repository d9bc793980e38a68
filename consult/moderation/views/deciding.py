"""Decisions on one comment, each of them one press; and claims and notes."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.core.errors import NotPossible
from consult.moderation import actions, policy
from consult.moderation.forms.comment_facts import LanguageForm, NoteForm
from consult.moderation.forms.deciding import RemoveForm, WithholdForm
from consult.moderation.forms.reasons import ReasonForm, SeenForm
from consult.moderation.forms.redacting import RedactForm
from consult.moderation.models import Decision
from consult.moderation.views.blueprint import bp, load
from consult.moderation.views.filters import query, queue_address
from consult.moderation.views.listing import go_on
from consult.moderation.views.reviewing import review_page
from consult.moderation.views.stale_review import overtaken_page
from consult.submissions.models import Comment
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require
from consult.web.page_language import language_name


def _decided(
    comment: Comment, form: SeenForm, requested: actions.RequestedDecision, told: str, **forms: SeenForm
) -> ResponseReturnValue:
    """Make a decision, say so, go on; or say what a colleague decided first, or why it cannot be."""
    name = (str(comment.submission.reference), comment.number)
    try:
        made = actions.make_decision(comment, requested, by=me(), seen=form.seen())
    except actions.StaleReview as trouble:
        return overtaken_page(load(*name), trouble, **forms)
    except NotPossible as trouble:
        if not forms:
            raise
        form.form_errors.append(say(trouble))
        return review_page(load(*name), 409, **forms)
    if isinstance(made, Decision):  # what waits is said by the list of what can be undone
        flash(told)
    return go_on(load(*name))


def _wrong(comment: Comment, **forms: SeenForm) -> ResponseReturnValue:
    """The page with a form that is not right; where something changed meanwhile, it says that first."""
    form = next(iter(forms.values()))
    seen = form.seen()
    if seen is not None:
        try:
            actions.compare(comment, seen)
        except actions.StaleReview as trouble:
            return overtaken_page(comment, trouble, **forms)
    return review_page(comment, 422, **forms)


@bp.route("/moderation/<reference>/<int:number>/publish", methods=["POST"])
def publish(reference: str, number: int) -> ResponseReturnValue:
    """Show the whole comment."""
    comment = load(reference, number)
    require(policy.publish, comment)
    form = SeenForm()
    if not form.validate_on_submit():
        return review_page(comment, 422, sent=form)
    told = _("Published: %(reference)s", reference=f"{reference}/{number}")
    return _decided(comment, form, actions.RequestedDecision("publish"), told)


@bp.route("/moderation/<reference>/<int:number>/redaction", methods=["POST"])
def redact(reference: str, number: int) -> ResponseReturnValue:
    """Publish with words hidden."""
    comment = load(reference, number)
    require(policy.redact, comment)
    form = RedactForm()
    chosen = form.spans(comment.texts) if form.validate_on_submit() else []
    if not chosen:
        return _wrong(comment, redact=form)
    requested = actions.RequestedDecision(
        "redact", explanation=form.hide_explanation.data or "", spans=tuple(chosen)
    )
    told = ngettext(
        "Published with %(num)s redaction: %(reference)s",
        "Published with %(num)s redactions: %(reference)s",
        len(chosen),
        reference=f"{reference}/{number}",
    )
    return _decided(comment, form, requested, told, redact=form)


@bp.route("/moderation/<reference>/<int:number>/withholding", methods=["POST"])
def withhold(reference: str, number: int) -> ResponseReturnValue:
    """Keep it from the public."""
    comment = load(reference, number)
    require(policy.withhold, comment)
    told = _(
        "Withheld: %(reference)s. The submitter can read the reason, and gets an email if their email address is "
        "confirmed.",
        reference=f"{reference}/{number}",
    )
    return _with_reason(comment, WithholdForm(), "withhold", told)


@bp.route("/moderation/<reference>/<int:number>/removal", methods=["POST"])
def remove(reference: str, number: int) -> ResponseReturnValue:
    """Take it off the public pages."""
    comment = load(reference, number)
    require(policy.remove, comment)
    told = _(
        "Removed: %(reference)s. The submitter can read the reason, and gets an email if their email address is "
        "confirmed.",
        reference=f"{reference}/{number}",
    )
    return _with_reason(comment, RemoveForm(), "remove", told)


def _with_reason(comment: Comment, form: ReasonForm, verb: str, told: str) -> ResponseReturnValue:
    """What keeps a comment from the public: its form has the reason, and comes back where it is not right."""
    if not form.validate_on_submit():
        return _wrong(comment, **{verb: form})
    requested = actions.RequestedDecision(verb, form.chosen(), form.explanation.data or "")
    return _decided(comment, form, requested, told, **{verb: form})


@bp.route("/moderation/<reference>/<int:number>/claim", methods=["POST"])
def claim(reference: str, number: int) -> ResponseReturnValue:
    """Claim the comment for a day, or release it."""
    comment = load(reference, number)
    require(policy.claim, comment)
    verb = request.form.get("verb", "")
    if ButtonForm().validate_on_submit() and verb in {"claim", "take", "release"}:  # "take": earlier pages
        if verb == "release":
            if actions.release(comment, by=me()):
                flash(_("Comment released. Other moderators can claim it."))
                return redirect(queue_address(), 303)
        else:
            actions.claim(comment, by=me())
            flash(_("Comment claimed for 24 hours."))
    return redirect(url_for("moderation.review", reference=reference, number=number) + query(), 303)


@bp.route("/moderation/<reference>/<int:number>/language", methods=["POST"])
def correct_language(reference: str, number: int) -> ResponseReturnValue:
    """Mark the comment with another language."""
    comment = load(reference, number)
    require(policy.correct_language, comment)
    form = LanguageForm()
    if not form.validate_on_submit():
        return review_page(comment, 422, language=form)
    actions.correct_language(comment, form.language.data, by=me())
    flash(_("Language of the comment: %(language)s", language=language_name(form.language.data)))
    return redirect(url_for("moderation.review", reference=reference, number=number) + query(), 303)


@bp.route("/moderation/<reference>/<int:number>/notes", methods=["POST"])
def note(reference: str, number: int) -> ResponseReturnValue:
    """A word to the colleagues."""
    comment = load(reference, number)
    require(policy.note, comment)
    form = NoteForm()
    if not form.validate_on_submit():
        return review_page(comment, 422, note=form)
    actions.note(comment, form.note.data, by=me())
    return redirect(url_for("moderation.review", reference=reference, number=number) + query(), 303)
