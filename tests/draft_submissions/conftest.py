"""The consultations that tests of taking part stand on."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.core import clock
from tests import world


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app)


@pytest.fixture
def strict(app: Flask, clean: None) -> Any:
    """A consultation whose rules take no late comments; the moment of its closing."""
    closes_at = clock.now() + timedelta(days=2)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    return closes_at
