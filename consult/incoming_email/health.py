"""Whether incoming emails are taken and read: for `flask doctor`."""

from datetime import timedelta

from consult.core import clock
from consult.core.declarations import listed_in
from consult.incoming_email import addresses, fetching, queries

_LONGEST_WAIT = timedelta(minutes=5)


@listed_in("HOOKS")
def check() -> tuple[bool, str]:
    """What waits, and whether the mailbox opens."""
    if not addresses.domain():
        return True, "no emails are taken (INCOMING_EMAIL_DOMAIN)"
    number, since, unread = queries.counts()
    words = f"emails for {addresses.domain()}: {number} not read yet, {unread} for officers"
    is_well = since is None or clock.now() - since < _LONGEST_WAIT
    if not addresses.imap_url():
        return is_well, words
    try:
        with fetching.opened(addresses.imap_url()):
            return is_well, f"{words}; the mailbox opens"
    except fetching.MailboxAway as trouble:
        return False, f"{words}; the mailbox {trouble}"
