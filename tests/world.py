"""A world for the stories of the tests: an organisation with its people, an announced consultation on a small draft,
submissions. Built by calling actions at the moments at which they would happen, so it is never an impossible one."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion, Consultation, Family, LegalEffect, Mode
from consult.core import clock, markup
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Block, Kind, ParsedDraft
from consult.drafts import actions as drafts
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.rules import LateCommentsRule, PolicyKind
from consult.stakeholders.models import Capacity, Category
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions import references
from consult.submissions.models import Attribution, CommentType, Route, Subject
from consult.submissions.rules import NewComment
from tests import cast, copied

OFFICER = "officer@seeds.example"
APPROVER = "approver@seeds.example"
MODERATOR = "moderator@seeds.example"
MODERATOR_2 = "second.moderator@seeds.example"
SLUG = "sampling-of-seed-lots"

BLOCKS = (
    ("scope", Kind.HEADING, 1, "1", "Scope", ""),
    ("scope-1", Kind.PARAGRAPH, 0, "", "", "This draft sets out how a lot of seed is sampled before it is certified."),
    ("scope-2", Kind.PARAGRAPH, 0, "", "", "It applies to agricultural, vegetable and tree seed."),
    ("sampling", Kind.HEADING, 1, "2", "Sampling", ""),
    ("lot-size", Kind.HEADING, 2, "2.1", "Maximum lot size", ""),
    ("lot-size-1", Kind.PARAGRAPH, 0, "", "", "A lot shall not exceed 30 000 kilograms of seed."),
    ("lot-size-2", Kind.LIST_ITEM, 1, "a)", "", "divide a larger lot into sub-lots"),
    ("lot-size-3", Kind.LIST_ITEM, 1, "b)", "", "mark each sub-lot with its own number"),
    ("lot-size-4", Kind.NOTE, 0, "", "", "Laboratories in hot climates may ask for smaller lots."),
    ("instruments", Kind.HEADING, 2, "2.2", "Instruments", ""),
    ("instruments-1", Kind.PARAGRAPH, 0, "", "", "Samples are drawn with a stick sampler or by hand."),
    ("reports", Kind.HEADING, 1, "3", "Reports", ""),
    ("reports-1", Kind.PARAGRAPH, 0, "", "", "The laboratory reports the result within ten working days."),
)  # fmt: skip
"""Key, kind, level, number, title, words of each block of the draft."""

QUESTIONS = ("Is ten working days enough for your laboratory?", "Which species are missing?")

_count = itertools.count(1)


def draft(
    organisation: Any,
    *,
    by: Any,
    blocks: Sequence[tuple[Any, ...]] | ParsedDraft = BLOCKS,
    language: str = "en",
    of: Any = None,
) -> Any:
    """A version of a small draft, or the next one of the draft `of`, without the work of reading a file."""
    parsed = blocks if isinstance(blocks, ParsedDraft) else _parsed(blocks, language)
    return drafts.save(
        organisation,
        parsed,
        title="Sampling of seed lots",
        label="Second draft",
        source_name="draft.md",
        by=by,
        draft=of,
    )


def _parsed(blocks: Sequence[tuple[Any, ...]], language: str) -> ParsedDraft:
    line, made = 0, []
    for key, kind, level, number, title, words in blocks:
        line += kind is not Kind.HEADING
        made.append(
            Block(
                key,
                kind,
                level,
                number,
                title,
                words,
                markup.text_of(words) or title,
                line if words else 0,
            )
        )
    return ParsedDraft("Sampling of seed lots", language, "ltr", tuple(made), (), (), "0" * 64)


def consultation(app: Flask, slug: str = SLUG, **given: Any) -> str:
    """An announced consultation, 30 days into its 60 (or, with open=False, five days after its closing); its slug.

    The organisation and its people (OFFICER, APPROVER, MODERATOR, MODERATOR_2) come with the first; all have
    cast.PASSWORD. `given`: what `_make_consultation` takes; `after`: the consultation whose draft it is on, in its next
    version; `late`: fields of the rule on late comments that are not its
    defaults.
    """
    if given.keys() & {"opens_at", "closes_at", "title"}:
        return _make_consultation(app, slug, **given)
    copied.once(app, f"consultation {slug} {given}", lambda: _make_consultation(app, slug, **given))
    return slug


def _make_consultation(
    app: Flask,
    slug: str = SLUG,
    *,
    organisation: str = "seeds",
    open: bool = True,  # noqa: A002
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    late: Mapping[str, Any] | None = None,
    mode: Mode = Mode.CONSULT,
    questions: Sequence[str] = QUESTIONS,
    blocks: Sequence[tuple[Any, ...]] | ParsedDraft = BLOCKS,
    language: str = "en",
    announce: bool = True,
    title: str | None = None,
    after: str = "",
) -> str:
    now = clock.now()
    closes = closes_at or (now + timedelta(days=30) if open else now - timedelta(days=5))
    opens = opens_at or min(closes, now) - timedelta(days=30)
    _organisation(app, organisation)
    with app.app_context(), clock.at(opens - timedelta(days=20)):
        owner = founded.get(organisation)
        officer, approver = people.by_email(OFFICER), people.by_email(APPROVER)
        assert officer is not None
        assert approver is not None
        if late is not None:
            text = founded.rules_in_force(owner)[PolicyKind.LATE].text
            organisations.write_policy(owner, LateCommentsRule(**late), text, by=officer)
        earlier = load(after).version if after else None
        made = consultations.prepare(
            owner,
            title=title or slug.replace("-", " ").capitalize(),
            by=officer,
            version=draft(
                owner,
                by=officer,
                blocks=blocks,
                language=language,
                of=earlier.draft if earlier is not None else None,
            ),
            purpose="The rules for sampling seed are twenty years old. We ask what has to change.",
            target_groups="Laboratories, seed companies, farmers' organisations and authorities.",
            can_change="The size of lots, the instruments and the reports.",
            cannot_change="The definition of a lot.",
            use_of_input="Every comment is answered; the working group decides in its autumn session.",
            mode=mode,
            family=Family.TECHNICAL_STANDARD,
            legal_effect=LegalEffect.VOLUNTARY_STANDARD,
            opens_at=opens,
            closes_at=closes,
            timing_profile="proportionate",
        )
        for question in questions:
            consultations.add_question(made, AuthoredQuestion(question), by=officer)
        if announce:
            consultations.propose(made, by=officer, seen=NO_PAGE)
            consultations.approve(made, by=approver, seen=NO_PAGE)
            consultations.announce(made, by=officer, seen=NO_PAGE)
        assert title is not None or made.slug == slug, f"there is already a consultation {slug}"
        return str(made.slug)


def _organisation(app: Flask, slug: str) -> None:
    copied.once(app, f"organisation {slug}", lambda: _make_organisation(app, slug))


def _make_organisation(app: Flask, slug: str) -> None:
    names = {
        OFFICER: "Ines Okafor",
        APPROVER: "Tomás Lindqvist",
        MODERATOR: "Mariam Haddad",
        MODERATOR_2: "Jun Watanabe",
    }
    with app.app_context():
        unknown = [email for email in names if people.by_email(email) is None]
    for email in unknown:
        cast.person(app, email, names[email])
    try:
        cast.organisation_id(app, slug)
    except NotFound:
        cast.organisation(
            app,
            slug,
            officer=[OFFICER],
            approver=[APPROVER],
            moderator=[MODERATOR, MODERATOR_2],
            administrator=[OFFICER],
        )


WHO: dict[str, Any] = {
    "name": "Wanjiru Kimani",
    "organisation": "Seed Growers of the Highlands",
    "category": Category.INDUSTRY,
    "subcategory": "business_association",
    "category_other": "",
    "country": "KEN",
    "capacity": Capacity.ORGANISATION,
    "on_behalf_of": [],
    "email": "",
    "language": "en",
}
"""Who sends a submission, unless a test says otherwise."""

COMMENT: dict[str, Any] = {
    "subject": Subject.CLAUSE,
    "block_key": "lot-size-1",
    "type": CommentType.SUBSTANTIVE,
    "comment": "Lots of 30 000 kilograms are too large for small stores.",
    "proposal": "A lot shall not exceed 25 000 kilograms of seed.",
    "rationale": "Most stores of our members hold 25 tonnes.",
}
GENERAL: dict[str, Any] = {
    "subject": Subject.GENERAL,
    "type": CommentType.GENERAL,
    "comment": "We welcome the draft.",
}


def answer(app: Flask, slug: str, position: int, words: str) -> dict[str, Any]:
    """An answer to a question, for `submission`."""
    with app.app_context():
        question = consulted.question(consulted.get(slug, None), position)
        db.session.expunge(question)
    return {"subject": Subject.QUESTION, "question": question, "type": CommentType.GENERAL, "comment": words}


def submission(
    app: Flask,
    slug: str = SLUG,
    *,
    comments: Sequence[Mapping[str, Any]] | None = None,
    attribution: Attribution = Attribution.ATTRIBUTED,
    user: str | None = None,
    at: datetime | None = None,
    received_at: datetime | None = None,
    key: str | None = None,
    is_confirmed: bool = True,
    **who: Any,
) -> str:
    """A submission of COMMENT and GENERAL (or `comments`) by WHO with changes; its reference.

    Where it has an address, its owner has pressed the button of the link in the receipt, unless not `is_confirmed`.

    `at`: the moment of the story at which it is sent. `user`: the address of anyone who has an account.
    """
    with app.app_context(), clock.at(at or received_at or clock.now()):
        sender = people.by_email(user) if user else None
        reference = submissions.file(
            consulted.get(slug, None).id,
            key=key or f"world-{next(_count)}-{references.new_key()}",
            who=WHO | who,
            comments=[NewComment(**one) for one in ([COMMENT, GENERAL] if comments is None else comments)],
            attribution=attribution,
            route=Route.WEB,
            received_at=received_at or clock.now(),
            user_id=sender.id if sender is not None else None,
        )
        made = submitted.by_reference(reference)
        link = submissions.link_to_confirm(made) if is_confirmed else ""
        if link:
            submissions.confirm_address(made, link.rsplit("/", 1)[-1])
        return reference


def load(slug: str = SLUG) -> Consultation:
    """The consultation, inside an application context."""
    return consulted.get(slug, None)
