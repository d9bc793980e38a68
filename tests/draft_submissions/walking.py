"""Walking through the pages of taking part: who takes part, what they say, how they begin and send."""

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from consult.core.database import db
from consult.draft_submissions import queries as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.submissions import queries
from consult.submissions.models import Submission
from tests import world

ME = {
    "capacity": "organisation", "category": "industry.business_association", "organisation": "Seed Growers of the Highlands",
    "name": "Wanjiru Kimani", "country": "KEN", "language": "en", "email": "wanjiru@growers.example",
}  # fmt: skip
AT = f"/consultations/{world.SLUG}"
SHEET = f"{AT}/sheet"
WORDS = {
    "type": "substantive", "comment": "Lots of 30 000 kilograms are too large.",
    "proposal": "A lot shall not exceed 25 000 kilograms of seed.", "rationale": "Stores hold 25 tonnes.",
}  # fmt: skip
PLACE = f"{SHEET}/comments/new?block=lot-size-1"
WHOLE = f"{SHEET}/comments/new?general=1"


def page(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def code_in(answer: TestResponse) -> str:
    return str(re.findall(r'class="code"[^>]*><bdi dir="ltr">([\d ]+)<', page(answer))[0])


def begin(client: Any, **changes: Any) -> None:
    answer = client.press(f"{AT}/take-part", **(ME | changes))
    assert (answer.status_code, answer.location) == (303, f"{SHEET}/text"), page(answer)


def discard(client: Any) -> TestResponse:
    """Throw away the last of what is not complete on the draft."""
    forms = re.findall(r'action="[^"]*(/unfinished/\d+/removal)"', client.get(SHEET).text)
    answer = client.press(SHEET, _form=forms[-1])
    assert answer.status_code == 303
    return answer


def send(client: Any, **changes: Any) -> str:
    answer = client.press(f"{SHEET}/review", consent="y", **changes)
    assert answer.status_code == 303, page(answer)
    return str(re.fullmatch(r"/submissions/(.{11})/receipt", answer.location)[1])  # type: ignore[index]


def whole(client: Any, **changes: Any) -> str:
    """A submission of one comment on the whole, from beginning to end; gives its reference."""
    begin(client, **changes)
    client.press(WHOLE, type="general", comment="Well done.")
    return send(client)


def sheets(app: Flask) -> list[tuple[str, int]]:
    """(state or "draft", number of comments) of every draft and submission there is, in the order they were begun."""
    with app.app_context():
        rows = [*db.session.query(DraftSubmission).all(), *db.session.query(Submission).all()]
        return [
            (row.state.value, len(queries.comments_of(row)))
            if isinstance(row, Submission)
            else ("draft", len(drafting.comments_of(row)))
            for row in sorted(rows, key=lambda row: row.begun_at)
        ]


def said(app: Flask, reference: str) -> list[str]:
    with app.app_context():
        return [c.comment for c in queries.comments_of(queries.by_reference(reference))]
