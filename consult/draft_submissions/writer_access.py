"""Which draft or submission a reader has open, and what every page of taking part shows.

It is opened by the reader's session, by the signed pass in the form they send, by their account, or by its code.

At the edge: for views of this package and of those above.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, request

from consult.consultations import queries as consultations
from consult.consultations import questionnaire
from consult.consultations.models import Consultation
from consult.consultations.questionnaire import ShownQuestion
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.forms.access_code import LONGEST_CODE
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.organisations.models import RuleVersion
from consult.organisations.rules import Attribution, AttributionRule, PolicyKind
from consult.questions import answering
from consult.submissions import policy, references, submitter_access
from consult.submissions import queries as submissions
from consult.submissions.admission import TAKEN, Admission, admission, unchangeable
from consult.web import arrival_time, resent_requests
from consult.web.guards import me
from consult.web.rate_limits import caller, limit
from consult.web.request_sizes import beginning


def take_the_time() -> None:
    """What counts for the deadline is when the whole request had reached us, for the first time after an outage."""
    now, first = arrival_time.received_at(), resent_requests.first_arrival()
    g.received_at = first or now
    g.sent_again_at = now if first is not None else None


def questions_of_draft(draft: DraftSubmission, *, with_errors: bool) -> list[ShownQuestion]:
    """The questions of a draft, each with what is answered, also those that the answers before do not have asked."""
    questions = consultations.questions(draft.consultation)
    if not questions:
        return []
    given = queries.given_on(draft.id)
    read = answering.read([one.content for one in questions], given)
    return questionnaire.shown(draft.consultation, questions, given, read, with_errors=with_errors)


NO_FORM_AFTER_SUBMITTING = N_(
    "The submission was already made. A form adds nothing to it: edit or add comments on this page."
)


def opened_on(consultation: Consultation) -> AnySubmission | None:
    """What a reader writes on a consultation, or has submitted to it: the form's own, this browser's latest, the
    account's."""
    keys = [references.key_in(request.form.get("sheet", ""))]
    keys += [key for slug, key in reversed(submitter_access.remembered()) if slug == consultation.slug][:1]
    for key in keys:
        found = queries.opened_by_key(key)
        if found is not None and found.consultation_id == consultation.id and policy.open_own(me(), found):
            return found
    return queries.opened_by_user(me(), consultation.id)


_WRONG_CODES = "200 per hour"
"""Many for a network that a whole office stands behind. What keeps anyone from finding a code is its 24 digits."""


def by_typed_code(text: str) -> AnySubmission | None:
    """What a typed code opens. Wrong ones are counted: raises Throttled after too many of a network; a right one opens
    its draft or submission all the same, so that anyone who guesses keeps no colleague from theirs."""
    found = queries.opened_by_code(references.read_code(text))
    if found is None:
        limit(_WRONG_CODES, "resume", caller())
    return found


def by_sent_code(consultation: Consultation) -> AnySubmission:
    """What the code opens that came with a form whose browser has no access any more. Raises NotPossible, and Throttled
    as `by_typed_code` does."""
    given = beginning(request.form, "code", LONGEST_CODE)
    if not given:
        raise NotPossible(N_("This browser no longer has access to your draft submission."))
    found = by_typed_code(given)
    if found is None or found.consultation_id != consultation.id:
        raise NotPossible(N_("No draft submission has this access code."))
    return found


def shown_as(rules: Mapping[PolicyKind, RuleVersion]) -> Sequence[Attribution]:
    """The ways of being shown that the rule of a consultation allows."""
    rule = rules.get(PolicyKind.ATTRIBUTION)
    return AttributionRule.read_or_default(rule.settings if rule is not None else None).choices


def _admission(consultation: Consultation) -> Admission:
    return admission(
        consultation.state, consultation.mode, consultation.opens_at, consultation.closes_at,
        submissions.late_rule(consultation.id), g.received_at,
    )  # fmt: skip


def context(consultation: Consultation, found: AnySubmission | None = None) -> dict[str, Any]:
    """What every page of taking part shows: of which consultation, until when, which draft or submission (`found`)."""
    how = _admission(consultation)
    return {
        "consultation": consultation,
        "accent": consultation.organisation.accent,
        "admission": how.value,
        "unchangeable": unchangeable(how),
        "is_taken": how in TAKEN,
        "found": found,
        "code": _code(found) if found is not None else "",
        "form_pass": references.pass_of(found.key) if found is not None else "",
    }


def _code(found: AnySubmission) -> str:
    return references.spaced(references.code_of(found.key, found.code_hash))
