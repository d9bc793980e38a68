"""A comment as the workbench shows it to the organisation's own people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from consult.comment_translations.models import CommentTranslation
from consult.comment_translations.queries import for_staff
from consult.consultations.models import Consultation
from consult.core import markup
from consult.core.multilingual import Words
from consult.core.redaction_marks import drawn
from consult.core.stale_check import form_version
from consult.drafts import queries as drafts
from consult.quotations.later_passages import later_passages
from consult.quotations.later_text import Change
from consult.quotations.shown_later import NO_TITLE, ShownLaterPassage, shown
from consult.responses import form_versions, queries
from consult.stakeholders import descriptions
from consult.stakeholders.countries import name_of
from consult.stakeholders.taxonomy import CATEGORIES
from consult.submissions.labels import ATTRIBUTION_NAMES, CONFIRMED, NOT_CONFIRMED, TYPES, proposed
from consult.submissions.lifecycle import AWAITING, VISIBLE
from consult.submissions.models import Attribution, Comment
from consult.submissions.proposals import operations
from consult.submissions.queries import NAME_NOT_CONFIRMED, CommentedPassage, commented_passages
from consult.web.page_language import language_name, locale_code


@dataclass(frozen=True)
class Card:
    """One comment on the workbench."""

    reference: str
    row: Any
    name: str
    meta: list[str]
    body: Any
    proposal: str
    ops: Any
    proposed: str
    """What is proposed, as a label; "" where nothing is."""
    rationale: Any
    pills: list[tuple[str, str]]
    seen: str
    """The mark of its response."""
    confirm_href: str
    """Where to confirm that it speaks for states; "" where it does not say so, or it is confirmed."""
    translations: Sequence[tuple[CommentTranslation, bool]]
    """Each with whether it translates what the card shows."""
    later: ShownLaterPassage | None
    """What happened to its passage in the newest version of the draft, public or not."""
    language: str
    """Of what the organisation writes about it."""


def who(submission: Any) -> tuple[str, list[str]]:
    """Who sent it, for the organisation's own eyes."""
    name = submission.organisation or submission.name or _("No name given")
    beside = submission.name if submission.organisation else ""
    checked = (
        "" if descriptions.is_confirmed(submission) or not submission.organisation else _(NAME_NOT_CONFIRMED)
    )
    category = _(CATEGORIES[submission.category]) if submission.category else ""
    country = name_of(submission.country, locale_code()) if submission.country else ""
    return name, [
        words
        for words in (checked, beside, category, country, descriptions.representation(submission, _))
        if words
    ]


def sender(submission: Any) -> str:
    """Who sent it, in one cell of a table."""
    return descriptions.organisation(submission, _) or str(submission.name or _("No name given"))


def seen_of(comments: Iterable[Comment]) -> dict[int, str]:
    """The marks of their responses that came with a form, by the comment's id; none where the form has none."""
    told = dict(one.rpartition(" ")[::2] for one in request.form.getlist("seen"))
    found = {one.id: told.get(f"{one.submission.reference}/{one.number}", "") for one in comments}
    return {identifier: seen for identifier, seen in found.items() if seen}


def cards(consultation: Consultation, rows: Sequence[Any], originals: dict[int, str]) -> list[Card]:
    """The cards of rows of `queries.comments_to_respond_to`."""
    translations = for_staff([row.Comment for row in rows])
    later = _later(consultation, [row.Comment for row in rows])
    return [
        _card(row, originals, translations.get(row.Comment.id, ()), later.get(row.Comment.id), consultation)
        for row in rows
    ]


def _later(consultation: Consultation, comments: Sequence[Comment]) -> Mapping[int, ShownLaterPassage]:
    """Comment id → what happened to its passage in the newest version; of a correction only where that changed it."""
    original = consultation.version
    if original is None:
        return {}
    version = drafts.newest_later(original.id)
    newest = version or original
    address = url_for("drafts.version", reference=newest.draft.reference, number=newest.number)
    title = Words(_("version %(number)s", number=newest.number), "") if version is not None else NO_TITLE
    return {
        one: shown(passage, newest.language, f"{address}#{passage.key}", title=title, text_href=address)
        for one, passage in later_passages(comments, newest).items()
        if version is not None or passage.change is not Change.UNCHANGED
    }


def _card(
    row: Any,
    originals: dict[int, str],
    translations: Sequence[tuple[CommentTranslation, bool]],
    later: ShownLaterPassage | None,
    consultation: Consultation,
) -> Card:
    comment, submission = row.Comment, row.Submission
    name, meta = who(submission)
    body, proposal, rationale = _said(comment)
    ops = operations(comment.proposal_kind, originals.get(comment.id, ""), proposal)
    return Card(
        reference=f"{submission.reference}/{comment.number}",
        row=row,
        name=name,
        meta=meta,
        body=drawn(body, _, locale_code()),
        proposal=proposal,
        ops=ops,
        proposed=_proposed(comment, proposal, is_redline=bool(ops)),
        rationale=drawn(rationale, _, locale_code()) if rationale else None,
        pills=_pills(row),
        seen=form_version(row.CommentResponse, *form_versions.RESPONSE),
        confirm_href=url_for("moderation.confirm", reference=submission.reference)
        if descriptions.is_unconfirmed_for_states(submission)
        else "",
        translations=translations,
        later=later,
        language=consultation.original_language,
    )


@dataclass(frozen=True)
class RespondedComment:
    """A comment beside a response to it that is translated."""

    comment: Comment
    reference: str
    passage: CommentedPassage | None
    language: str
    """Of the words that follow: that of the translator where the comment is translated into it."""
    body: Any
    proposal: str
    proposed: str
    """What is proposed, as a label; "" where nothing is."""


def responded(
    consultation: Consultation, ids: Sequence[int], language: str
) -> Mapping[int, RespondedComment]:
    """Comment id → the comment for who translates into `language`."""
    comments = queries.comments(consultation, ids)
    passages, translations = commented_passages(consultation, comments, language), for_staff(comments)
    found = {}
    for one in comments:
        translation = next(
            (t for t, is_current in translations.get(one.id, ()) if is_current and t.language == language),
            None,
        )
        body, proposal, _rationale = _said(one)
        found[one.id] = RespondedComment(
            one,
            f"{one.submission.reference}/{one.number}",
            passages.get(one.id),
            translation.language if translation else one.language,
            markup.comment(translation.comment) if translation else drawn(body, _, locale_code()),
            translation.proposal if translation else proposal,
            _proposed(one, proposal, is_redline=bool(one.block_key)),
        )
    return found


def _proposed(comment: Comment, proposal: str, *, is_redline: bool) -> str:
    label = proposed(comment.proposal_kind, proposal, is_redline=is_redline)
    return label and _(label)


def _said(comment: Comment) -> tuple[Any, str, Any]:
    """Comment, proposed wording and reasons: as the public reads them where it does."""
    if comment.moderation in VISIBLE:
        return comment.shown_comment, comment.shown_proposal or "", comment.shown_rationale
    return markup.comment(comment.comment), comment.proposal or "", markup.comment(comment.rationale)


def _pills(row: Any) -> list[tuple[str, str]]:
    """What must be known of a comment and of its submitter, as (words, tone)."""
    comment, submission = row.Comment, row.Submission
    pills = [(_(TYPES[comment.type]), "plain")]
    if comment.language.partition("-")[0] != locale_code().partition("-")[0]:
        pills.append((language_name(comment.language), "plain"))
    if submission.attribution != Attribution.ATTRIBUTED:
        tone = "warn" if submission.attribution == Attribution.CONFIDENTIAL else "plain"
        pills.append((_(ATTRIBUTION_NAMES[submission.attribution]), tone))
    if comment.moderation in AWAITING:
        pills.append((_("Pending moderation"), "warn"))
    if comment.amendment_waits_since is not None:
        pills.append((_("An edited version is pending moderation"), "warn"))
    if (
        row.CommentResponse is not None
        and comment.filed_at
        and row.CommentResponse.responded_at < comment.filed_at
    ):
        pills.append((_("Changed since the response"), "warn"))
    if submission.email or submission.user_id is not None:
        pills.append((_(NOT_CONFIRMED if submission.has_unconfirmed_address else CONFIRMED), "plain"))
    if submission.is_late:
        pills.append((pgettext("comment", "Late"), "warn"))
    if (comment.sent_again_at or submission.sent_again_at) is not None:
        pills.append((_("Sent again after an outage"), "plain"))
    return pills
