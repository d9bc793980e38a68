"""The text of a draft as the page shows it on which comments are written: in one language, and in their places the
passages that only another language has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations import text_gaps
from consult.consultations.models import Consultation
from consult.consultations.queries import VersionRow
from consult.consultations.text_gaps import Gap
from consult.consultations.text_portions import Portion
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.drafts.passage_pages import passage_shown
from consult.drafts.queries import BlockRow


@dataclass(frozen=True)
class Run:
    """Passages of one text that follow each other."""

    blocks: Sequence[BlockRow]
    version: Version | VersionRow
    missing: Markup | None = None
    """What the page says before passages that the text has not; None of those of the text."""


def runs_of(
    consultation: Consultation, version: Version | VersionRow, blocks: Sequence[BlockRow]
) -> Sequence[Run]:
    """The whole text, `blocks` of `version`, with what only other language versions have; no statement without any."""
    languages = consultations.languages_shown(consultation) if consultation.has_language_versions else ()
    others = [one.version for one in languages if one.version.id != version.id]
    if not others:
        return [Run(blocks, version)]
    keys = drafts.keys_in_clauses([one.id for one in others])
    found = text_gaps.gaps((one.key for one in blocks), ((one, keys[one.id]) for one in others))
    if not found:
        return [Run(blocks, version)]
    firsts = [gap.pieces[0].key for gaps in found.values() for gap in gaps]
    places = consultations.places(consultation, firsts, version.language)

    def missing(key: str) -> Iterator[Run]:
        for gap in found.get(key, ()):
            first = passage_shown(places[gap.pieces[0].key])
            yield Run(_printed(gap), gap.version, text_gaps.sentence(gap, first, version.language))

    runs, run = list(missing("")), list[BlockRow]()
    for block in blocks:
        run.append(block)
        if more := list(missing(block.key)):
            runs += [Run(run, version), *more]
            run = []
    return [*runs, Run(run, version)] if run else runs


def portion_of(runs: Sequence[Run], portion: Portion) -> Sequence[Run]:
    """What a portion of the text shows of its runs."""
    found, before = list[Run](), 0
    for run in runs:
        start, end = max(portion.start - before, 0), portion.end - before
        if start < len(run.blocks) and end > 0:
            found.append(replace(run, blocks=run.blocks[start:end]))
        before += len(run.blocks)
    return found


def _printed(gap: Gap[BlockRow]) -> list[BlockRow]:
    found = drafts.printed(gap.version.id, [one.key for one in gap.pieces])
    return [found[one.key] for one in gap.pieces]
