"""One comment in three panes: the text with its signals, the decision, what is known."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.comment_forms import queries as comment_forms
from consult.comment_forms import row_words
from consult.comment_forms.content_keys import is_of_form
from consult.consultations import queries as consultations
from consult.core.hooks import Hook
from consult.core.permissions import may
from consult.core.redline import Operation
from consult.core.translatable import N_
from consult.moderation import actions, policy, queries, reasons
from consult.moderation.forms.comment_facts import LanguageForm, NoteForm
from consult.moderation.forms.deciding import RemoveForm, WithholdForm
from consult.moderation.forms.redacting import RedactForm
from consult.moderation.models import Reason
from consult.moderation.views.blueprint import bp, load, review_token
from consult.moderation.views.listing import following, listed
from consult.moderation.views.words import changes_of, words_of
from consult.screening import queries as screenings
from consult.stakeholders.descriptions import facts, is_unconfirmed_for_states
from consult.submissions import labels
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, ProposalKind, Route, Submission
from consult.submissions.proposals import of_passage, operations
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/moderation/<reference>/<int:number>")
def review(reference: str, number: int) -> ResponseReturnValue:
    """One comment: the text with its signals, the decision, what is known. Opening claims it for some minutes."""
    comment = load(reference, number)
    require(policy.read, comment.submission.consultation)
    if policy.claim(me(), comment) and comment.moderation in AWAITING:
        actions.claim_on_opening(comment, by=me())
        comment = load(reference, number)
    return review_page(comment)


def review_page(
    comment: Comment, status: int = 200, meanwhile: Any = None, **forms: Any
) -> ResponseReturnValue:
    """The three panes. `forms` are those that were sent and were not right; `meanwhile`: what happened since the page
    was opened (see views.overtaken)."""
    seen, consultation = asdict(review_token(comment)), comment.submission.consultation
    redact, withhold, remove, note, language = (
        forms.get(name) for name in ("redact", "withhold", "remove", "note", "language")
    )
    language = language or LanguageForm(formdata=None, language=comment.language)
    language.offer_languages(consultation.languages)
    can_decide = policy.decide(me(), comment)
    waiting_decision = queries.pending_of(comment)
    original = submitted.original_words([comment]).get(comment.id, "")
    ops = operations(comment.proposal_kind, original, comment.proposal)
    here = listed(comment.id)
    values = {
        **here,
        **words_of(comment, redact),
        "meanwhile": meanwhile,
        "form": next(iter(forms.values()), None),
        "comment": comment,
        "published": changes_of(comment),
        "submission": comment.submission,
        "attached": len(attachments.kept_of_submission(comment.submission_id)),
        "passage": submitted.commented_passages(consultation, [comment], locale_code()).get(comment.id),
        "text_language": consultations.languages_of_versions(consultation).get(comment.version_id or 0, ""),
        "reference": f"{comment.submission.reference}/{comment.number}",
        "seen": list(seen.items()),
        "redact": redact or RedactForm(formdata=None, **seen),
        "withhold": withhold or WithholdForm(formdata=None, **seen, **_confidentially(comment)),
        "remove": remove or RemoveForm(formdata=None, **seen),
        "note": note or NoteForm(formdata=None),
        "language_form": language,
        "can_decide": can_decide,
        "is_unconfirmed_for_states": is_unconfirmed_for_states(comment.submission),
        "verbs": [
            verb
            for verb in ("publish", "redact", "restore_words", "withhold", "remove")
            if can_decide and not waiting_decision and may(f"moderation.{verb}", me(), comment)
        ],
        "waiting_decision": waiting_decision,
        "instead": _INSTEAD.get(comment.moderation or Moderation.RECEIVED, ""),
        "ops": ops,
        "proposed": _proposed(comment, ops),
        "claim": queries.claim(comment),
        "objection": queries.open_objection(comment),
        "alike": screenings.similar_comments(comment),
        "notes": queries.notes(comment),
        "history": queries.history(comment),
        "before": _before(comment.submission),
        "sender": _sender(comment),
        "next": following(comment, here["page"].rows),
        "reasons": reasons,
        "labels": labels,
        "opened": "withhold" if withhold else "remove" if remove else "",
    }
    return render_template("moderation/review.html", **values), status


def _proposed(comment: Comment, ops: Sequence[Operation]) -> str:
    """What a comment proposes, as a label; "" for a change that is not shown as a redline."""
    if of_passage(comment.proposal_kind) is ProposalKind.CHANGE:
        return _("Proposed wording as changes") if ops else ""
    return str(_(labels.PROPOSALS[comment.proposal_kind]))


_INSTEAD = {
    Moderation.PUBLISHED: N_("You can redact words of the comment, or remove the comment from public pages."),
    Moderation.PUBLISHED_REDACTED: N_(
        "You can restore redacted words, redact more words, or remove the comment from public pages."
    ),
    Moderation.WITHHELD: N_(
        "You can publish the comment, with or without redactions. The submitter can object to the decision."
    ),
    Moderation.REMOVED: N_(
        "You can publish the comment, with or without redactions. The submitter can object to the decision."
    ),
}
"""What can be done once a decision has taken effect."""


def _confidentially(comment: Comment) -> dict[str, str]:
    is_confidential = comment.submission.attribution == Attribution.CONFIDENTIAL
    return {"reason": Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY.value} if is_confidential else {}


def in_form(comment: Comment) -> str:
    """The row of a comment form that a comment came in, as its writer numbered and placed it; "" for no form."""
    came_in = comment.submission.route == Route.STAFF or is_of_form(comment.key)
    row = comment_forms.rows_of([comment.id]).get(comment.id) if came_in else None
    return row_words.in_words(row) if row is not None else ""


def _sender(comment: Comment) -> list[tuple[str, str]]:
    """What the submission of a comment says of its submitter, and how it came in, as terms and values."""
    submission = comment.submission
    attribution = submission.attribution
    rows = [
        (_("Name"), submission.name),
        *facts(submission, locale_code(), _, submission.consultation.organisation_id),
        (_("Attribution"), _(labels.ATTRIBUTION_NAMES[attribution]) if attribution else ""),
        (_("Contact method"), _(labels.address_state(submission))),
        (_("Submitted"), "".join(say(submission) for say in ENTERED) or _(labels.ROUTES[submission.route])),
        (_("In the comment form"), in_form(comment)),
    ]
    return [(term, value) for term, value in rows if value]


ENTERED: Hook[Callable[[Submission], str]] = Hook("moderation.entered")
"""Who entered a submission and how it reached the organisation, in words; "" where its submitter made it."""


def _before(submission: Submission) -> str:
    if submission.user_id is None:
        return ""
    found = submitted.earlier_comments(submission)
    shown = sum(number for state, number in found.items() if state in VISIBLE)
    kept = found.get(Moderation.WITHHELD, 0) + found.get(Moderation.REMOVED, 0)
    # Translators: both are numbers of comments.
    words = _(
        "%(shown)s published, %(kept)s withheld", shown=format_decimal(shown), kept=format_decimal(kept)
    )
    return str(words)
