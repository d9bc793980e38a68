"""A decision that came second: the comment as it is now, what changed meanwhile, and everything that was typed."""

from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from consult.core.permissions import may
from consult.moderation import actions, queries
from consult.moderation.forms.deciding import RemoveForm, WithholdForm
from consult.moderation.forms.reasons import ReasonForm, SeenForm
from consult.moderation.forms.redacting import RedactForm
from consult.moderation.models import Decision
from consult.moderation.views.reviewing import review_page
from consult.submissions import queries as submitted
from consult.submissions.models import Comment
from consult.web.errors import say
from consult.web.guards import me

_TYPED = ("hide_words", "hide_reason", "hide_explanation", "reason", "explanation")


@dataclass(frozen=True)
class ChangesSinceOpened:
    """What the page says of what happened since it was opened."""

    message: str
    decision: Decision | None
    gone: int
    """Chosen places whose words are not in the text any more."""
    typed: list[tuple[str, str]]
    """Labels and words of fields that the page has no place for any more."""


def overtaken_page(comment: Comment, trouble: actions.StaleReview, **forms: SeenForm) -> ResponseReturnValue:
    """409: the comment's own page, as of now. `forms` is the one that was sent, by its verb."""
    shown = {verb: form for verb, form in _as_of_now(comment, forms).items() if _can(verb, comment)}
    lost = [form for verb, form in forms.items() if not shown]
    decision = queries.decision(trouble.decision.id) if trouble.decision is not None else None
    gone = sum(_keep_places(comment, form) for form in shown.values() if isinstance(form, RedactForm))
    typed = [words for form in lost for words in _typed(form)]
    meanwhile = ChangesSinceOpened(say(trouble), decision, gone, typed)
    return review_page(comment, 409, meanwhile=meanwhile, **shown)


def _can(verb: str, comment: Comment) -> bool:
    return may(f"moderation.{verb}", me(), comment)


def _as_of_now(comment: Comment, forms: dict[str, SeenForm]) -> dict[str, SeenForm]:
    """The form that was sent; what was typed to withhold a comment that is published now is typed to remove it, and
    the other way round."""
    for verb, other, kind in (("withhold", "remove", RemoveForm), ("remove", "withhold", WithholdForm)):
        form = forms.get(verb)
        if isinstance(form, ReasonForm) and not _can(verb, comment) and _can(other, comment):
            explanation, reason = form.explanation.data, form.reason.data
            return {other: kind(formdata=None, explanation=explanation, reason=reason)}
    return forms


def _keep_places(comment: Comment, form: RedactForm) -> int:
    seen = form.seen()
    before = submitted.texts_of(comment, seen.edition) if seen is not None else None
    return form.keep(before, comment.texts)


def _typed(form: SeenForm) -> list[tuple[str, str]]:
    filled = [form[name] for name in _TYPED if name in form and form[name].data]
    return [(str(field.label.text), _in_words(field)) for field in filled]


def _in_words(field: Any) -> str:
    labels = {one.value: str(one.label) for one in getattr(field, "choices", None) or ()}
    return labels.get(field.data, str(field.data))
