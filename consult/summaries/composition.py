"""The response summary composed from the data: its figures, the first words of its sections, and filled-in words.

The figures are all numbers of an edition, in JSON: computed whenever somebody looks while it is written, kept as they
stand at publication. The officer's words name numbers in braces ("{received}"), so that they never disagree.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.timetable import is_short
from consult.consultations.timing import full_days
from consult.core import clock, markup
from consult.core.database import db
from consult.core.words import N_
from consult.moderation import queries as moderation
from consult.responses import queries as responses
from consult.responses.lifecycle import Disposition
from consult.responses.models import Issue
from consult.stakeholders.countries import region_of
from consult.stakeholders.models import PARTNERSHIP, Category
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, Comment, Subject, Submission
from consult.summaries.labels import SECTIONS

NOT_SHOWN = responses.NOT_SHOWN

TAKEN = frozenset({Disposition.ACCEPTED, Disposition.ACCEPTED_IN_PRINCIPLE, Disposition.PARTIALLY_ACCEPTED})
NOT_TAKEN = frozenset({Disposition.NOT_ACCEPTED, Disposition.OUT_OF_SCOPE, Disposition.DEFERRED})
"""Dispositions of points that are not taken up; section 7 gives the reason for each."""


def say(message: str, **values: object) -> str:
    """`message` in English, with its values: what `gettext` does in other languages."""
    return message % values if values else message


# -- figures -----------------------------------------------------------------------------------------------------------


def figures(consultation: Consultation) -> dict[str, Any]:
    """Every number of the summary as of now."""
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
        "open_objections": len(moderation.open_contests(consultation.id)),
        "stakeholders": totals.stakeholders,
        **_who(consultation),
        "comments": progress.comments,
        "unanswered": progress.without_disposition,
        "dispositions": {kind.value: count for kind, count in dispositions.items()},
        "issues": issues,
        "clauses": [
            [part.key, part.number, part.title, part.comments, changed.get(part.key, 0)]
            for part in progress.parts
        ],
        "changes": sum(changed.values()) + sum(bool(issue["change"]) for issue in issues),
    }


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


def _who(consultation: Consultation) -> dict[str, Any]:
    """Submissions that were not withdrawn, and their comments, by category, region and language.

    Confidential ones are counted as such and nothing more. Those without a name keep their category; they count under
    a region only where they show their country (see submissions.actions.show).
    """
    rows = db.session.execute(
        select(
            Submission.attribution,
            Submission.category,
            Submission.country,
            Submission.language,
            Submission.shows_country,
            func.count(func.distinct(Submission.id)).label("submissions"),
            func.count(Comment.id).label("comments"),
        )
        .join(
            Comment, (Comment.submission_id == Submission.id) & (Comment.moderation != Moderation.WITHDRAWN)
        )
        .where(Submission.consultation_id == consultation.id, Submission.state == State.SUBMITTED)
        .group_by(
            Submission.attribution,
            Submission.category,
            Submission.country,
            Submission.language,
            Submission.shows_country,
        )
    ).all()
    found: dict[str, dict[str, list[int]]] = {"categories": {}, "regions": {}, "languages": {}}
    for category in PARTNERSHIP:
        found["categories"][category.value] = [0, 0]
    for row in rows:
        is_confidential = row.attribution == Attribution.CONFIDENTIAL
        region = region_of(row.country)
        is_hidden = is_confidential or (
            row.attribution == Attribution.ANONYMOUS_TO_PUBLIC and not row.shows_country
        )
        keys = {
            "categories": NOT_SHOWN if is_confidential else (row.category or Category.OTHER).value,
            "regions": NOT_SHOWN if is_hidden else region or "none",
            "languages": NOT_SHOWN if is_confidential else row.language,
        }
        for axis, key in keys.items():
            cell = found[axis].setdefault(key, [0, 0])
            cell[0] += row.submissions
            cell[1] += row.comments
    return {
        axis: [[key, *cell] for key, cell in sorted(cells.items(), key=responses.by_category)]
        for axis, cells in found.items()
    }


def _issues(consultation: Consultation) -> list[dict[str, Any]]:
    categories = responses.categories_of(consultation_id=consultation.id)
    return [_plain(issue, categories.get(issue.id, [])) for issue in _with_comments(consultation)]


def _with_comments(consultation: Consultation) -> Iterable[Issue]:
    return (counted.issue for counted in responses.issues(consultation.id) if counted.comments)


def _plain(issue: Issue, categories: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "reference": issue.reference,
        "title": issue.title,
        "views": issue.views,
        "answer": issue.answer,
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


# -- words -------------------------------------------------------------------------------------------------------------


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


_NAME = re.compile(r"\{([a-z_]+)\}")


def filled(text: str, found: Mapping[str, Any], written: Callable[[int], str] = str) -> str:
    """`text` with its numbers in place; `written` writes a number in the reader's language."""
    known = numbers(found)
    return _NAME.sub(lambda m: written(known[m[1]]) if m[1] in known else m[0], text)


def nameless(sections: Mapping[str, str], found: Mapping[str, Any]) -> list[str]:
    """What stands in braces and is no number: it stays as it is typed, which is mostly a slip."""
    known = numbers(found)
    names = {name for text in sections.values() for name in _NAME.findall(text) if name not in known}
    return [f"{{{name}}}" for name in sorted(names)]


def body(sections: Mapping[str, str], found: Mapping[str, Any]) -> Markup:
    """All words of the sections as one clean text, for search and feeds."""
    parts = [f"## {SECTIONS[key]}\n\n{filled(sections.get(key, ''), found)}" for key in SECTIONS]
    return markup.prose("\n\n".join(parts))


def drafted(consultation: Consultation, say: Callable[..., str] = say) -> dict[str, str]:
    """The first words of each section, out of what is known; the officer goes on from there."""
    version = consultation.version
    sections = {
        "identification": [
            say(
                N_("This is the response of %(organisation)s to the comments on %(title)s (%(version)s)."),
                organisation=consultation.organisation.name,
                title=consultation.title,
                version=version.label if version else "",
            )
        ],
        "process": _process(consultation, say),
        "respondents": [
            say(
                N_(
                    "Comments received: {received}, in {submissions} submissions. Published: {published}, of these with"
                    " some words removed: {redacted}. Withheld or removed: {withheld}. Withdrawn by those who sent"
                    " them: {withdrawn}. Submissions that came late: {late}."
                )
            ),
            say(
                N_(
                    "Limits of these numbers: identity, category and country are as given by those who commented, and"
                    " were not checked unless this is said. Comments with the same words from several submitters are"
                    " each counted. Comments were read in the language in which they were written; a translation"
                    " serves convenience only. Comments are not votes."
                )
            ),
        ],
        "issues": [
            say(
                N_(
                    "The comments were read one by one; those that make the same point were gathered in an issue"
                    " (issues: {issues}). The views are reported by group of stakeholders, those of minorities too,"
                    " and are not counted as votes."
                )
            )
        ],
        "response": [
            say(
                N_(
                    "Every comment has its disposition. Accepted: {accepted}. Accepted in principle or in part:"
                    " {accepted_in_part}. Not accepted: {not_accepted}. The reasons stand beside each issue and"
                    " each comment."
                )
            )
        ],
        "changes": [say(N_("Changes to the text that follow from the comments: {changes}."))],
        "not_taken_up": [
            say(N_("Comments whose points are not taken up: {not_taken_up}. The reason is given for each."))
        ],
        "next_steps": _next_steps(consultation, say),
        "annex": [
            say(
                N_(
                    "How this summary was made: officers read every comment, gave it a disposition and, where several"
                    " make the same point, put it into an issue. The numbers were counted by the platform on the day"
                    " of publication. A person other than the writers approved the summary. Comments that were"
                    " withheld or are confidential are counted and are not quoted."
                )
            )
        ],
    }
    return {key: "\n\n".join(part for part in sections[key] if part) for key in SECTIONS}


def _process(consultation: Consultation, say: Callable[..., str]) -> list[str]:
    words = [consultation.purpose]
    why_short = consultation.shortening_reason if is_short(consultation, clock.now()) else ""
    for label, text in (
        (N_("What could change: %(text)s"), consultation.can_change),
        (N_("What could not change: %(text)s"), consultation.cannot_change),
        (N_("Who was asked, and how: %(text)s"), consultation.target_groups),
        (N_("How comments are used: %(text)s"), consultation.use_of_input),
        (N_("Why the period was shorter than usual: %(text)s"), why_short),
    ):
        if text:
            words.append(say(label, text=text))
    return words or [say(N_("The draft was open for written comments by everybody."))]


def _next_steps(consultation: Consultation, say: Callable[..., str]) -> list[str]:
    contact = ", ".join(
        filter(None, (consultation.contact_name, consultation.contact_unit, consultation.contact_email))
    )
    stage = consultation.stage
    return [
        say(N_("The draft stood at this stage: %(stage)s."), stage=stage) if stage else "",
        say(N_("Questions about this response: %(contact)s."), contact=contact)
        if contact
        else say(N_("The next steps will be announced.")),
    ]
