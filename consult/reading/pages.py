"""What the public pages of one consultation share: their stamps, and what is kept under them."""

from collections.abc import Mapping
from functools import partial

from flask_babel import gettext as _

from consult.consultations import policy
from consult.consultations import queries as consultations
from consult.consultations.head import Head, head_of
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.consultations.page_stamps import public_stamp
from consult.consultations.queries import ConsultationRow
from consult.core import bidi
from consult.reading import (
    comment_filters,
    languages,
    rendered,
    shown_comments,
)
from consult.reading.version_text import text_of
from consult.submissions import queries as submissions
from consult.submissions import tallies
from consult.web.cache import Stamp, kept_under_stamp
from consult.web.guards import me, require
from consult.web.language_addresses import spoken
from consult.web.page_language import language_name


def counted_stamp(slug: str) -> Stamp:
    """The stamp of a page that also counts what is not decided yet: submitting gives no new stamp."""
    return public_stamp(slug).for_minutes()


def submission_stamp(reference: str) -> Stamp:
    """The stamp of the page of one submission: its consultation's."""
    return counted_stamp(submissions.public_slug_of(reference))


def load(slug: str) -> ConsultationRow:
    """A consultation that the reader may see; NotFound or Forbidden."""
    consultation = kept_under_stamp("consultation", partial(consultations.row, slug, me()))
    require(policy.see, consultation)
    return consultation


def public_counts(consultation: ConsultationRow) -> tallies.PublicCounts:
    """The stored counts of what the public can read: every decision that changes them gives a new stamp."""
    return kept_under_stamp("counts", partial(tallies.public, consultation.id))


def quotations(consultation: ConsultationRow) -> rendered.Quotations:
    """What public comments quote of the text: every decision that changes it gives a new stamp."""
    return kept_under_stamp("quotations", partial(submissions.quotations, consultation.id))


def head(consultation: ConsultationRow, counts: tallies.PublicCounts) -> Head:
    """What stands above every page of the consultation."""
    return kept_under_stamp(
        ("head", spoken()),
        partial(head_of, consultation, (counts.visible, counts.stakeholders)),
    )


def clauses(
    consultation: Consultation | ConsultationRow, reads: languages.ReadText
) -> Mapping[str, comment_filters.Clause]:
    """Every clause of the original by its key, in the language of the page where the text is there in it, and those
    that only another language has."""
    found: dict[str, comment_filters.Clause] = {}
    for piece, language in languages.clauses(text_of(consultation), reads.languages):
        named = piece if language else reads.named(piece)
        label = shown_comments.short_label(named)
        if language:
            sentence = _("%(clause)s, only in this language: %(language)s")
            label = bidi.filled(sentence, clause=label, language=language_name(language))
        found[piece.key] = comment_filters.Clause(label, "" if language else named.language)
    return found


def is_answered(consultation: Consultation) -> bool:
    """Whether the deadline has passed: before, results would lead those who answer."""
    return consultation.phase in {Phase.CLOSED, Phase.RESPONDED}
