"""The typed rules: rows as they are stored, defaults, limits, and what becomes of values that are not valid."""

import logging
import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.draft_submissions import actions as drafting
from consult.organisations import actions, queries
from consult.organisations.models import Organisation, RuleVersion
from consult.organisations.rules import (
    RULES,
    Attribution,
    AttributionRule,
    ConsultationRule,
    EligibilityRule,
    InvalidRule,
    LateCommentsRule,
    MassCommentsRule,
    ModerationRule,
    PolicyKind,
    PrivacyRule,
    RetentionRule,
)
from consult.practices import actions as practices
from consult.submissions import actions as submissions
from consult.submissions.models import Submission
from tests import cast, world
from tests.web.test_doctor import examine

ROOT = Path(__file__).resolve().parent.parent.parent

STORED: list[tuple[dict[str, Any], ConsultationRule]] = [
    ({"open_to": "all"}, EligibilityRule()),
    ({"target_days": 5}, ModerationRule(target_days=5)),
    ({"target_days": 10}, ModerationRule(target_days=10)),
    (
        {"choices": ["attributed", "organisation_only", "anonymous_to_public", "confidential"]},
        AttributionRule(choices=tuple(Attribution)),
    ),
    ({"choices": ["confidential"]}, AttributionRule(choices=(Attribution.CONFIDENTIAL,))),
    ({"accept": True, "grace_minutes": 10}, LateCommentsRule(accept=True, grace_minutes=10)),
    ({"accept": False, "grace_minutes": 0}, LateCommentsRule(accept=False, grace_minutes=0)),
    ({}, MassCommentsRule()),
    ({}, PrivacyRule()),
    (
        {"unpublished_name_months": 12, "email_months": 6, "unsent_days": 7},
        RetentionRule(unpublished_name_months=12, email_months=6, unsent_days=7),
    ),
]
"""What the first versions of the software store of each rule."""
FILES = {"attached_files": 5, "attached_file_mb": 10, "all_attached_files_mb": 30}
"""What later versions store of attachments with the rule of moderation."""


@pytest.mark.parametrize(("stored", "rule"), STORED)
def test_rules_are_read_as_they_were_stored_and_stored_the_same(
    stored: dict[str, Any], rule: ConsultationRule
) -> None:
    assert type(rule).read(stored) == type(rule).read_or_default(stored) == rule
    assert rule.stored() == {
        **{name: value for name, value in stored.items() if name != "open_to"},
        **(FILES if isinstance(rule, ModerationRule) else {}),
    }


def test_every_kind_has_its_rule_and_every_rule_stores_its_defaults() -> None:
    assert tuple(RULES) == tuple(PolicyKind)
    assert {kind: rule.read(rule().stored()) for kind, rule in RULES.items()} == {
        kind: rule() for kind, rule in RULES.items()
    }


def test_the_first_text_of_a_rule_says_the_defaults_of_its_fields() -> None:
    """An organisation starts with both; a default that changes alone would publish something else than is done."""
    late, kept = LateCommentsRule(), RetentionRule()
    assert f"grace period of {late.grace_minutes} minutes" in late.text
    assert late.accept
    assert "Later submissions are kept and marked as late" in late.text
    assert f"{kept.unpublished_name_months} months after the deadline" in kept.text
    assert f"email addresses after {kept.email_months} months" in kept.text
    assert f"draft submissions {kept.unsent_days} days after" in kept.text


def test_a_field_that_was_not_stored_has_its_default_and_one_that_is_not_known_is_ignored() -> None:
    assert LateCommentsRule.read({"accept": False}) == LateCommentsRule(accept=False, grace_minutes=10)
    assert LateCommentsRule.read({"accept": False, "added_later": 1}) == LateCommentsRule(accept=False)
    assert RetentionRule.read(None) == RetentionRule(12, 6, 7)


INVALID = [
    (LateCommentsRule, {"accept": "yes", "grace_minutes": 10}, ("accept",)),
    (LateCommentsRule, {"accept": None, "grace_minutes": 1441}, ("accept", "grace_minutes")),
    (LateCommentsRule, {"grace_minutes": True}, ("grace_minutes",)),
    (ModerationRule, {"target_days": "5"}, ("target_days",)),
    (ModerationRule, {"target_days": 0}, ("target_days",)),
    (AttributionRule, {"choices": []}, ("choices",)),
    (AttributionRule, {"choices": ["attributed", "by fax"]}, ("choices",)),
    (AttributionRule, {"choices": "attributed"}, ("choices",)),
    (RetentionRule, {"email_months": 6.5, "unsent_days": {}}, ("email_months", "unsent_days")),
]


@pytest.mark.parametrize(("rule", "stored", "names"), INVALID)
def test_values_that_are_not_valid_are_named_and_never_taken_in_silence(
    caplog: pytest.LogCaptureFixture,
    rule: type[ConsultationRule],
    stored: dict[str, Any],
    names: tuple[str, ...],
) -> None:
    with pytest.raises(InvalidRule) as told:
        rule.read(stored)
    assert (told.value.kind, told.value.names) == (rule.kind, names)
    assert caplog.records == []
    assert rule.read_or_default(stored) == rule.read({k: v for k, v in stored.items() if k not in names})
    assert [one.levelno for one in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize("stored", [[1], [], "email_months", 5, 0, True])
def test_where_what_is_stored_is_no_object_none_of_its_values_is_valid(stored: Any) -> None:
    with pytest.raises(InvalidRule) as told:
        RetentionRule.read(stored)
    assert told.value.names == tuple(RetentionRule.kinds())
    assert RetentionRule.read_or_default(stored) == RetentionRule()
    assert EligibilityRule.read_or_default(stored) == EligibilityRule()


def test_no_rule_is_made_with_a_value_outside_its_limits() -> None:
    for name, value in (("target_days", 61), ("target_days", "5")):
        with pytest.raises(InvalidRule):
            ModerationRule(**{name: value})  # type: ignore[arg-type]
    with pytest.raises(InvalidRule):
        AttributionRule(choices=())


def test_only_the_rules_know_how_their_fields_are_stored() -> None:
    """A key or a default that another module repeats would be a second place for it."""
    names = {field.name for rule in RULES.values() for field in fields(rule)} - {"accept", "choices"}
    code = {path: path.read_text() for path in (ROOT / "consult").rglob("*.py")}
    elsewhere = {
        str(path.relative_to(ROOT))
        for path, words in code.items()
        if re.search(rf"[\"'](?:{'|'.join(names)})[\"']", words) or "settings.get(" in words
    }
    assert elsewhere == set()


# -- a stored value that is not valid --------------------------------------------------------------------------------


def _damage(kind: PolicyKind, **values: Any) -> None:
    """Store values that are outside the limits, as a release with narrower limits would find them; PostgreSQL itself keeps
    a stored version from being changed."""
    policy = queries.rules_in_force(queries.get("seeds"))[kind]
    changed = (
        update(RuleVersion).where(RuleVersion.id == policy.id).values(settings={**policy.settings, **values})
    )
    db.session.execute(text("ALTER TABLE policies DISABLE TRIGGER USER"))
    db.session.execute(changed)
    db.session.execute(text("ALTER TABLE policies ENABLE TRIGGER USER"))
    db.session.commit()


def test_people_take_part_as_ever_while_the_operator_and_administrators_are_told(
    app: Flask, client: FlaskClient
) -> None:
    slug = world.consultation(app)
    with app.app_context():
        _damage(PolicyKind.ATTRIBUTION, choices=["by fax"])
        _damage(PolicyKind.LATE, grace_minutes=-1)
    assert client.get(f"/consultations/{slug}").status_code == 200
    assert client.get(f"/consultations/{slug}/take-part").status_code == 200
    with app.app_context():
        world.submission(app, slug)
        assert consulted.check_rules() == (
            False,
            "have values that are not valid: seeds/attribution version 1 (choices), seeds/late version 1 (grace_minutes)."
            " By these nothing is deleted; else defaults are followed",
        )
    assert examine(app)[1]["rules"] is False
    cast.sign_in(client, world.OFFICER)
    page = client.get("/organisations/seeds/policies").text
    assert page.count("Some values of this rule are not valid") == 2
    form = client.get("/organisations/seeds/policies/late").text
    assert "Some values of this rule are not valid" in form
    assert client.form("/organisations/seeds/policies/late")["grace_minutes"] == "10"
    assert client.press("/organisations/seeds/policies/late").status_code == 303
    assert "Some values" not in client.get("/organisations/seeds/policies/late").text


def test_nothing_is_deleted_by_a_rule_whose_values_are_not_valid(ctx: Flask) -> None:
    closes_at = clock.now() + timedelta(days=3)
    slug = world.consultation(ctx, closes_at=closes_at)
    world.submission(ctx, slug, attribution=Attribution.CONFIDENTIAL, email="w@growers.example")
    _damage(PolicyKind.RETENTION, email_months="60")
    with clock.at(closes_at + timedelta(days=800)):
        submissions.forget_people()
        drafting.forget_unsent()
        kept = select(Submission.email, Submission.name)
        assert db.session.execute(kept).all() == [("w@growers.example", "Wanjiru Kimani")]
        _damage(PolicyKind.RETENTION, email_months=6)
        submissions.forget_people()
        assert db.session.execute(kept).all() == [("", "")]


def test_nothing_is_launched_under_a_rule_whose_values_are_not_valid(ctx: Flask) -> None:
    slug = world.consultation(ctx, announce=False)
    officer = people.by_email(world.OFFICER)
    assert officer is not None
    made = consulted.get(slug, officer)
    _damage(PolicyKind.MODERATION, target_days=0)
    with pytest.raises(NotPossible, match="A rule has invalid values"):
        consultations.propose(made, by=officer, seen=NO_PAGE)
    rule = ModerationRule(target_days=3)
    actions.write_policy(queries.get("seeds"), rule, rule.text, by=officer)
    consultations.propose(made, by=officer, seen=NO_PAGE)


def test_what_a_later_version_stored_goes_on_to_the_next_version(ctx: Flask) -> None:
    world.consultation(ctx)
    _damage(PolicyKind.LATE, added_later=1)
    written = actions.write_policy(queries.get("seeds"), LateCommentsRule(), "As before.", by=None)
    assert written.settings == {"accept": True, "grace_minutes": 10, "added_later": 1}


# -- anything at all is stored ---------------------------------------------------------------------------------------

_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(_WORDS, inside, max_size=3),
    max_leaves=6,
)
_FIELDS = sorted({field.name for rule in RULES.values() for field in fields(rule)})
_STEPS = st.sampled_from(["approve", "publish"]) | _JSON
_STORED = (
    _JSON
    | st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=4)
    | st.dictionaries(st.sampled_from(["A6", "C5", "H1", "Z9"]), _STEPS, max_size=3)
)


def _store(stored: Any) -> None:
    """Store this of every rule, and where the required practices are."""
    db.session.execute(text("ALTER TABLE policies DISABLE TRIGGER USER"))
    db.session.execute(update(RuleVersion).values(settings=stored))
    db.session.execute(text("ALTER TABLE policies ENABLE TRIGGER USER"))
    db.session.execute(update(Organisation).values(blocking_practices=stored))
    db.session.commit()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(stored=["A6", 5])
@example(stored={"A6": ["approve"], "grace_minutes": {}, "choices": [[]]})
@example(stored=None)
@example(stored="approve")
@given(stored=_STORED)
def test_whatever_is_stored_of_a_rule_every_page_answers_and_pages_of_rules_tell(
    prepared: tuple[str, str], app: Flask, client: FlaskClient, stored: Any
) -> None:
    open_one, in_preparation = prepared
    with app.app_context():
        _store(stored)
        organisation = queries.get("seeds")
        policies = queries.rules_in_force(organisation)
        invalid = [kind for kind, policy in policies.items() if policy.invalid]
        is_unreadable = organisation.has_unreadable_practices
    app.extensions["page_cache"].clear()
    own = "/organisations/seeds"
    pages = {
        path: client.get(path)
        for path in (
            own, f"{own}/policies", *(f"{own}/policies/{kind}" for kind in RULES), f"{own}/practices", "/dashboard",
            f"/consultations/{in_preparation}/preparation/review", f"/consultations/{open_one}/practice",
            f"/consultations/{open_one}/practice", f"/consultations/{open_one}/responses/summary",
        )
    }  # fmt: skip
    reader = app.test_client()
    pages |= {
        f"as a reader {path}": reader.get(path)
        for path in (
            f"/consultations/{open_one}", f"/consultations/{open_one}/take-part", f"/consultations/{open_one}/practice",
            f"{own}", f"{own}/policies",
        )
    }  # fmt: skip
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    told = "Some values of this rule are not valid"
    assert pages[f"{own}/policies"].text.count(told) == len(invalid)
    assert [kind for kind in RULES if told in pages[f"{own}/policies/{kind}"].text] == invalid
    words = "The required practices of this organisation cannot be read."
    assert (words in pages[f"{own}/practices"].text) is is_unreadable
    assert (words in pages[f"/consultations/{in_preparation}/preparation/review"].text) is is_unreadable


@pytest.fixture
def prepared(app: Flask, client: FlaskClient) -> tuple[str, str]:
    """A consultation that is open, one in preparation, and an administrator at the browser."""
    slugs = world.consultation(app), world.consultation(app, "in-preparation", announce=False)
    world.submission(app)
    cast.sign_in(client, world.OFFICER)
    return slugs


def test_nothing_is_approved_while_the_required_practices_cannot_be_read(ctx: Flask) -> None:
    slug = world.consultation(ctx, announce=False)
    officer, approver = people.by_email(world.OFFICER), people.by_email(world.APPROVER)
    assert officer is not None
    assert approver is not None
    made = consulted.get(slug, officer)
    consultations.propose(made, by=officer, seen=NO_PAGE)
    db.session.execute(update(Organisation).values(blocking_practices=["A6"]))
    db.session.commit()
    assert consulted.check_rules()[1].startswith("have values that are not valid: seeds/required practices.")
    with pytest.raises(NotPossible, match="cannot be read"):
        consultations.approve(made, by=approver, seen=NO_PAGE)
    practices.choose(queries.get("seeds"), {"A2": "approve"}, by=officer)
    consultations.approve(made, by=approver, seen=NO_PAGE)
