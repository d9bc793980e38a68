"""Stories of answering questions, over HTTP and without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion
from consult.core import clock
from consult.core.database import db
from consult.draft_submissions.models import DraftComment
from consult.questions.definitions import Definition
from consult.submissions import actions as submissions
from consult.submissions import queries, receipt_marks
from consult.submissions.models import Attribution, Route, Subject
from consult.submissions.rules import NewAnswer, NewComment
from tests import cast, questionnaires, world
from tests.draft_submissions.walking import ME, page

AT = "/consultations/sampling-water"
ASKED = f"{AT}/sheet/questions"


@pytest.fixture
def names(app: Flask) -> dict[str, str]:
    questionnaires.asking(app)
    return questionnaires.names(app)


def test_every_type_of_question_is_answered_amended_and_withdrawn(
    app: Flask, client: Any, names: dict[str, str]
) -> None:
    begun = client.press(f"{AT}/take-part?questions=1", **ME)
    assert begun.location == ASKED
    first = {
        names["single"]: "other", f"{names['single']}.text": "the fire brigade", names["multiple"]: ["1", "3"],
        names["number"]: "٤٫٥", names["agreement"]: "1",
    }  # fmt: skip
    shown = client.press(ASKED, **first)
    # without a script the question that follows from an answer comes on the next page
    assert re.fullmatch(rf"{ASKED}/1#question-\d+", shown.location), page(shown)
    asked_again = page(client.press(ASKED, **{**first, names["number"]: "1,500"}))
    assert "“1,500” can be two numbers. Enter 1500 or 1.5." in asked_again
    assert 'value="1,500"' in asked_again
    client.press(ASKED, **first)
    kept = client.press(ASKED, **{f"{names['text']}.text": "one two three four five six"})
    assert kept.status_code == 422
    assert "Use at most 5 words." in page(kept)
    again = page(client.get(ASKED))
    assert "one two three four five six" in again
    assert "At most 5 words.</span> · Your words" in again
    assert client.press(ASKED, **{f"{names['text']}.text": "Pipes are **plastic**."}).location == f"{ASKED}/2"
    wrong = client.press(f"{ASKED}/2", **{names["date"]: "in spring"})
    assert (wrong.status_code, "in spring" in page(wrong)) == (422, True)
    second = {f"{names['matrix']}.1": "2", names["scale"]: "4", names["date"]: "2019-04-01"}
    assert client.press(f"{ASKED}/2", **second).location == f"{AT}/sheet"
    review = page(client.get(f"{AT}/sheet/review"))
    assert review.count("Pipes are **plastic**.") == 2
    for words in ("a thermometer", "4.5 minutes", "Strongly agree", "Bacteria: Every week", "1 April 2019"):
        assert words in review
    sent = client.press(f"{AT}/sheet/review", consent="y")
    reference = sent.location.split("/")[2]
    receipt = " ".join(re.sub(r"<[^>]*>", " ", page(client.get(sent.location))).split())
    assert "Answers 8" in receipt and "Comments 2" not in receipt
    assert _answers(app, reference) == {
        "single": {"chosen": ["other"]}, "multiple": {"chosen": ["1", "3"]}, "number": {"number": "4.5"},
        "agreement": {"chosen": ["1"]}, "text": {}, "matrix": {"rows": {"1": "2"}}, "scale": {"chosen": ["4"]},
        "date": {"date": "2019-04-01"},
    }  # fmt: skip
    assert _texts(app, reference) == ["Pipes are **plastic**.", "the fire brigade"]
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "2 answers in your own words" in status and "2 comments" not in status
    assert "text of an answer, number 1</span>" in status and "comment 1</span>" not in status
    told = client.get(f"/submissions/{reference}/data.json").json["answers"]
    chosen = [one["answer"] for one in told]
    assert ["4.5 minutes"] in chosen and ["a thermometer", "a cool box"] in chosen
    assert "Pipes are **plastic**." in [one.get("text") for one in told]
    signature = _signature(app, reference)
    # until the deadline: the words beside "something else" are withdrawn with it, and what is not asked any more
    amended = client.press(
        f"/submissions/{reference}/answers/1",
        **{names["single"]: "2", f"{names['single']}.text": "", names["agreement"]: "5"},
    )
    assert amended.location == f"/submissions/{reference}/status", page(amended)
    assert _signature(app, reference) != signature
    after = _answers(app, reference)
    assert (after["single"], after["agreement"], "text" in after) == (
        {"chosen": ["2"]},
        {"chosen": ["5"]},
        False,
    )
    assert _texts(app, reference) == []
    # one text is withdrawn, then everything: the page says what goes, and nothing is asked for any more
    client.press(
        f"/submissions/{reference}/answers/1",
        **{names["single"]: "other", f"{names['single']}.text": "the fire brigade"},
    )
    own = _number_of(app, reference, "the fire brigade")
    one = client.get(f"/submissions/{reference}/comments/{own}/withdrawal")
    assert "The answer is still counted in the results." in page(one)
    client.press(f"/submissions/{reference}/comments/{own}/withdrawal", confirm="y")
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Enter what else." not in status and "the fire brigade" in status and ">Withdrawn<" in status
    asked = page(client.get(f"/submissions/{reference}/withdrawal"))
    assert "Your answers are no longer counted in the results" in asked and "Your comments are" not in asked
    receipt = f"/submissions/{reference}/receipt"
    assert "What happens next" in page(client.get(receipt))
    client.press(f"/submissions/{reference}/withdrawal", confirm="y")
    assert "What happens next" not in page(client.get(receipt))
    for form in ("answers/1", "comments/1/amendment", "comments/new?general=1", "withdrawal"):
        refused = client.get(f"/submissions/{reference}/{form}")
        assert (refused.status_code, refused.location) == (303, f"/submissions/{reference}/status"), form
    assert "This submission was withdrawn." in page(client.get(f"/submissions/{reference}/status"))
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Your answers are withdrawn." in status and "Its comments are not public." not in status
    assert "You withdrew this submission." in status and "Answer this question." not in status


def _number_of(app: Flask, reference: str, text: str) -> int:
    with app.app_context():
        texts = queries.texts_of_answers(queries.by_reference(reference).id).values()
        return next(one.number for one in texts if one.comment == text)


def _numbers(app: Flask, reference: str) -> dict[str, int]:
    """The words of every comment and text of an answer of a submission, with its number."""
    with app.app_context():
        return {one.comment: one.number for one in queries.comments_of(queries.by_reference(reference))}


def test_a_required_question_is_answered_before_submitting_and_nothing_is_lost_meanwhile(
    app: Flask, client: Any, names: dict[str, str]
) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    form = client.form(ASKED)
    saved = client.post(f"{ASKED}?autosave=1", data=form | {names["number"]: "many"})
    assert saved.json == {"saved": True, "complete": False}
    assert 'value="many"' in page(client.get(ASKED))
    client.press(ASKED, **{names["number"]: "4", names["agreement"]: "3"})
    refused = client.press(f"{AT}/sheet/review", consent="y")
    assert refused.status_code == 409
    assert "1 question is still open" in page(refused)
    # two windows: what another page has saved is not replaced unseen
    window = client.form(ASKED)
    client.press(ASKED, **{names["number"]: "5"})
    beside = client.post(ASKED, data=window | {names["number"]: "6"})
    assert beside.status_code == 409
    assert 'value="6"' in page(beside)
    assert "5 minutes" in page(beside)
    # what is not asked any more is not submitted, and the review says so with the words
    client.press(ASKED, **{names["single"]: "1", names["agreement"]: "1"})
    client.press(ASKED, **{f"{names['text']}.text": "Pipes are plastic."})
    assert "Answers that will not be submitted" not in page(client.get(f"{AT}/sheet/review"))
    client.press(ASKED, **{names["agreement"]: "5"})
    review = page(client.get(f"{AT}/sheet/review"))
    assert "Answers that will not be submitted" in review
    assert review.count("Pipes are plastic.") == 1
    assert client.press(f"{AT}/sheet/review", consent="y").status_code == 303


def test_an_amended_answer_leads_to_the_required_question_of_another_section(app: Flask, client: Any) -> None:
    asked = (
        AuthoredQuestion("Flushing should follow the temperature.", type="agreement", section="Flushing"),
        AuthoredQuestion("Which?", type="single", section="Flushing", options="hot\ncold",
              definition=Definition(has_other=True)),
        AuthoredQuestion("Why?", section="Reasons", definition=questionnaires.REQUIRED),
    )  # fmt: skip
    questionnaires.asking(app, questions=asked)
    names = questionnaires.names(app)
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["agreement"]: "5", names["single"]: "1"})
    sent = client.press(f"{AT}/sheet/review", consent="y")
    reference = sent.location.split("/")[2]
    answers = f"/submissions/{reference}/answers/1"
    shown = page(client.get(answers))
    assert "Section 1 of 2" in shown  # one heading twice is one section
    assert shown.rindex("No answer") > shown.index(f'name="{names["single"]}.text"')
    officer = app.test_client()
    cast.sign_in(officer, world.OFFICER)
    preview = page(officer.get(f"{AT}/preparation/questions/preview"))
    assert len(re.findall(r"<h2>[^\n]*Flushing", preview)) == 1
    led = client.press(answers, **{names["agreement"]: "1"})
    assert led.status_code == 422
    assert "Your answers lead to a question of another section." in page(led)
    assert f'name="{names["text"]}.text"' in page(led)
    assert _answers(app, reference) == {"agreement": {"chosen": ["5"]}, "single": {"chosen": ["1"]}}
    done = client.press(answers, **{names["agreement"]: "1", f"{names['text']}.text": "Pipes are plastic."})
    assert done.location == f"/submissions/{reference}/status", page(done)
    assert _texts(app, reference) == ["Pipes are plastic."]


def _answers(app: Flask, reference: str) -> dict[str, Any]:
    with app.app_context():
        found = queries.by_reference(reference)
        types = {int(name[1:]): kind for kind, name in questionnaires.names(app).items()}
        return {types[one.question_id]: one.value for one in queries.answers_of(found.id)}


def _signature(app: Flask, reference: str) -> str:
    """The signature of a receipt with the answers and no comment."""
    with app.app_context():
        return receipt_marks.signature(queries.by_reference(reference), [])


def _texts(app: Flask, reference: str) -> list[str]:
    with app.app_context():
        found = queries.by_reference(reference)
        return sorted(one.comment for one in queries.texts_of_answers(found.id).values())


def test_a_questionnaire_without_a_draft_is_a_consultation(app: Flask, client: Any) -> None:
    questionnaires.asking(app, is_questionnaire=True)
    overview = page(client.get(AT))
    assert "Who takes the samples in your country?" in overview
    assert f"{AT}/text" not in overview
    for part in ("comments", "statistics", "results", "response", "practice", "record"):
        assert client.get(f"{AT}/{part}").status_code == 200, part
    assert client.press(f"{AT}/take-part", **ME).location == ASKED
    names = questionnaires.names(app)
    client.press(ASKED, **{names["single"]: "1", names["agreement"]: "5"})
    assert client.get(f"{AT}/sheet/form.xlsx").status_code == 404
    assert client.get(f"{AT}/sheet/forms").status_code == 404
    sheet = page(client.get(f"{AT}/sheet"))
    assert "Comment on a passage" not in sheet
    sent = client.press(f"{AT}/sheet/review", consent="y")
    status = page(client.get(sent.location.replace("receipt", "status")))
    assert "the water supplier" in status
    assert "Add a comment on a passage" not in status


def test_results_are_public_after_the_deadline_and_the_text_of_an_answer_makes_one(
    app: Flask, client: Any, names: dict[str, str]
) -> None:
    with app.app_context():
        found = consulted.get("sampling-water", None)
        text = next(one for one in consulted.questions(found) if one.type == "text")
        said = NewComment(subject=Subject.QUESTION, question=text, comment="As the version before files it.")
        choice = NewAnswer(question_id=int(names["single"][1:]), value={"chosen": ["2"]})
        minutes = NewAnswer(question_id=int(names["number"][1:]), value={"number": "45"})
        for key, answers in (("first-of-two", [choice, minutes]), ("second-of-two", [])):
            submissions.file(
                found.id, key=key, who=world.WHO, comments=[said], answers=answers, route=Route.STAFF,
                attribution=Attribution.ATTRIBUTED, received_at=clock.now(),
            )  # fmt: skip
        closes_at = found.closes_at
    assert "Results are published after the deadline." in page(client.get(f"{AT}/results"))
    member = app.test_client()
    cast.sign_in(member, world.OFFICER)
    early = member.get(f"{AT}/results")
    assert "Only members of your organisation see these answers before the deadline" in page(early)
    assert "Free text · 2 answers" in page(early)
    assert "public" not in early.headers["Cache-Control"]
    assert member.get(f"{AT}/results.csv").status_code == 404
    assert client.get(f"{AT}/results.csv").status_code == 404
    assert closes_at is not None
    with clock.at(closes_at + timedelta(hours=1)):
        shown = page(client.get(f"{AT}/results"))
        table = client.get(f"{AT}/results.csv").get_data(as_text=True)
    assert "Free text · 2 answers" in shown
    assert "Half of the answers or more are 45." in shown
    assert "1 <bdi>not at all</bdi> – 5 <bdi>ready today</bdi>" in shown
    assert "the health authority,,1,1" in table


def _begin_with_answers(client: Any, names: dict[str, str], *, agreement: str) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    answers = {
        names["single"]: "other",
        f"{names['single']}.text": "the fire brigade",
        names["number"]: "4.5",
    }
    client.press(ASKED, **answers, **{names["agreement"]: agreement})


def test_a_comment_after_two_answers_is_the_first_comment_and_answers_follow_it(
    app: Flask, client: Any, names: dict[str, str]
) -> None:
    _begin_with_answers(client, names, agreement="1")
    client.press(f"{ASKED}/1", **{f"{names['text']}.text": "Pipes are plastic."})
    second = {f"{names['matrix']}.1": "2", names["scale"]: "4", names["date"]: "2019-04-01"}
    client.press(f"{ASKED}/2", **second)
    client.press(f"{AT}/sheet/comments/new?general=1", type="general", comment="A clear draft.")
    review = page(client.get(f"{AT}/sheet/review"))
    assert "Comment 1" in review and "Comment 3" not in review
    sent = client.press(f"{AT}/sheet/review", consent="y")
    reference = sent.location.split("/")[2]
    numbers = {"A clear draft.": 1, "the fire brigade": 2, "Pipes are plastic.": 3}
    assert _numbers(app, reference) == numbers
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Comment 1" in status and "text of an answer, number 2</span>" in status
    client.press(f"/submissions/{reference}/comments/new?general=1", type="general", comment="One more.")
    assert _numbers(app, reference) == numbers | {"One more.": 4}


def test_texts_that_had_numbers_before_keep_them(app: Flask, client: Any, names: dict[str, str]) -> None:
    _begin_with_answers(client, names, agreement="5")
    with app.app_context():  # as the version before numbered it
        text = db.session.execute(select(DraftComment)).scalar_one()
        text.number = text.draft.last_number = 1
        db.session.commit()
    client.press(f"{ASKED}/1", **{f"{names['text']}.text": "Pipes are plastic."})
    client.press(f"{AT}/sheet/comments/new?general=1", type="general", comment="A clear draft.")
    second = {f"{names['matrix']}.1": "2", names["scale"]: "4", names["date"]: "2019-04-01"}
    client.press(f"{ASKED}/2", **second)
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    assert _numbers(app, reference) == {"the fire brigade": 1, "A clear draft.": 2}
