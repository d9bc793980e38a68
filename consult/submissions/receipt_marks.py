"""What a receipt is checked by: a hash of the words of each comment, and a signature of all of them and the answers."""

import hashlib
import json
from collections.abc import Sequence

from consult.submissions import queries, references
from consult.submissions.models import Comment, CommentVersion, Submission
from consult.submissions.proposals import written

PARTS = ("quote", "page_part", "comment", "proposal", "rationale")
"""What is hashed of a comment, in this order: the parts that it has, with an empty line between them, in UTF-8."""


def words_hash(said: Comment | CommentVersion) -> str:
    """SHA-256 of the words of a comment."""
    return hashlib.sha256("\n\n".join(words for _name, words in parts_of(said)).encode()).hexdigest()


def parts_of(said: Comment | CommentVersion) -> list[tuple[str, str]]:
    """The parts that a comment has, each with its name."""
    parts = [(name, getattr(said, name)) for name in PARTS if name != "proposal"]
    parts.insert(
        PARTS.index("proposal"), ("proposal", written(said.proposal_kind, said.proposal, said.quote))
    )
    return [(name, words) for name, words in parts if words]


def signature(submission: Submission, comments: Sequence[Comment]) -> str:
    """The signature of the receipt of a submission as it is now."""
    return references.receipt_signature(str(submission.reference), _signed(submission, comments))


def is_genuine(submission: Submission, given: str) -> bool:
    """Whether this site has given a receipt with this signature, and nothing was changed since."""
    comments = queries.comments_of(submission)
    said = (_signed(submission, comments), _comments_signed(submission, comments))
    return any(references.is_receipt_signature(str(submission.reference), one, given) for one in said)


def _signed(submission: Submission, comments: Sequence[Comment]) -> str:
    values = [[one.question_id, one.value] for one in queries.answers_of(submission.id)]
    answers = hashlib.sha256(json.dumps(sorted(values, key=str), sort_keys=True).encode()).hexdigest()
    told = _comments_signed(submission, comments)
    return f"{told} answers:{answers}" if values else told


def _comments_signed(submission: Submission, comments: Sequence[Comment]) -> str:
    """What receipts said before they had the answers that were chosen: those that were given stay genuine."""
    hashes = [f"{one.number}:{one.last_edition}:{words_hash(queries.last_said(one))}" for one in comments]
    return " ".join([submission.received_at.isoformat(), *hashes])
