"""What filters find comments by: the very facts that the public sees of them, kept as those change."""

from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import text

from consult.core.database import db
from consult.core.searching import query as understood
from consult.stakeholders.models import Category
from consult.submissions import actions, queries, tallies
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Attribution, CommentType, Subject
from consult.submissions.queries import searching
from tests import world
from tests.plans import plan_of

SMALL = tallies.SMALL
PUBLISHED = {"state": Moderation.PUBLISHED, "hidden": {}}


def _stored() -> dict[int, list[str]]:
    rows = db.session.execute(text("SELECT comment_id, facets FROM comment_stems ORDER BY 1"))
    return {row.comment_id: sorted(row.facets) for row in rows}


def _seen(consultation_id: int) -> dict[int, list[str]]:
    """Comment id → what a filter could ask for of it, out of what the public reads."""
    clauses = db.session.execute(text("SELECT version_id, key, clause FROM blocks"))
    clause_of = {(row.version_id, row.key): row.clause for row in clauses}
    return {
        row.id: sorted(
            one
            for [one] in queries.facets(
                block_key=row.block_key,
                clause=clause_of.get((row.version_id, row.block_key), ""),
                subject=None if row.block_key else row.subject,
                type=row.type,
                category=row.category,
                countries=[row.country] if row.country else [],
            )
        )
        for row in db.session.execute(queries.public(consultation_id))
    }


def _show_all(reference: str) -> None:
    for comment in queries.comments_of(queries.by_reference(reference)):
        actions.publish(comment, **PUBLISHED)


def _found(consultation_id: int, **wanted: Any) -> list[int]:
    return sorted(searching.search(consultation_id, "", queries.facets(**wanted), size=100).ids)


@pytest.fixture
def told(ctx: Flask) -> int:
    """A consultation with comments of every attribution and subject; without names, SMALL + 1 of a country."""
    world.consultation(ctx)
    said = [world.COMMENT, world.GENERAL, world.answer(ctx, world.SLUG, 1, "Ten days.")]
    for attribution, country in product((Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY), ("KEN", "")):
        _show_all(world.submission(ctx, comments=said, attribution=attribution, country=country))
    anonymous = {"attribution": Attribution.ANONYMOUS_TO_PUBLIC, "comments": [world.COMMENT]}
    for country in ["TUV", *["PER"] * (SMALL + 1)]:
        _show_all(world.submission(ctx, country=country, category=Category.ACADEMIA, **anonymous))
    world.submission(ctx, comments=[world.COMMENT], attribution=Attribution.CONFIDENTIAL, country="TUV")
    return world.load().id


def test_a_comment_is_found_by_what_the_public_sees_and_by_nothing_else(told: int) -> None:
    assert _stored() == _seen(told)
    assert {one for found in _stored().values() for one in found if one.startswith("country")} == {
        "country:KEN", "country:PER",
    }  # fmt: skip
    assert len(_found(told, countries=["PER"])) == 2  # shown from the fifth on
    assert _found(told, countries=["TUV"]) == []


@pytest.mark.parametrize(
    "changed",
    [
        "attribution = 'anonymous_to_public', shows_country = NULL, capacity = 'organisation'",
        "attribution = 'confidential', capacity = 'organisation'",
        "country = 'FRA', category = 'government'",
        "shows_country = NOT shows_country",
        "name = ''",
    ],
)
def test_what_changes_of_who_sent_it_changes_what_finds_it(told: int, changed: str) -> None:
    db.session.execute(text(f"UPDATE submissions SET {changed}"))
    assert _stored() == _seen(told)


def test_what_is_hidden_is_found_by_nothing(told: int) -> None:
    before = _stored()
    [comment, *_others] = queries.comments_of(queries.by_reference(_references(told)[0]))
    actions.hide(comment, state=Moderation.REMOVED, reason="off_topic")
    assert _stored() == {key: found for key, found in before.items() if key != comment.id} == _seen(told)


def _references(consultation_id: int) -> list[str]:
    return [row.reference for row in db.session.execute(queries.public(consultation_id).order_by(text("id")))]


def _questions() -> Iterator[dict[str, Any]]:
    yield from ({"type": kind} for kind in CommentType)
    yield from ({"subject": Subject.GENERAL}, {"subject": Subject.QUESTION}, {"clause": "lot-size"})
    yield from (
        {"category": Category.ACADEMIA},
        {"block_key": world.COMMENT["block_key"]},
        {"block_key": "none"},
    )
    yield {"category": Category.ACADEMIA, "type": world.COMMENT["type"], "clause": "lot-size"}


@pytest.mark.parametrize("most", [10_000, 1])
def test_facets_find_what_the_public_query_finds(
    told: int, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", most)
    monkeypatch.setattr(searching, "RECENT", 3)
    for wanted in _questions():
        rows = db.session.execute(queries.public(told, **wanted))
        assert _found(told, **wanted) == sorted(row.id for row in rows), wanted


def test_words_and_facets_together_have_one_index(told: int) -> None:
    index = "ix_comment_stems_found"
    rows = searching._SearchConditions(
        told,
        understood("lots"),
        queries.facets(type=CommentType.EDITORIAL, countries=["KEN", "PER"]),
        among=None,
        is_by_words=True,
    )
    statement = rows.rows(searching._STORED.comment_id).where(*rows.all_of_it(searching._STORED))
    plan = plan_of(statement, index, "enable_indexscan")
    condition = plan.partition(f"Bitmap Index Scan on {index}")[2]
    assert all(name in condition for name in ("words @@", "facets @>", "facets &&")), plan


def test_comments_from_before_are_given_facets_and_an_interrupted_start_goes_on(told: int) -> None:
    migration = import_module("migrations.versions.0050_searches_follow_languages")
    expected = _stored()
    db.session.execute(text("DELETE FROM comment_stems WHERE comment_id % 3 > 0"))
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration._fill()
    assert _stored() == expected
