"""The public response: before there is one, the nine sections, numbers that add up, and nothing that is private."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.consultations import actions as consultations
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from consult.submissions import queries as submitted
from consult.summaries import queries as summarised
from consult.summaries.figures import compute_figures
from consult.summaries.labels import SECTIONS
from tests import cast, world
from tests.responses import stories
from tests.responses.stories import CANARIES, Story

PAGE = f"/consultations/{world.SLUG}/response"


def test_before_it_is_published_the_page_says_when_it_is_due(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "The response is due by" in page.text
    assert "25 tonnes" not in page.text
    for kind in ("csv", "xlsx"):
        assert client.get(f"{PAGE}/dispositions.{kind}").status_code == 404
    with app.app_context():
        ids = [one.id for one in stories.chosen(responded, "industry-1", "industry-2")]
        assert summarised.published_responses(ids) == {}


def test_an_overdue_response_is_called_overdue(app: Flask, client: FlaskClient, clean: None) -> None:
    world.consultation(app, closes_at=clock.now() - timedelta(days=400), open=False)
    assert "The response is overdue" in client.get(PAGE).text


def test_it_is_in_time_until_the_promised_day_is_over_where_they_consult(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    slug = world.consultation(app, closes_at=clock.now() - timedelta(days=400), open=False)
    with app.app_context():
        made = world.load(slug)
        zone = ZoneInfo(made.timezone)
        closed, due = made.closes_at.astimezone(zone), made.response_due_on.astimezone(zone)
        days = made.organisation.response_days
    assert (due.date() - closed.date(), due.hour, due.minute) == (timedelta(days=days), 23, 59)
    for at, is_overdue in ((due + timedelta(seconds=59), False), (due + timedelta(seconds=60), True)):
        with clock.at(at):
            app.extensions["page_cache"].clear()
            assert ("The response is overdue" in client.get(PAGE).text) is is_overdue, at


def test_an_open_and_a_withdrawn_consultation_say_what_is_to_come(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    world.consultation(app)
    assert "After the consultation has closed" in client.get(PAGE).text
    with app.app_context():
        consultations.withdraw(
            world.load(), "StaleForm by events.", by=stories.person(world.OFFICER), seen=NO_PAGE
        )
    page = client.get(PAGE).text
    assert "There will be no response" in page
    assert "StaleForm by events." in page


def test_what_is_not_announced_has_no_response(app: Flask, client: FlaskClient, clean: None) -> None:
    slug = world.consultation(app, announce=False)
    for path in ("response", "response/dispositions.csv"):
        assert client.get(f"/consultations/{slug}/{path}").status_code == 404


def test_the_page_has_its_nine_sections_and_what_was_said_and_done(
    client: FlaskClient, published: Story
) -> None:
    page = html.fromstring(client.get(PAGE).text)
    sections = [one.get("id") for one in page.iter("section") if one.get("class") == "response-section"]
    assert sections == list(SECTIONS)
    table = next(one for one in page.iter("table") if one.get("class") == "said-did")
    rows = [" ".join(row.text_content().split()) for row in table.iter("tr")][1:]
    assert [row[:30] for row in rows] == [
        "Issue 1. The largest lot Indus", "Issue 2. Farmers' own seed 1 c", "2.2 Instruments, line 7 Define",
        "3 Reports, line 8 Ten days are",
    ]  # fmt: skip
    assert "Government 1 · Industry 1 · Confidential 1" in rows[0]
    assert "Partially accepted" in rows[0]
    changes = next(one for one in page.iter("section") if one.get("id") == "changes")
    assert len(changes.findall(".//tbody/tr")) == 2
    assert "[removed: 30" in " ".join(rows[0].split()).replace("[removed: ", "[removed: ")
    points = next(one for one in page.iter("section") if one.get("id") == "not_taken_up")
    assert [" ".join(row.text_content().split())[:17] for row in points.findall(".//tbody/tr")] == [
        "Farmers' own seed", "3 Reports, line 8",
    ]  # fmt: skip


def test_the_numbers_add_up(app: Flask, client: FlaskClient, published: Story) -> None:
    with app.app_context():
        figures = summarised.editions(world.load().id)[0].figures
    totals = figures["totals"]
    assert totals == {
        "received": 11, "published": 6, "published_redacted": 1, "withheld": 2, "removed": 1, "withdrawn": 1,
        "pending": 0, "adds_up": True,
    }  # fmt: skip
    parts = [
        totals[key]
        for key in ("published", "published_redacted", "withheld", "removed", "withdrawn", "pending")
    ]
    assert sum(parts) == totals["received"]
    assert sum(figures["reasons"].values()) == totals["withheld"] + totals["removed"]
    assert figures["dispositions"] == {
        "accepted": 1, "partially_accepted": 3, "noted": 1, "not_accepted": 1, "out_of_scope": 1, "duplicate": 1,
        "withdrawn": 1,
    }  # fmt: skip
    without_response = 2  # one withheld, one removed; the confidential one is withheld and responded to
    assert sum(figures["dispositions"].values()) + without_response == totals["received"]
    for axis in ("categories", "regions", "languages"):
        assert [sum(row[at] for row in figures[axis]) for at in (1, 2)] == [7, 10], axis
    assert [row[0] for row in figures["categories"]] == [
        "government",
        "industry",
        "civil_society",
        "academia",
        "not_shown",
    ]
    assert sum(clause[3] for clause in figures["clauses"]) == figures["comments"] == 8
    assert (figures["changes"], figures["submissions"], figures["submissions_withdrawn"]) == (2, 8, 1)
    panel = html.fromstring(client.get(PAGE).text).find(".//table[@class='legend adds-up']")
    assert [cell.text_content() for cell in panel.findall(".//td")] == ["6", "1", "2", "1", "1", "11"]


def test_the_partnerships_four_categories_are_always_shown(app: Flask, clean: None) -> None:
    world.consultation(app, open=False)
    with app.app_context():
        figures = compute_figures(world.load())
    assert figures["categories"] == [
        [key, 0, 0] for key in ("government", "industry", "civil_society", "academia")
    ]


def test_a_region_with_few_anonymous_submissions_is_not_told(app: Flask, clean: None) -> None:
    world.consultation(app, open=False)
    earlier = clock.now() - stories.EARLIER
    nameless = {"at": earlier, "attribution": stories.Attribution.ANONYMOUS_TO_PUBLIC}
    sent = [world.submission(app, country=country, **nameless) for country in ("FJI", *["KEN"] * 5)]
    with app.app_context():
        for one in (one for sheet in sent for one in submitted.comments_of(submitted.by_reference(sheet))):
            moderation.publish(one, by=stories.person(world.MODERATOR), seen=NO_PAGE)
        regions = compute_figures(world.load())["regions"]
    assert regions == [["Africa", 1, 2], ["not_shown", 5, 10]], "the first four of a cell never show it"


def test_nothing_private_is_on_any_public_page(client: FlaskClient, published: Story) -> None:
    paths = [
        PAGE,
        f"{PAGE}?edition=1",
        f"{PAGE}?lang=ar",
        f"{PAGE}/dispositions.csv",
        f"{PAGE}/dispositions.xlsx",
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        for canary in CANARIES:
            assert canary.encode() not in answer.data, (path, canary)


def test_responses_are_public_only_for_comments_that_are(app: Flask, published: Story) -> None:
    with app.app_context():
        everything = [submitted.comment(*_parts(reference)) for reference in published.at.values()]
        found = summarised.published_responses([one.id for one in everything])
        names = {one.id: name for name, one in zip(published.at, everything, strict=True)}
        assert {names[key]: answer.disposition for key, answer in found.items()} == {
            "industry-1": Disposition.PARTIALLY_ACCEPTED, "industry-2": Disposition.ACCEPTED,
            "government-1": Disposition.PARTIALLY_ACCEPTED, "government-2": Disposition.NOT_ACCEPTED,
            "civil-1": Disposition.OUT_OF_SCOPE, "civil-2": Disposition.DUPLICATE, "formula-1": Disposition.NOTED,
        }  # fmt: skip
        assert (
            found[next(key for key, name in names.items() if name == "civil-2")].duplicate_of
            == published.at["industry-1"]
        )
        secret = next(one for one in everything if names[one.id] == "confidential-1")
        own = summarised.responses_of_submission(secret.submission_id)
        assert [one.disposition for one in own.values()] == [Disposition.PARTIALLY_ACCEPTED]


def _parts(reference: str) -> tuple[str, int]:
    submission, _slash, number = reference.partition("/")
    return submission, int(number)


def test_the_response_to_a_confidential_comment_is_not_told_through_its_duplicate(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    with app.app_context():
        officer = stories.person(world.OFFICER)
        for name, same, text in (
            ("government-1", stories.chosen(responded, "confidential-1")[0], ""),
            ("confidential-1", None, "FOR-ITS-SENDER: your stores of 40 tonnes are known to us."),
        ):
            actions.respond(
                stories.chosen(responded, name),
                disposition=Disposition.DUPLICATE if same else Disposition.NOT_ACCEPTED,
                duplicate_of=same,
                text=text,
                is_out=True,
                by=officer,
                seen=NO_PAGE,
            )
    stories.publish(app, responded)
    submission, _number = _parts(responded.at["government-1"])
    for path in (PAGE, f"/submissions/{submission}", f"{PAGE}/dispositions.csv"):
        answer = client.get(path)
        assert (answer.status_code, "FOR-ITS-SENDER" in answer.text) == (200, False), path
    with app.app_context():
        [secret] = stories.chosen(responded, "confidential-1")
        assert [one.text for one in summarised.responses_of_submission(secret.submission_id).values()] == [
            "FOR-ITS-SENDER: your stores of 40 tonnes are known to us."
        ]


def test_a_comment_removed_later_leaves_the_page_and_its_response_too(
    app: Flask, client: FlaskClient, published: Story
) -> None:
    assert "Define stick sampler." in client.get(PAGE).text
    with app.app_context():
        one = submitted.comment(*_parts(published.at["industry-2"]))
        moderation.remove(one, Reason.COPYRIGHT, by=stories.person(world.MODERATOR), seen=NO_PAGE)
        assert summarised.published_responses([one.id]) == {}
    page = client.get(PAGE).text
    assert "Define stick sampler." not in page
    assert "A definition is added." not in page
    assert "Define stick sampler." not in client.get(f"{PAGE}/dispositions.csv").text


def test_the_submitter_of_a_confidential_comment_reads_its_response(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    cast.person(app, "owner@growers.example", "Kofi")
    sent = world.submission(
        app, user="owner@growers.example", at=clock.now() - stories.EARLIER, comments=[world.GENERAL],
        attribution=stories.Attribution.CONFIDENTIAL,
    )  # fmt: skip
    with app.app_context():
        stories.actions.respond(
            queries.by_references(world.load(), [f"{sent}/1"]), disposition=Disposition.CLARIFIED, text="For you alone.",
            by=stories.person(world.OFFICER), seen=NO_PAGE,
        )  # fmt: skip
    stories.publish(app, responded)
    assert "For you alone." not in client.get(PAGE).text
    assert client.get(f"/submissions/{sent}/status").status_code == 303
    cast.sign_in(client, "owner@growers.example")
    page = client.get(f"/submissions/{sent}/status").text
    assert "Responses to your comments" in page
    assert "For you alone." in page


def test_the_page_is_kept_for_visitors_until_something_changes(
    app: Flask, client: FlaskClient, published: Story
) -> None:
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_notice_typed_before_the_response_came_out_stays_on_the_page(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    path = f"/consultations/{world.SLUG}/responses/holding"
    cast.sign_in(client, world.OFFICER)
    typed = client.form(path) | {"reason": "The committee meets late."}  # type: ignore[attr-defined]
    typed["expected_on"] = (clock.now() + timedelta(days=9)).date().isoformat()
    stories.publish(app, responded)
    refused = client.post(path, data=typed)
    kept = html.fromstring(refused.data).xpath("//section[h2='Your text']//dd")
    assert (refused.status_code, kept[-1].text_content()) == (422, "The committee meets late.")
