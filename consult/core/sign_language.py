"""Videos in sign languages. Sign languages are national, so a text has one video for each language of its readers, with
the name of the sign language; beside them it may have one that is for readers of every language."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from consult.core.addresses import is_https

LONGEST_NAME = 120
"""Characters of the name of a sign language."""


class Video(NamedTuple):
    """A video: the name of its sign language as its users write it, and its https address."""

    name: str
    address: str


class OfferedVideo(NamedTuple):
    """A video as a reader is offered it; `language`: of which readers it is, "" for all, then it has no name."""

    language: str
    name: str
    address: str


class SignLanguageVideos(Mapping[str, Video]):
    """Language of the readers → their video. It never changes."""

    __slots__ = ("_videos",)

    def __init__(self, videos: Mapping[str, Video] | None = None) -> None:
        self._videos = dict(sorted((videos or {}).items()))

    def __getitem__(self, language: str) -> Video:
        return self._videos[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._videos)

    def __len__(self) -> int:
        return len(self._videos)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        """A text that equal videos share."""
        return str({language: tuple(video) for language, video in self._videos.items()})

    __repr__ = __str__

    @classmethod
    def read(cls, stored: object) -> "SignLanguageVideos":
        """What the column holds; what is not of its form is left away, as a later version may have written it."""
        if not isinstance(stored, dict):
            return NO_VIDEOS
        return cls(
            {
                language: Video(one["name"], one["address"])
                for language, one in stored.items()
                if isinstance(one, dict)
                and isinstance(one.get("name"), str)
                and isinstance(one.get("address"), str)
                and is_https(one["address"])
            }
        )

    def stored(self) -> dict[str, dict[str, str]]:
        """As the column holds it: {"fr": {"name": "Langue des signes française", "address": "https://…"}}."""
        return {language: video._asdict() for language, video in self._videos.items()}


NO_VIDEOS = SignLanguageVideos()


class SignLanguageVideosColumn(TypeDecorator[SignLanguageVideos]):
    """A column of videos, as JSON."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Only SignLanguageVideos may be written."""
        if value is not None and not isinstance(value, SignLanguageVideos):
            raise TypeError("a column of videos takes SignLanguageVideos")
        return None if value is None else value.stored()

    def process_result_value(self, value: Any, dialect: Any) -> SignLanguageVideos:
        """What is stored."""
        return SignLanguageVideos.read(value)


def sign_language_videos_column() -> MappedColumn[SignLanguageVideos]:
    """The column of the videos of a row, empty at first."""
    return mapped_column(
        SignLanguageVideosColumn(), default=NO_VIDEOS, server_default=text("'{}'::jsonb"), nullable=False
    )


def offered(videos: SignLanguageVideos, for_all: str, language: str) -> list[OfferedVideo]:
    """The videos in the order in which a reader of `language` is offered them: that of this language, the one for all
    (its address, "" for none), and the others by their names."""
    own = [OfferedVideo(language, *videos[language])] if language in videos else []
    others = [OfferedVideo(code, *video) for code, video in videos.items() if code != language]
    return [
        *own,
        *([OfferedVideo("", "", for_all)] if for_all else []),
        *sorted(others, key=lambda one: (one.name.casefold(), one.language)),
    ]
