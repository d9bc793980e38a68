"""The figures of a response summary: all numbers of an edition, in JSON.

They are computed whenever someone looks while the summary is written, and kept as they stand at publication.
"""

from collections.abc import Mapping
from typing import Any

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.period_checks import full_days
from consult.core import clock
from consult.moderation import queries as moderation
from consult.questions.results import results, shares
from consult.questions.types import type_of
from consult.responses import queries as responses
from consult.responses.lifecycle import Disposition
from consult.responses.queries import NOT_SHOWN
from consult.stakeholders.countries import region_of
from consult.stakeholders.models import PARTNERSHIP
from consult.submissions import queries as submissions
from consult.submissions.models import Attribution, Subject

TAKEN = frozenset({Disposition.ACCEPTED, Disposition.ACCEPTED_IN_PRINCIPLE, Disposition.PARTIALLY_ACCEPTED})
NOT_TAKEN = frozenset({Disposition.NOT_ACCEPTED, Disposition.OUT_OF_SCOPE, Disposition.DEFERRED})
"""Dispositions of points that are not taken up; section 7 gives the reason for each."""


def compute_figures(consultation: Consultation) -> dict[str, Any]:
    """Every number of the summary as of now. Editions keep them, so the keys stay as earlier versions wrote them."""
    totals = submissions.totals(consultation.id)
    progress = responses.progress(consultation.id)
    dispositions = responses.disposition_counts(consultation.id)
    issues = _issues(consultation)
    changed = _changed(consultation)
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "identification": _identification(consultation),
        "totals": {
            "received": totals.received,
            "published": totals.published,
            "published_redacted": totals.published_redacted,
            "withheld": totals.withheld,
            "removed": totals.removed,
            "withdrawn": totals.withdrawn,
            "pending": totals.pending,
            "adds_up": totals.adds_up,
        },
        "reasons": dict(totals.reasons),
        "submissions": totals.submissions,
        "submissions_withdrawn": totals.submissions_withdrawn,
        "late": totals.late,
        "open_objections": len(moderation.open_objections(consultation.id)),
        "stakeholders": totals.stakeholders,
        **_respondents(consultation),
        "comments": progress.comments,
        "unanswered": progress.without_disposition,
        "dispositions": {kind.value: count for kind, count in dispositions.items()},
        "issues": issues,
        "clauses": [
            [part.key, part.number, part.title, part.comments, changed.get(part.key, 0)]
            for part in progress.parts
        ],
        "answers": _answers(consultation),
        "changes": sum(changed.values()) + sum(bool(issue["change"]) for issue in issues),
    }


def _answers(consultation: Consultation) -> list[dict[str, Any]]:
    """How many chose each option of each question, all categories together."""
    counted = submissions.counted_answers(consultation.id)
    found = []
    for content in consultations.question_contents(consultation.id).values() if counted else ():
        if not type_of(content.type).options(content):
            continue  # numbers and dates are on the page of the results
        told = results(content, counted.get(content.id, ()), (), protects=False)
        cells = [[one.row, one.option, one.count] for one in shares(told) if one.group is told.all]
        if cells:
            found.append({"question": content.position, "answers": told.all.answers, "cells": cells})
    return found


def _identification(consultation: Consultation) -> dict[str, Any]:
    version = consultation.version
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    return {
        "announced_at": _iso(consultation.announced_at),
        "opens_at": _iso(opens_at),
        "closes_at": _iso(closes_at),
        "days": full_days(opens_at, closes_at, consultation.timezone) if opens_at and closes_at else 0,
        "extensions": [
            {"closed_at": _iso(e.closed_at), "closes_at": _iso(e.closes_at), "reason": e.reason}
            for e in consultations.extensions(consultation)
        ],
        "corrections": [
            {"at": _iso(c.corrected_at), "notice": c.notice} for c in consultations.corrections(consultation)
        ],
        "questions": len(consultations.questions(consultation)),
        "documents": len(consultations.documents(consultation)),
        "version": version.label if version else "",
        "sha256": (version.sha256 or "") if version else "",
    }


def _iso(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""


def _respondents(consultation: Consultation) -> dict[str, Any]:
    """Submissions that were not withdrawn, and their comments, by category, region and language.

    Confidential ones are counted as such and nothing more. Those without a name keep their category; they count under
    a region only where they show their country (see submissions.actions.publish).
    """
    found: dict[str, dict[str, list[int]]] = {"categories": {}, "regions": {}, "languages": {}}
    for category in PARTNERSHIP:
        found["categories"][category.value] = [0, 0]
    for row in submissions.respondents_by_group(consultation.id):
        for axis, key in _groups_of(row).items():
            cell = found[axis].setdefault(key, [0, 0])
            cell[0] += row.submissions
            cell[1] += row.comments
    return {
        axis: [[key, *cell] for key, cell in sorted(cells.items(), key=responses.by_category)]
        for axis, cells in found.items()
    }


def _groups_of(row: submissions.RespondentGroup) -> dict[str, str]:
    """Where respondents are counted, by category, region and language."""
    if row.attribution == Attribution.CONFIDENTIAL:
        return dict.fromkeys(("categories", "regions", "languages"), NOT_SHOWN)
    is_hidden = row.attribution == Attribution.ANONYMOUS_TO_PUBLIC and not row.shows_country
    return {
        "categories": row.category.value,
        "regions": NOT_SHOWN if is_hidden else region_of(row.country) or "none",
        "languages": row.language,
    }


def _issues(consultation: Consultation) -> list[dict[str, Any]]:
    categories = responses.categories_of(consultation_id=consultation.id)
    return [
        _plain(counted, categories.get(counted.issue.id, []))
        for counted in responses.issues(consultation.id)
        if counted.comments
    ]


def _plain(counted: responses.IssueWithCounts, categories: list[tuple[str, int]]) -> dict[str, Any]:
    issue = counted.issue
    return {
        "reference": issue.reference,
        "title": issue.title,
        "views": issue.views,
        "answer": issue.response,
        "disposition": issue.disposition.value if issue.disposition else "",
        "change": issue.change,
        "place": issue.changed_place,
        "comments": sum(count for _category, count in categories),
        "categories": categories,
    }


def _changed(consultation: Consultation) -> dict[str, int]:
    """By part of the text, how many comments led to a change of their own (not their issue's)."""
    keys = {
        Subject.CLAUSE: "clause:{0.clause}",
        Subject.QUESTION: "question-{0.question}",
        Subject.GENERAL: "general",
    }
    return {keys[row.subject].format(row): row.changes for row in responses.own_changes(consultation.id)}


NUMBERS = frozenset(
    {
        "received", "published", "redacted", "withheld", "withdrawn", "submissions", "stakeholders", "late", "answered",
        "clauses", "issues", "changes", "accepted", "accepted_in_part", "not_accepted", "not_taken_up",
    }
)  # fmt: skip
"""The names of `numbers`."""


def numbers(found: Mapping[str, Any]) -> dict[str, int]:
    """The numbers that the officer's words may name in braces."""
    dispositions = {Disposition(k): n for k, n in found["dispositions"].items()}
    totals = found["totals"]
    return {
        "received": totals["received"],
        "published": totals["published"] + totals["published_redacted"],
        "redacted": totals["published_redacted"],
        "withheld": totals["withheld"] + totals["removed"],
        "withdrawn": totals["withdrawn"],
        "submissions": found["submissions"],
        "stakeholders": found["stakeholders"],
        "late": found["late"],
        "answered": found["comments"] - found["unanswered"],
        "clauses": sum(1 for clause in found["clauses"] if clause[0].startswith("clause:")),
        "issues": len(found["issues"]),
        "changes": found["changes"],
        "accepted": dispositions.get(Disposition.ACCEPTED, 0),
        "accepted_in_part": sum(dispositions.get(kind, 0) for kind in TAKEN - {Disposition.ACCEPTED}),
        "not_accepted": dispositions.get(Disposition.NOT_ACCEPTED, 0),
        "not_taken_up": sum(dispositions.get(kind, 0) for kind in NOT_TAKEN),
    }
