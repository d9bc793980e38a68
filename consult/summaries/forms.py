"""What officers and approvers type about the summary and a later response."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.consultations import period_checks
from consult.consultations.forms.dates import Day
from consult.core.sign_language import NO_VIDEOS
from consult.core.stale_check import form_version
from consult.organisations.forms import languages
from consult.summaries import form_versions
from consult.summaries.actions import BESIDE, LONGEST_REASON
from consult.summaries.labels import SECTIONS
from consult.summaries.models import ResponseSummary
from consult.web.forms import Form, Hidden, SeenForm, choices, https_field, plain_language_field
from consult.web.sign_language_forms import VideosForm, videos_shown, with_video_fields

VIDEOS = "sign_language_videos"
"""Of BESIDE: what has fields of its own."""


class SummaryForm(VideosForm):
    """The officer's words of the nine sections, and what stands beside them."""

    plain_language_summary = plain_language_field()
    sign_language_video = https_field(
        _l("Video in sign language"),
        _l(
            "The address of a video that explains the response to readers of every language, for example in "
            "International Sign."
        ),
    )

    written_in = SelectField(_l("Language of this summary"), [Optional()])

    adopted_text = https_field(
        _l("Address of the adopted text"),
        _l("The page links to it. Leave the field empty if no text is adopted yet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written_in.choices = choices(languages(), nothing=_l("Choose"))


for _key, _title in SECTIONS.items():
    setattr(SummaryForm, f"section_{_key}", TextAreaField(_l(_title), [Length(max=60_000)]))


def summary_words(form: SummaryForm) -> dict[str, str]:
    """Section → words."""
    return {key: form[f"section_{key}"].data or "" for key in SECTIONS}


def summary_form(summary: ResponseSummary | None, **more: Any) -> SummaryForm:
    """The form of a summary; without one an empty form."""
    videos = summary.sign_language_videos if summary else NO_VIDEOS
    form = with_video_fields(SummaryForm, summary.consultation.languages if summary else (), videos)
    return form(data=summary_shown(summary) if summary else {}, **more)


def summary_beside(form: SummaryForm) -> dict[str, Any]:
    """What was typed beside the sections."""
    sent = {name: form[name].data or "" for name in BESIDE if name != VIDEOS and form[name].raw_data}
    return {**sent, VIDEOS: form.videos()}


def summary_shown(summary: ResponseSummary) -> dict[str, str]:
    """What the form shows of a summary before anyone types."""
    words = {f"section_{key}": summary.sections.get(key, "") for key in SECTIONS}
    beside = {name: getattr(summary, name) for name in BESIDE if name != VIDEOS}
    beside |= videos_shown(summary.sign_language_videos)
    return words | beside | {"written_in": summary.original_language, "seen": seen(summary)}


def seen(summary: ResponseSummary) -> str:
    """The mark of the summary, which travels with what is typed, approved, published."""
    return form_version(summary, *form_versions.SUMMARY)


class SendBackForm(Form):
    """A word to the writers."""

    word = TextAreaField(
        _l("Proposed change"), [InputRequired(_l("Enter what should change.")), Length(max=2000)]
    )


class PublishForm(SeenForm):
    """Publish a summary; where objections are open, with the reason why it does not wait for them."""

    objections = Hidden()
    despite = TextAreaField(
        _l("Reason for publishing despite open objections"),
        [Length(max=LONGEST_REASON)],
        description=_l("It is published in the response for anyone to read."),
    )


class HoldingNoticeForm(Form):
    """Say that the response comes later."""

    expected_on = Day(_l("Response expected by"), [InputRequired(_l("Enter the day."))])
    reason = TextAreaField(
        _l("Reason for the delay"),
        [
            InputRequired(_l("Enter the reason for the delay. The reason will be published.")),
            Length(max=4000),
        ],
    )

    def moment(self, zone: str) -> datetime:
        """The end of that day in `zone`."""
        return period_checks.end_of(self.expected_on.data, zone)
