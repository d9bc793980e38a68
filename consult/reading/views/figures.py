"""Pages of counts: the statistics of a consultation, and the answers to its questions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations import policy
from consult.consultations import queries as consultations
from consult.consultations.head import head_of
from consult.core.tables.formats import FORMATS
from consult.moderation import queries as moderation
from consult.questions.results import SMALL
from consult.reading import (
    answer_results,
    charts,
    languages,
    pages,
)
from consult.reading.views.blueprint import bp
from consult.submissions import queries as submissions
from consult.submissions import tallies
from consult.web.cache import public_page
from consult.web.guards import me, require


@bp.route("/consultations/<slug>/statistics")
@public_page(pages.counted_stamp)
def statistics(slug: str) -> ResponseReturnValue:
    """The figures: pictures first, each with its numbers, out of stored counts."""
    consultation = pages.load(slug)
    totals, counts = submissions.totals(consultation.id), pages.public_counts(consultation)
    by_weeks, times = charts.times(counts.by["day"])
    named = pages.clauses(consultation, languages.read_of(consultation))
    shown = {key: one.label for key, one in named.items()}
    clauses = charts.clauses(shown, counts.by["clause"], slug)
    return render_template(
        "reading/statistics.html", consultation=consultation, head=pages.head(consultation, counts), tab="statistics",
        totals=totals, moderation=charts.moderation(totals),
        reasons=charts.reasons_by_use(moderation.reasons_of(consultation.id)), least=tallies.SMALL,
        categories=charts.categories(counts.by["category"], slug),
        regions=charts.regions(counts.by["country"], slug),
        types=charts.types(counts.by["type"], slug), languages=charts.languages(counts.by["language"], slug),
        by_weeks=by_weeks, times=times, clauses=clauses, busiest=charts.busiest(clauses),
        countries=charts.countries(counts.by["country"]),
    )  # fmt: skip


@bp.route("/consultations/<slug>/results")
@public_page(pages.counted_stamp)
def answers(slug: str) -> ResponseReturnValue:
    """The answers to the questions, counted together, once no one can answer them any more."""
    consultation = consultations.get(slug, me())
    require(policy.see, consultation)
    is_answered = pages.is_answered(consultation)
    is_early = not is_answered and policy.see_answers_early(me(), consultation)
    found = answer_results.results_of(consultation) if is_answered or is_early else []
    return render_template(
        "reading/answers.html", consultation=consultation, head=head_of(consultation), tab="answers", found=found,
        is_answered=is_answered, is_early=is_early, protects=answer_results.protects(consultation), least=SMALL,
        most_files=answer_results.MOST_FILES, formats=FORMATS,
    )  # fmt: skip
