"""Who consults here, and one organisation."""

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.consultations.labels import PHASES
from consult.core.multilingual import reading_progress
from consult.organisations.timing_profiles import profile_of
from consult.organisations.translatable_texts import profile_texts
from consult.portal import queries, search
from consult.portal.views.blueprint import all_stamp, bp
from consult.practices.catalogue import PRACTICES
from consult.web.cache import public_page
from consult.web.guards import open_to_all
from consult.web.text_languages import by_name, texts_language


@bp.route("/organisations")
@public_page(all_stamp)
def organisations() -> ResponseReturnValue:
    """Who consults here."""
    open_to_all()
    return render_template(
        "portal/organisations.html", consulting=by_name(queries.organisations(), lambda one: one.organisation)
    )


@bp.route("/organisations/<slug>")
@public_page(all_stamp)
def organisation(slug: str) -> ResponseReturnValue:
    """One organisation: its profile, its rules, its consultations."""
    open_to_all()
    found, phases = queries.of_organisation(slug)
    return render_template(
        "portal/organisation.html",
        organisation=found,
        phases=[(phase, phases[phase]) for phase in search.PHASES if phase in phases],
        words=PHASES,
        profile=profile_of(found.timing_profile),
        practices=PRACTICES,
        texts=reading_progress(profile_texts(found), texts_language()),
        is_long=sum(len(some) for some in phases.values()) >= queries.MOST_OF_ORGANISATION,
    )
