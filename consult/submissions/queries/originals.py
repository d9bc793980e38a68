"""What comments propose to change."""

from collections.abc import Collection
from typing import Any

from consult.drafts import queries as drafts
from consult.submissions.proposals import is_made, is_of_quotation


def original_words(comments: Collection[Any]) -> dict[int, str]:
    """Comment id → the words that it proposes to change: those that it quotes, or those of the block it is about, in
    the version it was written on; of a heading its title.

    Only of those that propose something. `comments`: anything with id, version_id, block_key, proposal,
    proposal_kind and quote.
    """
    quoted = {one.id: one.quote for one in comments if is_of_quotation(one.proposal_kind)}
    keys = {
        one.id: (one.version_id, one.block_key)
        for one in comments
        if one.id not in quoted
        and is_made(one.proposal_kind, one.proposal)
        and one.block_key
        and one.version_id is not None
    }
    if not keys:
        return quoted
    texts = drafts.words_of(keys.values())
    return quoted | {identifier: texts[key] for identifier, key in keys.items() if key in texts}
