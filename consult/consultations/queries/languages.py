"""The language versions of a consultation's draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, false, select, true, union_all
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation, LanguageVersion
from consult.consultations.queries.rows import ConsultationRow, VersionRow
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.language_tags import nearest
from consult.core.multilingual import Words
from consult.drafts import queries as drafts
from consult.drafts.models import Version
from consult.drafts.passage_labels import of_another_text
from consult.drafts.queries import BlockRow, PairCounts, Passage
from consult.drafts.version_names import VersionNames, names_of


def language_versions(consultation: Consultation | ConsultationRow) -> Sequence[LanguageVersion]:
    """The language versions beside the original, in the order in which they were added; no statement where there are
    none. They are read as they are now: an action that has locked the consultation sees what the one before it wrote,
    though its page had read them already."""
    if not consultation.has_language_versions:
        return []
    rows = (
        select(LanguageVersion)
        .where(LanguageVersion.consultation_id == consultation.id)
        .options(joinedload(LanguageVersion.version))
        .order_by(LanguageVersion.id)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(rows).scalars().all()


def language_version(consultation: Consultation, language: str) -> LanguageVersion:
    """The one in a language. Raises NotFound."""
    for one in language_versions(consultation):
        if one.version.language == language:
            return one
    raise NotFound


@dataclass(frozen=True)
class LanguageState:
    """How far a language version is prepared."""

    row: LanguageVersion
    counts: PairCounts
    is_older: bool
    """Whether the original was corrected since this text was published or corrected."""
    moved_from: str
    """The reference of the draft from which it was moved here, and can be moved back; "" for none."""


def language_states(consultation: Consultation) -> list[LanguageState]:
    """Every language version with what its preparation lacks."""
    found = language_versions(consultation)
    open_ = [one.version_id for one in found if one.version.frozen_at is None]
    counts = drafts.pair_counts(open_) if open_ else {}
    original = consultation.version
    is_corrected = original is not None and original.corrects_id is not None
    corrected_at = original.imported_at if original is not None and is_corrected else None
    return [
        LanguageState(
            one,
            counts.get(one.version_id, PairCounts()),
            _is_older(one.version, corrected_at),
            _moved_from(one.version),
        )
        for one in found
    ]


def _moved_from(version: Version) -> str:
    before = drafts.moved_from(version) if version.frozen_at is None else None
    return before[0] if before is not None else ""


def _is_older(version: Version, corrected_at: datetime | None) -> bool:
    """Whether the original was corrected after this text was imported or corrected."""
    return corrected_at is not None and version.frozen_at is not None and corrected_at > version.imported_at


def has_doubtful_pairs(consultation: Consultation) -> bool:
    """Whether someone has to confirm pairs of a language version; no statement where there are none."""
    ids = [one.version_id for one in language_versions(consultation) if one.version.frozen_at is None]
    return bool(ids) and drafts.has_doubtful(ids)


def languages_with_doubtful_pairs(consultation: Consultation) -> list[str]:
    """The languages whose pairs someone has to confirm."""
    return [one.row.version.language for one in language_states(consultation) if one.counts.doubtful]


def addable(consultation: Consultation) -> list[Version]:
    """Versions that could be added as language versions, the newest of each language first."""
    if consultation.version is None:
        return []
    taken = {one.version.language for one in language_versions(consultation)}
    return [one for one in drafts.translations(consultation.version) if one.language not in taken]


def takeable(consultation: Consultation) -> list[Version]:
    """Versions of other drafts of the organisation that could become language versions: used by no consultation, and in
    a language that is not there yet."""
    if consultation.version is None:
        return []
    taken = {one.version.language for one in language_versions(consultation)}
    found = [one for one in drafts.newest_of_others(consultation.version) if one.language not in taken]
    used = versions_in_use([one.id for one in found]) if found else set()
    return [one for one in found if one.id not in used]


def versions_in_use(ids: Collection[int], *, besides: int | None = None) -> set[int]:
    """Which of these versions a consultation uses, as its original or in another language; but for one of them."""
    originals = select(Consultation.version_id).where(
        Consultation.version_id.in_(ids), Consultation.id.is_distinct_from(besides)
    )
    others = select(LanguageVersion.version_id).where(
        LanguageVersion.version_id.in_(ids), LanguageVersion.consultation_id.is_distinct_from(besides)
    )
    return {one for one in db.session.execute(originals.union(others)).scalars() if one is not None}


def languages_of_versions(consultation: Consultation | ConsultationRow) -> dict[int, str]:
    """Id of a version that is not in the original language, corrected since or not → its language; no statement where
    the draft is in one language."""
    if not consultation.has_language_versions or consultation.version_id is None:
        return {}
    return drafts.languages_of(consultation.version_id)


def is_in_another_language(version_id: int) -> bool:
    """Whether the version is a language version of any consultation."""
    rows = select(LanguageVersion.id).where(LanguageVersion.version_id == version_id)
    return bool(db.session.execute(select(rows.exists())).scalar_one())


def is_language_version(consultation_id: int, version_id: int | None) -> bool:
    """Whether readers can read this version as one of the consultation's, or could until it was corrected: a comment
    stays with the words that its writer read."""
    if version_id is None:
        return False
    rows = select(LanguageVersion.id).where(
        LanguageVersion.consultation_id == consultation_id,
        LanguageVersion.version_id.in_(drafts.of_same_translation(version_id)),
        LanguageVersion.published_at.is_not(None),
    )
    return bool(db.session.execute(select(rows.exists())).scalar_one())


class PresentTexts(NamedTuple):
    """The texts that consultations have now, in each language: one row for each, to be joined by the consultation."""

    rows: FromClause
    consultation_id: ColumnElement[int]
    version_id: ColumnElement[int]
    is_original: ColumnElement[bool]


def present_texts() -> PresentTexts:
    """The original of each consultation, public or not, and its published language versions, for statements of packages
    above."""
    originals = select(
        Consultation.id.label("consultation_id"), Consultation.version_id, true().label("is_original")
    ).where(Consultation.version_id.is_not(None))
    others = select(LanguageVersion.consultation_id, LanguageVersion.version_id, false()).where(
        LanguageVersion.published_at.is_not(None)
    )
    rows = union_all(originals, others).subquery("present_texts")
    return PresentTexts(rows, rows.c.consultation_id, rows.c.version_id, rows.c.is_original)


@dataclass(frozen=True)
class LanguageRow:
    """What pages show of a language version, or of the original (`is_original`); a process may keep it."""

    version: VersionRow
    is_original: bool
    is_official: bool
    published_at: datetime | None
    notice: str = ""
    """What its last correction corrected."""
    is_older: bool = False
    """Whether the original was corrected since."""
    replaced_number: int | None = None
    """The number of the version that its last correction replaced."""


@dataclass(frozen=True)
class LanguageCorrection:
    """A correction of a language version, with the two texts; the names are those of a correction of the original."""

    from_version: Version
    to_version: Version
    is_present: bool
    """Whether what took the place of the earlier text is what readers read today."""

    @property
    def notice(self) -> str:
        """What was corrected."""
        return self.to_version.notice

    @property
    def corrected_at(self) -> datetime:
        """When."""
        return self.to_version.imported_at


def language_corrections(consultation: Consultation | ConsultationRow) -> list[LanguageCorrection]:
    """The corrections of all published language versions, those of each in order; no statement where there are none."""
    if consultation.version_id is None:
        return []
    rows = [one for one in language_versions(consultation) if one.published_at is not None]
    if not any(one.version.corrects_id for one in rows):
        return []
    versions = drafts.translations_by_id(consultation.version_id)
    found: list[LanguageCorrection] = []
    for row in rows:
        later, chain = row.version, list[LanguageCorrection]()
        while (earlier := versions.get(later.corrects_id or 0)) is not None:
            chain.append(LanguageCorrection(earlier, later, later.id == row.version_id))
            later = earlier
        found += reversed(chain)
    return found


def languages_shown(consultation: Consultation | ConsultationRow) -> tuple[LanguageRow, ...]:
    """The original and the language versions that readers can read; nothing where there is no language version."""
    found = [one for one in language_versions(consultation) if one.published_at is not None]
    original = consultation.version
    if not found or original is None or consultation.version_id is None:
        return ()
    corrected_at = drafts.corrected_at(consultation.version_id) if original.corrects_id is not None else None
    replaced = {one.to_version.id: one.from_version.number for one in language_corrections(consultation)}
    rows = [
        LanguageRow(
            _row(one.version), False, one.is_official, one.published_at, one.version.notice,
            _is_older(one.version, corrected_at), replaced.get(one.version_id),
        )
        for one in found
    ]  # fmt: skip
    return (LanguageRow(_row(original), True, True, None), *rows)


def draft_names(
    consultation: Consultation, shown: Sequence[LanguageRow] | None = None
) -> VersionNames | None:
    """Title and label of the draft in each language that readers can read; None where no version is chosen. `shown`:
    what `languages_shown` found, where that was asked already."""
    if consultation.version is None:
        return None
    rows = languages_shown(consultation) if shown is None else shown
    return names_of(consultation.version, [one.version for one in rows if not one.is_original])


def draft_names_in_preparation(consultation: Consultation) -> VersionNames | None:
    """As `draft_names`, of every language version, published or not."""
    if consultation.version is None:
        return None
    return names_of(consultation.version, [one.version for one in language_versions(consultation)])


def in_language(languages: Sequence[LanguageRow], asked: str) -> LanguageRow | None:
    """The version in a language, or else in the same one with another script or of another country."""
    found = nearest(asked, [one.version.language for one in languages])
    return next((one for one in languages if one.version.language == found), None)


def places(
    consultation: Consultation | ConsultationRow, keys: Collection[str], language: str
) -> Mapping[str, Words]:
    """Block key → the position of the passage (drafts.passage_labels) as the text has it that readers of `language`
    get. Of a passage that this text lacks, the clause has its name in this text, where it is there. Nothing, and no
    statement, where the draft is in one language: comments keep their positions in that one."""
    return {key: one.place for key, one in _in_texts(consultation, keys, language).items()}


class Position(NamedTuple):
    """Where a passage is in a text: in words, and its line."""

    words: str
    line: int | None


def positions(
    consultation: Consultation | ConsultationRow, keys: Collection[str], language: str
) -> Mapping[str, Position]:
    """As `places`, with the lines."""
    found = _in_texts(consultation, keys, language)
    return {key: Position(str(one.place), one.passage.line) for key, one in found.items()}


@dataclass(frozen=True)
class PrintedPassage:
    """A passage of the draft: its position, and what a page prints of its block."""

    place: Words
    block: BlockRow | None
    language: str
    """Of the text that has it."""


def printed_passages(
    consultation: Consultation | ConsultationRow, keys: Collection[str], language: str
) -> Mapping[str, PrintedPassage]:
    """As `places`, with the blocks."""
    found = _in_texts(consultation, keys, language)
    by_version: dict[int, list[str]] = {}
    for key, one in found.items():
        by_version.setdefault(one.version.id, []).append(key)
    printed = {version: drafts.printed(version, some) for version, some in by_version.items()}
    return {
        key: PrintedPassage(one.place, printed[one.version.id].get(key), one.version.language)
        for key, one in found.items()
    }


class _PassageInText(NamedTuple):
    """A passage, the text that has it, and what its position is called for readers of another text."""

    version: VersionRow
    passage: Passage
    place: Words


def _in_texts(
    consultation: Consultation | ConsultationRow, keys: Collection[str], language: str
) -> dict[str, _PassageInText]:
    """Block key → the first text that has it: that of readers of `language`, else the original, else another one."""
    wanted = sorted(set(keys) - {""})
    shown = languages_shown(consultation) if wanted else ()
    if not shown:
        return {}
    chosen = in_language(shown, language) or shown[0]
    found: dict[str, _PassageInText] = {}
    for one in dict.fromkeys([chosen, *shown]):
        missing = [key for key in wanted if key not in found]
        if not missing:
            break
        passages = drafts.passages(one.version.id, missing, one.version.sha256 or "")
        found |= {
            key: _PassageInText(one.version, passage, Words(passage.words, one.version.language))
            for key, passage in passages.items()
        }
    return found | _under_own_clauses(found, chosen.version)


def _under_own_clauses(found: Mapping[str, _PassageInText], chosen: VersionRow) -> dict[str, _PassageInText]:
    """Passages that the text of the readers lacks, under the name that their clauses have in it."""
    elsewhere = {key: one for key, one in found.items() if one.version.id != chosen.id}
    if not elsewhere:
        return {}
    clauses = [one.passage.clause for one in elsewhere.values() if one.passage.clause]
    headings = drafts.passages(chosen.id, clauses, chosen.sha256 or "")
    return {
        key: one._replace(place=_place_elsewhere(one, headings.get(one.passage.clause), chosen.language))
        for key, one in elsewhere.items()
    }


def _place_elsewhere(one: _PassageInText, heading: Passage | None, language: str) -> Words:
    """The position of a passage that the text in `language` lacks: its line is that of the text that has it."""
    if heading is None:
        return Words(of_another_text(one.passage.words, one.version.language), one.version.language)
    words = ", ".join(filter(None, (heading.words, one.passage.own)))
    return Words(of_another_text(words, one.version.language), language)


def _row(version: Version | VersionRow) -> VersionRow:
    if isinstance(version, VersionRow):
        return version
    return VersionRow(**{one.name: getattr(version, one.name) for one in fields(VersionRow)})
