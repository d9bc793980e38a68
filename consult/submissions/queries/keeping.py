"""What jobs ask: where a receipt goes, and how long things are kept."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from consult.accounts.models import User
from consult.core.database import db
from consult.core.events import Event
from consult.submissions.models import Submission
from consult.submissions.queries.finding import by_id


def address(submission: Submission) -> tuple[str, str, str] | None:
    """(e-mail, language, zone) to send a receipt to, or None where none was left."""
    if submission.user_id is not None:
        user = db.session.get_one(User, submission.user_id)
        return user.email, user.language, user.timezone
    zone = submission.consultation.timezone
    return (submission.email, submission.language, zone) if submission.email else None


def submitted_in(event_id: int) -> Submission | None:
    """The submission that an event of this room is about, or None when it is gone."""
    event = db.session.get(Event, event_id)
    return by_id(event.data["submission"]) if event is not None else None


def unsent_days(settings: Mapping[str, Any] | None) -> timedelta:
    """How long after the closing a sheet that was never sent is kept."""
    return timedelta(days=int((settings or {}).get("unsent_days", 7)))


def unpublished_name_months(settings: Mapping[str, Any] | None) -> int:
    """How many months after the closing names that were not published are kept."""
    return int((settings or {}).get("unpublished_name_months", 12))


def email_months(settings: Mapping[str, Any] | None) -> int:
    """How many months after the closing e-mail addresses are kept."""
    return int((settings or {}).get("email_months", 6))
