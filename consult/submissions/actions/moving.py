"""A comment is on another passage than the one on which staff entered it."""

from consult.consultations.lifecycle import State
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.drafts import queries as drafts
from consult.submissions import queries, rules, tallies
from consult.submissions.actions.locks import NotTaken, lock_for_change
from consult.submissions.admission import Admission
from consult.submissions.models import Comment, ProposalKind, Subject
from consult.submissions.rules import About

NOT_ON_WHOLE = N_("The comment quotes or changes a passage, so it cannot be on the whole draft.")


@action
def move_comment(comment: Comment, block_key: str) -> None:
    """Have a locked comment be on another passage ("" for the whole draft) of the text that is consulted on, with the
    counts. Its words stay, and so do its editions and what receipts are checked by.

    Raises NotPossible for a passage that is not in the text and for the whole draft where the comment is on words of a
    passage, NotQuoted where the quoted words are not in the other passage, NotTaken once the response is published or
    the consultation withdrawn.
    """
    terms = lock_for_change(comment.consultation_id)
    if terms.state != State.ANNOUNCED:
        raise NotTaken(Admission.OVER)
    said = queries.last_said(comment)
    passages = drafts.passages(terms.version_id, [block_key] if block_key else [])
    about = About(Subject.CLAUSE if block_key else Subject.GENERAL, passages.get(block_key))
    about.check(comment.consultation_id)
    if block_key:
        block = drafts.printed(terms.version_id, [block_key]).get(block_key)
        rules.check_quote(said.quote, block)
        rules.check_page_part(said.page_part, block)
    elif said.quote or said.page_part or said.proposal_kind is not ProposalKind.CHANGE:
        raise NotPossible(NOT_ON_WHOLE)
    with tallies.following(comment.consultation_id, [comment.submission_id]):
        for name, value in about.columns.items():
            setattr(comment, name, value)
        comment.version_id, comment.quote_start = terms.version_id, None
        db.session.flush()
