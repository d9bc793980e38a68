"""Pages of the text, of what was said about it, of the figures and of one submission; all public."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from consult.attachments import queries as attachments
from consult.consultations import policy, text_language
from consult.consultations import queries as consultations
from consult.consultations.head import Head, head_of
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation, Mode
from consult.consultations.queries import ConsultationRow, LanguageCorrection, VersionRow
from consult.consultations.text_portions import Portion
from consult.core import bidi
from consult.core.errors import NotFound
from consult.core.markup import joined
from consult.core.multilingual import Words
from consult.core.paging import Page
from consult.core.tables.columns import Wording
from consult.core.tables.formats import FORMATS
from consult.documents.blocks import Kind
from consult.drafts.models import Version
from consult.moderation import queries as moderation
from consult.questions.results import SMALL
from consult.reading import (
    answer_results,
    attachment_exports,
    charts,
    comment_filters,
    correction_changes,
    draft_files,
    exports,
    languages,
    later_versions,
    queries,
    rendered,
    shown_comments,
)
from consult.reading.queries import Filters
from consult.reading.version_text import Piece, Text, text_of, text_of_version
from consult.stakeholders.countries import names_version
from consult.stakeholders.descriptions import facts as facts_of
from consult.submissions import labels, tallies
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import AWAITING, REFUSED, Moderation, State
from consult.submissions.models import CommentType, Subject
from consult.submissions.queries import PublicComment
from consult.summaries import queries as summaries
from consult.web import downloads
from consult.web.cache import Stamp, kept_under_stamp, part, public_page
from consult.web.downloads import Download
from consult.web.guards import me, open_to_all, require
from consult.web.language_addresses import here, spoken
from consult.web.pages import language_name, said_in
from consult.web.text_languages import texts_language

bp = Blueprint("reading", __name__)


def public_stamp(slug: str, **_more: Any) -> Stamp:
    """The stamp of a page of one consultation."""
    found = consultations.stamp(slug)
    return Stamp(found.value, found.until)


def counted_stamp(slug: str) -> Stamp:
    """The stamp of a page that also counts what is not decided yet: submitting gives no new stamp."""
    return public_stamp(slug).for_minutes()


def submission_stamp(reference: str) -> Stamp:
    """The stamp of the page of one submission: its consultation's."""
    return counted_stamp(submissions.public_slug_of(reference))


def _seen(slug: str) -> ConsultationRow:
    consultation = kept_under_stamp("consultation", partial(consultations.row, slug, me()))
    require(policy.see, consultation)
    return consultation


def _counted(consultation: ConsultationRow) -> tallies.PublicCounts:
    """The stored counts of what the public can read: every decision that changes them gives a new stamp."""
    return kept_under_stamp("counts", partial(tallies.public, consultation.id))


def _quotations(consultation: ConsultationRow) -> rendered.Quotations:
    """What public comments quote of the text: every decision that changes it gives a new stamp."""
    return kept_under_stamp("quotations", partial(submissions.quotations, consultation.id))


def _head(consultation: ConsultationRow, counts: tallies.PublicCounts) -> Head:
    return kept_under_stamp(
        ("head", spoken()),
        partial(head_of, consultation, (counts.visible, counts.stakeholders)),
    )


# -- the text --------------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/text")
@public_page(public_stamp)
def text(slug: str) -> ResponseReturnValue:
    """The text, a long one in portions, with a link to comment and the number of comments below each block."""
    consultation = _seen(slug)
    if consultation.is_questionnaire:
        return redirect(url_for("consultations.overview", slug=slug), 303)
    if request.args.get("block"):
        return redirect(url_for(".passage", slug=slug, key=request.args["block"]), 303)
    reads = languages.read_of(consultation)
    read, counts = reads.text, _counted(consultation)
    context = _reading(consultation, counts, reads)
    portion = read.portions.shown()
    kept = reads.arguments | ({text_language.BESIDE: reads.beside.version.language} if reads.beside else {})
    return render_template(
        "reading/text.html", lines=read.lines, portion=portion, kept=kept,
        portions=[(key, read.get(key)) for key in portion.neighbours],
        **_drawn_portion(consultation, reads, portion, kept, counts, context["can_comment"]),
        elsewhere=counts.visible - sum(counts.by["block"].values()),
        choices=reads.choices(".text", slug=slug, **portion.at),
        choices_beside=reads.choices_beside(".text", slug=slug, **portion.at), **context,
    )  # fmt: skip


def _drawn_portion(
    consultation: ConsultationRow, reads: languages.Read, portion: Portion, kept: Mapping[str, Any],
    counts: tallies.PublicCounts, can_comment: bool,
) -> dict[str, Any]:  # fmt: skip
    """A portion of the text and its outline as HTML; `kept`: arguments that links between portions keep."""
    read, slug = reads.text, consultation.slug
    drawn = partial(
        rendered.each_block, read, portion.of(read.pieces), counts.by["block"], slug, can_comment=can_comment,
        quotations=_quotations(consultation), language=reads.language,
    )  # fmt: skip
    gap = partial(_gap, read, counts, slug, can_comment)
    rows = [
        (portion.linked(one, kept), portion.linked(same, kept))
        for one, same in (_rows(reads, portion, drawn(), slug, gap) if reads.beside is not None else ())
    ]
    blocks = Markup("")
    if not rows:
        blocks = part(
            ("text", reads.language, portion.begin),
            lambda: portion.linked(joined(_with_gaps(reads, portion, drawn(), gap)), kept),
        )
    outline = part(
        ("outline", kept.get(text_language.BESIDE, ""), reads.language, portion.begin),
        lambda: _outline(reads, counts, portion, kept),
    )
    return {"rows": rows, "blocks": blocks, "outline": outline}


def _gap(
    shown: Text, counts: tallies.PublicCounts, slug: str, can_comment: bool, found: languages.Gap, **how: Any
) -> Markup:
    """What a text says in the place of passages that only another language has."""
    other = text_of_version(found.version)
    return rendered.gap(found, other, shown, counts.by["block"], slug, can_comment=can_comment, **how)


def _with_gaps(
    reads: languages.Read, portion: Portion, blocks: Sequence[Markup], gap: Callable[..., Markup]
) -> list[Markup]:
    """The blocks of a portion, drawn, and between them what the text says of passages that it has not; below each
    heading a link to the next one, for keyboards."""
    missing = languages.gaps(reads.text, reads.languages) if reads.languages else {}
    found = [gap(one) for one in missing.get("", ())] if not portion.start else []
    pieces = portion.of(reads.text.pieces)
    following = dict(pairwise(piece.key for piece in pieces if piece.kind is Kind.HEADING))
    for piece, html in zip(pieces, blocks, strict=True):
        skip = [rendered.skip_link(following[piece.key])] if piece.key in following else []
        found += [html, *skip, *(gap(one) for one in missing.get(piece.key, ()))]
    return found


def _outline(
    reads: languages.Read, counts: tallies.PublicCounts, portion: Portion, arguments: Mapping[str, Any]
) -> Markup:
    """The outline of the whole text, with the clauses that only another language has."""
    found = portion.outline(languages.clauses(reads.text, reads.languages), lambda clause: clause[0])
    only_in = {piece.key: language for piece, language in found if language}
    return rendered.outline(
        reads.text, [piece for piece, _language in found], counts.by["clause"], only_in=only_in,
        address=partial(portion.href, arguments=arguments),
    )  # fmt: skip


def _rows(
    reads: languages.Read,
    portion: Portion,
    blocks: Sequence[Markup],
    slug: str,
    gap: Callable[..., Markup],
) -> list[tuple[Markup, Markup]]:
    """The blocks of a portion, drawn, each beside the same one in the other language; none where there is no other."""
    if reads.beside is None or reads.version is None:
        return []
    other, version = text_of_version(reads.beside.version), reads.beside.version
    drawn = {piece.key: html for piece, html in zip(portion.of(reads.text.pieces), blocks, strict=True)}
    beside = rendered.other_side(other, other.pieces, slug, version.language)
    found, is_shown = [], not portion.start
    for one, same in languages.side_by_side(reads.text, other):
        is_shown = is_shown if one is None else portion.has(one.key)
        if not is_shown:
            continue
        if one is not None:
            right = beside[same.key] if same is not None else _alone(reads.version, one, other)
            found.append((drawn[one.key], right))
        elif same is not None:
            found.append((gap(languages.Gap([same], version), is_read_here=True), beside[same.key]))
    return found


def _alone(version: Version | VersionRow, piece: Piece, shown: Text) -> Markup:
    """What the text `shown` in the other language says beside a passage that it has not; the passage has the links."""
    return rendered.gap(
        languages.Gap([piece], version),
        text_of_version(version),
        shown,
        {},
        "",
        can_comment=False,
        is_read_here=True,
    )


@bp.route("/consultations/<slug>/text/<key>")
@public_page(public_stamp)
def passage(slug: str, key: str) -> ResponseReturnValue:
    """One block in its clause, with what was said about it; of a heading, what was said about its clause."""
    consultation = _seen(slug)
    reads = languages.read_of(consultation, key)
    read, piece = reads.text, reads.text.get(key)
    if piece is None:
        raise NotFound
    counts = _counted(consultation)
    is_clause = piece.kind is Kind.HEADING
    total = counts.by["clause" if is_clause else "block"].get(key, 0)
    kind = request.args.get("type", "")
    chosen = comment_filters.one_of(CommentType, kind)
    said = _Said(consultation, reads, piece, total, chosen, request.args.get("after", ""))
    page, types = said.kept(said.page_and_types, kept_under_stamp)
    before, after = read.neighbours(key)
    context = _reading(consultation, counts, reads)
    return render_template(
        "reading/passage.html", key=key, piece=piece, label=shown_comments.short_label(piece), page=page,
        before=before, after=after, total=total, chosen_type=chosen,
        types=[(kind.value, _(labels.TYPES[kind]), types[kind]) for kind in types],
        wrong=comment_filters.unknown({"type": kind}, Filters(type=chosen)), shown=said.kept(said.drawn, part),
        blocks=_around(reads, key, counts, consultation, context["can_comment"]),
        outline=rendered.outline(
            read, read.way_to(piece.clause), counts.by["clause"], slug, piece.clause, reads.arguments
        ),
        choices=reads.choices(".passage", slug=slug, key=key), elsewhere=languages.elsewhere(reads, key),
        lacking=languages.lacking(reads, key), **context,
    )  # fmt: skip


def _around(
    reads: languages.Read,
    key: str,
    counts: tallies.PublicCounts,
    consultation: ConsultationRow,
    can_comment: bool,
) -> Markup:
    """A block in its clause, with links to other blocks that lead to the pages of the text."""
    around = reads.text.around(key)
    blocks = rendered.blocks(
        reads.text, around, counts.by["block"], consultation.slug, can_comment=can_comment,
        quotations=_quotations(consultation), chosen=key, language=reads.language,
    )  # fmt: skip
    address = partial(url_for, ".text", slug=consultation.slug, **reads.arguments)
    return reads.text.portions.led_out(blocks, {one.key for one in around}, address)


@bp.route("/consultations/<slug>/text/replaced/<int:number>")
@public_page(public_stamp)
def replaced_text(slug: str, number: int) -> ResponseReturnValue:
    """The text that a correction replaced, after what the correction changed."""
    consultation = _seen(slug)
    correction = correction_changes.correction_of(consultation, number)
    version, next_version = correction.from_version, correction.to_version
    before, after = text_of_version(version), text_of_version(next_version)
    head = _head(consultation, _counted(consultation))
    is_present, language = next_version.id == consultation.version_id, dict[str, Any]()
    notice = None
    if isinstance(correction, LanguageCorrection):
        notice = Words(correction.notice, version.language)
        is_present, language = correction.is_present, {text_language.TEXT: version.language}
    return render_template(
        "reading/replaced.html", consultation=consultation, head=head, tab="text",
        version=version, correction=correction, notice=notice,
        next_text=url_for(".text", slug=slug, **language)
        if is_present
        else url_for(".replaced_text", slug=slug, number=next_version.number),
        is_present=is_present,
        changes=[
            (shown_comments.full_label(one.piece, before), one)
            for one in correction_changes.changes(before, after)
        ],
        blocks=rendered.blocks(before, before.pieces, {}, slug, can_comment=False),
        outline=rendered.outline(before, before.headings, {}),
    )  # fmt: skip


def _reading(
    consultation: ConsultationRow, counts: tallies.PublicCounts, reads: languages.Read
) -> dict[str, Any]:
    """What both pages of the text need."""
    version = consultation.version
    corrected = version is not None and version.corrects_id is not None
    return {
        "consultation": consultation, "head": _head(consultation, counts), "tab": "text", "version": reads.version,
        "reads": reads, "missing": languages.missing(reads), "official": languages.official(reads.languages),
        "corrections": consultations.corrections(consultation) if corrected else [],
        "can_comment": consultation.phase == Phase.OPEN and consultation.mode != Mode.INFORM,
        "has_pages": reads.text.has_pages,
    }  # fmt: skip


T = TypeVar("T")


@dataclass(frozen=True)
class _Said:
    """A page of the comments on a passage, read once where anything of it is not kept under the stamp."""

    consultation: ConsultationRow
    reads: languages.Read
    piece: Piece
    total: int
    type: CommentType | None
    after: str

    def kept(self, read: Callable[[], T], keep: Callable[[Hashable, Callable[[], T]], T]) -> T:
        """What `read` gives, kept by `keep` for the first page: cursors are as many as readers make up."""
        about = ("comments on a passage", self.piece.key, self.type, self.reads.language)
        return read() if self.after else keep(about, read)

    @property
    def _passage(self) -> tuple[str, str]:
        """The clause of a heading; any other block by itself."""
        return (self.piece.key, "") if self.piece.kind is Kind.HEADING else ("", self.piece.key)

    @cached_property
    def page(self) -> Page[PublicComment]:
        """The comments."""
        clause, key = self._passage
        number = self.consultation.id
        return queries.page_on_passage(number, clause=clause, block_key=key, type=self.type, after=self.after)

    def page_and_types(self) -> tuple[Page[PublicComment], Mapping[CommentType, int]]:
        """Where the page ends, without its comments; and how many there are of each type, 0 where counting would take
        more than a page of them."""
        found: Mapping[CommentType, int]
        if self.total > queries.PAGE:
            found = dict.fromkeys(CommentType, 0)
        elif self.type is not None:
            clause, key = self._passage
            found = queries.types(submissions.public(self.consultation.id, clause=clause, block_key=key))
        else:
            found = Counter(row.type for row in self.page.rows)
        return replace(self.page, rows=()), {kind: found[kind] for kind in CommentType if kind in found}

    def drawn(self) -> Markup:
        """The comments as HTML."""
        is_clause = self.piece.kind is Kind.HEADING
        return _drawn(
            self.page.rows, self.consultation, self.reads.text, self.reads.version, with_passage=is_clause
        )


def _drawn(
    rows: Sequence[PublicComment],
    consultation: Consultation | ConsultationRow,
    read: Text,
    version: Version | VersionRow | None = None,
    **how: Any,
) -> Markup:
    """Comments, drawn; `version`: that of the text where it is not the original's."""
    before = queries.earlier_words(rows, version.id if version is not None else consultation.version_id)
    asks = any(row.subject == Subject.QUESTION for row in rows)
    asked = {one.id: one for one in consultations.questions(consultation)} if asks else {}
    has_responses = consultation.phase == Phase.RESPONDED
    told = summaries.published_responses([row.id for row in rows]) if has_responses else {}
    responses = summaries.in_language(told, consultation, texts_language())
    return rendered.comments(
        rows, consultation, read, before=before, responses=responses, asked=asked,
        languages=languages.languages_of_versions(consultation),
        places=_places_elsewhere(rows, consultation, read, version or consultation.version),
        later=later_versions.of_comments(rows, consultation), **how,
    )  # fmt: skip


def _places_elsewhere(
    rows: Sequence[PublicComment],
    consultation: Consultation | ConsultationRow,
    read: Text,
    version: Version | VersionRow | None,
) -> Mapping[str, Words]:
    """Block key → the position of a passage that the text lacks; no statement where it has all of them."""
    if version is None or not consultation.has_language_versions:
        return {}
    lacking = {row.block_key for row in rows if row.block_key and read.get(row.block_key) is None}
    return consultations.places(consultation, lacking, version.language) if lacking else {}


# -- the comments ----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/comments")
@public_page(counted_stamp)
def comments(slug: str) -> ResponseReturnValue:
    """Everything published, to be searched, filtered and sorted; and the totals, which add up."""
    consultation = _seen(slug)
    reads, address = languages.read_of(consultation), here()
    clauses = _clauses(consultation, reads)
    filters = comment_filters.asked(request.args, clauses)
    by_passage = request.args.get("sort") == "passage"
    totals, counts = submissions.totals(consultation.id), _counted(consultation)
    listed = _listed(consultation.id, filters, by_passage, counts)
    page = listed.page
    return render_template(
        "reading/comments.html", consultation=consultation, head=_head(consultation, counts), tab="comments",
        asked=filters.words, choices=_choices(consultation, filters, clauses, counts), page=page,
        wrong=comment_filters.unknown(request.args, filters),
        chips=[
            (words, f"{address}?{comment_filters.address(request.args, **{name: ''})}")
            for name, words in comment_filters.in_use(filters, clauses)
        ],
        sorting=[
            (_("Newest first"), f"{address}?{comment_filters.address(request.args, sort='')}", not by_passage),
            (
                _("In the order of the draft"),
                f"{address}?{comment_filters.address(request.args, sort='passage')}", by_passage,
            ),
        ],
        order="passage" if by_passage else "", total=comment_filters.found(listed.count), totals=totals,
        is_partial=listed.is_partial,
        shown=_drawn(page.rows, consultation, reads.text, reads.version), reasons=charts.reasons(totals.reasons),
        files=_files(slug, ".comments_file"), attached_files=_attached_files(consultation),
        query=comment_filters.address(request.args, sort=""),
    )  # fmt: skip


def _files(slug: str, endpoint: str) -> list[tuple[str, str]]:
    """The name and the address of each format of an export."""
    return [(one.label, url_for(endpoint, slug=slug, kind=kind)) for kind, one in FORMATS.items()]


def _attached_files(consultation: ConsultationRow) -> list[tuple[str, str]]:
    """The same of the list of attachments; none where none is public."""
    has_public = kept_under_stamp("has attachments", partial(attachments.has_public, consultation.id))
    return _files(consultation.slug, ".attachments_file") if has_public else []


def _listed(
    consultation_id: int, filters: Filters, by_passage: bool, counts: tallies.PublicCounts
) -> queries.Searched:
    """The page that is asked for, and how many comments there are like its own; nothing is looked for that the stored
    counts do not know."""
    after = request.args.get("after", "")
    if comment_filters.is_none(filters, counts.by, counts.visible):
        return queries.Searched(Page([]), 0, False)
    if filters.words or filters.facets:
        known = comment_filters.stored_count(filters, counts.by)
        return queries.searched(consultation_id, filters, known=known, after=after, by_passage=by_passage)
    rows = queries.filtered(consultation_id, filters)
    page = queries.page(rows, after=after, by_passage=by_passage)
    return queries.Searched(page, counts.visible if filters.are_empty else queries.count(rows), False)


def _clauses(
    consultation: Consultation | ConsultationRow, reads: languages.Read
) -> Mapping[str, comment_filters.Clause]:
    """Every clause of the original by its key, in the language of the page where the text is there in it, and those
    that only another language has."""
    found: dict[str, comment_filters.Clause] = {}
    for piece, language in languages.clauses(text_of(consultation), reads.languages):
        named = piece if language else reads.named(piece)
        label = shown_comments.short_label(named)
        if language:
            sentence = _("%(clause)s (only in this language: %(language)s)")
            label = bidi.filled(sentence, clause=label, language=language_name(language))
        found[piece.key] = comment_filters.Clause(label, "" if language else named.language)
    return found


def _choices(
    consultation: ConsultationRow,
    filters: Filters,
    clauses: Mapping[str, comment_filters.Clause],
    counts: tallies.PublicCounts,
) -> list[comment_filters.Choice]:
    found = comment_filters.choices(filters, counts.by, clauses, counts.visible)
    if consultation.phase == Phase.RESPONDED:
        kinds = summaries.disposition_counts(consultation.id)
        found.append(comment_filters.dispositions(filters, kinds))
    return found


@bp.route("/consultations/<slug>/comments.<kind>")
def comments_file(slug: str, kind: str) -> ResponseReturnValue:
    """The published comments, or those that the filters leave, as a file."""
    open_to_all()
    if kind not in FORMATS:
        raise NotFound
    version = f"{public_stamp(slug).value} {exports.TABLE.version} {names_version()}"
    consultation = consultations.public(slug)
    filters = comment_filters.asked(request.args, _clauses(consultation, languages.read_of(consultation)))
    rows = submissions.totals(consultation.id).visible
    return _table_file(
        "comments", slug, kind, version, rows, partial(_write_comments, filters), asked=f" {filters}"
    )


def _table_file(
    what: str,
    slug: str,
    kind: str,
    version: str,
    rows: int,
    write: Callable[[str, str, str, Path], None],
    *,
    asked: str = "",
) -> ResponseReturnValue:
    """A table of a consultation as a file, in the language of the page. `write`: writes a format, of the consultation
    with this name in addresses, in a language, to a path; `asked`: what else tells one file from another."""
    language = str(get_locale())
    return downloads.answer(
        Download(
            name=f"{what}.{kind} {slug} {language}{asked}",
            version=version,
            file_name=f"{slug}-{what}.{kind}",
            mimetype=FORMATS[kind].mimetype,
            rows=rows,
            make=partial(write, kind, slug, language),
        )
    )


def _write_comments(filters: Filters, kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    rows = queries.every(queries.filtered(consultation.id, filters))
    version = consultation.version
    texts = exports.TextLanguages(
        version.language if version is not None else "", languages.languages_of_versions(consultation)
    )
    wording = Wording(language, _, say_in=said_in)
    with force_locale(language.replace("-", "_")):
        exports.write(kind, rows, path, consultation=consultation, wording=wording, texts=texts)


@bp.route("/consultations/<slug>/text.<kind>")
def text_file(slug: str, kind: str) -> ResponseReturnValue:
    """The draft as a file, with the line numbers of the page."""
    consultation = _seen(slug)
    if kind not in draft_files.KINDS:
        raise NotFound
    return draft_files.answer(consultation, kind)


@bp.route("/consultations/<slug>/attachments.<kind>")
def attachments_file(slug: str, kind: str) -> ResponseReturnValue:
    """The list of the published attachments as a file."""
    open_to_all()
    if kind not in FORMATS:
        raise NotFound
    version = f"{public_stamp(slug).value} {attachment_exports.VERSION}"
    rows = submissions.totals(consultations.public(slug).id).visible
    return _table_file("attachments", slug, kind, version, rows, _write_attachments)


def _whole(address: str) -> str:
    """An address with its host."""
    return address if address.startswith("http") else f"{current_app.config['PUBLIC_URL']}{address}"


def _write_attachments(kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    found = attachments.public_of(consultation.id)
    references = {
        one.id: one.reference for one in submissions.by_ids([one.submission_id or 0 for one in found])
    }
    with force_locale(language.replace("-", "_")):
        attachment_exports.write(
            kind, attachment_exports.rows_of(found, references, _whole), path,
            title=consultation.best("title", language), wording=Wording(language, _, say_in=said_in),
        )  # fmt: skip


# -- the figures -----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/statistics")
@public_page(counted_stamp)
def statistics(slug: str) -> ResponseReturnValue:
    """The figures: pictures first, each with its numbers, out of stored counts."""
    consultation = _seen(slug)
    totals, counts = submissions.totals(consultation.id), _counted(consultation)
    by_weeks, times = charts.times(counts.by["day"])
    named = _clauses(consultation, languages.read_of(consultation))
    shown = {key: one.label for key, one in named.items()}
    clauses = charts.clauses(shown, counts.by["clause"], slug)
    return render_template(
        "reading/statistics.html", consultation=consultation, head=_head(consultation, counts), tab="statistics",
        totals=totals, moderation=charts.moderation(totals),
        reasons=charts.reasons_by_use(moderation.reasons_of(consultation.id)), least=tallies.SMALL,
        categories=charts.categories(counts.by["category"], slug),
        regions=charts.regions(counts.by["country"], slug),
        types=charts.types(counts.by["type"], slug), languages=charts.languages(counts.by["language"], slug),
        by_weeks=by_weeks, times=times, clauses=clauses, busiest=charts.busiest(clauses),
        countries=charts.countries(counts.by["country"]),
    )  # fmt: skip


# -- the answers -----------------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/results")
@public_page(counted_stamp)
def answers(slug: str) -> ResponseReturnValue:
    """The answers to the questions, counted together, once no one can answer them any more."""
    consultation = consultations.get(slug, me())
    require(policy.see, consultation)
    found = answer_results.results_of(consultation) if _is_answered(consultation) else []
    return render_template(
        "reading/answers.html", consultation=consultation, head=head_of(consultation), tab="answers", found=found,
        is_answered=_is_answered(consultation), protects=answer_results.protects(consultation), least=SMALL,
        most_files=answer_results.MOST_FILES,
    )  # fmt: skip


def _is_answered(consultation: Consultation) -> bool:
    """Whether the deadline has passed: before, results would lead those who answer."""
    return consultation.phase in {Phase.CLOSED, Phase.RESPONDED}


@bp.route("/consultations/<slug>/results.<kind>")
def answers_file(slug: str, kind: str) -> ResponseReturnValue:
    """The answers to the questions, counted together, as a file."""
    open_to_all()
    consultation = consultations.public(slug)
    if kind not in FORMATS or not _is_answered(consultation):
        raise NotFound
    stamp, mark = counted_stamp(slug).value, answer_results.mark(answer_results.results_of(consultation))
    version = f"{stamp} {answer_results.TABLE.version} {mark}"
    return _table_file("answers", slug, kind, version, 0, _write_answers)


def _write_answers(kind: str, slug: str, language: str, path: Path) -> None:
    consultation = consultations.public(slug)
    wording = Wording(language, _, say_in=said_in)
    with force_locale(language.replace("-", "_")):
        answer_results.write(kind, consultation, answer_results.results_of(consultation), path, wording)


# -- one submission --------------------------------------------------------------------------------------------------


@bp.route("/submissions/<reference>")
@public_page(submission_stamp)
def submission(reference: str) -> ResponseReturnValue:
    """One submission with the attribution that its submitter chose, and its public comments."""
    found = submissions.public_submission(reference)
    consultation = found.consultation
    require(policy.see, consultation)
    language = str(get_locale())
    reads = languages.read_of(consultation)
    name, facts = "", []
    if found.who is not None:
        name, _meta = submissions.public_name(found.who, language, _)
        attribution = (_("Attribution"), _(labels.ATTRIBUTION_NAMES[found.who.attribution]))
        facts = [*facts_of(found.who, language, _, consultation.organisation_id), attribution]
    return render_template(
        "reading/submission.html", submission=found, consultation=consultation, name=name, facts=facts,
        attached=attachments.public_of_submission(found.id),
        withdrawn=found.state == State.WITHDRAWN, notices=_of_the_others(found),
        shown=_drawn(
            found.comments, consultation, reads.text, reads.version, with_submitter=False, heading=2
        ),
    )  # fmt: skip


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
                _("Submitted after the deadline"),
                _("The comments are accepted and marked as late, under the rule on late comments."),
            )
        )
    if found.sent_again_at is not None:
        notices.append(
            (
                "info",
                _("Sent again after an outage"),
                _(
                    "The time of receipt is when the submission first reached us. An outage prevented us from "
                    "accepting the submission then."
                ),
            )
        )
    if pending:
        title = ngettext("%(num)s comment pending", "%(num)s comments pending", pending)
        notices.append(("info", title, _("A moderator reads each comment before it is published.")))
    if refused:
        title = ngettext("%(num)s comment is not published", "%(num)s comments are not published", refused)
        notices.append(
            ("info", title, _("The reason is shown to the submitter and counted in the statistics."))
        )
    if withdrawn:
        title = ngettext(
            "%(num)s comment withdrawn by its submitter",
            "%(num)s comments withdrawn by their submitter",
            withdrawn,
        )
        notices.append(("info", title, _("Withdrawn comments are still counted as received.")))
    return notices
