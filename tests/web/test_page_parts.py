"""Parts that pages have in common: encoded and compressed once, and every page is still what it would be by itself."""

import gzip
import zlib

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from consult.moderation.models import Reason
from consult.web.cache import PageCache
from consult.web.page_parts import HASTE, WELL, PageBody, Part
from tests import cast, world
from tests.reading import steps

BASE = f"/consultations/{world.SLUG}"
PACKS = {"Accept-Encoding": "gzip"}

TEXT = Markup(
    "".join(f"<p>Clause {number}: \u0645\u0627\u062f\u0629 {number * 7919}</p>" for number in range(300))
)
COMMENTS = Markup("".join(f"<li>Comment {number * 104729}</li>" for number in range(300)))


@pytest.mark.parametrize(
    "html",
    [
        f"<main>{TEXT}</main>",
        f"{TEXT}",
        f"<main>{COMMENTS}</main>{TEXT}",  # not in the order in which they were drawn
        f"<main>{TEXT[:300]} another page</main>{COMMENTS}",  # one is not there
        "<main>neither</main>",
    ],
)
def test_a_page_of_parts_is_the_same_page(html: str) -> None:
    body = PageBody.of(html, [Part(TEXT), Part(COMMENTS)])
    for _turn in range(3):
        assert body.raw() == html.encode()
        assert gzip.decompress(body.packed(body.raw())) == html.encode()
    assert body.etag == PageBody.of(html, [Part(TEXT), Part(COMMENTS)]).etag
    assert body.etag != PageBody.of(f"{html} ", [Part(TEXT), Part(COMMENTS)]).etag


def test_a_part_is_compressed_in_haste_for_its_first_page_and_well_for_those_after() -> None:
    part, levels = Part(TEXT), []
    for _turn in range(3):
        packed = part.deflated()
        levels.append(part.packed[0])
        assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed) == TEXT.encode()
    assert levels == [HASTE, WELL, WELL]


@pytest.fixture
def long_text(app: Flask, clean: None) -> str:
    """A consultation whose text is long enough to be a part; gives a comment on it back."""
    world.consultation(app)
    return steps.published(app)[0]


def _pages(app: Flask, tag: str, *languages: str) -> dict[str, bytes]:
    """The pages with parts, made again, by address without the tag."""
    client = FlaskClient(app, app.response_class)
    found = {}
    of_type = f"{BASE}/text/lot-size-1?type=editorial"
    for path in (f"{BASE}/text", f"{BASE}/text/lot-size-1", of_type, f"{BASE}/text/lot-size"):
        for language in languages:
            answer = client.get(f"/{language}{path}{'&' if '?' in path else '?'}n={tag}", headers=PACKS)
            assert answer.status_code == 200
            found[f"/{language}{path}"] = gzip.decompress(answer.get_data()).replace(tag.encode(), b"")
    return found


def test_pages_that_share_parts_are_those_that_share_none(
    app: Flask, long_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.web.page_parts.LEAST_PART", 40)
    languages = ("en", "ar", "fr")
    shared = [_pages(app, tag, *languages) for tag in ("zq1z", "zq2z", "zq3z")]
    kept: PageCache = app.extensions["page_cache"]
    assert len(kept.parts.things) >= 2 * len(languages)
    alone = {}
    for language in languages:
        for path in shared[0]:
            if path.startswith(f"/{language}/"):
                kept.clear()
                alone |= {path: _pages(app, "zq4z", language)[path]}
    assert shared == [alone] * 3


def test_a_decision_changes_parts_at_once(app: Flask, long_text: str) -> None:
    before = _pages(app, "zq1z", "en", "ar")
    steps.decide(app, long_text, 1, "remove", Reason.PERSONAL_DATA)
    after = _pages(app, "zq2z", "en", "ar")
    assert all(long_text.encode() in before[path] for path in before if path.endswith("lot-size-1"))
    assert all(long_text.encode() not in page for page in after.values())


def test_what_is_made_for_one_reader_has_no_kept_parts(
    app: Flask, long_text: str, client: FlaskClient
) -> None:
    kept: PageCache = app.extensions["page_cache"]
    kept.clear()
    cast.sign_in(client, world.OFFICER)
    page = client.get(f"{BASE}/text").get_data(as_text=True)
    assert ("/account" in page, len(kept.parts.things)) == (True, 0)
    _pages(app, "visitor", "en")
    parts = [part.value.html for part in kept.parts.things.values()]
    assert parts
    assert not any("/account" in part for part in parts)
