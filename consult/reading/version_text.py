"""The text of a version, block by block; that of a frozen one is read once and cached."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.consultations.queries import ConsultationRow, VersionRow
from consult.consultations.text_portions import Portions
from consult.core.limited_cache import LimitedCache
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page
from consult.drafts import queries as drafts
from consult.drafts.models import Version

CAPACITY = 24 * 1024 * 1024
"""Characters of texts, and of their HTML, that one process caches."""

MOST_LOOKS = 24
"""Languages, states and pages for which the HTML of one text is cached."""

AROUND = 8
"""Blocks shown before and after the chosen one where its clause is long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the text."""

    key: str
    kind: Kind
    level: int
    number: str
    title: str
    clause: str
    line: int
    text: str
    row: drafts.BlockRow
    language: str = ""
    """That of its text."""

    @property
    def html(self) -> Markup:
        """Its words as a page prints them."""
        html: Markup = self.row.html
        return html


@dataclass(frozen=True)
class Text:
    """All blocks of a version, in order. `name` is its own: what is drawn of it is kept under it, "" for never."""

    name: str
    pieces: Sequence[Piece]
    drawn: dict[Hashable, dict[Hashable, Markup]] = field(default_factory=dict)
    """What reading.rendered has drawn of it, by the looks it was drawn for."""

    def drawn_for(self, looks: Hashable) -> dict[Hashable, Markup]:
        """What is kept for these looks; never more than a few of each block."""
        if len(self.drawn) > MOST_LOOKS:
            self.drawn.clear()
        kept = self.drawn.setdefault(looks, {})
        if not self.name or len(kept) > 3 * len(self.pieces):
            kept.clear()
        return kept

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The index of each block."""
        return {piece.key: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def portions(self) -> Portions:
        """The pages that show it where it is long."""
        return Portions.of(self.pieces)

    @cached_property
    def headings(self) -> Sequence[Piece]:
        """The headings, in order."""
        return [piece for piece in self.pieces if piece.kind is Kind.HEADING]

    @cached_property
    def lines(self) -> int:
        """How many lines it has."""
        return sum(1 for piece in self.pieces if piece.line)

    @cached_property
    def has_pages(self) -> bool:
        """Whether it is images of pages, on which a rectangle can be drawn."""
        return any(map(is_page, self.pieces))

    def get(self, key: str) -> Piece | None:
        """The block with this key, if the text has it."""
        return self.pieces[self.positions[key]] if key in self.positions else None

    def around(self, key: str) -> Sequence[Piece]:
        """The clause of the block; of a long one only what stands near the block."""
        at = self.positions[key]
        first = last = at
        clause = self.pieces[at].clause
        while first and self.pieces[first - 1].clause == clause and at - first < AROUND:
            first -= 1
        while last + 1 < len(self.pieces) and self.pieces[last + 1].clause == clause and last - at < AROUND:
            last += 1
        return self.pieces[first : last + 1]

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The heading above each heading, "" above the outermost."""
        above: list[Piece] = []
        found: dict[str, str] = {}
        for heading in self.headings:
            above = [*(one for one in above if one.level < heading.level), heading]
            found[heading.key] = above[-2].key if len(above) > 1 else ""
        return found

    def way_to(self, clause: str) -> Sequence[Piece]:
        """The outermost headings, those above the clause, and what lies directly under any of these."""
        parents = self.parents
        open_ = {""}
        while clause in parents:
            open_.add(clause)
            clause = parents[clause]
        return [heading for heading in self.headings if parents[heading.key] in open_]

    def neighbours(self, key: str) -> tuple[Piece | None, Piece | None]:
        """The headings of the clauses before and after that of the block."""
        clause = self.pieces[self.positions[key]].clause
        at = next((n for n, heading in enumerate(self.headings) if heading.key == clause), -1)
        before = self.headings[at - 1] if at > 0 else None
        return before, self.headings[at + 1] if at + 1 < len(self.headings) else None


_cache: LimitedCache[Text] = LimitedCache(
    CAPACITY, lambda text: sum(2000 + 6 * len(piece.text) for piece in text.pieces)
)


def text_of(consultation: Consultation | ConsultationRow) -> Text:
    """The text of a consultation's present version; an empty one where it has none."""
    version = consultation.version
    return text_of_version(version) if version is not None else Text("", [])


def text_of_version(version: Version | VersionRow) -> Text:
    """The text of a version; cached once it can no longer change."""
    if version.frozen_at is None:
        return Text("", _read(version.id, version.language))
    name = f"{version.id}.{version.sha256}.{version.frozen_at.isoformat()}"
    return _cache.take(name, lambda: Text(name, _read(version.id, version.language)))


def _read(version_id: int, language: str) -> list[Piece]:
    return [
        Piece(
            row.key, row.kind, row.level, row.number, row.title, row.clause, row.line,
            row.text, row, language,
        )
        for row in drafts.blocks(version_id)
    ]  # fmt: skip
