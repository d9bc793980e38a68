"""The verbs of submissions: composing, submitting, taking back, what the public sees of a comment, forgetting.

Each module is one of them; `holding` has the locks and rules that all keep to. Everybody else imports the verbs here.
"""

from consult.submissions.actions.composing import (
    NotQuoted,
    add_comment,
    begin,
    change_comment,
    describe,
    remove_comment,
)
from consult.submissions.actions.forgetting import forget_address, forget_people, forget_unsent, months_after
from consult.submissions.actions.holding import REFUSALS, NotTaken
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
from consult.submissions.actions.submitting import SHEET, receive, submit
from consult.submissions.actions.withdrawing import withdraw, withdraw_comment
from consult.submissions.actions.writing import acknowledge, mail_code

__all__ = [
    "REFUSALS",
    "SHEET",
    "NotQuoted",
    "NotTaken",
    "Showing",
    "acknowledge",
    "add_comment",
    "begin",
    "change_comment",
    "describe",
    "forget_address",
    "forget_people",
    "forget_unsent",
    "hide",
    "hide_all",
    "lock_all",
    "mail_code",
    "months_after",
    "receive",
    "remove_comment",
    "set_confirmed",
    "set_in_review",
    "show",
    "show_again",
    "show_all",
    "submit",
    "withdraw",
    "withdraw_comment",
]
