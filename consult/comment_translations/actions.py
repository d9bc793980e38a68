"""Saving and deleting translations of comments."""

from types import SimpleNamespace

from sqlalchemy import update

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.comment_translations import policy, queries, service
from consult.comment_translations.models import CommentTranslation
from consult.comment_translations.source import Source, Words, digest_for_machine, source
from consult.consultations.actions import bump_page_version
from consult.core import clock
from consult.core.actions import action
from consult.core.database import close_session, db
from consult.core.errors import NotFound, NotPermitted, NotPossible, too_long
from consult.core.events import record
from consult.core.language_tags import main_language
from consult.core.markup import LONGEST_COMMENT
from consult.core.stale_check import NoPage, compare, form_version
from consult.core.translatable import N_
from consult.drafts import queries as drafts
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Comment, Subject


def mark(comment: Comment, language: str) -> str:
    """The mark (core.stale_check) of what someone sees who translates: the language, the words, and their translation
    as it is."""
    return form_version(_seen(comment, language), "seen")


def _seen(comment: Comment, language: str) -> SimpleNamespace:
    kept = queries.of_language(comment, language, is_machine=False)
    words = [kept.comment, kept.proposal, kept.rationale, kept.source_digest] if kept is not None else []
    return SimpleNamespace(seen=[language, source(comment).digest, *words])


@action
def translate(comment: Comment, language: str, words: Words, *, by: User, seen: str | NoPage) -> None:
    """Save the translation of a person, which is published with the words that it translates.

    Raises StaleForm where the comment, or its translation, is not what was `seen`.
    """
    _lock(comment, by)
    compare(seen, _seen(comment, language), "seen")
    if language == comment.language:
        raise NotPossible(N_("The comment is in this language. Choose another one."))
    if not words.comment:
        raise NotPossible(N_("Enter the translation of the comment."))
    _keep(comment, language, words, source(comment), by=by)
    bump_page_version(comment.consultation_id)
    _record("translated", comment, by, language)


@action
def delete(comment: Comment, language: str, *, by: User, seen: str | NoPage) -> None:
    """Delete the translation of a person; nothing where there is none any more. Raises StaleForm as `translate`."""
    _lock(comment, by)
    kept = queries.of_language(comment, language, is_machine=False)
    if kept is None:
        return
    compare(seen, _seen(comment, language), "seen")
    db.session.delete(kept)
    db.session.flush()
    comment.has_translation = bool(queries.translations([comment.id]))
    bump_page_version(comment.consultation_id)
    _record("deleted", comment, by, language)


def translate_by_machine(
    reference: str, number: int, language: str, *, by: User, of: service.Service
) -> None:
    """Have a service translate a comment, and keep the result for staff. Nothing where one is kept of these words.
    The proposed wording of a passage is in the language of the text that was read, and stays as it is in that language.

    The service is asked outside of a transaction, without a connection to the database. Raises ServiceFailed where it
    gives no translation.
    """
    comment = queries.comment(reference, number, by)
    _permit(comment, by)
    told = source(comment)
    kept = queries.of_language(comment, language, is_machine=True)
    if kept is not None and kept.source_digest == told.digest_for(is_machine=True):
        return
    identifier, user, read = comment.id, by.id, _language_read(comment)
    close_session()
    words = [told.words.comment, told.words.proposal, told.words.rationale]
    spoken = [told.language, read, told.language]
    for source_language in dict.fromkeys(spoken):
        places = [at for at, one in enumerate(words) if one.strip() and spoken[at] == source_language]
        if places and (
            source_language == told.language or main_language(source_language) != main_language(language)
        ):
            results = service.translate(of, [words[at] for at in places], source_language, language)
            for at, result in zip(places, results, strict=True):
                words[at] = result
    _keep_machine(identifier, language, Words(*words), told, by=user)


def _language_read(comment: Comment) -> str:
    """The language of the text that a comment on a passage is about, and so of the wording that it proposes; of any
    other comment its own."""
    if comment.subject != Subject.CLAUSE:
        return comment.language
    version = drafts.by_id(comment.version_id)
    return version.language if version is not None else comment.language


@action
def _keep_machine(comment_id: int, language: str, words: Words, told: Source, *, by: int) -> None:
    comment = submitted.comment_by_id(comment_id)
    user = accounts.find(by)
    if comment is None or user is None:
        raise NotFound
    _lock(comment, user)
    if source(comment) != told:  # what was translated is not what staff read now
        raise NotPossible(N_("The comment changed while it was translated. Try again."))
    _keep(comment, language, words, told, by=None)
    _record("translated_by_machine", comment, user, language)


@action
def follow_rendering(comment: Comment, before: str) -> None:
    """A published comment was rendered again and its words are the same: what translated them translates them still.
    `before`: their digest before."""
    if comment.has_translation:
        now = source(comment)
        machine = [digest_for_machine(one, comment.language) for one in (before, now.digest)]
        for earlier, later in ((before, now.digest), machine):
            db.session.execute(
                update(CommentTranslation)
                .where(
                    CommentTranslation.comment_id == comment.id, CommentTranslation.source_digest == earlier
                )
                .values(source_digest=later, source_digests=[later, *now.digests[1:]])
                .execution_options(synchronize_session=False)
            )


def _lock(comment: Comment, by: User) -> None:
    _permit(comment, by)
    submissions.lock_all([comment])
    _permit(comment, by)


def _permit(comment: Comment, by: User) -> None:
    if not policy.translate(by, comment):
        raise NotPermitted


def _keep(comment: Comment, language: str, words: Words, told: Source, *, by: User | None) -> None:
    if any(len(one) > LONGEST_COMMENT for one in (words.comment, words.proposal, words.rationale)):
        raise too_long(LONGEST_COMMENT)
    kept = queries.of_language(comment, language, is_machine=by is None)
    if kept is None:
        kept = CommentTranslation(comment_id=comment.id, language=language, is_machine=by is None)
        db.session.add(kept)
    kept.comment, kept.proposal, kept.rationale = words.comment, words.proposal, words.rationale
    kept.source_digest = told.digest_for(is_machine=by is None)
    kept.source_digests = [kept.source_digest, *told.digests[1:]]
    kept.made_by_id = by.id if by is not None else None
    kept.made_at = clock.now()
    comment.has_translation = True
    db.session.flush()


def _record(name: str, comment: Comment, by: User, language: str) -> None:
    consultation = comment.submission.consultation
    record(
        f"comment_translations.{name}",
        f"{comment.submission.reference}/{comment.number}",
        by=by.id,
        organisation=consultation.organisation_id,
        consultation=consultation.id,
        language=language,
    )
