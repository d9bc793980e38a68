"""What of the queue is asked for, in the words of the page: the address, the filters with their numbers, what an empty
list says."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from consult.core.language_tags import main_language
from consult.core.markup import LONGEST_SEARCH
from consult.core.translatable import N_
from consult.moderation import queries
from consult.moderation.queries import Filters
from consult.submissions import labels
from consult.submissions.labels import TRANSLATION_STATES
from consult.submissions.models import CommentType
from consult.web.page_language import by_language_name, is_language, language_name, locale_code

SHOWS = {
    "waiting": N_("Pending"),
    "mine": N_("Claimed by me"),
    "objections": N_("With objections"),
    "signals": N_("With signals"),
    "quarantine": N_("In quarantine"),
    "decided": N_("Recently decided"),
}
"""The ways to look at the queue."""


def asked() -> Filters:
    """The filters of the address; what no one offers is left out."""
    sent = request.args.to_dict()
    show, kind = _show(sent), sent.get("type", "")
    language, translation = sent.get("language", ""), sent.get("translation", "")
    return Filters(
        show if show in SHOWS else "waiting",
        sent.get("consultation", "")[:200],
        kind if kind in set(CommentType) else "",
        " ".join(sent.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH],
        language if is_language(language) else "",
        translation if translation in TRANSLATION_STATES else "",
        locale_code(),
    )


def _show(sent: Mapping[str, str]) -> str:
    """The way to look at the queue that the arguments name; emails have its earlier name."""
    show = sent.get("show", "")
    return "objections" if show == "contested" else show


NARROWING = ("consultation", "type", "language", "translation", "q", "after")
"""The arguments of the address that narrow the list, however one looks at it."""


class ListAddress:
    """The address of the list as it is."""

    def __init__(self) -> None:
        sent = request.args.to_dict()
        self.arguments = {"show": _show(sent)} | {name: sent.get(name, "") for name in NARROWING}
        """Those that say what is listed."""
        self.path = url_for("moderation.queue")

    @property
    def kept_in_search(self) -> list[tuple[str, str]]:
        """The arguments that another search leaves as they are."""
        return [
            (name, value) for name, value in self.arguments.items() if name not in {"q", "after"} and value
        ]

    def query(self, **changes: str) -> str:
        """The arguments that keep the list as it is, but for `changes`, as the end of an address."""
        left = {name: value for name, value in (self.arguments | changes).items() if value}
        return f"?{urlencode(left)}" if left else ""

    def changed(self, **changes: str) -> str:
        """The address of the list with `changes`."""
        return self.path + self.query(**changes)


def query(**changes: str) -> str:
    """The arguments that keep the list as it is, but for `changes`, as the end of an address."""
    return ListAddress().query(**changes)


def queue_address(**changes: str) -> str:
    """The address of the list as it is, but for `changes`."""
    return ListAddress().changed(**changes)


def nothing(filters: Filters, counts: queries.Counts, is_first: bool) -> str:
    """What an empty list says: of the way to look at the queue, and of what narrows it."""
    if not is_first:
        return str(_("There are no more comments after this page."))
    if filters.words:
        return str(
            _("No comment in this list contains all words of the search: %(words)s", words=filters.words)
        )
    if filters.is_narrowed:
        return str(_("No comment matches these filters."))
    if filters.show == "objections" and counts.objections_on_files:
        return str(_("No pending objections to decisions on comments."))
    return str(_(_NOTHING[filters.show]))


_NOTHING = {
    "waiting": N_("No pending comments. New comments appear here."),
    "mine": N_("You have claimed no comments."),
    "objections": N_("No pending objections."),
    "signals": N_("No pending comment has a signal."),
    "quarantine": N_("No pending comment is in quarantine."),
    "decided": N_("No decisions in the last 14 days."),
}


def heading(filters: Filters, counts: queries.Counts) -> str:
    """What there is to do, in one sentence, of the list as it is shown."""
    if filters.show == "objections":
        return str(
            ngettext(
                "%(num)s pending objection",
                "%(num)s pending objections",
                counts.objections,
            )
        )
    if filters.show == "mine":
        return str(ngettext("You claimed %(num)s comment", "You claimed %(num)s comments", counts.mine))
    if filters.show == "decided":
        return str(_("Decided in the last 14 days"))
    sampled = {"signals": counts.signals, "quarantine": counts.quarantined}
    number = sampled.get(filters.show, counts.waiting)
    is_least = counts.is_sampled if filters.show in sampled else counts.is_more
    if is_least:
        return str(
            ngettext(
                "At least %(number)s pending comment",
                "At least %(number)s pending comments",
                number,
                number=format_decimal(number),
            )
        )
    if not number:
        return str(
            _("No pending comments here")
            if filters.is_narrowed or filters.show in sampled
            else _("No pending comments")
        )
    return str(ngettext("%(num)s pending comment", "%(num)s pending comments", number))


def chips(filters: Filters, counts: queries.Counts, here: ListAddress) -> list[tuple[str, str, bool, str]]:
    """(label, address, chosen, number) of each way to look at the queue."""
    numbers = {
        "waiting": format_decimal(counts.waiting) + ("+" if counts.is_more else ""),
        "mine": format_decimal(counts.mine),
        "objections": format_decimal(counts.objections),
        "signals": format_decimal(counts.signals) + ("+" if counts.is_sampled else ""),
        "quarantine": format_decimal(counts.quarantined) + ("+" if counts.is_sampled else ""),
    }
    return [
        (
            _(words),
            here.changed(show=show, after=""),
            filters.show == show,
            numbers.get(show, ""),
        )
        for show, words in SHOWS.items()
        if show != "quarantine" or counts.quarantined or filters.show == show
    ]


def of_consultations(
    filters: Filters, scopes: Sequence[queries.Scope], counts: queries.Counts, here: ListAddress
) -> list[tuple[str, str, int | None, bool]]:
    """(title, address, number, chosen) of each consultation that the list could be narrowed to."""
    if len(scopes) < 2:
        return []
    everything = here.changed(consultation="", after="")
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All consultations"), everything, None, not filters.consultation)
    ]
    for one in scopes:
        number = _number_in(one, filters, counts)
        if number != 0 or one.slug == filters.consultation:
            address = here.changed(consultation=one.slug, after="")
            rows.append((one.title, address, number, one.slug == filters.consultation))
    return rows


def _number_in(scope: queries.Scope, filters: Filters, counts: queries.Counts) -> int | None:
    """How many lines the list would have for one consultation; None where they were not counted."""
    each = {"mine": counts.mine_in, "objections": counts.with_objections_in}.get(filters.show)
    if each is not None:
        return each.get(scope.id, 0)
    if filters.show == "decided":
        return None
    is_narrowed = bool(
        filters.show in {"signals", "quarantine"}
        or filters.type
        or filters.words
        or filters.language
        or filters.translation
    )
    return None if scope.waiting and is_narrowed else scope.waiting


def of_types(
    filters: Filters, counts: queries.Counts, here: ListAddress
) -> list[tuple[str, str, int | None, bool]]:
    """(type, address, number, chosen) of each type."""
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All types"), here.changed(type="", after=""), None, not filters.type)
    ]
    for kind in CommentType:
        number = None if counts.is_sampled or filters.show != "waiting" else counts.types.get(kind, 0)
        address = here.changed(type=kind.value, after="")
        rows.append((_(labels.TYPES[kind]), address, number, kind == filters.type))
    return rows


def of_languages(
    filters: Filters, scopes: Sequence[queries.Scope], counts: queries.Counts, here: ListAddress
) -> list[tuple[str, str, int | None, bool]]:
    """(language, address, number, chosen) of each language of comments; nothing where there is only that of the
    page."""
    taken = {code for one in scopes for code in one.languages.split()}
    codes = taken | set(counts.languages) | ({filters.language} if filters.language else set())
    if all(main_language(code) == main_language(filters.reader) for code in codes):
        return []
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All languages"), here.changed(language="", after=""), None, not filters.language)
    ]
    for code, name in by_language_name(codes):
        number = None if counts.is_sampled or filters.show != "waiting" else counts.languages.get(code, 0)
        if number != 0 or code == filters.language:
            rows.append((name, here.changed(language=code, after=""), number, code == filters.language))
    return rows


def of_translations(filters: Filters, here: ListAddress) -> list[tuple[str, str, int | None, bool]]:
    """(state, address, no number, chosen) of each state of translations."""
    states = {"": N_("With and without a translation"), **TRANSLATION_STATES}
    return [
        (
            _(label, language=language_name(locale_code())),
            here.changed(translation=state, after=""),
            None,
            filters.translation == state,
        )
        for state, label in states.items()
    ]
