"""Who may do what: every rule of the URL map × method × actor, written out; a new route without a row fails.

All things belong to the organisation "seeds"; "foreign" holds every role in another one. Without a token no POST goes
through, so asking changes nothing, which is looked at too.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.attachments import queries as attachments
from consult.attachments.lifecycle import Publication, State
from consult.attachments.models import Attachment
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import DocumentRole
from consult.core import clock, jobs, storage
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.documents.attached.kinds import AttachmentKind
from consult.documents.blocks import Source
from consult.moderation import actions as moderation
from consult.moderation.models import AttachmentVerb, Field, Reason
from consult.moderation.spans import Span
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.responses import actions as responses
from consult.stakeholders import actions as stakeholders
from consult.stakeholders.models import Category
from consult.submissions import queries as submissions
from consult.submissions import references
from tests import cast, copied, paged, world
from tests.consultations import languages
from tests.documents import papers

ACTORS = {
    "visitor": None,
    "holder": None,
    "stakeholder": "stakeholder@example.org",
    "officer": world.OFFICER,
    "approver": world.APPROVER,
    "moderator": world.MODERATOR,
    "administrator": "administrator@seeds.example",
    "foreign": "everything@barges.example",
    "platform": "platform@consult.example",
}
"""Who asks; the columns of the matrix, in this order."""

TABLES = ("events", "letters", "submissions", "comments", "decisions", "pending_decisions", "redactions", "contests", "notes", "answers",
          "issues", "summaries", "memberships", "invitations", "policies", "consultations", "drafts", "versions",
          "subscriptions", "attestations", "stakeholders", "tokens", "holding_notices", "documents", "questions", "answers_to_questions", "draft_answers", "subcategories", "confirmations", "name_requests")  # fmt: skip


# fmt: off
MATRIX = {
    # in: sign in first · code: give the code of the sheet · no: 403 · --: 404 · ok: anything else

    #                                         visi hold stak offi appr mode admi fore plat
    ("accounts.account", "GET"):                   "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.account", "POST"):                  "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.ask_for_browser", "GET"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.ask_for_browser", "POST"):          "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.code", "GET"):                      "in   in   in   in   in   in   in   in   in",
    ("accounts.code", "POST"):                     "in   in   in   in   in   in   in   in   in",
    ("accounts.confirm_email", "GET"):             "--   --   --   --   --   --   --   --   --",
    ("accounts.confirm_email", "POST"):            "--   --   --   --   --   --   --   --   --",
    ("accounts.data", "GET"):                      "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.data", "POST"):                     "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.deletion", "GET"):                  "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.deletion", "POST"):                 "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.email", "GET"):                     "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.email", "POST"):                    "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.let_browser_in", "GET"):            "--   --   --   --   --   --   --   --   --",
    ("accounts.let_browser_in", "POST"):           "--   --   --   --   --   --   --   --   --",
    ("accounts.new_email", "GET"):                 "in   in   --   --   --   --   --   --   --",
    ("accounts.new_email", "POST"):                "in   in   --   --   --   --   --   --   --",
    ("accounts.new_password", "GET"):              "--   --   --   --   --   --   --   --   --",
    ("accounts.new_password", "POST"):             "--   --   --   --   --   --   --   --   --",
    ("accounts.other_authenticator", "GET"):       "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.other_authenticator", "POST"):      "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.password", "GET"):                  "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.password", "POST"):                 "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.password_reset", "GET"):            "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.password_reset", "POST"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.recovery_codes", "GET"):            "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.recovery_codes", "POST"):           "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.two_factor", "GET"):             "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.two_factor", "POST"):            "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sessions", "GET"):                  "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sessions", "POST"):                 "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sign_in", "GET"):                   "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sign_in", "POST"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sign_up", "GET"):                   "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("accounts.sign_up", "POST"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("attachments.public_file", "GET"):            "--   --   --   --   --   --   --   --   --",
    ("comment_translations.translation", "GET"):   "in   in   no   ok   no   ok   no   --   no",
    ("comment_translations.translation", "POST"):  "in   in   no   ok   no   ok   no   --   no",
    ("consultations.approve", "GET"):              "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.approve", "POST"):             "in   in   --   no   ok   no   no   --   --",
    ("consultations.begin", "GET"):                "in   in   --   ok   no   no   no   --   --",
    ("consultations.begin", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("consultations.correct", "GET"):              "in   in   --   ok   no   no   no   --   --",
    ("consultations.correct", "POST"):             "in   in   --   ok   no   no   no   --   --",
    ("consultations.document", "GET"):             "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.extend", "GET"):               "in   in   --   ok   no   no   no   --   --",
    ("consultations.extend", "POST"):              "in   in   --   ok   no   no   no   --   --",
    ("consultations.languages", "GET"):            "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.languages", "POST"):           "in   in   --   ok   no   no   no   --   --",
    ("consultations.overview", "GET"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("consultations.pairs", "GET"):                "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.pairs", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("consultations.preparation", "GET"):          "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.preview_questions", "GET"):    "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.prepare", "GET"):              "--   --   --   ok   ok   ok   ok   --   --",
    ("consultations.prepare", "POST"):             "in   in   --   ok   no   no   no   --   --",
    ("consultations.publish_language", "GET"):     "--   --   --   ok   no   no   no   --   --",
    ("consultations.publish_language", "POST"):    "in   in   --   ok   no   no   no   --   --",
    ("consultations.record", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("consultations.translate", "GET"):            "in   in   --   ok   no   no   no   --   --",
    ("consultations.translate", "POST"):           "in   in   --   ok   no   no   no   --   --",
    ("consultations.translations", "GET"):         "in   in   --   ok   no   no   no   --   --",
    ("consultations.translations", "POST"):        "in   in   --   ok   no   no   no   --   --",
    ("consultations.withdraw", "GET"):             "in   in   --   ok   no   no   no   --   --",
    ("consultations.withdraw", "POST"):            "in   in   --   ok   no   no   no   --   --",
    ("dashboard.dashboard", "GET"):                "in   in   no   ok   ok   ok   ok   ok   ok",
    ("drafts.drafts", "GET"):                      "in   in   --   ok   ok   ok   ok   --   --",
    ("drafts.figure", "GET"):                      "in   in   --   ok   ok   ok   ok   --   --",
    ("drafts.import_draft", "GET"):                "in   in   --   ok   no   no   no   --   --",
    ("drafts.import_draft", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("drafts.import_figure", "GET"):               "in   in   --   ok   no   no   no   --   --",
    ("drafts.page_image", "GET"):                  "in   in   --   ok   ok   ok   ok   --   --",
    ("drafts.preview", "GET"):                     "in   in   --   ok   no   no   no   --   --",
    ("drafts.preview", "POST"):                    "in   in   --   ok   no   no   no   --   --",
    ("drafts.version", "GET"):                     "in   in   --   ok   ok   ok   ok   --   --",
    ("drafts.version", "POST"):                    "in   in   --   ok   no   no   no   --   --",
    ("metrics.read", "GET"):                       "--   --   --   --   --   --   --   --   --",
    ("moderation.attachments_of", "GET"):          "in   in   no   no   no   ok   no   --   no",
    ("moderation.attachments_to_decide", "GET"):   "in   in   no   no   no   ok   no   ok   no",
    ("moderation.copy_of_file", "GET"):            "in   in   no   no   no   ok   no   --   no",
    ("moderation.decide_on_attachment", "POST"):   "in   in   no   no   no   ok   no   --   no",
    ("moderation.show_attachment_as", "POST"):     "in   in   no   no   no   ok   no   --   no",
    ("moderation.undo_on_attachment", "POST"):     "in   in   no   no   no   ok   no   --   no",
    ("moderation.original_file", "GET"):           "in   in   no   no   no   ok   no   --   no",
    ("moderation.page_of_file", "GET"):            "in   in   no   no   no   ok   no   --   no",
    ("moderation.redact_file", "GET"):             "in   in   no   no   no   ok   no   --   no",
    ("moderation.redact_file", "POST"):            "in   in   no   no   no   ok   no   --   no",
    ("moderation.confirm", "GET"):                 "in   in   no   ok   no   ok   no   --   no",
    ("moderation.confirm", "POST"):                "in   in   no   ok   no   ok   no   --   no",
    ("moderation.preview_redacted_copy", "GET"):   "in   in   no   no   no   ok   no   --   no",
    ("moderation.preview_redacted_copy", "POST"):  "in   in   no   no   no   ok   no   --   no",
    ("moderation.proposed_copy_of_file", "GET"):   "in   in   no   no   no   ok   no   --   no",
    ("moderation.upload_redacted_copy", "POST"):   "in   in   no   no   no   ok   no   --   no",
    ("moderation.object_to_decision_on", "GET"):     "code ok   code code code code code code code",
    ("moderation.object_to_decision_on", "POST"):    "no   ok   no   no   no   no   no   no   no",
    ("moderation.object_to", "GET"):                 "code ok   code code code code code code code",
    ("moderation.object_to", "POST"):                "no   ok   no   no   no   no   no   no   no",
    ("moderation.decide_all", "GET"):              "in   in   no   no   no   ok   no   --   no",
    ("moderation.decide_all", "POST"):             "in   in   no   no   no   ok   no   --   no",
    ("moderation.restore_words", "GET"):                    "in   in   no   no   no   ok   no   --   no",
    ("moderation.restore_words", "POST"):                   "in   in   no   no   no   ok   no   --   no",
    ("moderation.move", "GET"):                    "in   in   no   ok   no   ok   no   --   no",
    ("moderation.move", "POST"):                   "in   in   no   ok   no   ok   no   --   no",
    ("moderation.named", "GET"):                   "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("moderation.named", "POST"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("moderation.names", "GET"):                   "in   in   no   ok   no   ok   no   ok   no",
    ("moderation.correct_language", "POST"):       "in   in   no   no   no   ok   no   --   no",
    ("moderation.note", "POST"):                   "in   in   no   no   no   ok   no   --   no",
    ("moderation.own_name", "GET"):                "code ok   code code code code code code code",
    ("moderation.own_name", "POST"):               "no   ok   no   no   no   no   no   no   no",
    ("moderation.publish", "POST"):                "in   in   no   no   no   ok   no   --   no",
    ("moderation.queue", "GET"):                   "in   in   no   no   no   ok   no   ok   no",
    ("moderation.queue", "POST"):                  "in   in   no   no   no   ok   no   ok   no",
    ("moderation.redact", "POST"):                 "in   in   no   no   no   ok   no   --   no",
    ("moderation.remove", "POST"):                 "in   in   no   no   no   ok   no   --   no",
    ("moderation.review", "GET"):                  "in   in   no   no   no   ok   no   --   no",
    ("moderation.settle", "GET"):                  "in   in   no   no   no   ok   no   --   no",
    ("moderation.settle", "POST"):                 "in   in   no   no   no   no   no   --   no",
    ("moderation.settle_on_attachment", "GET"):    "in   in   no   no   no   ok   no   --   no",
    ("moderation.settle_on_attachment", "POST"):   "in   in   no   no   no   no   no   --   no",
    ("moderation.settle_name", "GET"):             "in   in   no   ok   no   ok   no   --   no",
    ("moderation.settle_name", "POST"):            "in   in   no   ok   no   ok   no   --   no",
    ("moderation.several", "GET"):                 "in   in   no   no   no   ok   no   ok   no",
    ("moderation.several", "POST"):                "in   in   no   no   no   ok   no   ok   no",
    ("moderation.claim", "POST"):                  "in   in   no   no   no   ok   no   --   no",
    ("moderation.undo", "POST"):                   "in   in   no   no   no   --   no   --   no",
    ("moderation.withhold", "POST"):               "in   in   no   no   no   ok   no   --   no",
    ("notifications.end", "GET"):                  "--   --   --   --   --   --   --   --   --",
    ("notifications.end", "POST"):                 "--   --   --   --   --   --   --   --   --",
    ("notifications.follow", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.follow", "POST"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.follow_all", "GET"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.follow_all", "POST"):          "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.follow_organisation", "GET"):  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.follow_organisation", "POST"): "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.inbox", "GET"):                "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.inbox", "POST"):               "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("notifications.end_emails", "GET"):              "--   --   --   --   --   --   --   --   --",
    ("notifications.end_emails", "POST"):             "--   --   --   --   --   --   --   --   --",
    ("notifications.notification", "GET"):         "in   in   --   --   --   --   --   --   --",
    ("notifications.outbox", "GET"):               "--   --   --   --   --   --   --   --   --",
    ("notifications.subscription", "GET"):         "--   --   --   --   --   --   --   --   --",
    ("notifications.subscription", "POST"):        "--   --   --   --   --   --   --   --   --",
    ("organisations.accept_invitation", "GET"):    "--   --   --   --   --   --   --   --   --",
    ("organisations.accept_invitation", "POST"):   "--   --   --   --   --   --   --   --   --",
    ("organisations.create", "GET"):               "in   in   no   no   no   no   no   no   ok",
    ("organisations.create", "POST"):              "in   in   no   no   no   no   no   no   ok",
    ("organisations.invitations", "GET"):          "in   in   --   no   no   no   ok   --   ok",
    ("organisations.invitations", "POST"):         "in   in   --   no   no   no   ok   --   ok",
    ("organisations.job", "GET"):                  "in   in   --   ok   ok   ok   ok   --   --",
    ("organisations.members", "GET"):              "in   in   --   ok   ok   ok   ok   --   ok",
    ("organisations.members", "POST"):             "in   in   --   no   no   no   ok   --   ok",
    ("organisations.policies", "GET"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("organisations.profile", "GET"):              "in   in   --   no   no   no   ok   --   ok",
    ("organisations.profile", "POST"):             "in   in   --   no   no   no   ok   --   ok",
    ("organisations.revoke", "POST"):              "in   in   --   no   no   no   ok   --   ok",
    ("organisations.translate", "GET"):                "in   in   --   no   no   no   ok   --   ok",
    ("organisations.translate", "POST"):               "in   in   --   no   no   no   ok   --   ok",
    ("organisations.translations", "GET"):             "in   in   --   no   no   no   ok   --   ok",
    ("organisations.translations", "POST"):            "in   in   --   no   no   no   ok   --   ok",
    ("organisations.write_policy", "GET"):         "in   in   --   no   no   no   ok   --   ok",
    ("organisations.write_policy", "POST"):        "in   in   --   no   no   no   ok   --   ok",
    ("portal.accessibility", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.alive", "GET"):                       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.calendar", "GET"):                    "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.calendar_file", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.calendar_of_one", "GET"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.feed_of_one", "GET"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.consultations", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.developers", "GET"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.feed", "GET"):                        "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.front", "GET"):                       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.help_", "GET"):                       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.organisation", "GET"):                "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.organisations", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.privacy", "GET"):                     "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.ready", "GET"):                       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.robots", "GET"):                      "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("portal.sitemap", "GET"):                     "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("practices.choose", "GET"):                   "in   in   --   no   no   no   ok   --   ok",
    ("practices.choose", "POST"):                  "in   in   --   no   no   no   ok   --   ok",
    ("practices.compendium", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("practices.report", "GET"):                   "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("practices.report", "POST"):                  "in   in   no   ok   ok   ok   ok   no   no",
    ("practices.retract", "POST"):                 "in   in   no   ok   ok   ok   ok   no   no",
    ("reading.attachments_file", "GET"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.comments", "GET"):                   "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.answers", "GET"):                    "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.answers_file", "GET"):               "--   --   --   --   --   --   --   --   --",
    ("reading.comments_file", "GET"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.text_file", "GET"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("comment_forms.form", "GET"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("comment_forms.form_file", "GET"):            "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.passage", "GET"):                    "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.replaced_text", "GET"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.statistics", "GET"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.submission", "GET"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("reading.text", "GET"):                       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("responses.workbench", "GET"):                "in   in   --   ok   ok   ok   ok   --   --",
    ("responses.workbench", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("summaries.dispositions", "GET"):             "--   --   --   --   --   --   --   --   --",
    ("summaries.draft_dispositions", "GET"):       "in   in   --   ok   ok   ok   ok   --   --",
    ("summaries.publish_notice", "GET"):           "in   in   --   ok   no   no   no   --   --",
    ("summaries.publish_notice", "POST"):          "in   in   --   ok   no   no   no   --   --",
    ("responses.issue", "GET"):                    "in   in   --   ok   ok   ok   ok   --   --",
    ("responses.issue", "POST"):                   "in   in   --   ok   no   no   no   --   --",
    ("responses.open_issue", "GET"):               "in   in   --   ok   no   no   no   --   --",
    ("responses.open_issue", "POST"):              "in   in   --   ok   no   no   no   --   --",
    ("summaries.preview", "GET"):                  "in   in   --   --   --   --   --   --   --",
    ("summaries.response", "GET"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("summaries.summary", "GET"):                  "in   in   --   ok   ok   ok   ok   --   --",
    ("summaries.summary", "POST"):                 "in   in   --   ok   no   no   no   --   --",
    ("responses.translate", "GET"):                "in   in   --   ok   no   no   no   --   --",
    ("responses.translate", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("responses.translations", "GET"):             "in   in   --   ok   no   no   no   --   --",
    ("summaries.translate", "GET"):                "in   in   --   ok   no   no   no   --   --",
    ("summaries.translate", "POST"):               "in   in   --   ok   no   no   no   --   --",
    ("summaries.translations", "GET"):             "in   in   --   ok   no   no   no   --   --",
    ("stakeholders.categories", "GET"):            "in   in   --   no   no   no   ok   --   ok",
    ("stakeholders.categories", "POST"):           "in   in   --   no   no   no   ok   --   ok",
    ("stakeholders.describe", "GET"):              "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("stakeholders.describe", "POST"):             "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("stakeholders.offer", "POST"):                "in   in   --   no   no   no   ok   --   ok",
    ("draft_submissions.add", "GET"):              "code ok   code code code code code code code",
    ("draft_submissions.add", "POST"):             "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.amend", "GET"):            "code ok   code code code code code code code",
    ("draft_submissions.amend", "POST"):           "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.ask_to_confirm", "POST"):  "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.attach", "GET"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.attach", "POST"):          "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.attach_sent", "GET"):      "code ok   code code code code code code code",
    ("draft_submissions.attach_sent", "POST"):     "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.begin_upload", "POST"):    "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.continue_upload", "GET"):  "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.continue_upload", "PATCH"):"--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.delete_sent_file", "POST"):"no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.describe", "GET"):         "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.describe", "POST"):        "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.own_file", "GET"):         "code ok   code code code code code code code",
    ("draft_submissions.remove_attachment", "POST"):"--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.sent_file", "GET"):        "code ok   code code code code code code code",
    ("draft_submissions.change", "GET"):           "code ok   code code code code code code code",
    ("draft_submissions.change", "POST"):          "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.comment", "GET"):          "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.comment", "POST"):         "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.confirm_address", "GET"):  "--   --   --   --   --   --   --   --   --",
    ("draft_submissions.confirm_address", "POST"): "--   --   --   --   --   --   --   --   --",
    ("draft_submissions.copy", "GET"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.discard", "POST"):         "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.discard_unsent", "POST"):  "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.drop", "POST"):            "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.keep_addition", "POST"):   "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.keep_amendment", "POST"):  "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.mail_code", "POST"):       "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.mine", "GET"):             "in   in   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.answers", "GET"):          "code ok   code code code code code code code",
    ("draft_submissions.answers", "POST"):         "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.questions", "GET"):        "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.questions", "POST"):       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.receipt", "GET"):          "code ok   code code code code code code code",
    ("draft_submissions.remove", "POST"):          "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.resume", "GET"):           "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.resume", "POST"):          "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.review", "GET"):           "code ok   code code code code code code code",
    ("draft_submissions.review", "POST"):          "code ok   code code code code code code code",
    ("draft_submissions.form_file", "GET"):        "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.sent_form_file", "GET"):   "code ok   code code code code code code code",
    ("draft_submissions.receipt_file", "GET"):     "code ok   code code code code code code code",
    ("draft_submissions.own_data", "GET"):         "code ok   code code code code code code code",
    ("draft_submissions.genuine_receipt", "GET"):  "--   --   --   --   --   --   --   --   --",
    ("draft_submissions.shared_status", "GET"):    "--   --   --   --   --   --   --   --   --",
    ("draft_submissions.share_status", "POST"):    "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.end_status_link", "POST"): "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.work", "POST"):            "--   --   --   --   --   --   --   --   --",
    ("draft_submissions.save_all", "POST"):        "--   ok   --   --   --   --   --   --   --",
    ("draft_submissions.sent_copy", "GET"):        "code ok   code code code code code code code",
    ("draft_submissions.draft_submission", "GET"): "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.status", "GET"):           "code ok   code code code code code code code",
    ("draft_submissions.take_part", "GET"):        "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.take_part", "POST"):       "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.text", "GET"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("draft_submissions.withdraw", "GET"):         "code ok   code code code code code code code",
    ("draft_submissions.withdraw", "POST"):        "no   ok   no   no   no   no   no   no   no",
    ("draft_submissions.withdraw_comment", "GET"): "code ok   code code code code code code code",
    ("draft_submissions.withdraw_comment", "POST"):"no   ok   no   no   no   no   no   no   no",
    ("form_uploads.columns", "GET"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.columns", "POST"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.preview", "GET"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.preview", "POST"):             "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.row", "GET"):                  "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.row", "POST"):                 "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.upload", "GET"):               "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.upload", "POST"):              "ok   ok   ok   ok   ok   ok   ok   ok   ok",
    ("form_uploads.staff_columns", "GET"):        "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_columns", "POST"):       "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_preview", "GET"):        "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_preview", "POST"):       "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_receipt", "GET"):        "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_receipt", "POST"):       "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_stakeholder", "GET"):    "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_stakeholder", "POST"):   "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_row", "GET"):            "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_row", "POST"):           "in   in   no   --   no   no   no   no   no",
    ("incoming_email.complete", "GET"):           "in   in   no   --   no   no   no   no   no",
    ("incoming_email.complete", "POST"):          "in   in   no   --   no   no   no   no   no",
    ("incoming_email.keep", "POST"):              "in   in   no   --   no   no   no   no   no",
    ("incoming_email.discard_unsaved", "POST"):   "in   in   no   ok   no   no   no   no   no",
    ("incoming_email.confirm", "GET"):            "--   --   --   --   --   --   --   --   --",
    ("incoming_email.confirm", "POST"):           "--   --   --   --   --   --   --   --   --",
    ("incoming_email.close", "POST"):             "in   in   no   --   no   no   no   no   no",
    ("incoming_email.complete_by_tables", "POST"): "in   in   no   --   no   no   no   no   no",
    ("incoming_email.take_over", "POST"):         "in   in   no   --   no   no   no   no   no",
    ("incoming_email.original", "GET"):           "in   in   no   --   no   no   no   no   no",
    ("incoming_email.to_complete", "GET"):        "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.enter", "GET"):               "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.enter", "POST"):              "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.entry", "GET"):               "in   in   no   --   no   no   no   no   no",
    ("staff_entries.entry", "POST"):              "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.keep", "POST"):               "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.discard", "POST"):            "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.discard_unsaved", "POST"):    "in   in   no   ok   no   no   no   no   no",
    ("staff_entries.add_record", "POST"):         "in   in   no   --   no   no   no   no   no",
    ("staff_entries.file", "GET"):                "in   in   no   --   no   no   no   no   no",
    ("form_uploads.staff_upload", "GET"):         "in   in   no   ok   no   no   no   no   no",
    ("form_uploads.staff_upload", "POST"):        "in   in   no   ok   no   no   no   no   no",
}
# fmt: on
"""Endpoint and method → what each of ACTORS meets."""


@pytest.fixture
def things(app: Flask, clean: None) -> dict[str, Any]:
    """One of everything at "seeds"."""
    found = copied.once(app, "one of everything", lambda: make_things(app))
    with app.app_context():
        put_files()
    return found


def make_things(app: Flask) -> dict[str, Any]:
    """One of everything at "seeds", in an empty database."""
    for name, email in ACTORS.items():
        if email:
            cast.person(app, email, name.capitalize(), is_platform_administrator=name == "platform")
    cast.person(app, world.MODERATOR_2, "Second moderator")
    cast.organisation(
        app,
        "seeds",
        officer=[world.OFFICER],
        approver=[world.APPROVER],
        moderator=[world.MODERATOR, world.MODERATOR_2],
        administrator=["administrator@seeds.example"],
    )
    cast.organisation(
        app,
        "barges",
        name="River Transport Union",
        **{role.value: ["everything@barges.example"] for role in Role},
    )
    slug = world.consultation(app)
    secret = world.consultation(app, "not-public-yet", announce=False)
    reference = world.submission(
        app, slug, comments=[world.COMMENT, world.GENERAL, world.GENERAL | {"comment": "Good."}]
    )
    with app.app_context():
        seeds = founded.get("seeds")
        officer, moderator = people.by_email(world.OFFICER), people.by_email(world.MODERATOR)
        assert officer is not None
        assert moderator is not None
        kept = organisations.invite(seeds, email="new@example.org", roles=[Role.OFFICER], by=officer)
        preparing, consultation = consulted.get(secret, officer), consulted.get(slug, None)
        document = consultations.add_document(
            preparing, role=DocumentRole.BACKGROUND, title="Background", language="en", file_name="a.txt",
            media_type="text/plain", file=BytesIO(b"words"), by=officer,
        )  # fmt: skip
        languages.add(secret, "fr")
        files = [
            Source("a.md", (papers.FIRST + "\n![A sampler](sampler.png)\n").encode()),
            Source("sampler.png", papers.picture()),
        ]
        version = papers.version(seeds, *files, title="With a picture")
        pages = world.draft(seeds, by=officer, blocks=paged.parsed())
        started = papers.started(seeds, *files, title="Looked at", by=officer)
        withheld, redacted, _third = submissions.comments_of(submissions.by_reference(reference))
        moderation.withhold(withheld, Reason.OFF_TOPIC, by=moderator, seen=NO_PAGE)
        moderation.redact(
            redacted, [Span(Field.COMMENT, 0, 2, Reason.PERSONAL_DATA)], by=moderator, seen=NO_PAGE
        )
        objection = moderation.object_to(withheld, "It is about the draft.")
        asked = moderation.ask_to_remove_own_name(
            submissions.by_reference(reference), key="a-key-of-sixteen-1"
        )
        issue = responses.open_issue(consultation, title="Lots", by=officer)
        corrected = {"scope-2": "It applies to agricultural seed."}
        consultations.correct(consultation, corrected, "One word too many.", by=officer, seen=NO_PAGE)
        bank = stakeholders.add_subcategory(seeds, Category.ACADEMIA, "Seed bank", by=officer)
        file = an_attachment(consultation.id, submissions.by_reference(reference).id)
        object_to_withheld(file, reference, moderator)
        return {
            "file": file,
            "open": slug,
            "secret": secret,
            "code": references.code_of(submissions.by_reference(reference).key),
            "reference": reference,
            "invitation": kept.id,
            "document": document.reference,
            "draft": version.draft.reference,
            "import": started.reference,
            "objection": objection.id,
            "name_request": asked.id,
            "issue": issue.reference,
            "job": jobs.start(
                "tests.nothing",
                [1],
                key="one",
                title="A job",
                back="/dashboard",
                by=officer.id,
                organisation=seeds.id,
            ).reference,
            "subcategory": bank.id,
            "figure": db.session.execute(
                sa.text("SELECT min(name) FROM figures WHERE version_id = :version"), {"version": version.id}
            ).scalar_one(),
            "pages": pages.id,
            "redaction": db.session.execute(sa.text("SELECT max(id) FROM redactions")).scalar_one(),
        }


def an_attachment(consultation_id: int, submission_id: int) -> str:
    """A picture that was submitted and checked; its reference."""
    made = Attachment(
        reference="a-file-of-someone", consultation_id=consultation_id, submission_id=submission_id, name="a.png",
        kind=AttachmentKind.PNG, public_kind=AttachmentKind.PNG, pages=1, size=1, sha256="0" * 64,
        found={}, original_key=_kept(), public_key=_kept(), state=State.READY, publication=Publication.PENDING, uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made.reference


def object_to_withheld(file: str, reference: str, moderator: Any) -> None:
    """A moderator withholds the attachment, and its submitter objects."""
    one, submission = attachments.by_reference(file), submissions.by_reference(reference)
    requested = moderation.RequestedAttachmentDecision(AttachmentVerb.WITHHOLD, Reason.OFF_TOPIC)
    moderation.decide_on_attachment(one, submission, requested, by=moderator, seen=NO_PAGE)
    moderation.object_to_decision_on(one, submission, "It is about the draft.")


def _kept() -> str:
    """The key of a picture in the store."""
    return storage.put_random(BytesIO(papers.picture()))


def put_files() -> None:
    """Have the files of the attachment in the store, where another test may have deleted them."""
    one = db.session.execute(sa.select(Attachment)).scalars().one()
    one.original_key, one.public_key = _kept(), _kept()
    proposed = {"key": _kept(), "size": 1, "sha256": "0" * 64, "kind": "png", "made": "upload", "boxes": []}
    one.found = {**(one.found or {}), "drawn": [one.original_key], "proposed": proposed}
    db.session.commit()


FILES = {"copy_of_file", "show_attachment_as", "decide_on_attachment", "original_file", "page_of_file", "redact_file",
         "undo_on_attachment", "settle_on_attachment", "preview_redacted_copy", "proposed_copy_of_file", "upload_redacted_copy",
         "own_file", "describe", "remove_attachment", "public_file", "continue_upload"}  # fmt: skip
"""Endpoints whose address has the reference of an attachment."""


def _arguments(endpoint: str, things: Mapping[str, Any]) -> dict[str, Any]:
    """What to fill the rule of `endpoint` with."""
    package = endpoint.partition(".")[0]
    secret = {"approve", "preparation", "prepare", "document", "languages", "pairs", "publish_language"}
    secret.add("preview_questions")
    return {
        "slug": "seeds"
        if package in {"organisations", "drafts", "stakeholders"}
        or endpoint
        in {
            "portal.organisation", "notifications.follow_organisation", "consultations.begin", "practices.choose",
        }
        else things["secret" if package == "consultations" and endpoint.partition(".")[2] in secret else "open"],
        "reference": {
            "consultations.document": things["document"],
            "drafts.version": things["draft"],
            "drafts.figure": things["draft"],
            "drafts.preview": things["import"],
            "drafts.import_figure": things["import"],
            "organisations.job": things["job"],
            "responses.issue": things["issue"],
        }.get(endpoint, things["file" if endpoint.partition(".")[2] in FILES and package != "stakeholders" else "reference"]),
        "file": things["file"],
        "verb": "publish",
        "number": {
            "organisations.revoke": things["invitation"], "notifications.notification": 999_999, "moderation.restore_words": 2,
            "comment_translations.translation": 3,
            "stakeholders.offer": things["subcategory"],
        }.get(endpoint, 1),
        "identifier": things["name_request" if endpoint == "moderation.settle_name" else "objection"],
        "kind": "docx" if endpoint.endswith(("form_file", "text_file"))
        else "csv" if endpoint.startswith(("summaries", "reading")) else "late",
        "step": "purpose",
        "key": "page-1.p1" if endpoint == "drafts.page_image" else "lot-size-1",
        "version": things["pages"],
        "language": "fr",
        "position": 1,
        "section": 1,
        "practice": "A5",
        "name": things["figure"],
        "token": "no-such-token",
        "form_pass": "no-such-pass",
        "signature": "no-such-signature",
        "rest": "issues",
    }  # fmt: skip


def _outcome(answer: Any) -> str:
    leads_to = answer.headers.get("Location", "")
    if answer.status_code == 401 or "/sign-in" in leads_to:
        return "in"
    if "/resume" in leads_to:
        return "code"
    return {403: "no", 404: "--"}.get(answer.status_code, "ok")


def _routes(app: Flask) -> list[tuple[str, str, Any]]:
    return sorted(
        (
            (rule.endpoint, method, rule)
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        ),
        key=lambda route: route[:2],
    )


def _ask(app: Flask, client: FlaskClient, things: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    found = {}
    for endpoint, method, rule in _routes(app):
        if endpoint == "accounts.sign_out":
            continue
        arguments = _arguments(endpoint, things)
        path = app.url_map.bind("localhost").build(
            endpoint, {name: arguments[name] for name in rule.arguments}
        )
        found[endpoint, method] = _outcome(client.open(path, method=method))
    return found


def _rows(app: Flask) -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a number that differs once one of them was written."""
    one = "SELECT '{0}', count(*), sum(xmin::text::bigint) FROM {0}"
    all_ = sa.text(" UNION ALL ".join(one.format(table) for table in TABLES))
    with app.app_context():
        return {table: (count, written) for table, count, written in db.session.execute(all_)}


def test_every_route_is_in_the_matrix(app: Flask) -> None:
    routes = {(endpoint, method) for endpoint, method, _rule in _routes(app)}
    assert routes - {("accounts.sign_out", "POST")} == set(MATRIX)


@pytest.mark.parametrize("actor", ACTORS)
def test_routes_answer_whom_they_should(app: Flask, things: dict[str, Any], actor: str) -> None:
    client, email = app.test_client(), ACTORS[actor]
    if email:
        cast.sign_in(client, email)
    elif actor == "holder":
        client.press("/resume", code=things["code"])  # type: ignore[attr-defined]
    before = _rows(app)
    column = list(ACTORS).index(actor)
    assert _ask(app, client, things) == {route: row.split()[column] for route, row in MATRIX.items()}
    assert _rows(app) == before


@pytest.mark.parametrize("actor", ["officer", "platform"])
def test_staff_without_a_second_factor_are_led_to_it_from_everywhere(
    app: Flask, things: dict[str, Any], actor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    cast.sign_in(client, str(ACTORS[actor]))  # a session begun before the setting is on
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)
    before, elsewhere = _rows(app), []
    for endpoint, method, rule in _routes(app):
        if endpoint in {"accounts.sign_out", "accounts.two_factor"}:
            continue
        arguments = _arguments(endpoint, things)
        values = {name: arguments[name] for name in rule.arguments}
        answer = client.open(app.url_map.bind("localhost").build(endpoint, values), method=method)
        if (answer.status_code, answer.location) != (303, "/account/second-factor"):
            elsewhere.append((endpoint, method, answer.status_code))
    assert elsewhere == []
    assert _rows(app) == before
