"""Where a search found a consultation: in what is said of it, and in which passage of its text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.folding import fold
from consult.core.multilingual import words_of_translations
from consult.core.translatable import N_
from consult.documents.blocks import Kind
from consult.drafts.models import Block, BlockWords
from consult.drafts.queries import language_of
from consult.drafts.words import LONGEST, has_all
from consult.organisations.models import Organisation
from consult.portal import snippets
from consult.portal.queries.rows import Listed

FIELDS = (N_("title"), N_("instrument"), N_("purpose"), N_("topics"), N_("organisation"))
"""What is said of a consultation, in words; in the order of the columns of _SAID."""

_SAID = (
    *(
        func.concat_ws("\n", said, words_of_translations(Consultation.translations, name))
        for name, said in (
            ("title", Consultation.title),
            ("denomination", Consultation.denomination),
            ("purpose", Consultation.purpose),
            ("topics", func.array_to_string(Consultation.topics, "\n")),
        )
    ),
    func.concat_ws(
        "\n", Organisation.name, Organisation.short_name, words_of_translations(Organisation.translations)
    ),
)


@dataclass(frozen=True)
class Found:
    """Where the words stand: some of FIELDS, and a passage where there is one (`key` is "" otherwise)."""

    fields: Sequence[str]
    key: str = ""
    number: str = ""
    title: str = ""
    language: str = ""
    """That of the text in which the passage stands."""
    words: Markup = field(default_factory=Markup)


def found_in(rows: Sequence[Listed], words: Sequence[str]) -> dict[str, Found]:
    """For these consultations by their slugs, where `words` (folded) were found; two statements."""
    slugs = [row.slug for row in rows]
    if not slugs or not words:
        return {}
    said = db.session.execute(
        select(Consultation.slug, *_SAID)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.slug.in_(slugs))
    ).all()
    passages = _passages(slugs, words)
    found = {}
    for slug, *texts in said:
        plain = [fold(text or "") for text in texts]
        fields = [
            name for name, text in zip(FIELDS, plain, strict=True) if any(word in text for word in words)
        ]
        found[slug] = Found(fields, *passages.get(slug, ()))
    return found


def _passages(slugs: Sequence[str], words: Sequence[str]) -> dict[str, tuple[str, str, str, str, Markup]]:
    """Slug → key, number and title of its heading, language, and words of the first passage that has all of them."""
    condition = has_all(list(words))
    if condition is None:
        return {}
    heading = aliased(Block)
    rows = db.session.execute(
        select(
            Consultation.slug,
            Block.key,
            heading.number,
            heading.title,
            language_of(Block.version_id),
            func.left(func.coalesce(func.nullif(Block.text, ""), Block.title), LONGEST),
        )
        .ext(distinct_on(Consultation.slug))
        .join(BlockWords, BlockWords.version_id == Consultation.version_id)
        .join(Block, Block.id == BlockWords.block_id)
        .outerjoin(
            heading,
            (heading.version_id == Block.version_id)
            & (heading.key == Block.clause)
            & (heading.kind == Kind.HEADING),
        )
        .where(Consultation.slug.in_(slugs), condition)
        .order_by(Consultation.slug, Block.position)
    )
    return {
        slug: (key, number or "", title or "", language, snippets.around(text, words))
        for slug, key, number, title, language, text in rows
    }
