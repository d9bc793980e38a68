"""What the steps of the preparation share: their order, their page, and how a step changes the consultation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, queries
from consult.consultations.forms.preparing import StepForm
from consult.consultations.lifecycle import EDITABLE
from consult.consultations.models import Consultation
from consult.core.errors import DomainError
from consult.core.stale_check import form_version
from consult.core.translatable import N_
from consult.web.guards import me

STEPS: dict[str, str] = {
    "draft": N_("Draft version"),
    "purpose": N_("Purpose and scope"),
    "instrument": N_("Instrument and engagement"),
    "documents": N_("Supporting documents"),
    "questions": N_("Questions"),
    "dates": N_("Dates"),
    "rules": N_("Rules"),
    "contact": N_("Contact"),
    "review": N_("Review and propose"),
}
"""Labels of the steps of the guided preparation, in order."""


def show_step(consultation: Consultation, step: str, form: Any, **values: Any) -> ResponseReturnValue:
    """The page of a step, beside the list of all steps."""
    words = {name: _(sentence) for name, sentence in STEPS.items()}
    done = _done(consultation)
    steps = [
        (name, words[name], url_for(".prepare", slug=consultation.slug, step=name),
         "now" if name == step else "done" if name in done else "todo")
        for name in STEPS
    ]  # fmt: skip
    template = f"consultations/preparation/{step}.html"
    return render_template(
        template, consultation=consultation, form=form, steps=steps, current=step, words=words,
        accent=consultation.organisation.accent, is_editable=consultation.state in EDITABLE,
        sent_back=queries.sent_back(consultation) if consultation.state in EDITABLE else None,
        **values,
    ), form.status  # fmt: skip


def _done(consultation: Consultation) -> set[str]:
    """The steps at which nothing is missing and something was done."""
    missing = {name for name, _sentence in actions.missing_steps(consultation)}
    empty = {
        "documents": not queries.documents(consultation),
        "questions": not queries.questions(consultation),
        "review": consultation.state in EDITABLE,
    }
    return {name for name in STEPS if name not in missing and not empty.get(name, False)}


def next_step(consultation: Consultation, step: str) -> ResponseReturnValue:
    """Go to the step after this one."""
    names = list(STEPS)
    following = names[names.index(step) + 1]
    return redirect(url_for(".prepare", slug=consultation.slug, step=following), 303)


def step_mark(consultation: Consultation, step: type[StepForm]) -> str:
    """The mark of what a step shows."""
    return form_version(consultation, *sorted(step.FIELDS))


def save_step(
    consultation: Consultation,
    form: StepForm,
    now: Callable[..., StepForm],
    changes: dict[str, Any],
) -> bool:
    """Change what a step changes; False, with the reason and everything typed at its form, where that cannot be."""
    try:
        actions.change(consultation, by=me(), seen=form.seen.data, **changes)
        if form.attests_scope:
            actions.attest_scope(consultation, by=me())
    except DomainError as trouble:
        form.refused(trouble, partial(now, consultation, formdata=None))
        return False
    return True
