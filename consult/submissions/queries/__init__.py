"""What is read of submissions: everybody else imports from here. `public` is the one query through which the public
reads comments.
"""

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
)
from consult.submissions.queries.keeping import (
    address,
    email_months,
    receipt_address,
    submitted_in,
    unpublished_name_months,
    unsent_days,
)
from consult.submissions.queries.placing import Neighbours, Place, neighbours, originals, places, printed
from consult.submissions.queries.searching import MOST_COUNTED, Found, search
from consult.submissions.queries.seen import (
    NOT_CHECKED,
    PublicRow,
    PublicSubmission,
    Seen,
    public,
    public_name,
    public_submission,
    seen_as,
)

__all__ = [
    "MOST_COUNTED",
    "NOT_CHECKED",
    "Facets",
    "Found",
    "Neighbours",
    "Place",
    "PublicRow",
    "PublicSubmission",
    "Seen",
    "Totals",
    "address",
    "by_code",
    "by_id",
    "by_key",
    "by_reference",
    "comment",
    "comments_of",
    "counts",
    "editions",
    "email_months",
    "facets",
    "keyed",
    "late_rule",
    "neighbours",
    "numbered",
    "of_account",
    "of_user",
    "originals",
    "places",
    "printed",
    "public",
    "public_name",
    "public_submission",
    "receipt_address",
    "search",
    "seen_as",
    "submitted_in",
    "totals",
    "unpublished_name_months",
    "unsent_days",
]
