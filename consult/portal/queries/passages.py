"""Where a search found a consultation: in what is said of it, and in which passage of its text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, Text, cast, false, func, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, distinct_on
from sqlalchemy.orm import aliased

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.folding import fold
from consult.core.multilingual import words_of_translations
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.drafts.models import Block, BlockWords
from consult.drafts.queries import language_of
from consult.drafts.words import LONGEST, any_of, has_all
from consult.organisations.models import Organisation
from consult.portal import snippets
from consult.portal.queries.listing import SEARCHED, Typed
from consult.portal.queries.rows import ListedConsultation

FIELDS = (N_("title"), N_("instrument"), N_("purpose"), N_("topics"), N_("organisation"))
"""What is said of a consultation, in words; in the order of the columns of _SAID."""

_TEXTS = (
    ("title", Consultation.title),
    ("denomination", Consultation.denomination),
    ("purpose", func.left(Consultation.purpose, SEARCHED)),
    ("topics", func.array_to_string(Consultation.topics, "\n")),
)
"""The name of each column, and what it says."""

_SAID = (
    *(
        func.concat_ws("\n", said, words_of_translations(Consultation.translations, name))
        for name, said in _TEXTS
    ),
    func.concat_ws(
        "\n", Organisation.name, Organisation.short_name, words_of_translations(Organisation.translations)
    ),
)


def _name_words(row: Any, said: Any, *names: str) -> ColumnElement[Any]:
    translations = type_coerce(row.translations, JSONB)
    return func.name_words(row.original_language, said, translations, cast(list(names), ARRAY(Text)))


_STEMS = (
    *(_name_words(Consultation, said, name) for name, said in _TEXTS),
    _name_words(
        Organisation, func.concat_ws("\n", Organisation.name, Organisation.short_name), "name", "short_name"
    ),
)
"""The words and stems of each, as the database stores them of all (migration 0050)."""


@dataclass(frozen=True)
class PassageMatch:
    """Where the words stand: some of FIELDS, and a passage where there is one (`key` is "" otherwise)."""

    fields: Sequence[str]
    key: str = ""
    number: str = ""
    title: str = ""
    language: str = ""
    """That of the text in which the passage stands."""
    words: Markup = field(default_factory=Markup)
    text_language: str = ""
    """The same, where a link has to say it: the text is there in several."""


def found_in(
    rows: Sequence[ListedConsultation], words: Sequence[str], queries: Typed, language: str = ""
) -> dict[str, PassageMatch]:
    """For these consultations by their slugs, where `words` (folded; `queries` of them) were found, in the text in
    `language` before the others; two statements."""
    slugs = [row.slug for row in rows]
    if not slugs or not words:
        return {}
    query = any_of(queries)
    by_stem = [false() if query is None else one.op("@@")(query) for one in _STEMS]
    said = db.session.execute(
        select(Consultation.slug, *_SAID, *by_stem)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.slug.in_(slugs))
    ).all()
    passages = _passages(slugs, words, has_all(queries), language)
    found = {}
    for slug, *texts in said:
        plain = [fold(text or "") for text in texts[: len(FIELDS)]]
        fields = [
            name
            for name, text, has_stem in zip(FIELDS, plain, texts[len(FIELDS) :], strict=True)
            if has_stem or any(word in text for word in words)
        ]
        found[slug] = PassageMatch(fields, *passages.get(slug, ()))
    return found


def _passages(
    slugs: Sequence[str], words: Sequence[str], condition: ColumnElement[bool] | None, language: str
) -> dict[str, tuple[str, str, str, str, Markup, str]]:
    """Slug → key, number and title of its heading, language, words, and the language for links, of the first passage
    that has all of the words (`condition`)."""
    if condition is None:
        return {}
    rows = db.session.execute(_first_passages(language).where(Consultation.slug.in_(slugs), condition))
    return {
        slug: (
            key, number or "", title or "", spoken, snippets.around(text, words),
            spoken if is_in_several else "",
        )
        for slug, key, number, title, spoken, text, is_in_several in rows
    }  # fmt: skip


def _first_passages(language: str) -> Select[Any]:
    """The first passage of each consultation: in the text in `language`, else in the original, else in another one."""
    texts = consultations.present_texts()
    heading = aliased(Block)
    spoken = language_of(Block.version_id)
    rows = select(
        Consultation.slug,
        Block.key,
        heading.number,
        heading.title,
        spoken,
        func.left(func.coalesce(func.nullif(Block.text, ""), Block.title), LONGEST),
        Consultation.has_language_versions,
    ).ext(distinct_on(Consultation.slug))
    rows = (
        rows.join(texts.rows, texts.consultation_id == Consultation.id)
        .join(BlockWords, BlockWords.version_id == texts.version_id)
        .join(Block, Block.id == BlockWords.block_id)
    )
    is_above = (heading.version_id == Block.version_id) & (heading.key == Block.clause)
    in_order = ((spoken == language).desc(), texts.is_original.desc(), Block.version_id, Block.position)
    return rows.outerjoin(heading, is_above & (heading.kind == Kind.HEADING)).order_by(
        Consultation.slug, *in_order
    )
