"""Whether what a moderator wants done with a comment can be done now, and what it leads to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.moderation import queries, reasons
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import Reason
from consult.moderation.spans import Span
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment


@dataclass(frozen=True)
class RequestedDecision:
    """What a moderator wants done with a comment."""

    verb: str
    """publish, redact, restore_words, withhold or remove."""
    reason: Reason | None = None
    """Of withholding and removing."""
    explanation: str = ""
    """What the submitter is told beyond the reason."""
    spans: tuple[Span, ...] = ()
    """What redacting hides, in addition to what is hidden already."""
    redactions: tuple[int, ...] = ()
    """The ids of those whose words restoring shows again."""
    edition: int | None = None
    """The edition that it is for; None: the amendment while one waits, else the edition before it."""
    again: tuple[Span, ...] = ()
    """What was hidden in an earlier edition and stands in this one: hidden again, as it was explained then."""


@dataclass(frozen=True)
class CheckedDecision:
    """A requested decision that can be fulfilled now: the state it leads to, its reason, and the spans that are new."""

    after: Moderation
    reason: Reason | None = None
    spans: Sequence[Span] = ()


def check(comment: Comment, requested: RequestedDecision) -> CheckedDecision:
    """What a requested decision for a comment, which is locked, leads to. Raises NotPossible as the verb does."""
    is_new = decides_on_amendment(comment, requested)
    after = after_of(requested.verb, comment, is_amendment=is_new)
    if requested.verb in {"withhold", "remove"}:
        check_reason(requested.verb, requested.reason, requested.explanation)
        return CheckedDecision(after, requested.reason)
    if requested.verb == "publish" and is_new:
        return CheckedDecision(after)  # nothing of it is hidden yet
    hidden_ = queries.redactions(comment)
    if requested.verb == "redact":
        new = _new_spans(comment, requested, queries.spans(hidden_))
        return CheckedDecision(after, new[0].reason, new)
    if requested.verb == "restore_words":
        if not requested.redactions:
            raise NotPossible(N_("Choose the words to restore."))
        if not set(requested.redactions) <= {one.id for one in hidden_}:
            raise NotPossible(N_("The chosen words are not redacted."))
    left = [one for one in hidden_ if one.id not in requested.redactions]
    if not left:
        return CheckedDecision(after)
    return CheckedDecision(after_of("redact", comment), left[0].reason)


def _new_spans(comment: Comment, requested: RequestedDecision, known: Collection[Span]) -> list[Span]:
    texts = comment.texts
    new = sorted({*requested.spans, *requested.again} - set(known))
    if not new:
        raise NotPossible(N_("Choose or enter the words to redact."))
    for span in new:
        if not 0 <= span.start < span.end <= len(texts[span.field.value]):
            raise NotPossible(N_("The comment does not contain the chosen words."))
        if span not in requested.again:
            check_reason("redact", span.reason, requested.explanation)
    return new


def after_of(verb: str, comment: Comment, *, is_amendment: bool | None = None) -> Moderation:
    """The state that `verb` leads to; raises NotPossible where the moment or the submitter's choice forbids it.

    `is_amendment`: whether it is for the amendment of the comment; None: as decides_on_amendment says.
    """
    if comment.moderation is None:
        raise NotPossible(N_("This comment is not submitted yet."))
    if is_amendment is None:
        is_amendment = decides_on_amendment(comment, RequestedDecision(verb))
    after = LIFECYCLE.after(verb, Moderation.RECEIVED if is_amendment else comment.moderation)
    if after in VISIBLE and comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("The submitter asked that nothing of this is published."))
    return after


def decides_on_amendment(comment: Comment, requested: RequestedDecision) -> bool:
    """Whether a requested decision is for the amendment of a comment rather than for the edition before it."""
    if requested.edition is not None:
        return requested.edition == comment.amendment_edition
    return comment.amendment_waits_since is not None and requested.verb in {"publish", "redact", "withhold"}


def check_reason(verb: str, reason: Reason | None, explanation: str) -> None:
    """Raises NotPossible for a reason that does not fit the verb, or is not explained where it has to be."""
    if reason is None or verb not in reasons.WORDS[reason].verbs:
        raise NotPossible(N_("Choose a reason from the list."))
    if reason == Reason.OTHER_EXPLAINED and not explanation.strip():
        raise NotPossible(N_("Enter an explanation of this reason."))
