"""Each table with rows of a person is part of what they take along, and of what leaves with their account."""

import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import Text

from consult.accounts import actions as accounts
from consult.core import account_data
from consult.core.database import Model
from tests import cast, world
from tests.moderation import acting
from tests.reading.steps import statements

WHO = "ingrid@growers.example"

NOT_HANDED_OUT: Mapping[str, str] = {
    "account_requests": "what a worker does next for an address, gone within minutes",
    "claims": "which comment a moderator reads now, for a day at most",
    "half_sign_ins": "a sign-in under way, for minutes",
    "invitations": "the emails that invite are handed out, as all emails to the address",
    "recovery_codes": "digests alone; the record says when codes were made and used",
    "sign_ups": "an account that is not made yet, which its owner cannot sign in to",
    "tokens": "digests of links in emails, which are handed out without them",
}
"""Tables with rows of a person that the file of their data does without → why."""

NOT_ERASED: Mapping[str, str] = {
    "form_uploads": "of a draft submission: settle() deletes it once the draft is gone; of an officer: the organisation's",
    "organisations": "the address is the organisation's",
    "staff_entries": "what an officer entered for others is the organisation's",
}
"""Tables with rows of a person that stay when their account is deleted → why."""


def _columns_of_users() -> Iterator[tuple[str, str]]:
    """Table and column of each foreign key to an account."""
    for table in Model.metadata.tables.values():
        for column in table.columns:
            if any(key.target_fullname == "users.id" for key in column.foreign_keys):
                yield table.name, column.name


def _with_rows_of_a_person() -> set[str]:
    """Tables whose rows belong to an account or to an address. Columns such as `decided_by_id` say who did something
    for an organisation: that stays in its record, where a deleted account is a former member."""
    addressed = {
        table.name
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text)
        and (column.name.endswith("email") or column.name in {"to", "sender"})
    }
    return addressed | {table for table, column in _columns_of_users() if column == "user_id"}


def test_a_column_that_names_an_account_says_whose_a_row_is_or_who_did_something() -> None:
    names = {column for _table, column in _columns_of_users()} - {"user_id"}
    assert {name for name in names if not name.endswith("_by_id")} == {"author_id"}


@pytest.fixture
def story(app: Flask, clean: None) -> None:
    """Someone with a submission."""
    world.consultation(app)
    cast.person(app, WHO, "Ingrid Larsen")
    world.submission(app, user=WHO, name="Ingrid Larsen", email=WHO)


def _named(seen: list[str], verbs: str) -> set[str]:
    pattern = re.compile(rf'\b(?:{verbs})\s+(?:ONLY\s+)?"?([a-z_]+)')
    return {name for one in seen for name in pattern.findall(one)}


def _not_read(app: Flask) -> set[str]:
    with statements(app) as seen, app.app_context():
        account_data.personal_data(acting.user(WHO))
    return _with_rows_of_a_person() - _named(seen, "FROM|JOIN")


def _not_erased(app: Flask) -> set[str]:
    with statements(app) as seen, app.app_context():
        accounts.delete_account(acting.user(WHO), keep_names=False)
    return _with_rows_of_a_person() - _named(seen, "DELETE FROM|UPDATE")


def test_everything_of_a_person_is_read_for_their_file(app: Flask, story: None) -> None:
    assert _not_read(app) == set(NOT_HANDED_OUT)


def test_everything_of_a_person_is_erased_with_their_account(app: Flask, story: None) -> None:
    assert _not_erased(app) == set(NOT_ERASED)


def test_what_no_package_looks_at_would_be_found(
    app: Flask, story: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_data, "_parts", {})
    monkeypatch.setattr(account_data, "_leave", [])
    assert {"submissions", "draft_submissions", "sessions", "letters"} <= _not_read(app)
    left = _not_erased(app)
    assert {"submissions", "draft_submissions", "memberships", "subscriptions", "claims"} <= left
    assert "sessions" not in left
