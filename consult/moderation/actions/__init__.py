"""What moderators decide, and what submitters say to it. Everybody else imports the verbs here.

What the public sees is written by submissions.actions. Locks are taken in the order of submissions.actions.holding:
comments by id, then the consultation.
"""

from consult.moderation.actions.colleagues import claim, note, release, take_up
from consult.moderation.actions.confirming import CLAIM, confirm, unconfirm
from consult.moderation.actions.contesting import LONGEST_CONTEST, contest, settle
from consult.moderation.actions.deciding import decide_all, lift, publish, redact, remove, withhold
from consult.moderation.actions.holding import LONGEST_EXPLANATION, Overtaken, Seen
from consult.moderation.actions.noticing import screen, screen_all
from consult.moderation.actions.rendering import look_at_comments, render_comment_again

__all__ = [
    "CLAIM",
    "LONGEST_CONTEST",
    "LONGEST_EXPLANATION",
    "Overtaken",
    "Seen",
    "claim",
    "confirm",
    "contest",
    "decide_all",
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
    "take_up",
    "unconfirm",
    "withhold",
]
