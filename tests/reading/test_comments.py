"""The list of comments: words, filters, order, pages, totals that add up, and the file."""

import csv
import io
from datetime import timedelta
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.consultations.models import Mode
from consult.core import clock
from consult.core.database import db
from consult.moderation.models import Reason
from consult.reading import queries
from consult.responses.lifecycle import Disposition
from consult.stakeholders.models import Category
from consult.submissions.models import Attribution, CommentType
from tests import world
from tests.plans import plan_of
from tests.reading import steps
from tests.reading.steps import find, links, read, words

COMMENTS = f"/consultations/{world.SLUG}/comments"


def _bodies(client: FlaskClient, query: str = "") -> list[str]:
    return words(read(client, f"{COMMENTS}{query}"), ".comment .comment-body")


def _comment(text: str, **changes: object) -> dict[str, object]:
    return {**world.COMMENT, "comment": text, "proposal": "", "rationale": "", **changes}


@pytest.fixture
def told(app: Flask) -> None:
    """Four published comments that differ in everything one can ask for."""
    world.consultation(app)
    start = clock.now() - timedelta(hours=9)
    stories = (
        ([_comment("Weigh every sub-lot twice.")], {}),
        ([_comment("Lavez l’échantillon.", block_key="instruments-1", type=CommentType.EDITORIAL, language="fr")],
         {"category": Category.GOVERNMENT, "country": "FRA", "name": "Élodie Marchand", "organisation": "Ministère"}),
        ([{**world.GENERAL, "comment": "The whole is clear."}], {"category": Category.ACADEMIA, "country": "PER"}),
        ([world.answer(app, world.SLUG, 1, "Ten days are enough.")], {"country": "KEN"}),
    )  # fmt: skip
    for hours, (comments, who) in enumerate(stories):
        reference = world.submission(app, comments=comments, **who)
        with clock.at(start + timedelta(hours=hours)):
            steps.publish(app, reference)


ALL = ["Ten days are enough.", "The whole is clear.", "Lavez l’échantillon.", "Weigh every sub-lot twice."]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("?sort=passage", [ALL[1], ALL[0], ALL[3], ALL[2]]),
        ("?q=sub-lot", [ALL[3]]),
        ("?q=ECHANTILLONS", [ALL[2]]),
        ("?q=l%E2%80%99%C3%A9chantillon", [ALL[2]]),
        ("?q=%22days+are%22", [ALL[0]]),
        ("?clause=lot-size", [ALL[3]]),
        ("?clause=instruments", [ALL[2]]),
        ("?clause=general", [ALL[1]]),
        ("?clause=questions", [ALL[0]]),
        ("?type=editorial", [ALL[2]]),
        ("?category=academia", [ALL[1]]),
        ("?region=Africa", [ALL[0], ALL[3]]),
        ("?language=fr", [ALL[2]]),
        ("?language=fr&category=academia", []),
        ("?language=es", []),
        ("?language=en&q=days", [ALL[0]]),
        ("?region=Africa&clause=questions", [ALL[0]]),
        ("?category=government&type=substantive", []),
    ],
)
def test_each_filter_leaves_what_it_says(
    client: FlaskClient, told: None, query: str, expected: list[str]
) -> None:
    assert _bodies(client, query) == expected


def test_a_language_whose_name_has_brackets_is_counted_without_more_of_them(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    steps.published(app, comments=[_comment("抽樣應更頻繁。", language="zh-Hant")])
    steps.published(app)
    options = words(read(client, COMMENTS), "select[name=language] option")
    assert options == ["All", "English (1)", "Chinese (Traditional) · 1"]


def test_filters_say_what_they_are_and_can_be_taken_away(client: FlaskClient, told: None) -> None:
    page = read(client, f"{COMMENTS}?q=twice&clause=lot-size&type=substantive&region=Africa&sort=passage")
    assert words(page, ".list-head h2") == ["1 comment"]
    assert words(page, ".chips .chip") == [
        f"{label} ✕Remove filter" for label in ("“twice”", "2.1 Maximum lot size", "Substantive", "Africa")
    ]
    assert (
        links(page, ".chips .chip")[0]
        == f"{COMMENTS}?clause=lot-size&type=substantive&region=Africa&sort=passage"
    )
    assert words(page, "select[name=region] option") == ["All", "Africa (2)", "Americas (1)", "Europe (1)"]
    assert words(page, "select[name=region] option[selected]") == ["Africa (2)"]
    assert words(page, "select[name=language] option") == ["All", "English (3)", "French (1)"]
    assert words(page, "select[name=clause] option") == [
        "All", "2.1 Maximum lot size (1)", "2.2 Instruments (1)", "Whole draft", "Answers to questions",
    ]  # fmt: skip


def test_where_no_comments_are_asked_for_every_page_says_so(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, mode=Mode.INFORM)
    base = f"/consultations/{world.SLUG}"
    assert links(read(client, base), ".tabs a") == [
        base, f"{base}/text", f"{base}/practice", f"{base}/record",
    ]  # fmt: skip
    not_asked = dict.fromkeys(("", "/text", "/comments", "/statistics"), "not ask for written comments")
    for path, said in {
        **not_asked,
        "/response": "Comments are not requested, so no response is due.",
    }.items():
        page = read(client, base + path)
        assert said in " ".join(words(page, "main")), path
        assert "Response due" not in " ".join(words(page, "main")), path


def test_what_the_page_does_not_know_is_told(client: FlaskClient, told: None) -> None:
    page = read(client, f"{COMMENTS}?type=none&category=academia&region=Atlantis&clause=99")
    assert words(page, ".notice li") == ["Clause: 99", "Type: none", "Region: Atlantis"]
    assert words(page, ".comment .comment-body") == [ALL[1]]


@pytest.mark.parametrize(
    "query",
    [
        "?type=none&category=none&region=none&disposition=none&clause=none&sort=none&after=none",
        "?type=&category=&q=&after=",
        "?q=%27%22%5C%3A%26%7C%21%28%29%3C%3E%2A",
        "?q=" + "x" * 5000,
        "?q=%F0%9F%92%A5+%E2%80%AE",
        "?q=a+OR+-b+%22unfinished",
        "?after=W3siX3QiOiAieCJ9LCAxXQ&sort=passage",
        "?after=WyIyMDI2IiwgIngiXQ",
        "?q=x&q=y&type=editorial&type=general",
        "?clause=lot-size&clause=general",
        "?after=W3sidCI6ICIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIn0sIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",
        "?after=W3sidCI6ICIyMDI2LTAxLTAxVDAwOjAwOjAwIn0sIDFd",
    ],
)
def test_no_address_breaks_the_page(client: FlaskClient, told: None, query: str) -> None:
    assert [client.get(f"{path}{query}").status_code for path in (COMMENTS, f"{COMMENTS}.csv")] == [200, 200]


def test_a_nul_is_refused(client: FlaskClient, told: None) -> None:
    assert client.get(f"{COMMENTS}?q=a%00b").status_code == 400


def test_pages_keep_the_question_and_miss_nothing(
    client: FlaskClient, told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.reading.queries.PAGE", 1)
    for query, expected in (
        ("?region=Africa", [ALL[0], ALL[3]]),
        ("?sort=passage", [ALL[1], ALL[0], ALL[3], ALL[2]]),
    ):
        path, seen = f"{COMMENTS}{query}", []
        while path:
            page = read(client, path)
            seen += words(page, ".comment .comment-body")
            path = next(iter(links(page, ".pager a[rel=next]")), "")
        assert seen == expected


def test_the_numbers_add_up(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app, number=2)
    mixed = world.submission(app, comments=[_comment(f"Number {n}.") for n in range(4)])
    steps.redact(app, mixed, 1, "Number")
    steps.decide(app, mixed, 2, "withhold", Reason.ABUSIVE)
    steps.publish(app, mixed, 3)
    steps.decide(app, mixed, 3, "remove", Reason.OFF_TOPIC)
    page = read(client, COMMENTS)
    rows = dict(zip(words(page, ".totals th[scope=row]"), words(page, ".totals td"), strict=True))
    assert rows == {
        "Published as written": "2", "Published with redactions": "1", "Withheld": "1",
        "Removed after publication": "1", "Pending": "1", "Received": "6",
    }  # fmt: skip
    assert words(page, "details .legend th[scope=row]") == ["Abusive language", "Not about this draft"]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"open": True}, "No comments yet."),
        ({"open": False}, "No comments were received."),
    ],
)
def test_an_empty_list_says_why(app: Flask, client: FlaskClient, how: dict[str, bool], sentence: str) -> None:
    world.consultation(app, **how)
    page = read(client, COMMENTS)
    assert words(page, ".empty p")[0] == sentence
    assert find(page, "select") == []


def test_before_the_opening_and_before_the_first_decision(app: Flask, client: FlaskClient) -> None:
    later = clock.now() + timedelta(days=40)
    world.consultation(app, "comes-later", opens_at=later, closes_at=later + timedelta(days=30))
    page = read(client, "/consultations/comes-later/comments")
    assert words(page, ".empty p")[0] == "You can comment when the consultation is open."
    world.consultation(app)
    world.submission(app)
    page = read(client, COMMENTS)
    assert words(page, ".empty p") == [
        "Comments were received, but none is published yet. A moderator reads each comment before it is published."
    ]
    assert words(page, ".totals tfoot td") == ["2"]


def test_a_question_with_no_answer_says_so(client: FlaskClient, told: None) -> None:
    page = read(client, f"{COMMENTS}?q=nowhere")
    assert (
        words(page, ".empty p")[0]
        == "No published comments match. Remove a filter or use other search words."
    )


def test_a_late_comment_is_marked(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, open=False)
    steps.published(app)
    assert words(read(client, COMMENTS), ".comment .pill") == ["Submitted after the deadline"]


def _rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{COMMENTS}.csv{query}")
    assert answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_holds_what_the_page_shows(app: Flask, client: FlaskClient, told: None) -> None:
    rows = _rows(client)
    assert [row["comment"] for row in rows] == [ALL[1], ALL[0], ALL[3], ALL[2]]
    last = rows[-1]
    known = {
        name: last[name]
        for name in ("name", "organisation", "category", "country", "type", "block", "language")
    }
    assert known == {
        "name": "Élodie Marchand", "organisation": "Ministère", "category": "government", "country": "FRA",
        "type": "editorial", "block": "instruments-1", "language": "fr",
    }  # fmt: skip
    assert [row["comment"] for row in _rows(client, "?region=Africa")] == [ALL[0], ALL[3]]


def test_each_question_has_a_file_of_its_own(client: FlaskClient, told: None) -> None:
    blank = "%20" * 200
    found = [_rows(client, f"?q={blank}{word}") for word in ("twice", "clear", "nowhere")]
    assert [[row["comment"] for row in rows] for rows in found] == [[ALL[3]], [ALL[1]], []]


def test_parts_of_a_comment_come_apart_in_the_file(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(
        app, comments=[{**world.COMMENT, "comment": "One.\n\nTwo.", "proposal": "A lot\nof lines."}]
    )
    row = _rows(client)[0]
    assert [row["comment"], row["proposed_wording"], row["reasons"]] == [
        "One.\nTwo.", "A lot\nof lines.", world.COMMENT["rationale"],
    ]  # fmt: skip


def test_the_file_keeps_lists_and_says_for_whom_someone_spoke_and_what_came_of_it(
    app: Flask, client: FlaskClient
) -> None:
    slug = world.consultation(app, open=False)
    steps.published(app, comments=[{**world.COMMENT, "comment": "Change:\n\n1. the limit\n2. the seal"}])
    assert [(row["capacity"], row["on_behalf_of"], row["disposition"]) for row in _rows(client)] == [
        ("organisation", "", "")
    ]
    steps.respond(app, slug, Disposition.NOT_ACCEPTED, "Stores will grow.")
    row = _rows(client)[0]
    assert (row["comment"], row["disposition"]) == ("Change:\n1. the limit\n2. the seal", "not_accepted")


def test_the_charset_of_a_file_is_declared_once(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    steps.published(app)
    answer = client.get(f"{COMMENTS}.csv")
    assert answer.headers.getlist("Content-Type") == ["text/csv; charset=utf-8"]
    assert answer.get_data().count(b"\xef\xbb\xbf") == 1


SIGNS = {
    "comment": "R&D needs <5 %.", "proposal": "A & B &lt; C\n& D.", "rationale": "Because a > b & c.",
}  # fmt: skip


def test_signs_that_html_writes_otherwise_stand_in_the_file_and_are_found(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    steps.published(app, comments=[world.COMMENT | SIGNS])
    assert [
        tuple(row[name] for name in ("comment", "proposed_wording", "reasons")) for row in _rows(client)
    ] == [tuple(SIGNS.values())]
    assert (len(_rows(client, '?q="R%26D"')), len(_rows(client, "?q=amp"))) == (1, 0)


def test_what_was_shown_before_is_written_again(ctx: Flask) -> None:
    world.consultation(ctx)
    for said in (SIGNS, SIGNS | {"rationale": ""}, SIGNS | {"proposal": ""}, {"comment": "Without."}):
        steps.published(ctx, comments=[world.COMMENT | said])
    migration = import_module("migrations.versions.0003_words_of_comments_without_entities")

    def shown() -> list[str]:
        return list(db.session.execute(text("SELECT shown_text FROM comments ORDER BY id")).scalars())

    new = shown()
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.downgrade()
        old = shown()
        migration.upgrade()
    assert old[0] == "R&amp;D needs &lt;5 %.\nA & B &lt; C\n& D.\nBecause a &gt; b &amp; c."
    assert shown() == new


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_of_the_file_is_a_formula(app: Flask, client: FlaskClient, start: str) -> None:
    world.consultation(app)
    steps.published(
        app, comments=[_comment(f"{start} is what we say")], name=f"{start} Ltd", organisation=f"{start} Inc",
    )  # fmt: skip
    cells = [cell for row in _rows(client) for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝\t")] == []


def test_what_is_prepared_has_no_file_and_no_list(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, announce=False)
    paths = (COMMENTS, f"{COMMENTS}.csv", f"/consultations/{world.SLUG}/statistics")
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_statements_do_not_grow_with_comments(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    costs = []
    for more in (1, 2):
        steps.published(app, number=more, attribution=Attribution.ANONYMOUS_TO_PUBLIC)
        client.get(f"{COMMENTS}?warm={more}")
        found = []
        for path in (f"{COMMENTS}?n={more}", f"{COMMENTS}?q=lots&n={more}", f"{COMMENTS}.csv"):
            with steps.statements(app) as seen:
                client.get(path).get_data()
            found.append(len(seen))
        costs.append(found)
    assert costs == [[3, 5, 7]] * 2  # a file asks into which languages comments are translated


def test_sorting_by_passage_has_its_index(ctx: Flask) -> None:
    world.consultation(ctx)
    rows = queries.filtered(world.load().id, queries.Filters())
    shown = rows.selected_columns
    statement = rows.order_by(shown.place_order, shown.id).limit(51)
    plan = plan_of(statement, "ix_comments_place", "enable_sort")
    assert "ix_comments_place" in plan, plan


def test_what_only_part_was_looked_through_for_is_told(
    app: Flask, client: FlaskClient, told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "The search was limited: not all matching comments were searched for the exact phrase."
    assert words(read(client, f"{COMMENTS}?q=%22days+are%22&n=1"), ".notice p") == []
    monkeypatch.setattr("consult.submissions.queries.searching.LOOKED_THROUGH", 1)
    assert words(read(client, f"{COMMENTS}?q=%22days+are%22&n=2"), ".notice p") == [said]


def test_what_one_filter_leaves_is_not_counted_where_a_stored_count_tells_that_it_is_much(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    steps.published(app, number=3)
    paths = [f"{COMMENTS}?{asked}" for asked in ("type=substantive", "type=substantive&region=Africa")]
    monkeypatch.setattr("consult.submissions.queries.searching.MOST_COUNTED", 1)
    listed, counted = [], []
    for path in paths:
        with steps.statements(app) as seen:
            listed.append(len(find(read(client, path), ".comment")))
        counted.append(sum("WITH few AS MATERIALIZED" in one for one in seen))
    assert (listed, counted) == ([3, 3], [0, 1])


def test_a_comment_in_another_language_than_the_page_says_which(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(app)
    comments = [world.COMMENT, world.GENERAL | {"comment": "Bienvenue.", "language": "fr-CH"}]
    steps.published(app, slug, comments=comments)
    expected = {
        "en": ["Language of the comment: French (Switzerland)"],
        "fr": ["Langue de l’observation : anglais"],
        "ar": ["لغة التعليق: الفرنسية (سويسرا)", "لغة التعليق: الإنجليزية"],
    }
    for page, told in expected.items():
        found = steps.words(
            steps.read(client, f"/{page}/consultations/{slug}/comments"), ".comment .meta bdi"
        )
        beginning = told[0].partition(":")[0].strip()
        assert [one for one in found if one.startswith(beginning)] == told
