"""Which lines of a plain text are headings: by what they say of themselves, and by the lines around them."""

from collections.abc import Sequence

from consult.documents.plain_text import headings, layout
from consult.documents.plain_text.layout import LineRelation
from consult.documents.plain_text.levels import FoundHeading
from consult.documents.plain_text.lines import Line

_FEWEST_IN_LIST = 3
_SHORTEST_RULE = 3
_BODY_OF_RFC = 3


class Recognition:
    """Looks for headings in the lines of one text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.width = layout.width_of(lines)
        self.body = layout.body_indent(lines)
        self.is_rfc = _is_rfc(lines, self.body)
        self.listed = _in_lists(lines)

    def title(self) -> FoundHeading | None:
        """The title of the whole: the first words, where they stand alone like one."""
        for at, block in layout.blocks(self.lines):
            words = " ".join(line.text.strip() for line in block)
            is_above = self.is_rfc and (layout.is_drawn(block, self.body) or 0 < block[0].indent <= self.body)
            if is_above:
                continue  # the lines about the document before its title
            if (
                len(block) <= 2
                and self._can_be_title(Line(block[0].number, words))
                and self.found(at, block, 0) is None
            ):
                return FoundHeading("plain", "", 1, words, block[0].number)
            return None
        return None

    def found(self, at: int, block: list[Line], here: int) -> tuple[FoundHeading, int] | None:
        """The heading in line `here` of a block, and how many lines it takes; None where there is none."""
        if self.is_rfc:
            return self._of_rfc(block) if here == 0 and block[0].indent == 0 else None
        line, rest = block[here], block[here + 1 : here + 3]
        text = line.text.strip()
        if rest and _is_underline(rest[0].text.strip(), text):
            return _underlined(text, line, "plain" if "=" in rest[0].text else "under"), 2
        if (named := headings.named(text)) is not None:
            return self._of_named(named, block, here)
        if (numbered := headings.numbered(text)) is not None:
            return self._of_numbered(
                numbered, line, rest, is_listed=at + here in self.listed or _is_single(block[here - 1 : here])
            )
        if here > 0 or (rest and self.what(rest[0], line) is not LineRelation.NEW):
            return None
        lettered = headings.lettered(text)
        if lettered is not None and not rest and headings.is_title(lettered.rest):
            return _as_found(lettered, line), 1
        if (headings.is_known(text) or headings.is_capitals(text)) and layout.marker(text) is None:
            return FoundHeading("plain", "", 1, text, line.number), 1
        return None

    def what(self, line: Line, before: Line) -> LineRelation:
        """What a line is to the one directly before it."""
        return layout.what_is(line, before, self.width)

    def _of_named(
        self, named: headings.Heading, block: list[Line], here: int
    ) -> tuple[FoundHeading, int] | None:
        """A heading by a word and a number. Its title is in its line or the next one; what follows its number and is no
        title is text, and takes the place of the line."""
        line, after = block[here], block[here + 1 : here + 3]
        taken = 1
        if (
            named.rest
            and after
            and self.what(after[0], line) is LineRelation.JOINED
            and not _is_other(after[0])
        ):
            named = named._replace(rest=layout.joined(named.rest, after[0].text.strip()))
            taken = 2
        if named.rest and headings.is_title(named.rest) and (taken == 1 or len(after) == 1):
            return _as_found(named, line), taken
        if named.rest:
            block[here + taken - 1] = Line(line.number, " " * line.indent + named.rest)
            return FoundHeading(named.kind, named.label, 1, "", line.number, has_text=True), taken - 1
        is_whole = len(after) == 1 or (
            len(after) == 2 and self.what(after[1], after[0]) is not LineRelation.JOINED
        )
        if after and is_whole and self._can_be_title(after[0]):
            return FoundHeading(named.kind, named.label, 1, after[0].text.strip(), line.number), 2
        return FoundHeading(named.kind, named.label, 1, "", line.number), 1

    def _of_numbered(
        self, numbered: headings.Heading, line: Line, rest: Sequence[Line], *, is_listed: bool
    ) -> tuple[FoundHeading, int] | None:
        """A heading by a number, where what follows is like a title, and no item of a list."""
        after = headings.numbered(rest[0].text.strip()) if rest else None
        if numbered.depth == 1 and (is_listed or (after is not None and after.depth == 1)):
            return None
        taken = 1
        if rest and after is None and self.what(rest[0], line) is LineRelation.JOINED:
            numbered = numbered._replace(rest=layout.joined(numbered.rest, rest[0].text.strip()))
            taken = 2
        if not headings.is_title(numbered.rest) or len(rest) >= 2 == taken:
            return None
        return _as_found(numbered, line), taken

    def _of_rfc(self, block: Sequence[Line]) -> tuple[FoundHeading, int] | None:
        """What stands at the first column in the layout of RFCs, also over two lines, the second one far to the
        right."""
        taken = 1
        while taken < len(block) and block[taken].indent > self.body:
            taken += 1
        words = " ".join(line.text.strip() for line in block[:taken])
        found = headings.named(words) or headings.numbered(words) or headings.lettered(words)
        if found is not None:
            return _as_found(found, block[0]), taken
        is_alone = taken == len(block) or block[taken].indent > 0
        return (FoundHeading("plain", "", 1, words, block[0].number), taken) if is_alone else None

    @staticmethod
    def _can_be_title(line: Line) -> bool:
        return not _is_other(line) and headings.is_title(line.text)


def _is_other(line: Line) -> bool:
    """Whether a line begins a heading or an item of its own."""
    text = line.text.strip()
    return bool(headings.named(text) or headings.numbered(text) or layout.marker(text))


def _as_found(heading: headings.Heading, line: Line) -> FoundHeading:
    return FoundHeading(heading.kind, heading.label, heading.depth, heading.rest, line.number)


def _underlined(text: str, line: Line, kind: str) -> FoundHeading:
    """A heading that is marked as one by the line below it, with the number that it may have."""
    numbered = headings.numbered(text)
    return _as_found(numbered, line) if numbered else FoundHeading(kind, "", 1, text, line.number)


def _is_underline(line: str, text: str) -> bool:
    is_drawn = len(line) >= _SHORTEST_RULE and len(set(line)) == 1 and line[0] in "=-~^"
    return is_drawn and 2 * len(line) >= len(text) and headings.is_title(text)


def _is_rfc(lines: Sequence[Line], body: int) -> bool:
    """Whether a text has the layout of RFCs: headings in the first column, all else three columns to the right."""
    if body != _BODY_OF_RFC:
        return False
    first = [line.text for line in lines if line.text and line.indent == 0]
    words = sum(1 for line in lines if line.text)
    return len(first) * 2 <= words and any(headings.numbered(text) for text in first)


def _is_single(lines: Sequence[Line]) -> bool:
    """Whether a line, where there is one, begins with a number without dots."""
    numbered = headings.numbered(lines[0].text.strip()) if lines else None
    return numbered is not None and numbered.depth == 1


def _in_lists(lines: Sequence[Line]) -> set[int]:
    """The places of lines like "2. Barley" that follow one another with no text between: no headings but a list."""
    found: set[int] = set()
    run: list[int] = []
    for at, block in [*layout.blocks(lines), (0, [])]:
        if len(block) == 1 and _is_single(block):
            run.append(at)
            continue
        if len(run) >= _FEWEST_IN_LIST:
            found.update(run)
        run = []
    return found
