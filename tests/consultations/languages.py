"""The draft of tests.world in other languages, and consultations on it in several."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.consultations import actions, queries
from consult.consultations.models import Consultation
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Block, Kind, ParsedDraft
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from consult.drafts.models import Version
from tests import world

FR = (
    ("portee", Kind.HEADING, 1, "1", "Portée", ""),
    ("portee-1", Kind.PARAGRAPH, 0, "", "", "Le présent projet décrit comment un lot est échantillonné."),
    ("portee-2", Kind.PARAGRAPH, 0, "", "", "Il s’applique aux semences agricoles, potagères et forestières."),
    ("echantillonnage", Kind.HEADING, 1, "2", "Échantillonnage", ""),
    ("taille", Kind.HEADING, 2, "2.1", "Taille maximale du lot", ""),
    ("taille-1", Kind.PARAGRAPH, 0, "", "", "Un lot ne dépasse pas 30 000 kilogrammes de semences."),
    ("taille-2", Kind.LIST_ITEM, 1, "a)", "", "diviser un lot plus grand en sous-lots"),
    ("taille-3", Kind.LIST_ITEM, 1, "b)", "", "marquer chaque sous-lot de son numéro"),
    ("taille-4", Kind.NOTE, 0, "", "", "Les laboratoires des pays chauds peuvent demander des lots plus petits."),
    ("instruments-fr", Kind.HEADING, 2, "2.2", "Instruments", ""),
    ("instruments-fr-1", Kind.PARAGRAPH, 0, "", "", "Les échantillons sont prélevés à la sonde ou à la main."),
    ("rapports", Kind.HEADING, 1, "3", "Rapports", ""),
    ("rapports-1", Kind.PARAGRAPH, 0, "", "", "Le laboratoire rend compte dans les dix jours ouvrables."),
)  # fmt: skip
"""In French, with keys of its own and the same structure."""

AR = (
    ("ar-scope", Kind.HEADING, 1, "1", "النطاق", ""),
    ("ar-scope-1", Kind.PARAGRAPH, 0, "", "", "يحدد هذا المشروع كيفية أخذ عينات من دفعة البذور."),
    ("ar-scope-2", Kind.PARAGRAPH, 0, "", "", "ينطبق على بذور المحاصيل والخضر والأشجار."),
    ("scope-3", Kind.PARAGRAPH, 0, "", "", "ولا ينطبق على الدرنات."),
    ("ar-sampling", Kind.HEADING, 1, "2", "أخذ العينات", ""),
    ("ar-lot-size", Kind.HEADING, 2, "2.1", "الحجم الأقصى للدفعة", ""),
    ("ar-lot-size-1", Kind.PARAGRAPH, 0, "", "", "لا تتجاوز الدفعة 30 000 كيلوغرام من البذور."),
    ("ar-lot-size-2", Kind.LIST_ITEM, 1, "a)", "", "تقسم الدفعة الأكبر إلى دفعات فرعية"),
    ("ar-lot-size-3", Kind.LIST_ITEM, 1, "b)", "", "توسم كل دفعة فرعية برقمها"),
    ("ar-lot-size-4", Kind.NOTE, 0, "", "", "يمكن للمختبرات في المناخات الحارة طلب دفعات أصغر."),
    ("ar-instruments", Kind.HEADING, 2, "2.2", "الأدوات", ""),
    ("ar-instruments-1", Kind.PARAGRAPH, 0, "", "", "تؤخذ العينات بمسبار أو باليد."),
    ("ar-reports", Kind.HEADING, 1, "3", "التقارير", ""),
    ("ar-reports-1", Kind.PARAGRAPH, 0, "", "", "يبلغ المختبر النتيجة خلال عشرة أيام عمل."),
)  # fmt: skip
"""In Arabic, with one paragraph more under the first heading, so that its pairs there are doubtful."""

TEXTS = {"fr": FR, "ar": AR}
NAMES = {
    "fr": ("Échantillonnage des lots de semences", "Deuxième projet"),
    "ar": ("أخذ عينات من دفعات البذور", ""),
}
"""Language → title and label of its version."""


def load(slug: str) -> Consultation:
    """The consultation, public or not; inside an application context."""
    found = queries.by_slug(slug)
    assert found is not None
    return found


def officer() -> User:
    """The officer of tests.world; inside an application context."""
    found = people.by_email(world.OFFICER)
    assert found is not None
    return found


def version(
    original: Version, language: str, blocks: Sequence[tuple[Any, ...]] | None = None, *, alone: bool = False
) -> Version:
    """A version of the same draft in another language, or a draft `alone`, as an import leaves it; inside an
    application context."""
    line, made = 0, []
    for key, kind, level, number, title, words in blocks or TEXTS[language]:
        line += kind is not Kind.HEADING
        made.append(Block(key, kind, level, number, title, words, words or title, line if words else 0))
    direction = "rtl" if language == "ar" else "ltr"
    title, label = NAMES.get(language, ("", ""))
    parsed = ParsedDraft(title, language, direction, tuple(made), (), (), "1" * 64)
    return drafts.save(
        original.draft.organisation, parsed, title=title, label=label, source_name=f"{language}.md",
        by=officer(), draft=None if alone else original.draft,
    )  # fmt: skip


def prepared(app: Flask, *languages: str, **texts: Sequence[tuple[Any, ...]]) -> str:
    """A consultation in preparation with these language versions, those of TEXTS or of `texts`; its slug."""
    slug = world.consultation(app, announce=False)
    with app.app_context():
        for language in languages:
            add(slug, language, texts.get(language))
    return slug


def add(slug: str, language: str, blocks: Sequence[tuple[Any, ...]] | None = None) -> None:
    """Import a language version, and add it; inside an application context."""
    consultation = load(slug)
    assert consultation.version is not None
    actions.add_language(consultation, version(consultation.version, language, blocks), by=officer())


def confirmed(slug: str, language: str) -> None:
    """Confirm all pairs of a language version; inside an application context."""
    row = queries.language_version(load(slug), language)
    ids = [one.id for one in drafted.all_pairs(row.version_id)]
    actions.decide_on_pairs(
        load(slug), language, lambda text: drafts.confirm_pairs(text, ids, by=officer()), by=officer()
    )


def announced(app: Flask, *languages: str, **texts: Sequence[tuple[Any, ...]]) -> str:
    """An announced, open consultation with these language versions, as `prepared`; its slug."""
    slug = prepared(app, *languages, **texts)
    with app.app_context():
        for language in languages:
            confirmed(slug, language)
        announce(slug)
    return slug


def announce(slug: str) -> None:
    """Propose, approve and announce a consultation; inside an application context."""
    approver = people.by_email(world.APPROVER)
    assert approver is not None
    actions.propose(load(slug), by=officer(), seen=NO_PAGE)
    actions.approve(load(slug), by=approver, seen=NO_PAGE)
    actions.announce(load(slug), by=officer(), seen=NO_PAGE)
