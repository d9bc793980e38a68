"""The consultation that tests of uploads stand on."""

import pytest
from flask import Flask

from tests import world


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app)
