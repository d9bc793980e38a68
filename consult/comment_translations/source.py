"""The words of a comment that a translation translates, and the digest by which both belong together. Pure."""

import hashlib
import json
from dataclasses import dataclass

from markupsafe import Markup

from consult.core.text_lines import lines_of
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Comment
from consult.submissions.public_words import public_words


@dataclass(frozen=True)
class Words:
    """The parts of a comment, or of its translation, as plain text."""

    comment: str
    proposal: str
    rationale: str


@dataclass(frozen=True)
class Source:
    """What is translated: of a public comment what the public reads, of any other what was submitted."""

    words: Words
    digest: str
    digests: list[str]
    """That digest, and one of each part: comment, proposal, rationale."""
    language: str
    is_public: bool
    is_redacted: bool

    def digest_for(self, *, is_machine: bool) -> str:
        """The digest by which a translation belongs to it."""
        return digest_for_machine(self.digest, self.language) if is_machine else self.digest


def digest_for_machine(words: str, language: str) -> str:
    """The digest by which what a machine made belongs to words with this digest, read as words of this language: once
    the language is corrected, the service is asked again."""
    return hashlib.sha256(f"{language} {words}".encode()).hexdigest()


def digest(comment: Markup, proposal: str | None, rationale: Markup | None) -> str:
    """The digest of the words of a comment as the public reads them, or would."""
    parts = [str(comment), proposal or "", str(rationale or "")]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def digests(comment: Markup, proposal: str | None, rationale: Markup | None) -> list[str]:
    """As `digest`, and after it one for each part."""
    parts = [str(comment), proposal or "", str(rationale or "")]
    return [
        digest(comment, proposal, rationale),
        *(hashlib.sha256(one.encode()).hexdigest() for one in parts),
    ]


PARTS = ("comment", "proposal", "rationale")
"""The parts of a comment, in the order of their digests."""


def source(comment: Comment) -> Source:
    """What a translation of the comment translates now."""
    spoken = comment.language
    if comment.moderation in VISIBLE and comment.shown_comment is not None:
        told = digests(comment.shown_comment, comment.shown_proposal, comment.shown_rationale)
        if comment.moderation == Moderation.PUBLISHED_REDACTED:
            words = Words(
                lines_of(comment.shown_comment),
                comment.shown_proposal or "",
                lines_of(comment.shown_rationale),
            )
            return Source(words, told[0], told, spoken, is_public=True, is_redacted=True)
        return Source(_submitted(comment), told[0], told, spoken, is_public=True, is_redacted=False)
    shown = public_words(comment.comment, comment.proposal, comment.rationale, {})
    told = digests(shown.comment, shown.proposal, shown.rationale)
    return Source(_submitted(comment), told[0], told, spoken, is_public=False, is_redacted=False)


def _submitted(comment: Comment) -> Words:
    return Words(comment.comment, comment.proposal, comment.rationale)
