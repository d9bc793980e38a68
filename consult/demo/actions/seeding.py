"""Building the demo, whole or not at all."""

from consult.core import clock
from consult.core.actions import action
from consult.demo import plans
from consult.demo.actions.story import Story
from consult.demo.actions.telling import Telling
from consult.organisations import queries as founded


def is_seeded() -> bool:
    """Whether the demo is there already, or another organisation is."""
    return bool(founded.all_())


@action
def seed() -> dict[str, int]:
    """Build the demo in one transaction, so that it is there whole or not at all; says how much of it there is."""
    story = Story(clock.now())
    for plan in plans.PLANS:
        Telling(story, plan).begin()
    story.tell()
    return {
        "organisations": len(plans.ORGANISATIONS),
        "consultations": len(plans.PLANS),
        "submissions": story.submissions,
        "comments": story.comments,
    }
