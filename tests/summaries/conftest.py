"""The stories of tests/responses, for tests of the summary too."""

from tests.responses.conftest import many, mixed, published, responded

__all__ = ["many", "mixed", "published", "responded"]
