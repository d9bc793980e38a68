"""How the name of a submitter can appear, and these choices in words."""

from collections.abc import Sequence
from typing import Any, Protocol

from flask_babel import gettext as _

from consult.draft_submissions.models import DraftSubmission
from consult.stakeholders.models import Capacity
from consult.submissions.labels import ATTRIBUTIONS
from consult.submissions.models import Attribution


class Writer(Protocol):
    """Who submits a draft."""

    @property
    def capacity(self) -> Any:
        """For whom they comment."""

    @property
    def name(self) -> Any:
        """The name of the writer, or ""."""

    @property
    def organisation(self) -> Any:
        """The name of the one they are of, or ""."""


def attributions(draft: Writer, choices: Sequence[str]) -> list[Attribution]:
    """How a submitter may be shown: by the consultation's rule, and as far as it fits who they are; none where the rule
    asks for a name and there is none."""
    if draft.capacity == Capacity.OFFICIAL_POSITION:
        return [Attribution.ATTRIBUTED]
    offered = [one for one in Attribution if one in choices] or list(Attribution)
    is_same = not draft.name and Attribution.ORGANISATION_ONLY in offered
    fits = {
        Attribution.ATTRIBUTED: bool(draft.name or (draft.organisation and not is_same)),
        Attribution.ORGANISATION_ONLY: bool(draft.organisation),
    }
    return [one for one in offered if fits.get(one, True)]


def attribution_words(draft: DraftSubmission) -> dict[Attribution, str]:
    """The choices in the words of the page, as they fit the submitter."""
    words = {one: _(text) for one, text in ATTRIBUTIONS.items()}
    if not draft.name:
        words[Attribution.ATTRIBUTED] = _(ATTRIBUTIONS[Attribution.ORGANISATION_ONLY])
    elif not draft.organisation:
        words[Attribution.ATTRIBUTED] = _("With my name")
    return words
