"""The page of all published comments, to be searched, filtered and sorted."""

from collections.abc import Mapping
from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.attachments import queries as attachments
from consult.consultations.lifecycle import Phase
from consult.consultations.queries import ConsultationRow
from consult.core.paging import Page
from consult.core.tables.formats import FORMATS
from consult.reading import (
    charts,
    comment_filters,
    comment_lists,
    languages,
    pages,
    queries,
)
from consult.reading.queries import Filters
from consult.reading.views.blueprint import bp
from consult.submissions import queries as submissions
from consult.submissions import tallies
from consult.summaries import queries as summaries
from consult.web.cache import kept_under_stamp, public_page
from consult.web.language_addresses import here


@bp.route("/consultations/<slug>/comments")
@public_page(pages.counted_stamp)
def comments(slug: str) -> ResponseReturnValue:
    """Everything published, to be searched, filtered and sorted; and the totals, which add up."""
    consultation = pages.load(slug)
    reads, address = languages.read_of(consultation), here()
    clauses = pages.clauses(consultation, reads)
    filters = comment_filters.asked(request.args, clauses)
    by_passage = request.args.get("sort") == "passage"
    totals, counts = submissions.totals(consultation.id), pages.public_counts(consultation)
    listed = _listed(consultation.id, filters, by_passage, counts)
    page = listed.page
    return render_template(
        "reading/comments.html", consultation=consultation, head=pages.head(consultation, counts), tab="comments",
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
        is_partial=listed.is_partial, reasons=charts.reasons(totals.reasons),
        shown=comment_lists.as_html(page.rows, consultation, reads.text, reads.version),
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
) -> queries.SearchPage:
    """The page that is asked for, and how many comments there are like its own; nothing is looked for that the stored
    counts do not know."""
    after = request.args.get("after", "")
    if comment_filters.is_none(filters, counts.by, counts.visible):
        return queries.SearchPage(Page([]), 0, False)
    if filters.words or filters.facets:
        known = comment_filters.stored_count(filters, counts.by)
        return queries.searched(consultation_id, filters, known=known, after=after, by_passage=by_passage)
    rows = queries.filtered(consultation_id, filters)
    page = queries.page(rows, after=after, by_passage=by_passage)
    return queries.SearchPage(page, counts.visible if filters.are_empty else queries.count(rows), False)


def _choices(
    consultation: ConsultationRow,
    filters: Filters,
    clauses: Mapping[str, comment_filters.Clause],
    counts: tallies.PublicCounts,
) -> list[comment_filters.Choice]:
    found = comment_filters.choices(
        filters, counts.by, clauses, counts.visible, has_draft=not consultation.is_questionnaire
    )
    if consultation.phase == Phase.RESPONDED:
        kinds = summaries.disposition_counts(consultation.id)
        found.append(comment_filters.dispositions(filters, kinds))
    return found
