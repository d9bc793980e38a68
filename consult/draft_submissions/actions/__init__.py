"""The verbs of what is being written: begin, comment, keep what is typed, submit, forget.

Each module is one of them; `locks` has what all keep to. Other packages import the actions from here.
"""

from consult.draft_submissions.actions.access_code_email import email_access_code
from consult.draft_submissions.actions.answering import (
    FileRefused,
    NewFile,
    given_on_sent,
    is_file,
    mark_of,
    new_answers,
    readings,
    save_answers,
    send_answers,
)
from consult.draft_submissions.actions.attaching import (
    attach,
    begin_upload,
    continue_upload,
    describe_attachment,
    erase_attachment,
    remove_attachment,
)
from consult.draft_submissions.actions.beginning import begin, begin_for_someone, describe, discard
from consult.draft_submissions.actions.commenting import (
    SavedComments,
    add_comment,
    change_comment,
    remove_comment,
    save_autosaved,
)
from consult.draft_submissions.actions.commenting_together import (
    AddedComments,
    add_comments,
    fitting,
    replace_comments,
)
from consult.draft_submissions.actions.forgetting import (
    forget_account,
    forget_address,
    forget_unsent,
    forget_unsent_again,
)
from consult.draft_submissions.actions.locks import AlreadySubmitted, lock
from consult.draft_submissions.actions.submitting import (
    DRAFT_SUBMISSION,
    send_addition,
    send_amendment,
    submit,
)
from consult.draft_submissions.actions.unfinished import (
    UnfinishedMark,
    discard_typed,
    discard_unfinished,
    keep_unfinished,
)

__all__ = [
    "DRAFT_SUBMISSION",
    "AddedComments",
    "AlreadySubmitted",
    "FileRefused",
    "NewFile",
    "SavedComments",
    "UnfinishedMark",
    "add_comment",
    "add_comments",
    "attach",
    "begin",
    "begin_for_someone",
    "begin_upload",
    "change_comment",
    "continue_upload",
    "describe",
    "describe_attachment",
    "discard",
    "discard_typed",
    "discard_unfinished",
    "email_access_code",
    "erase_attachment",
    "fitting",
    "forget_account",
    "forget_address",
    "forget_unsent",
    "forget_unsent_again",
    "given_on_sent",
    "is_file",
    "keep_unfinished",
    "lock",
    "mark_of",
    "new_answers",
    "readings",
    "remove_attachment",
    "remove_comment",
    "replace_comments",
    "save_answers",
    "save_autosaved",
    "send_addition",
    "send_amendment",
    "send_answers",
    "submit",
]
