"""The lines of the queue, in words and as HTML. Each is rendered once for what it shows and cached: a decision on one
comment leaves the cache of all others valid."""

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from markupsafe import Markup

from consult.core import bidi, redline
from consult.core.language_tags import main_language
from consult.core.limited_cache import LimitedCache
from consult.core.multilingual import Words
from consult.core.redline import Operation
from consult.core.translatable import N_, shortened
from consult.drafts.passage_pages import passage_shown
from consult.moderation.queries import Item
from consult.moderation.views.blueprint import moderation_address
from consult.screening import signals
from consult.screening.queries import COUNTED
from consult.submissions import labels
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Attribution, ProposalKind
from consult.submissions.proposal_language import proposal_language
from consult.submissions.proposals import is_made, operations
from consult.submissions.queries import NAME_NOT_CONFIRMED
from consult.web.formats import ages
from consult.web.guards import me
from consult.web.language_addresses import spoken
from consult.web.page_language import language_name, locale_code
from consult.web.text_languages import in_language

CAPACITY = 4 * 1024 * 1024
"""Characters of lines as HTML that one process caches."""

_kept: LimitedCache[Markup] = LimitedCache(CAPACITY, lambda html: 1000 + 2 * len(html))
"""What a line shows → its HTML. The key has every value of it, as it was read for the page that is being made."""


class Line(NamedTuple):
    """An Item in words."""

    path: str
    name: str
    href: str
    words: Markup | str
    foreign: str
    """The words of a comment in another language than the page; "" where `words` has them."""
    age: str
    pills: Sequence[tuple[str, str]]
    is_mine: bool
    ops: Sequence[Operation]
    """How the proposed wording differs from the text at its place, and what stands around it."""
    proposed: str
    """What is proposed, as a label; "" where nothing is."""
    wording: str
    """The beginning of the proposed wording, where it is not shown as changes."""
    wording_language: str
    """The language of either."""
    can_choose: bool
    """Whether it can be chosen, to decide on several together."""


def lines(
    items: Sequence[Item],
    arguments: str,
    chosen: int | None,
    selected: Set[str] | None,
) -> Markup:
    """Lines as HTML. `arguments` keep the list as it is; `chosen`: the id of the comment that is open; `selected`:
    references of the comments whose boxes are checked, None for all of them."""
    here, mine = (spoken(), arguments), me().id
    found = []
    for item, age in zip(items, ages(item.at for item in items), strict=True):
        is_mine, is_chosen = item.claimed_by_id == mine, item.id == chosen
        is_selected = selected is None or item.path in selected
        key = (here, age, is_mine, is_chosen, is_selected, item)
        html = _kept.get(key)
        if html is None:
            html = _rendered(_line(item, arguments, age, is_mine), is_chosen, is_selected)
            _kept.add(key, html)
        found.append(html)
    return Markup("\n  ".join(found))  # noqa: S704 -- each is Markup, which `join` of Markup would look at again


def _rendered(line: Line, is_chosen: bool, is_selected: bool) -> Markup:
    macros: Any = current_app.jinja_env.get_template("moderation/_line.html").module
    html: Markup = macros.line(line, is_chosen, is_selected).strip()
    return html


def _line(item: Item, arguments: str, age: str, is_mine: bool) -> Line:
    place = passage_shown(Words(item.place, item.place_language)) or _(_SUBJECTS[item.subject])
    is_foreign = main_language(item.language) != main_language(locale_code())
    ops = changes(item.proposal_kind, item.original, item.proposal) if _is_in_text_language(item) else ()
    proposed = labels.proposed(item.proposal_kind, item.proposal, is_redline=bool(ops))
    words = "" if is_foreign else item.words
    return Line(
        item.path,
        sender_name(item.attribution, item.organisation, item.name),
        address(item, arguments),
        Markup("{} · {}").format(place, bidi.in_html(words)) if words else place,
        in_language(item.words, item.language) if is_foreign else "",
        age,
        [(language_name(item.language), "plain")] * is_foreign + _pills(item, is_mine),
        is_mine,
        ops,
        proposed and _(proposed),
        "" if ops else shortened(item.proposal, WORDS_SHOWN),
        proposal_language(item.proposal, item.language, item.text_language or ""),
        can_choose(item),
    )


def _is_in_text_language(item: Item) -> bool:
    """Whether a proposed wording can be compared with the text: it is in the language of that, not in the
    submitter's."""
    if not item.original or not is_made(item.proposal_kind, item.proposal):
        return False
    if not item.proposal:
        return True
    language = item.text_language or ""
    return proposal_language(item.proposal, item.language, language) == language


_SUBJECTS = {"question": N_("Answer to a question"), "general": N_("Whole draft"), "clause": ""}


def address(item: Item, arguments: str) -> str:
    """The address of the page of an Item; `arguments` keep the list as it is."""
    if item.objection:
        return url_for("moderation.settle", identifier=item.objection)
    return moderation_address(item.path) + arguments


def can_choose(item: Item) -> bool:
    """Whether an Item can be chosen, to decide on several together."""
    return item.moderation in AWAITING and not item.is_own and not item.objection


@lru_cache(maxsize=1024)
def changes(kind: ProposalKind, original: str, proposal: str) -> Sequence[Operation]:
    """A proposed wording as a change to the words at its place, and what stands around it; none where there are no such
    words, where nothing changes, and where it is too long to be compared for a line."""
    if len(original) + len(proposal) > LONGEST_COMPARED:
        return ()
    return tuple(redline.shortened(operations(kind, original, proposal)))


LONGEST_COMPARED = 8000
"""Characters of a place and of its proposed wording, together, that are compared for a list."""

WORDS_SHOWN = 300
"""Characters of a proposed wording that a line shows where it is not compared."""


def sender_name(attribution: str, organisation: str, name: str) -> str:
    """What a submitter is called in the list: no more than the public will see."""
    if attribution == Attribution.ANONYMOUS_TO_PUBLIC:
        return str(_("Published without a name"))
    if attribution == Attribution.CONFIDENTIAL:
        return str(_("Confidential"))
    return organisation or name or str(_("No name given"))


_NAMED = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


def is_unchecked(sent: Any) -> bool:
    """Whether `sender_name` shows the name of an organisation that no one has confirmed; of an Item or a Submission."""
    return bool(sent.organisation) and sent.attribution in _NAMED and not sent.is_confirmed


def _pills(item: Item, is_mine: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if item.moderation not in AWAITING:
        found.append((_(labels.MODERATION[item.moderation]), labels.TONES[item.moderation]))
    elif summary := item.summary:
        for group, number in signals.groups_in(summary):
            words = _(group.label) if group.code in signals.GROUPS else group.label
            found.append((f"{words} {number}" if number > 1 else words, group.severity))
        if summary.get("alike"):
            found.append((similar_words(summary["alike"]), "plain"))
    if is_unchecked(item):
        found.append((_(NAME_NOT_CONFIRMED), "plain"))
    if item.address:
        found.append((_(item.address), "plain"))
    if item.is_amendment:
        found.append((_("edited"), "info"))
    if item.is_late:
        found.append((pgettext("comment", "late"), "warn"))
    if item.is_sent_again:
        found.append((_("sent again after an outage"), "plain"))
    if item.is_own:
        found.append((_("your own organisation"), "bad"))
    if item.claimed_by_id is not None and not is_mine:
        found += claimed_by(item.claimed_by or "")
    return found


def claimed_by(name: str) -> list[tuple[str, str]]:
    """That another moderator has claimed a comment, as a pill; none for no name."""
    return [(bidi.filled(_("claimed by %(name)s"), name=name), "info")] if name else []


def similar_words(number: int) -> str:
    """How many are similar, as a pill; of very many only that."""
    shown = f"{number}+" if number >= COUNTED else str(number)
    return str(ngettext("%(number)s similar", "%(number)s similar", number, number=shown))
