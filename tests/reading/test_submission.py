"""The public page of one submission: as its sender chose, and no more."""

from flask import Flask
from flask.testing import FlaskClient

from consult.core import clock
from consult.core.database import db
from consult.draft_submissions import actions as drafting
from consult.moderation.models import Reason
from consult.submissions import actions, queries, references
from consult.submissions.models import Attribution
from consult.submissions.rules import NewComment
from consult.web.cache import FRESH
from tests import world
from tests.reading import steps
from tests.reading.steps import find, links, read, words


def test_it_shows_who_what_and_when(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = steps.publish(app, world.submission(app), 1, 2)
    page = read(client, f"/submissions/{reference}")
    assert words(page, "h1") == ["Wanjiru Kimani"]
    assert words(page, "dt") == [
        "Organisation", "Category", "Country or territory", "Commenting for", "Attribution", "Received",
    ]  # fmt: skip
    assert words(page, "dd bdi") == [
        "Seed Growers of the Highlands (name not confirmed)", "Seed Growers of the Highlands", "Industry · Business association", "Kenya",
        "My organisation – declared, not confirmed",
        "Published with the name",
    ]  # fmt: skip
    assert words(page, ".comment-name") == ["2.1 Maximum lot size, line 3", "Whole draft"]
    assert [found.get("id") for found in find(page, ".comment")] == [f"c-{reference}-1", f"c-{reference}-2"]
    assert links(page, ".comment-name a") == [f"/consultations/{world.SLUG}/text/lot-size-1"]
    assert client.get(f"/submissions/{reference.lower()}").status_code == 200


def test_before_anything_is_published_no_one_is_named(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = world.submission(app)
    page = read(client, f"/submissions/{reference}")
    assert words(page, "h1") == [f"Submission {reference}"]
    assert words(page, ".notice-title") == ["○ 2 comments pending"]
    assert "Wanjiru" not in page.text_content()
    assert "Kenya" not in page.text_content()


def test_what_is_hidden_is_counted_without_words(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[world.COMMENT, world.GENERAL, world.GENERAL])
    steps.redact(app, reference, 1, "small stores")
    steps.decide(app, reference, 2, "withhold", Reason.ABUSIVE)
    page = read(client, f"/submissions/{reference}")
    assert words(page, ".comment .redacted") == ["[personal data]"]
    assert words(page, ".comment .pill") == ["▲ Published with redactions"]
    assert words(page, ".notice-title") == [
        "○ 1 comment pending", "○ 1 comment is not published",
    ]  # fmt: skip
    assert ("small stores" in page.text_content(), "We welcome" in page.text_content()) == (False, False)


def test_a_withdrawn_submission_says_only_that(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = steps.publish(app, world.submission(app))
    assert words(read(client, f"/submissions/{reference}"), "h1") == ["Wanjiru Kimani"]
    with app.app_context():
        actions.withdraw(queries.by_reference(reference))
    page = read(client, f"/submissions/{reference}")
    assert words(page, "h1") == [f"Submission {reference}"]
    assert words(page, ".notice-title") == ["○ Withdrawn by the submitter"]
    assert find(page, ".comment") == []
    assert "Wanjiru" not in page.text_content()


def test_one_withdrawn_comment_is_told(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = steps.publish(app, world.submission(app), 1, 2)
    with app.app_context():
        actions.withdraw_comment(queries.comment(reference, 2))
    page = read(client, f"/submissions/{reference}")
    assert words(page, ".notice-title") == ["○ 1 comment withdrawn by its submitter"]
    assert len(find(page, ".comment")) == 1


def test_confidential_unsent_and_unknown_ones_are_not_there(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(app)
    confidential = world.submission(app, attribution=Attribution.CONFIDENTIAL)
    with app.app_context():
        drafting.begin(world.load(slug), key=references.new_key())
    paths = [f"/submissions/{name}" for name in (confidential, "None", "ABC-DEF-GHI", "x" * 300, "'")]
    assert [client.get(path).status_code for path in paths] == [404] * 5


def test_a_late_one_says_so(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, open=False)
    reference = steps.published(app)[0]
    assert words(read(client, f"/submissions/{reference}"), ".notice-title") == [
        "▲ Submitted after the deadline"
    ]


def test_what_moderators_say_stays_inside(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    reference = steps.publish(app, world.submission(app))
    with app.app_context():
        assert db.session.execute(queries.public(world.load().id)).all() != []
    answer = client.get(f"/submissions/{reference}")
    assert "moderator@seeds.example" not in answer.get_data(as_text=True)
    assert clock.now().isoformat()[:4] in answer.get_data(as_text=True)


def test_other_words_for_what_was_refused_wait_for_a_moderator_at_once(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[world.COMMENT])
    steps.decide(app, reference, 1, "withhold", Reason.ABUSIVE)
    seen = words(read(client, f"/submissions/{reference}"), ".notice-title")
    with app.app_context():
        refused = queries.comment(reference, 1)
        actions.change_comment(
            refused, type=refused.type, quote="", comment="Lots are too large.", proposal="", rationale=""
        )
    now_seen = words(read(client, f"/submissions/{reference}"), ".notice-title")
    assert (seen, now_seen) == (["○ 1 comment is not published"], ["○ 1 comment pending"])


def test_a_comment_added_later_is_counted_within_minutes(app: Flask, client: FlaskClient) -> None:
    now = clock.now()
    world.consultation(app)
    reference = steps.publish(app, world.submission(app, comments=[world.COMMENT]))
    with clock.at(now):
        seen = words(read(client, f"/submissions/{reference}"), ".notice-title")
    with app.app_context():
        actions.add_comment(
            queries.by_reference(reference), NewComment(key="one-more-comment-1", **world.GENERAL)
        )
    with clock.at(now + FRESH):
        now_seen = words(read(client, f"/submissions/{reference}"), ".notice-title")
    assert (seen, now_seen) == ([], ["○ 1 comment pending"])


def test_statements_do_not_grow_with_comments(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    costs = []
    for number in (1, 3):
        reference = steps.published(app, comments=[world.COMMENT] * number)[0]
        client.get(f"/submissions/{reference}")
        with steps.statements(app) as seen:
            client.get(f"/submissions/{reference}?n=1")
        costs.append(len(seen))
    assert costs == [6, 6]
