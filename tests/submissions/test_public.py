"""What the public sees: every attribution in every state, and names that are nowhere when they are not to be shown."""

import itertools
from dataclasses import FrozenInstanceError, astuple, fields, replace
from typing import Any

import pytest
from flask import Flask

from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.markup import RedactedSpan
from consult.stakeholders.models import Category
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


def test_a_public_comment_has_the_columns_of_the_public_query_in_their_order() -> None:
    """It is made from rows by position."""
    columns = queries.public(1).selected_columns.keys()
    assert columns == [field.name for field in fields(queries.PublicComment)]


def test_two_reads_of_a_public_comment_are_equal_and_find_the_same_in_a_cache(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    _show(world.submission(ctx, slug, comments=[world.COMMENT], on_behalf_of=["KEN", "TUV"]))
    rows = queries.public(world.load(slug).id)
    (first,), (second,) = queries.public_comments(rows), queries.public_comments(rows)
    assert first.on_behalf_of == ("KEN", "TUV")
    assert first == second
    assert {first.values: "kept"}[second.values] == "kept"
    assert replace(second, on_behalf_of=("KEN",)).values not in {first.values: "kept"}
    with pytest.raises(FrozenInstanceError):
        first.name = "Another"  # type: ignore[misc]


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
                    actions.publish(comment, state=state, hidden={})
                continue
            actions.publish(comment, state=state, hidden={})
        elif state == Moderation.IN_REVIEW:
            actions.set_in_review(comment)
        elif state == Moderation.WITHDRAWN:
            actions.withdraw_comment(comment)
        elif state in REFUSED:
            actions.hide(comment, state=state, reason="off_topic")
        made[submission.reference] = (attribution, state)
    rows = {row.reference: row for row in queries.public_comments(queries.public(consultation_id))}
    expected = {
        reference: attribution
        for reference, (attribution, state) in made.items()
        if state in VISIBLE and attribution != Attribution.CONFIDENTIAL
    }
    assert {reference: row.attribution for reference, row in rows.items()} == expected
    for row in rows.values():
        told = " ".join(str(value) for value in astuple(row))
        hidden = {*CANARIES.values(), "KEN"} - {"canary@mail.example"} - SEEN[row.attribution]
        assert [word for word in sorted(hidden) if word in told] == []
        assert [word for word in SEEN[row.attribution] if word not in told] == []
        assert "canary@mail.example" not in told
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)


def _published(app: Flask, slug: str, country: str, attribution: Attribution, **more: Any) -> str:
    reference = world.submission(
        app, slug, comments=[world.GENERAL, world.GENERAL | {"comment": "More."}], country=country,
        attribution=attribution, **more,
    )  # fmt: skip
    _show(reference)
    return reference


def _show(reference: str) -> None:
    for comment in queries.comments_of(queries.by_reference(reference)):
        actions.publish(comment, state=Moderation.PUBLISHED, hidden={})


def _country(reference: str) -> set[str]:
    """What the public reads of the country of a submission, over its comments."""
    found = queries.by_reference(reference)
    rows = db.session.execute(queries.public(found.consultation_id, submission_id=found.id))
    return {row.country for row in rows}


NAMELESS = Attribution.ANONYMOUS_TO_PUBLIC


def test_a_country_is_shown_without_a_name_from_the_fifth_of_its_cell_on(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    consultation_id = world.load(slug).id
    _published(ctx, slug, "KEN", Attribution.ATTRIBUTED)
    first = [_published(ctx, slug, "KEN", NAMELESS) for _ in range(4)]
    other_category = _published(ctx, slug, "KEN", NAMELESS, category=Category.ACADEMIA, subcategory="")
    other_country = _published(ctx, slug, "TUV", NAMELESS)
    fifth, sixth = (_published(ctx, slug, "KEN", NAMELESS) for _ in range(2))
    assert [_country(one) for one in (*first, other_category, other_country)] == [{""}] * 6
    assert [_country(one) for one in (fifth, sixth)] == [{"KEN"}] * 2
    assert tallies.of(consultation_id, "country", "cell") == {
        "country": {"KEN": 6, "": 12},
        "cell": {"KEN industry": 6, "KEN academia": 1, "TUV industry": 1},
    }
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)
    assert db.session.execute(queries.public(consultation_id, country="TUV")).all() == []
    named = db.session.execute(queries.public(consultation_id, country="KEN")).all()
    assert len(named) == 6, "asking for a country finds no comment that does not show it"


def test_what_was_published_without_its_country_never_gains_it(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    first = _published(ctx, slug, "KEN", NAMELESS)
    for _ in range(5):
        _published(ctx, slug, "KEN", NAMELESS)
    assert _country(first) == {""}
    for comment in queries.comments_of(queries.by_reference(first)):
        actions.hide(comment, state=Moderation.REMOVED, reason="off_topic")
    _show(first)
    assert _country(first) == {""}


def test_what_was_published_with_its_country_keeps_it_when_others_leave(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    *others, last = (_published(ctx, slug, "KEN", NAMELESS) for _ in range(5))
    for one in others:
        actions.withdraw(queries.by_reference(one))
    assert _country(last) == {"KEN"}
    later = _published(ctx, slug, "KEN", NAMELESS)
    assert _country(later) == {""}
    consultation_id = world.load(slug).id
    assert tallies.of(consultation_id) == tallies.counted(consultation_id)


def test_looking_at_ones_own_draft_tells_nothing_of_others(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    sheet = queries.by_reference(world.submission(ctx, slug, country="KEN", attribution=NAMELESS))
    before = queries.public_submitter(sheet, NAMELESS)
    for _ in range(6):
        _published(ctx, slug, "KEN", NAMELESS)
    assert queries.public_submitter(sheet, NAMELESS) == before
    assert (before.country, queries.public_submitter(sheet, Attribution.ATTRIBUTED).country) == ("", "KEN")


def test_what_is_taken_out_is_in_no_public_column(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    said = world.COMMENT | {
        "comment": "Call 555-0199 now.", "proposal": "Ask 555-0199 first.", "rationale": "At 555-0199.",
    }  # fmt: skip
    made = queries.by_reference(world.submission(ctx, slug, comments=[said]))
    comment = queries.comments_of(made)[0]
    hidden = {
        part: [RedactedSpan(at, at + 8, "personal_data")]
        for part in ("comment", "proposal", "rationale")
        for at in [said[part].index("555-0199")]
    }
    actions.publish(comment, state=Moderation.PUBLISHED_REDACTED, hidden=hidden, reason="personal_data")
    row = db.session.execute(queries.public(made.consultation_id)).one()
    assert "555-0199" not in " ".join(str(value) for value in row)
    assert row.shown_proposal == "Ask […] first."
    assert row.shown_text == "Call […] now.\nAsk […] first.\nAt […]."
    assert comment.comment == said["comment"]


def test_the_public_page_of_a_submission_tells_who_only_while_something_of_it_is_shown(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    reference = world.submission(ctx, slug)
    waiting = queries.public_submission(reference)
    assert (waiting.who, waiting.moderation) == (None, {Moderation.RECEIVED: 2})
    secret = world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL)
    with pytest.raises(NotFound):
        queries.public_submission(secret)
