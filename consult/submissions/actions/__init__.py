"""The verbs of submissions: composing, submitting, taking back, what the public sees of a comment, forgetting.

Each module is one of them; `holding` has the locks and rules that all keep to. Everybody else imports the verbs here.
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
    forget_unsent_again,
    hide_amended_again,
    withdraw_again,
    withdraw_comments_again,
)
from consult.submissions.actions.amending import take_amendment, withhold_amendment
from consult.submissions.actions.composing import (
    NotQuoted,
    add_comment,
    begin,
    change_comment,
    check_quotes,
    describe,
    remove_comment,
)
from consult.submissions.actions.forgetting import forget_address, forget_people, forget_unsent, months_after
from consult.submissions.actions.holding import REFUSALS, NotTaken
from consult.submissions.actions.holding import lock as lock_sheet
from consult.submissions.actions.leaving import leave
from consult.submissions.actions.naming import remove_name, remove_names_again
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
from consult.submissions.actions.unfinished import (
    Begun,
    discard_typed,
    discard_unfinished,
    keep_unfinished,
)
from consult.submissions.actions.withdrawing import withdraw, withdraw_comment
from consult.submissions.actions.writing import acknowledge, mail_code

__all__ = [
    "GONE",
    "REFUSALS",
    "SHEET",
    "Begun",
    "Expired",
    "NotQuoted",
    "NotTaken",
    "Showing",
    "acknowledge",
    "add_comment",
    "ask_the_unasked",
    "ask_to_confirm",
    "ask_to_confirm_anew",
    "begin",
    "change_comment",
    "check_link",
    "check_quotes",
    "confirm_address",
    "describe",
    "discard_typed",
    "discard_unfinished",
    "forget_address",
    "forget_addresses_again",
    "forget_names_again",
    "forget_people",
    "forget_unsent",
    "forget_unsent_again",
    "hide",
    "hide_all",
    "hide_amended_again",
    "keep_unfinished",
    "leave",
    "link_to_confirm",
    "lock_all",
    "lock_sheet",
    "mail_code",
    "months_after",
    "receive",
    "remove_comment",
    "remove_name",
    "remove_names_again",
    "set_confirmed",
    "set_in_review",
    "show",
    "show_again",
    "show_all",
    "submit",
    "take_amendment",
    "withdraw",
    "withdraw_again",
    "withdraw_comment",
    "withdraw_comments_again",
    "withhold_amendment",
]
