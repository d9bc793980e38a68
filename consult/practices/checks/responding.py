"""H: responding."""

from datetime import datetime

from consult.consultations.lifecycle import Phase
from consult.consultations.models import Mode
from consult.consultations.period_checks import day_of
from consult.core.translatable import N_
from consult.practices.facts import Facts, NotificationFacts
from consult.practices.results import E, Evidence, N, P, W, X, see


def _no_response(f: Facts) -> Evidence | None:
    """What to say while there is no response to look at."""
    if f.plan.phase == Phase.WITHDRAWN:
        return see(
            X, N_("The consultation was withdrawn. The reason is in the record."), link="consultations.record"
        )
    if f.plan.mode == Mode.INFORM:
        return see(X, N_("Comments are not requested."))
    if f.responded.response_at is None:
        return see(W, N_("The response summary is not published yet."))
    return None


def dispositions(f: Facts) -> Evidence:
    """H1: all of them."""
    done = f.responded.in_scope - f.responded.without_disposition
    return _no_response(f) or (
        see(X, N_("No comments needed a response."))
        if not f.responded.in_scope
        else see(
            E if done == f.responded.in_scope else P if done else N,
            # Translators: done is a number.
            N_("Comments with a disposition: %(done)s of %(comments)s."), f.responded.response_at, "summaries.response",
            done=done, comments=f.responded.in_scope,
        )
    )  # fmt: skip


def responses(f: Facts) -> Evidence:
    """H2: A reason wherever one is due."""
    return _no_response(f) or (
        see(X, N_("No comments needed a response."))
        if not f.responded.in_scope
        else see(
            E if not f.responded.without_reason else P,
            N_("Comments not accepted as proposed and without a reason: %(number)s."), f.responded.response_at, "summaries.response",
            number=f.responded.without_reason,
        )
    )  # fmt: skip


def response_in_time(f: Facts) -> Evidence:
    """H3: by the promised day, or a notice before it had passed that names another day, and by that one.

    Days are those of the consultation's zone, as everyone reads them.
    """
    if f.plan.phase == Phase.WITHDRAWN or f.plan.mode == Mode.INFORM:
        return _no_response(f) or see(X, N_("Comments are not requested."))
    if not f.plan.has_closed or f.plan.due_on is None:
        return see(W, N_("This can be assessed after the deadline."))

    def is_by(at: datetime, due: datetime) -> bool:
        return day_of(at, f.plan.timezone) <= day_of(due, f.plan.timezone)

    due, notices = f.plan.due_on, 0
    for published, expected in sorted(f.responded.holding):
        if is_by(published, due):
            due, notices = max(due, expected), notices + 1
    values = {"due": f.plan.due_on, "expected": due, "number": notices}
    at = f.responded.response_at
    if at is not None:
        if is_by(at, f.plan.due_on):
            # Translators: due is a day.
            return see(E, N_("Published by the due date, %(due)s."), at, "summaries.response", **values)
        if is_by(at, due):
            # Translators: due and expected are days.
            return see(E, N_("Due %(due)s. A holding notice before that date announced %(expected)s; the response summary was published by then."), at,
                        "summaries.response", **values)  # fmt: skip
        # Translators: due and expected are days.
        return see(N, N_("Published after the due date, %(expected)s."), at, "summaries.response", **values)
    if is_by(f.plan.now, f.plan.due_on):
        # Translators: due is a day.
        return see(W, N_("Due %(due)s."), None, "consultations.record", **values)
    if is_by(f.plan.now, due):
        return see(
            E,
            # Translators: due and expected are days.
            N_("Due %(due)s. A holding notice before that date announces %(expected)s."),
            None,
            "consultations.record",
            **values,
        )
    # Translators: due and expected are days.
    return see(N, N_("The due date, %(expected)s, passed without a response summary or a holding notice."), due, "consultations.record",
                **values)  # fmt: skip


def sections(f: Facts) -> Evidence:
    """H4: all parts have words."""
    return _no_response(f) or see(
        E if f.responded.sections >= f.responded.sections_needed else P,
        # Translators: sections is the number of parts that are written, wanted that of all parts.
        N_("Parts of the response summary: %(sections)s of %(wanted)s."), f.responded.response_at, "summaries.response",
        sections=f.responded.sections, wanted=f.responded.sections_needed,
    )  # fmt: skip


def languages(f: Facts) -> Evidence:
    """H9: all sections in every language in which comments were read."""
    nothing = _no_response(f)
    if nothing:
        return nothing
    original = f.responded.written_in or f.plan.original_language
    if not original:
        return see(W, N_("The language of the original texts is not stated."))
    wanted = set(f.plan.comment_languages)
    available = wanted & {original, *f.responded.translated_into} if f.responded.sections else set()
    return see(
        E if available == wanted else P if len(available) > 1 else N,
        # Translators: available and wanted are numbers of languages.
        N_("Languages of the response summary: %(available)s of %(wanted)s."), f.responded.response_at,
        "summaries.response", available=len(available), wanted=len(wanted),
    )  # fmt: skip


def commenters_told(f: Facts) -> Evidence:
    """H7: emails and notices of the publication went out."""
    nothing = _no_response(f)
    if nothing:
        return nothing
    told = f.notified.get("responses.published", NotificationFacts())
    if not told.happened or told.waiting:
        return see(
            P if told.happened else N,
            N_("Not all submitters with a confirmed address and subscribers are notified yet."),
            told.at,
        )
    return see(E, N_("All submitters with a confirmed address and all subscribers were notified."), told.at)


CHECKS = {
    "H1": dispositions,
    "H2": responses,
    "H3": response_in_time,
    "H4": sections,
    "H7": commenters_told,
    "H9": languages,
}
"""Practice → its check."""
