"""What is done with incoming emails: received, read, told, confirmed by their senders, completed or closed, forgotten.

Each module is one of them. Other packages import the actions from here.
"""

from consult.incoming_email.actions.attachments import begin_entry
from consult.incoming_email.actions.completing import close, complete
from consult.incoming_email.actions.confirming import confirm
from consult.incoming_email.actions.entering_tables import complete_by_tables, enter_table
from consult.incoming_email.actions.forgetting import forget_account, forget_old
from consult.incoming_email.actions.reading import FoundForm, begin_reading, give_to_officer, keep_read
from consult.incoming_email.actions.receiving import receive
from consult.incoming_email.actions.taking_over import NOT_WAITING, take_over
from consult.incoming_email.actions.telling import tell_officers

__all__ = [
    "NOT_WAITING",
    "FoundForm",
    "begin_entry",
    "begin_reading",
    "close",
    "complete",
    "complete_by_tables",
    "confirm",
    "enter_table",
    "forget_account",
    "forget_old",
    "give_to_officer",
    "keep_read",
    "receive",
    "take_over",
    "tell_officers",
]
