"""The actions on submissions: file, add and change, withdraw, what the public sees of a comment, forget.

Each module has one of them; `locks` has the locks and terms of all, `adding` how a comment comes in. Other packages
import the actions from here.
"""

from consult.submissions.actions.access_code_email import queue_access_code
from consult.submissions.actions.account_deletion import forget_account
from consult.submissions.actions.adding import check, check_change, check_quote, language_of
from consult.submissions.actions.adding_and_amending import (
    add_comment,
    change_comment,
    correct_language,
    require_unchanged,
    written_on,
)
from consult.submissions.actions.after_restore import (
    forget_addresses_again,
    forget_names_again,
    hide_amended_again,
    withdraw_again,
    withdraw_comments_again,
)
from consult.submissions.actions.answering import change_answers
from consult.submissions.actions.attaching import attach_file
from consult.submissions.actions.email_addresses import (
    GONE,
    Expired,
    ask_everyone_to_confirm_again,
    ask_the_unasked,
    ask_to_confirm,
    check_link,
    confirm_address,
    email_access_code_again,
    is_entered_for,
    link_to_confirm,
)
from consult.submissions.actions.filing import file
from consult.submissions.actions.forgetting import forget_address, forget_people, months_after
from consult.submissions.actions.locks import REFUSALS, NotTaken, admit, sharing, terms_of
from consult.submissions.actions.locks import lock as lock_submission
from consult.submissions.actions.moving import move_comment
from consult.submissions.actions.name_removal import remove_name, remove_names_again
from consult.submissions.actions.pending_amendments import take_amendment, withhold_amendment
from consult.submissions.actions.publishing import (
    Publication,
    hide,
    hide_all,
    lock_all,
    publish,
    publish_all,
    render_published_again,
    set_confirmed,
    set_in_review,
)
from consult.submissions.actions.quarantining import quarantine
from consult.submissions.actions.receipt import email_receipts
from consult.submissions.actions.status_links import end_status_link, share_status
from consult.submissions.actions.withdrawing import withdraw, withdraw_comment

__all__ = [
    "GONE",
    "REFUSALS",
    "Expired",
    "NotTaken",
    "Publication",
    "add_comment",
    "admit",
    "ask_everyone_to_confirm_again",
    "ask_the_unasked",
    "ask_to_confirm",
    "attach_file",
    "change_answers",
    "change_comment",
    "check",
    "check_change",
    "check_link",
    "check_quote",
    "confirm_address",
    "correct_language",
    "email_access_code_again",
    "email_receipts",
    "end_status_link",
    "file",
    "forget_account",
    "forget_address",
    "forget_addresses_again",
    "forget_names_again",
    "forget_people",
    "hide",
    "hide_all",
    "hide_amended_again",
    "is_entered_for",
    "language_of",
    "link_to_confirm",
    "lock_all",
    "lock_submission",
    "months_after",
    "move_comment",
    "publish",
    "publish_all",
    "quarantine",
    "queue_access_code",
    "remove_name",
    "remove_names_again",
    "render_published_again",
    "require_unchanged",
    "set_confirmed",
    "set_in_review",
    "share_status",
    "sharing",
    "take_amendment",
    "terms_of",
    "withdraw",
    "withdraw_again",
    "withdraw_comment",
    "withdraw_comments_again",
    "withhold_amendment",
    "written_on",
]
