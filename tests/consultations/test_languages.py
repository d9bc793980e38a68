"""The draft in several languages: language versions, their pairs, and the keys that they share with the original."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations import actions, queries
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE
from consult.documents.aligning.pairs import Certainty, Reason
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from consult.drafts.models import VersionPair
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import CommentType, Subject
from consult.submissions.rules import NewComment
from tests import racing, world
from tests.consultations import languages
from tests.consultations.languages import officer

pytestmark = pytest.mark.usefixtures("clean")


def _pairs(slug: str, language: str) -> list[VersionPair]:
    row = queries.language_version(languages.load(slug), language)
    return list(drafted.all_pairs(row.version_id))


def _pair(slug: str, language: str, original: str) -> VersionPair:
    return next(one for one in _pairs(slug, language) if one.original_key == original)


def test_a_translation_of_the_same_structure_is_paired_with_certainty(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        state = queries.language_states(languages.load(slug))[0]
        assert (state.counts.paired, state.counts.doubtful, state.counts.alone) == (13, 0, 0)
        assert _pair(slug, "fr", "lot-size-1").translated_key == "taille-1"
        assert state.row.is_official
        assert languages.load(slug).has_language_versions


def test_keys_are_written_when_the_consultation_is_approved(app: Flask) -> None:
    slug = languages.announced(app, "fr", "ar")
    with app.app_context():
        consultation = languages.load(slug)
        original = [block.key for block in drafted.blocks(consultation.version_id or 0)]
        french = queries.language_version(consultation, "fr").version
        arabic = queries.language_version(consultation, "ar").version
        assert [block.key for block in drafted.blocks(french.id)] == original
        assert [block.key for block in drafted.blocks(arabic.id) if block.key not in original] == ["scope-3"]
        assert {block.clause for block in drafted.clause(french.id, "lot-size")} == {"lot-size"}
        assert french.frozen_at is not None
        assert french.sha256 is not None
        assert drafted.all_pairs(french.id) == []
        assert all(one.published_at for one in queries.language_versions(consultation))


def test_no_consultation_with_doubtful_pairs_is_approved(app: Flask) -> None:
    slug = languages.prepared(app, "ar")
    with app.app_context():
        assert (
            "draft",
            "Language versions have doubtful pairs. Confirm, change or separate each of them first.",
        ) in (actions.missing_steps(languages.load(slug)))
        with pytest.raises(NotPossible, match="doubtful pairs"):
            actions.propose(languages.load(slug), by=officer(), seen=NO_PAGE)
        languages.confirmed(slug, "ar")
        (alone,) = [one for one in _pairs(slug, "ar") if not one.original_key]
        alone.reasons, alone.confirmed_at, alone.confirmed_by_id = [Reason.MERGED_OR_SPLIT], None, None
        db.session.commit()
        with pytest.raises(NotPossible, match="doubtful pairs"):
            actions.propose(languages.load(slug), by=officer(), seen=NO_PAGE)
        languages.confirmed(slug, "ar")
        actions.propose(languages.load(slug), by=officer(), seen=NO_PAGE)


def test_pairs_are_separated_paired_and_undone(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        version = queries.language_version(languages.load(slug), "fr").version
        before = [(one.original_key, one.translated_key, one.certainty) for one in _pairs(slug, "fr")]
        row = _pair(slug, "fr", "scope-1")
        actions.decide_on_pairs(
            languages.load(slug),
            "fr",
            lambda text: drafts.separate_pair(text, row.id, by=officer()),
            by=officer(),
        )
        alone = _pair(slug, "fr", "scope-1")
        assert (alone.translated_key, alone.certainty, alone.confirmed_by_id) == (
            "",
            "unpaired",
            officer().id,
        )
        assert [one.translated_key for one in _pairs(slug, "fr")][1:3] == ["portee-1", ""]
        drafts.undo_pair(version, alone.id)
        assert [(one.original_key, one.translated_key, one.certainty) for one in _pairs(slug, "fr")] == before
        drafts.pair_blocks(version, _pair(slug, "fr", "scope-1").id, "portee-2", by=officer())
        assert _pair(slug, "fr", "scope-2").certainty == Certainty.UNPAIRED
        assert drafted.pair_with(version.id, translated="portee-1") is not None
        drafts.undo_pair(version, _pair(slug, "fr", "scope-1").id)
        drafts.undo_pair(version, _pair(slug, "fr", "scope-2").id)
        assert [(one.original_key, one.translated_key, one.certainty) for one in _pairs(slug, "fr")] == before
        assert all(one.confirmed_at is None for one in _pairs(slug, "fr"))


def test_a_language_is_there_once_and_is_not_that_of_the_original(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        for blocks, language in ((languages.FR, "fr"), (world.BLOCKS, "en")):
            other = languages.version(original, language, blocks)
            with pytest.raises(NotPossible, match="not there yet"):
                actions.add_language(languages.load(slug), other, by=officer())
        assert {one.language for one in drafted.versions_of_organisation(original.draft.organisation_id)} == {
            "en",
            "fr",
        }


def test_another_language_version_is_named_the_original_and_back(app: Flask) -> None:
    slug = languages.prepared(app, "fr", "ar")
    with app.app_context():
        actions.name_original(languages.load(slug), "fr", by=officer())
        consultation = languages.load(slug)
        assert consultation.version is not None
        assert consultation.version.language == "fr"
        assert {one.version.language for one in queries.language_versions(consultation)} == {"en", "ar"}
        assert _pair(slug, "en", "taille-1").translated_key == "lot-size-1"
        assert _pair(slug, "ar", "taille-1").translated_key == "ar-lot-size-1"
        actions.name_original(languages.load(slug), "en", by=officer())
        assert _pair(slug, "fr", "lot-size-1").translated_key == "taille-1"


def test_a_removed_language_version_stays_a_version_and_can_be_added_again(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        actions.remove_language(languages.load(slug), "fr", by=officer())
        consultation = languages.load(slug)
        assert not consultation.has_language_versions
        again = queries.addable(consultation)
        assert [one.language for one in again] == ["fr"]
        actions.add_language(consultation, again[0], by=officer())
        assert queries.language_states(languages.load(slug))[0].counts.paired == 13


def test_a_language_version_that_comes_after_the_opening_is_an_event_of_the_record(app: Flask) -> None:
    slug = languages.announced(app)
    with app.app_context():
        languages.add(slug, "ar")
        with pytest.raises(NotPossible, match="doubtful"):
            actions.publish_language(languages.load(slug), "ar", by=officer())
        languages.confirmed(slug, "ar")
        actions.publish_language(languages.load(slug), "ar", by=officer())
        row = queries.language_version(languages.load(slug), "ar")
        assert row.published_at is not None
        assert [one.name for one in queries.record(languages.load(slug))][
            -1
        ] == "consultations.language_published"
        with pytest.raises(NotPossible, match="can no longer be removed"):
            actions.remove_language(languages.load(slug), "ar", by=officer())
        corrected = actions.correct_language(
            languages.load(slug), "ar", {"lot-size-1": "كلمات."}, "Words.", by=officer(), seen=NO_PAGE
        )
        assert (corrected.label, corrected.number, corrected.has_own_label) == ("v2", 3, False)


def test_corrections_of_each_text_leave_the_others_paired(app: Flask) -> None:
    slug = languages.announced(app, "fr")
    with app.app_context():
        actions.correct(
            languages.load(slug), {"lot-size-1": "A lot shall not exceed 25 000 kilograms of seed."}, "A number.",
            by=officer(), seen=NO_PAGE,
        )  # fmt: skip
        state = queries.language_states(languages.load(slug))[0]
        assert state.is_older
        new = actions.correct_language(
            languages.load(slug), "fr", {"lot-size-1": "Un lot ne dépasse pas 25 000 kilogrammes."}, "Un nombre.",
            by=officer(), seen=NO_PAGE,
        )  # fmt: skip
        state = queries.language_states(languages.load(slug))[0]
        assert not state.is_older
        assert state.row.version_id == new.id
        assert len(queries.corrections(languages.load(slug))) == 1
        assert queries.is_published(new.id)
        assert queries.is_published(new.corrects_id or 0)


def test_discarding_a_consultation_leaves_its_versions(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        french = queries.language_version(languages.load(slug), "fr").version_id
        actions.discard(languages.load(slug), by=officer(), seen=NO_PAGE)
        assert drafted.all_pairs(french) == []


def test_a_version_that_another_consultation_uses_is_no_language_version(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        french = queries.language_version(languages.load(slug), "fr").version
        owner = languages.load(slug).organisation
        with pytest.raises(NotPossible, match="language version of a consultation"):
            actions.prepare(owner, title="French alone", by=officer(), version=french)
        original = languages.load(slug).version
        second = actions.prepare(owner, title="Once more", by=officer(), version=original)
        with pytest.raises(NotPossible, match="Another consultation uses this version"):
            actions.add_language(second, french, by=officer())
        with pytest.raises(NotPossible, match="Another consultation uses this version"):
            actions.name_original(languages.load(slug), "fr", by=officer())


def test_only_languages_that_are_there_are_chosen_and_told_once(app: Flask) -> None:
    slug = languages.prepared(app, "fr")
    with app.app_context():
        for _time in range(2):
            actions.choose_official(languages.load(slug), ["zz", "<b>"], by=officer())
        told = select(Event.data["languages"].astext).where(Event.name == "consultations.languages_chosen")
        assert db.session.execute(told).scalars().all() == ["[]"]


# -- two at once -------------------------------------------------------------------------------------------------------


def _correct_french(words: str) -> Callable[[], int]:
    """Correct the French text, from a page that has read it before; the number of the new version."""

    def correct() -> int:
        consultation = languages.load(world.SLUG)
        seen = queries.language_version(consultation, "fr").version.number
        new = actions.correct_language(
            consultation, "fr", {"lot-size-1": words}, words, by=officer(), seen=seen
        )
        return new.number

    return correct


def test_of_two_corrections_of_a_language_version_at_once_one_is_refused(app: Flask) -> None:
    slug = languages.announced(app, "fr")
    first, second = racing.pressed_twice(app, _correct_french("Premier."), _correct_french("Second."))
    assert (first, second) == (3, "Conflict")
    with app.app_context():
        assert queries.language_version(languages.load(slug), "fr").version.notice == "Premier."


def test_a_language_version_that_is_added_while_the_original_is_corrected_is_paired_with_the_correction(
    app: Flask,
) -> None:
    slug = languages.announced(app)
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        french = languages.version(original, "fr").id

    def correct() -> str:
        words = {"lot-size-1": "A lot shall not exceed 25 000 kilograms of seed."}
        consultation = languages.load(slug)
        actions.correct(consultation, words, "A number.", by=officer(), seen=NO_PAGE)
        return "corrected"

    def add() -> str:
        consultation = languages.load(slug)
        assert consultation.version is not None  # read before the lock, as a page does
        version = drafted.by_id(french)
        assert version is not None
        actions.add_language(consultation, version, by=officer())
        return "added"

    assert racing.pressed_twice(app, correct, add) == ["corrected", "added"]
    with app.app_context():
        row = queries.language_version(languages.load(slug), "fr")
        assert row.version.translates_id == languages.load(slug).version_id
        languages.confirmed(slug, "fr")
        actions.publish_language(languages.load(slug), "fr", by=officer())
        assert "lot-size-1" in {block.key for block in drafted.blocks(french)}


def test_pairs_are_not_confirmed_after_their_version_was_published(app: Flask) -> None:
    slug = languages.announced(app)
    with app.app_context():
        languages.add(slug, "fr")
        languages.confirmed(slug, "fr")
        version = queries.language_version(languages.load(slug), "fr").version
        pairs = [one.id for one in drafted.all_pairs(version.id)]

    def publish() -> str:
        actions.publish_language(languages.load(slug), "fr", by=officer())
        return "published"

    def separate() -> str:
        consultation = languages.load(slug)
        assert queries.language_version(consultation, "fr").version.frozen_at is None
        actions.decide_on_pairs(
            consultation, "fr", lambda text: drafts.separate_pair(text, pairs[0], by=officer()), by=officer()
        )
        return "separated"

    assert racing.pressed_twice(app, publish, separate) == ["published", "NotPossible"]


def test_a_version_is_not_added_to_two_consultations_at_once(app: Flask) -> None:
    slug = languages.announced(app)
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        french = languages.version(original, "fr").id
        other = actions.prepare(
            languages.load(slug).organisation, title="Other", by=officer(), version=original
        ).slug

    def add(to: str) -> str:
        version = drafted.by_id(french)
        assert version is not None
        actions.add_language(languages.load(to), version, by=officer())
        return "added"

    assert racing.pressed_twice(app, lambda: add(slug), lambda: add(other)) == ["added", "NotPossible"]


def test_a_draft_is_not_taken_by_two_officers_at_once(app: Flask) -> None:
    slug = languages.prepared(app)
    with app.app_context():
        original = languages.load(slug).version
        assert original is not None
        french = languages.version(original, "fr", alone=True).id
        other = actions.prepare(
            languages.load(slug).organisation, title="Other", by=officer(), version=original
        ).slug

    def take(to: str) -> int:
        version = drafted.by_id(french)
        assert version is not None
        assert version.draft_id  # read before the lock, as a page does
        actions.take_draft(languages.load(to), version, by=officer())
        return version.number

    assert racing.pressed_twice(app, lambda: take(slug), lambda: take(other)) == [2, "NotPossible"]
    assert racing.pressed_twice(app, lambda: take(slug)) == [2, 2]


def test_a_comment_stays_with_the_language_version_that_is_corrected_while_it_is_sent(app: Flask) -> None:
    slug = languages.announced(app, "fr")
    reference = world.submission(app)
    with app.app_context():
        read = queries.language_version(languages.load(slug), "fr").version_id

    def comment() -> int | None:
        added = submissions.add_comment(
            submitted.by_reference(reference),
            NewComment(
                key="k" * 20, subject=Subject.CLAUSE, block_key="lot-size-1", type=CommentType.TECHNICAL,
                comment="Trop.", proposal="Un lot ne dépasse pas 20 000 kilogrammes.",
                quote="Un lot ne dépasse pas 30 000", language="fr", version_id=read,
            ),
        )  # fmt: skip
        return added.version_id

    assert racing.pressed_twice(app, _correct_french("Un lot est petit."), comment) == [3, read]
