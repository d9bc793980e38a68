"""What pages for the organisation's own people share, those of responses and those of the response summary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.core.hooks import Hook
from consult.responses import policy
from consult.web.guards import me


@dataclass(frozen=True)
class WorkbenchLink:
    """A link at the top of the workbench, in the reader's language; `state` says where its target stands."""

    href: str
    label: str
    state: str = ""


WORKBENCH_LINKS: Hook[Callable[[Consultation], Sequence[WorkbenchLink]]] = Hook("responses.workbench_links")
"""Links from the workbench to what packages above make of the responses."""


def load_for_member(slug: str) -> Consultation:
    """The consultation, for members of its organisation. Raises NotFound for anyone else who is signed in."""
    consultation = consultations.get(slug, me())
    if me() is not None and not policy.follow_responses(me(), consultation):
        raise NotFound
    return consultation


def form_page(template: str, consultation: Consultation, form: Any, **values: Any) -> ResponseReturnValue:
    """A page with a form on it; 422 where the form comes back."""
    status = 422 if form.is_submitted() else 200
    return render_template(
        template,
        consultation=consultation,
        form=form,
        accent=consultation.organisation.accent,
        section="responses",
        **values,
    ), status
