"""Reads what the demo was written in: drafts in Markdown, and submissions in a small format of our own.

A submission: "=== name · organisation · category/subcategory · country · capacity · attribution · language · day". Then
each comment: "@ where | type" (a clause's number, or words of the block), "* general" or "? number of a question"; its
words; "+ proposal" (or "+ old => new" within the block's words); "~ rationale"; "! what moderators do" (published where
nothing is said); "= response".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consult.documents import reading
from consult.documents.blocks import Block, Kind, ParsedDraft, Source
from consult.questions.definitions import QuestionContent
from consult.questions.types import OTHER, Results, type_of
from consult.responses.lifecycle import Disposition
from consult.submissions import proposals
from consult.submissions.models import CommentType, ProposalKind, Subject

HERE = Path(__file__).resolve().parent


@dataclass
class DemoComment:
    """One comment as it was written, and what becomes of it."""

    subject: Subject
    type: CommentType
    block_key: str = ""
    question: int = 0
    words: str = ""
    quote: str = ""
    proposal: str = ""
    proposal_kind: ProposalKind = ProposalKind.CHANGE
    rationale: str = ""
    moderation: list[str] = field(default_factory=list)
    response: str = ""

    @property
    def disposition(self) -> Disposition | None:
        """What its response says, where it has one."""
        return Disposition(self.response.split()[0]) if self.response else None


@dataclass
class DemoSubmission:
    """One submission: who sends it, when (days after the opening; None: after the deadline), and its comments."""

    name: str
    organisation: str
    category: str
    subcategory: str
    country: str
    capacity: str
    on_behalf_of: list[str]
    attribution: str
    language: str
    day: float | None
    comments: list[DemoComment] = field(default_factory=list)


_CLAUSE = re.compile(r"[\d.]+")


def draft(name: str) -> ParsedDraft:
    """The draft of this name, with its pictures."""
    folder = HERE / "drafts"
    texts = [Source(f"{name}.md", (folder / f"{name}.md").read_bytes())]
    pictures = [Source(path.name, path.read_bytes()) for path in sorted(folder.glob("*.png"))]
    named = [picture for picture in pictures if picture.name.encode() in texts[0].data]
    return reading.parse([*texts, *named])


def submissions(name: str, parsed: ParsedDraft) -> list[DemoSubmission]:
    """The submissions written for the draft `parsed`. ValueError for a passage or words that it lacks."""
    path = HERE / "comments" / f"{name}.txt"
    if not path.exists():
        return []
    found: list[DemoSubmission] = []
    for line in filter(None, path.read_text().splitlines()):
        mark, _space, rest = line.partition(" ")
        if mark == "===":
            found.append(_submission(rest))
        elif mark in {"@", "*", "?"}:
            found[-1].comments.append(_comment(mark, rest, parsed))
        else:
            _add(found[-1].comments[-1], mark, rest, line, parsed)
    return found


def _submission(line: str) -> DemoSubmission:
    name, organisation, category, country, capacity, attribution, language, day = (
        part.strip() for part in line.split("·")
    )
    first, _slash, second = category.partition("/")
    capacity, _colon, others = capacity.partition(":")
    return DemoSubmission(
        name=name,
        organisation=organisation,
        category=first,
        subcategory=second,
        country=country,
        capacity=capacity,
        on_behalf_of=others.split(",") if others else [],
        attribution=attribution,
        language=language,
        day=None if day == "late" else float(day),
    )


def _comment(mark: str, rest: str, parsed: ParsedDraft) -> DemoComment:
    if mark == "*":
        return DemoComment(Subject.GENERAL, CommentType.GENERAL)
    if mark == "?":
        return DemoComment(Subject.QUESTION, CommentType.GENERAL, question=int(rest))
    where, _bar, kind = rest.rpartition(" | ")
    quote = "" if _CLAUSE.fullmatch(where) else where
    return DemoComment(Subject.CLAUSE, CommentType(kind), block_key=passage(where, parsed).key, quote=quote)


def passage(where: str, parsed: ParsedDraft) -> Block:
    """The first block of a clause with this number, or the first block with these words."""
    inside = False
    for block in parsed.blocks:
        if block.kind is Kind.HEADING:
            inside = block.number == where
        elif inside or (not _CLAUSE.fullmatch(where) and where in block.text):
            return block
    raise ValueError(f"{where!r} is not in {parsed.title!r}")


def _add(said: DemoComment, mark: str, rest: str, line: str, parsed: ParsedDraft) -> None:
    if mark == "+":
        old, arrow, new = rest.partition(" => ")
        text = next((block.text for block in parsed.blocks if block.key == said.block_key), "")
        if arrow and old not in text:
            raise ValueError(f"{old!r} is not in {text!r}")
        said.proposal_kind, said.proposal, _quote = proposals.read(rest)
        if arrow:
            said.proposal = text.replace(old, new, 1)
    elif mark == "~":
        said.rationale = rest
    elif mark == "!":
        said.moderation.append(rest)
    elif mark == "=":
        said.response = rest
    else:
        said.words = f"{said.words}\n\n{line}".strip()


def every(found: list[DemoSubmission]) -> Iterator[DemoComment]:
    """The comments of all submissions, in order."""
    for planned in found:
        yield from planned.comments


def answer_to(content: QuestionContent, turn: int) -> dict[str, Any]:
    """An answer to a question that follows from `turn` alone; none to one in free text."""
    kind = type_of(content.type)
    codes = [one.code for one in kind.options(content) if one.code != OTHER]
    if kind.results is Results.ROWS:
        return {
            "rows": {row.code: codes[(turn + at) % len(codes)] for at, row in enumerate(kind.rows(content))}
        }
    if kind.results is Results.NUMBERS:
        return {"number": str(turn * 5 % 23 + 2)}
    if kind.results is Results.DATES:
        return {"date": f"{2005 + turn % 20}-04-01"}
    if kind.results is Results.COUNTS:
        return {"chosen": [code for at, code in enumerate(codes) if (turn + at) % 3]}
    return {"chosen": [codes[turn * turn % len(codes)]]} if codes else {}
