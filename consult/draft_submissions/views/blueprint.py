"""The blueprint of taking part; which sheet a reader has open, and what every page of it shows.

A sheet is opened by the reader's session, by the signed pass in the form they send, by their account, or by its code.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, request

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.organisations.models import Policy
from consult.organisations.rules import Attribution, AttributionRule, PolicyKind
from consult.submissions import policy, queries, references, sender_access
from consult.submissions.closing import PROMPT, TAKEN, Admission, admission
from consult.submissions.models import Submission
from consult.web import arrival, resent
from consult.web.guards import me, require
from consult.web.limits import caller, limit

bp = Blueprint("draft_submissions", __name__)


@bp.before_request
def take_the_time() -> None:
    """What counts for the deadline is when the whole request had reached us, for the first time after an outage."""
    now, first = arrival.received_at(), resent.first_arrival()
    g.received_at = first or now
    g.sent_again_at = now if first is not None else None


def sheet_on(consultation: Consultation) -> Submission | None:
    """The sheet on a consultation: the form's own, this browser's latest, the account's."""
    keys = [references.key_in(request.form.get("sheet", ""))]
    keys += [key for slug, key in reversed(sender_access.remembered()) if slug == consultation.slug][:1]
    for key in keys:
        sheet = queries.by_key(key)
        if sheet is not None and sheet.consultation_id == consultation.id and policy.keep(me(), sheet):
            return sheet
    return queries.of_user(me(), consultation.id)


_WRONG_CODES = "200 per hour"
"""Many for a network that a whole office stands behind. What keeps anybody from finding a code is its 24 digits."""


def by_typed_code(text: str) -> Submission | None:
    """The sheet that a typed code opens. Wrong ones are counted: raises Throttled after too many of a network; a right
    one opens its sheet all the same, so that whoever guesses keeps no colleague from theirs."""
    found = queries.by_code(references.read_code(text))
    if found is None:
        limit(_WRONG_CODES, "resume", caller())
    return found


def consultation_of(slug: str) -> Consultation:
    """The public consultation that an address names; whoever may take part."""
    consultation = consultations.public(slug)
    require(policy.take_part, consultation)
    return consultation


def shown_as(rules: Mapping[PolicyKind, Policy]) -> Sequence[Attribution]:
    """The ways of being shown that the rule of a consultation allows."""
    rule = rules.get(PolicyKind.ATTRIBUTION)
    return AttributionRule.read_or_default(rule.settings if rule is not None else None).choices


def _admission(consultation: Consultation) -> Admission:
    return admission(
        consultation.state, consultation.mode, consultation.opens_at, consultation.closes_at,
        queries.late_rule(consultation.id), g.received_at,
    )  # fmt: skip


def context(consultation: Consultation, sheet: Submission | None = None) -> dict[str, Any]:
    """What every page of taking part shows: of which consultation, until when."""
    how = _admission(consultation)
    return {
        "consultation": consultation,
        "accent": consultation.organisation.accent,
        "admission": how.value,
        "is_prompt": how in PROMPT,
        "is_taken": how in TAKEN,
        "sheet": sheet,
        "code": _code(sheet) if sheet is not None else "",
        "sheet_pass": references.pass_of(sheet.key) if sheet is not None else "",
    }


def _code(sheet: Submission) -> str:
    return references.spaced(references.code_of(sheet.key, sheet.code_hash))


def asked() -> dict[str, Any]:
    """What the address of the page says a comment is to be about."""
    return {
        name: request.args[name]
        for name in ("block", "quote", "general", "question")
        if request.args.get(name)
    }
