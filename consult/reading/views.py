"""Pages of the text, of what was said about it, of the figures and of one submission; all public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_number, get_locale, ngettext
from flask_babel import gettext as _

from consult.consultations import policy
from consult.consultations import queries as consultations
from consult.consultations.head import head_of
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation, Mode
from consult.core.errors import NotFound
from consult.core.markup import line
from consult.moderation.reasons import WORDS as REASONS
from consult.reading import exports, figures, queries, shown
from consult.reading.pieces import Text, text_of
from consult.reading.queries import Filters
from consult.stakeholders.countries import REGIONS, name_of, region_of
from consult.stakeholders.models import PARTNERSHIP, Category
from consult.stakeholders.taxonomy import CAPACITIES, CATEGORIES, SUBCATEGORIES
from consult.submissions import labels, tallies
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import AWAITING, REFUSED, Moderation, State
from consult.submissions.models import CommentType, Subject
from consult.web.cache import Stamp, public_page
from consult.web.guards import me, open_to_all, require
from consult.web.pages import language_name

bp = Blueprint("reading", __name__)

_One = TypeVar("_One", bound=StrEnum)


def public_stamp(slug: str, **_more: Any) -> Stamp:
    """The stamp of a page of one consultation."""
    found = consultations.stamp(slug)
    return Stamp(f"{found.id}.{found.stamp}.{found.phase}", found.until)


def submission_stamp(reference: str) -> Stamp:
    """The stamp of the page of one submission: its consultation's."""
    return public_stamp(queries.slug_of(reference))


def _seen(slug: str) -> Consultation:
    consultation = consultations.get(slug, me())
    require(policy.see, consultation)
    return consultation


# -- the text --------------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/text")
@public_page(public_stamp)
def text(slug: str) -> ResponseReturnValue:
    """The whole text, with a link to comment and the number of comments below each block."""
    consultation = _seen(slug)
    if request.args.get("block"):
        return redirect(url_for(".place", slug=slug, key=request.args["block"]), 303)
    read = text_of(consultation)
    counts = tallies.of(consultation.id, "block", "clause", "type")
    return render_template(
        "reading/text.html", text=read,
        outline=_outline(read, counts["clause"], ""),
        lines=sum(1 for piece in read.pieces if piece.line),
        elsewhere=sum(counts["type"].values()) - sum(counts["block"].values()),
        **_reading(consultation, counts["block"]),
    )  # fmt: skip


@bp.route("/consultations/<slug>/text/<key>")
@public_page(public_stamp)
def place(slug: str, key: str) -> ResponseReturnValue:
    """One block in its clause, with what was said about it."""
    consultation = _seen(slug)
    read = text_of(consultation)
    piece = read.get(key)
    if piece is None:
        raise NotFound
    counts = tallies.of(consultation.id, "block", "clause")
    total = counts["block"].get(key, 0)
    chosen = _one_of(CommentType, request.args.get("type"))
    rows = submissions.public(consultation.id, block_key=key, type=chosen)
    page = queries.page(rows, after=request.args.get("after", ""))
    before, after = read.beside(key)
    return render_template(
        "reading/place.html", key=key, piece=piece, pieces=read.around(key), spot=shown.spot(piece), page=page,
        total=total, chosen_type=chosen, types=_types(consultation.id, key, total, page, chosen),
        shown=_ready(page.rows, consultation, read, placed=False), before=before, after=after,
        outline=_outline(read, counts["clause"], f"/consultations/{slug}/text/", near=piece.clause),
        **_reading(consultation, counts["block"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A line of the outline."""

    key: str
    depth: int
    number: str
    title: str
    href: str
    count: int
    share: float
    said: str


def _outline(read: Text, counts: Mapping[str, int], base: str, near: str = "") -> list[Clause]:
    """The outline; with `near`, only the way to that clause and what lies along it."""
    most = max(counts.values(), default=0)
    language = str(get_locale())
    return [
        Clause(
            piece.key, min(piece.level, 4), piece.number, piece.title,
            f"{base}{quote(piece.key)}" if base else f"#{piece.key}",
            counts.get(piece.key, 0), figures.share(counts.get(piece.key, 0), most),
            said(counts.get(piece.key, 0), language),
        )
        for piece in (read.way_to(near) if near else read.headings)
    ]  # fmt: skip


def _reading(consultation: Consultation, counts: Mapping[str, int]) -> dict[str, Any]:
    """What both pages of the text need."""
    language = str(get_locale())
    version = consultation.version
    corrected = version is not None and version.corrects_id is not None
    return {
        "consultation": consultation, "head": head_of(consultation), "tab": "text", "version": version,
        "counts": counts, "said": {key: said(count, language) for key, count in counts.items()},
        "corrections": consultations.corrections(consultation) if corrected else [],
        "can_comment": consultation.phase == Phase.OPEN and consultation.mode != Mode.INFORM,
    }  # fmt: skip


@lru_cache(maxsize=4096)
def said(count: int, _language: str) -> str:
    """So many comments, in the language of the page, which the caller names."""
    return str(ngettext("%(num)s comment", "%(num)s comments", count))


def _types(
    consultation_id: int, key: str, total: int, page: Any, chosen: CommentType | None
) -> list[tuple[str, str, int]]:
    """(type, words, count) of the comments on a block; counted from the page where all of them are on it."""
    if chosen is None and len(page.rows) == total:
        found: dict[CommentType, int] = {}
        for row in page.rows:
            found[row.type] = found.get(row.type, 0) + 1
    elif total <= queries.MOST_COUNTED:
        found = queries.types(submissions.public(consultation_id, block_key=key))
    else:
        found = dict.fromkeys(CommentType, 0)
    return [(kind.value, _(labels.TYPES[kind]), found[kind]) for kind in CommentType if kind in found]


def _ready(rows: Sequence[Any], consultation: Consultation, read: Text, **how: bool) -> list[shown.Shown]:
    before = queries.earlier_words(rows, consultation.version_id)
    return shown.ready(rows, consultation, read, before=before, answers={}, **how)


def _one_of(kinds: type[_One], asked: str | None) -> _One | None:
    """The member of `kinds` that was asked for, or None: an address is not a form."""
    return kinds(asked) if asked in list(kinds) else None


# -- the comments ----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/comments")
@public_page(public_stamp)
def comments(slug: str) -> ResponseReturnValue:
    """Everything published, to be searched, filtered and sorted; and the totals, which add up."""
    consultation = _seen(slug)
    read = text_of(consultation)
    filters = _filters(read)
    by_place = request.args.get("sort") == "place"
    rows = queries.filtered(consultation.id, filters)
    page = queries.page(rows, after=request.args.get("after", ""), by_place=by_place)
    counts = tallies.of(
        consultation.id, "clause", "type", "category", "region", "country", "anonymous", "block"
    )
    totals = submissions.totals(consultation.id)
    found = totals.visible if filters.are_empty else queries.count(rows)
    return render_template(
        "reading/comments.html", consultation=consultation, head=head_of(consultation), tab="comments",
        asked=filters.words, choices=_choices(filters, counts, read, totals.visible), chips=_chips(filters, read),
        sorting=_sorting(by_place), order="place" if by_place else "", page=page, total=_found(found),
        shown=_ready(page.rows, consultation, read), totals=totals, reasons=_reasons(totals.reasons),
        download=f"/consultations/{slug}/comments.csv?{urlencode(_kept())}",
    )  # fmt: skip


KEPT = ("q", "clause", "type", "category", "region", "disposition")
"""What a reader can ask for, in the words of the address."""


def _kept(**changes: str) -> dict[str, str]:
    asked = {name: request.args.get(name, "")[:200] for name in (*KEPT, "sort")} | changes
    return {name: value for name, value in asked.items() if value}


def _filters(read: Text) -> Filters:
    """What the address asks for; words it does not know ask for nothing."""
    about = request.args.get("clause", "")
    return Filters(
        words=line(request.args.get("q", ""))[:200],
        clause=about if about in read.places else "",
        subject=ABOUT.get(about),
        type=_one_of(CommentType, request.args.get("type")),
        category=_one_of(Category, request.args.get("category")),
        region=request.args.get("region", "") if request.args.get("region") in REGIONS else "",
        disposition="",
    )


ABOUT = {"general": Subject.GENERAL, "questions": Subject.QUESTION}
"""What a comment can be about besides a clause, in the words of the address."""


def _choices(
    filters: Filters, counts: Mapping[str, Mapping[str, int]], read: Text, visible: int
) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """(name, label, [(value, words with count)], chosen) of every filter that has something to choose."""
    by_region = figures.regions(counts["region"], counts["country"], counts["anonymous"])
    about = [
        (piece.key, _counted(shown.spot(piece), counts["clause"][piece.key]))
        for piece in read.headings
        if piece.key in counts["clause"]
    ]
    if visible > sum(counts["block"].values()):
        about += [("general", _("On the whole text")), ("questions", _("Answers to questions"))]
    chosen = filters.clause or next((k for k, subject in ABOUT.items() if subject == filters.subject), "")
    found = [
        ("clause", _("Clause"), about, chosen),
        (
            "type",
            _("Type"),
            _options({kind: _(words) for kind, words in labels.TYPES.items()}, counts["type"]),
            filters.type or "",
        ),
        (
            "category",
            _("Who"),
            _options({kind: _(words) for kind, words in CATEGORIES.items()}, counts["category"]),
            filters.category or "",
        ),
        (
            "region",
            _("Region"),
            _options({name: _(words) for name, words in REGIONS.items()}, by_region),
            filters.region,
        ),
    ]
    return [choice for choice in found if choice[2]]


def _options(words: Mapping[Any, str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(str(key), _counted(label, counts[key])) for key, label in words.items() if counts.get(key)]


def _counted(words: str, count: int) -> str:
    return f"{words} ({format_number(count)})"


def _chips(filters: Filters, read: Text) -> list[tuple[str, str]]:
    """(words, address without it) of every filter in use."""
    about = shown.spot(read.pieces[read.places[filters.clause]]) if filters.clause else ""
    used = {
        "q": f"“{filters.words}”" if filters.words else "",
        "clause": about or (_(labels.SUBJECTS[filters.subject]) if filters.subject else ""),
        "type": _(labels.TYPES[filters.type]) if filters.type else "",
        "category": _(CATEGORIES[filters.category]) if filters.category else "",
        "region": _(REGIONS[filters.region]) if filters.region else "",
    }
    return [
        (words, f"{request.path}?{urlencode(_kept(**{name: ''}))}") for name, words in used.items() if words
    ]


def _sorting(by_place: bool) -> list[tuple[str, str, bool]]:
    return [
        (_("newest first"), f"{request.path}?{urlencode(_kept(sort=''))}", not by_place),
        (_("in the order of the text"), f"{request.path}?{urlencode(_kept(sort='place'))}", by_place),
    ]


def _found(count: int) -> str:
    if count > queries.MOST_COUNTED:
        return str(_("More than %(most)s comments", most=format_number(queries.MOST_COUNTED)))
    return str(ngettext("%(num)s comment", "%(num)s comments", count))


def _reasons(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """(words, count) of the reasons for withholding and removing, the most frequent first."""
    words = {reason.value: _(of_reason.label) for reason, of_reason in REASONS.items()}
    return sorted(((words.get(code, code), count) for code, count in counts.items()), key=lambda row: -row[1])


@bp.route("/consultations/<slug>/comments.csv")
def comments_csv(slug: str) -> ResponseReturnValue:
    """The published comments, or those that the filters leave, as CSV."""
    consultation = consultations.public(slug)
    open_to_all()
    read = text_of(consultation)
    rows = queries.every(queries.filtered(consultation.id, _filters(read)))
    words = {piece.key: shown.words_of(piece) for piece in read.pieces}
    answer = Response(
        stream_with_context(exports.csv(rows, str(get_locale()), words)), mimetype="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-comments.csv"'
    return answer


# -- the figures -----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/statistics")
@public_page(public_stamp)
def statistics(slug: str) -> ResponseReturnValue:
    """The figures: pictures first, each with its numbers, all out of stored counts."""
    consultation = _seen(slug)
    read = text_of(consultation)
    totals = submissions.totals(consultation.id)
    counts = tallies.of(
        consultation.id, "type", "category", "region", "country", "anonymous", "language", "day", "clause"
    )
    by_weeks, times = figures.over_time(counts["day"])
    clauses = [
        (
            shown.spot(piece),
            counts["clause"][piece.key],
            f"/consultations/{slug}/comments?clause={quote(piece.key)}",
        )
        for piece in read.headings
        if piece.key in counts["clause"]
    ]
    busiest = sorted(clauses, key=lambda row: -row[1])[:MOST_BARS] if len(clauses) > MOST_BARS else []
    language = str(get_locale())
    return render_template(
        "reading/statistics.html", consultation=consultation, head=head_of(consultation), tab="statistics",
        totals=totals, moderation=_moderation(totals), reasons=_reasons(totals.reasons), least=figures.LEAST,
        categories=_categories(counts["category"], slug), regions=_regions(counts, slug),
        types=[
            (_(words), counts["type"][kind], f"/consultations/{slug}/comments?type={kind}")
            for kind, words in labels.TYPES.items() if kind in counts["type"]
        ],
        languages=sorted(
            ((language_name(code), count) for code, count in counts["language"].items()), key=lambda row: -row[1]
        ),
        by_weeks=by_weeks, times=[(shown.day(day, language), count) for day, count in times],
        clauses=clauses, busiest=busiest,
        countries=_countries(counts["country"], language),
    )  # fmt: skip


MOST_BARS = 12
"""Clauses shown at once; where there are more, the busiest."""


def _moderation(totals: submissions.Totals) -> list[tuple[str, int, str]]:
    parts = [
        (_("Published as written"), totals.published, "ok"),
        (_("Published with redactions"), totals.published_redacted, "ok-2"),
        (_("Withheld"), totals.withheld, "bad"),
        (_("Removed after publication"), totals.removed, "warn"),
        (_("Withdrawn by their submitters"), totals.withdrawn, "plain"),
        (_("Waiting for a moderator"), totals.pending, "info"),
    ]
    return [part for part in parts if part[1] or part[2] in {"ok", "bad"}]


def _categories(counts: Mapping[str, int], slug: str) -> list[tuple[str, int, str]]:
    """The Partnership's four categories always; the others where somebody of them spoke."""
    return [
        (_(words), counts.get(kind, 0), f"/consultations/{slug}/comments?category={kind}" if kind in counts else "")
        for kind, words in CATEGORIES.items()
        if kind in counts or kind in PARTNERSHIP
    ]  # fmt: skip


def _regions(counts: Mapping[str, Mapping[str, int]], slug: str) -> list[tuple[str, int, str]]:
    found = figures.regions(counts["region"], counts["country"], counts["anonymous"])
    rows = [
        (_(words), found[name], f"/consultations/{slug}/comments?region={name}")
        for name, words in REGIONS.items()
        if name in found
    ]
    return rows + ([(_("Not shown"), found[""], "")] if found.get("") else [])


def _countries(counts: Mapping[str, int], language: str) -> list[tuple[str, str, int]]:
    rows = [
        (name_of(code, language), _(REGIONS.get(region_of(code), "")) if region_of(code) else "", count)
        for code, count in counts.items()
        if code
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    return rows + ([(_("Not shown"), "", counts[""])] if counts.get("") else [])


# -- one submission --------------------------------------------------------------------------------------------------


@bp.route("/submissions/<reference>")
@public_page(submission_stamp)
def submission(reference: str) -> ResponseReturnValue:
    """One submission as its sender chose to be seen, with what is public of it."""
    found = submissions.public_submission(reference)
    consultation = found.consultation
    require(policy.see, consultation)
    language = str(get_locale())
    read = text_of(consultation)
    name, facts = "", []
    if found.who is not None:
        name, _meta = submissions.public_name(found.who, language, _)
        facts = _who(found.who, language)
    return render_template(
        "reading/submission.html", submission=found, consultation=consultation, name=name, facts=facts,
        withdrawn=found.state == State.WITHDRAWN, notices=_of_the_others(found),
        shown=_ready(found.comments, consultation, read, named=False),
    )  # fmt: skip


def _who(row: Any, language: str) -> list[tuple[str, str]]:
    """(term, words) of what the sender lets the public know."""
    subcategories = SUBCATEGORIES.get(row.category, {}) if row.category else {}
    countries = list(row.on_behalf_of or []) or [row.country]
    facts = [
        (_("Organisation"), row.organisation),
        (_("Category"), _(CATEGORIES[row.category]) if row.category else ""),
        (
            _("Kind"),
            _(subcategories[row.subcategory]) if row.subcategory in subcategories else row.category_other,
        ),
        (_("Country or territory"), ", ".join(name_of(code, language) for code in countries if code)),
        (_("Speaks"), _(CAPACITIES[row.capacity]) if row.capacity else ""),
        (_("Attribution"), _(labels.ATTRIBUTION_NAMES[row.attribution])),
    ]
    return [(term, words) for term, words in facts if words]


def _of_the_others(found: submissions.PublicSubmission) -> list[tuple[str, str, str]]:
    """(kind, title, sentence) about comments that cannot be read here."""
    pending = sum(found.moderation.get(state, 0) for state in AWAITING)
    refused = sum(found.moderation.get(state, 0) for state in REFUSED)
    withdrawn = found.moderation.get(Moderation.WITHDRAWN, 0)
    notices = []
    if found.is_late:
        notices.append(
            (
                "warn",
                _("Came after the close"),
                _("It is kept and marked, by the published rule on late comments."),
            )
        )
    if pending:
        title = ngettext(
            "%(num)s comment waits for a moderator", "%(num)s comments wait for a moderator", pending
        )
        notices.append(("info", title, _("Each comment is looked at before it is published.")))
    if refused:
        title = ngettext("%(num)s comment is not published", "%(num)s comments are not published", refused)
        notices.append(
            ("info", title, _("The reason was given to its sender, and is counted in the statistics."))
        )
    if withdrawn:
        title = ngettext(
            "%(num)s comment was withdrawn by its sender",
            "%(num)s comments were withdrawn by their sender",
            withdrawn,
        )
        notices.append(("info", title, _("It is still counted among those received.")))
    return notices
