"""What the page of an entry offers where the texts of its comments name clauses: the passage that a text names, or to
divide it into several comments."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from consult.staff_entries.forms import MOST_COMMENTS, EntryForm
from consult.staff_entries.named_clauses import NamedClauses, divided, named_in, proposed, references_of


class ClauseOffers:
    """The offers for entries about one version of a draft; of no version (None) there are none."""

    def __init__(self, version_id: int | None) -> None:
        self.version_id = version_id

    @cached_property
    def _references(self) -> Any:
        return references_of(self.version_id)

    def known(self, known: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is `known` of the fields of an entry, with the passage that the first comment names alone."""
        text = str(known.get("comment-1", ""))
        one = proposed(named_in(text, self._references)) if text and self._references is not None else None
        return {**known, "passage-1": one.key} if one is not None else known

    def named(self, form: EntryForm) -> list[NamedClauses]:
        """The clauses that the text of each comment names; nothing is offered for which an entry has no fields."""
        texts = [str(comment.data or "") for _passage, _type, comment, _proposal in form.groups()]
        if not any(texts) or self._references is None:
            return [NamedClauses() for _text in texts]
        found = [NamedClauses.of(text, self._references) for text in texts]
        most = MOST_COMMENTS - form.comments + 1
        return [one if one.parts <= most else replace(one, parts=1) for one in found]

    def show(self, form: EntryForm) -> list[NamedClauses]:
        """The same, of which the form notes that the page shows them."""
        named = self.named(form)
        form.names_shown.data = " ".join(_marks(form, named).values())
        return named

    def unseen(self, form: EntryForm) -> list[int]:
        """The numbers of comments on the whole draft whose texts name clauses, as no page has shown yet."""
        seen = set(str(form.names_shown.data or "").split())
        return [number for number, mark in _marks(form, self.named(form)).items() if mark not in seen]

    def place(self, form: EntryForm, number: int) -> None:
        """Put the comment with this number on the passage that its text names, where it names one alone."""
        named = self.named(form)
        one = named[number - 1].proposed if 0 < number <= len(named) else None
        if one is not None:
            form.place(number, one.key)

    def divided(self, form: EntryForm, number: int) -> tuple[int, dict[str, list[str]]] | None:
        """How many comments there are, and what is typed, once the comment with this number is divided; None where that
        is not possible any more."""
        if not 0 < number <= form.comments or self._references is None:
            return None
        parts = divided(form[f"comment-{number}"].data or "", self._references)
        comments = form.comments + len(parts) - 1
        return (
            (comments, form.divided(number, parts)) if len(parts) > 1 and comments <= MOST_COMMENTS else None
        )


def _marks(form: EntryForm, named: list[NamedClauses]) -> dict[int, str]:
    """Number of each comment on the whole draft whose text names clauses → the mark of what is offered for it."""
    return {
        at: f"{at}:{one.mark}"
        for at, one in enumerate(named, 1)
        if one.mark and not form[f"passage-{at}"].data
    }
