"""What is read of submissions: everyone else imports from here. `public` is the one query through which the public
reads comments.
"""

from consult.submissions.queries.amendments import (
    edition_of,
    filed,
    last_said,
    read_amended,
    read_to_decide,
    said_mark,
)
from consult.submissions.queries.counting import Totals, counts, totals
from consult.submissions.queries.facets import Facets, facets
from consult.submissions.queries.finding import (
    by_code,
    by_id,
    by_key,
    by_reference,
    comment,
    comments_of,
    editions,
    keyed,
    late_rule,
    numbered,
    of_account,
    of_user,
    reading_order,
)
from consult.submissions.queries.held import held
from consult.submissions.queries.keeping import (
    RECEIPTS,
    Sender,
    address,
    ended,
    receipt_address,
    retention_rule,
    submitted_in,
)
from consult.submissions.queries.placing import Neighbours, Place, neighbours, originals, places, printed
from consult.submissions.queries.public_comments import (
    PublicComment,
    PublicSubmission,
    public,
    public_comments,
    public_submission,
)
from consult.submissions.queries.searching import MOST_COUNTED, Found, search
from consult.submissions.queries.seen import NOT_CHECKED, Seen, public_name, seen_as

__all__ = [
    "MOST_COUNTED",
    "NOT_CHECKED",
    "RECEIPTS",
    "Facets",
    "Found",
    "Neighbours",
    "Place",
    "PublicComment",
    "PublicSubmission",
    "Seen",
    "Sender",
    "Totals",
    "address",
    "by_code",
    "by_id",
    "by_key",
    "by_reference",
    "comment",
    "comments_of",
    "counts",
    "edition_of",
    "editions",
    "ended",
    "facets",
    "filed",
    "held",
    "keyed",
    "last_said",
    "late_rule",
    "neighbours",
    "numbered",
    "of_account",
    "of_user",
    "originals",
    "places",
    "printed",
    "public",
    "public_comments",
    "public_name",
    "public_submission",
    "read_amended",
    "read_to_decide",
    "reading_order",
    "receipt_address",
    "retention_rule",
    "said_mark",
    "search",
    "seen_as",
    "submitted_in",
    "totals",
]
