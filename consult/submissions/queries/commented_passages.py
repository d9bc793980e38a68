"""The passages that comments are about, as someone finds them who reads another language than the submitter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.queries import PrintedPassage
from consult.core.multilingual import Words
from consult.drafts import queries as drafts
from consult.drafts.queries import BlockRow
from consult.quotations import quotable
from consult.submissions.models import Comment


@dataclass(frozen=True)
class CommentedPassage:
    """The passage of a comment as a page shows it."""

    shown: PrintedPassage
    read: PrintedPassage
    """As its submitter read it: the same where that was in the same language."""

    @property
    def is_other(self) -> bool:
        """Whether the page shows it in another language than the submitter read."""
        return self.shown is not self.read

    def cell_of(self, comment: Comment) -> quotable.Cell | None:
        """The cell of a table that a comment on it quotes; None where it quotes other words."""
        if self.read.block is None:
            return None
        return quotable.cell_of(comment.quote, comment.quote_start, self.read.block)


def commented_passages(
    consultation: Consultation, comments: Sequence[Comment], language: str, *, at_present: bool = False
) -> Mapping[int, CommentedPassage]:
    """Comment id → its passage for readers of `language`; only of comments on passages. `at_present`: with the words
    that the original has now, where a comment was written on an earlier version of that."""
    found = [one for one in comments if one.block_key]
    if not found:
        return {}
    texts = consultations.languages_of_versions(consultation)
    original = consultation.version.language if consultation.version is not None else ""
    in_texts = consultations.printed_passages(consultation, [one.block_key for one in found], language)
    versions = {
        one.id: consultation.version_id if at_present and one.version_id not in texts else one.version_id
        for one in found
    }
    blocks = _blocks(found, versions)
    passages = {}
    for one in found:
        spoken = texts.get(one.version_id or 0, original)
        block = blocks.get((versions[one.id], one.block_key))
        read = PrintedPassage(Words(one.place, spoken), block, spoken)
        shown = in_texts.get(one.block_key, read)
        passages[one.id] = CommentedPassage(read if shown.language == spoken else shown, read)
    return passages


def _blocks(
    comments: Sequence[Comment], versions: Mapping[int, int | None]
) -> dict[tuple[int | None, str], BlockRow]:
    keys: dict[int | None, set[str]] = {}
    for one in comments:
        keys.setdefault(versions[one.id], set()).add(one.block_key)
    return {
        (version, key): block
        for version, some in keys.items()
        for key, block in drafts.printed(version, some).items()
    }


def shown_places(comments: Sequence[Comment], language: str) -> Mapping[int, str]:
    """Comment id → the position of its passage for readers of `language`; "" where it is on none."""
    keys: dict[Consultation, list[str]] = {}
    for one in comments:
        keys.setdefault(one.submission.consultation, []).append(one.block_key)
    in_place = {of: consultations.places(of, some, language) for of, some in keys.items()}
    return {one.id: in_place[one.submission.consultation].get(one.block_key, one.place) for one in comments}
