"""The draft in several languages: add and remove language versions, choose official ones, decide on pairs, publish."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, select

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.after_announcement import corrected_version
from consult.consultations.actions.events import record_event
from consult.consultations.actions.page_versions import bump_page_version
from consult.consultations.lifecycle import EDITABLE, Phase
from consult.consultations.models import Consultation, LanguageVersion
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.declarations import listed_in
from consult.core.errors import NotPermitted, NotPossible
from consult.core.preconditions import UnmetPrecondition
from consult.core.stale_check import NoPage
from consult.core.translatable import N_
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from consult.drafts.models import Version

RUNNING_PHASES = frozenset({Phase.ANNOUNCED, Phase.OPEN})
"""Phases in which a language version can still be published."""

DOUBTFUL = N_("Language versions have doubtful pairs. Confirm, change or separate each of them first.")


def _require_changeable(consultation: Consultation) -> Consultation:
    """Lock the row. Raises NotPossible after a proposal until the announcement, and after the deadline."""
    if lock(consultation).state not in EDITABLE and consultation.phase not in RUNNING_PHASES:
        raise NotPossible(
            N_(
                "Language versions can be changed only in preparation, or between the announcement and the deadline."
            )
        )
    return consultation


@action
def add_language(
    consultation: Consultation, version: Version, *, by: User, is_working_language: bool = False
) -> LanguageVersion:
    """Add a version of the same draft in another language, and pair its blocks with those of the original. It is
    official where it is added in preparation; there its language is a working language for comments too, where
    `is_working_language` says so. A second call changes nothing. Raises NotPossible where it is no such
    version, or where its language is there already."""
    _require_changeable(consultation)
    lock(version)  # two consultations that add it at once run one after the other
    original = consultation.version
    present = {one.version_id: one for one in _rows(consultation)}
    if version.id in present:
        return present[version.id]
    if original is None or version.id not in {one.id for one in queries.addable(consultation)}:
        raise NotPossible(N_("Choose a version of the same draft in a language that is not there yet."))
    _require_free(consultation, version)
    drafts.pair(version, original)
    added = LanguageVersion(
        consultation_id=consultation.id,
        version_id=version.id,
        is_official=consultation.phase not in RUNNING_PHASES,
        added_at=clock.now(),
        added_by_id=by.id,
    )
    db.session.add(added)
    if is_working_language and consultation.state in EDITABLE:
        add_working_language(consultation, version.language)
    consultation.has_language_versions = True
    record_event("language_added", consultation, by, language=version.language)
    return added


@action
def take_draft(
    consultation: Consultation, version: Version, *, by: User, is_working_language: bool = False
) -> LanguageVersion:
    """Make a version of another draft of the organisation the next version of the draft consulted on, and add it as a
    language version. A second call changes nothing. Raises NotPossible where it is in a language that is there
    already, or where a consultation uses it or did."""
    _require_changeable(consultation)
    lock(version)  # of two officers who take it at once the second sees what became of it
    original = consultation.version
    if version.draft.organisation_id != consultation.organisation_id:
        raise NotPermitted
    if original is None:
        raise NotPossible(N_("Choose a draft version."))
    present = {one.version_id: one for one in _rows(consultation)}
    if version.id in present:
        return present[version.id]
    _require_unused(version, {original.language, *(one.version.language for one in present.values())})
    drafts.move(version, original.draft, by=by)
    return add_language(consultation, version, by=by, is_working_language=is_working_language)


def _require_unused(version: Version, languages: Collection[str]) -> None:
    """Raises NotPossible where a version is in one of these languages, or where a consultation uses it or did."""
    if version.language in languages:
        raise NotPossible(
            N_(
                "There is already a text in the language of this draft. Remove that language version first, or import "
                "the file again with the correct language."
            )
        )
    if version.frozen_at is not None:
        raise NotPossible(
            N_(
                "This draft was approved for a consultation, so comments can refer to it. Import its file as a new "
                "version of the draft instead."
            )
        )
    if queries.versions_in_use([version.id]):
        raise NotPossible(
            N_("A consultation uses this draft. Import its file as a new version of the draft instead.")
        )


@action
def remove_language(consultation: Consultation, language: str, *, by: User) -> None:
    """Remove a language version that is not published; the version itself stays, and can be added again."""
    _require_changeable(consultation)
    row = queries.language_version(consultation, language)
    if row.published_at is not None:
        raise NotPossible(N_("This language version is published and can no longer be removed."))
    _take_out(consultation, row)
    record_event("language_removed", consultation, by, language=language)


@action
def move_back(consultation: Consultation, language: str, *, by: User) -> None:
    """Undo `take_draft`: remove a language version that is not published, and move it back to the draft that it was
    in. Raises NotPossible where a consultation uses it, or as drafts.actions.move_back."""
    version = queries.language_version(consultation, language).version
    remove_language(consultation, language, by=by)
    if queries.versions_in_use([version.id]):
        raise NotPossible(N_("Another consultation uses this language version. It stays in this draft."))
    drafts.move_back(version, by=by)


def _take_out(consultation: Consultation, row: LanguageVersion) -> None:
    version = row.version
    db.session.delete(row)
    db.session.flush()
    if not db.session.execute(
        select(LanguageVersion.id).where(LanguageVersion.version_id == version.id).limit(1)
    ).first():
        drafts.unpair(version)
    consultation.has_language_versions = bool(_rows(consultation))


def _rows(consultation: Consultation) -> Sequence[LanguageVersion]:
    rows = select(LanguageVersion).where(LanguageVersion.consultation_id == consultation.id)
    fresh = rows.order_by(LanguageVersion.id).execution_options(populate_existing=True)
    return db.session.execute(fresh).scalars().all()


@action
def choose_official(consultation: Consultation, languages: Collection[str], *, by: User) -> None:
    """Say which language versions are official; the original always is."""
    _require_changeable(consultation)
    rows = _rows(consultation)
    chosen = {one.version.language for one in rows if one.version.language in languages}
    if chosen == {one.version.language for one in rows if one.is_official}:
        return
    for one in rows:
        one.is_official = one.version.language in chosen
    record_event("languages_chosen", consultation, by, languages=sorted(chosen))
    if consultation.state not in EDITABLE:
        bump_page_version(consultation.id)


@action
def name_original(
    consultation: Consultation, language: str, *, by: User, working_languages: Collection[str] = ()
) -> None:
    """Make a language version the original, in preparation; what was the original becomes a language version, with the
    same pairs. The others are paired with the new original. The languages of both become working languages for comments
    where they are among `working_languages`. Raises NotPossible where either is frozen."""
    if lock(consultation).state not in EDITABLE:
        raise NotPossible(
            N_("This consultation can no longer be changed, because it was proposed or announced.")
        )
    row = queries.language_version(consultation, language)
    before, version = consultation.version, row.version
    if before is None:
        raise NotPossible(N_("Choose a draft version."))
    _require_free(consultation, version, before)
    drafts.turn(version, before)
    row.version_id = before.id
    consultation.version_id = version.id
    for code in (version.language, before.language):
        if code in working_languages:
            add_working_language(consultation, code)
    db.session.flush()
    db.session.refresh(consultation)
    for one in _rows(consultation):
        if one.version_id != before.id:
            drafts.pair(one.version, version)
    record_event("original_named", consultation, by, language=language)


@action
def follow_original(consultation: Consultation) -> None:
    """After another version was chosen as the original: pair each language version with it. One that cannot be (of
    another draft, of the same language, or frozen with the keys of another original) is removed."""
    original = consultation.version
    for one in _rows(consultation):
        is_same = original is not None and one.version.draft_id == original.draft_id
        if original is None or not is_same or one.version.language == original.language:
            _take_out(consultation, one)
            continue
        try:
            _require_free(consultation, one.version)
            drafts.pair(one.version, original)
        except NotPossible:
            _take_out(consultation, one)


@action
def decide_on_pairs(
    consultation: Consultation, language: str, decide: Callable[[Version], object], *, by: User
) -> None:
    """Do what an officer decided on pairs of a language version: `decide` is one of the actions of drafts."""
    _require_changeable(consultation)
    decide(queries.language_version(consultation, language).version)
    record_event("pairs_decided", consultation, by, language=language)


@listed_in("PRECONDITIONS")
def before_approval(consultation: Consultation) -> list[UnmetPrecondition]:
    """What a doubtful pair of a language version says to an approval."""
    return [UnmetPrecondition(DOUBTFUL)] if queries.has_doubtful_pairs(consultation) else []


@action
def freeze_languages(consultation: Consultation) -> None:
    """Fix the language versions with the keys of the original. A second call changes nothing. Raises NotPossible where
    pairs are doubtful."""
    if queries.has_doubtful_pairs(consultation):
        raise NotPossible(DOUBTFUL)
    for one in _rows(consultation) if consultation.has_language_versions else ():
        _require_free(consultation, one.version)
        _freeze(one.version)


def _require_free(consultation: Consultation, *versions: Version) -> None:
    """Raises NotPossible where another consultation uses one of these versions: the keys of its blocks, and what it is
    a translation of, are the version's own, and can follow one original only."""
    ids = [one.id for one in versions]
    if queries.versions_in_use(ids, besides=consultation.id):
        raise NotPossible(
            N_("Another consultation uses this version. Import the text once more as a version of its own.")
        )


def _freeze(version: Version) -> None:
    drafts.write_keys(version)
    drafts.freeze(version)


@action
def publish_languages(consultation: Consultation) -> None:
    """Make the language versions public, at the announcement."""
    freeze_languages(consultation)  # the version before may have approved it, and knows none
    for one in _rows(consultation) if consultation.has_language_versions else ():
        one.published_at = one.published_at or clock.now()


@action
def publish_language(
    consultation: Consultation, language: str, *, by: User, is_official: bool | None = None
) -> None:
    """Publish a language version that was added after the announcement; the record shows it. `is_official`: whether it
    is an official one, None where that was said before. A second call changes nothing. Raises NotPossible where pairs
    are doubtful, or before the announcement or after the deadline."""
    if lock(consultation).phase not in RUNNING_PHASES:
        raise NotPossible(
            N_("A language version can be published only between the announcement and the deadline.")
        )
    row = queries.language_version(consultation, language)
    if row.published_at is not None:
        return
    if drafted.has_doubtful([row.version_id]):
        raise NotPossible(DOUBTFUL)
    _freeze(row.version)
    row.published_at = clock.now()
    if is_official is not None:
        row.is_official = is_official
    record_event("language_published", consultation, by, language=language, is_official=row.is_official)
    bump_page_version(consultation.id)


@action
def correct_language(
    consultation: Consultation, language: str, changes: dict[str, str], notice: str, *, by: User,
    seen: int | NoPage | None,
) -> Version:  # fmt: skip
    """Replace a language version by a corrected one; keys stay, as the original does. Raises as `correct`."""
    if lock(consultation).phase not in RUNNING_PHASES:
        raise NotPossible(N_("The draft can be corrected only until the deadline."))
    row = queries.language_version(consultation, language)
    before = row.version
    if row.published_at is None:
        raise NotPossible(N_("This language version is not published yet."))
    version = corrected_version(before, changes, notice, by=by, seen=seen)
    row.version_id = version.id
    db.session.flush()
    db.session.refresh(row)
    record_event("language_corrected", consultation, by, notice=notice, language=language)
    bump_page_version(consultation.id)
    return version


@action
def forget_languages(consultation: Consultation) -> None:
    """Remove all language versions of a consultation that is discarded."""
    if not consultation.has_language_versions:
        return
    for one in _rows(consultation):
        _take_out(consultation, one)
    db.session.execute(delete(LanguageVersion).where(LanguageVersion.consultation_id == consultation.id))


def add_working_language(consultation: Consultation, language: str) -> None:
    """Have comments taken in a language too; no change where they are already."""
    if language not in consultation.languages:
        consultation.languages = [*consultation.languages, language]
