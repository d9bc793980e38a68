"""What a browser may open as its submitter: by its session, by the signed pass in the form it sends, or by the account.

The key of a submission alone opens nothing: it is written where its form is, in logs of databases, in reports of
faults. A draft and the submission that is filed of it have the same key: who may open one may open the other.

At the edge: for views of packages above.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import NotPermitted
from consult.submissions import policy, queries, references
from consult.submissions.models import Submission
from consult.web.guards import me, open_to_all, require
from consult.web.language_addresses import here

KEPT = 12
"""How many submissions, and drafts of them, one browser remembers."""


def consultation_of(slug: str) -> Consultation:
    """The public consultation that an address names; anyone may comment."""
    consultation = consultations.public(slug)
    require(policy.take_part, consultation)
    return consultation


def remembered() -> list[tuple[str, str]]:
    """(slug, key) of what this browser may open, the latest last."""
    return [(slug, key) for slug, key in session.get("sheets", [])]


class KeyedSubmission(Protocol):
    """A submission, or a draft of one."""

    @property
    def key(self) -> Any:
        """The key of the form that began it."""

    @property
    def consultation(self) -> Any:
        """What it is submitted to."""


def remember(submission: KeyedSubmission) -> None:
    """Open this submission or draft in this browser from now on."""
    pair = (submission.consultation.slug, submission.key)
    if pair not in remembered()[-1:]:
        session["sheets"] = [*(one for one in remembered() if one != pair), pair][-KEPT:]
        session.permanent = True


def browser() -> str:
    """What tells this browser from others: the secret in its session from which its forms' tokens are made."""
    generate_csrf()
    return str(session["csrf_token"])


def own_submission(reference: str) -> Submission | None:
    """A submission that this reader may open; None where the code has to be asked for. Says who may open the view.

    Raises NotFound, and NotPermitted for a form sent by anyone who has not opened it.
    """
    submission = queries.by_reference(reference)
    keys = {key for _slug, key in remembered()} | {references.key_in(request.form.get("sheet", ""))}
    is_own = me() is not None and submission.user_id == me().id
    if not is_own and (submission.key not in keys or not policy.open_own(me(), submission)):
        if request.method == "POST":
            raise NotPermitted
        open_to_all()
        return None
    require(policy.open_own, submission)
    return submission


def ask_for_code() -> ResponseReturnValue:
    """The page that asks for the code, and goes on here."""
    return redirect(url_for("draft_submissions.resume", next=here()), 303)


def load_for_submitter(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give the view the submission that its address names; who has not opened it is asked for its code."""

    @wraps(view)
    def page(reference: str, **more: Any) -> ResponseReturnValue:
        found = own_submission(reference)
        return ask_for_code() if found is None else view(found, **more)

    return page
