"""The consultations that tests of submissions stand on: those of draft submissions."""

from tests.draft_submissions.conftest import slug, strict

__all__ = ["slug", "strict"]
