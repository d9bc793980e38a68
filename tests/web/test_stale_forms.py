"""A form whose token does not hold: what is said is why, and what was typed is still there."""

from typing import Any

import pytest
from flask import Flask

from tests import cast, world

TYPED = {"name": "Wanjiru Kimani", "category": "individual", "country": "KEN", "capacity": "personal"}
PATH = f"/consultations/{world.SLUG}/take-part"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("lost", "Your session has ended, or your browser sent no cookies."),
        ("others", "You signed in or out after opening this page."),
        ("broken", "This page has expired, or was not received completely."),
    ],
)
def test_the_true_cause_is_said_and_one_more_press_sends_it(
    app: Flask, client: Any, clean: None, cause: str, said: str
) -> None:
    world.consultation(app)
    form = client.form(PATH) | TYPED
    if cause == "lost":
        client.delete_cookie("consult")
    elif cause == "others":
        cast.person(app, "amara@example.org")
        cast.sign_in(client, "amara@example.org")
    else:
        form["csrf_token"] = form["csrf_token"][:-1]
    answer = client.post(PATH, data=form)
    assert (answer.status_code, said in answer.text) == (422, True)
    others = {"Your session has ended", "You signed in or out", "too old"} - {
        words for words in ("Your session has ended", "You signed in or out", "too old") if words in said
    }
    assert not [words for words in others if words in answer.text]
    assert 'value="Wanjiru Kimani"' in answer.text
