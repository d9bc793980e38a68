"""The actions of responding: responses and issues. Other packages import them from here."""

from consult.responses.actions.answering import answer, answer_in_new_issue, put_into, say_to
from consult.responses.actions.answering_job import KIND, answer_part, at_work, start_answering
from consult.responses.actions.checking import Said
from consult.responses.actions.gathering import LONGEST_LINE, change_issue, open_issue, remove_issue
from consult.responses.actions.recording import record_event

__all__ = [
    "KIND",
    "LONGEST_LINE",
    "Said",
    "answer",
    "answer_in_new_issue",
    "answer_part",
    "at_work",
    "change_issue",
    "open_issue",
    "put_into",
    "record_event",
    "remove_issue",
    "say_to",
    "start_answering",
]
