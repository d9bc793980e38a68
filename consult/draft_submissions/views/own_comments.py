"""What the page of the text shows beside its passages: what its reader has written on each, and what that becomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.draft_submissions import queries
from consult.draft_submissions.models import DraftSubmission
from consult.draft_submissions.views import unfinished
from consult.draft_submissions.views.blueprint import consultation_of, context, opened_on
from consult.draft_submissions.views.commenting import is_beside
from consult.draft_submissions.views.entries import Entry, draft_entries
from consult.drafts import queries as drafts
from consult.quotations import quoted_words
from consult.quotations.quoted_words import MarkedBlock, Quotation
from consult.submissions import queries as submissions
from consult.web.forms import ButtonForm
from consult.web.language_addresses import LONGEST_TAG
from consult.web.request_sizes import beginning


@dataclass(frozen=True)
class OwnComments:
    """What the writer of a draft has said so far, by the key of the passage."""

    commented: Mapping[str, Sequence[Entry]]
    unfinished: Mapping[str, Sequence[unfinished.UnfinishedEntry]]
    count: int
    """Comments on passages, on the whole, and answers."""
    button: ButtonForm

    def quotations(self, key: str) -> list[Quotation]:
        """The words of a passage that its comments quote; they do not count among those of published comments."""
        comments = [one.comment for one in self.commented.get(key, ())]
        return [Quotation(one.quote, one.quote_start, 0) for one in comments if one.quote]

    @classmethod
    def of(cls, draft: DraftSubmission) -> "OwnComments":
        """What the writer of `draft` has said."""
        commented: dict[str, list[Entry]] = {}
        for entry in draft_entries(queries.comments_of(draft)):
            commented.setdefault(entry.comment.block_key, []).append(entry)
        begun: dict[str, list[unfinished.UnfinishedEntry]] = {}
        for one in unfinished.shown(draft):
            begun.setdefault(one.block_key, []).append(one)
        return cls(commented, begun, sum(map(len, commented.values())), ButtonForm(formdata=None))


View = Callable[..., ResponseReturnValue]


def in_place(view: View) -> View:
    """Have a view that the page of the text asks answer with what its reader has written on the passage (the field
    `place`) instead of another page. Where the draft is no longer there, the browser goes where the view leads."""

    @wraps(view)
    def answered(slug: str, **more: Any) -> ResponseReturnValue:
        answer = view(slug=slug, **more)
        if not is_beside():
            return answer
        made = make_response(answer)
        return _instead(slug, made) if made.status_code == 303 else made

    return answered


def _instead(slug: str, answer: Response) -> ResponseReturnValue:
    found = opened_on(consultation_of(slug))
    if not isinstance(found, DraftSubmission):
        return "", 204, {"HX-Redirect": answer.location}
    if request.method != "POST":
        return answer  # to a comment that was begun there
    key, own = request.form.get("place", ""), OwnComments.of(found)
    return render_template(
        "draft_submissions/_passage.html", key=key, own=own, marked=_marked(found.consultation, own, key),
        **context(found.consultation, found),
    )  # fmt: skip


def _marked(consultation: Consultation, own: OwnComments, key: str) -> MarkedBlock | None:
    """The passage, with marks around the words that comments quote now, in the language in which the page shows it
    (the field `place_language`); None where there is no such passage."""
    versions = [one.version for one in consultations.languages_shown(consultation)]
    language = beginning(request.form, "place_language", LONGEST_TAG)
    shown = next((one for one in versions if one.language == language), None) or consultation.version
    block = drafts.block(shown.id, key) if shown is not None and key else None
    if block is None:
        return None
    public = submissions.quotations(consultation.id, [key])
    return quoted_words.marked(block, [*public.get(key, ()), *own.quotations(key)])
