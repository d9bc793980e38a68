"""Pages of the text: the whole, one passage with what was said about it, and a text that a correction replaced."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations import queries as consultations
from consult.consultations import text_language
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Mode
from consult.consultations.page_stamps import public_stamp
from consult.consultations.queries import ConsultationRow, LanguageCorrection, VersionRow
from consult.consultations.text_portions import Portion
from consult.core.errors import NotFound
from consult.core.markup import joined
from consult.core.multilingual import Words
from consult.documents.blocks import Kind
from consult.drafts.models import Version
from consult.reading import (
    comment_filters,
    comment_lists,
    correction_changes,
    languages,
    pages,
    rendered,
    shown_comments,
)
from consult.reading.queries import Filters
from consult.reading.version_text import Piece, Text, text_of_version
from consult.reading.views.blueprint import bp
from consult.submissions import labels, tallies
from consult.submissions.models import CommentType
from consult.web.cache import kept_under_stamp, part, public_page


@bp.route("/consultations/<slug>/text")
@public_page(public_stamp)
def text(slug: str) -> ResponseReturnValue:
    """The text, a long one in portions, with a link to comment and the number of comments below each block."""
    consultation = pages.load(slug)
    if consultation.is_questionnaire:
        return redirect(url_for("consultations.overview", slug=slug), 303)
    if request.args.get("block"):
        return redirect(url_for(".passage", slug=slug, key=request.args["block"]), 303)
    reads = languages.read_of(consultation)
    read, counts = reads.text, pages.public_counts(consultation)
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
    consultation: ConsultationRow, reads: languages.ReadText, portion: Portion, kept: Mapping[str, Any],
    counts: tallies.PublicCounts, can_comment: bool,
) -> dict[str, Any]:  # fmt: skip
    """A portion of the text and its outline as HTML; `kept`: arguments that links between portions keep."""
    read, slug = reads.text, consultation.slug
    drawn = partial(
        rendered.blocks, read, portion.of(read.pieces), counts.by["block"], slug, can_comment=can_comment,
        quotations=pages.quotations(consultation), language=reads.language,
    )  # fmt: skip
    lacking = reads.version.language if reads.version is not None else ""
    gap = partial(_gap, read, counts, slug, can_comment, lacking)
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
    shown: Text,
    counts: tallies.PublicCounts,
    slug: str,
    can_comment: bool,
    lacking: str,
    found: languages.Gap,
    **how: Any,
) -> Markup:
    """What a text says in the place of passages that only another language has."""
    other = text_of_version(found.version)
    return rendered.gap(
        found, other, shown, counts.by["block"], slug, lacking=lacking, can_comment=can_comment, **how
    )


def _with_gaps(
    reads: languages.ReadText, portion: Portion, blocks: Sequence[Markup], gap: Callable[..., Markup]
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
    reads: languages.ReadText, counts: tallies.PublicCounts, portion: Portion, arguments: Mapping[str, Any]
) -> Markup:
    """The outline of the whole text, with the clauses that only another language has."""
    found = portion.outline(languages.clauses(reads.text, reads.languages), lambda clause: clause[0])
    only_in = {piece.key: language for piece, language in found if language}
    return rendered.outline(
        reads.text, [piece for piece, _language in found], counts.by["clause"], only_in=only_in,
        address=partial(portion.href, arguments=arguments),
    )  # fmt: skip


def _rows(
    reads: languages.ReadText,
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
            right = (
                beside[same.key] if same is not None else _alone(reads.version, one, other, version.language)
            )
            found.append((drawn[one.key], right))
        elif same is not None:
            found.append((gap(languages.Gap([same], version), is_read_here=True), beside[same.key]))
    return found


def _alone(version: Version | VersionRow, piece: Piece, shown: Text, lacking: str) -> Markup:
    """What the text `shown` in the other language, `lacking`, says beside a passage that it has not; the passage has
    the links."""
    return rendered.gap(
        languages.Gap([piece], version),
        text_of_version(version),
        shown,
        {},
        "",
        lacking=lacking,
        can_comment=False,
        is_read_here=True,
    )


@bp.route("/consultations/<slug>/text/<key>")
@public_page(public_stamp)
def passage(slug: str, key: str) -> ResponseReturnValue:
    """One block in its clause, with what was said about it; of a heading, what was said about its clause."""
    consultation = pages.load(slug)
    reads = languages.read_of(consultation, key)
    read, piece = reads.text, reads.text.get(key)
    if piece is None:
        raise NotFound
    counts = pages.public_counts(consultation)
    is_clause = piece.kind is Kind.HEADING
    total = counts.by["clause" if is_clause else "block"].get(key, 0)
    kind = request.args.get("type", "")
    chosen = comment_filters.one_of(CommentType, kind)
    said = comment_lists.PassageComments(
        consultation, reads, piece, total, chosen, request.args.get("after", "")
    )
    page, types = said.kept(said.page_and_types, kept_under_stamp)
    before, after = read.neighbours(key)
    context = _reading(consultation, counts, reads)
    return render_template(
        "reading/passage.html", key=key, piece=piece, label=shown_comments.short_label(piece), page=page,
        before=before, after=after, total=total, chosen_type=chosen,
        types=[(kind.value, _(labels.TYPES[kind]), types[kind]) for kind in types],
        wrong=comment_filters.unknown({"type": kind}, Filters(type=chosen)), shown=said.kept(said.as_html, part),
        blocks=_around(reads, key, counts, consultation, context["can_comment"]),
        outline=rendered.outline(
            read, read.way_to(piece.clause), counts.by["clause"], slug, piece.clause, reads.arguments
        ),
        choices=reads.choices(".passage", slug=slug, key=key), elsewhere=languages.elsewhere(reads, key),
        lacking=languages.lacking(reads, key), **context,
    )  # fmt: skip


def _around(
    reads: languages.ReadText,
    key: str,
    counts: tallies.PublicCounts,
    consultation: ConsultationRow,
    can_comment: bool,
) -> Markup:
    """A block in its clause, with links to other blocks that lead to the pages of the text."""
    around = reads.text.around(key)
    blocks = rendered.blocks(
        reads.text, around, counts.by["block"], consultation.slug, can_comment=can_comment,
        quotations=pages.quotations(consultation), chosen=key, language=reads.language,
    )  # fmt: skip
    address = partial(url_for, ".text", slug=consultation.slug, **reads.arguments)
    return reads.text.portions.led_out(joined(blocks), {one.key for one in around}, address)


@bp.route("/consultations/<slug>/text/replaced/<int:number>")
@public_page(public_stamp)
def replaced_text(slug: str, number: int) -> ResponseReturnValue:
    """The text that a correction replaced, after what the correction changed."""
    consultation = pages.load(slug)
    correction = correction_changes.correction_of(consultation, number)
    version, next_version = correction.from_version, correction.to_version
    before, after = text_of_version(version), text_of_version(next_version)
    head = pages.head(consultation, pages.public_counts(consultation))
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
        blocks=joined(rendered.blocks(before, before.pieces, {}, slug, can_comment=False)),
        outline=rendered.outline(before, before.headings, {}),
    )  # fmt: skip


def _reading(
    consultation: ConsultationRow, counts: tallies.PublicCounts, reads: languages.ReadText
) -> dict[str, Any]:
    """What both pages of the text need."""
    version = consultation.version
    corrected = version is not None and version.corrects_id is not None
    return {
        "consultation": consultation, "head": pages.head(consultation, counts), "tab": "text", "version": reads.version,
        "reads": reads, "missing": languages.missing(reads), "official": languages.official(reads.languages),
        "other_texts": languages.other_texts(reads),
        "corrections": consultations.corrections(consultation) if corrected else [],
        "can_comment": consultation.phase == Phase.OPEN and consultation.mode != Mode.INFORM,
        "has_pages": reads.text.has_pages,
    }  # fmt: skip
