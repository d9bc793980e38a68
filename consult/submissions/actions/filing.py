"""The one way into the record: a whole submission is filed, with its comments, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import Conflict, DomainError, NotFound, NotPossible
from consult.core.inserting import add_once, insert_once
from consult.core.translatable import N_
from consult.submissions import queries, references, rules, tallies
from consult.submissions.actions import adding
from consult.submissions.actions.locks import admit, record_event, share_lock
from consult.submissions.admission import Admission
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, Route, Submission
from consult.submissions.rules import NewComment


@action
def file(
    consultation: Consultation,
    *,
    key: str,
    who: Mapping[str, Any],
    comments: Sequence[NewComment],
    attribution: Attribution,
    route: Route,
    received_at: datetime,
    sent_again_at: datetime | None = None,
    begun_at: datetime | None = None,
    user_id: int | None = None,
    policies: Mapping[str, int] | None = None,
    last_number: int = 0,
) -> Submission:
    """File a submission that reached us complete at `received_at`; the same key again is the same submission.

    `who`: what it says of its submitter (rules.WHO). `policies`: kind → id of the rules that were agreed to.
    `sent_again_at`: when it came again, where an outage had kept it from being taken when it first reached us.
    `last_number`: the number that its submitter's latest comment was given, filed or not: it is not given again.

    Raises NotTaken by the published rule, NotPossible where there is no comment, one is empty, too long, or about a
    passage or question that is not there, it says not who sends it, or the attribution does not fit; NotQuoted for a
    quote whose words are not in its passage; NotFound for a question of another consultation.
    """
    if not comments:
        raise NotPossible(rules.NOTHING_TO_SEND)
    now = clock.now()
    terms = share_lock(consultation.id)
    how = admit(terms, received_at)
    said = rules.clean_who(who)
    rules.check_sender(said, attribution)
    numbers = [one.number or at for at, one in enumerate(comments, 1)]
    values = dict.fromkeys(_COLUMNS) | dict(
        consultation_id=consultation.id, key=key, user_id=user_id, state=State.SUBMITTED,
        reference=references.reference(), code_hash=references.code_hash(references.code_of(key)), route=route,
        attribution=attribution, consent_policies=dict(policies or {}), consented_at=received_at,
        begun_at=begun_at or received_at, changed_at=now, received_at=received_at, sent_again_at=sent_again_at,
        is_late=how == Admission.LATE, last_number=max(last_number, *numbers),
        email_confirmed_at=_known_address(user_id, said.get("email", "")), **{**rules.unsaid(), **said},
    )  # fmt: skip
    try:
        rows = _rows(values, numbers, comments, terms.version_id)
    except DomainError:
        if queries.by_key(key) is None:
            raise
        return _known(key, consultation)  # what was filed with this key was fit to be
    made = add_once(Submission, _FILE, values, comments=rows)
    if made is None:
        return _known(key, consultation)
    record_event("submitted", made, terms.organisation_id)
    tallies.add(consultation.id, _arriving(len(comments), made.is_late))
    return made


def _known(key: str, consultation: Consultation) -> Submission:
    """What was filed with this key before."""
    known = queries.by_key(key)
    if known is None:
        raise Conflict(N_("Another request used this form at the same time. Submit again."))
    if known.consultation_id != consultation.id:
        raise NotFound
    return known


def _known_address(user_id: int | None, email: str) -> datetime | None:
    """Since when it is known that `email` is the address of who sends it: where it is the confirmed one of their
    account; None where its owner has to confirm it."""
    user = db.session.get(User, user_id) if user_id is not None and email else None
    return user.email_confirmed_at if user is not None and user.email.lower() == email.lower() else None


def _arriving(count: int, is_late: bool) -> dict[tuple[str, str], int]:
    return {
        ("comments", "received"): count,
        ("moderation", Moderation.RECEIVED): count,
        ("submissions", "received"): 1,
        ("submissions", "late"): int(is_late),
    }


_COLUMNS = tuple(one.key for one in table(Submission).c if one.key != "id")


def _whole() -> Any:
    """The statement that files a submission with its comments and their first editions, unless its key is known.

    One way to the server instead of three. `comments`: see `adding`.
    """
    filed = insert_once(Submission).values({name: bindparam(name) for name in _COLUMNS}).cte("filed")
    _added, kept = adding.adding(filed)
    return select(filed.c.id).add_cte(kept)


_FILE = _whole()


def _rows(
    values: Mapping[str, Any], numbers: Sequence[int], comments: Sequence[NewComment], version_id: int | None
) -> list[dict[str, Any]]:
    """The comments of a submission with these `values` as rows to be inserted, by the rules. Raises as `file`."""
    found = adding.check(comments, values["consultation_id"], version_id)
    return [
        adding.row(
            fit,
            consultation_id=values["consultation_id"],
            number=number,
            key=one.key or f"{values['key']}:{number}",
            said_from=one.said_from,
            is_autosaved=one.is_autosaved,
            language=one.language or values["language"],
            filed_at=values["changed_at"],
        )
        for number, one, fit in zip(numbers, comments, found, strict=True)
    ]
