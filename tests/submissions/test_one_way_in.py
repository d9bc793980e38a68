"""Comments come into the record by one statement, and every way in asks the same rules in the same order."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.core import clock
from consult.core.errors import DomainError, NotPossible
from consult.draft_submissions import actions as drafting
from consult.submissions import actions, queries
from consult.submissions.models import Comment
from consult.submissions.rules import NewComment, NotQuoted
from tests import world

CODE = Path(__file__).resolve().parent.parent.parent / "consult"
ADDING = "submissions/actions/adding.py"

WORDS: dict[str, Any] = {
    name: world.COMMENT.get(name, "") for name in ("type", "quote", "comment", "proposal", "rationale")
}
WRONG: list[tuple[dict[str, Any], type[DomainError]]] = [
    ({"comment": " ", "proposal": " "}, NotPossible),
    ({"comment": "a" * 20_001}, NotPossible),
    ({"rationale": "a" * 20_001}, NotPossible),
    ({"quote": "forty thousand"}, NotQuoted),
    ({"comment": " ", "quote": "forty thousand"}, NotPossible),
]


def files_with(pattern: str) -> set[str]:
    return {
        str(path.relative_to(CODE))
        for path in CODE.rglob("*.py")
        if re.search(pattern, path.read_text("utf-8"))
    }


def test_one_module_asks_the_rules_and_adds_to_the_record() -> None:
    assert files_with(r"\brules\.say\(") == {ADDING}
    assert files_with(r"\binsert\(_?COMMENTS\)|(?<![\w.])Comment\((?!WrittenComment)") == {ADDING}


def test_the_rules_ask_no_query() -> None:
    """What has to be looked up for them is in the two modules that decision 0035 names."""
    imports = re.findall(r"^(?:from|import) .*", (CODE / "submissions/rules.py").read_text(), re.MULTILINE)
    assert not [line for line in imports if "queries" in line or "database" in line]
    told = (CODE.parent / "docs/decisions/0035-drafts-and-the-record-are-apart.md").read_text()
    for module in (ADDING, "submissions/answers.py"):
        assert "queries" in (CODE / module).read_text()
        assert f"`{module}`" in told


@pytest.mark.parametrize(("wrong", "error"), WRONG)
def test_every_way_in_refuses_the_same(ctx: Flask, wrong: dict[str, Any], error: type[DomainError]) -> None:
    slug = world.consultation(ctx)
    about = {name: world.COMMENT[name] for name in ("subject", "block_key")}
    record = queries.by_reference(world.submission(ctx, slug, comments=[world.COMMENT]))
    [filed] = queries.comments_of(record)
    draft = drafting.begin(world.load(slug), key="a-draft-of-the-tests-1", **world.WHO)
    drafted = drafting.add_comment(draft, key="drafted-comment-1", **world.COMMENT)
    said = WORDS | wrong
    ways = (
        lambda: world.submission(ctx, slug, comments=[about | said]),
        lambda: actions.add_comment(record, NewComment(key="another-comment-1", **about, **said)),
        lambda: actions.change_comment(filed, **said),
        lambda: drafting.add_comment(draft, key="another-comment-2", **about, **said),
        lambda: drafting.change_comment(drafted, **said),
    )
    told = []
    for way in ways:
        with pytest.raises(error) as refused:
            way()
        told.append((type(refused.value), str(refused.value)))
    assert len(set(told)) == 1


def test_every_way_in_leaves_wording_out_that_is_the_passage_and_cleans_the_same(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    text = next(block for block in world.BLOCKS if block[0] == "lot-size-1")[-1]
    said = WORDS | {"proposal": f"  {text} ", "comment": " Too large. ", "quote": ""}
    about = {name: world.COMMENT[name] for name in ("subject", "block_key")}
    record = queries.by_reference(world.submission(ctx, slug, comments=[about | said, world.COMMENT]))
    first, second = queries.comments_of(record)
    added = actions.add_comment(record, NewComment(key="another-comment-1", **about, **said))
    actions.change_comment(second, **said)
    draft = drafting.begin(world.load(slug), key="a-draft-of-the-tests-1", **world.WHO)
    drafted = drafting.add_comment(draft, key="drafted-comment-1", **about, **said)
    other = drafting.add_comment(draft, key="drafted-comment-2", **world.COMMENT)
    drafting.change_comment(other, **said)
    assert {(one.comment, one.proposal) for one in (first, second, added, drafted, other)} == {
        ("Too large.", "")
    }


def test_what_is_added_after_an_outage_says_so_with_its_first_version(ctx: Flask) -> None:
    slug = world.consultation(ctx)
    record = queries.by_reference(world.submission(ctx, slug))
    arrived, again = clock.now(), clock.now()
    one: Comment = actions.add_comment(
        record, NewComment(key="another-comment-1", **world.GENERAL), received_at=arrived, sent_again_at=again
    )
    [kept] = queries.editions(one)
    assert (one.first_arrived_at, one.sent_again_at, one.is_autosaved) == (arrived, again, False)
    assert (kept.first_arrived_at, kept.comment) == (arrived, world.GENERAL["comment"])


BAD_KEYS = ["", " ", "a key", "key\x00", "key\n", "k" * 101, "ключ", "\ud800"]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_that_is_none_is_refused_by_every_way_in(ctx: Flask, key: str) -> None:
    slug = world.consultation(ctx)
    record = queries.by_reference(world.submission(ctx, slug))
    draft = drafting.begin(world.load(slug), key="a-draft-of-the-tests-1", **world.WHO)
    for way in (
        lambda: world.submission(ctx, slug, key=key or " "),
        lambda: actions.add_comment(record, NewComment(key=key, **world.GENERAL)),
        lambda: drafting.begin(world.load(slug), key=key, **world.WHO),
        lambda: drafting.add_comment(draft, key=key, **world.GENERAL),
    ):
        with pytest.raises(NotPossible, match="key of a request"):
            way()


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a\x00b"},
        {"said_from": "a\x1bb"},
        {"block_key": "lot-size-1\x00"},
        {"block_key": "x" * 1001},
        {"block_key": "\udfff"},
        {"language": "en\x00"},
        {"language": "e" * 60},
        {"language": ""},
    ],
)
def test_an_identifier_that_is_none_is_refused_and_nothing_is_filed(
    ctx: Flask, wrong: dict[str, Any]
) -> None:
    slug = world.consultation(ctx)
    with pytest.raises(NotPossible):
        world.submission(ctx, slug, comments=[world.COMMENT | wrong], key="one-key-of-the-tests")
    assert queries.by_key("one-key-of-the-tests") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "n" * 121}, {"organisation": "o" * 201}, {"email": "e" * 255}, {"country": "KEN\x00\x00" * 9},
        {"language": "not a language"}, {"on_behalf_of": ["KEN\x00"]}, {"on_behalf_of": ["KEN"] * 301},
    ],
)  # fmt: skip
def test_what_a_submission_says_of_its_submitter_has_limits(ctx: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        world.submission(ctx, world.consultation(ctx), **wrong)
