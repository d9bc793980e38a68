"""`flask consultations …`"""

import json

import pytest
from flask import Flask

from consult.core import clock
from tests.consultations import states


@pytest.fixture
def one_organisation(app: Flask, clean: None) -> None:
    states.two_organisations(app)


def test_the_command_line_lists_and_shows(app: Flask, one_organisation: None) -> None:
    public, hidden = states.announced(app), states.prepared(app)
    run = app.test_cli_runner().invoke
    listed = json.loads(run(args=["consultations", "list", "--json"]).output)
    assert [(one["slug"], one["state"]) for one in listed] == [(public, "announced"), (hidden, "preparing")]
    assert run(args=["consultations", "list", "--public"]).output.split("\t")[0] == public
    with clock.at(states.OPENS):
        shown = json.loads(run(args=["consultations", "show", public, "--json"]).output)
    assert (shown["phase"], shown["organisation"], shown["version"]) == ("open", "seeds", 1)
    assert (shown["closes_at"], len(shown["sha256"])) == ("2027-05-14T16:00:00+00:00", 64)
    assert shown["questions"][0] == "Do the limits fit how seed is moved where you work?"
    assert "slug\tsampling-of-seed-lots\n" in run(args=["consultations", "show", public]).output
    gone = run(args=["consultations", "show", "moon", "--json"])
    assert (gone.exit_code, json.loads(gone.output)) == (1, {"error": "there is no consultation moon"})
