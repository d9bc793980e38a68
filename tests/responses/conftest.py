"""The stories that tests of answers stand on."""

import pytest
from flask import Flask

from tests import cast
from tests.responses import stories
from tests.responses.stories import Story

STRANGER = "stranger@rivers.example"


@pytest.fixture
def mixed(app: Flask, clean: None) -> Story:
    """Comments in every state; nothing answered; beside them the officer of another organisation."""
    story = stories.mixed(app)
    cast.person(app, STRANGER, "Carla Reyes")
    cast.organisation(
        app, "rivers", name="Union for River Transport", officer=[STRANGER], approver=[STRANGER]
    )
    return story


@pytest.fixture
def answered(app: Flask, mixed: Story) -> Story:
    """The same, everything answered."""
    stories.answer_all(app, mixed)
    return mixed


@pytest.fixture
def published(app: Flask, answered: Story) -> Story:
    """The same, the response published."""
    stories.publish(app, answered)
    return answered
