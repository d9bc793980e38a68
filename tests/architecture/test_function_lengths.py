"""Functions are short; those of more than 30 lines are listed."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")

CODE = source.ROOT / "consult"

LINES = 30
"""Without the docstring."""

LONGEST = 58

LONG = {
    "accounts/views/signing_in.py:sign_in",
    "app.py:create_app",
    "comment_translations/export_columns.py:_of_language",
    "comment_translations/service.py:_ask",
    "comment_translations/views.py:translation",
    "consultations/actions/after_announcement.py:extend",
    "consultations/queries/translatable_texts.py:texts_of",
    "consultations/timetable.py:_points",
    "consultations/views/after_announcement.py:correct",
    "consultations/views/after_announcement.py:extend",
    "consultations/views/approving.py:approve",
    "consultations/views/languages.py:_decided",
    "consultations/views/public.py:overview",
    "core/database.py:watch",
    "core/isolated_calls.py:call",
    "demo/actions/consultation_story.py:prepare",
    "documents/akoma_ntoso/text.py:_part",
    "documents/aligning/pairs.py:_pair_blocks",
    "documents/aligning/pairs.py:_pair_numbers",
    "documents/aligning/pairs.py:_pair_run",
    "documents/formats.py:_of_text",
    "documents/formulas/mathml.py:made",
    "documents/html/counting.py:_block",
    "documents/html/parsing.py:_figure",
    "documents/html/parsing.py:parsed",
    "documents/word/counting.py:of_word",
    "draft_submissions/actions/commenting.py:add_comment",
    "draft_submissions/actions/commenting.py:change_comment",
    "draft_submissions/actions/submitting.py:submit",
    "draft_submissions/actions/unfinished.py:keep_unfinished",
    "draft_submissions/views/commenting.py:comment_page",
    "draft_submissions/views/comments.py:comment_of",
    "draft_submissions/views/reviewing.py:_look",
    "drafts/actions/pairing.py:undo_pair",
    "drafts/actions/versions.py:correct",
    "drafts/actions/versions.py:save",
    "drafts/views/change_descriptions.py:sentence",
    "drafts/views/drafts.py:import_draft",
    "drafts/views/imports.py:_page",
    "embedded.py:_start_postgres",
    "incoming_email/automatic.py:kind_of",
    "moderation/actions/confirmation.py:_decide",
    "moderation/actions/deciding.py:_write",
    "moderation/actions/name_requests.py:settle_name",
    "moderation/actions/submission_decisions.py:start_deciding",
    "moderation/queries/outcomes.py:sent",
    "moderation/queries/scopes.py:moderated",
    "moderation/views/filters.py:heading",
    "moderation/views/objections.py:object_to",
    "moderation/views/objections.py:settle",
    "moderation/views/restoring_words.py:restore_words",
    "moderation/views/reviewing.py:review_page",
    "moderation/views/several.py:several",
    "moderation/views/submission_decisions.py:decide_all",
    "notifications/actions.py:follow",
    "portal/queries/listing.py:counts",
    "portal/queries/listing.py:matching",
    "portal/queries/rows.py:_one",
    "practices/checks/materials.py:frozen",
    "practices/checks/materials.py:rules",
    "practices/checks/responding.py:response_in_time",
    "practices/facts/plan.py:plan_of",
    "practices/views.py:report",
    "reading/rendered.py:comments",
    "reading/shown_comments.py:shown_comment",
    "reading/views/submission.py:_of_the_others",
    "responses/actions/issues.py:change_issue",
    "responses/actions/responding_job.py:start_responding",
    "responses/cli.py:progress",
    "responses/queries/counting.py:progress",
    "responses/views/issues.py:issue",
    "responses/views/workbench.py:_workbench",
    "server/wsgi_bridge.py:environ_of",
    "submissions/actions/adding_and_amending.py:add_comment",
    "submissions/actions/adding_and_amending.py:change_comment",
    "submissions/actions/filing.py:file",
    "submissions/actions/receipt.py:_receipt",
    "submissions/queries/public_comments.py:public",
    "submissions/tallies.py:facts",
    "summaries/figures.py:compute_figures",
    "summaries/queries/public_comments.py:with_responses",
    "summaries/views/public.py:response_page",
    "summaries/views/summary.py:_summary_page",
    "web/cache.py:decorate",
    "web/cache.py:page",
    "web/cache.py:public_page",
    "web/errors.py:register",
    "web/pages.py:register",
    "web/startup.py:unsafe",
}
"""Functions that are longer. The list becomes shorter, never longer: split a function before it has so many lines."""


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function, without its docstring."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    return _lines(function) - (_lines(first) if has_docstring else 0)


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions() -> Iterator[tuple[str, int]]:
    """Every function as "package/module.py:name", with its length."""
    for path in source.modules():
        for node in source.nodes(path):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{path.relative_to(CODE)}:{node.name}", length(node)


def test_no_more_functions_are_long() -> None:
    long = {name: lines for name, lines in functions() if lines > LINES}
    assert sorted(long.keys() - LONG) == [], "split them"
    assert sorted(LONG - long.keys()) == [], "take them out of the list"
    assert max(long.values()) <= LONGEST
