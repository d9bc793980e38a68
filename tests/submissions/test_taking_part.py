"""Stories of taking part, over HTTP and without JavaScript."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import cast, world

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


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    return world.consultation(app)


def page(answer: TestResponse) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def code_in(answer: TestResponse) -> str:
    return re.findall(r'class="code"[^>]*><bdi dir="ltr">([\d ]+)<', page(answer))[0]


def begin(client: Any, **changes: Any) -> None:
    answer = client.press(f"{AT}/take-part", **(ME | changes))
    assert (answer.status_code, answer.location) == (303, f"{SHEET}/text")


def send(client: Any, **changes: Any) -> str:
    answer = client.press(f"{SHEET}/review", consent="y", **changes)
    assert answer.status_code == 303, page(answer)
    return str(re.fullmatch(r"/submissions/(.{11})/receipt", answer.location)[1])  # type: ignore[index]


def test_without_an_account_from_the_first_page_to_the_receipt(
    app: Flask, client: Any, slug: str, work: Any
) -> None:
    begin(client)
    assert client.get(f"{SHEET}/text").status_code == 200
    saved = client.press(PLACE, **WORDS)
    assert (saved.status_code, saved.location) == (303, f"{SHEET}/text#lot-size-1")
    client.press(f"{SHEET}/comments/new?general=1", comment="We welcome the draft.")
    client.press(f"{SHEET}/comments/new?question=2", comment="Teff is missing.")
    sheet = client.get(SHEET)
    assert "3 comments on your sheet" in page(sheet)
    code = code_in(sheet)
    review = page(client.get(f"{SHEET}/review"))
    assert "<bdi>Wanjiru Kimani</bdi>" in review
    assert "Question 2: Which species are missing?" in review
    assert "wanjiru@growers.example" not in review
    reference = send(client)
    receipt = client.get(f"/submissions/{reference}/receipt")
    assert "Received in time" in page(receipt)
    assert code_in(receipt) == code
    work()
    [letter] = [one for one in cast.letters(app, "wanjiru@growers.example") if reference in one[1]]
    assert code not in letter[2]
    assert "25 000" not in letter[2]
    assert cast.link_in(letter) == f"/submissions/{reference}/status"
