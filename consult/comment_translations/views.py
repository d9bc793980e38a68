"""The page on which officers and moderators translate a comment beside its words."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.comment_translations import actions, policy, queries
from consult.comment_translations.forms import CommentTranslationForm, source_shown
from consult.comment_translations.models import CommentTranslation
from consult.comment_translations.service import Service
from consult.comment_translations.source import PARTS, source
from consult.core.errors import DomainError, NotPossible
from consult.core.stale_check import StaleForm
from consult.organisations.forms import languages
from consult.organisations.policy import is_moderator
from consult.submissions import policy as submissions_policy
from consult.submissions import queries as submissions
from consult.submissions.models import Comment
from consult.web.guards import me, require
from consult.web.page_language import locale_code
from consult.web.translation_forms import NOT_OFFERED

bp = Blueprint("comment_translations", __name__)


@bp.route("/translations/<reference>/<int:number>", methods=["GET", "POST"])
def translation(reference: str, number: int) -> ResponseReturnValue:
    """A comment beside its translation into one language, which can be saved, deleted, or made by a machine."""
    require(submissions_policy.handle_comments)
    comment = queries.comment(reference, number, me())
    require(policy.translate, comment)
    kept = queries.languages_of_people(comment)
    offered = [(code, name) for code, name in languages() if code != comment.language or code in kept]
    language = _language([code for code, _name in offered])
    form = _form(comment, language)
    pressed = request.form.get("do", "save")
    act = _acts(comment, language, form).get(pressed)
    if not language:
        form.refused(NotPossible(NOT_OFFERED))
    elif act is not None and form.validate_on_submit():
        try:
            told = act()
        except DomainError as trouble:
            comment = queries.comment(reference, number, me())
            require(policy.translate, comment)
            form.refused(trouble, lambda: _form(comment, language, formdata=None))
            if isinstance(trouble, StaleForm):
                form.say_what_changed(source(comment))
            else:
                form.seen.data = actions.mark(comment, language)
        else:
            flash(Markup('{} <a href="{}">{}</a>').format(told, _back(comment), _("Back to the comment")))
            if pressed != "machine":
                here = url_for(".translation", reference=reference, number=number, language=language)
                return redirect(here, 303)
            # what was typed stays in the form, which the next page would read from what is saved
            comment = queries.comment(reference, number, me())
    human = queries.of_language(comment, language, is_machine=False)
    return render_template(
        "comment_translations/translation.html",
        comment=comment,
        form=form,
        language=language,
        offered=offered,
        source=source(comment),
        passage=submissions.commented_passages(comment.submission.consultation, [comment], locale_code()).get(
            comment.id
        ),
        human=human,
        unchanged=_unchanged(human, comment),
        machine=_machine(comment, language),
        may_read_outdated=policy.may_read_outdated(me(), comment),
        has_service=bool(current_app.config["TRANSLATION_URL"]),
        back=_back(comment),
        section="dashboard",
    ), form.status


def _language(offered: list[str]) -> str:
    """The language that the address names, else one to begin with; "" where a form was sent and its address names none
    that is offered: what was typed for one language is never taken for another."""
    asked = request.args.get("language", "")
    if asked in offered:
        return asked
    if request.method == "POST":
        return ""
    here = locale_code()
    return here if here in offered else offered[0]


def _form(comment: Comment, language: str, **more: Any) -> CommentTranslationForm:
    kept = queries.of_language(comment, language, is_machine=False)
    seen = actions.mark(comment, language)
    # words that were redacted since may be in what translated others: no one saves them again by one press
    words = {name: getattr(kept, name) for name in _unchanged(kept, comment)}
    return CommentTranslationForm(data={"seen": seen, **source_shown(source(comment)), **words}, **more)


def _unchanged(kept: CommentTranslation | None, comment: Comment) -> Collection[str]:
    """The parts of a comment whose translation still translates what they say."""
    if kept is None:
        return ()
    told = source(comment)
    return PARTS if kept.source_digest == told.digest else queries.unchanged_parts(kept, told)


def _acts(comment: Comment, language: str, form: CommentTranslationForm) -> dict[str, Callable[[], str]]:
    """What the buttons of the page do; each gives the words that are said afterwards."""

    def save() -> str:
        actions.translate(comment, language, form.words(), by=me(), seen=form.seen.data)
        return str(_("Translation saved."))

    def delete() -> str:
        actions.delete(comment, language, by=me(), seen=form.seen.data)
        return str(_("Translation deleted."))

    def machine() -> str:
        service = Service(current_app.config["TRANSLATION_URL"], current_app.config["TRANSLATION_KEY"])
        actions.translate_by_machine(
            comment.submission.reference, comment.number, language, by=me(), of=service
        )
        return str(_("Translated by machine. Check the translation before you rely on it."))

    acts = {"save": save, "delete": delete}
    return acts | {"machine": machine} if current_app.config["TRANSLATION_URL"] else acts


def _machine(comment: Comment, language: str) -> Any:
    kept = queries.of_language(comment, language, is_machine=True)
    told = source(comment).digest_for(is_machine=True)
    return kept if kept is not None and kept.source_digest == told else None


def _back(comment: Comment) -> str:
    reference, number = comment.submission.reference, comment.number
    consultation = comment.submission.consultation
    if is_moderator(me(), consultation.organisation_id):
        return url_for("moderation.review", reference=reference, number=number)
    return url_for("responses.workbench", slug=consultation.slug, comment=f"{reference}/{number}")


@bp.app_template_global()
def translations_for_staff(comment: Comment) -> Any:
    """The translations of one comment, each with whether it is current, for pages of staff."""
    return queries.for_staff([comment]).get(comment.id, ())
