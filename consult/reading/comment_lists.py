"""Lists of public comments as HTML: those of any page, and those on one passage, kept under the stamp."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow, VersionRow
from consult.core.multilingual import Words
from consult.core.paging import Page
from consult.documents.blocks import Kind
from consult.drafts.models import Version
from consult.reading import languages, later_versions, queries, rendered
from consult.reading.version_text import Piece, Text
from consult.submissions import queries as submissions
from consult.submissions.models import CommentType, Subject
from consult.submissions.queries import PublicComment
from consult.summaries import queries as summaries
from consult.web.text_languages import texts_language

T = TypeVar("T")


@dataclass(frozen=True)
class PassageComments:
    """A page of the comments on a passage, read once where anything of it is not kept under the stamp."""

    consultation: ConsultationRow
    reads: languages.ReadText
    piece: Piece
    total: int
    type: CommentType | None
    after: str

    def kept(self, read: Callable[[], T], keep: Callable[[Hashable, Callable[[], T]], T]) -> T:
        """What `read` gives, kept by `keep` for the first page: cursors are as many as readers make up."""
        about = ("comments on a passage", self.piece.key, self.type, self.reads.language)
        return read() if self.after else keep(about, read)

    @property
    def _passage(self) -> tuple[str, str]:
        """The clause of a heading; any other block by itself."""
        return (self.piece.key, "") if self.piece.kind is Kind.HEADING else ("", self.piece.key)

    @cached_property
    def page(self) -> Page[PublicComment]:
        """The comments."""
        clause, key = self._passage
        number = self.consultation.id
        return queries.page_on_passage(number, clause=clause, block_key=key, type=self.type, after=self.after)

    def page_and_types(self) -> tuple[Page[PublicComment], Mapping[CommentType, int]]:
        """Where the page ends, without its comments; and how many there are of each type, 0 where counting would take
        more than a page of them."""
        found: Mapping[CommentType, int]
        if self.total > queries.PAGE:
            found = dict.fromkeys(CommentType, 0)
        elif self.type is not None:
            clause, key = self._passage
            found = queries.types(submissions.public(self.consultation.id, clause=clause, block_key=key))
        else:
            found = Counter(row.type for row in self.page.rows)
        return replace(self.page, rows=()), {kind: found[kind] for kind in CommentType if kind in found}

    def as_html(self) -> Markup:
        """The comments as HTML."""
        is_clause = self.piece.kind is Kind.HEADING
        return as_html(
            self.page.rows, self.consultation, self.reads.text, self.reads.version, with_passage=is_clause
        )


def as_html(
    rows: Sequence[PublicComment],
    consultation: Consultation | ConsultationRow,
    read: Text,
    version: Version | VersionRow | None = None,
    **how: Any,
) -> Markup:
    """Comments as HTML; `version`: that of the text where it is not the original's."""
    before = queries.earlier_words(rows, version.id if version is not None else consultation.version_id)
    asks = any(row.subject == Subject.QUESTION for row in rows)
    asked = {one.id: one for one in consultations.questions(consultation)} if asks else {}
    has_responses = consultation.phase == Phase.RESPONDED
    told = summaries.published_responses([row.id for row in rows]) if has_responses else {}
    responses = summaries.in_language(told, consultation, texts_language())
    return rendered.comments(
        rows, consultation, read, before=before, responses=responses, asked=asked,
        languages=languages.languages_of_versions(consultation),
        places=_places_elsewhere(rows, consultation, read, version or consultation.version),
        later=later_versions.of_comments(rows, consultation), **how,
    )  # fmt: skip


def _places_elsewhere(
    rows: Sequence[PublicComment],
    consultation: Consultation | ConsultationRow,
    read: Text,
    version: Version | VersionRow | None,
) -> Mapping[str, Words]:
    """Block key → the position of a passage that the text lacks; no statement where it has all of them."""
    if version is None or not consultation.has_language_versions:
        return {}
    lacking = {row.block_key for row in rows if row.block_key and read.get(row.block_key) is None}
    return consultations.places(consultation, lacking, version.language) if lacking else {}
