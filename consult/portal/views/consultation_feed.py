"""What happened to one consultation, as a feed (RFC 4287)."""

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.labels import recorded_words
from consult.consultations.page_stamps import public_stamp
from consult.consultations.recorded_texts import quoted, recorded_texts
from consult.portal import queries
from consult.portal.views.blueprint import bp
from consult.web.cache import public_page
from consult.web.guards import open_to_all
from consult.web.text_languages import texts_language


@bp.route("/consultations/<slug>/feed.atom")
@public_page(public_stamp)
def feed_of_one(slug: str) -> ResponseReturnValue:
    """Every public event of the record, the newest first."""
    open_to_all()
    consultation = consultations.public(slug)
    found = queries.public_line(slug)
    recorded = consultations.record(consultation)
    words = recorded_words(has_draft=not consultation.is_questionnaire)
    texts = recorded_texts(consultation, recorded)
    events = [
        (event, str(_(words[event.name])), quoted(event, texts, consultation, texts_language()))
        for event in reversed(recorded)
    ]
    return Response(
        render_template(
            "portal/feed_of_one.xml",
            home=current_app.config["PUBLIC_URL"],
            consultation=consultation,
            events=events,
            updated=found.updated_at if found else consultation.announced_at,
        ),
        mimetype="application/atom+xml",
    )
