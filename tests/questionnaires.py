"""A questionnaire with a question of every type, in two sections."""

from collections.abc import Sequence
from decimal import Decimal

from flask import Flask

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion
from consult.core.stale_check import NO_PAGE
from consult.questions.definitions import Condition, Definition
from tests import world

REQUIRED = Definition(is_required=True)

QUESTIONS = (
    AuthoredQuestion("Who takes the samples in your country?", type="single", section="Taking samples",
          options="the water supplier\nthe health authority\nit differs",
          definition=REQUIRED.having(has_other=True)),
    AuthoredQuestion("What do they take with them?", type="multiple", options="a thermometer\na chlorine meter\na cool box",
          definition=Definition(has_other=True)),
    AuthoredQuestion("How long does the water run?", type="number", unit="minutes",
          definition=Definition(least=Decimal(0), most=Decimal(60))),
    AuthoredQuestion("Flushing should follow the temperature.", type="agreement", definition=REQUIRED),
    AuthoredQuestion("Why?", definition=Definition(most_words=5)),
    AuthoredQuestion("How often do you test for these?", type="matrix", section="Testing", options="Every day\nEvery week",
          rows="Bacteria\nMetals"),
    AuthoredQuestion("How ready is your country?", type="scale", options="not at all\nready today",
          definition=Definition(least=Decimal(1), most=Decimal(5))),
    AuthoredQuestion("Since when has your method been in force?", type="date"),
)  # fmt: skip


def asking(
    app: Flask,
    slug: str = "sampling-water",
    *,
    is_questionnaire: bool = False,
    questions: Sequence[AuthoredQuestion] = QUESTIONS,
) -> str:
    """A consultation that asks them all; "Why?" is asked where the one about agreement was answered with it."""
    world.consultation(app, slug, questions=(), announce=False)
    with app.app_context():
        officer, approver = people.by_email(world.OFFICER), people.by_email(world.APPROVER)
        assert officer is not None
        assert approver is not None
        made = consulted.get(slug, officer)
        for asked in questions:
            cause = next((one for one in consulted.questions(made) if one.type == "agreement"), None)
            follows = Condition(cause.id, ("1", "2")) if asked.text == "Why?" and cause is not None else None
            definition = asked.definition.having(condition=follows)
            consultations.add_question(made, asked._replace(definition=definition), by=officer)
        if is_questionnaire:
            consultations.change(made, by=officer, seen=NO_PAGE, version_id=None, is_questionnaire=True)
        consultations.propose(made, by=officer, seen=NO_PAGE)
        consultations.approve(made, by=approver, seen=NO_PAGE)
        consultations.announce(made, by=officer, seen=NO_PAGE)
    return slug


def names(app: Flask, slug: str = "sampling-water") -> dict[str, str]:
    """The type of each question → the name of its field."""
    with app.app_context():
        return {one.type: f"q{one.id}" for one in consulted.questions(consulted.get(slug, None))}
