"""The actions of responding: responses and issues. Other packages import them from here."""

from consult.responses.actions.checking import RequestedResponse
from consult.responses.actions.issues import LONGEST_LINE, change_issue, open_issue, remove_issue
from consult.responses.actions.recording import record_event
from consult.responses.actions.responding import apply_response, put_into, respond, respond_in_new_issue
from consult.responses.actions.responding_job import KIND, respond_part, running_jobs, start_responding
from consult.responses.actions.translating import translate_responses

__all__ = [
    "KIND",
    "LONGEST_LINE",
    "RequestedResponse",
    "apply_response",
    "change_issue",
    "open_issue",
    "put_into",
    "record_event",
    "remove_issue",
    "respond",
    "respond_in_new_issue",
    "respond_part",
    "running_jobs",
    "start_responding",
    "translate_responses",
]
