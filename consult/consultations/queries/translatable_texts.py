"""The texts of a consultation that can be translated: its own, and those of what belongs to it."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.consultations.labels import TEXTS
from consult.consultations.models import (
    QUESTION_TRANSLATED,
    TRANSLATED,
    Consultation,
    Correction,
    Document,
    Extension,
    Question,
)
from consult.consultations.queries.parts import corrections, documents, extensions, questions
from consult.core.database import db
from consult.core.multilingual import Part
from consult.core.translatable import N_
from consult.drafts.models import LONGEST_TITLE
from consult.questions.definitions import lines
from consult.questions.types import END_WORDS, type_of

LONG = 300
"""Characters from which a text may have several lines."""

QUESTION = {
    "section": N_("Heading before question %(number)s"),
    "text": N_("Question %(number)s"),
    "explanation": N_("Explanation of question %(number)s"),
    "options": N_("Options of question %(number)s, one in each line"),
    "end_words": N_("Words for both ends of the scale in question %(number)s, one in each line"),
    "rows": N_("Rows of question %(number)s, one in each line"),
    "unit": N_("Unit of question %(number)s"),
}


def translatable_texts(consultation: Consultation) -> Sequence[Part]:
    """All that are not empty, in the order in which readers meet them."""
    return texts_of(
        consultation,
        questions(consultation),
        documents(consultation),
        extensions(consultation),
        corrections(consultation),
    )


def texts_of(
    consultation: Consultation,
    questions: Sequence[Question],
    documents: Sequence[Document],
    extensions: Sequence[Extension],
    corrections: Sequence[Correction],
) -> Sequence[Part]:
    """The same, for a page that has read what belongs to the consultation."""
    found = [
        Part(name, TEXTS[name], consultation, name, longest, is_long=longest > LONG and name != "title")
        for name, longest in TRANSLATED.items()
    ]
    for number, question in enumerate(questions, 1):
        found += [
            Part(f"question-{question.id}-{name}", _label(question, name), question, name, longest, number,
                 is_long=longest > LONG and name != "text", lines=lines if name in {"options", "rows"} else None)
            for name, longest in QUESTION_TRANSLATED.items()
        ]  # fmt: skip
    for number, document in enumerate(documents, 1):
        label = N_("Title of supporting document %(number)s")
        found.append(Part(f"document-{document.id}", label, document, "title", LONGEST_TITLE, number))
    for number, extension in enumerate(extensions, 1):
        label = N_("Reason for extension %(number)s of the deadline")
        found.append(
            Part(f"extension-{extension.id}", label, extension, "reason", 2000, number, is_long=True)
        )
    for number, correction in enumerate(corrections, 1):
        label = N_("Notice of correction %(number)s")
        found.append(
            Part(f"correction-{correction.id}", label, correction, "notice", 2000, number, is_long=True)
        )
    return [part for part in found if part.original]


def _label(question: Question, name: str) -> str:
    """What the options of a scale are is told by its type: the words for its ends."""
    has_ends = name == "options" and END_WORDS in type_of(question.type).uses
    return QUESTION["end_words" if has_ends else name]


def stored_translations(consultation: Consultation) -> list[str]:
    """The translations of all texts that are prepared, as they are stored, whatever the session has cached."""
    own = select(Consultation.translations).where(Consultation.id == consultation.id)
    of_parts = (
        select(kind.translations).where(kind.consultation_id == consultation.id).order_by(kind.position)
        for kind in (Question, Document)
    )
    return [str(row) for rows in (own, *of_parts) for row in db.session.execute(rows).scalars()]
