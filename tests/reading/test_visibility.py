"""What must not be public is on no page of this package and in no file: words planted in every private place are looked for."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.moderation import actions as moderation
from consult.moderation.models import Reason
from consult.submissions import actions, queries
from consult.submissions.models import Attribution, CommentType
from tests import world
from tests.reading import steps
from tests.reading.steps import links, read

SLUG = world.SLUG


def _comment(name: str, **changes: str) -> dict[str, object]:
    """A comment with a word of its own in each of its parts."""
    return {
        **world.COMMENT, "type": CommentType.TECHNICAL, "comment": f"canary{name}comment said.",
        "proposal": f"canary{name}proposal written.", "rationale": f"canary{name}rationale given.",
    } | changes  # fmt: skip


@pytest.fixture
def story(app: Flask) -> list[str]:
    """Submissions of every kind; gives the references of those that were sent."""
    world.consultation(app)
    shown = world.submission(
        app, comments=[_comment("open")], name="seenname", email="canarymail@mail.example"
    )
    steps.publish(app, shown)
    withheld = world.submission(
        app, comments=[_comment("withheld"), _comment("waiting")], name="canarywithheldname"
    )
    steps.decide(app, withheld, 1, "withhold", Reason.ABUSIVE)
    removed = steps.publish(
        app, world.submission(app, comments=[_comment("removed")], name="canaryremovedname")
    )
    steps.decide(app, removed, 1, "remove", Reason.OFF_TOPIC)
    confidential = world.submission(
        app, comments=[_comment("confidential")], name="canaryconfidentialname",
        organisation="canaryconfidentialorganisation", attribution=Attribution.CONFIDENTIAL,
    )  # fmt: skip
    nameless = world.submission(
        app, comments=[{**_comment("nameless"), "comment": "seennameless"} | {"proposal": "", "rationale": ""}],
        name="canarynamelessname", organisation="canarynamelessorganisation", country="TUV", category_other="canaryother",
        attribution=Attribution.ANONYMOUS_TO_PUBLIC,
    )  # fmt: skip
    steps.publish(app, nameless)
    by_organisation = world.submission(
        app, comments=[{**world.GENERAL, "comment": "seenhouse"}], name="canaryhousename", organisation="seenhousename",
        attribution=Attribution.ORGANISATION_ONLY,
    )  # fmt: skip
    steps.publish(app, by_organisation)
    redacted = world.submission(
        app,
        comments=[
            _comment(
                "x", comment="seenredacted canaryredactedcomment here",
                proposal="seen canaryredactedproposal", rationale="seen canaryredactedrationale",
            )
        ],
    )  # fmt: skip
    for field in ("comment", "proposal", "rationale"):
        steps.redact(app, redacted, 1, f"canaryredacted{field}", field)
    withdrawn = steps.publish(
        app, world.submission(app, comments=[_comment("withdrawn")], name="canarywithdrawnname")
    )
    amended = steps.publish(
        app, world.submission(app, comments=[_comment("before")], name="canaryamendedname")
    )
    with app.app_context():
        mariam = people.by_email(world.MODERATOR)
        assert mariam is not None
        actions.withdraw(queries.by_reference(withdrawn))
        moderation.note(queries.comment(shown, 1), "canarynote of a colleague", by=mariam)
        comment = queries.comment(amended, 1)
        actions.change_comment(
            comment, type=comment.type, quote="", comment="canaryafter the change", proposal="", rationale=""
        )
        moderation.withhold(
            queries.comment(amended, 1),
            Reason.OTHER_EXPLAINED,
            by=mariam,
            explanation="canaryexplanation",
            seen=NO_PAGE,
        )
        moderation.remove(queries.comment(amended, 1), Reason.OFF_TOPIC, by=mariam, seen=NO_PAGE)
        consultation = world.load()
        sheet = drafting.begin(consultation, key="canary-sheet-0123456789", name="canarysheetname")
        drafting.add_comment(sheet, key="canary-comment-0123456789", **_comment("unsent"))  # type: ignore[arg-type]
    return [shown, withheld, removed, confidential, nameless, by_organisation, redacted, withdrawn, amended]


def _pages(client: FlaskClient, references: list[str]) -> Iterator[str]:
    base = f"/consultations/{SLUG}"
    yield from (
        f"{base}/text",
        f"{base}/comments",
        f"{base}/comments?sort=passage",
        f"{base}/comments.csv",
        f"{base}/statistics",
    )
    yield from (f"{base}/text/{block[0]}" for block in world.BLOCKS)
    yield from (f"/submissions/{reference}" for reference in references)
    for word in (
        "canary",
        "canarywithheldcomment",
        "canaryredactedcomment",
        "canarynamelessname",
        "mail.example",
    ):
        yield f"{base}/comments.csv?q={word}"
        yield f"{base}/comments?type=technical&region=Oceania&category=industry"
    yield from links(read(client, f"{base}/comments"), "select option")


def test_no_page_and_no_file_gives_anything_away(client: FlaskClient, story: list[str]) -> None:
    told = ""
    for path in _pages(client, story):
        if path == "None":
            continue
        answer = client.get(path)
        assert answer.status_code in {200, 404}, path
        told += answer.get_data(as_text=True).lower().replace("canaryopen", "seenopen")
    leaked = {word for word in CANARIES if word in told.replace("?q=canary", "").replace("“canary", "")}
    assert leaked == set()
    assert [word for word in SEEN if word not in told] == []


def test_searching_does_not_find_what_is_not_shown(client: FlaskClient, story: list[str]) -> None:
    base = f"/consultations/{SLUG}/comments?q="
    for word in CANARIES:
        assert len(steps.find(read(client, base + word), ".comment")) == 0, word
    assert [
        len(steps.find(read(client, base + word), ".comment")) for word in ("seennameless", "seenredacted")
    ] == [1, 1]


def test_a_region_is_not_a_way_to_find_a_nameless_person(client: FlaskClient, story: list[str]) -> None:
    page = read(client, f"/consultations/{SLUG}/comments?region=Oceania")
    assert steps.find(page, ".comment") == []
    assert "Tuvalu" not in page.text_content()


CANARIES = (
    "canarymail", "canarywithheldname", "canarywithheldcomment", "canarywithheldproposal", "canarywithheldrationale",
    "canarywaiting", "canaryremovedname", "canaryremovedcomment", "canaryconfidentialname",
    "canaryconfidentialorganisation", "canaryconfidentialcomment", "canarynamelessname", "canarynamelessorganisation",
    "canaryother", "canaryhousename", "canaryredactedcomment", "canaryredactedproposal", "canaryredactedrationale",
    "canarywithdrawnname", "canarywithdrawncomment", "canarybefore", "canaryafter", "canaryamendedname", "canarynote",
    "canaryexplanation", "canarysheetname", "canaryunsent",
)  # fmt: skip
SEEN = ("seenname", "seenopencomment", "seenopenproposal", "seenopenrationale", "seennameless", "seenhouse", "seenhousename",
        "seenredacted", "name not published")  # fmt: skip
