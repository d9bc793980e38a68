"""Submissions, and what each carries."""

from datetime import datetime

from consult.practices.facts.sampling import SAMPLE
from consult.submissions import queries as submissions

Submitted = submissions.FirstSubmissions
"""Submissions, and what each carries."""


def submitted_to(consultation_id: int, late_after: datetime) -> Submitted:
    """Of the first submissions: what each carries; late ones came after `late_after`."""
    return submissions.first_submissions(consultation_id, late_after, SAMPLE)
