"""The preview of an import: counts, warnings at their passages, corrections that can be undone, two officers at once."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.core.database import db
from consult.core.events import Event
from consult.documents import reading
from consult.documents.blocks import Block, DocumentWarning, Kind, Source
from consult.drafts import import_changes, previewing, queries
from consult.drafts.import_changes import Alternative, Corrections
from consult.drafts.models import Figure, Import
from consult.organisations import queries as organisations
from tests import cast, copied
from tests.documents import papers
from tests.pages import fields

BEN, CARLA = "ben@example.org", "carla@example.org"
TEXT = """# 1 Scope

This draft is about *seed*.

Sampling

A lot is sampled as follows.

- divide the lot
- mark each sub-lot

![](sampler.png)

Look at ![](sampler.png) first.

```{=latex}
\\newpage
```

[Somewhere](#nowhere)
"""


@pytest.fixture
def officer(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> FlaskClient:
    """Ben, an officer of "seeds", signed in; Carla is another one."""
    if "address" in request.fixturenames:
        request.getfixturevalue("address")  # which makes them too
    else:
        copied.once(app, "two officers", lambda: _make_officers(app))
    cast.sign_in(client, BEN)
    return client


@pytest.fixture
def address(app: Flask, clean: None) -> str:
    """Of an import of TEXT, by the organisation of the officers."""
    return copied.once(app, "an import of two officers", lambda: _make_officers(app) or _import(app, TEXT))


def _make_officers(app: Flask) -> None:
    for email in (BEN, CARLA):
        cast.person(app, email, email.split("@")[0].capitalize())
    cast.organisation(app, "seeds", officer=[BEN, CARLA])


def _import(app: Flask, text: str) -> str:
    with app.app_context():
        files = [Source("a.md", text.encode()), Source("sampler.png", papers.picture())]
        started = papers.started(organisations.get("seeds"), *files, title="Sampling")
        return f"/imports/{started.reference}"


def _other(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, CARLA)
    return client


def _change_kept(app: Flask, address: str, **changes: Any) -> None:
    """Change what is kept of an import, as if it had been read so; None takes it away."""
    with app.app_context():
        started = queries.import_(address.rpartition("/")[2])
        plain = {**started.parsed, **changes}
        started.parsed = {name: value for name, value in plain.items() if value is not None}
        db.session.commit()


def _rows(page: str) -> dict[str, list[str]]:
    """The table of counts: kind → cells."""
    (table,) = html.fromstring(page).xpath("//table[caption]")[:1]
    return {
        row[0].text_content().strip(): [" ".join(cell.text_content().split()) for cell in row[1:]]
        for row in table.iter("tr")
    }


# -- counts ------------------------------------------------------------------------------------------------------------


def test_the_preview_says_what_is_in_the_file_and_in_the_import(officer: FlaskClient, address: str) -> None:
    page = officer.get(address).text
    assert _rows(page) == {
        "Kind": ["In the file", "In the import", "Left out", "Explanation"], "Headings": ["1", "1", "–", ""],
        "Paragraphs": ["5", "5", "–", ""], "List items": ["2", "2", "–", ""], "Figures": ["2", "2", "–", ""],
        "Code blocks": ["1", "0", "1", "Code for a typesetting program was left out. (1)"],
    }  # fmt: skip
    assert "Not explained" not in page


def test_what_no_remark_explains_stands_first_and_what_one_explains_leads_to_it(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    _change_kept(
        app,
        address,
        in_file={"heading": 1, "paragraph": 5, "figure": 2, "code": 2, "table": 3, "list_item": 2},
    )
    page = officer.get(address).text
    why = "Code for a typesetting program was left out. (1) ■ Not explained"
    assert _rows(page)["Code blocks"] == ["2", "0", "2", why]
    assert _rows(page)["Tables"] == ["3", "0", "3", "■ Not explained"]
    assert "Tables: 3 of the file are not in the import, and no warning explains it." in page
    (why,) = html.fromstring(page).xpath('//a[starts-with(@href, "#Remarks-raw")][ancestor::table]')
    assert html.fromstring(page).get_element_by_id(why.get("href")[1:]).tag == "li"


def test_a_formula_that_could_not_be_read_is_counted_and_shown_as_it_was_written(
    app: Flask, officer: FlaskClient
) -> None:
    page = officer.get(_import(app, "# 1 Dose\n\n$$\\unheardof{x}$$ (3)\n\nSeed.\n")).text
    why = "A TeX formula could not be read. It is shown as written. (1)"
    assert _rows(page)["Formulas"] == ["1", "0", "1", why]
    assert _rows(page)["Paragraphs"] == ["1", "1", "–", ""]
    assert "Not explained" not in page
    (formula,) = html.fromstring(page).xpath('//*[@role="region"][@aria-label="Formula (3)"]')
    assert formula.text_content() == "\\unheardof{x}(3)"


def test_an_import_that_was_kept_before_there_were_counts_is_shown_and_accepted(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    _change_kept(app, address, in_file=None, more_remarks=None, remark_blocks=None)
    page = officer.get(address).text
    assert "Files of this format are not counted" in page
    assert _rows(page)["Paragraphs"] == ["5"]
    assert officer.press(address, verb="accept").status_code == 303


# -- remarks -----------------------------------------------------------------------------------------------------------


def test_every_remark_leads_to_its_place_and_stands_there(officer: FlaskClient, address: str) -> None:
    page = html.fromstring(officer.get(address).text)
    links = page.xpath('//ul[@class="remarks"]//a/@href')
    keys = {link.rpartition("#")[2] for link in links}
    assert len(links) == 4
    for key in keys:
        (beside,) = page.xpath(f'//div[@class="previewing-block"][.//*[@id="{key}"]]')
        assert beside.find_class("previewing-remark")


def test_a_remark_that_names_a_clause_leads_to_it() -> None:
    parsed = reading.parse([Source("a.md", b"# 1 Scope\n\nwords\n\n## 1.1 Lots: large\n\nwords\n")])
    told = ["1 Scope", "1.1 Lots: large: <svg>", "nowhere: x", ""]
    remarks = tuple(DocumentWarning("left_out", "Left out.", where) for where in told)
    shown = previewing.preview(replace(parsed, remarks=remarks), page=1)
    assert [remark.block for remark in shown.warnings[0].remarks] == ["s-1", "s-1.1", "", ""]


def test_remarks_about_what_is_missing_come_first_and_those_on_links_last() -> None:
    parsed = reading.parse([Source("a.md", b"# 1 Scope\n\nwords\n")])
    links = [DocumentWarning("link", "A link.", f"1 Scope: {number}") for number in range(9)]
    others = [
        DocumentWarning("order", "An order.", ""),
        DocumentWarning("left_out", "Left out.", "x", left_out={"figure": 1}),
    ]
    told = (*links, DocumentWarning("gap", "A gap.", "1"), DocumentWarning("gap", "A gap.", "2"), *others)
    shown = previewing.preview(replace(parsed, remarks=told), page=1)
    assert [(one.message, len(one.remarks)) for one in shown.warnings] == [
        ("Left out.", 1), ("An order.", 1), ("A gap.", 2), ("A link.", 9),
    ]  # fmt: skip


def test_equal_remarks_at_one_place_are_one_with_all_that_they_name() -> None:
    parsed = reading.parse([Source("a.md", b"# 1 Scope\n\n[a](#x) [b](#y) {{ z }}\n")])
    shown = previewing.preview(parsed, page=1)
    (alike,) = [one for one in shown.at["s-1.p1"] if one.code == "link"]
    assert [remark.where for remark in alike.remarks] == ["1 Scope: #x", "1 Scope: #y"]


def test_only_what_has_a_remark_can_be_shown(officer: FlaskClient, address: str) -> None:
    page = html.fromstring(officer.get(f"{address}?only=remarks").text)
    blocks = page.find_class("previewing-block")
    assert len(blocks) == 3
    assert all(block.find_class("previewing-remark") for block in blocks)
    assert (
        officer.press(f"{address}?only=remarks", verb="save", title="Seed").location
        == f"{address}?only=remarks"
    )


@pytest.mark.parametrize(
    ("go", "query"),
    [("2", "?page=2"), ("1", ""), ("1 remarks", "?only=remarks"), ("3 remarks", "?page=3&only=remarks")],
)
def test_ways_to_other_pages_keep_what_was_typed(
    app: Flask, officer: FlaskClient, address: str, go: str, query: str
) -> None:
    sent = {"number:s-1": "1", "title:s-1": "Purpose", "level:s-1": "1", "go": go}
    assert officer.press(address, **sent).location == f"{address}{query}#text"
    assert _blocks(app, address)["s-1"] == ("heading", 1, "1", "Purpose")
    assert "Corrections saved." in officer.get(address).text
    officer.press(address, **sent)
    assert "Corrections saved." not in officer.get(address).text


def test_a_way_to_another_page_loses_no_ticks_and_no_title_that_cannot_be(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    ticked = officer.press(address, go="2", chosen="s-1.p2")
    assert (ticked.status_code, "Select “Change” first" in ticked.text) == (422, True)
    (box,) = html.fromstring(ticked.text).xpath('//input[@name="chosen"][@value="s-1.p2"]')
    assert box.get("checked") is not None
    nameless = officer.press(address, **{"number:s-1": "", "title:s-1": "", "level:s-1": "1", "go": "2"})
    assert nameless.status_code == 422
    assert _blocks(app, address)["s-1"] == ("heading", 1, "1", "Scope")


def test_the_form_of_corrections_has_no_links_that_leave_it_but_to_places(
    officer: FlaskClient, address: str
) -> None:
    (form,) = html.fromstring(officer.get(address).text).xpath('//form[@id="corrections"]')
    assert [link for link in form.xpath(".//a/@href") if "page=" in link or "only=" in link] == []
    assert form.get("data-ask-before-leaving") is not None
    (first, *_others) = html.fromstring(officer.get(address).text).xpath(
        '//button[@form="corrections" or ancestor::form[@id="corrections"]]'
    )
    assert (first.get("name"), first.get("value")) == ("verb", "save")


def test_remarks_that_are_not_kept_are_counted(app: Flask, officer: FlaskClient, address: str) -> None:
    _change_kept(app, address, more_remarks=1_234)
    assert "1234 more warnings are not listed" in officer.get(address).text


# -- corrections -------------------------------------------------------------------------------------------------------


def _blocks(app: Flask, address: str) -> dict[str, tuple[str, int, str, str]]:
    """The import as it is kept: key → kind, level, number, words."""
    with app.app_context():
        plain = queries.import_(address.rpartition("/")[2]).parsed
    return {
        block["key"]: (block["kind"], block["level"], block["number"], block["title"] or block["text"])
        for block in plain["blocks"]
    }


def test_passages_become_headings_and_headings_text_several_at_once(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    keys = list(_blocks(app, address))
    sent = {"verb": "level", "level_of_chosen": "2", "chosen": ["s-1.p2", "s-1.p4"]}
    assert officer.press(address, **sent).location == f"{address}#s-1.p2"
    found = _blocks(app, address)
    assert list(found) == keys
    assert [found[key] for key in ("s-1.p2", "s-1.p4")] == [
        ("heading", 2, "", "Sampling"), ("heading", 2, "", "divide the lot"),
    ]  # fmt: skip
    assert _rows(officer.get(address).text)["Paragraphs"] == [
        "5",
        "4",
        "–",
        "1 fewer by a correction on this page",
    ]
    officer.press(address, verb="level", level_of_chosen="0", chosen=["s-1", "s-1.p2"])
    found = _blocks(app, address)
    assert [found[key] for key in ("s-1", "s-1.p2")] == [
        ("paragraph", 0, "", "1 Scope"), ("paragraph", 0, "", "Sampling"),
    ]  # fmt: skip


def test_a_passage_that_is_made_a_heading_and_accepted_is_one_in_the_version(
    officer: FlaskClient, address: str
) -> None:
    officer.press(address, verb="level", level_of_chosen="3", chosen=["s-1.p2"])
    page = html.fromstring(officer.get(officer.press(address, verb="accept").location).text)
    heading = page.get_element_by_id("s-1.p2").find_class("block-heading")[-1]
    assert (heading.tag, heading.text_content().strip()) == ("h4", "Sampling")
    assert [int(one.text) for one in page.find_class("block-line")] == list(range(1, 8))
    (numbers,) = page.find_class("figures")
    assert numbers.text_content().split() == [
        "2",
        "clauses",
        "4",
        "paragraphs",
        "2",
        "list",
        "items",
        "2",
        "figures",
    ]


def test_nothing_but_words_becomes_a_heading(officer: FlaskClient, address: str) -> None:
    answer = officer.press(address, verb="level", level_of_chosen="2", chosen=["s-1.p6"], title="Seed")
    assert (answer.status_code, "cannot become a heading" in answer.text) == (422, True)
    assert 'value="Seed"' in answer.text
    answer = officer.press(address, verb="level", level_of_chosen="2")
    assert (answer.status_code, "Choose the passages to change." in answer.text) == (422, True)


def _picture_fields(page: str) -> list[str]:
    return re.findall(r'name="(alt:[^"]+)"', page)


def test_alternative_texts_are_typed_or_a_figure_is_decorative(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    page = officer.get(address).text
    first, second = _picture_fields(page)
    assert page.count("Not decided yet") == 2
    officer.press(
        address, verb="save", **{first: 'A "stick" sampler', second.replace("alt:", "decorative:"): "y"}
    )
    page = officer.get(address).text
    assert ('value="A &#34;stick&#34; sampler"' in page, page.count("Not decided yet")) == (True, 0)
    assert "no alternative text" not in page
    version = officer.press(address, verb="accept").location
    images = html.fromstring(officer.get(version).text).xpath("//article//img/@alt")
    assert images == ['A "stick" sampler', ""]
    with app.app_context():
        assert db.session.execute(select(Figure.alt)).scalars().all() == ['A "stick" sampler']


def test_a_decorative_figure_has_no_text(officer: FlaskClient, address: str) -> None:
    first, _second = _picture_fields(officer.get(address).text)
    both = {first: "A sampler", first.replace("alt:", "decorative:"): "y"}
    answer = officer.press(address, verb="save", **both)
    assert (answer.status_code, "A decorative figure has no alternative text." in answer.text) == (422, True)
    assert 'value="A sampler"' in answer.text


def test_the_title_is_corrected_and_is_that_of_the_draft(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    officer.press(address, verb="save", title="Sampling of seed", language="ar")
    page = html.fromstring(officer.get(address).text)
    (draft,) = page.find_class("draft")
    assert (draft.get("lang"), draft.get("dir")) == ("ar", "rtl")
    officer.press(address, verb="accept")
    with app.app_context():
        (draft,) = queries.of_organisation(organisations.get("seeds").id)
        assert draft.title == "Sampling of seed"


@pytest.mark.parametrize(("characters", "status"), [(301, 303), (1000, 303), (1001, 422)])
def test_a_title_that_the_import_takes_is_taken_at_its_preview_too(
    app: Flask, officer: FlaskClient, address: str, characters: int, status: int
) -> None:
    title = "x" * characters
    answer = officer.press(address, verb="accept", title=title)
    assert answer.status_code == status
    too_long = "Enter at most 1,000 characters."
    if status == 422:
        assert too_long in answer.text and title in answer.text
    else:
        with app.app_context():
            assert [one.title for one in queries.of_organisation(organisations.get("seeds").id)] == [title]


def test_a_change_is_listed_with_its_author_and_taken_back(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    before = _blocks(app, address)
    first, _second = _picture_fields(officer.get(address).text)
    changes = {"title:s-1": "Field of use", "level:s-1": "2", "language": "fr", first: "A sampler"}
    officer.press(address, verb="save", **changes)
    officer.press(address, verb="level", level_of_chosen="1", chosen="s-1.p2")
    page = html.fromstring(officer.get(address).text)
    listed = page.find_class("previewing-changes")[0].findall(".//li")
    assert [" ".join(one.find("span")[0].text_content().split()) for one in listed] == [
        "“Sampling” changed to a heading of level 1.",
        "The alternative text of a figure changed to “A sampler”.",
        "“1 Scope” changed to “1 Field of use”, at level 2.",
        "Language changed to French.",
    ]
    assert all("Ben" in one.text_content() for one in listed)
    for one in listed:
        officer.press(address, take_back=one.find("button").get("value"))
    assert _blocks(app, address) == before
    assert officer.form(address)["language"] == "en"
    assert not html.fromstring(officer.get(address).text).find_class("previewing-changes")
    answer = officer.press(address, take_back=listed[0].find("button").get("value"))
    assert (answer.status_code, "was already undone" in answer.text) == (422, True)


def test_corrections_are_events(app: Flask, officer: FlaskClient, address: str) -> None:
    officer.press(address, verb="save", **{"title:s-1": "Field of use"})
    officer.press(address, verb="save")
    with app.app_context():
        events = (
            db.session.execute(select(Event).where(Event.name == "drafts.import_changed")).scalars().all()
        )
        assert [(event.subject, event.data) for event in events] == [
            (address.rpartition("/")[2], {"blocks": ["s-1"], "more": 0})
        ]


# -- two officers at once ----------------------------------------------------------------------------------------------


def test_the_second_officer_does_not_undo_what_the_first_changed(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    carla = _other(app)
    stale = carla.form(address)
    officer.press(address, verb="save", **{"title:s-1": "Field of use"})
    first, second = _picture_fields(officer.get(address).text)
    officer.press(address, verb="save", **{first: "A sampler"})
    assert carla.post(address, data={**stale, second: "Another one", "verb": "save"}).status_code == 303
    assert _blocks(app, address)["s-1"] == ("heading", 1, "1", "Field of use")
    page = officer.get(address).text
    assert ('value="A sampler"' in page, 'value="Another one"' in page) == (True, True)


def test_two_changes_of_one_place_are_compared_before_one_wins(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    carla = _other(app)
    stale = carla.form(address)
    officer.press(address, verb="save", title="Seed", **{"title:s-1": "Field of use"})
    answer = carla.post(address, data={**stale, "title": "Grain", "title:s-1": "Purpose", "verb": "save"})
    assert (answer.status_code, "Another officer changed the same passages" in answer.text) == (409, True)
    page = html.fromstring(answer.text)
    there = [" ".join(one.text_content().split()) for one in page.find_class("notice-warn")]
    assert ["1 Field of use, level 1" in there[1], "Seed" in there[0]] == [True, True]
    assert ('value="Purpose"' in answer.text, 'value="Grain"' in answer.text) == (True, True)
    assert _blocks(app, address)["s-1"][3] == "Field of use"
    assert carla.post(address, data={**fields(page), "verb": "save"}).status_code == 303
    assert _blocks(app, address)["s-1"][3] == "Purpose"


def test_no_one_accepts_what_someone_else_changed_meanwhile(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    carla = _other(app)
    stale = carla.form(address)
    officer.press(address, verb="save", **{"title:s-1": "Field of use"})
    answer = carla.post(address, data={**stale, "verb": "accept"})
    assert (answer.status_code, "Another officer changed the import" in answer.text) == (409, True)
    with app.app_context():
        assert queries.of_organisation(organisations.get("seeds").id) == []
        assert db.session.execute(select(Import.title)).scalars().all() == ["Sampling"]


def test_a_heading_that_is_to_be_text_is_still_so_on_a_page_that_comes_back(
    app: Flask, officer: FlaskClient, address: str
) -> None:
    answer = officer.press(address, verb="save", title=" ", **{"title:s-1": "Use", "level:s-1": "0"})
    assert answer.status_code == 422
    again = fields(html.fromstring(answer.text))
    assert (again["title:s-1"], again["level:s-1"]) == ("Use", "0")
    officer.post(address, data={**again, "title": "Seed", "verb": "save"})
    assert _blocks(app, address)["s-1"] == ("paragraph", 0, "", "1 Use")


@pytest.mark.parametrize("seen", ["", "x", None])
def test_a_page_that_does_not_say_what_it_showed_changes_nothing(
    app: Flask, officer: FlaskClient, address: str, seen: str | None
) -> None:
    sent = officer.form(address) | {"title:s-1": "Field of use", "verb": "save", "seen": seen}
    answer = officer.post(address, data={name: value for name, value in sent.items() if value is not None})
    assert (answer.status_code, 'value="Field of use"' in answer.text) == (409, True)
    assert _blocks(app, address)["s-1"][3] == "Scope"


# -- large drafts ------------------------------------------------------------------------------------------------------


def _large() -> str:
    out = []
    for chapter in range(1, 41):
        out.append(f"# {chapter} Chapter\n\n")
        for clause in range(1, 30):
            out.append(f"## {chapter}.{clause} Clause\n\n" + "A lot is sampled.\n\n" * 4)
        out.append("[lost](#nowhere)\n\n")
    return "".join(out)


def test_a_draft_of_1200_headings_comes_in_pages_with_one_outline(app: Flask, officer: FlaskClient) -> None:
    address = _import(app, _large())
    answer = officer.get(f"{address}?page=3")
    page = html.fromstring(answer.text)
    assert len(page.find_class("previewing-block")) <= previewing.MOST
    outline = page.find_class("previewing-outline")[0]
    assert (len(outline.xpath(".//a")), len(outline.xpath(".//details"))) == (1200, 40)
    assert len(answer.data) < 700_000
    ids = {page.get("id") for page in page.iter() if page.get("id")}
    (last,) = page.xpath('//ul[@class="remarks"]//li[last()]/a[@class="meta"]/@href')[-1:]
    assert last.partition("#")[2] not in ids
    there = html.fromstring(officer.get(last.partition("#")[0]).text)
    assert there.get_element_by_id(last.partition("#")[2]).find_class("block-text")


def test_what_is_changed_on_a_page_leads_back_to_it(app: Flask, officer: FlaskClient) -> None:
    address = _import(app, _large())
    changed = officer.press(
        f"{address}?page=4", verb="level", level_of_chosen="2", chosen="s-10.5.p1"
    ).location
    assert changed == f"{address}?page=4&at=s-10.5.p1#s-10.5.p1"
    assert html.fromstring(officer.get(changed).text).get_element_by_id("s-10.5.p1") is not None


# -- pure --------------------------------------------------------------------------------------------------------------


def test_a_heading_that_becomes_text_keeps_its_emphasis_where_its_words_are_the_same() -> None:
    (heading, *_rest) = reading.parse([Source("a.md", b"# 1 On *seed*\n\nwords")]).blocks
    text = import_changes.corrected_block(heading, Corrections(levels={heading.key: 0}))
    assert (text.kind, text.html, text.text, text.key) == (
        Kind.PARAGRAPH,
        "1 On <em>seed</em>",
        "1 On seed",
        "s-1",
    )
    again = import_changes.corrected_block(text, Corrections(levels={heading.key: 1}))
    assert (again.kind, again.number, again.title, again.level) == (Kind.HEADING, "1", "On seed", 1)


def test_an_alternative_text_is_set_on_the_picture_that_is_meant() -> None:
    name = "figure:0123456789abcdef.png"
    inner = f'a <img src="{name}" alt="1"> b <img alt="2" width="9" src="{name}"> <img src="figure:missing" alt="3">'
    block = Block("k", Kind.PARAGRAPH, 0, "", "", inner, "a b", 1)
    told = {1: Alternative('<"2">', is_decorative=False), 2: Alternative("no", is_decorative=False)}
    found = import_changes.corrected_block(block, Corrections(alternatives={"k": told}))
    assert [picture.alternative.text for picture in import_changes.pictures_of(found)] == ["1", '<"2">']
    assert ('width="9"' in found.html, 'alt="3"' in found.html) == (True, True)


def test_a_heading_or_an_alternative_text_that_is_too_long_is_refused_and_stays_typed(
    officer: FlaskClient, address: str
) -> None:
    form = fields(html.fromstring(officer.get(address).text))
    for begins, longest in (("number:", 40), ("title:", 500), ("alt:", 1000)):
        name = next(one for one in form if one.startswith(begins))
        typed = "9" * (longest + 1)
        answer = officer.post(address, data=form | {name: typed, "verb": "correct"})
        assert answer.status_code == 422
        assert f"This text has more than {longest:,} characters: “999" in answer.text
        assert fields(html.fromstring(answer.text))[name] == typed
        assert officer.get(address).text.count("999") == 0
