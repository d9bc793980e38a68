"""What the public sees: every attribution in every state, and names that are nowhere when they are not to be shown."""

import itertools

import pytest
from flask import Flask

from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.markup import Hidden
from consult.submissions import actions, queries, tallies
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation
from consult.submissions.models import Attribution
from tests import world

CANARIES = {
    "name": "Canary-Name",
    "organisation": "Canary-Organisation",
    "email": "canary@mail.example",
    "subcategory": "business_association",
    "category_other": "Canary-Other",
}
SEEN: dict[Attribution, set[str]] = {
    Attribution.ATTRIBUTED: {
        "Canary-Name",
        "Canary-Organisation",
        "business_association",
        "Canary-Other",
        "KEN",
    },
    Attribution.ORGANISATION_ONLY: {"Canary-Organisation", "business_association", "Canary-Other", "KEN"},
    Attribution.ANONYMOUS_TO_PUBLIC: set(),
}


def test_the_matrix_of_attribution_and_state(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    consultation_id = world.load(slug).id
    made = {}
    for attribution, state in itertools.product(Attribution, Moderation):
        submission = queries.by_reference(
            world.submission(ctx, slug, comments=[world.COMMENT], attribution=attribution, **CANARIES)
        )
        comment = queries.comments_of(submission)[0]
        if state in VISIBLE:
            if attribution == Attribution.CONFIDENTIAL:
                with pytest.raises(NotPossible):
                    actions.show(comment, state=state, hidden={})
                continue
            actions.show(comment, state=state, hidden={})
        elif state == Moderation.IN_REVIEW:
            actions.set_in_review(comment)
        elif state == Moderation.WITHDRAWN:
            actions.withdraw_comment(comment)
        elif state in REFUSED:
            actions.hide(comment, state=state, reason="off_topic")
        made[submission.reference] = (attribution, state)
    rows = {row.reference: row for row in db.session.execute(queries.public(consultation_id))}
    expected = {
        reference: attribution
        for reference, (attribution, state) in made.items()
        if state in VISIBLE and attribution != Attribution.CONFIDENTIAL
    }
    assert {reference: row.attribution for reference, row in rows.items()} == expected
    for row in rows.values():
        told = " ".join(str(value) for value in row)
        hidden = {*CANARIES.values(), "KEN"} - {"canary@mail.example"} - SEEN[row.attribution]
        assert [word for word in sorted(hidden) if word in told] == []
        assert [word for word in SEEN[row.attribution] if word not in told] == []
        assert "canary@mail.example" not in told
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)


def _published(app: Flask, slug: str, country: str, attribution: Attribution) -> str:
    reference = world.submission(
        app, slug, comments=[world.GENERAL], country=country, attribution=attribution
    )
    for comment in queries.comments_of(queries.by_reference(reference)):
        actions.show(comment, state=Moderation.PUBLISHED, hidden={})
    return reference


def test_a_country_is_shown_without_names_only_where_there_are_five(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    consultation_id = world.load(slug).id
    _published(ctx, slug, "KEN", Attribution.ATTRIBUTED)
    for _ in range(4):
        _published(ctx, slug, "KEN", Attribution.ANONYMOUS_TO_PUBLIC)
    last = _published(ctx, slug, "TUV", Attribution.ANONYMOUS_TO_PUBLIC)

    def shown() -> list[tuple[str, str]]:
        rows = db.session.execute(queries.public(consultation_id).order_by("id"))
        return [(row.attribution.value, row.country) for row in rows]

    nameless = ("anonymous_to_public", "")
    assert shown() == [("attributed", "KEN"), *[nameless] * 5]
    assert db.session.execute(queries.public(consultation_id, country="TUV")).all() == []
    assert queries.public_name(queries.public_submission(last).who) == ("Name not published", ["Industry"])
    fifth = _published(ctx, slug, "KEN", Attribution.ANONYMOUS_TO_PUBLIC)
    assert shown() == [
        ("attributed", "KEN"), *[("anonymous_to_public", "KEN")] * 4, nameless, ("anonymous_to_public", "KEN"),
    ]  # fmt: skip
    assert tallies.of(consultation_id, "country", "anonymous") == {
        "country": {"KEN": 1, "": 6},
        "anonymous": {"KEN": 5, "TUV": 1},
    }
    actions.withdraw(queries.by_reference(fifth))
    assert shown() == [("attributed", "KEN"), *[nameless] * 5]


def test_what_is_taken_out_is_in_no_public_column(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    said = world.COMMENT | {
        "comment": "Call 555-0199 now.", "proposal": "Ask 555-0199 first.", "rationale": "At 555-0199.",
    }  # fmt: skip
    made = queries.by_reference(world.submission(ctx, slug, comments=[said]))
    comment = queries.comments_of(made)[0]
    label = "personal data"
    hidden = {
        part: [Hidden(at, at + 8, label, "personal_data")]
        for part in ("comment", "proposal", "rationale")
        for at in [said[part].index("555-0199")]
    }
    actions.show(comment, state=Moderation.PUBLISHED_REDACTED, hidden=hidden, reason="personal_data")
    row = db.session.execute(queries.public(made.consultation_id)).one()
    assert "555-0199" not in " ".join(str(value) for value in row)
    assert row.shown_proposal == "Ask […] first."
    assert row.shown_text == "Call [personal data] now.\nAsk […] first.\nAt [personal data]."
    assert comment.comment == said["comment"]


def test_the_public_page_of_a_submission_tells_who_only_while_something_of_it_is_shown(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    reference = world.submission(ctx, slug)
    waiting = queries.public_submission(reference)
    assert (waiting.who, waiting.moderation) == (None, {Moderation.RECEIVED: 2})
    secret = world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL)
    with pytest.raises(NotFound):
        queries.public_submission(secret)
