"""Who may and when: a moment belongs to an action that a policy has."""

import pytest
from flask import Flask

from consult.app import _wire_packages
from consult.core import permissions


def test_an_application_with_a_moment_of_no_action_does_not_start(app: Flask) -> None:
    """A typing error would make the action possible at every moment."""
    permissions.when("consultations.anounce")(lambda _thing: False)
    try:
        with pytest.raises(RuntimeError, match=r"no policy permits: consultations\.anounce$"):
            _wire_packages()
    finally:
        del permissions._when["consultations.anounce"]
    _wire_packages()
