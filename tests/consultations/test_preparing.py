"""Preparing a consultation: step by step by an officer, approved by someone else, announced."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.consultations import actions, queries
from consult.consultations.forms.preparing import QUESTIONS_ONLY, StepForm
from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import Family, Mode
from consult.core import clock
from consult.core.errors import NotPermitted, NotPossible
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Source
from consult.drafts import queries as drafts
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.organisations.rules import LateCommentsRule, PolicyKind
from tests import cast
from tests.consultations import states
from tests.consultations.states import AMARA, BEFORE, BEN, CARLA
from tests.documents import papers
from tests.pages import fields

NEW = "/organisations/seeds/consultations/new"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(BEFORE):
        yield


@pytest.fixture
def two_organisations(app: Flask, clean: None) -> None:
    states.two_organisations(app)


@pytest.fixture
def amara(client: FlaskClient, two_organisations: None) -> FlaskClient:
    cast.sign_in(client, AMARA)
    return client


@pytest.fixture
def ben(app: Flask, two_organisations: None) -> FlaskClient:
    other = app.test_client()
    cast.sign_in(other, BEN)
    return other


def _state(app: Flask, slug: str) -> State:
    with app.app_context():
        return states.found(slug).state


def test_an_officer_prepares_a_consultation_that_someone_else_approves(
    app: Flask, amara: Any, ben: Any
) -> None:
    with app.app_context():
        version = states.draft(app)
        chosen = f"{version.draft.reference}/{version.number}"
    with clock.at(BEFORE):
        begun = amara.press(NEW, title="Sampling of seed lots", version=chosen)
        assert begun.location == "/consultations/sampling-of-seed-lots/preparation"
        base = "/consultations/sampling-of-seed-lots"
        step = f"{base}/preparation"
        assert amara.get(step).location == f"{step}/purpose"
        assert amara.press(f"{step}/draft").location == f"{step}/purpose"
        said = {
            "purpose": "Lots have grown.\n\nDo the limits fit?",
            "can_change": "The limits.",
            "cannot_change": "The Convention.",
            "use_of_input": "The committee decides in June.",
            "scope": "y",
        }
        assert amara.press(f"{step}/purpose", **said).location == f"{step}/instrument"
        assert (
            amara.press(
                f"{step}/instrument", mode="consult", family="recommendation", legal_effect="non_binding",
                topics="seed، trade,、 ", languages=["en", "fr"], denomination="Rule",
            ).location
            == f"{step}/documents"
        )  # fmt: skip
        note = (io.BytesIO(b"%PDF a note"), "note.pdf")
        added = amara.press(f"{step}/documents", role="explanatory_note", title="Why", file=note)
        assert added.location == f"{step}/documents"
        assert amara.press(f"{step}/questions", text="Do the limits fit?").location == f"{step}/questions"
        asked = {"text": "Do the limits fit?", "type": "number", "least": "0.125"}
        change = f"{step}/questions?change=1"
        assert (
            "“1.500” can be two numbers. Enter 1500 or 1.5."
            in amara.press(change, **asked, most="1.500").text
        )
        assert amara.press(change, **asked, most="1,000,000").location == f"{step}/questions"
        shown = amara.form(change)
        assert (shown["least"], shown["most"]) == ("0.125", "1000000")
        amara.press(change, text="Do the limits fit?", type="text", least="", most="")
        dates = amara.press(
            f"{step}/dates", opens_day="2027-03-01", opens_time="09:00", closes_day="2027-05-14",
            closes_time="18:00",
        )  # fmt: skip
        assert dates.location == f"{step}/rules"
        assert amara.press(f"{step}/rules").location == f"{step}/contact"
        assert amara.press(f"{step}/contact", contact_unit="Rules").location == f"{step}/review"
        assert amara.get(step).location == f"{step}/review"
        review = amara.get(f"{step}/review").text
        assert "Ready to propose" in review
        assert "Approvers: <bdi>Ben Lund</bdi>" in " ".join(review.split())
        assert "SHA-256" not in review
        assert amara.press(f"{step}/review").location == f"{step}/review"

        with app.app_context():
            made = states.found("sampling-of-seed-lots")
            assert (made.mode, made.family) == (Mode.CONSULT, Family.RECOMMENDATION)
            assert (made.topics, made.languages) == (["seed", "trade"], ["en", "fr"])
            assert made.opens_at.isoformat() == "2027-03-01T08:00:00+00:00"
            assert made.closes_at.isoformat() == "2027-05-14T16:00:00+00:00"
            assert made.scope_attested_by_id == made.author_id
            assert [d.file_name for d in queries.documents(made)] == ["note.pdf"]

        assert app.test_client().get(base).status_code == 404
        page = ben.get(f"{base}/approval")
        assert "Approve consultation" in page.text
        token = ben.form(f"{base}/approval", _form="/approval")
        assert ben.post(f"{base}/approval", data=token).location == f"{base}/approval"
        again = ben.post(f"{base}/approval", data=token, follow_redirects=True)
        assert (again.status_code, "Consultation approved; draft version frozen" in again.text) == (200, True)
        with app.app_context():
            made = states.found("sampling-of-seed-lots")
            assert made.version.frozen_at == BEFORE
            assert len(made.version.sha256) == 64
            assert len(queries.rules(made)) == 7

        assert "SHA-256" in amara.get(f"{step}/review").text
        assert amara.press(f"{step}/review").location == base
        with app.app_context():
            assert states.found("sampling-of-seed-lots").phase == Phase.ANNOUNCED
        public = app.test_client().get(base).text
    for words in (
        "Lots have grown.",
        "The limits.",
        "The Convention.",
        "Not open yet",
        "Rules of this",
    ):
        assert words in public


def test_a_version_leads_to_a_consultation_on_it(app: Flask, amara: Any) -> None:
    with app.app_context():
        version = states.draft(app)
        chosen = f"{version.draft.reference}/{version.number}"
    page = amara.get(f"/drafts/{version.draft.reference}/versions/{version.number}").text
    (link,) = re.findall(r'href="(/organisations/seeds/consultations/new[^"]+)"', page)
    assert amara.form(link)["version"] == chosen
    amara.press(link, title="Sampling")
    with app.app_context():
        assert states.found("sampling").version_id == version.id


def test_what_the_organisation_asks_for_holds_the_approval_back(app: Flask, amara: Any, ben: Any) -> None:
    with app.app_context():
        organisations.change_profile(
            founded.get("seeds"), by=states.user(AMARA), blocking_practices={"C5": "approve"}
        )
    slug = states.prepared(app)
    review = amara.get(f"/consultations/{slug}/preparation/review").text
    assert "Approvers cannot approve the consultation while required practices are missing." in review
    assert "Ready to propose" not in review
    with app.app_context(), clock.at(states.BEFORE):
        actions.propose(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
    address = f"/consultations/{slug}/approval"
    assert "Required practices are missing" in ben.get(address).text
    data = {"csrf_token": ben.form("/account")["csrf_token"], "verb": "approve"}
    refused = ben.post(address, data=data, follow_redirects=True).text
    assert "notice-bad" in refused.split("<main")[0]
    assert _state(app, slug) == State.PROPOSED


def test_the_author_cannot_approve_even_as_an_approver(app: Flask, amara: Any) -> None:
    slug = states.proposed(app)
    page = amara.get(f"/consultations/{slug}/approval").text
    assert "A different approver must approve this consultation" in page
    assert 'value="approve"' not in page
    data = {"csrf_token": amara.form("/account")["csrf_token"], "verb": "approve"}
    assert amara.post(f"/consultations/{slug}/approval", data=data).status_code == 403
    with app.app_context(), pytest.raises(NotPermitted):
        actions.approve(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
    assert _state(app, slug) == State.PROPOSED


def test_someone_who_changed_it_does_not_approve_it(app: Flask, ben: Any) -> None:
    with app.app_context():
        organisations.assign_role(founded.get("seeds"), states.user(BEN), Role.OFFICER, by=None)
    slug = states.prepared(app)
    assert ben.press(f"/consultations/{slug}/preparation/purpose", title="In Ben's words").status_code == 303
    with app.app_context():
        actions.propose(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
    page = ben.get(f"/consultations/{slug}/approval").text
    assert "You took part in preparing this consultation." in page
    data = {"csrf_token": ben.form("/account")["csrf_token"], "verb": "approve"}
    assert ben.post(f"/consultations/{slug}/approval", data=data).status_code == 403
    assert "No one can approve this consultation" in ben.get(f"/consultations/{slug}/preparation/review").text


def test_an_approver_sends_back_with_a_word_and_the_author_reads_it(app: Flask, amara: Any, ben: Any) -> None:
    slug = states.proposed(app)
    address = f"/consultations/{slug}/approval"
    empty = ben.press(address, word="  ", verb="send_back")
    assert (empty.status_code, "Enter what has to change." in empty.text) == (422, True)
    assert ben.press(address, word="Ask <b>fewer</b> questions.", verb="send_back").location == address
    assert _state(app, slug) == State.PREPARING
    page = amara.get(f"/consultations/{slug}/preparation/questions").text
    assert "Ask &lt;b&gt;fewer&lt;/b&gt; questions." in page
    token = {"csrf_token": ben.form("/account")["csrf_token"]}
    assert ben.post(address, data=token | {"verb": "send_back", "word": "Again"}).status_code == 409


def test_no_one_approves_what_they_have_not_seen(app: Flask, amara: Any, ben: Any) -> None:
    slug = states.proposed(app)
    address = f"/consultations/{slug}/approval"
    seen = ben.form(address, _form="/approval")
    with clock.at(BEFORE + timedelta(minutes=5)):
        amara.press(address, word="I saw a mistake.", verb="send_back")
        amara.press(f"/consultations/{slug}/preparation/purpose", can_change="Nothing at all.")
        amara.press(f"/consultations/{slug}/preparation/review")
    refused = ben.post(address, data=seen, follow_redirects=True)
    assert "Someone changed this after you opened it." in refused.text
    assert "Nothing at all." in refused.text
    assert _state(app, slug) == State.PROPOSED
    ben.press(address, _form="/approval")
    assert _state(app, slug) == State.APPROVED


def _steps() -> list[type[StepForm]]:
    return StepForm.__subclasses__()


def test_what_is_proposed_was_seen_with_every_field_of_every_step() -> None:
    fields = {name for step in _steps() for name in step.FIELDS}
    assert (len(_steps()), fields - set(actions.PREPARED)) == (5, set())


@pytest.mark.parametrize("verb", ["propose", "discard"])
@pytest.mark.parametrize("what", ["words", "question", "document"])
def test_no_one_proposes_or_throws_away_what_they_have_not_seen(
    app: Flask, amara: Any, verb: str, what: str
) -> None:
    slug = states.prepared(app)
    review = f"/consultations/{slug}/preparation/review"
    forms = [fields(one) for one in html.fromstring(amara.get(review).get_data()).iter("form")]
    [seen] = [one for one in forms if one.get("verb") == verb]
    with app.app_context():
        made, officer = states.found(slug), states.user(AMARA)
        if what == "words":
            actions.change(made, can_change="Nothing at all.", by=officer, seen=NO_PAGE)
        elif what == "question":
            actions.remove_question(made, queries.question(made, 1), by=officer)
        else:
            actions.remove_document(made, queries.documents(made)[0], by=officer)
    refused = amara.post(review, data=seen, follow_redirects=True)
    assert "Someone changed this after you opened it." in refused.text
    assert _state(app, slug) == State.PREPARING
    assert amara.post(review, data=seen | {"seen": ""}, follow_redirects=True).status_code == 200
    assert _state(app, slug) == State.PREPARING
    if verb == "propose":
        amara.press(review)
        assert _state(app, slug) == State.PROPOSED


def test_no_one_sends_back_what_they_have_not_seen(app: Flask, amara: Any, ben: Any) -> None:
    slug = states.proposed(app)
    address = f"/consultations/{slug}/approval"
    seen = ben.form(address, word="Name the unit.") | {"verb": "send_back"}
    with clock.at(BEFORE + timedelta(minutes=5)):
        amara.press(address, word="I saw a mistake.", verb="send_back")
        amara.press(f"/consultations/{slug}/preparation/review")
    refused = ben.post(address, data=seen)
    assert (refused.status_code, "Name the unit." in refused.text) == (409, True)
    assert _state(app, slug) == State.PROPOSED
    [again] = [
        sent for one in html.fromstring(refused.get_data()).iter("form") if "word" in (sent := fields(one))
    ]
    assert ben.post(address, data=again).status_code == 303
    assert _state(app, slug) == State.PREPARING


def test_no_one_announces_what_they_have_not_seen(app: Flask, amara: Any, ben: Any) -> None:
    slug = states.approved(app)
    review = f"/consultations/{slug}/preparation/review"
    seen = ben.form(review)
    with app.app_context(), clock.at(BEFORE + timedelta(hours=1)):
        made, officer = states.found(slug), states.user(AMARA)
        actions.send_back(made, "I saw a mistake.", by=officer, seen=NO_PAGE)
        actions.change(made, can_change="Nothing at all.", by=officer, seen=NO_PAGE)
        actions.propose(made, by=officer, seen=NO_PAGE)
        actions.approve(made, by=states.user(BEN), seen=NO_PAGE)
    refused = ben.post(review, data=seen, follow_redirects=True)
    assert "Someone changed this after you opened it." in refused.text
    assert _state(app, slug) == State.APPROVED
    ben.press(review)
    assert _state(app, slug) == State.ANNOUNCED


@pytest.mark.parametrize(
    ("step", "theirs", "mine", "shown"),
    [
        ("purpose", {"purpose": "Theirs, of an hour."}, {"purpose": "Mine."}, "Theirs, of an hour."),
        ("instrument", {"stage": "Theirs"}, {"topics": "mine"}, "Theirs"),
        (
            "dates",
            {"shortening": "other", "shortening_reason": "Theirs."},
            {"response_due_on": "2027-12-24"},
            "Theirs.",
        ),
        ("contact", {"contact_unit": "Theirs"}, {"contact_name": "Mine"}, "Theirs"),
        ("questions?change=1", {"text": "Theirs?"}, {"text": "Mine?"}, "Theirs?"),
    ],
)
def test_two_officers_do_not_write_over_each_other(
    app: Flask, amara: Any, ben: Any, step: str, theirs: dict[str, str], mine: dict[str, str], shown: str
) -> None:
    with app.app_context():
        organisations.assign_role(founded.get("seeds"), states.user(BEN), Role.OFFICER, by=None)
    address = f"/consultations/{states.prepared(app)}/preparation/{step}"
    typed, seen = ben.form(address), ben.form(address, **theirs)
    assert amara.press(address, **theirs).status_code == 303
    assert ben.post(address, data=seen).status_code == 303, "what is there already is nobody's loss"
    refused = ben.post(address, data=typed | mine)
    assert refused.status_code == 409
    page = html.fromstring(refused.text)
    [now] = page.xpath("//section[h2='Current version']")
    name, words = next(iter(mine.items()))
    assert fields(page)[name] == words
    assert ben.post(address, data=fields(page)).status_code == 303
    assert ben.form(address)[name] == words
    assert shown in now.text_content(), "what Amara changed is told, whether or not it is in the form already"
    if name not in theirs:
        kept = ben.form(address)
        assert {key: kept[key] for key in theirs} == theirs, "what Ben left as it was is not written over"


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("purpose", {"purpose": "Typed for an hour."}),
        ("instrument", {"stage": "Typed for an hour."}),
        ("dates", {"shortening": "other", "shortening_reason": "Typed for an hour."}),
        ("contact", {"contact_unit": "Typed for an hour."}),
        ("questions", {"text": "Typed for an hour."}),
        ("questions?change=1", {"text": "Typed for an hour."}),
    ],
)
def test_what_was_typed_stays_when_it_was_proposed_meanwhile(
    app: Flask, amara: Any, step: str, typed: dict[str, str]
) -> None:
    slug = states.prepared(app)
    address = f"/consultations/{slug}/preparation/{step}"
    form = amara.form(address, **typed)
    with app.app_context():
        actions.propose(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
    refused = amara.post(address, data=form)
    assert (refused.status_code, "it was proposed or announced" in refused.text) == (409, True)
    assert "Typed for an hour." in refused.text


def test_what_was_typed_stays_when_it_was_sent_back_by_someone_else(app: Flask, amara: Any, ben: Any) -> None:
    slug = states.proposed(app)
    address = f"/consultations/{slug}/approval"
    typed = ben.form(address, word="My long word.", verb="send_back")
    amara.press(address, word="I saw it myself.", verb="send_back")
    refused = ben.post(address, data=typed)
    assert (refused.status_code, "My long word." in refused.text) == (409, True)


def test_what_was_typed_stays_when_the_session_ended(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    address = f"/consultations/{slug}/preparation/purpose"
    typed = amara.form(address, purpose="Typed for an hour.")
    amara.press("/account", _form="/sign-out")
    for path in (address, "/consultations/there-is-none/preparation/purpose"):
        kept = amara.post(path, data=typed)
        assert (kept.status_code, "Typed for an hour." in kept.text) == (401, True)
    assert amara.get(address).status_code == 404


def test_going_on_keeps_the_question_that_was_typed_and_needs_none(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation"
    for name, following in (("documents", "questions"), ("questions", "dates")):
        assert amara.press(f"{step}/{name}", verb="go").location == f"{step}/{following}"
    assert amara.press(f"{step}/questions", verb="go", text="How?").location == f"{step}/dates"
    untitled = amara.press(f"{step}/questions", verb="go", explanation="Of every lot.")
    assert (untitled.status_code, "Of every lot." in untitled.text) == (422, True)
    with app.app_context():
        assert [one.text for one in queries.questions(states.found(slug))][2:] == ["How?"]


def test_what_was_proposed_is_read_only(app: Flask, amara: Any) -> None:
    slug = states.proposed(app)
    step = f"/consultations/{slug}/preparation"
    assert "<fieldset disabled>" in amara.get(f"{step}/purpose").text
    data = {"csrf_token": amara.form("/account")["csrf_token"], "title": "Other", "as_shown": ""}
    assert amara.post(f"{step}/purpose", data=data).status_code == 409
    with app.app_context():
        assert states.found(slug).title == "Sampling of seed lots"


def test_nothing_is_proposed_while_something_is_missing(app: Flask, amara: Any) -> None:
    slug = states.prepared(app, purpose="", can_change="")
    review = f"/consultations/{slug}/preparation/review"
    with clock.at(BEFORE):
        page = amara.get(review).text
        assert "Enter the purpose of the consultation." in page
        assert "Enter what can change." in page
        assert "Propose for approval" not in page
        data = {"csrf_token": amara.form("/account")["csrf_token"], "verb": "propose"}
        refused = amara.post(review, data=data, follow_redirects=True).text
        assert refused.count("Enter the purpose of the consultation.") == 2
    assert _state(app, slug) == State.PREPARING


def test_pressing_twice_is_pressing_once(app: Flask, amara: Any) -> None:
    twice = amara.form(NEW, title="Weights of seed")
    assert {amara.post(NEW, data=twice).location for _ in range(2)} == {
        "/consultations/weights-of-seed/preparation"
    }
    step = "/consultations/weights-of-seed/preparation"
    for _ in range(2):
        amara.post(f"{step}/questions", data=amara.form(f"{step}/questions", text="Why?"))
        file = (io.BytesIO(b"a,b"), "table.csv")
        amara.press(f"{step}/documents", title="Table", file=file)
    with app.app_context():
        made = states.found("weights-of-seed")
        assert (len(queries.questions(made)), len(queries.documents(made))) == (1, 1)
    slug = states.prepared(app)
    review = f"/consultations/{slug}/preparation/review"
    with clock.at(BEFORE):
        data = amara.form(review)
        assert [amara.post(review, data=data).location for _ in range(2)] == [review, review]
    assert _state(app, slug) == State.PROPOSED


def test_a_title_has_up_to_a_thousand_characters(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation/purpose"
    refused = amara.press(step, title="x" * 1001)
    assert (refused.status_code, "x" * 1001 in refused.text) == (422, True)
    assert amara.press(step, title="x" * 1000).status_code == 303
    with app.app_context():
        assert states.found(slug).title == "x" * 1000


def test_dates_that_are_too_short_are_told_beside_them_before_the_next_step(app: Flask, amara: Any) -> None:
    slug = states.prepared(app, timing_profile="wto_tbt_code")
    step = f"/consultations/{slug}/preparation/dates"
    saved = amara.press(step, closes_day="2027-04-01")
    assert saved.location == f"{step}#findings"
    page = amara.get(step).text
    assert "Length in days: 31. Minimum of WTO TBT Code of Good Practice: 60. Enter a justification." in page
    assert page.index('id="findings"') < page.index('id="timing_profile"')
    assert amara.press(step).location == step.replace("dates", "rules")


def test_titles_make_addresses(app: Flask, two_organisations: None) -> None:
    with app.app_context():
        seeds, by = founded.get("seeds"), states.user(AMARA)
        titles = ("Übung & Maß", "Übung & Maß", "种子抽样", "x" * 100)
        slugs = [actions.prepare(seeds, title=title, by=by).slug for title in titles]
    assert slugs == ["ubung-mass", "ubung-mass-2", "zhong-zi-chou-yang", "x" * 60]


@pytest.mark.parametrize(
    ("step", "typed", "sentences"),
    [
        ("draft", {"version": "D-NONE/1"}, ["Choose an option from the list."]),
        ("purpose", {"title": " ", "purpose": "kept words"}, ["Enter a title.", "kept words"]),
        ("purpose", {"can_change": "y" * 4001}, ["Enter at most 4,000 characters.", "y" * 4001]),
        ("instrument", {"round": "0", "stage": "kept words"}, ["from 1 to 20", "kept words"]),
        ("instrument", {"round": "", "mode": "shout"}, ["from 1 to 20", "Choose an option from the list"]),
        ("instrument", {"family": "poem", "languages": ["tlh"]}, ["Choose an option from the list"]),
        ("questions", {"text": "", "explanation": "kept words"}, ["Enter a question.", "kept words"]),
        ("contact", {"contact_email": "nobody", "contact_unit": "kept"}, ["name@example.org", "kept"]),
        ("documents", {"title": "kept words"}, ["Choose a file.", "kept words"]),
        ("dates", {"opens_day": "tomorrow"}, ["Enter a date as year"]),
        ("dates", {"timezone": "Mars/Olympus"}, ["Choose an option from the list"]),
        ("dates", {"closes_day": "9999-12-31"}, ["between the years 2000 and 2100"]),
        ("dates", {"opens_day": "0001-01-01"}, ["between the years 2000 and 2100"]),
        ("dates", {"closes_day": "2027-02-01"}, ["Choose a deadline after the opening time."]),
        ("dates", {"response_due_on": "2027-05-01"}, ["Choose a date after the deadline."]),
        (
            "dates",
            {"shortening": "other", "shortening_reason": " "},
            ["Enter a reason. It will be published."],
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, amara: Any, step: str, typed: dict[str, Any], sentences: list[str]
) -> None:
    slug = states.prepared(app)
    answer = amara.press(f"/consultations/{slug}/preparation/{step}", **typed)
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in answer.text


def test_a_programme_is_no_document(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    answer = amara.press(
        f"/consultations/{slug}/preparation/documents", title="Run me", file=(io.BytesIO(b"MZ"), "a.exe")
    )
    assert (answer.status_code, "Choose a PDF" in answer.text) == (422, True)


def test_documents_and_questions_are_put_in_order_and_taken_out(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation"
    amara.press(f"{step}/documents", title="Second", file=(io.BytesIO(b"x"), "x.txt"))
    amara.press(f"{step}/documents", title="Third", file=(io.BytesIO(b"y"), "y.txt"))
    token = {"csrf_token": amara.form("/account")["csrf_token"]}

    def titles() -> list[str]:
        with app.app_context():
            return [d.title for d in queries.documents(states.found(slug))]

    def reference(title: str) -> str:
        with app.app_context():
            return {d.title: d.reference for d in queries.documents(states.found(slug))}[title]

    first = "Why the limits rise"
    assert titles() == [first, "Second", "Third"]
    amara.post(f"{step}/documents", data=token | {"up": reference("Third")})
    assert titles() == [first, "Third", "Second"]
    amara.post(f"{step}/documents", data=token | {"up": reference(first)})
    amara.post(f"{step}/documents", data=token | {"down": reference(first)})
    assert titles() == ["Third", first, "Second"]
    amara.post(f"{step}/documents", data=token | {"remove": reference(first)})
    assert titles() == ["Third", "Second"]
    assert amara.post(f"{step}/documents", data=token | {"remove": "nonsense"}).status_code == 404

    def asked() -> list[tuple[int, str]]:
        with app.app_context():
            return [(q.position, q.text) for q in queries.questions(states.found(slug))]

    (_one, text), (_two, cost) = asked()
    amara.post(f"{step}/questions", data=token | {"down": "1"})
    assert asked() == [(1, cost), (2, text)]
    changed = amara.press(f"{step}/questions?change=2", text="In other words?")
    assert changed.location == f"{step}/questions"
    assert asked() == [(1, cost), (2, "In other words?")]
    amara.post(f"{step}/questions", data=token | {"remove": "1"})
    assert asked() == [(1, "In other words?")]
    for nonsense in ("7", "x", "²"):
        assert amara.post(f"{step}/questions", data=token | {"remove": nonsense}).status_code == 404
    stale = amara.post(f"{step}/questions", data={"remove": "1"}, follow_redirects=True)
    assert "Your text is still here" in stale.text
    assert asked() == [(1, "In other words?")]


def test_a_condition_goes_with_the_option_that_it_names(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation/questions"
    amara.press(f"{step}?change=1", type="single", options="Alpha\nBeta\nGamma\nDelta")
    with app.app_context():
        cause = queries.question(states.found(slug), 1).id
    amara.press(
        f"{step}?change=2", condition=f"{cause}:3", type="scale", lowest_words="bad", highest_words="good"
    )
    assert amara.form(f"{step}?change=2")["highest_words"] == "good"
    one_end = amara.press(f"{step}?change=2", lowest_words="")
    assert "Enter words for both ends" in one_end.text
    pages = [html.fromstring(amara.get(at).get_data()) for at in (step, step.replace("questions", "review"))]
    for page in (" ".join(one.text_content().split()) for one in pages):
        for words in (
            "Single choice",
            "Delta",
            "Asked where the answer to question 1 is: Gamma",
            "bad",
            "good",
        ):
            assert words in page, words

    def codes() -> tuple[str, ...]:
        with app.app_context():
            condition = queries.question(states.found(slug), 2).definition.condition
            return condition.codes if condition is not None else ()

    for options, code in (
        ("Alpha\nGamma\nDelta", "2"),
        ("Gamma\nAlpha\nDelta", "1"),
        ("Third\nAlpha\nDelta", "1"),
    ):
        assert amara.press(f"{step}?change=1", options=options).location == step
        assert codes() == (code,), options
    for gone in ({"options": "Alpha\nDelta"}, {"type": "text"}, {"type": "agreement"}):
        refused = amara.press(f"{step}?change=1", **gone)
        assert "Question 2 is asked only after an answer that your change removes." in refused.text, gone
        assert codes() == ("1",), gone
    assert amara.press(f"{step}?change=1", type="multiple").location == step
    assert codes() == ("1",)


def test_questions_are_previewed_by_section_and_a_clause_that_a_new_version_has_not_is_told(
    app: Flask, amara: Any
) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation"
    with app.app_context():
        first = drafts.outline(states.found(slug).version_id)[0].key
        other = papers.version(
            founded.get("seeds"), Source("other.md", b"# 7 Other\n\nWords."), title="Other", label="Other"
        )
        chosen = f"{other.draft.reference}/{other.number}"
    amara.press(f"{step}/questions?change=1", block_key=first, section="Limits")
    amara.press(f"{step}/questions?change=2", section="Costs")
    shown = amara.get(f"{step}/questions/preview").text
    assert "Do the limits fit" in shown and "What would the new tolerance cost?" not in shown
    assert "Section 1 of 2" in shown and "questions/preview?section=2" in shown
    assert "What would the new tolerance cost?" in amara.get(f"{step}/questions/preview?section=2").text
    assert amara.get(f"{step}/questions/preview?section=3").status_code == 404
    told = amara.get(amara.press(f"{step}/draft", version=chosen).location).text
    assert "Question 1 is about a clause that this version does not have." in " ".join(told.split())
    assert "Its clause is not in this version of the draft" in amara.get(f"{step}/questions").text
    rules = " ".join(amara.get(f"{step}/rules").text.split())
    assert "Plain table" in rules and "An administrator of your organisation can change it." in rules
    amara.press(f"{step}/draft", version=QUESTIONS_ONLY)
    review = html.fromstring(amara.get(f"{step}/review").get_data()).get_element_by_id("by-language")
    assert [one.text_content() for one in review.iter("th")][:2] == ["Language", "Texts"]


def test_a_preparation_is_thrown_away_but_nothing_public(app: Flask, amara: Any) -> None:
    slug = states.prepared(app)
    review = f"/consultations/{slug}/preparation/review"
    [data] = [
        sent
        for one in html.fromstring(amara.get(review).get_data()).iter("form")
        if (sent := fields(one)).get("verb") == "discard"
    ]
    assert amara.post(review, data=data).location == "/dashboard"
    assert amara.get(review).status_code == 404
    public = states.announced(app)
    assert amara.post(f"/consultations/{public}/preparation/review", data=data).status_code == 303
    assert _state(app, public) == State.ANNOUNCED


@pytest.mark.parametrize(
    "page", ["", "/preparation", "/preparation/dates", "/approval", "/extension", "/record"]
)
def test_what_is_prepared_is_not_there_for_others(
    app: Flask, client: Any, two_organisations: None, page: str
) -> None:
    slug = states.prepared(app)
    address = f"/consultations/{slug}{page}"
    assert client.get(address).status_code == 404
    cast.sign_in(client, CARLA)
    assert client.get(address).status_code == 404
    data = {"csrf_token": client.form("/account")["csrf_token"]}
    assert client.post(address, data=data).status_code in {404, 405}


@pytest.mark.parametrize(
    "page", ["preparation", "preparation/dates", "approval", "extension", "withdrawal", "correction"]
)
def test_staff_pages_of_a_public_consultation_are_not_there_for_others(
    app: Flask, client: Any, two_organisations: None, page: str
) -> None:
    slug = states.announced(app)
    address = f"/consultations/{slug}/{page}"
    assert client.get(address).location.startswith("/sign-in")
    cast.sign_in(client, CARLA)
    assert client.get(address).status_code == 404


def test_others_begin_nothing_here_and_take_no_draft_of_ours(
    app: Flask, client: Any, two_organisations: None
) -> None:
    with app.app_context():
        version = states.draft(app)
        theirs = f"{version.draft.reference}/{version.number}"
    assert client.get(NEW).status_code == 303
    cast.sign_in(client, CARLA)
    assert client.get(NEW).status_code == 404
    answer = client.press("/organisations/rivers/consultations/new", title="Barges", version=theirs)
    assert (answer.status_code, "Choose an option from the list" in answer.text) == (422, True)


def test_an_approver_looks_but_does_not_change(app: Flask, ben: Any) -> None:
    slug = states.prepared(app)
    step = f"/consultations/{slug}/preparation/purpose"
    assert "Read-only" in ben.get(step).text
    data = {"csrf_token": ben.form("/account")["csrf_token"], "title": "Mine"}
    assert ben.post(step, data=data).status_code == 403
    assert ben.get(NEW).status_code == 403


def test_an_approver_may_announce(app: Flask, ben: Any) -> None:
    slug = states.approved(app)
    with clock.at(BEFORE):
        review = f"/consultations/{slug}/preparation/review"
        data = ben.form(review)
        assert [ben.post(review, data=data).location for _ in range(2)] == [f"/consultations/{slug}"] * 2
    assert _state(app, slug) == State.ANNOUNCED


def test_rules_are_those_of_the_day_of_approval(app: Flask, two_organisations: None) -> None:
    slug = states.approved(app)
    with app.app_context():
        seeds = founded.get("seeds")
        organisations.write_policy(seeds, LateCommentsRule(accept=False), "No more late comments.", by=None)
        made = states.found(slug)
        assert queries.rules(made)[PolicyKind.LATE].number == 1
        assert queries.rules_and_dates(made)[PolicyKind.LATE].published_at is None
        with clock.at(BEFORE):
            actions.announce(made, by=states.user(AMARA), seen=NO_PAGE)
        assert queries.rules_and_dates(made)[PolicyKind.LATE].published_at == BEFORE


def test_announcing_late_opens_at_once_but_never_for_too_short_a_time(
    app: Flask, two_organisations: None
) -> None:
    slug = states.approved(app)
    with app.app_context():
        by = states.user(AMARA)
        late = states.OPENS + timedelta(days=10)
        with clock.at(states.OPENS + timedelta(days=20)), pytest.raises(NotPossible, match="shorter"):
            actions.announce(states.found(slug), by=by, seen=NO_PAGE)
        with clock.at(states.CLOSES), pytest.raises(NotPossible, match="has passed"):
            actions.announce(states.found(slug), by=by, seen=NO_PAGE)
        with clock.at(late):
            actions.announce(states.found(slug), by=by, seen=NO_PAGE)
            assert (states.found(slug).opens_at, states.found(slug).phase) == (late, Phase.OPEN)


def test_no_one_but_an_approver_approves(app: Flask, amara: Any, client: Any) -> None:
    slug = states.proposed(app)
    with app.app_context():
        seeds = founded.get("seeds")
        organisations.assign_role(seeds, states.user(CARLA), Role.MODERATOR, by=None)
    carla = app.test_client()
    cast.sign_in(carla, CARLA)
    data = {"csrf_token": carla.form("/account")["csrf_token"], "verb": "approve"}
    assert carla.post(f"/consultations/{slug}/approval", data=data).status_code == 403
    assert carla.get(f"/consultations/{slug}/approval").status_code == 200
