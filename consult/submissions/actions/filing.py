"""The one way into the record: a whole submission is filed, with its comments, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, bindparam, column, func, insert, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB

from consult.accounts import queries as accounts
from consult.attachments import actions as attached
from consult.core import clock, events
from consult.core.actions import action
from consult.core.database import table
from consult.core.errors import Conflict, DomainError, NotFound, NotPossible
from consult.core.inserting import insert_once
from consult.core.kept_statements import KeptStatement
from consult.core.translatable import N_
from consult.submissions import answers as answered
from consult.submissions import queries, references, rules, tallies
from consult.submissions.actions import adding
from consult.submissions.actions.locks import Terms, admit, share_lock
from consult.submissions.admission import Admission
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Answer, Attribution, Route, Submission
from consult.submissions.rules import NewAnswer, NewComment


@action
def file(
    consultation_id: int,
    *,
    key: str,
    who: Mapping[str, Any],
    comments: Sequence[NewComment],
    answers: Sequence[NewAnswer] = (),
    attachments: Sequence[int] = (),
    attribution: Attribution,
    route: Route,
    received_at: datetime,
    sent_again_at: datetime | None = None,
    begun_at: datetime | None = None,
    user_id: int | None = None,
    policies: Mapping[str, int] | None = None,
    last_number: int = 0,
    terms: Terms | None = None,
    confirmed_email: str = "",
) -> str:
    """File a submission that reached us complete at `received_at`; the same key again is the same submission.
    Returns its reference.

    `who`: what it says of its submitter (rules.WHO). `policies`: kind → id of the rules that were agreed to.
    `answers`: what it answers to questions; the text of an answer is among the `comments`, about its question.
    `attachments`: the ids of its files.
    `sent_again_at`: when it came again, where an outage had kept it from being taken when it first reached us.
    `last_number`: the number that its submitter's latest comment was given, filed or not: it is not given again.
    `confirmed_email`: an address that is known to be that of its submitter.
    `terms`: those of the consultation, where the caller has shared its row already (locks.sharing).

    Raises NotTaken by the published rule, NotPossible where there is no comment and no answer, one is empty, too long,
    or about a passage or question that is not there, it says not who sends it, the attribution does not fit, or a key
    or a code is none; NotQuoted for a quote whose words are not in its passage; NotFound for a question of another
    consultation.
    """
    if not comments and not answers:
        raise NotPossible(rules.NOTHING_TO_SEND)
    rules.check_key(key)
    now = clock.now()
    terms = terms or share_lock(consultation_id)
    how = admit(terms, received_at)
    said = rules.clean_who(who)
    rules.check_sender(said, attribution)
    numbers = [one.number or at for at, one in enumerate(comments, 1)]
    values: dict[str, Any] = dict.fromkeys(_OWN) | dict(
        consultation_id=consultation_id, key=key, user_id=user_id, state=State.SUBMITTED,
        reference=references.reference(), code_hash=references.code_hash(references.code_of(key)), route=route,
        attribution=attribution, consent_policies=dict(policies or {}), consented_at=received_at,
        begun_at=begun_at or received_at, changed_at=now, received_at=received_at, sent_again_at=sent_again_at,
        is_late=how == Admission.LATE, last_number=max([last_number, *numbers]),
        email_confirmed_at=_known_address(user_id, said.get("email", ""), confirmed_email),
        **{**rules.unsaid(), **said},
    )  # fmt: skip
    try:
        rows = _rows(values, numbers, comments, terms)
        answered.check(consultation_id, answers)
    except DomainError:
        if queries.by_key(key) is None:
            raise
        return _known(key, consultation_id)  # what was filed with this key was fit to be
    told = events.values_of(
        "submissions.submitted", values["reference"], organisation=terms.organisation_id,
        consultation=consultation_id,
    )  # fmt: skip
    counts = tallies.changes_of(consultation_id, _arriving(len(comments), values["is_late"]))
    filed = _FILE.rows({**values, "comments": rows, "answers": answered.rows(answers), **told, **counts})
    if not filed:
        return _known(key, consultation_id)
    if attachments:
        attached.file_all(attachments, filed[0].id, now)
    events.follow(told)
    return str(values["reference"])


def _known(key: str, consultation_id: int) -> str:
    """The reference of what was filed with this key before."""
    known = queries.by_key(key)
    if known is None:
        raise Conflict(N_("Another request used this form at the same time. Submit again."))
    if known.consultation_id != consultation_id:
        raise NotFound
    return str(known.reference)


def _known_address(user_id: int | None, email: str, confirmed: str) -> datetime | None:
    """Since when it is known that `email` is the address of who sends it: where it is the `confirmed` one, or that of
    their account; None where its owner has to confirm it."""
    if email and email.lower() == confirmed.lower():
        return clock.now()
    user = accounts.find(user_id) if user_id is not None and email else None
    return user.email_confirmed_at if user is not None and user.email.lower() == email.lower() else None


def _arriving(count: int, is_late: bool) -> dict[tuple[str, str], int]:
    return {
        ("comments", "received"): count,
        ("moderation", Moderation.RECEIVED): count,
        ("submissions", "received"): 1,
        ("submissions", "late"): int(is_late),
    }


_LATER = {"id", "email_asked_at", "confirmed_at", "shows_country", "withdrawn_at", "withdrawal_arrived_at"}
_OWN = tuple(one.key for one in table(Submission).c if one.key not in _LATER)
"""The columns of a submission that have a value when it is filed."""


def _whole() -> Any:
    """The statement that files a submission with its comments, their first editions, the event and the counts, unless
    its key is known.

    One way to the server instead of five. `comments`: see `adding`. psycopg reads a statement of more than 50 values
    again each time that it is sent.
    """
    own: dict[str, Any] = {name: bindparam(name) for name in _OWN}
    submissions = table(Submission).c
    filed = (
        insert_once(Submission)
        .values(own)
        .returning(submissions.consultation_id, submissions.changed_at)
        .cte("filed")
    )
    _added, kept = adding.adding(filed)
    answers = _answering(filed)
    told = events.parts(filed, func.jsonb_build_object(literal_column("'submission'"), filed.c.id))
    counted = tallies.adding(filed, kept, told).cte("counted")
    return select(filed.c.id).add_cte(counted, answers)


def _answering(filed: CTE) -> CTE:
    """The part that adds the answers: `answers`, rows as JSON. Where the text of one makes its answer too (the trigger
    make_answer_of_text), that comes after this part, and finds it."""
    columns = table(Answer).c
    given = (
        func.jsonb_to_recordset(bindparam("answers", type_=JSONB))
        .table_valued(*(column(name, columns[name].type) for name in answered.GIVEN))
        .render_derived(name="answer", with_types=True)
    )
    rows = select(*filed.c, literal_column("answer.*")).select_from(filed.join(given, true()))
    names = ["submission_id", "consultation_id", "answered_at", *answered.GIVEN]
    return insert(table(Answer)).from_select(names, rows).returning(columns.id).cte("answered")


_FILE = KeptStatement(_whole())


def _rows(
    values: Mapping[str, Any], numbers: Sequence[int], comments: Sequence[NewComment], terms: Terms
) -> list[dict[str, Any]]:
    """The comments of a submission with these `values` as rows to be inserted, by the rules. Raises as `file`."""
    found = adding.check(comments, values["consultation_id"], terms.version_id, terms.sha256 or "")
    return [
        adding.row(
            fit,
            number=number,
            key=one.key or f"{values['key']}:{number}",
            said_from=one.said_from,
            is_autosaved=one.is_autosaved,
            language=adding.language_of(one, terms.version_id, values["language"]),
        )
        for number, one, fit in zip(numbers, comments, found, strict=True)
    ]
