"""Every verb in every state, every refusal, and what the public sees of what was decided."""

import threading
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, policy, queries
from consult.moderation.models import Decision, Field, Reason
from consult.moderation.reasons import WORDS, fitting
from consult.moderation.spans import Span, of_words
from consult.stakeholders import actions as stakeholders
from consult.stakeholders.models import Capacity, Category
from consult.submissions import queries as sheets
from consult.submissions import tallies
from consult.submissions.models import Attribution
from tests import cast, world
from tests.moderation import acting

NO = "refused"

TABLE: dict[str, dict[str, str]] = {
    # A comment that no one has looked at can be claimed and decided on, but not removed: it never was public.
    "received": {
        "claim": "in_review", "publish": "published", "redact": "published_redacted",
        "withhold": "withheld", "remove": NO,
    },
    # One that someone keeps is decided on in the same ways; keeping it again, or for another, is fine.
    "in_review": {
        "claim": "in_review", "publish": "published", "redact": "published_redacted",
        "withhold": "withheld", "remove": NO,
    },
    # What the public reads can lose words or be removed; it is too late to withhold it.
    "published": {
        "claim": NO, "publish": NO, "redact": "published_redacted", "withhold": NO, "remove": "removed_after_publication",
    },
    # What is shown in part is shown whole by restoring words alone, or can be removed.
    "published_redacted": {
        "claim": NO, "publish": NO, "restore_words": "published", "withhold": NO, "remove": "removed_after_publication",
    },
    # A refusal can be withdrawn, wholly or with words hidden; it is not refused a second time.
    "withheld": {
        "claim": NO, "publish": "published", "redact": "published_redacted", "withhold": NO, "remove": NO,
    },
    # So can a removal.
    "removed_after_publication": {
        "claim": NO, "publish": "published", "redact": "published_redacted", "withhold": NO, "remove": NO,
    },
    # What its submitter took back is no one's to decide on.
    "withdrawn_by_submitter": {
        "claim": NO, "publish": NO, "redact": NO, "withhold": NO, "remove": NO,
    },
}  # fmt: skip


@pytest.fixture
def our_slug(app: Flask, clean: None) -> str:
    """An open consultation with two moderators."""
    return world.consultation(app)


@pytest.mark.parametrize("state", TABLE)
def test_each_verb_leads_where_the_table_says(app: Flask, our_slug: str, state: str) -> None:
    found = {}
    for verb in TABLE[state]:
        reference = acting.bring(app, state)
        try:
            acting.act(app, reference, verb)
        except NotPossible:
            assert acting.state(app, reference) == state
            found[verb] = NO
        else:
            found[verb] = acting.state(app, reference)
    assert found == TABLE[state]
    with app.app_context():
        identifier = world.load(our_slug).id
        assert tallies.of(identifier) == tallies.counted(identifier)
        assert sheets.totals(identifier).adds_up


def test_buttons_offer_what_the_verbs_allow(app: Flask, our_slug: str) -> None:
    from consult.core.permissions import may

    for state, verbs in TABLE.items():
        reference = acting.bring(app, state)
        with app.app_context():
            one, who = acting.comment(reference), acting.user()
            offered = {
                v for v in ("publish", "redact", "withhold", "remove") if may(f"moderation.{v}", who, one)
            }
        expected = {verb for verb, to in verbs.items() if to != NO and verb not in {"claim", "restore_words"}}
        assert offered == expected | ({"redact"} if state == "published_redacted" else set()), state


def test_every_decision_is_a_row_and_an_event(app: Flask, our_slug: str) -> None:
    reference = world.submission(app)
    for verb in ("claim", "publish", "redact", "restore_words", "remove", "publish"):
        acting.act(app, reference, verb)
    assert acting.decisions(app, reference) == [
        ("publish", "in_review", "published", None),
        ("redact", "published", "published_redacted", "personal_data"),
        ("restore_words", "published_redacted", "published", None),
        ("remove", "published", "removed_after_publication", "off_topic"),
        ("publish", "removed_after_publication", "published", None),
    ]
    with app.app_context():
        rows = db.session.execute(
            db.select(Event).where(Event.subject == f"{reference}/1").order_by(Event.id)
        )
        told = [(row.name, row.data["comment"], row.actor_id) for row in rows.scalars()]
        identifier, moderator = acting.comment(reference).id, acting.user().id
    names = ["claimed", "published", "redacted", "words_restored", "removed", "published"]
    assert told == [(f"moderation.{name}", identifier, moderator) for name in names]


def test_a_decision_is_never_changed_nor_deleted(app: Flask, our_slug: str) -> None:
    acting.bring(app, "published")
    for change in ("UPDATE decisions SET explanation = 'x'", "DELETE FROM decisions"):
        with app.app_context():
            with pytest.raises((IntegrityError, OperationalError)) as refused:
                db.session.execute(text(change))
            assert isinstance(refused.value.orig, psycopg.errors.RestrictViolation)
            db.session.rollback()


@pytest.mark.parametrize("verb", ["withhold", "remove"])
def test_a_refusal_has_a_fitting_reason(app: Flask, our_slug: str, verb: str) -> None:
    found = {}
    for reason in Reason:
        reference = acting.bring(app, "received" if verb == "withhold" else "published")
        with app.app_context():
            act = getattr(actions, verb)
            try:
                act(acting.comment(reference), reason, by=acting.user(), explanation="Because.", seen=NO_PAGE)
            except NotPossible:
                found[reason] = False
            else:
                found[reason] = acting.comment(reference).reason == reason
    assert found == {reason: verb in WORDS[reason].verbs for reason in Reason}
    assert all(found.values())


def test_reasons_for_hiding_words_are_about_words() -> None:
    assert [reason.value for reason in fitting("redact")] == [
        "personal_data",
        "confidential_business_information",
        "copyright",
        "abusive",
        "spam_or_advertising",
        "illegal_or_harmful_link",
        "submitter_requested_confidentiality",
        "other_explained",
    ]


def test_another_reason_is_explained(app: Flask, our_slug: str) -> None:
    reference = world.submission(app)
    with app.app_context():
        with pytest.raises(NotPossible):
            actions.withhold(
                acting.comment(reference),
                Reason.OTHER_EXPLAINED,
                by=acting.user(),
                explanation=" ",
                seen=NO_PAGE,
            )
        actions.withhold(
            acting.comment(reference),
            Reason.OTHER_EXPLAINED,
            by=acting.user(),
            explanation="See above.",
            seen=NO_PAGE,
        )
    assert acting.state(app, reference) == "withheld"


# -- hiding words -----------------------------------------------------------------------------------------------------

SECRET = "+41 44 668 18 00"
WORDS_ = {
    **world.COMMENT,
    "comment": f"Call *our chair* at {SECRET}, [or write](mailto:chair@lab.example) to chair@lab.example.\n\n- {SECRET}",
    "proposal": f"Laboratories call {SECRET} first.",
    "rationale": f"Ask at {SECRET}; 25 tonnes is enough.",
}


def test_hidden_words_are_nowhere_public(app: Flask, our_slug: str) -> None:
    reference = world.submission(app, comments=[WORDS_])
    with app.app_context():
        one = acting.comment(reference)
        texts = one.texts
        hidden = of_words(SECRET, Reason.PERSONAL_DATA, texts) + of_words(
            "chair@lab.example", Reason.PERSONAL_DATA, texts
        )
        assert len(hidden) == 6
        actions.redact(one, hidden, by=acting.user(), seen=NO_PAGE)
        one = acting.comment(reference)
        mark = '<span class="redacted" data-reason="personal_data">[…]</span>'
        assert str(one.shown_comment).startswith(f"<p>Call *our chair* at {mark}, ")
        assert str(one.shown_comment).count(mark) == 4, "the gap in the address stays in sight too"
        assert one.shown_proposal == "Laboratories call […] first."
        assert str(one.shown_rationale) == f"<p>Ask at {mark}; 25 tonnes is enough.</p>"
        rows = db.session.execute(sheets.public(one.consultation_id)).all()
        public = " ".join(str(value) for row in rows for value in row)
        assert "[…]" in public
        for secret in (SECRET, "668", "chair@lab"):
            assert secret not in public
        assert db.session.execute(sheets.public(one.consultation_id, search="668")).all() == []
        assert one.comment == WORDS_["comment"], "the original is kept"


def test_hidden_words_are_on_no_public_page(app: Flask, our_slug: str, client: Any) -> None:
    reference = world.submission(app, comments=[WORDS_])
    with app.app_context():
        one = acting.comment(reference)
        actions.redact(one, of_words(SECRET, Reason.PERSONAL_DATA, one.texts), by=acting.user(), seen=NO_PAGE)
    seen = {}
    for path in (
        f"/consultations/{our_slug}/text", f"/consultations/{our_slug}/text/lot-size-1", f"/consultations/{our_slug}/comments",
        f"/submissions/{reference}", f"/consultations/{our_slug}/comments?q=668",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen[path] = "668 18 00" in answer.text
    assert seen == dict.fromkeys(seen, False)
    assert "[personal data]" in client.get(f"/submissions/{reference}").text


def test_more_words_are_hidden_beside_those_hidden_before(app: Flask, our_slug: str) -> None:
    reference = world.submission(
        app, comments=[world.COMMENT | {"comment": "abcdefghij", "proposal": "", "rationale": ""}]
    )
    spans = [
        Span(Field.COMMENT, 1, 3, Reason.PERSONAL_DATA),
        Span(Field.COMMENT, 2, 5, Reason.ABUSIVE),
        Span(Field.COMMENT, 7, 8, Reason.ABUSIVE),
    ]
    with app.app_context():
        for span in spans:
            actions.redact(acting.comment(reference), [span], by=acting.user(), seen=NO_PAGE)
        shown = acting.comment(reference).shown_text
        assert shown == "a[…]fg[…]ij"
        assert queries.reasons_of(world.load(our_slug).id) == {
            "redacted/personal_data": 1,
            "redacted/abusive": 1,
        }
        first = queries.redactions(acting.comment(reference))[0]
        actions.restore_words(acting.comment(reference), [first.id], by=acting.user(), seen=NO_PAGE)
        assert acting.comment(reference).shown_text == "ab[…]fg[…]ij"
        assert acting.comment(reference).moderation == "published_redacted"


@pytest.mark.parametrize(
    "span", [Span(Field.COMMENT, 0, 500, Reason.ABUSIVE), Span(Field.PROPOSAL, 3, 3, Reason.ABUSIVE), Span(Field.COMMENT, 0, 2, Reason.OFF_TOPIC)]
)  # fmt: skip
def test_only_words_of_the_text_are_hidden_and_only_for_fitting_reasons(
    app: Flask, our_slug: str, span: Span
) -> None:
    reference = world.submission(app)
    with app.app_context():
        with pytest.raises(NotPossible):
            actions.redact(acting.comment(reference), [span], by=acting.user(), seen=NO_PAGE)
        with pytest.raises(NotPossible):
            actions.redact(acting.comment(reference), [], by=acting.user(), seen=NO_PAGE)
    assert acting.state(app, reference) == "received"


def test_offsets_count_what_people_call_characters(app: Flask, our_slug: str) -> None:
    words = "🌾🌾 Été: اتصل بنا على 0123456789 — 测试"
    reference = world.submission(app, comments=[world.GENERAL | {"comment": words}])
    with app.app_context():
        one = acting.comment(reference)
        (span,) = of_words("0123456789", Reason.PERSONAL_DATA, one.texts)
        actions.redact(one, [span], by=acting.user(), seen=NO_PAGE)
        assert acting.comment(reference).shown_text == words.replace("0123456789", "[…]")


def test_what_is_confidential_is_never_published(app: Flask, our_slug: str) -> None:
    reference = world.submission(app, attribution=Attribution.CONFIDENTIAL)
    for verb in ("publish", "redact"):
        with pytest.raises(NotPossible):
            acting.act(app, reference, verb)
    with app.app_context():
        assert policy.publish(acting.user(), acting.comment(reference))
        actions.withhold(
            acting.comment(reference),
            Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY,
            by=acting.user(),
            seen=NO_PAGE,
        )
    assert acting.state(app, reference) == "withheld"


# -- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "is_own"),
    [
        # An organisation calls itself as ours is called, however it writes it.
        ({"organisation": "  seed testing SECRETARIAT "}, True),
        # Or by our short name.
        ({"organisation": "s.t.s"}, True),
        # Or as the moderator's own stakeholder profile says.
        ({"organisation": "Institute of Seeds"}, True),
        # Or writes from a domain of ours.
        ({"organisation": "A Friend", "email": "friend@seeds.example"}, True),
        # A domain that everyone uses says nothing.
        ({"organisation": "A Friend", "email": "friend@gmail.com"}, False),
        # Nor does no organisation at all.
        ({"organisation": ""}, False),
        # Another organisation is another organisation.
        ({"organisation": "Seed Testing Secretariat of the North"}, False),
    ],
)
def test_no_one_decides_on_what_is_their_own(
    app: Flask, our_slug: str, who: dict[str, Any], is_own: bool
) -> None:
    with app.app_context():

        @action
        def prepare() -> None:
            world.load(our_slug).organisation.short_name = "S.T.S."
            stakeholders.describe(
                acting.user(), name="Mariam", organisation="Institute of Seeds", category=Category.ACADEMIA,
                subcategory="", category_other="", country="CHE", capacity=Capacity.PERSONAL, on_behalf_of=[],
            )  # fmt: skip

        prepare()
    reference = world.submission(app, **who)
    with app.app_context():
        one, me = acting.comment(reference), acting.user()
        assert policy.decide(me, one) is not is_own
        assert policy.read(me, one.submission.consultation)
        if not is_own:
            return
        for call in (
            lambda: actions.publish(one, by=me, seen=NO_PAGE), lambda: actions.claim(one, by=me), lambda: actions.note(one, "x", by=me),
            lambda: actions.decide_all(one.submission, actions.RequestedDecision("publish"), by=me, shown=NO_PAGE),
        ):  # fmt: skip
            with pytest.raises(NotPermitted):
                call()
    assert acting.state(app, reference) == "received"


def test_no_one_decides_on_what_they_sent_themselves(app: Flask, our_slug: str) -> None:
    reference = world.submission(app, user=world.MODERATOR)
    with pytest.raises(NotPermitted):
        acting.act(app, reference, "publish")
    acting.act(app, reference, "publish", by=world.MODERATOR_2)
    assert acting.state(app, reference) == "published"


@pytest.mark.parametrize("email", [world.OFFICER, world.APPROVER, "stranger@example.org"])
def test_only_moderators_decide(app: Flask, our_slug: str, email: str) -> None:
    if email.startswith("stranger"):
        cast.person(app, email)
        cast.organisation(app, "metals", name="Metals Board", moderator=[email])
    reference = world.submission(app)
    with pytest.raises(NotPermitted):
        acting.act(app, reference, "publish", by=email)


# -- two at once ------------------------------------------------------------------------------------------------------


def test_of_two_who_decide_at_once_the_second_is_told(app: Flask, our_slug: str) -> None:
    reference = world.submission(app)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def decide(email: str, verb: str) -> None:
        with app.app_context():
            one, me = acting.comment(reference), acting.user(email)
            seen = actions.ReviewToken(one.edition, 0)
            start.wait()
            try:
                if verb == "publish":
                    actions.publish(one, by=me, seen=seen)
                else:
                    actions.withhold(one, Reason.ABUSIVE, by=me, seen=seen)
            except actions.StaleReview as trouble:
                assert trouble.decision is not None
                outcomes.append(f"overtaken by {trouble.decision.verb}")
            else:
                outcomes.append(verb)

    both = [
        threading.Thread(target=decide, args=(world.MODERATOR, "publish")),
        threading.Thread(target=decide, args=(world.MODERATOR_2, "withhold")),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) in (["overtaken by publish", "publish"], ["overtaken by withhold", "withhold"])
    with app.app_context():
        assert len(db.session.execute(db.select(Decision)).scalars().all()) == 1
        identifier = world.load(our_slug).id
        assert tallies.of(identifier) == tallies.counted(identifier)


def test_counts_per_reason_are_public(app: Flask, our_slug: str) -> None:
    for verb in ("withhold", "withhold", "redact"):
        acting.act(app, world.submission(app), verb)
    acting.bring(app, "removed_after_publication")
    with app.app_context():
        identifier = world.load(our_slug).id
        assert queries.reasons_of(identifier) == {
            "withheld/off_topic": 2,
            "removed/off_topic": 1,
            "redacted/personal_data": 1,
        }
        assert sheets.totals(identifier).reasons == {"off_topic": 3}
