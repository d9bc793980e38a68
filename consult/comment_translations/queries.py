"""The translations that staff read, and those of public comments that the public may read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import joinedload

from consult.comment_translations.models import CommentTranslation
from consult.comment_translations.source import PARTS, Source, digest, source
from consult.core import searching
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions import queries as submissions
from consult.submissions.models import Comment
from consult.submissions.queries import PublicComment


@dataclass(frozen=True)
class PublicTranslation:
    """A translation as the public may read it, beside the comment."""

    language: str
    comment: str
    proposal: str
    rationale: str


def comment(reference: str, number: int, user: Any) -> Comment:
    """A submitted comment of a consultation of an organisation in which `user` is an officer or moderator. Raises
    NotFound."""
    found = submissions.comment(reference, number)
    ours = {*organisation_ids(user, Role.MODERATOR), *organisation_ids(user, Role.OFFICER)}
    if found.submission.consultation.organisation_id not in ours:
        raise NotFound
    return found


def translations(comment_ids: Sequence[int]) -> Sequence[CommentTranslation]:
    """All translations of these comments, by language, those of people first, with who made them."""
    rows = (
        select(CommentTranslation)
        .where(CommentTranslation.comment_id.in_(comment_ids))
        .options(joinedload(CommentTranslation.made_by))
        .order_by(CommentTranslation.language, CommentTranslation.is_machine)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(rows).scalars().all()


def languages_of_people(comment: Comment) -> Collection[str]:
    """The languages into which people translated a comment: its own one can be among them, once it is corrected."""
    found = translations([comment.id]) if comment.has_translation else ()
    return {one.language for one in found if not one.is_machine}


def of_language(comment: Comment, language: str, *, is_machine: bool) -> CommentTranslation | None:
    """The translation of a comment into a language, whether or not it is out of date."""
    if not comment.has_translation:
        return None
    rows = select(CommentTranslation).where(
        CommentTranslation.comment_id == comment.id,
        CommentTranslation.language == language,
        CommentTranslation.is_machine.is_(is_machine),
    )
    return db.session.execute(rows.options(joinedload(CommentTranslation.made_by))).scalar_one_or_none()


_SAID: ColumnElement[Any] = literal_column(
    "searched_words(comment_translations.language,"
    " comment_translations.comment || ' ' || comment_translations.proposal)"
)
"""In the words of the index."""


def ids_with(typed: str) -> Select[int]:
    """The ids of the comments of which a translation by a person, also an outdated one, has what a `tsquery` asks
    for: for the search of moderators, who find the words that were redacted too."""
    return select(CommentTranslation.comment_id).where(
        ~CommentTranslation.is_machine, searching.matches(_SAID, typed)
    )


def ids_with_current(typed: str, of: Any) -> Select[int]:
    """As `ids_with`, by translations that are not outdated: for those who may not read what was redacted.
    `of`: an alias of comments."""
    return ids_with(typed).join(of, of.id == CommentTranslation.comment_id).where(_is_current(of))


def unchanged_parts(kept: CommentTranslation, told: Source) -> frozenset[str]:
    """The parts of a comment that say what they said when they were translated, by their names; none where no one
    stored it."""
    if kept.source_digests[:1] != [kept.source_digest]:
        return frozenset()
    pairs = zip(PARTS, kept.source_digests[1:], told.digests[1:], strict=True)
    return frozenset(name for name, before, now in pairs if before == now)


def for_staff(comments: Sequence[Comment]) -> Mapping[int, Sequence[tuple[CommentTranslation, bool]]]:
    """Comment id → its translations, each with whether it translates what the comment says as it was read for the page.
    What a machine made of other words is left out. No statement where no comment has a translation."""
    known = {one.id: one for one in comments if one.has_translation}
    if not known:
        return {}
    sources = {key: source(one) for key, one in known.items()}
    found: dict[int, list[tuple[CommentTranslation, bool]]] = {}
    for one in translations(list(known)):
        is_current = one.source_digest == sources[one.comment_id].digest_for(is_machine=one.is_machine)
        if is_current or not one.is_machine:
            found.setdefault(one.comment_id, []).append((one, is_current))
    return found


def for_public(comments: Sequence[PublicComment], *languages: str) -> Mapping[int, PublicTranslation]:
    """Comment id → the translation of a person that stands beside it on public pages and in public files.

    Only where it translates exactly the words that these rows show. Of several the first of `languages`, else the
    first by its code. No statement where no comment has a translation.
    """
    return {comment: best_of(of, *languages) for comment, of in all_for_public(comments).items()}


def best_of(translations: Mapping[str, PublicTranslation], *languages: str) -> PublicTranslation:
    """Of several translations the first of `languages`, else the first by its code."""
    return next(translations[code] for code in (*languages, *sorted(translations)) if code in translations)


def all_for_public(comments: Sequence[PublicComment]) -> Mapping[int, Mapping[str, PublicTranslation]]:
    """Comment id → language → translation, of those of people that the public may read beside it: that translate
    exactly the words that these rows show. No statement where no comment has a translation."""
    known = {one.id: one for one in comments if one.has_translation}
    if not known:
        return {}
    rows = select(
        CommentTranslation.comment_id,
        CommentTranslation.source_digest,
        CommentTranslation.language,
        CommentTranslation.comment,
        CommentTranslation.proposal,
        CommentTranslation.rationale,
    ).where(CommentTranslation.comment_id.in_(list(known)), CommentTranslation.is_machine.is_(False))
    found: dict[int, dict[str, PublicTranslation]] = {}
    for row in db.session.execute(rows):
        of = known[row.comment_id]
        if row.source_digest == digest(of.shown_comment, of.shown_proposal, of.shown_rationale):
            told = PublicTranslation(row.language, row.comment, row.proposal, row.rationale)
            found.setdefault(row.comment_id, {})[row.language] = told
    return found


def languages_of(consultation_id: int) -> Sequence[str]:
    """The languages into which people translated public comments of a consultation, by their codes."""
    keys = submissions.comment_keys([consultation_id], only_visible=True)
    rows = (
        select(CommentTranslation.language)
        .join(keys.rows, keys.id == CommentTranslation.comment_id)
        .where(CommentTranslation.is_machine.is_(False))
        .distinct()
        .order_by(CommentTranslation.language)
    )
    return db.session.execute(rows).scalars().all()


def for_page(
    comments: Sequence[PublicComment], language: str, original_language: str
) -> Mapping[int, PublicTranslation]:
    """As `for_public`, for a page in `language`: nothing beside a comment whose readers are those of the page."""
    foreign = [one for one in comments if _main(one.language) != _main(language)]
    return for_public(foreign, language, original_language)


_TRANSLATIONS = table(CommentTranslation)


def is_outdated(of: Any, is_amended: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """That what a person translated of a comment is not what the comment says, for statements of packages above: what
    `for_staff` marks as outdated. `of`: the columns of comments; `is_amended`: whether the page shows an amendment in
    the place of what was published, which no one can have translated."""
    wrong = or_(false() if is_amended is None else is_amended, not_(_is_current(of)))
    return and_(of.has_translation, _among(of, _TRANSLATIONS.c.is_machine.is_(False), wrong))


def is_missing(of: Any, language: Any, spoken: Any = None) -> ColumnElement[bool]:
    """That a comment is in another language than `language`, one without script and country, and no one translated it
    into that; what a machine made of other words is left out. `of`: the columns of comments; `spoken`: the language of
    the words that the page shows, where that is not the one of the comment."""
    written = of.language if spoken is None else spoken
    return and_(_main_of(written) != language, not_(and_(of.has_translation, _has_into(of, language))))


def is_translated(of: Any, language: Any) -> ColumnElement[bool]:
    """That a comment is in another language, and can be read in `language`: with `is_missing`, all in other ones."""
    return and_(_main_of(of.language) != language, of.has_translation, _has_into(of, language))


def ids_translated_into(language: str) -> Select[int]:
    """The ids of the comments that people or a machine translated into `language`, which are few, for statements of
    packages above."""
    return select(_TRANSLATIONS.c.comment_id).where(_main_of(_TRANSLATIONS.c.language) == language)


def _has_into(of: Any, language: Any) -> ColumnElement[bool]:
    can_be_read = or_(_TRANSLATIONS.c.is_machine.is_(False), _is_current(of))
    return _among(of, _main_of(_TRANSLATIONS.c.language) == language, can_be_read)


def ids_translated_by_people() -> Select[int]:
    """The ids of the comments that people translated, which are few, for statements of packages above."""
    return select(_TRANSLATIONS.c.comment_id).where(_TRANSLATIONS.c.is_machine.is_(False))


def _among(of: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(_TRANSLATIONS.c.id).where(_TRANSLATIONS.c.comment_id == of.id, *conditions)
    return found.correlate_except(_TRANSLATIONS).exists()


def _is_current(of: Any) -> ColumnElement[bool]:
    """Of a public comment by the digests of its parts (source.digests). Other comments are not stored as readers would
    see them: a translation of them is current while it is later than their words. So is one of a public comment that
    an earlier version of consult wrote, without digests of parts."""
    told = _TRANSLATIONS.c.source_digests
    shown = (of.shown_comment, of.shown_proposal, of.shown_rationale)
    are_same = and_(*(told[at].astext == _digest_of(part) for at, part in enumerate(shown, 1)))
    made_at = _TRANSLATIONS.c.made_at
    return case(
        (of.shown_comment.is_(None), made_at >= of.filed_at),
        (told[0].astext == _TRANSLATIONS.c.source_digest, are_same),
        else_=made_at >= of.posted_at,
    )


def _digest_of(part: Any) -> ColumnElement[str]:
    words = func.convert_to(func.coalesce(type_coerce(part, Text), ""), "UTF8")
    return func.encode(func.sha256(words), "hex", type_=Text)


def _main_of(language: Any) -> ColumnElement[str]:
    return func.split_part(language, "-", 1, type_=Text)


def _main(language: str) -> str:
    """A language without its script and country."""
    return language.partition("-")[0]
