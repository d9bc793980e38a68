"""The actions on submissions: file, add and change, withdraw, what the public sees of a comment, forget.

Each module has one of them; `locks` has the locks and terms of all. Other packages import the actions from here.
"""

from consult.submissions.actions.addresses import (
    GONE,
    Expired,
    ask_the_unasked,
    ask_to_confirm,
    ask_to_confirm_anew,
    check_link,
    confirm_address,
    link_to_confirm,
)
from consult.submissions.actions.again import (
    forget_addresses_again,
    forget_names_again,
    hide_amended_again,
    withdraw_again,
    withdraw_comments_again,
)
from consult.submissions.actions.amending import take_amendment, withhold_amendment
from consult.submissions.actions.changing import (
    add_comment,
    change_comment,
    check_quote,
    require_unchanged,
    written_on,
)
from consult.submissions.actions.filing import file
from consult.submissions.actions.forgetting import forget_address, forget_people, months_after
from consult.submissions.actions.leaving import leave
from consult.submissions.actions.locks import REFUSALS, NotTaken, admit, terms_of
from consult.submissions.actions.locks import lock as lock_submission
from consult.submissions.actions.name_removal import remove_name, remove_names_again
from consult.submissions.actions.receipt import email_receipts
from consult.submissions.actions.showing import (
    Showing,
    hide,
    hide_all,
    lock_all,
    set_confirmed,
    set_in_review,
    show,
    show_again,
    show_all,
)
from consult.submissions.actions.withdrawing import withdraw, withdraw_comment

__all__ = [
    "GONE",
    "REFUSALS",
    "Expired",
    "NotTaken",
    "Showing",
    "add_comment",
    "admit",
    "ask_the_unasked",
    "ask_to_confirm",
    "ask_to_confirm_anew",
    "change_comment",
    "check_link",
    "check_quote",
    "confirm_address",
    "email_receipts",
    "file",
    "forget_address",
    "forget_addresses_again",
    "forget_names_again",
    "forget_people",
    "hide",
    "hide_all",
    "hide_amended_again",
    "leave",
    "link_to_confirm",
    "lock_all",
    "lock_submission",
    "months_after",
    "remove_name",
    "remove_names_again",
    "require_unchanged",
    "set_confirmed",
    "set_in_review",
    "show",
    "show_again",
    "show_all",
    "take_amendment",
    "terms_of",
    "withdraw",
    "withdraw_again",
    "withdraw_comment",
    "withdraw_comments_again",
    "withhold_amendment",
    "written_on",
]
