"""Stories of responding: a closed consultation with comments in every state of moderation, with responses as far as a test wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from consult.accounts import queries as people
from consult.accounts.models import User
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation.models import Field, Reason
from consult.moderation.spans import Span
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from consult.responses.models import Issue
from consult.stakeholders.models import Capacity, Category
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, Comment, CommentType
from consult.summaries import actions as summaries
from consult.summaries.models import ResponseSummary
from tests import copied, world

EARLIER = timedelta(days=20)
"""How long ago the comments of these stories came in."""

CANARIES = (
    "canary-email@private.example", "CanaryHiddenName", "CANARY-REDACTED", "CANARY-WITHHELD", "CANARY-CONFIDENTIAL",
    "CANARY-WITHDRAWN", "CANARY-NOTE", "CANARY-REMOVED",
)  # fmt: skip
"""Words that no one but the organisation may ever read."""


def person(email: str) -> User:
    """Someone with an account, inside an application context."""
    found = people.by_email(email)
    assert found is not None
    return found


def comment(words: str, place: str = "lot-size-1", **changes: Any) -> dict[str, Any]:
    """A comment on a place of the text."""
    return world.COMMENT | {"block_key": place, "comment": words, "proposal": "", "rationale": ""} | changes


@dataclass
class Story:
    """What a test works with: the slug, and the public references of comments by a name of ours."""

    slug: str
    at: dict[str, str] = field(default_factory=dict)


def mixed(app: Flask) -> Story:
    """A closed consultation with comments published, redacted, withheld, removed, withdrawn, confidential, anonymous."""
    return copied.once(app, "comments in every state", lambda: _make_mixed(app))


def _make_mixed(app: Flask) -> Story:
    slug = world.consultation(app, open=False)
    when = clock.now() - EARLIER
    sent: dict[str, str] = {}

    def send(key: str, /, *comments: Mapping[str, Any], **who: Any) -> None:
        sent[key] = world.submission(app, slug, comments=list(comments), at=when, **who)

    send(
        "industry",
        comment(
            "Lots of 30 tonnes do not fit small stores.",
            proposal="A lot shall not exceed 25 000 kilograms of seed.",
        ),
        comment("Define stick sampler.", "instruments-1", type=CommentType.EDITORIAL),
    )
    send(
        "government",
        comment("Keep 30 tonnes: trade depends on it."),
        comment("Ten days are too short. Call CANARY-REDACTED.", "reports-1"),
        name="Rosa Quispe", organisation="Ministry of Agriculture", category=Category.GOVERNMENT, country="PER",
        subcategory="national_government",
    )  # fmt: skip
    send(
        "civil",
        world.GENERAL | {"comment": "Farmers' own seed should be left out."},
        comment("Smaller lots help small farmers."),
        name="CanaryHiddenName", organisation="", category=Category.CIVIL_SOCIETY, country="FJI",
        subcategory="ngo", capacity=Capacity.PERSONAL, email="canary-email@private.example",
        attribution=Attribution.ANONYMOUS_TO_PUBLIC,
    )  # fmt: skip
    send(
        "confidential",
        comment("CANARY-CONFIDENTIAL our stores take 40 tonnes."),
        name="CanaryHiddenName", organisation="CanaryHiddenName Ltd", attribution=Attribution.CONFIDENTIAL,
    )  # fmt: skip
    send("withheld", comment("CANARY-WITHHELD buy our samplers."), name="Max Mustermann", organisation="")
    send("removed", comment("CANARY-REMOVED copied text."), name="Pat Lee", organisation="")
    send("withdrawn", comment("CANARY-WITHDRAWN we were wrong."), name="Kim Ito", organisation="")
    send(
        "formula",
        comment("=SUM(A1:A9)", "scope-2"),
        name="@Ada",
        organisation="+Metrics",
        category=Category.ACADEMIA,
    )
    _moderate(app, sent)
    with app.app_context():
        at = {
            f"{name}-{one.number}": f"{reference}/{one.number}"
            for name, reference in sent.items()
            for one in submitted.comments_of(submitted.by_reference(reference))
        }
    return Story(slug, at)


def _moderate(app: Flask, sent: dict[str, str]) -> None:
    with app.app_context(), clock.at(clock.now() - timedelta(days=15)):
        moderator = person(world.MODERATOR)
        for name, reference in sent.items():
            submission = submitted.by_reference(reference)
            for one in submitted.comments_of(submission):
                moderation.claim(one, by=moderator)
                moderation.note(one, "CANARY-NOTE ask legal", by=moderator)
                _decide(name, one, moderator)
        submissions.withdraw(submitted.by_reference(sent["withdrawn"]))


def _decide(name: str, one: Comment, moderator: User) -> None:
    if name == "confidential":
        moderation.withhold(one, Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY, by=moderator, seen=NO_PAGE)
    elif name == "withheld":
        moderation.withhold(one, Reason.SPAM_OR_ADVERTISING, by=moderator, seen=NO_PAGE)
    elif "CANARY-REDACTED" in one.comment:
        start = one.comment.index("CANARY")
        span = Span(Field.COMMENT, start, start + len("CANARY-REDACTED"), Reason.PERSONAL_DATA)
        moderation.redact(one, [span], by=moderator, seen=NO_PAGE)
    else:
        moderation.publish(one, by=moderator, seen=NO_PAGE)
        if name == "removed":
            moderation.remove(one, Reason.COPYRIGHT, by=moderator, seen=NO_PAGE)


def chosen(story: Story, *names: str) -> Sequence[Comment]:
    """Comments of the story, inside an application context."""
    return queries.by_references(world.load(story.slug), [story.at[name] for name in names])


def respond_to_all(app: Flask, story: Story) -> None:
    """Two issues, responses of their own, a duplicate: every comment in scope has a response."""
    with app.app_context():
        officer = person(world.OFFICER)
        lots = actions.open_issue(world.load(story.slug), title="The largest lot", by=officer)
        actions.change_issue(
            lots,
            views="Industry and civil society ask for smaller lots. A government asks to keep 30 tonnes.",
            response="25 tonnes fit the stores that were named, and trade can go on.",
            disposition="partially_accepted",
            change="A lot shall not exceed 25 000 kilograms of seed.",
            changed_place="2.1, line 3",
            by=officer,
            seen=NO_PAGE,
        )
        actions.put_into(
            lots, chosen(story, "industry-1", "government-1", "confidential-1"), by=officer, seen=NO_PAGE
        )
        actions.respond(
            chosen(story, "civil-2"),
            disposition=Disposition.DUPLICATE,
            duplicate_of=chosen(story, "industry-1")[0],
            by=officer,
            seen=NO_PAGE,
        )
        actions.respond(
            chosen(story, "industry-2"),
            disposition=Disposition.ACCEPTED,
            text="A definition is added.",
            change="3.4 stick sampler: a tube with slots.",
            by=officer,
            seen=NO_PAGE,
        )
        own = actions.respond_in_new_issue(
            chosen(story, "civil-1"),
            title="Farmers' own seed",
            disposition=Disposition.OUT_OF_SCOPE,
            text="The draft is on certified seed only.",
            by=officer,
            seen=NO_PAGE,
        )
        assert isinstance(own, Issue)
        actions.respond(
            chosen(story, "government-2"),
            disposition=Disposition.NOT_ACCEPTED,
            text="=Ten days are enough.",
            by=officer,
            seen=NO_PAGE,
        )
        actions.respond(chosen(story, "formula-1"), disposition=Disposition.NOTED, by=officer, seen=NO_PAGE)


def draft(app: Flask, story: Story) -> None:
    """A summary drafted by the officer."""
    with app.app_context():
        summaries.draft_summary(world.load(story.slug), by=person(world.OFFICER))


def publish(app: Flask, story: Story) -> None:
    """Everything responded to, and the newest summary published."""
    with app.app_context():
        consultation = world.load(story.slug)
        officer, approver = person(world.OFFICER), person(world.APPROVER)
        summary: ResponseSummary = summaries.draft_summary(consultation, by=officer)
        summaries.propose(summary, by=officer, seen=NO_PAGE)
        summaries.approve(summary, by=approver, seen=NO_PAGE)
        summaries.publish(summary, by=officer, seen=NO_PAGE, objections=NO_PAGE)
