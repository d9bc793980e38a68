"""The stories of tests/responses, for tests of the summary too."""

from tests.responses.conftest import answered, many, mixed, published

__all__ = ["answered", "many", "mixed", "published"]
