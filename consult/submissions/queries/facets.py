"""What filters of a search ask for, in the words in which comment_stems stores it with each published comment.

The database writes them (see the migrations), and of who sent a comment only what the public sees.
"""

from collections.abc import Collection

from consult.stakeholders.models import Category
from consult.submissions.models import CommentType, Subject

Facets = list[list[str]]
"""Of each list a comment has to have one."""


def facets(
    *,
    block_key: str = "",
    clause: str = "",
    subject: Subject | None = None,
    type: CommentType | None = None,  # noqa: A002 -- the word of the field
    category: Category | None = None,
    countries: Collection[str] = (),
) -> Facets:
    """What comments like this have; `countries` are those of which one has to be shown."""
    one_each = {
        "block": block_key, "clause": clause, "subject": subject, "type": type, "category": category,
    }  # fmt: skip
    found = [[f"{name}:{value}"] for name, value in one_each.items() if value]
    return [*found, [f"country:{code}" for code in countries]] if countries else found
