"""Each type of question in the registry can be asked, shown, answered and read again, over HTTP and without JavaScript."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from flask import Flask, current_app

from consult.consultations.models import AuthoredQuestion
from consult.core import clock
from consult.questions.definitions import Definition
from consult.questions.types import TYPES
from consult.submissions import queries
from tests import questionnaires
from tests.draft_submissions.walking import ME, page

AT = "/consultations/sampling-water"
ASKED = f"{AT}/sheet/questions"


class Example(NamedTuple):
    """A question of a type and an answer to it: what is typed into the fields (after the name of the question), a part
    of the field as it is shown, the value that is stored, and the answer in words."""

    asked: AuthoredQuestion
    typed: dict[str, Any]
    field: str
    value: dict[str, Any]
    words: str


EXAMPLES: dict[str, Example] = {
    "text": Example(AuthoredQuestion("Why?"), {".text": "Pipes are old."}, "<textarea", {}, "Pipes are old."),
    "single": Example(
        AuthoredQuestion("Who?", type="single", options="the supplier\nthe authority"),
        {"": "2"}, 'type="radio"', {"chosen": ["2"]}, "the authority",
    ),
    "multiple": Example(
        AuthoredQuestion("What with?", type="multiple", options="a thermometer\na chlorine meter\na cool box"),
        {"": ["1", "3"]}, 'type="checkbox"', {"chosen": ["1", "3"]}, "a cool box",
    ),
    "agreement": Example(
        AuthoredQuestion("Flushing helps.", type="agreement"), {"": "5"}, "Strongly disagree", {"chosen": ["5"]}, "Strongly disagree",
    ),
    "scale": Example(
        AuthoredQuestion("How ready?", type="scale", options="not at all\nready today",
              definition=Definition(least=Decimal(1), most=Decimal(5))),
        {"": "4"}, "ready today", {"chosen": ["4"]}, "4",
    ),
    "matrix": Example(
        AuthoredQuestion("How often?", type="matrix", options="Every day\nEvery week", rows="Bacteria\nMetals"),
        {".1": "2"}, "Metals", {"rows": {"1": "2"}}, "Bacteria: Every week",
    ),
    "number": Example(
        AuthoredQuestion("How long?", type="number", unit="minutes"), {"": "4.5"}, "minutes", {"number": "4.5"}, "4.5 minutes",
    ),
    "date": Example(
        AuthoredQuestion("Since when?", type="date"), {"": "2019-04-01"}, "<input", {"date": "2019-04-01"}, "1 April 2019",
    ),
    "file": Example(
        AuthoredQuestion("Attach your method.", type="file"), {"": (b"our method", "method.txt")}, 'type="file"', {"files": 1},
        "method.txt",
    ),
}  # fmt: skip
"""An example for each type of question."""


def test_every_type_has_an_example_and_the_template_of_its_field(app: Flask) -> None:
    assert EXAMPLES.keys() == TYPES.keys(), "a new type of question has its example here"
    with app.app_context():
        for one in TYPES.values():
            current_app.jinja_env.get_template(f"questions/fields/_{one.field}.html")


@pytest.mark.parametrize("kind", TYPES)
def test_a_question_of_every_type_is_shown_answered_and_read_again(
    app: Flask, client: Any, kind: str
) -> None:
    example = EXAMPLES[kind]
    assert (example.asked.type or "text") == kind
    questionnaires.asking(app, questions=[example.asked])
    name = questionnaires.names(app)[kind]
    client.press(f"{AT}/take-part?questions=1", **ME)
    shown = page(client.get(ASKED))
    assert example.asked.text in shown and f'name="{name}' in shown and example.field in shown
    typed = {
        f"{name}{part}": (io.BytesIO(given[0]), given[1]) if isinstance(given, tuple) else given
        for part, given in example.typed.items()
    }
    answer = client.press(ASKED, **typed)
    assert (answer.status_code, answer.location) == (303, f"{AT}/sheet"), page(answer)
    assert example.words in page(client.get(f"{AT}/sheet/review"))
    sent = client.press(f"{AT}/sheet/review", consent="y")
    reference = sent.location.split("/")[2]
    assert example.words in page(client.get(f"/submissions/{reference}/status"))
    with app.app_context():
        [stored] = queries.answers_of(queries.by_reference(reference).id)
        assert stored.value == example.value
    assert example.asked.text in page(client.get(f"/submissions/{reference}/answers/1"))
    with clock.at(clock.now() + timedelta(days=31)):
        results = page(client.get(f"{AT}/results"))
        assert example.asked.text in results
        assert client.get(f"{AT}/results.csv").status_code == 200
