"""The stories that tests of responses stand on. Each is told once; the tests after it copy its rows."""

import pytest
from flask import Flask

from consult.core import clock, jobs
from tests import cast, copied, world
from tests.responses import stories
from tests.responses.stories import Story

STRANGER = "stranger@rivers.example"


def _mixed(app: Flask) -> Story:
    story = stories.mixed(app)
    cast.person(app, STRANGER, "Carla Reyes")
    cast.organisation(
        app, "rivers", name="Union for River Transport", officer=[STRANGER], approver=[STRANGER]
    )
    return story


def _responded(app: Flask) -> Story:
    story = _mixed(app)
    stories.respond_to_all(app, story)
    return story


def _published(app: Flask) -> Story:
    story = _responded(app)
    stories.publish(app, story)
    return story


@pytest.fixture
def mixed(app: Flask, clean: None) -> Story:
    """Comments in every state; nothing responded to; beside them the officer of another organisation."""
    return copied.once(app, "story mixed", lambda: _mixed(app))


@pytest.fixture
def responded(app: Flask, clean: None) -> Story:
    """The same, everything responded to."""
    return copied.once(app, "story responded", lambda: _responded(app))


@pytest.fixture
def published(app: Flask, clean: None) -> Story:
    """The same, the response published."""
    return copied.once(app, "story published", lambda: _published(app))


MANY = jobs.MANY + 10
"""Comments that are too many for one response at once."""


def _many(app: Flask) -> Story:
    slug = world.consultation(app, open=False)
    sent = world.submission(app, slug, at=clock.now() - stories.EARLIER, comments=[world.COMMENT] * MANY)
    return Story(slug, {"all": sent})


@pytest.fixture
def many(app: Flask, clean: None) -> Story:
    """A consultation that closed, with one submission of MANY comments ("all")."""
    return copied.once(app, "story many", lambda: _many(app))
