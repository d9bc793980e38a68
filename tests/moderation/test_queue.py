"""The queue and the three panes over HTTP, as moderators meet them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from consult.core import clock
from consult.core.database import db
from consult.core.paging import encode
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Kind
from consult.moderation import actions, queries
from consult.moderation.models import Claim, Reason
from consult.submissions.models import Attribution, CommentType
from tests import cast, world
from tests.moderation import acting
from tests.pages import fields, form_of
from tests.plans import plan_of

CALL = world.COMMENT | {
    "comment": "Our chairman, reachable under +51 1 555 0143 or chair@lab.example, can show the site.",
    "proposal": "",
    "rationale": "",
}


@pytest.fixture
def our_slug(app: Flask, client: FlaskClient) -> str:
    """An open consultation; the client is its first moderator's."""
    slug = world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    return slug


def lines(client: FlaskClient, path: str = "/moderation") -> list[tuple[str, str]]:
    """(name, address) of each line of the queue."""
    page = html.fromstring(client.get(path).get_data())
    return [
        (" ".join(a.text_content().split()), a.get("href")) for a in page.xpath("//*[@class='queue-line']/a")
    ]


def chips(client: FlaskClient, path: str = "/moderation") -> dict[str, str]:
    """The filters and their numbers."""
    page = html.fromstring(client.get(path).get_data())
    found = {}
    for chip in page.xpath("//ul[@class='chips']//a"):
        number = chip.find_class("number")
        found[(chip.text or "").strip()] = number[0].text_content() if number else ""
    return found


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


# -- the list ---------------------------------------------------------------------------------------------------------


def test_the_oldest_comes_first_over_all_consultations(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    other = world.consultation(app, "varieties-of-wheat")
    now = clock.now()
    for hours, slug, name in ((5, our_slug, "Second"), (9, other, "First"), (1, our_slug, "Third")):
        world.submission(
            app, slug, comments=[world.GENERAL], organisation=name, at=now - timedelta(hours=hours)
        )
    assert [name for name, _href in lines(client)] == ["First", "Second", "Third"]
    assert [name for name, _href in lines(client, f"/moderation?consultation={our_slug}")] == [
        "Second",
        "Third",
    ]
    assert chips(client) == {
        "Pending": "3",
        "Claimed by me": "0",
        "With objections": "0",
        "With signals": "0",
        "Recently decided": "",
    }


def test_filters_narrow_the_list(app: Flask, client: FlaskClient, our_slug: str, work: Any) -> None:
    plain = world.submission(
        app, comments=[world.COMMENT | {"type": CommentType.EDITORIAL}], organisation="Plain"
    )
    world.submission(app, comments=[CALL], organisation="Caller")
    world.submission(
        app, comments=[world.GENERAL], organisation="", attribution=Attribution.ANONYMOUS_TO_PUBLIC
    )
    acting.act(app, world.submission(app, comments=[world.GENERAL], organisation="Done"), "publish")
    work()
    client.get(f"/moderation/{plain}/1")
    found = {
        show: [name for name, _href in lines(client, f"/moderation?{show}")]
        for show in (
            "show=mine",
            "show=signals",
            "show=decided",
            "show=objections",
            "type=editorial",
            "show=nonsense&type=x",
        )
    }
    assert found == {
        "show=mine": ["Plain"],
        "show=signals": ["Caller", "Published without a name"],
        "show=decided": ["Done"],
        "show=objections": [],
        "type=editorial": ["Plain"],
        "show=nonsense&type=x": ["Plain", "Caller", "Published without a name"],
    }
    assert chips(client) == {
        "Pending": "3",
        "Claimed by me": "1",
        "With objections": "0",
        "With signals": "2",
        "Recently decided": "",
    }
    page = client.get("/moderation").text
    assert "personal data 2" in page
    assert "Wanjiru" not in page


def test_a_proposal_is_shown_in_its_line_where_it_changes_no_words_of_its_passage(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    """As on the heading of a clause, of which the rows of a form are, and on the whole draft."""
    alone = {"comment": "", "rationale": ""}
    of_clause = (
        world.COMMENT | alone | {"block_key": "lot-size", "proposal": "Let a lot be 25 tonnes at most."}
    )
    of_draft = world.GENERAL | alone | {"proposal": "Define “sampler”. " + "Say who it is. " * 40}
    world.submission(app, comments=[of_clause, of_draft, world.COMMENT], organisation="Plain")
    shown = html.fromstring(client.get("/moderation").get_data()).xpath("//*[@class='queue-item']")
    clause, draft, passage = (
        [" ".join(one.text_content().split()) for one in line.xpath("./p[not(@class='queue-pills')]")]
        for line in shown
    )
    assert clause == ["2.1 Maximum lot size", "Proposed change", "Let a lot be 25 tonnes at most."]
    assert draft[:2] == ["Whole draft", "Proposed change"]
    assert draft[2].startswith("Define “sampler”. Say who it is.")
    assert 250 < len(draft[2]) <= 300
    assert passage[1] == "Proposed wording"
    assert "[removed: 30 end removed][added: 25 end added] 000" in passage[2]
    lang = shown[0].xpath("./p[contains(@class, 'queue-change')]")[0]
    assert (lang.get("lang"), lang.get("dir")) == (None, "auto")


def test_pages_follow_each_other_without_gap_or_repetition(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        references = [world.submission(app, comments=[world.GENERAL] * 40) for _ in range(3)]
    path, met, pages = "/moderation", [], 0
    while path:
        page = html.fromstring(client.get(path).get_data())
        met += [
            a.get("href").split("?")[0].removeprefix("/moderation/")
            for a in page.xpath("//*[@class='queue-line']/a")
        ]
        following = page.xpath("//a[@rel='next']")
        path, pages = following[0].get("href") if following else "", pages + 1
    assert met == [f"{reference}/{number}" for reference in references for number in range(1, 41)]
    assert pages == 3
    assert [name for name, _href in lines(client, "/moderation?after=broken")] == [
        name for name, _href in lines(client)
    ]


def test_a_cursor_that_someone_made_up_is_the_first_page(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    cast.sign_in(client, world.MODERATOR)
    for show in ("waiting", "mine", "objections", "signals", "decided"):
        for values in (["x", "y"], [1, 2], ["2027-01-01", 3], [True, False]):
            assert client.get(f"/moderation?show={show}&after={encode(values)}").status_code == 200


def test_a_longer_list_takes_no_more_statements(app: Flask, client: FlaskClient, our_slug: str) -> None:
    taken = {}
    for number in (1, 3):
        while len(lines(client)) < number:
            world.submission(app, comments=[CALL])
        client.get("/moderation")
        with counting(app) as seen:
            client.get("/moderation")
        taken[number] = len(seen)
    assert taken[1] == taken[3]


def test_the_queue_walks_its_own_index(app: Flask, our_slug: str) -> None:
    with app.app_context():
        from consult.moderation.queries.listing import _waiting

        ids = [one.id for one in queries.scope(acting.user())]
        statement = _waiting("waiting", queries.Filters().shape, False).statement.params(
            ids=ids, now=clock.now()
        )
        plan = plan_of(statement, "ix_comments_awaiting")
    assert "ix_comments_awaiting" in plan


# -- looking and claiming ---------------------------------------------------------------------------------------------


def test_looking_claims_and_a_colleague_sees_it(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    client.get(f"/moderation/{reference}/1")
    second = app.test_client()
    cast.sign_in(second, world.MODERATOR_2)
    assert "claimed by <bdi>Mariam Haddad</bdi>" in second.get("/moderation").text
    page = second.get(f"/moderation/{reference}/1").text
    assert "Another moderator has claimed this comment" in page
    assert chips(second, "/moderation")["Claimed by me"] == "0"

    second.press(f"/moderation/{reference}/1", _form="/claim")
    assert lines(second, "/moderation?show=mine") != []
    assert acting.state(app, reference) == "in_review"
    assert "claimed by <bdi>Jun Watanabe</bdi>" in client.get("/moderation").text
    assert "Another moderator has claimed this comment" in client.get(f"/moderation/{reference}/1").text

    second.press(f"/moderation/{reference}/1", _form="/claim")
    assert "claimed by <bdi>" not in client.get("/moderation").text


def test_a_look_lapses_by_itself(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    with clock.at(clock.now() - timedelta(minutes=6)), app.app_context():
        assert actions.claim_on_opening(acting.comment(reference), by=acting.user(world.MODERATOR_2)) is True
    with clock.at(clock.now() - timedelta(minutes=4)), app.app_context():
        assert actions.claim_on_opening(acting.comment(reference), by=acting.user()) is False
    assert "claimed by <bdi>" not in client.get("/moderation").text
    client.get(f"/moderation/{reference}/1")
    with app.app_context():
        (claim,) = db.session.execute(db.select(Claim)).scalars()
        assert claim.user_id == acting.user().id


def test_a_decision_ends_the_claim_and_opens_the_next(app: Flask, client: FlaskClient, our_slug: str) -> None:
    first, second, third = (world.submission(app, comments=[world.GENERAL]) for _ in range(3))
    answer = client.press(f"/moderation/{second}/1", _form="/publish")
    assert (answer.status_code, answer.location) == (303, f"/moderation/{third}/1")
    answer = client.press(f"/moderation/{third}/1", _form="/publish")
    assert answer.location == f"/moderation/{first}/1"
    answer = client.press(f"/moderation/{first}/1", _form="/publish", follow=True)
    assert "No pending comments" in answer.text
    with app.app_context():
        assert db.session.execute(db.select(Claim)).scalars().all() == []


def test_the_next_is_neither_my_own_nor_a_colleagues(app: Flask, client: FlaskClient, our_slug: str) -> None:
    first, own, looked, free = (
        world.submission(app, comments=[world.GENERAL]),
        world.submission(app, comments=[world.GENERAL], organisation="Seed Testing Secretariat"),
        world.submission(app, comments=[world.GENERAL]),
        world.submission(app, comments=[world.GENERAL]),
    )
    with app.app_context():
        actions.claim_on_opening(acting.comment(looked), by=acting.user(world.MODERATOR_2))
    assert client.press(f"/moderation/{first}/1", _form="/publish").location == f"/moderation/{free}/1"
    page = client.get(f"/moderation/{own}/1").text
    assert "You cannot decide on this comment" in page
    assert 'method="post" action="/moderation' not in page
    assert "your own organisation" in client.get("/moderation").text


def test_filters_stay_while_deciding(app: Flask, client: FlaskClient, our_slug: str) -> None:
    one, _two, three = (
        world.submission(app, comments=[world.COMMENT | {"type": kind}])
        for kind in (CommentType.EDITORIAL, CommentType.TECHNICAL, CommentType.EDITORIAL)
    )
    answer = client.press(f"/moderation/{one}/1?type=editorial", _form="/publish?type=editorial")
    assert answer.location == f"/moderation/{three}/1?type=editorial"


# -- deciding over HTTP -----------------------------------------------------------------------------------------------


def test_the_passage_stands_over_the_comment_as_it_is_in_the_draft(app: Flask, client: FlaskClient) -> None:
    table = "<table><tr><th>Species</th><th>Lot</th></tr><tr><td>Maize</td><td>40 000 kg</td></tr></table>"
    limits = (("scope", Kind.HEADING, 1, "1", "Scope", ""), ("t1", Kind.TABLE, 0, "1", "Limits", table))
    world.consultation(app, blocks=limits)
    cast.sign_in(client, world.MODERATOR)
    asked = [
        world.COMMENT | about
        for about in ({"block_key": "t1"}, {"block_key": "scope"}, {"block_key": "t1", "quote": "Maize"})
    ]
    reference = world.submission(app, comments=asked)
    found = []
    for number in (1, 2, 3):
        page = html.fromstring(client.get(f"/moderation/{reference}/{number}").get_data())
        (passage,) = page.xpath("//blockquote[@class='passage']")
        found.append([cell.text_content().strip() for cell in passage.xpath(".//th|.//td") or [passage]])
    assert found == [["Species", "Lot", "Maize", "40 000 kg"], ["Scope"], ["Maize"]]


def test_signals_are_marked_and_hidden_with_one_press(
    app: Flask, client: FlaskClient, our_slug: str, work: Any
) -> None:
    reference = world.submission(app, comments=[CALL], country="PER")
    work()
    page = html.fromstring(client.get(f"/moderation/{reference}/1").get_data())
    assert [mark.text for mark in page.xpath("//mark")] == ["+51 1 555 0143", "chair@lab.example"]
    (kept,) = page.xpath("//*[@data-redactable]")
    assert kept.text_content() == CALL["comment"]
    assert "Redact 2 and publish" in page.text_content()
    client.press(f"/moderation/{reference}/1", _form="/redaction")
    with app.app_context():
        shown = acting.comment(reference).shown_text
    assert shown == "Our chairman, reachable under […] or […], can show the site."


def test_what_cannot_be_seen_is_shown(app: Flask, client: FlaskClient, our_slug: str, work: Any) -> None:
    words = "Pay\u200bpal is at p\u0430ypal"
    reference = world.submission(app, comments=[world.GENERAL | {"comment": words}], name="Seed\u2060Board")
    work()
    page = html.fromstring(client.get(f"/moderation/{reference}/1").get_data())
    assert [mark.get("data-shows") for mark in page.iter("mark")] == ["Invisible characters", None]
    assert page.xpath("//*[@data-redactable]")[0].text_content() == words
    assert "Unusual name of the submitter" in page.text_content()


def test_typed_words_are_hidden_wherever_they_stand(app: Flask, client: FlaskClient, our_slug: str) -> None:
    said = {"comment": "Ask Ana Pérez. ANA  PÉREZ knows.", "proposal": "Ana Pérez signs.", "rationale": ""}
    reference = world.submission(app, comments=[world.COMMENT | said])
    answer = client.press(
        f"/moderation/{reference}/1", _form="/redaction", hide_words="ana pérez", hide_reason="personal_data",
        hide_explanation="A private person.",
    )  # fmt: skip
    assert answer.status_code == 303
    with app.app_context():
        one = acting.comment(reference)
        assert one.shown_text == "Ask […]. […] knows.\n[…] signs."
        assert queries.decisions(one)[0].explanation == "A private person."


def test_selected_words_are_hidden(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app)
    answer = client.press(
        f"/moderation/{reference}/1", _form="/redaction", field="rationale", start="0", end="4",
        span=["comment:0:4:abusive"], hide_reason="copyright",
    )  # fmt: skip
    assert answer.status_code == 303
    with app.app_context():
        one = acting.comment(reference)
        assert one.shown_text.startswith("[…] of 30 000 kilograms")
        assert one.shown_text.endswith("[…] stores of our members hold 25 tonnes.")
    page = html.fromstring(client.get(f"/moderation/{reference}/1").get_data())
    assert [hidden.text for hidden in page.find_class("is-hidden")] == ["Lots", "Most"]
    restoring = f"/moderation/{reference}/1/restoring-words"
    assert restoring in client.get(f"/moderation/{reference}/1").text
    with app.app_context():
        first = queries.redactions(acting.comment(reference))[0].id
    unconfirmed = client.press(restoring, words=str(first), explanation="It names no person.")
    assert unconfirmed.status_code == 422
    assert "Select the box. You cannot recall words that were published." in unconfirmed.text
    assert "It names no person." in unconfirmed.text
    assert client.press(restoring, words=str(first), confirmed="y").status_code == 303
    with app.app_context():
        assert len(queries.redactions(acting.comment(reference))) == 1
        assert acting.comment(reference).shown_text.startswith("Lots of 30 000 kilograms")


@pytest.mark.parametrize(
    ("verb", "sent", "said"),
    [
        ("redaction", {"hide_words": "not there", "hide_explanation": "My own words"}, "The comment does not contain the chosen words."),
        ("redaction", {"span": "comment:0:9999:abusive", "hide_explanation": "My own words"}, "The chosen words are not in this text"),
        ("redaction", {"hide_explanation": "My own words"}, "Choose or enter the words to redact."),
        ("redaction", {"hide_words": "Lots", "hide_reason": "other_explained"}, "Enter an explanation of this reason."),
        ("redaction", {"hide_words": "Lots", "hide_reason": "nonsense", "hide_explanation": "My own words"}, "Choose an option from the list."),
        ("withholding", {"explanation": "My own words"}, "Choose a reason from the list."),
        ("withholding", {"reason": "other_explained", "explanation": " "}, "Enter an explanation of this reason."),
        ("withholding", {"reason": "abusive", "explanation": "My own words " * 200}, "Enter at most 2,000 characters."),
        ("notes", {"note": "  "}, "Enter a note."),
        ("publish", {"csrf_token": "stale"}, "This page has expired, or was not received completely."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    app: Flask, client: FlaskClient, our_slug: str, verb: str, sent: dict[str, Any], said: str
) -> None:
    reference = world.submission(app)
    answer = client.press(f"/moderation/{reference}/1", _form=f"/{verb}", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    page = html.fromstring(answer.get_data())
    assert page.xpath("//*[@id='error-summary']")
    for name in ("hide_words", "hide_explanation", "explanation"):
        typed = str(sent.get(name, "")).strip()
        if typed:
            assert typed in answer.text
    assert acting.state(app, reference) == "received"


def test_without_a_token_nothing_is_decided(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app)
    for verb in ("publish", "redaction", "withholding", "removal", "notes", "claim"):
        client.post(
            f"/moderation/{reference}/1/{verb}", data={"reason": "abusive", "hide_words": "Lots", "note": "x"}
        )
    assert acting.state(app, reference) == "received"
    assert acting.decisions(app, reference) == []


def test_who_comes_second_reads_what_the_first_decided(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    reference = world.submission(app)
    form = client.form(
        f"/moderation/{reference}/1", _form="/withholding", reason="abusive", explanation="Insults."
    )
    with app.app_context():
        actions.withhold(
            acting.comment(reference),
            Reason.OFF_TOPIC,
            by=acting.user(world.MODERATOR_2),
            explanation="About wheat.",
            seen=NO_PAGE,
        )
    answer = client.post(f"/moderation/{reference}/1/withholding", data=form)
    assert answer.status_code == 409
    for words in (
        "The comment changed after you opened it",
        "Jun Watanabe",
        "Not about this draft",
        "About wheat.",
    ):
        assert words in answer.text
    assert ("Your text" in answer.text, "Insults." in answer.text) == (True, True)
    assert _press_again(client, answer, "/publish") == 303  # this is the comment's own page, as of now
    assert [row[3] for row in acting.decisions(app, reference)] == ["off_topic", None]


def _press_again(client: FlaskClient, answer: Any, action: str, **changes: Any) -> int:
    """Press a button of the page that was answered; gives the status."""
    page = html.fromstring(answer.get_data())
    form = form_of(page, action)
    return client.post(form.get("action"), data=fields(page, action) | changes).status_code


def test_who_withholds_what_a_colleague_published_removes_it_with_what_they_typed(
    app: Flask, client: FlaskClient, our_slug: str
) -> None:
    reference = world.submission(app)
    typed = {"reason": "abusive", "explanation": "Insults."}
    form = client.form(f"/moderation/{reference}/1", _form="/withholding", **typed)
    acting.act(app, reference, "publish", by=world.MODERATOR_2)
    answer = client.post(f"/moderation/{reference}/1/withholding", data=form)
    assert (answer.status_code, "Your text is still in the form." in answer.text) == (409, True)
    assert {key: fields(html.fromstring(answer.get_data()), "/removal")[key] for key in typed} == typed
    assert _press_again(client, answer, "/removal") == 303
    assert [(row[0], row[3]) for row in acting.decisions(app, reference)][-1][1] == "abusive"


@pytest.mark.parametrize(
    ("now", "ticked", "is_gone"),
    [
        (
            "Call me at home: +41 44 111 22 33. Larger lots are new.",
            ["comment:17:33", "comment:35:46"],
            False,
        ),
        ("Now without a number, and of other words.", [], True),
    ],
)
def test_places_that_were_chosen_move_with_their_words_or_are_told_to_be_gone(
    app: Flask, client: FlaskClient, our_slug: str, now: str, ticked: list[str], is_gone: bool
) -> None:
    reference = world.submission(
        app, comments=[{**world.COMMENT, "comment": "Larger lots. Call +41 44 111 22 33."}]
    )
    address = f"/moderation/{reference}/1"
    form = client.form(address, _form="/redaction", hide_explanation="Yours.", hide_words="lots")
    form |= {"span": ["comment:18:34:personal_data", "comment:0:11:personal_data"]}
    acting.change_words(app, reference, now)
    answer = client.post(f"{address}/redaction", data=form)
    assert answer.status_code == 409
    assert "The submitter changed this comment after you opened it." in answer.text
    assert ("no longer contains the words that you chose" in answer.text) == is_gone
    page = html.fromstring(answer.get_data())
    checked = page.xpath("//input[@name='span'][@checked]/@value")
    assert sorted(one.rpartition(":")[0] for one in checked) == ticked
    sent = fields(page, "/redaction")
    assert (sent["hide_words"], sent["hide_explanation"]) == ("lots", "Yours.")
    assert acting.state(app, reference) == "received"


def test_pressed_twice_is_decided_once(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app)
    form = client.form(f"/moderation/{reference}/1", _form="/publish")
    assert [client.post(f"/moderation/{reference}/1/publish", data=form).status_code for _ in range(2)] == [
        303,
        409,
    ]
    assert len(acting.decisions(app, reference)) == 1


def test_a_change_by_the_submitter_is_told(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = world.submission(app)
    form = client.form(f"/moderation/{reference}/1", _form="/publish")
    acting.change_words(app, reference, "New words.")
    answer = client.post(f"/moderation/{reference}/1/publish", data=form)
    assert answer.status_code == 409
    assert "The submitter changed this comment after you opened it." in answer.text
    assert "New words." in client.get(f"/moderation/{reference}/1").text


def test_a_published_comment_is_removed_with_a_reason(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = acting.bring(app, "published")
    page = client.get(f"/moderation/{reference}/1").text
    assert "Remove…" in page
    assert "Withhold…" not in page
    answer = client.press(
        f"/moderation/{reference}/1", _form="/removal", reason="copyright", explanation="A poem."
    )
    assert answer.status_code == 303
    assert acting.state(app, reference) == "removed_after_publication"


def test_notes_are_for_colleagues_only(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = acting.bring(app, "published")
    client.press(f"/moderation/{reference}/1", _form="/notes", note="Ask the legal office.")
    second = app.test_client()
    cast.sign_in(second, world.MODERATOR_2)
    assert "Ask the legal office." in second.get(f"/moderation/{reference}/1").text
    visitor = app.test_client()
    assert "legal office" not in visitor.get(f"/submissions/{reference}").text


def test_likes_are_told_apart_by_who_sent_them(
    app: Flask, client: FlaskClient, our_slug: str, work: Any
) -> None:
    mine = world.submission(app, comments=[CALL, CALL | {"block_key": "lot-size-2"}], email="a@lab.example")
    again = world.submission(app, comments=[CALL | {"block_key": "lot-size-2"}], email="A@lab.example")
    other = world.submission(app, comments=[CALL])
    work()
    page = html.fromstring(client.get(f"/moderation/{mine}/1").get_data())
    side = page.find_class("pane-side")[0]
    linked = {}
    for heading in side.iter("h2"):
        if heading.text_content().startswith("Similar"):
            linked[heading.text_content()] = [a.text_content() for a in heading.getnext().iter("a")]
    assert linked == {
        "Similar, same submitter (1)": [f"{again}/1"],
        "Similar, other submitters (1)": [f"{other}/1"],
    }


# -- who may see the queue ---------------------------------------------------------------------------------------------


def test_visitors_sign_in_and_strangers_find_nothing(app: Flask, client: FlaskClient, our_slug: str) -> None:
    reference = acting.bring(app, "received")
    pages = ("/moderation", f"/moderation/{reference}/1", f"/moderation/{reference}")
    visitor = app.test_client()
    assert [visitor.get(path).status_code for path in pages] == [303, 303, 303]
    cast.person(app, "nobody@example.org")
    nobody = app.test_client()
    cast.sign_in(nobody, "nobody@example.org")
    assert [nobody.get(path).status_code for path in pages] == [403, 403, 403]
    cast.person(app, "far@example.org")
    cast.organisation(app, "metals", name="Metals Board", moderator=["far@example.org"])
    far = app.test_client()
    cast.sign_in(far, "far@example.org")
    assert [far.get(path).status_code for path in pages] == [200, 404, 404]
    assert lines(far) == []
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    assert [officer.get(path).status_code for path in pages] == [403, 403, 403]
    form = client.form(f"/moderation/{reference}/1", _form="/publish")
    assert far.post(f"/moderation/{reference}/1/publish", data=form).status_code == 404
    assert client.get(f"/moderation/{reference}/99").status_code == 404
    assert client.get("/moderation/AAA-AAA-AAA/1").status_code == 404
    assert acting.state(app, reference) == "received"


def test_my_own_is_not_mine_to_decide(app: Flask, client: FlaskClient, our_slug: str) -> None:
    own = world.submission(app, user=world.MODERATOR)
    other = world.submission(app)
    form = client.form(f"/moderation/{other}/1", _form="/publish")
    form |= {"reason": "abusive", "hide_words": "Lots", "hide_reason": "abusive", "note": "x"}
    for verb in ("publish", "redaction", "withholding", "removal", "notes", "claim"):
        assert client.post(f"/moderation/{own}/1/{verb}", data=form).status_code == 403
    assert client.post(f"/moderation/{own}", data=form | {"verb": "publish"}).status_code == 403
    assert acting.decisions(app, own) == []
