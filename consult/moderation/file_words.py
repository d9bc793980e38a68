"""The words of attachments with the signals that comments have, for moderators."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from consult.attachments.models import Attachment
from consult.documents.attached.kinds import MOST_WORDS
from consult.moderation.spans import Piece, pieces
from consult.screening import detection
from consult.screening.signals import SignalKind
from consult.stakeholders.countries import COUNTRIES
from consult.submissions import queries as submissions
from consult.submissions.models import Submission


class FileWords(NamedTuple):
    """The words of a file."""

    pieces: Sequence[Piece]
    signals: Sequence[tuple[SignalKind, int]]
    """Kinds of signal, each with how many there are."""
    is_cut: bool
    """Whether the file may have more words."""


def words_of(attachment: Attachment, submission: Submission) -> FileWords | None:
    """The words of an attachment with their signals; None where none could be read. They are noticed when the page is
    made: there are few files, and what counts is how they are noticed today."""
    text = attachment.words
    if not text:
        return None
    country = COUNTRIES.get(submission.country)
    noticed = detection.signals(
        {"comment": text},
        region=country.alpha2 if country else "",
        unpublished_names=submissions.unpublished_names(submission),
    )
    marked = [(one.start, one.end, str(_(one.kind.label))) for one in noticed if one.end]
    numbers = Counter(one.kind for one in noticed)
    return FileWords(pieces(text, marked, ()), list(numbers.items()), len(text) >= MOST_WORDS)
