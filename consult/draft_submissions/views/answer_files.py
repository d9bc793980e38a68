"""Files that answer questions, on the pages of the questionnaire."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, cast

from flask import request

from consult.attachments import queries as attachments
from consult.attachments.limits import limits
from consult.consultations import questionnaire
from consult.consultations.models import Consultation, Question
from consult.consultations.questionnaire import ShownQuestion
from consult.core.errors import NotFound, NotPossible, Throttled
from consult.documents.attached.kinds import ACCEPTED
from consult.draft_submissions import actions
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.draft_submissions.views.attachments import UPLOADS
from consult.draft_submissions.views.entries import with_files
from consult.questions.answering import NOTHING, TypedAnswer
from consult.web.errors import say
from consult.web.rate_limits import caller, limit
from consult.web.request_sizes import sent

GIVEN = TypedAnswer({"": ["1"]})
"""What is typed where a question is answered with a file (questions.types.files)."""


def given(questions: Sequence[Question], saved: Mapping[int, TypedAnswer]) -> dict[int, TypedAnswer]:
    """Which of these questions are answered with a file, where `saved` is."""
    return {one.id: saved.get(one.id, NOTHING) for one in questions if actions.is_file(one)}


def typed_in(questions: Sequence[Question], saved: Mapping[int, TypedAnswer]) -> dict[int, TypedAnswer]:
    """What was sent for these questions. Whether one is answered with a file is saved, and never typed."""
    return questionnaire.typed_in(sent(), questions) | given(questions, saved)


def sent_in(questions: Sequence[Question]) -> list[actions.NewFile]:
    """The files that were sent in answer to these questions."""
    fields = {
        one.id: request.files.get(questionnaire.name_of(one.id)) for one in questions if actions.is_file(one)
    }
    return [
        actions.NewFile(key, one.filename, cast("BinaryIO", one.stream))
        for key, one in fields.items()
        if one and one.filename
    ]


def refused_now(new: Sequence[actions.NewFile]) -> dict[int, str]:
    """Why none of these files is taken now, by the ids of their questions, where too many came from this network."""
    try:
        if new:
            limit(UPLOADS, "attach", caller())
    except Throttled as trouble:
        return dict.fromkeys([one.question_id for one in new], say(trouble))
    return {}


def attach(draft: DraftSubmission, new: Sequence[actions.NewFile]) -> dict[int, str]:
    """Answer questions with files; why some are not taken, by the ids of their questions."""
    refused = refused_now(new)
    for one in () if refused else new:
        try:
            actions.attach(
                draft, one.name, one.stream, limits=limits(draft.consultation_id), question_id=one.question_id
            )
        except NotPossible as trouble:
            refused[one.question_id] = say(trouble)
    return refused


def remove(draft: DraftSubmission, reference: str) -> int:
    """Remove the file that answers a question; the id of that. Raises NotFound."""
    one = attachments.by_reference(reference)
    if one.draft_id != draft.id or one.question_id is None:
        raise NotFound
    actions.remove_attachment(draft, one)
    return one.question_id


def shown(
    questions: Sequence[ShownQuestion], found: AnySubmission | None, refused: Mapping[int, str]
) -> list[ShownQuestion]:
    """Questions with the files that answer them, and why others were not taken (`refused`)."""
    if found is None:
        return list(questions)
    return [
        replace(one, error=refused.get(one.question.id, one.error)) for one in with_files(questions, found)
    ]


def facts(questions: Sequence[ShownQuestion], consultation: Consultation) -> dict[str, Any]:
    """What the page says of files, where a question asks for one."""
    if not any(actions.is_file(one.question) for one in questions):
        return {"has_files": False}
    return {"has_files": True, "limits": limits(consultation.id), "accepted": ACCEPTED}
