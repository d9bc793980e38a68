"""The fields of videos in sign languages, one video for each language, and the videos as a page offers them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from flask_babel import gettext as _
from wtforms import Field, StringField
from wtforms.validators import Length

from consult.core.addresses import NOT_HTTPS
from consult.core.sign_language import LONGEST_NAME, OfferedVideo, SignLanguageVideos, Video, offered
from consult.web.forms import SeveralFieldsForm, https_field
from consult.web.page_language import language_name, locale_code


class VideosForm(SeveralFieldsForm):
    """A form with a name and an address for the video of each of `video_languages`; made by `with_video_fields`."""

    video_languages: Sequence[str] = ()

    def video_fields(self) -> list[tuple[Field, Field]]:
        """For each language the field of the name and that of the address."""
        return [(self[_name(code)], self[_address(code)]) for code in self.video_languages]

    def shows_videos(self) -> bool:
        """Whether there is something in these fields to be seen at once."""
        return any(field.data or field.errors for pair in self.video_fields() for field in pair)

    def videos(self) -> SignLanguageVideos:
        """The videos as they were typed; those of fields that were not sent as they were."""
        return SignLanguageVideos(
            {
                code: Video(name.data, address.data)
                for code, (name, address) in zip(self.video_languages, self.video_fields(), strict=True)
                if name.data and address.data
            }
        )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether everything is in order; a video has a name and an address."""
        is_valid = super().validate(*args, **kwargs)
        for name, address in self.video_fields():
            if bool(name.data) != bool(address.data) and not (name.errors or address.errors):
                empty, words = (
                    (address, _(NOT_HTTPS))
                    if name.data
                    else (name, _("Enter the name of the sign language."))
                )
                empty.errors = [*empty.errors, words]
                is_valid = False
        return is_valid


Made = TypeVar("Made", bound=VideosForm)


def with_video_fields(form: type[Made], also: Sequence[str], videos: SignLanguageVideos) -> type[Made]:
    """The form with the fields of a video for each language of the interface, of `also` and of the `videos` that there
    are."""
    codes = list(dict.fromkeys([*current_app.config["LANGUAGES"], *also, *videos]))
    fields: dict[str, Any] = {"__doc__": form.__doc__, "video_languages": codes}
    for code in codes:
        language = language_name(code)
        fields[_name(code)] = StringField(
            _("Name of the sign language: %(language)s", language=language), [Length(max=LONGEST_NAME)]
        )
        fields[_address(code)] = https_field(_("Address of the video: %(language)s", language=language))
    return cast("type[Made]", type(form.__name__, (form,), fields))


def videos_shown(videos: SignLanguageVideos) -> Mapping[str, str]:
    """What the fields show before anyone types."""
    return {
        field: words
        for code, video in videos.items()
        for field, words in ((_name(code), video.name), (_address(code), video.address))
    }


def _name(code: str) -> str:
    return f"sign_language_name_{code}"


def _address(code: str) -> str:
    return f"sign_language_address_{code}"


def offered_videos(row: Any) -> list[OfferedVideo]:
    """The videos of a row, that for readers of the page's language first."""
    return offered(row.sign_language_videos, row.sign_language_video, locale_code())


def register(app: Flask) -> None:
    """What templates may call."""
    app.jinja_env.globals.update(offered_videos=offered_videos)
