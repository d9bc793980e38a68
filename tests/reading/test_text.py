"""The text with what was said about it: links, counts, states, freshness, and how many statements it takes."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations.models import Mode
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.documents import reading as documents
from consult.documents.blocks import Kind, ParsedDraft, Source
from consult.documents.html.parsing import TAKEN
from consult.moderation.models import Reason
from consult.responses.lifecycle import Disposition
from consult.submissions.models import CommentType
from tests import cast, world
from tests.draft_submissions.walking import SHEET, begin
from tests.reading import steps
from tests.reading.steps import find, links, read, words

TEXT = f"/consultations/{world.SLUG}/text"
PLACE = f"{TEXT}/lot-size-1"
PACKS = {"Accept-Encoding": "gzip"}
ARABIC = (
    ("lot-size", Kind.HEADING, 1, "2.1", "الحجم الأقصى", ""),
    ("lot-size-1", Kind.PARAGRAPH, 0, "", "", "لا يتجاوز الحجم 30 000 كيلوغرام."),
)


def test_every_block_can_be_commented_on_and_linked_to(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    page = read(client, TEXT)
    keys = [block[0] for block in world.BLOCKS]
    assert [block.get("id") for block in find(page, ".draft .block")] == keys
    base = f"/consultations/{world.SLUG}/sheet/comments/new?block="
    assert links(page, ".block-acts a[data-quote-link]") == [base + key for key in keys]
    assert words(page, "#lot-size-1 .block-acts") == ["Comment: line 3"]
    assert links(page, ".draft .block-line") == [f"#{block[0]}" for block in world.BLOCKS if block[5]]
    assert links(page, ".outline a") == ["#scope", "#sampling", "#lot-size", "#instruments", "#reports"]
    assert find(page, ".draft")[0].get("lang") == "en"


FORMULA = '<math display="block" alttext="m/V"><mfrac><mi>m</mi><mi>V</mi></mfrac></math>'


def test_a_formula_is_shown_with_its_number_and_can_be_commented_on(app: Flask, client: FlaskClient) -> None:
    blocks = (*world.BLOCKS, ("density", Kind.FORMULA, 0, "(3)", "", FORMULA))
    world.consultation(app, blocks=blocks)
    page = read(client, TEXT)
    (region,) = find(page, "#density .block-text")
    assert (region.get("role"), region.get("aria-label")) == ("region", "Formula (3)")
    assert [
        element.get("alttext") for element in find(page, "#density math mfrac")[0].iterancestors("math")
    ] == ["m/V"]
    assert words(page, "#density .block-number") == ["(3)"]
    client.press(f"/consultations/{world.SLUG}/take-part", capacity="personal", category="individual")
    asked = read(client, f"/consultations/{world.SLUG}/sheet/comments/new?block=density&quote=m/V")
    assert len(find(asked, ".passage mfrac")) == 1
    assert "3 Reports, formula (3)" in asked.text_content()
    steps.published(app, comments=[{**world.COMMENT, "block_key": "density", "proposal": "", "quote": "m/V"}])
    said = read(client, f"{TEXT}/density")
    assert words(said, "#said") == ["Formula (3) · 1 comment"]
    assert words(said, ".comment .passage") == ["m/V"]


def test_no_id_of_a_page_with_the_text_can_be_that_of_a_block(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app)
    client.press(f"/consultations/{world.SLUG}/take-part", capacity="personal", category="individual")
    keys = {block[0] for block in world.BLOCKS}
    for path in (TEXT, PLACE, f"/consultations/{world.SLUG}/sheet/text"):
        own = {element.get("id") for element in read(client, path).iter() if element.get("id")} - keys
        assert {one for one in own if not one.startswith("c-")} - TAKEN == set()


def test_the_text_says_how_much_was_said_where(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, number=2)
    steps.published(app, comments=[{**world.COMMENT, "block_key": "instruments-1", "proposal": ""}])
    world.submission(app)
    page = read(client, TEXT)
    assert words(page, ".block-count") == ["2 comments", "1 comment"]
    assert links(page, ".block-count") == [PLACE, f"{TEXT}/instruments-1"]
    assert words(page, ".outline .unseen") == ["2 comments", "1 comment"]
    assert [bar.get("width") for bar in find(page, ".outline .bar-part")] == ["100.0", "50.0"]
    assert "3 comments · 3 stakeholders" in words(page, ".consultation-facts")[0]


def test_a_place_shows_its_block_and_what_was_said(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = steps.published(app, comments=[{**world.COMMENT, "quote": "30 000 kilograms"}])[0]
    page = read(client, PLACE)
    assert words(page, ".is-chosen .block-text") == ["A lot shall not exceed 30 000 kilograms of seed."]
    assert words(page, ".draft .block") != []
    assert words(page, "#said") == ["Line 3 · 1 comment"]
    assert words(page, ".comment-name") == ["Wanjiru Kimani"]
    assert words(page, ".comment .meta") == [
        f"Seed Growers of the Highlands (name not confirmed) · Industry · Kenya · Substantive · {reference}/1",
        "Published " + words(page, ".comment time")[0],
    ]
    assert words(page, ".comment .passage") == [
        "30 000 kilograms",
        "A lot shall not exceed [removed: 30 end removed][added: 25 end added] 000 kilograms of seed.",
    ]
    assert links(page, ".comment .meta a") == [f"/submissions/{reference}#c-{reference}-1"]
    assert words(page, ".comment-body") == [world.COMMENT["comment"], world.COMMENT["rationale"]]
    assert links(page, ".reading-middle .pager a") == [f"{TEXT}/sampling", f"{TEXT}/instruments"]


def test_an_address_with_a_block_leads_to_its_place(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    answer = client.get(f"{TEXT}?block=lot-size-1")
    assert (answer.status_code, answer.location) == (303, PLACE)
    assert client.get(f"{TEXT}/there-is-no-such-block").status_code == 404
    assert client.get("/consultations/there-is-none/text").status_code == 404


def test_a_quote_is_shown_as_it_was_chosen(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, comments=[{**world.COMMENT, "proposal": "", "quote": "30 000  kilograms"}])
    assert words(read(client, PLACE), ".comment .passage") == ["30 000 kilograms"]
    assert "30 000 kilograms" in client.get(f"/consultations/{world.SLUG}/comments.csv").get_data(
        as_text=True
    )


def test_comments_on_a_place_are_filtered_by_type(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, number=2)
    steps.published(app, comments=[{**world.COMMENT, "type": CommentType.EDITORIAL}])
    page = read(client, PLACE)
    assert words(page, ".reading-types li") == ["All", "Substantive 2", "Editorial 1"]
    page = read(client, f"{PLACE}?type=editorial")
    assert words(page, ".reading-types li") == ["All", "Substantive 2", "Editorial 1"]
    assert words(page, ".reading-types [aria-current]") == ["Editorial 1"]
    assert len(find(page, ".comment")) == 1
    page = read(client, f"{PLACE}?type=nonsense")
    assert (words(page, ".wrong li"), len(find(page, ".comment"))) == (["Type: nonsense"], 3)
    assert words(read(client, f"{PLACE}?type=translation"), ".reading-side .empty p")[0] == (
        "No comments of this type on this passage."
    )


def test_many_comments_come_in_pages_that_miss_none(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    monkeypatch.setattr("consult.reading.queries.PAGE", 2)
    made = {f"{reference}/1" for reference in steps.published(app, number=5)}
    seen: list[str] = []
    path = PLACE
    while path:
        page = read(client, path)
        seen += [a.text_content() for a in find(page, ".comment .meta a")]
        path = next(iter(links(page, ".reading-side .pager a[rel=next]")), "")
    assert (len(seen), set(seen)) == (5, made)


@pytest.mark.parametrize("after", ["x", "W10", "WzEsMl0", "'", "bnVsbA", "é", "WyJhIiwgImIiXQ"])
def test_a_broken_cursor_is_the_first_page(app: Flask, client: FlaskClient, after: str) -> None:
    world.consultation(app)
    steps.published(app)
    for path in (PLACE, f"/consultations/{world.SLUG}/comments"):
        assert len(find(read(client, f"{path}?after={after}"), ".comment")) == 1


def test_a_decision_changes_the_page_at_once(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = world.submission(app)
    assert "No comment" not in client.get(PLACE).get_data(as_text=True)
    steps.publish(app, reference)
    assert words(read(client, PLACE), ".comment-name") == ["Wanjiru Kimani"]
    assert words(read(client, TEXT), ".block-count") == ["1 comment"]
    steps.decide(app, reference, 1, "remove", Reason.OFF_TOPIC)
    assert words(read(client, PLACE), ".comment-name") == []
    assert words(read(client, TEXT), ".block-count") == []


def test_comment_links_come_and_go_to_the_second(app: Flask, client: FlaskClient) -> None:
    now = clock.now().replace(microsecond=0)
    opens, closes = now + timedelta(days=10), now + timedelta(days=80)
    world.consultation(app, opens_at=opens, closes_at=closes)
    second = timedelta(seconds=1)
    found = {}
    for at in (opens - second, opens, closes - second, closes):
        with clock.at(at):
            found[at] = len(find(read(client, TEXT), "a[data-quote-link]"))
    blocks = len(world.BLOCKS)
    assert list(found.values()) == [0, blocks, blocks, 0]


def test_announcements_and_closed_consultations_take_no_comments(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, "only-announced", mode=Mode.INFORM)
    world.consultation(app, "closed-already", open=False)
    for slug in ("only-announced", "closed-already"):
        page = read(client, f"/consultations/{slug}/text")
        assert links(page, "a[data-quote-link]") == []
        assert len(find(page, ".draft .block")) == len(world.BLOCKS)
        assert [link for link in links(page, "a") if "/sheet" in link] == []


def test_what_is_prepared_is_for_members_and_is_not_kept(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, announce=False)
    assert client.get(TEXT).status_code == 404
    assert client.get(PLACE).status_code == 404
    cast.person(app, "stranger@example.org")
    cast.sign_in(client, "stranger@example.org")
    assert client.get(TEXT).status_code == 404
    member = app.test_client()
    cast.sign_in(member, world.OFFICER)
    answer = member.get(TEXT)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    page = html.fromstring(answer.get_data())
    assert words(page, ".notice-title") == ["○ Only members of Seed Testing Secretariat see this draft"]
    assert links(page, "a[data-quote-link]") == []


def test_a_withdrawn_consultation_says_so(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(app)
    steps.published(app)
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        consultations.withdraw(world.load(slug), "The mandate has ended.", by=officer, seen=NO_PAGE)
    for path in (TEXT, PLACE):
        page = read(client, path)
        assert words(page, ".notice") == ["▲ This consultation was withdrawn The mandate has ended."]
        assert links(page, "a[data-quote-link]") == []
    assert words(page, ".comment-name") == ["Wanjiru Kimani"]


def test_a_correction_is_told_and_comments_keep_what_they_were_written_on(
    app: Flask, client: FlaskClient
) -> None:
    slug = world.consultation(app)
    steps.published(app)
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        changes = {"lot-size-1": "A lot shall not exceed 20 000 kilograms of seed."}
        consultations.correct(world.load(slug), changes, "The number was wrong.", by=officer, seen=NO_PAGE)
    page = read(client, PLACE)
    assert words(page, ".notice p")[1:] == ["The number was wrong.", "View changes and earlier text"]
    assert words(page, ".is-chosen .block-text") == ["A lot shall not exceed 20 000 kilograms of seed."]
    assert "[removed: 30 end removed]" in words(page, ".comment .passage")[0]


def test_published_responses_stand_with_their_comments(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(app, open=False)
    at = clock.now() - timedelta(days=10)
    reference = world.submission(app, comments=[world.COMMENT], at=at)
    steps.publish(app, reference)
    assert words(read(client, PLACE), ".comment-response") == []
    steps.respond(app, slug, Disposition.NOT_ACCEPTED, "Stores will grow.")
    assert words(read(client, PLACE), ".comment-response") == ["✕ Not accepted Stores will grow."]
    for path in (f"/consultations/{slug}/comments?disposition=not_accepted", f"/submissions/{reference}"):
        assert words(read(client, path), ".comment-response") == ["✕ Not accepted Stores will grow."]
    page = read(client, f"/consultations/{slug}/comments?disposition=accepted")
    assert find(page, ".comment") == []


def test_a_text_from_right_to_left_is_set_so(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    page = read(client, f"{TEXT}?lang=ar")
    assert (page.get("dir"), find(page, ".draft")[0].get("dir")) == ("rtl", "ltr")


def test_an_arabic_title_leaves_the_line_number_of_its_comments_in_its_place(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app, blocks=ARABIC)
    steps.published(app, comments=[{**world.COMMENT, "block_key": "lot-size-1", "proposal": "", "quote": ""}])
    page = read(client, f"/consultations/{world.SLUG}/comments")
    link = find(page, ".comment-place a")[0]
    assert [one.text for one in link.iter("bdi")] == ["2.1 الحجم الأقصى"]
    assert (link.get("dir"), words(page, ".comment-place a")) == (None, ["2.1 الحجم الأقصى, line 1"])
    page = read(client, f"/consultations/{world.SLUG}/text/lot-size")
    assert [one.text for one in find(page, "#said bdi")] == ["2.1 الحجم الأقصى"]
    assert page.findtext("head/title") == "Sampling of seed lots: \u20682.1 الحجم الأقصى\u2069 — Consult"


def test_statements_do_not_grow_with_comments(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    costs = []
    for more in (1, 2):
        steps.published(app, number=more)
        client.get(f"{TEXT}?warm={more}")
        found = []
        for path in (f"{TEXT}?n={more}", TEXT, f"{PLACE}?n={more}", PLACE):
            if "?" not in path:
                client.get(path)
            with steps.statements(app) as seen:
                client.get(path)
            found.append(len(seen))
        costs.append(found)
    assert costs == [[1, 1, 2, 1]] * 2


def test_the_first_reading_of_a_text_takes_one_more(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app)
    with steps.statements(app) as seen:
        client.get(TEXT)
    assert len(seen) == 5


FIRST_VIEW = 60_000
"""Bytes that the first view of a text may transfer to a browser that has nothing of the site yet."""


def _long_draft(clauses: int) -> ParsedDraft:
    """The text of the demonstration again and again, with a link from its end to its beginning."""
    source = Path("consult/demo/drafts/seed-sampling.md").read_text().split("---\n", 2)[2]
    made = source * -(-clauses // source.count("\n#"))
    linked = made.replace("# 1 Scope", "# 1 Scope {#beginning}", 1) + "\nSee [the beginning](#beginning).\n"
    return documents.parse([Source("long.md", linked.encode())])


def _portions(client: FlaskClient, address: str) -> Iterator[tuple[int, Any]]:
    """The bytes of each page, compressed, and the page, from the first to the last."""
    at: str | None = ""
    while at is not None:
        client.get(f"{address}{at}", headers=PACKS)  # what is kept is compressed well from the second time on
        sent = client.get(f"{address}{at}", headers=PACKS).get_data()
        page = html.fromstring(gzip.decompress(sent).decode())
        yield len(sent), page
        at = next(iter(page.xpath("//a[@rel='next']/@href")), None)


@pytest.mark.parametrize("address", [TEXT, f"{SHEET}/text"])
def test_the_first_view_of_a_long_text_is_small_and_every_passage_is_reached(
    app: Flask, client: Any, clean: None, address: str
) -> None:
    draft = _long_draft(136)
    keys = [block.key for block in draft.blocks]
    world.consultation(app, blocks=draft)
    begin(client)
    plain = FlaskClient(app, app.response_class)
    if address != TEXT:
        plain.set_cookie("consult", client.get_cookie("consult").value)
    found, shown = list[tuple[list[str], Any]](), dict[str, int]()
    for number, (size, page) in enumerate(_portions(plain, address)):
        asked = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img[not(@loading)]/@src")
        files = [Path(app.config["ASSETS_DIR"]) / f"{Path(name).name}.br" for name in asked]
        assert len(files) > 1
        assert size + sum(file.stat().st_size for file in files) <= FIRST_VIEW
        here = [block.get("id") for block in find(page, ".draft .block")]
        shown |= dict.fromkeys(here, number)
        found.append((here, page))
    assert [key for here, _page in found for key in here] == keys
    assert len(found) > 2
    for here, page in found:
        for link in [*links(page, ".outline a"), *links(page, ".block-text a")]:
            at, _hash, key = link.partition("#")
            assert (at == "") == (key in here)
            assert not at or at == f"?at={found[shown[key]][0][0]}"
    (link,) = found[-1][1].xpath("//a[contains(@href, 'whole=1')]/@href")
    whole = html.fromstring(plain.get(f"{address}{link}").text)
    assert [block.get("id") for block in find(whole, ".draft .block")] == keys
    assert all(link.startswith("#") for link in links(whole, ".outline a"))
    alone = html.fromstring(plain.get(f"{TEXT}/{keys[-1]}").text)  # the passage with the link, in its clause
    there = [link for link in links(alone, ".block-text a") if link.endswith("#beginning")]
    assert there == [f"{TEXT}#beginning"]
