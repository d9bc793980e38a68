"""A draft or a submission and its comments in words, as their writer sees them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.consultations import questionnaire
from consult.consultations.models import Consultation, Question
from consult.consultations.questionnaire import ShownQuestion
from consult.core import bidi, markup, redline
from consult.core.declarations import listed_in
from consult.core.hooks import Hook
from consult.core.multilingual import Words
from consult.draft_submissions import actions, queries
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftComment
from consult.draft_submissions.writer_access import questions_of_draft
from consult.drafts.passage_pages import passage_shown
from consult.questions import answering
from consult.questions.answering import NOTHING, Reading, TypedAnswer
from consult.quotations.quotable import Cell
from consult.stakeholders.descriptions import facts as facts_of
from consult.submissions import labels
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import VISIBLE, State
from consult.submissions.models import Comment, Subject, Submission
from consult.submissions.proposals import operations
from consult.web.page_language import language_name, locale_code
from consult.web.text_languages import isolated, translated


@dataclass(frozen=True)
class Entry:
    """A comment as its writer sees it."""

    comment: AnyComment
    where: Markup
    kind: str
    body: Any
    rationale: Any
    ops: list[tuple[str, str]]
    """The proposal beside the words it would replace, where there are any."""
    proposal: str = ""
    proposed: str = ""
    """What is proposed, as a label; "" where nothing is."""
    change: Sequence[tuple[str, str]] = ()
    """The same, with little around what changes."""
    state: str = ""
    tone: str = "plain"
    note: str = ""
    """The outcome of an amendment beside which the earlier version is public."""
    reasons: Sequence[str] = ()
    """Why words of it, or all of it, are not public."""
    row: str = ""
    """The row of a form that it came in, in words."""
    cell: Cell | None = None
    """The headings of the cell or of the row of a table that it quotes."""


def entries_of(found: AnySubmission) -> list[Entry]:
    """The comments of a draft or a submission in words."""
    if isinstance(found, Submission):
        return entries(submissions.comments_of(found))
    return draft_entries(queries.comments_of(found))


def draft_entries(comments: Sequence[DraftComment]) -> list[Entry]:
    """Comments of a draft in words."""
    originals, texts, rows = submissions.original_words(comments), _texts(comments), _rows(comments)
    cells = submissions.cells_of(comments)
    return [
        Entry(**_said(one, originals, texts), row=rows.get(one.id, ""), cell=cells.get(one.id))
        for one in comments
    ]


def entries(comments: Sequence[Comment]) -> list[Entry]:
    """Comments that were submitted in words, as their submitter wrote them last, and where each stands."""
    submissions.read_amended(comments)
    originals, texts, rows = submissions.original_words(comments), _texts(comments), _rows(comments)
    cells = submissions.cells_of(comments)
    return [
        Entry(
            **_said(one, originals, texts),
            state=state,
            tone=tone,
            note=_amended(one),
            reasons=_reasons(one),
            row=rows.get(one.id, ""),
            cell=cells.get(one.id),
        )
        for one in comments
        for state, tone in [_state(one)]
    ]


def _texts(comments: Sequence[AnyComment]) -> Mapping[int, str]:
    """Id of a version that is not in the original language → its language."""
    if not comments:
        return {}
    return consultations.languages_of_versions(consultation_of(comments[0]))


def consultation_of(comment: AnyComment) -> Consultation:
    """The consultation of a comment, submitted or not."""
    holder = comment.draft if isinstance(comment, DraftComment) else comment.submission
    return holder.consultation


def _said(one: AnyComment, originals: Mapping[int, str], texts: Mapping[int, str]) -> dict[str, Any]:
    original = originals.get(one.id)
    ops = operations(one.proposal_kind, original or "", one.proposal)
    proposed = labels.proposed(one.proposal_kind, one.proposal, is_redline=bool(ops))
    return {
        "comment": one,
        "where": where(
            one.subject, one.place, one.question, consultation_of(one), texts.get(one.version_id or 0, "")
        ),
        "kind": _(labels.TYPES[one.type]),
        "body": markup.comment(one.comment),
        "rationale": markup.comment(one.rationale) if one.rationale else None,
        "ops": ops,
        "change": redline.shortened(ops),
        "proposal": one.proposal,
        "proposed": proposed and _(proposed),
    }


def _state(comment: Comment) -> tuple[str, str]:
    """The status of a comment, and its tone: of an edited comment, what is public is not what is shown here."""
    if comment.amendment_edition is not None and comment.moderation in VISIBLE:
        return str(_("Earlier version published")), "warn"
    return str(_(labels.MODERATION[comment.moderation])), labels.TONES[comment.moderation]


ROWS: Hook[Callable[[Sequence[AnyComment]], Mapping[int, str]]] = Hook("draft_submissions.rows")
"""Id of each of some comments of one draft or submission that came in a form → its row, in words."""


def _rows(comments: Sequence[AnyComment]) -> dict[int, str]:
    return {key: words for ask in ROWS for key, words in ask(comments).items()} if comments else {}


REASONS: Hook[Callable[[Comment], Sequence[str]]] = Hook("draft_submissions.reasons")
"""Every reason of moderators that stands against a comment, in words."""


def _reasons(comment: Comment) -> list[str]:
    is_marked = labels.TONES[comment.moderation] in {"bad", "warn"}
    return [words for ask in REASONS for words in ask(comment)] if is_marked else []


def _amended(comment: Comment) -> str:
    if comment.amendment_edition is None:
        return ""
    if comment.amendment_waits_since is not None:
        if comment.moderation not in VISIBLE:
            return str(_("This edited version is pending moderation."))
        return str(_("This edited version is pending moderation. Until then, the earlier version is public."))
    if comment.moderation not in VISIBLE:
        return str(_("This edited version is not published."))
    return str(_("This edited version is not published. The earlier version is public."))


def where(
    subject: Subject,
    passage: str,
    question: Question | None,
    consultation: Consultation,
    language: str = "",
) -> Markup:
    """The passage of a comment in words, for a page; `language`: of the text, where it is not the original."""
    if subject == Subject.QUESTION and question is not None:
        text = isolated(translated(question, "text", consultation))
        return bidi.filled(_("Question %(number)s: %(text)s"), number=question.position, text=text)
    if subject != Subject.CLAUSE:
        return escape(_("Whole draft"))
    original = consultation.version.language if consultation.version is not None else ""
    shown = passage_shown(Words(passage, getattr(passage, "language", "") or language or original))
    if not language:
        return shown
    text = escape(_("On the text in %(language)s", language=language_name(language)))
    return Markup("{} · {}").format(shown, text)


def answers_of(found: AnySubmission) -> list[ShownQuestion]:
    """The questions that are asked of a draft or a submission, each with what is answered."""
    return [one for one in questions_of(found) if one.reading.is_asked]


@listed_in("HOOKS")
def said(found: Submission) -> tuple[list[ShownQuestion], list[Entry]]:
    """The answers that a submission gives, and its comments."""
    return [one for one in answers_of(found) if one.answer_given], entries_of(found)


def questions_of(found: AnySubmission) -> list[ShownQuestion]:
    """The same with those that the answers before do not have asked."""
    if not isinstance(found, Submission):
        shown = questions_of_draft(found, with_errors=True)
        return with_files(shown, found) if shown else []
    consultation = found.consultation
    questions = consultations.questions(consultation)
    if not questions:
        return []
    contents = [one.content for one in questions]
    given = actions.given_on_sent(found)
    withdrawn = _withdrawn_answers(found, given, answering.read(contents, given))
    given |= withdrawn
    read, is_open = answering.read(contents, given), found.state != State.WITHDRAWN
    shown = questionnaire.shown(consultation, questions, given, read, with_errors=is_open)
    return [
        replace(one, is_withdrawn=True, error="") if one.question.id in withdrawn else one
        for one in with_files(shown, found)
    ]


def _withdrawn_answers(
    found: Submission, given: Mapping[int, TypedAnswer], read: Mapping[int, Reading]
) -> dict[int, TypedAnswer]:
    """The answers of a submission that are none any more because it or their text was withdrawn, by the ids of the
    questions, with the words that they had."""
    texts = submissions.withdrawn_texts_of_answers(found.id)
    answered = [one.question_id for one in submissions.answers_of(found.id)]
    return {
        one: replace(given.get(one, NOTHING), text=texts[one].comment if one in texts else "")
        for one in answered
        if read[one].is_asked and read[one].value is None and (one in texts or found.state == State.WITHDRAWN)
    }


def with_files(questions: Sequence[ShownQuestion], found: AnySubmission) -> list[ShownQuestion]:
    """Questions with the files that answer them in a draft or a submission."""
    if not any(actions.is_file(one.question) for one in questions):
        return list(questions)
    is_sent = isinstance(found, Submission)
    present = attachments.kept_of_submission(found.id) if is_sent else attachments.of_draft(found.id)
    return [
        replace(one, files=[file for file in present if file.question_id == one.question.id])
        for one in questions
    ]


def facts(found: AnySubmission) -> list[tuple[str, str]]:
    """Who sends it, in words."""
    receipt = (submissions.address(found) or ("",))[0]
    said = facts_of(found, locale_code(), _, found.consultation.organisation_id)
    rows = [(_("Name"), found.name or _("Not given")), *said]
    return [*rows, (_("Email address"), receipt)] if receipt else rows
