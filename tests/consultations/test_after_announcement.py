"""After the announcement: the clock, extension, corrections, withdrawal, the record; everyone is told, once."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text

from consult.consultations import actions, jobs, queries
from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import Mode, Shortening
from consult.consultations.recorded_texts import quoted, recorded_texts
from consult.core import clock
from consult.core.database import db
from consult.core.errors import Conflict, NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE
from consult.drafts import queries as drafts
from consult.notifications import actions as following
from consult.notifications import queries as subscriptions
from consult.organisations import actions as organisations
from tests import cast
from tests.consultations import states
from tests.consultations.states import AMARA, BEFORE, BEN, CLOSES, OPENS
from tests.pages import fields

MID = OPENS + timedelta(days=40)
LATER = CLOSES + timedelta(days=14)
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(MID):
        yield


@pytest.fixture
def amara(app: Flask, client: FlaskClient) -> FlaskClient:
    states.two_organisations(app)
    cast.sign_in(client, AMARA)
    return client


def _token(client: Any) -> dict[str, str]:
    return {"csrf_token": client.form("/account")["csrf_token"]}


# -- the clock -------------------------------------------------------------------------------------------------------


def test_its_page_opens_and_closes_to_the_second(app: Flask, amara: Any) -> None:
    base = f"/consultations/{states.announced(app)}"
    visitor = app.test_client()
    for at, words in (
        (OPENS - timedelta(seconds=1), "Not open yet"),
        (OPENS, ">Take part<"),
        (CLOSES - timedelta(seconds=1), ">Take part<"),
        (CLOSES, "The comment period has ended"),
    ):
        with clock.at(at):
            assert words in visitor.get(base).text


def test_it_says_until_when_in_its_zone_in_utc_and_for_the_readers_own(app: Flask, amara: Any) -> None:
    page = " ".join(app.test_client().get(f"/consultations/{states.announced(app)}").text.split())
    assert "14 May 2027, 18:00 (Zurich)" in page
    assert 'class="moment-more">16:00 UTC</span>' in page
    assert 'data-local datetime="2027-05-14T16:00:00+00:00" data-words=", your time {time}"' in page
    assert "34 days left" in page
    assert "<bdi>agriculture</bdi>, <bdi>laboratories</bdi>" in page


def test_a_kept_page_counts_the_days_by_the_calendar_of_its_zone(app: Flask, amara: Any) -> None:
    base = f"/consultations/{states.announced(app)}"
    visitor = app.test_client()
    midnight = CLOSES.replace(hour=22) - timedelta(days=10)  # in Zurich
    for at, words in (
        (midnight - timedelta(seconds=1), "10 days left"),
        (midnight, "9 days left"),
        (CLOSES - timedelta(hours=18, seconds=1), "Closes in 1 day<"),
        (CLOSES - timedelta(hours=18), "Closes today<"),
    ):
        with clock.at(at):
            assert words in visitor.get(base).text


def test_the_clock_tells_of_each_phase_once(app: Flask, amara: Any) -> None:
    slug = states.announced(app)

    def told(at: Any) -> list[str]:
        with app.app_context(), clock.at(at):
            jobs.record_phase_events()
            jobs.record_phase_events()
            events = [row.name.removeprefix("consultations.") for row in queries.record(states.found(slug))]
            soon = queries.last_event_at(states.found(slug), "consultations.closing_soon")
            return events[2:] + (["closing_soon"] if soon else [])

    assert told(OPENS - timedelta(seconds=1)) == []
    assert told(OPENS) == ["opened"]
    assert told(CLOSES - timedelta(days=7, seconds=1)) == ["opened"]
    assert told(CLOSES - timedelta(days=7)) == ["opened", "closing_soon"]
    assert told(CLOSES - timedelta(seconds=1)) == ["opened", "closing_soon"]
    assert told(CLOSES) == ["opened", "closed", "closing_soon"]
    assert told(CLOSES + timedelta(days=1)) == ["opened", "closed", "closing_soon"]


def test_after_an_extension_it_reminds_again(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    with app.app_context():
        for at in (CLOSES - timedelta(days=5), LATER - timedelta(days=5)):
            with clock.at(at):
                jobs.record_phase_events()
                assert queries.last_event_at(states.found(slug), "consultations.closing_soon") == at
                if at < CLOSES:
                    actions.extend(
                        states.found(slug), LATER, "More time", by=states.user(AMARA), seen=NO_PAGE
                    )


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("extension", {"closes_day": "2027-06-30", "reason": "Asked for."}),
        ("withdrawal", {"reason": "Begun anew."}),
    ],
)
def test_no_one_moves_the_closing_or_withdraws_what_they_have_not_seen(
    app: Flask, amara: Any, page: str, typed: dict[str, str]
) -> None:
    slug = states.announced(app)
    address = f"/consultations/{slug}/{page}"
    seen = amara.form(address, **typed)
    with app.app_context():
        actions.extend(states.found(slug), LATER, "More", by=states.user(AMARA), seen=NO_PAGE)
    for mark in (seen["seen"], ""):
        refused = amara.post(address, data=seen | {"seen": mark})
        assert (refused.status_code, typed["reason"] in refused.text) == (409, True)
        assert "28 May 2027" in refused.text  # how it is now
        with app.app_context():
            made = states.found(slug)
            assert (made.closes_at, made.withdrawn_at) == (LATER, None)
    assert amara.post(address, data=fields(html.fromstring(refused.get_data()))).status_code == 303


# -- more time -------------------------------------------------------------------------------------------------------


def test_more_time_keeps_the_earlier_moment_and_the_reason(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    base = f"/consultations/{slug}"
    with app.app_context():
        due = states.found(slug).response_due_on
    assert "this date moves by the same period" in amara.get(f"{base}/extension").text
    answer = amara.press(
        f"{base}/extension", closes_day="2027-05-28", reason="The spring meeting\nis in May."
    )
    assert answer.location == base
    with app.app_context():
        made = states.found(slug)
        assert made.closes_at == LATER
        assert made.response_due_on == due + timedelta(days=14)
        assert [(e.closed_at, e.closes_at) for e in queries.extensions(made)] == [(CLOSES, LATER)]
    visitor = app.test_client()
    page = visitor.get(base).text
    assert "Earlier deadline" in page
    assert "14 May 2027, 18:00 (Zurich)" in page
    assert "28 May 2027, 18:00 (Zurich)" in page
    assert "The spring meeting\nis in May." in page
    days = [f"{day:%-d %B %Y}" for day in (due + timedelta(days=14), due)]
    record = visitor.get(f"{base}/record").text
    assert "The response is now due by {} instead of {}.".format(*days) in record
    with clock.at(CLOSES):
        assert ">Take part<" in visitor.get(base).text


def test_the_reason_of_an_extension_is_told_in_the_languages_in_which_it_was_written(
    app: Flask, amara: Any
) -> None:
    slug = states.announced(app)
    with app.app_context():
        officer = states.user(AMARA)
        actions.state_original_language(states.found(slug), "en", by=officer)
        actions.translate(states.found(slug), "fr", {"title": "Lots"}, by=officer, seen=NO_PAGE)
    typed = {"reason": "The spring meeting.", "reason-fr": "La réunion de printemps."}
    refused = amara.press(f"/consultations/{slug}/extension", closes_day="2027-05-13", **typed)
    assert "La réunion de printemps." in refused.text and "reason-es" not in refused.text
    assert (
        amara.press(f"/consultations/{slug}/extension", closes_day="2027-05-28", **typed).status_code == 303
    )
    with app.app_context():
        made = states.found(slug)
        event = db.session.query(Event).filter_by(name="consultations.extended").one()
        texts = recorded_texts(made, [event])
        told = [str(quoted(event, texts, made, language)) for language in ("en", "fr", "es")]
    assert told == ["The spring meeting.", "La réunion de printemps.", "The spring meeting."]


def test_a_period_is_called_short_only_until_it_is_extended_to_the_usual_one(app: Flask, amara: Any) -> None:
    why = {"shortening": Shortening.URGENT_HEALTH, "shortening_reason": "Two outbreaks."}
    slug = states.announced(app, closes_at=OPENS + timedelta(days=50), **why)
    base = f"/consultations/{slug}"
    told = []
    for more in ({"closes_day": "2027-04-24"}, {"closes_day": "2027-05-28"}):
        told.append("The period is shorter than the minimum." in app.test_client().get(base).text)
        assert amara.press(f"{base}/extension", reason="More time.", **more).location == base
    assert [*told, "shorter than the minimum" in app.test_client().get(base).text] == [True, True, False]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"closes_day": "2027-05-13"}, "Choose a deadline later than the current one."),
        ({"closes_day": "2027-05-14"}, "Choose a deadline later than the current one."),
        ({"closes_day": "2027-05-28", "reason": "  "}, "Enter a reason."),
        ({"closes_day": "2027-10-31", "closes_time": "02:30"}, "This time occurs twice"),
        ({"closes_day": "never"}, "Enter a date as year"),
        ({"closes_day": "9999-12-31"}, "between the years 2000 and 2100"),
    ],
)
def test_it_never_closes_earlier_nor_without_a_reason(
    app: Flask, amara: Any, typed: dict[str, str], sentence: str
) -> None:
    slug = states.announced(app)
    answer = amara.press(f"/consultations/{slug}/extension", **{"reason": "kept words"} | typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("kept words" in answer.text) == ("reason" not in typed)
    with app.app_context():
        assert states.found(slug).closes_at == CLOSES


def test_a_short_period_is_told_beside_the_date_that_is_entered(app: Flask, amara: Any) -> None:
    why = {"shortening": Shortening.URGENT_HEALTH, "shortening_reason": "Two outbreaks."}
    closes_at = OPENS + timedelta(days=30)
    slug = states.announced(app, closes_at=closes_at, timing_profile="wto_tbt_code", **why)
    with clock.at(OPENS + timedelta(days=2)):
        address = f"/consultations/{slug}/extension"
        asks = "Minimum of WTO TBT Code of Good Practice: 60. The justification will be published."
        assert f"Length in days: 30. {asks}" in amara.get(address).text
        checked = amara.press(address, closes_day="2027-04-10", verb="check").text
        assert (f"Length in days: 40. {asks}" in checked, "There is a problem" in checked) == (True, False)
        assert (
            "Choose a deadline later than the current one."
            in amara.press(address, closes_day="2027-03-02", verb="check").text
        )
        assert (
            "Length in days: 60. Minimum of WTO TBT Code of Good Practice: 60."
            in amara.press(address, closes_day="2027-04-30", verb="check").text
        )
        with app.app_context():
            assert states.found(slug).closes_at == closes_at
        assert amara.press(address, closes_day="2027-04-10", reason="Asked for.").status_code == 303


def test_pressing_twice_extends_once(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    data = amara.form(f"/consultations/{slug}/extension", closes_day="2027-05-28", reason="More time")
    assert amara.post(f"/consultations/{slug}/extension", data=data).status_code == 303
    assert amara.post(f"/consultations/{slug}/extension", data=data).status_code == 422
    with app.app_context():
        assert len(queries.extensions(states.found(slug))) == 1


def test_two_officers_at_once_become_one_after_the_other(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    start = threading.Barrier(2)

    def extend(days: int) -> str:
        with app.app_context(), clock.at(MID):
            one, by = states.found(slug), states.user(AMARA)
            start.wait()
            try:
                actions.extend(one, CLOSES + timedelta(days=days), f"{days} days", by=by, seen=NO_PAGE)
            except NotPossible:
                return "refused"
            return "extended"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(extend, (14, 14)))
    assert outcomes == ["extended", "refused"]
    with app.app_context():
        assert [e.closed_at for e in queries.extensions(states.found(slug))] == [CLOSES]


def test_once_closed_it_is_too_late_for_more_time_and_corrections(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    data = amara.form(f"/consultations/{slug}/extension", closes_day="2027-05-28", reason="kept words")
    with clock.at(CLOSES):
        cast.sign_in(amara, AMARA)
        data |= _token(amara)
        late = amara.post(f"/consultations/{slug}/extension", data=data)
        assert (late.status_code, "The deadline has passed" in late.text, "kept words" in late.text) == (
            422,
            True,
            True,
        )
        for page in ("extension", "correction"):
            assert amara.get(f"/consultations/{slug}/{page}").status_code == 409
        with app.app_context(), pytest.raises(NotPossible, match="only until"):
            actions.correct(states.found(slug), {"x": "y"}, "notice", by=states.user(AMARA), seen=NO_PAGE)


# -- corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_fixed_version_with_the_same_places(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    base = f"/consultations/{slug}"
    with app.app_context():
        before = states.found(slug).version
        blocks = drafts.blocks(before.id)
        (key,) = (block.key for block in blocks if "10 000" in block.text)
        first = (before.id, before.sha256, [block.key for block in blocks])
    assert f'name="block" value="{key}"' in amara.get(f"{base}/correction").text
    address = f"{base}/correction?block={key}"
    now = amara.form(address)["words_0"]
    assert now == "A seed lot shall not exceed 10 000 kg per m2, with a tolerance of five per cent."
    then = now.replace("10 000", "25 000")
    seen = amara.press(address, words_0=then, notice="25 instead of 10.", verb="check")
    assert seen.status_code == 200
    assert re.search(r"<del>.*10.*</del><ins>.*25.*</ins>", seen.text, re.DOTALL)
    with app.app_context():
        assert states.found(slug).version.id == first[0]
    done = amara.press(address, words_0=then, notice="25 instead of 10.")
    assert done.location == f"{base}/text?at={key}#{key}"
    with app.app_context():
        made = states.found(slug)
        version = made.version
        assert (version.corrects_id, version.number, version.notice) == (first[0], 2, "25 instead of 10.")
        assert version.frozen_at == MID
        assert version.sha256 not in {None, first[1]}
        after = drafts.blocks(version.id)
        assert [block.key for block in after] == first[2]
        (corrected,) = (block for block in after if block.key == key)
        assert "25 000 kg per m<sup>2</sup>, with a tolerance" in corrected.html
        assert corrected.text == then
        assert [one.sha256 for one in queries.versions(made)] == [first[1], version.sha256]
    for page in (base, f"{base}/record"):
        assert "25 instead of 10." in app.test_client().get(page).text


def test_a_correction_that_changes_nothing_or_has_no_notice_is_refused(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    with app.app_context():
        key = drafts.blocks(states.found(slug).version_id)[1].key
    address = f"/consultations/{slug}/correction?block={key}"
    same = amara.press(address, notice="Nothing")
    assert (same.status_code, "The corrected text is the same as the current text" in same.text) == (
        422,
        True,
    )
    silent = amara.press(address, words_0="kept words", notice=" ")
    assert (silent.status_code, "kept words" in silent.text) == (422, True)
    assert amara.get(f"/consultations/{slug}/correction?block=nonsense").status_code == 200
    data = amara.form(address, words_0="New words", notice="New")
    assert amara.post(address, data=data).status_code == 303
    again = amara.post(address, data=data)
    assert (again.status_code, "Another person corrected the draft" in again.text) == (422, True)
    with app.app_context():
        assert len(queries.corrections(states.found(slug))) == 1


def test_several_passages_are_corrected_at_once(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    with app.app_context():
        heading, first = drafts.blocks(states.found(slug).version_id)[:2]
    address = f"/consultations/{slug}/correction?block={first.key}&block={heading.key}"
    half = amara.press(address, words_0="Scope and use", words_1=" ", notice="Two slips")
    assert (half.status_code, "Enter the corrected text." in half.text) == (422, True)
    assert amara.press(
        address, words_0="Scope and use", words_1="This draft says how seed is sampled.", notice="Two slips"
    ).location.endswith(f"#{heading.key}")
    with app.app_context():
        made = states.found(slug)
        heading, first = drafts.blocks(made.version_id)[:2]
        assert (heading.number, heading.title) == ("1", "Scope and use")
        assert first.text == "This draft says how seed is sampled."
        assert len(queries.corrections(made)) == 1


# -- the end ---------------------------------------------------------------------------------------------------------


def test_a_withdrawal_has_a_public_reason_and_is_for_good(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    address = f"/consultations/{slug}/withdrawal"
    assert amara.press(address, reason=" ").status_code == 422
    data = amara.form(address, reason="We begin <i>anew</i>.")
    assert amara.post(address, data=data).location == f"/consultations/{slug}"
    assert amara.post(address, data=data).status_code == 409
    assert amara.get(address).status_code == 409
    page = app.test_client().get(f"/consultations/{slug}").text
    assert "We begin &lt;i&gt;anew&lt;/i&gt;." in page
    assert ">Take part<" not in page
    with app.app_context():
        made = states.found(slug)
        assert (made.state, made.phase_at(CLOSES)) == (State.WITHDRAWN, Phase.WITHDRAWN)
        with pytest.raises(NotPossible):
            actions.extend(made, LATER, "More", by=states.user(AMARA), seen=NO_PAGE)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(days=30), "13 June 2027, 30 days after the deadline"),
        (timedelta(hours=1), "14 May 2027, the day of the deadline"),
        (timedelta(hours=14), "15 May 2027, 1 day after the deadline"),
    ],
)
def test_it_concludes_only_after_it_closed(app: Flask, amara: Any, later: timedelta, said: str) -> None:
    slug = states.announced(app)
    with app.app_context():
        for at in (BEFORE, OPENS, CLOSES - timedelta(seconds=1)):
            with clock.at(at), pytest.raises(Conflict):
                actions.conclude(states.found(slug), by=states.user(AMARA))
        with clock.at(CLOSES + later):
            actions.conclude(states.found(slug), by=states.user(AMARA))
            assert states.found(slug).phase == Phase.RESPONDED
    with clock.at(CLOSES + timedelta(days=31)):
        page = app.test_client().get(f"/consultations/{slug}").text
    assert "Read the response summary" in page
    assert f"Response published on {said}" in page


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_record_has_every_public_event_in_order(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    with app.app_context():
        jobs.record_phase_events()
        actions.extend(states.found(slug), LATER, "The spring meeting", by=states.user(AMARA), seen=NO_PAGE)
    page = app.test_client().get(f"/consultations/{slug}/record").text
    assert "Third draft</bdi> (no. 1)</a>" in page
    whats = re.findall(r'<p class="timeline-what">\s*(.*?)\s*</p>', page)
    assert whats == [
        "Approved by someone other than the author; draft version frozen",
        "Announced",
        "Comment period started",
        "Deadline extended",
    ]
    assert "The spring meeting" in page
    with app.app_context():
        assert states.found(slug).version.sha256 in page


def test_the_record_tells_what_the_clock_did_to_someone_who_read_it_a_moment_before(
    app: Flask, amara: Any
) -> None:
    record = f"/consultations/{states.announced(app)}/record"
    visitor = app.test_client()
    with clock.at(OPENS + timedelta(seconds=3)):
        found = ["Comment period started" in visitor.get(record).text]
        with app.app_context():
            jobs.record_phase_events()
        found.append("Comment period started" in visitor.get(record).text)
    assert found == [False, True]


def test_another_name_of_the_organisation_stands_on_its_pages_at_once(app: Flask, amara: Any) -> None:
    base = f"/consultations/{states.announced(app)}"
    pages = [
        base,
        f"{base}/record",
        f"{base}/text",
        f"{base}/statistics",
        f"{base}/response",
        f"{base}/practice",
    ]
    visitor = app.test_client()
    assert ["Institute of Seeds" in visitor.get(page).text for page in pages] == [False] * 6
    with app.app_context():
        institute = states.found(base.rpartition("/")[2]).organisation
        organisations.change_profile(institute, by=states.user(AMARA), name="Institute of Seeds")
    assert ["Institute of Seeds" in visitor.get(page).text for page in pages] == [True] * 6


def test_documents_are_handed_out_as_files_and_only_of_their_consultation(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    other = states.prepared(app)
    with app.app_context():
        reference = queries.documents(states.found(slug))[0].reference
        hidden = queries.documents(states.found(other))[0].reference
    visitor = app.test_client()
    answer = visitor.get(f"/consultations/{slug}/documents/{reference}")
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 a note", "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=note.pdf"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert visitor.get(f"/consultations/{slug}/documents/{hidden}").status_code == 404
    assert visitor.get(f"/consultations/{other}/documents/{hidden}").status_code == 404
    assert amara.get(f"/consultations/{other}/documents/{hidden}").status_code == 200


def test_where_comments_are_not_asked_for_no_one_is_told_to_comment(app: Flask, amara: Any) -> None:
    slug = states.announced(app, mode=Mode.INFORM)
    page = app.test_client().get(f"/consultations/{slug}").text
    assert "It does not ask for written comments" in page
    assert ">Take part<" not in page


def test_staff_see_what_they_may_do_and_visitors_do_not(app: Flask, amara: Any) -> None:
    base = f"/consultations/{states.announced(app)}"
    page = amara.get(base).text
    for part in ("extension", "correction", "withdrawal", "responses"):
        assert f'href="{base}/{part}"' in page
    assert "/moderation?" not in page
    visitor = app.test_client().get(base).text
    assert "For staff" not in visitor
    ben = app.test_client()
    cast.sign_in(ben, BEN)
    assert f'href="{base}/extension"' not in ben.get(base).text
    assert ben.get(f"{base}/extension").status_code == 403


def test_words_of_users_are_words(app: Flask, amara: Any) -> None:
    page = app.test_client().get(
        f"/consultations/{states.announced(app, purpose='<script>alert(1)</script>')}"
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


# -- telling ---------------------------------------------------------------------------------------------------------


def test_everyone_concerned_is_told_once_of_everything(app: Flask, amara: Any, work: Any) -> None:
    slug = states.proposed(app)
    with app.app_context():
        following.follow(READER, language="en", organisation=states.found(slug).organisation)
        link = cast.link_in(cast.letters(app, READER)[0]).rsplit("/", 1)[1]
        following.confirm(subscriptions.subscription(link))
        amara_, ben = states.user(AMARA), states.user(BEN)
        with clock.at(BEFORE):
            actions.approve(states.found(slug), by=ben, seen=NO_PAGE)
            actions.announce(states.found(slug), by=amara_, seen=NO_PAGE)
        for at in (OPENS, CLOSES - timedelta(days=6)):
            with clock.at(at):
                jobs.record_phase_events()
        with clock.at(CLOSES - timedelta(days=5)):
            actions.extend(states.found(slug), LATER, "The spring meeting", by=amara_, seen=NO_PAGE)
        with clock.at(LATER):
            jobs.record_phase_events()
            jobs.record_phase_events()
    work()
    work()

    def subjects(to: str) -> list[str]:
        return sorted(subject.split(":")[0] for _to, subject, _text in cast.letters(app, to))

    with app.app_context():
        due = states.found(slug).response_due_on
        promised = [f"{day:%-d %B %Y}" for day in (due - timedelta(days=14), due)]
    public = ["Announced", "Closed", "Closing soon", "Deadline extended", "Open for comments"]
    assert subjects(READER) == sorted([*public, "Confirm your email updates"])
    assert subjects(BEN) == sorted([*public, "Approval requested"])
    assert subjects(AMARA) == sorted(["Approved", "Closed", "Closing soon", "Open for comments"])
    letters = {subject.split(":")[0]: text for _to, subject, text in cast.letters(app, READER)}
    assert letters["Deadline extended"].startswith(
        "Sampling of seed lots\n"
        "Seed Testing Secretariat\n\n"
        "The comment period was extended.\n\n"
        "The deadline for comments is 28 May 2027, 18:00 (Zurich), 16:00 UTC.\n\n"
        "The earlier deadline was 14 May 2027, 18:00 (Zurich).\n\n"
        f"The response is now due by {promised[1]} instead of {promised[0]}.\n\n"
        "Reason: The spring meeting\n\n"
        f"http://localhost/en/consultations/{slug}\n\n--\n"
    )
    assert letters["Closed"].startswith(
        "Sampling of seed lots\n"
        "Seed Testing Secretariat\n\n"
        "The comment period has ended. The organisation will respond to the comments. We will email you when the response summary is"
        " published.\n\n"
        "The response is due by 20 August 2027.\n\n"
        f"http://localhost/en/consultations/{slug}\n\n--\n"
    )
    assert "inbox" in amara.get("/inbox").text.lower()
    assert amara.get("/inbox").text.count("Sampling of seed lots") >= 4


def test_no_stamp_comes_a_second_time_beside_the_version_before_which_counts_on_by_one(
    app: Flask, clean: None
) -> None:
    states.two_organisations(app)
    slug = states.announced(app)
    given = []
    with app.app_context():
        for _turn in range(3):
            actions.bump_page_version(states.found(slug).id)
            given.append(states.found(slug).stamp)
            db.session.execute(text("UPDATE consultations SET stamp = stamp + 1"))
            db.session.commit()
            given.append(states.found(slug).stamp)
    assert len(set(given)) == 6


def test_a_field_for_a_text_in_another_language_than_the_page_says_which(app: Flask, amara: Any) -> None:
    slug = states.announced(app)
    with app.app_context():
        actions.state_original_language(states.found(slug), "en", by=states.user(AMARA))
        actions.translate(states.found(slug), "fr", {"title": "Titre"}, by=states.user(AMARA), seen=NO_PAGE)
    fields = {"extension": "reason", "withdrawal": "reason"}
    said = {
        "fr": "Écrivez dans cette langue : anglais",
        "ar": "يُرجى الكتابة بهذه اللغة: الإنجليزية",
        "en": None,
    }
    for page, name in fields.items():
        for language, words in said.items():
            shown = html.fromstring(amara.get(f"/{language}/consultations/{slug}/{page}").text)
            (field,) = shown.xpath(f"//textarea[@name='{name}']")
            told = [shown.get_element_by_id(one) for one in field.get("aria-describedby", "").split()]
            hints = [" ".join(one.text_content().split()).replace("\u00a0", " ") for one in told]
            assert (field.get("lang"), hints) == ("en", [words] if words else []), (page, language)
    extended = html.fromstring(amara.get(f"/en/consultations/{slug}/extension").text)
    assert extended.xpath("//textarea[@name='reason-fr']/@lang") == ["fr"]


@pytest.mark.parametrize("step", ["purpose", "instrument", "questions", "dates", "contact"])
def test_a_step_of_the_preparation_says_in_which_language_its_texts_are(
    app: Flask, amara: Any, step: str
) -> None:
    slug = states.prepared(app)
    with app.app_context():
        actions.state_original_language(states.found(slug), "en", by=states.user(AMARA))
    for language, is_said in (("fr", True), ("en", False)):
        page = html.fromstring(amara.get(f"/{language}/consultations/{slug}/preparation/{step}").text)
        hints = [one.text_content().replace("\u00a0", " ") for one in page.find_class("hint")]
        assert ("Écrivez dans cette langue : anglais" in hints) == is_said
        typed = page.xpath("//main//form//textarea")
        assert {one.get("lang") for one in typed} <= {"en"}
