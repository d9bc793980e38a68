"""Tables of everything that follows by itself: preconditions before actions, jobs after events, jobs of people and of
the clock, erasures that are done again after a restore, measures that are looked up for operators, and the HTML that is
made again when the way of making it changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from consult.accounts import actions as accounts
from consult.accounts import jobs as account_requests
from consult.accounts import queries as people
from consult.accounts.views import account as account_pages
from consult.accounts.views.blueprint import IS_STAFF
from consult.attachments import actions as attached
from consult.attachments import jobs as attachments
from consult.attachments import queries as attachments_waiting
from consult.attachments import virus_scan
from consult.comment_translations import health as translation_service
from consult.consultations import actions as consultations_actions
from consult.consultations import head, recorded_texts, staff_links
from consult.consultations import jobs as consultations_jobs
from consult.consultations import queries as consultations_queries
from consult.core import jobs, journal, mail, mail_sending, metric_queries, outbox, rendering, storage
from consult.core.account_data import Leave, Part
from consult.core.events import Handler
from consult.core.hooks import Hook
from consult.core.jobs import Step
from consult.core.journal import Erasure
from consult.core.metrics import Source as Measured
from consult.core.outbox import BatchHandler
from consult.core.preconditions import GuardedAction, Precondition
from consult.core.queue import PeriodicJob, Urgency
from consult.core.rendering import Source
from consult.dashboard import queries as dashboard
from consult.draft_submissions import actions as draft_submissions_actions
from consult.draft_submissions import queries as draft_submissions_queries
from consult.draft_submissions.rows_to_add import ROWS_TO_ADD
from consult.draft_submissions.views import entries
from consult.draft_submissions.views import form_files as own_form_files
from consult.draft_submissions.views import submitted as submitted_pages
from consult.drafts import actions as drafts
from consult.drafts import jobs as drafts_jobs
from consult.drafts import policy as drafting
from consult.drafts import queries as drafts_queries
from consult.drafts.views import drafts as draft_pages
from consult.form_uploads import actions as filled_forms
from consult.form_uploads import queries as uploaded_forms
from consult.form_uploads import shown_rows
from consult.form_uploads.views import entering as form_entering
from consult.incoming_email import actions as incoming_emails
from consult.incoming_email import addresses as incoming_addresses
from consult.incoming_email import health as incoming_health
from consult.incoming_email import jobs as incoming_jobs
from consult.incoming_email import origins as incoming_origins
from consult.incoming_email import queries as incoming
from consult.incoming_email.views import completing as emails_completing
from consult.moderation import actions as moderating
from consult.moderation import jobs as moderation
from consult.moderation import metrics as moderation_metrics
from consult.moderation import queries as moderated
from consult.moderation.views import attachments as moderated_files
from consult.moderation.views import moving, objections, reviewing
from consult.notifications import actions as notifications_actions
from consult.notifications import jobs as notifications
from consult.notifications import queries as notifications_queries
from consult.notifications.recipients import ABOUT_FILES, DECISIONS, RECIPIENTS
from consult.organisations import account_deletion, translatable_texts
from consult.organisations import actions as organisations
from consult.organisations import queries as organised
from consult.practices import preconditions as practices
from consult.responses import actions as responses
from consult.responses import pages as response_pages
from consult.responses import queries as responded
from consult.responses.actions import translating as response_translating
from consult.screening import actions as screening_actions
from consult.screening import jobs as screening
from consult.screening import queries as screened
from consult.staff_entries import actions as staff_entries
from consult.staff_entries import queries as entered
from consult.staff_entries import shown_entries
from consult.staff_entries import views as entry_pages
from consult.stakeholders import actions as stakeholders
from consult.stakeholders import countries
from consult.stakeholders import queries as stakeholding
from consult.stakeholders import translatable_texts as stakeholder_texts
from consult.submissions import actions as submissions_actions
from consult.submissions import jobs as submissions
from consult.submissions import queries as submissions_queries
from consult.submissions import tallies
from consult.summaries import actions as summaries
from consult.summaries import preconditions as summary_preconditions
from consult.summaries import queries as summary_queries
from consult.summaries import translatable_texts as summary_texts
from consult.summaries.views import blueprint as summary_pages
from consult.web import doctor, pages

PRECONDITIONS: Mapping[GuardedAction, Sequence[Precondition]] = {
    accounts.DELETION: (accounts.before_deletion, account_deletion.before_deletion),
    consultations_actions.APPROVAL: (consultations_actions.before_approval, practices.before_approval),
    responded.RESPONDING: (summary_preconditions.before_responding,),
    summaries.PUBLICATION: (practices.before_publication,),
}

EVENT_HANDLERS: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(RECIPIENTS, (notifications.tell,)),
    **dict.fromkeys(
        ("consultations.announced", "consultations.corrected", "consultations.withdrawn"),
        (notifications.tell, consultations_actions.renew_earlier_pages),
    ),
    **dict.fromkeys(DECISIONS, (notifications.tell_submitter,)),
    **dict.fromkeys(ABOUT_FILES, (notifications.tell_submitter_of_file,)),
    "submissions.submitted": (submissions.acknowledge, screening.screen),
    "submissions.amended": (screening.screen,),
    "submissions.withdrawn": (screening.leave_out,),
    "submissions.comment_withdrawn": (screening.leave_out,),
    "submissions.address_confirmed": (notifications.tell_what_waited,),
    "submissions.forgotten": (notifications.forget_ties,),
}

HOOKS: Mapping[Hook[Any], Sequence[Any]] = {
    people.READ_WITH_PERSON: (organised.ROLES_OF_PERSON, notifications_queries.UNREAD_OF_PERSON),
    pages.UNREAD: (notifications_queries.unread,),
    pages.OFFICES: (dashboard.offices,),
    pages.LANGUAGE_CHOSEN: (accounts.change_language,),
    doctor.CHECKS: (
        ("rules", consultations_queries.check_rules),
        ("translation", translation_service.check),
        ("virus scan", virus_scan.check),
        ("incoming", incoming_health.check),
        ("countries", countries.check),
    ),
    IS_STAFF: (organised.has_membership,),
    translatable_texts.MORE_TEXTS: (stakeholder_texts.texts,),
    account_pages.ORGANISATIONS: (organised.organisations_of,),
    drafting.IS_ANNOUNCED: (consultations_queries.is_published,),
    draft_pages.NOTICE_LANGUAGES: (consultations_queries.notice_languages,),
    head.PUBLIC_COUNTS: (submissions_queries.counts,),
    recorded_texts.NOTICES: (summary_texts.notices,),
    staff_links.STAFF_LINKS: (form_entering.staff_link, entry_pages.staff_link, emails_completing.staff_link),
    staff_links.EMAIL_ADDRESS: (incoming_addresses.address_of,),
    own_form_files.WRITE: (shown_rows.form_file,),
    reviewing.ENTERED: (shown_entries.entered, incoming_origins.origin_told),
    entries.REASONS: (objections.reasons_told,),
    entries.ROWS: (shown_rows.rows_told,),
    entry_pages.SAID: (entries.said,),
    submissions_queries.FORM_ROWS: (shown_rows.rows_held,),
    ROWS_TO_ADD: (shown_rows.rows_to_add,),
    submitted_pages.DECISIONS: (moderated_files.decisions_told,),
    submitted_pages.STATUS_PARTS: (objections.status_part, moving.status_part, summary_pages.status_part),
    response_translating.ARE_PUBLISHED: (summary_queries.are_published,),
    response_pages.WORKBENCH_LINKS: (summary_pages.workbench_links,),
}
"""What lower packages ask of those above them."""

RENAMED: Mapping[str, Handler] = {"consult.moderation.jobs.screen": screening.screen}
"""Handlers by the names under which earlier versions stored deliveries that may still wait."""

RENAMED_EVENTS: Mapping[str, str] = {
    "moderation.contested": "moderation.objected",
    "moderation.lifted": "moderation.words_restored",
}
"""Names under which earlier versions stored events and notifications → the names of today. Rows keep their names."""

HANDLER_QUEUES: Mapping[Handler, Urgency] = {
    screening.screen: Urgency.SCREENING,
    screening.leave_out: Urgency.SCREENING,
    notifications.tell: Urgency.SCREENING,
    notifications.forget_ties: Urgency.MAINTENANCE,
    consultations_actions.renew_earlier_pages: Urgency.SCREENING,
}
"""Handlers whose queue is not that of receipts and emails."""

BATCH_HANDLERS: Mapping[Handler, BatchHandler] = {
    screening.screen: screening.screen_batch,
    submissions.acknowledge: submissions.acknowledge_batch,
}
"""Handlers whose events of one consultation are handled in batches, with what handles several at once."""

JOBS: Mapping[str, Step] = {
    moderating.KIND: moderating.decide_part,
    responses.KIND: responses.respond_part,
    filled_forms.KIND: filled_forms.submit_part,
}
"""What does the items of a job that a person started, by its kind."""

_AGAIN = timedelta(seconds=5)
"""How often workers look for what waits though no one heard of it."""

ERASURES: Mapping[str, Erasure] = {
    "accounts.disabled": accounts.disable_again,
    "accounts.platform": accounts.end_platform_again,
    "accounts.password_changed": accounts.end_old_passwords_again,
    "organisations.roles": organisations.remove_role_again,
    "submissions.unsent": draft_submissions_actions.forget_unsent_again,
    "submissions.withdrawn": submissions_actions.withdraw_again,
    "submissions.comment_withdrawn": submissions_actions.withdraw_comments_again,
    "submissions.amended": submissions_actions.hide_amended_again,
    "moderation.decided": moderating.decide_again,
    "moderation.claims": moderating.unconfirm_again,
    "submissions.names_removed": submissions_actions.remove_names_again,
    "moderation.name_settled": moderating.settle_names_again,
    "submissions.names": submissions_actions.forget_names_again,
    "submissions.addresses": submissions_actions.forget_addresses_again,
    "attachments.hidden": attached.hide_again,
    "attachments.erased": attached.erase_again,
    "attachments.originals": attached.forget_originals_again,
    "notifications.ended": notifications_actions.end_again,
    "accounts.deleted": accounts.delete_again,
}
"""Erasures, in the order in which they are done again after a restore: names leave once it is known what is shown."""

PERSONAL_DATA: Mapping[str, Part] = {
    "account": people.personal_data,
    "roles": organised.personal_data,
    "who_you_are": stakeholding.personal_data,
    "draft_submissions": draft_submissions_queries.personal_data,
    "uploaded_forms": uploaded_forms.personal_data,
    "staff_entries": entered.personal_data,
    "incoming_emails": incoming.personal_data,
    "submissions": submissions_queries.personal_data,
    "moderation": moderated.personal_data,
    "told": notifications_queries.personal_data,
}
"""What packages hold of a person with an account, for their own file, by its name there."""

ACCOUNT_DELETION: Sequence[Leave] = (
    moderating.forget_account,
    incoming_emails.forget_account,
    staff_entries.forget_account,
    draft_submissions_actions.forget_account,
    submissions_actions.forget_account,
    notifications_actions.forget_account,
    consultations_actions.forget_account,
    stakeholders.forget_account,
    account_deletion.leave_all,
)
"""What packages do when an account is deleted, in its transaction."""

RETENTION_JOBS: Sequence[Callable[[], None]] = (
    mail.delete_old,
    outbox.forget_old,
    accounts.forget_old,
    drafts.forget_imports,
    notifications_actions.forget_unconfirmed,
    draft_submissions_actions.forget_unsent,
    incoming_emails.forget_old,
    staff_entries.forget_unsaved,
    submissions_actions.forget_people,
)
"""Jobs of the clock that forget by a rule; done at once after a restore."""

AFTER_RESTORE: Sequence[Callable[[], int]] = (
    accounts.end_all_sessions,
    organisations.end_all_invitations,
    submissions_actions.ask_everyone_to_confirm_again,
    moderating.end_all_pending,
    moderating.end_all_pending_on_attachments,
)
"""What is done after a restore beside that."""

PERIODIC_JOBS: Sequence[PeriodicJob] = (
    *(
        PeriodicJob(outbox.deliver_all, _AGAIN, urgency, (urgency.value,), alone=False, waits=outbox.waits)
        for urgency in (Urgency.EMAIL, Urgency.SCREENING, Urgency.MAINTENANCE)
    ),
    PeriodicJob(account_requests.answer_all, _AGAIN, Urgency.EMAIL, alone=False, waits=people.request_waits),
    PeriodicJob(mail_sending.send_all, _AGAIN, Urgency.EMAIL, alone=False, waits=mail_sending.waits),
    PeriodicJob(moderation.decide_due, _AGAIN, Urgency.EMAIL, waits=moderated.decision_waits),
    PeriodicJob(
        moderation.decide_due_on_attachments, _AGAIN, Urgency.EMAIL, waits=moderated.attachment_decision_waits
    ),
    PeriodicJob(jobs.run_all, _AGAIN, Urgency.JOBS, alone=False, waits=jobs.waits),
    PeriodicJob(drafts_jobs.read_all, _AGAIN, Urgency.JOBS, alone=False, waits=drafts_queries.upload_waits),
    PeriodicJob(filled_forms.settle, timedelta(seconds=30), waits=uploaded_forms.upload_is_left_behind),
    PeriodicJob(
        attachments.check_all, _AGAIN, Urgency.JOBS, alone=False, waits=attachments_waiting.check_waits
    ),
    PeriodicJob(attachments.sweep_orphans, timedelta(minutes=1), waits=attachments_waiting.orphan_waits),
    PeriodicJob(attachments.sweep_files, timedelta(hours=6)),
    PeriodicJob(incoming_jobs.read_all, _AGAIN, Urgency.JOBS, waits=incoming.email_waits),
    PeriodicJob(incoming_jobs.fetch, timedelta(minutes=1), Urgency.JOBS, waits=incoming_jobs.has_mailbox),
    PeriodicJob(incoming_jobs.tell_officers, timedelta(minutes=5), waits=incoming.untold_waits),
    PeriodicJob(jobs.forget_old, timedelta(hours=6)),
    PeriodicJob(journal.look_after, timedelta(seconds=30)),
    PeriodicJob(storage.sweep, timedelta(hours=6)),
    PeriodicJob(drafts_jobs.sweep_files, timedelta(hours=6)),
    PeriodicJob(
        consultations_jobs.record_phase_events,
        timedelta(seconds=15),
        waits=consultations_queries.phase_event_waits,
    ),
    PeriodicJob(accounts.forget_old, timedelta(hours=1)),
    PeriodicJob(submissions_actions.ask_the_unasked, timedelta(hours=1)),
    *(PeriodicJob(job, timedelta(hours=6)) for job in RETENTION_JOBS if job is not accounts.forget_old),
    PeriodicJob(tallies.check, timedelta(hours=1)),
    PeriodicJob(rendering.render_again, timedelta(seconds=30), waits=rendering.waits),
    PeriodicJob(screening_actions.screen_again, timedelta(seconds=30), waits=screened.screening_waits),
)

METRICS: Sequence[Measured] = (
    metric_queries.deliveries,
    metric_queries.emails,
    metric_queries.queues,
    metric_queries.tick,
    moderation_metrics.backlog,
)
"""What is looked up when someone reads /metrics."""

STORED_HTML: Sequence[Source] = (
    Source("rules", organisations.look_at_rules, organisations.render_rule_again),
    Source("comments", moderating.look_at_comments, moderating.render_comment_again),
    Source("responses", summaries.look_at_responses, summaries.render_response_again),
)
