"""The last step: check what was prepared, then propose, announce or discard it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import actions, policy
from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation
from consult.consultations.views.approving import everything, proposal_mark
from consult.consultations.views.preparation.steps import show_step
from consult.core.errors import DomainError, NotFound
from consult.core.stale_check import form_version
from consult.core.translatable import N_
from consult.web.errors import say
from consult.web.forms import ButtonForm
from consult.web.guards import me, require


def review_step(consultation: Consultation) -> ResponseReturnValue:
    """All of what was prepared; propose, announce or discard it."""
    form = ButtonForm()
    here = url_for(".prepare", slug=consultation.slug, step="review")
    if form.is_submitted():
        verb = request.form.get("verb", "")
        if verb not in _REVIEWED:
            raise NotFound
        may, done, state, told = _REVIEWED[verb]
        require(may, consultation)
        if form.validate():
            if consultation.state != state:
                try:
                    done(consultation, by=me(), seen=request.form.get("seen", ""))
                except DomainError as trouble:
                    flash(say(trouble), "bad")
                    return redirect(here, 303)
                flash(_(told))
            return redirect(_after(verb, consultation, here), 303)
    seen = {"seen": proposal_mark(consultation), "prepared": _prepared_mark(consultation)}
    return show_step(consultation, "review", form, **seen, **everything(consultation))


def _prepared_mark(consultation: Consultation) -> str:
    """The mark of what is prepared, which travels with its proposal."""
    return form_version(actions.preparation(consultation), *actions.PREPARED)


_REVIEWED: dict[str, tuple[Any, Any, State | None, str]] = {
    "propose": (
        policy.propose,
        actions.propose,
        State.PROPOSED,
        N_("Consultation proposed. The approvers are notified."),
    ),
    "announce": (
        policy.announce,
        actions.announce,
        State.ANNOUNCED,
        N_("Consultation announced. Subscribers are notified."),
    ),
    "discard": (policy.discard, actions.discard, None, N_("Consultation discarded.")),
}
"""What can be done on the last step: who may, the action, the state it leads to, and what is said then."""


def _after(verb: str, consultation: Consultation, here: str) -> str:
    if verb == "discard":
        return url_for("dashboard.dashboard")
    return url_for(".overview", slug=consultation.slug) if verb == "announce" else here
