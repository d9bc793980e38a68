"""The verbs of attachments. Each module is one of them; other packages import the actions from here."""

from consult.attachments.actions.adding import attach, describe, file_all, keep_as_record, remove
from consult.attachments.actions.checking import (
    Attempt,
    begin_check,
    finish_check,
    mark_scanned,
    refuse,
    release,
    release_lost,
    tell_a_worker,
)
from consult.attachments.actions.deciding import (
    forget_public_names,
    hide_again,
    lock_attachment,
    proposed_name,
    publish,
    publish_copy,
    show_as,
    withhold,
)
from consult.attachments.actions.drawing import ask_for_pages, keep_pages
from consult.attachments.actions.erasing import (
    erase,
    erase_again,
    erase_all_of,
    forget_originals,
    forget_originals_again,
    forget_originals_in,
    forget_originals_of,
    sweep_files,
    sweep_orphans,
)
from consult.attachments.actions.receiving import LARGEST_PART, begin, receive

__all__ = [
    "LARGEST_PART",
    "Attempt",
    "ask_for_pages",
    "attach",
    "begin",
    "begin_check",
    "describe",
    "erase",
    "erase_again",
    "erase_all_of",
    "file_all",
    "finish_check",
    "forget_originals",
    "forget_originals_again",
    "forget_originals_in",
    "forget_originals_of",
    "forget_public_names",
    "hide_again",
    "keep_as_record",
    "keep_pages",
    "lock_attachment",
    "mark_scanned",
    "proposed_name",
    "publish",
    "publish_copy",
    "receive",
    "refuse",
    "release",
    "release_lost",
    "remove",
    "show_as",
    "sweep_files",
    "sweep_orphans",
    "tell_a_worker",
    "withhold",
]
