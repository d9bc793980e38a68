"""A question that asks for a file: answered, submitted, replaced, moderated, published and counted."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.attachments.lifecycle import State
from consult.attachments.models import Attachment
from consult.consultations import queries as consulted
from consult.consultations.models import AuthoredQuestion
from consult.core import clock
from consult.core.database import db
from consult.draft_submissions.views import answer_files, attachments
from consult.submissions import queries as submissions
from tests import cast, questionnaires, world
from tests.attachments import making, test_resumable
from tests.draft_submissions.walking import ME, page

AT = "/consultations/sampling-water"
ASKED = f"{AT}/sheet/questions"
QUESTIONS = (
    AuthoredQuestion("Do you have a method?", type="agreement", section="Methods"),
    AuthoredQuestion("Attach your method.", type="file", definition=questionnaires.REQUIRED),
    AuthoredQuestion("Since when?", type="date"),
)


def sent(data: bytes = b"our method", name: str = "method.txt") -> Any:
    return io.BytesIO(data), name


@pytest.fixture
def names(app: Flask) -> dict[str, str]:
    questionnaires.asking(app, questions=QUESTIONS)
    return questionnaires.names(app)


def files(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [(one.name, one.state) for one in db.session.query(Attachment).order_by(Attachment.id)]


def values(app: Flask, reference: str) -> list[dict[str, Any]]:
    with app.app_context():
        return [one.value for one in submissions.answers_of(submissions.by_reference(reference).id)]


def test_a_question_is_answered_with_a_file_that_is_moderated_and_published(
    app: Flask, client: Any, names: dict[str, str], work: Any
) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    wrong = client.press(ASKED, **{names["date"]: "2019-04-01", names["file"]: sent(b"MZ", "method.exe")})
    assert wrong.status_code == 422
    assert "Choose a PDF, Word (.docx)" in wrong.text and 'value="2019-04-01"' in wrong.text
    assert client.press(ASKED, **{names["file"]: "1", f"{names['file']}.text": "1"}).status_code == 303
    assert files(app) == []
    assert "Answer this question." in page(client.get(f"{AT}/sheet/review")), "what is typed is no file"
    stayed = client.press(ASKED, **{names["file"]: sent(), "verb": "attach"})
    assert stayed.location.endswith(f"#question-{names['file'][1:]}")
    shown = page(client.get(ASKED))
    assert "method.txt" in shown and 'value="2019-04-01"' in shown
    [remove] = html.fromstring(shown).xpath("//button[@name='remove']")
    assert "You cannot undo this." in remove.xpath("string(ancestor::details)"), "it asks first"
    gone = client.press(ASKED, **{names["date"]: "2019-05-02", "remove": remove.get("value")})
    assert (gone.status_code, files(app)) == (303, [])
    assert 'value="2019-05-02"' in page(client.get(ASKED))
    client.press(ASKED, **{names["file"]: sent()})
    client.press(ASKED, **{names["file"]: sent(b"our new method", "new.txt")})
    assert files(app) == [("new.txt", "waiting")], "one file answers the question"
    review = page(client.get(f"{AT}/sheet/review"))
    assert '<span class="answer-words" dir="auto">attachment-' in review
    assert "The name of your file stays private: new.txt" in review
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    work()
    assert {"files": 1} in values(app, reference)
    status = page(client.get(f"/submissions/{reference}/status"))
    assert "Answer to question 2" in status
    assert '<span class="answer-words" dir="auto">new.txt</span>' in status
    moderator, public = app.test_client(), app.test_client()
    cast.sign_in(moderator, world.MODERATOR)
    pages = f"/moderation/{reference}/attachments"
    assert "Question 2: <bdi>Attach your method.</bdi>" in page(moderator.get(pages))
    moderator.press(pages, _form="/publish")
    with app.app_context():
        closes_at = consulted.get("sampling-water", None).closes_at
    assert closes_at is not None
    with clock.at(closes_at + timedelta(hours=1)):
        results = page(public.get(f"{AT}/results"))
        assert "File · 1 file" in results and "/new.txt" in results
        assert "Attach your method.,file,,file,,1,1" in public.get(f"{AT}/results.csv").text
    assert "Answer to question 2" in page(public.get(f"/submissions/{reference}"))
    assert public.get(f"{AT}/attachments.json").get_json()["rows"][0]["question"] == 2
    own = client.get(f"/submissions/{reference}/data.json").get_json()
    assert own["attachments"][0]["question"] == 2


def test_the_file_of_an_answer_is_attached_beside_the_answers_as_well(
    app: Flask, client: Any, names: dict[str, str]
) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["file"]: sent()})
    for said in ("All of it", "The whole method"):
        begun = test_resumable.begin(client, "annex.txt", 10, said=said, sheet=f"{AT}/sheet")
        where = begun.headers["Location"]
        arrived = test_resumable.part(client, where, 0, sent()[0].getvalue(), sheet=f"{AT}/sheet")
        assert arrived.status_code == 204
    assert files(app) == [("method.txt", "waiting"), ("annex.txt", "waiting")]
    shown = page(client.get(f"{AT}/sheet/review"))
    assert "method.txt" in shown and "annex.txt" in shown and "The whole method" in shown


def test_what_was_typed_beside_too_many_files_stays_on_the_page(
    app: Flask, client: Any, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["file"]: sent()})
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    monkeypatch.setattr(app.extensions["limits"], "is_on", True)
    monkeypatch.setattr(answer_files, "UPLOADS", "0 per hour")
    monkeypatch.setattr(attachments, "UPLOADS", "0 per hour")
    answers = {names["date"]: "2019-04-01", names["file"]: sent(b"another", "another.txt")}
    told = client.press(f"/submissions/{reference}/answers/1", **answers)
    assert told.status_code == 429 and 'value="2019-04-01"' in told.text
    told = client.press(
        f"/submissions/{reference}/status", _form=f"{reference}/attachments", file=sent(), description="Typed"
    )
    assert told.status_code == 429 and 'value="Typed"' in told.text
    assert len(files(app)) == 1


def test_the_file_of_an_answer_is_replaced_until_the_deadline_and_leaves_with_what_is_withdrawn(
    app: Flask, client: Any, names: dict[str, str], work: Any
) -> None:
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["file"]: sent()})
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    work()
    path = f"/submissions/{reference}/answers/1"
    wrong = client.press(path, **{names["file"]: sent(b"", "empty.pdf"), names["agreement"]: "1"})
    assert wrong.status_code == 422 and "The file is empty." in wrong.text
    assert values(app, reference) == [{"files": 1}]
    done = client.press(path, **{names["file"]: sent(making.pdf(), "method.pdf"), names["agreement"]: "1"})
    assert done.location == f"/submissions/{reference}/status", page(done)
    work()
    assert files(app) == [("", State.ERASED), ("method.pdf", State.READY)]
    assert len(values(app, reference)) == 2
    client.press(f"/submissions/{reference}/status", _form="/deletion")
    open_again = client.press(path, **{names["agreement"]: "2"})
    assert open_again.status_code == 422 and "Answer this question." in open_again.text
    client.press(f"/submissions/{reference}/withdrawal", confirm="y")
    assert {state for _name, state in files(app)} == {State.ERASED}


def test_a_file_of_a_question_that_is_not_asked_any_more_is_not_submitted(
    app: Flask, client: Any, work: Any
) -> None:
    questionnaires.asking(app, questions=(QUESTIONS[0], QUESTIONS[1]._replace(text="Why?")))
    names = questionnaires.names(app)
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["agreement"]: "1", names["file"]: sent()})
    client.press(ASKED, **{names["agreement"]: "5"})
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    with app.app_context():
        assert db.session.query(Attachment).filter(Attachment.submission_id.is_not(None)).all() == []
    assert values(app, reference) == [{"chosen": ["5"]}]


def test_a_refused_file_is_no_answer_and_is_not_submitted(app: Flask, client: Any, work: Any) -> None:
    questionnaires.asking(
        app, questions=(*QUESTIONS[::2], AuthoredQuestion("Attach your data.", type="file"))
    )
    names = questionnaires.names(app)
    client.press(f"{AT}/take-part?questions=1", **ME)
    macros = making.changed(making.word(), word__vbaProject_dot_bin=b"a")
    client.press(ASKED, **{names["agreement"]: "1", names["file"]: sent(macros, "data.docx")})
    client.press(f"{AT}/sheet", _form="/sheet/attachments", file=sent(b"notes", "notes.txt"))
    work()
    shown = html.fromstring(client.get(f"{AT}/sheet/review").text)
    [told] = shown.xpath(
        "//*[contains(concat(@class, ' '), 'notice ')][contains(., 'Files that will not be submitted')]"
    )
    assert "data.docx" in told.text_content() and "The file contains macros." in told.text_content()
    answers = " ".join(shown.xpath("string(//dl[@class='answers'])").split())
    assert answers.endswith("Attach your data. No answer")
    assert "data.docx" not in shown.xpath("string(//*[@id='attachments'])")
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    assert "data.docx" not in page(client.get(f"/submissions/{reference}/status"))
    receipt = page(client.get(f"/submissions/{reference}/receipt"))
    assert receipt.count("SHA-256") == 1 and "notes.txt" in receipt


def test_a_limit_of_uploads_keeps_the_answers_that_were_typed(
    app: Flask, client: Any, limited: None, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.draft_submissions.views.answer_files.UPLOADS", "1 per hour")
    client.press(f"{AT}/take-part?questions=1", **ME)
    client.press(ASKED, **{names["file"]: sent(), names["date"]: "2019-04-01"})
    drafted = client.press(ASKED, **{names["file"]: sent(b"more"), names["date"]: "2020-04-01"})
    assert (drafted.status_code, "Too many attempts." in page(drafted)) == (422, True)
    assert 'value="2020-04-01"' in page(client.get(ASKED))
    reference = client.press(f"{AT}/sheet/review", consent="y").location.split("/")[2]
    answers = f"/submissions/{reference}/answers/1"
    kept = client.press(answers, **{names["file"]: sent(b"more"), names["date"]: "2021-04-01"})
    assert (kept.status_code, "Too many attempts." in page(kept)) == (429, True)
    assert 'value="2021-04-01"' in page(kept)
