"""What moderators decide, and what submitters say to it. Everybody else imports the verbs here.

What the public sees is written by submissions.actions. Locks are taken in the order of submissions.actions.holding:
comments by id, then the consultation.
"""

from consult.moderation.actions.again import decide_again
from consult.moderation.actions.colleagues import claim, note, release, take_up
from consult.moderation.actions.confirming import CLAIM, confirm, unconfirm, unconfirm_again
from consult.moderation.actions.contesting import LONGEST_CONTEST, contest, settle
from consult.moderation.actions.deciding import lift, publish, redact, remove, withhold
from consult.moderation.actions.holding import LONGEST_EXPLANATION, Overtaken, Seen, compare
from consult.moderation.actions.noticing import screen, screen_all
from consult.moderation.actions.rendering import look_at_comments, render_comment_again
from consult.moderation.actions.wholes import KIND, decide_all, decide_part, key_of, start_deciding

__all__ = [
    "CLAIM",
    "KIND",
    "LONGEST_CONTEST",
    "LONGEST_EXPLANATION",
    "Overtaken",
    "Seen",
    "claim",
    "compare",
    "confirm",
    "contest",
    "decide_again",
    "decide_all",
    "decide_part",
    "key_of",
    "lift",
    "look_at_comments",
    "note",
    "publish",
    "redact",
    "release",
    "remove",
    "render_comment_again",
    "screen",
    "screen_all",
    "settle",
    "start_deciding",
    "take_up",
    "unconfirm",
    "unconfirm_again",
    "withhold",
]
