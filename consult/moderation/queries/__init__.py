"""What moderation reads.

Whose a submission is, the queue, one comment or submission with all that belongs to it, and what
submitters and the public are told. Other packages import from here.

The queue joins the tables of submissions, consultations and organisations: it filters, orders and counts very many
comments by what is in all of them, and each page costs few statements.
"""

from consult.moderation.queries.account_data import personal_data
from consult.moderation.queries.attachments import (
    ReviewedAttachment,
    attachment,
    attachment_decision_waits,
    decisions_on_attachments,
    due_attachment_decisions,
    lapsed_decisions_on_attachments,
    objection_to_decision_on,
    objections_on_attachments,
    open_objections_on_attachments,
    pending_attachments,
    pending_decision_on_attachment,
    pending_decisions_on_attachments,
)
from consult.moderation.queries.comments import (
    affected_comments,
    chosen,
    claim,
    claimed_by_others,
    comment,
    comments_of,
    confirmations,
    notes,
    signal_counts,
    submission,
    submission_of_ours,
)
from consult.moderation.queries.conflicts import has_another_moderator, is_own, own
from consult.moderation.queries.counting import SAMPLED, Counts
from consult.moderation.queries.decision_times import Timeliness, timeliness
from consult.moderation.queries.decisions import (
    decision,
    decision_since,
    decisions,
    last_decision,
    last_decisions,
    reasons_for,
)
from consult.moderation.queries.filtering import Filters
from consult.moderation.queries.history import HistoryLine, history
from consult.moderation.queries.listing import RECENT_PERIOD, Item, queue, queue_cursor
from consult.moderation.queries.moves import moves_of
from consult.moderation.queries.names import (
    name_request,
    name_request_counts,
    name_requests,
    name_requests_of,
)
from consult.moderation.queries.objections import (
    objection,
    objection_counts,
    objections,
    open_objection,
    open_objections,
)
from consult.moderation.queries.outcomes import (
    DecisionForSubmitter,
    reasons_in_force,
    reasons_of,
    reasons_told,
    sent,
)
from consult.moderation.queries.overview import Overview, counts, overview
from consult.moderation.queries.pending_decisions import (
    WaitingDecision,
    decision_waits,
    due_decisions,
    ended,
    made_together,
    pending_among,
    pending_by,
    pending_of,
)
from consult.moderation.queries.redactions import (
    hidden_again,
    hidden_before,
    last_explanation,
    redaction,
    redactions,
    spans,
    spans_of_all,
    with_hidden_words,
)
from consult.moderation.queries.scopes import Scope, scope
from consult.moderation.queries.shown_places import with_shown_places

__all__ = [
    "RECENT_PERIOD",
    "SAMPLED",
    "Counts",
    "DecisionForSubmitter",
    "Filters",
    "HistoryLine",
    "Item",
    "Overview",
    "ReviewedAttachment",
    "Scope",
    "Timeliness",
    "WaitingDecision",
    "affected_comments",
    "attachment",
    "attachment_decision_waits",
    "chosen",
    "claim",
    "claimed_by_others",
    "comment",
    "comments_of",
    "confirmations",
    "counts",
    "decision",
    "decision_since",
    "decision_waits",
    "decisions",
    "decisions_on_attachments",
    "due_attachment_decisions",
    "due_decisions",
    "ended",
    "has_another_moderator",
    "hidden_again",
    "hidden_before",
    "history",
    "is_own",
    "lapsed_decisions_on_attachments",
    "last_decision",
    "last_decisions",
    "last_explanation",
    "made_together",
    "moves_of",
    "name_request",
    "name_request_counts",
    "name_requests",
    "name_requests_of",
    "notes",
    "objection",
    "objection_counts",
    "objection_to_decision_on",
    "objections",
    "objections_on_attachments",
    "open_objection",
    "open_objections",
    "open_objections_on_attachments",
    "overview",
    "own",
    "pending_among",
    "pending_attachments",
    "pending_by",
    "pending_decision_on_attachment",
    "pending_decisions_on_attachments",
    "pending_of",
    "personal_data",
    "queue",
    "queue_cursor",
    "reasons_for",
    "reasons_in_force",
    "reasons_of",
    "reasons_told",
    "redaction",
    "redactions",
    "scope",
    "sent",
    "signal_counts",
    "spans",
    "spans_of_all",
    "submission",
    "submission_of_ours",
    "timeliness",
    "with_hidden_words",
    "with_shown_places",
]
