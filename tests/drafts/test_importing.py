"""Upload, look, correct, accept: how a draft is imported."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core import clock, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.documents.blocks import Source
from consult.drafts import actions, jobs, queries
from consult.drafts.import_changes import Corrections
from consult.drafts.models import Figure
from consult.organisations import queries as organisations
from tests import cast, world
from tests.documents import open_documents, papers, test_akoma_ntoso

OFFICER, MODERATOR, OTHER = "ben@example.org", "mona@example.org", "carla@example.org"
IMPORT = "/organisations/seeds/drafts/import"


@pytest.fixture
def officer(app: Flask, client: FlaskClient) -> FlaskClient:
    """An officer of "seeds", signed in; there are a moderator of it and an officer of "rivers" too."""
    for email in (OFFICER, MODERATOR, OTHER):
        cast.person(app, email, email.split("@")[0].capitalize())
    cast.organisation(app, "seeds", officer=[OFFICER], moderator=[MODERATOR])
    cast.organisation(app, "rivers", name="Union for River Transport", officer=[OTHER])
    cast.sign_in(client, OFFICER)
    return client


def _upload(
    client: FlaskClient, files: dict[str, bytes], *, address: str = IMPORT, read: bool = True, **changes: Any
) -> TestResponse:
    form: dict[str, Any] = client.form(address) | changes  # type: ignore[attr-defined]
    form["files"] = [(BytesIO(data), name) for name, data in files.items()]
    answer = client.post(address, data=form, content_type="multipart/form-data")
    if read:
        with client.application.app_context():
            jobs.read_all()
    return answer


MARKDOWN = {"1.md": papers.FIRST.encode(), "2.md": papers.SECOND.encode(), "sampler.png": papers.picture()}


def test_a_draft_is_looked_at_corrected_and_accepted(officer: FlaskClient) -> None:
    assert "No drafts yet" in officer.get("/organisations/seeds/drafts").text
    answer = _upload(officer, MARKDOWN, title="Sampling of seed lots", label="Third draft")
    assert answer.status_code == 303
    address = answer.location
    page = officer.get(address).text
    assert "Review import" in page
    assert "A stick sampler, half open" in page
    assert 'name="title:lot-size" value="Maximum lot size"' in page
    assert "<script>alert" not in page
    picture = page.split('src="/imports/', 1)[1].split('"', 1)[0]
    shown = officer.get(f"/imports/{picture}")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")

    changes = {"number:lot-size": "2.1", "title:lot-size": "Largest lot", "verb": "save"}
    assert officer.press(address, _form=None, **changes).location == f"{address}#lot-size"
    assert 'value="Largest lot"' in officer.get(address).text
    accepted = officer.press(address, verb="accept")
    page = officer.get(accepted.location).text
    assert "Sampling of seed lots" in page
    assert 'id="lot-size"' in page
    assert "Largest lot" in page
    assert officer.get(address).location == accepted.location
    assert "Third draft" in officer.get("/organisations/seeds/drafts").text
    figure = page.split('<img loading=lazy src="', 1)[1].split('"', 1)[0]
    assert officer.get(figure).mimetype == "image/png"
    assert officer.get(figure).headers["Cache-Control"] == "private, no-store"
    assert officer.application.test_client().get(figure).status_code == 303
    assert officer.get(figure + "x").status_code == 404


def test_formulas_are_shown_in_the_preview_and_in_the_version(officer: FlaskClient) -> None:
    text = "# 1 Scope\n\nThe density is $m/V$.\n\n$$\\frac{m}{V} \\tag{3}$$\n\nIt is $\\unheardof{x}$.\n"
    address = _upload(officer, {"1.md": text.encode()}, title="Density").location
    preview = html.fromstring(officer.get(address).text)
    assert "A TeX formula could not be read" in preview.text_content()
    version = html.fromstring(officer.get(officer.press(address, verb="accept").location).text)
    for page in (preview, version):
        assert page.xpath("//article//math/@alttext") == ["m/V", "m/V"]
        (alone,) = page.xpath('//article//*[@role="region"]')
        assert (alone.get("aria-label"), alone.xpath("span/text()")) == ("Formula (3)", ["(3)"])
    assert version.xpath('//*[@class="figures"]//text()[contains(., "formula")]')
    (counted,) = preview.xpath('//tr[th[text()="Formulas"]]')
    assert [cell.text.strip() for cell in counted.xpath("td[@class='number']")] == ["3", "2", "1"]
    assert not preview.xpath('//article//math/ancestor::*[@class="previewing-block"]//input')


def test_a_picture_is_public_once_a_consultation_on_it_is_announced(app: Flask, client: FlaskClient) -> None:
    slug = world.consultation(
        app,
        announce=False,
        opens_at=clock.now() + timedelta(days=2),
        closes_at=clock.now() + timedelta(days=90),
    )
    with app.app_context():
        version = consulted.by_slug(slug).version
        assert version is not None
        key = storage.put(papers.picture())
        db.session.add(
            Figure(version_id=version.id, name="sampler.png", media_type="image/png", storage_key=key, alt="")
        )
        db.session.commit()
        address = f"/drafts/{version.draft.reference}/versions/{version.number}/figures/sampler.png"
    found = []
    for verb, who, seen in (
        (consultations.propose, world.OFFICER, {"seen": NO_PAGE}),
        (consultations.approve, world.APPROVER, {"seen": NO_PAGE}),
        (consultations.announce, world.OFFICER, {"seen": NO_PAGE}),
    ):
        with app.app_context():
            verb(consulted.by_slug(slug), by=people.by_email(who), **seen)
        found.append(client.get(address).status_code)
    assert found == [303, 303, 200]
    assert client.get(address).headers["Cache-Control"] == "public, max-age=86400"

    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        words = {"lot-size-1": "A lot shall not exceed 25 000 kilograms of seed."}
        consultations.correct(consulted.by_slug(slug), words, "25, not 30.", by=officer, seen=NO_PAGE)
    corrected = address.replace("/versions/1/", "/versions/2/")
    assert [client.get(one).status_code for one in (address, corrected)] == [200, 200]


def test_the_next_version_belongs_to_the_same_draft(officer: FlaskClient) -> None:
    first = officer.press(
        _upload(officer, MARKDOWN, title="Sampling", label="First").location, verb="accept"
    ).location
    reference = first.split("/")[2]
    address = f"{IMPORT}?draft={reference}"
    assert "Import new version" in officer.get(address).text
    second = officer.press(
        _upload(officer, {"1.md": papers.FIRST.encode()}, address=address, label="Second").location,
        verb="accept",
    )
    assert second.location == f"/drafts/{reference}/versions/2"
    french = "---\ntitle: Échantillonnage\nlang: fr\n---\n\n# 1 Portée\n\nTous les lots.\n"
    third = _upload(officer, {"fr.md": french.encode()}, address=address, label="Troisième", language="fr")
    assert officer.form(third.location)["title"] == "Échantillonnage"  # type: ignore[attr-defined]
    officer.press(third.location, verb="accept")
    with officer.application.app_context():
        found = [(v.title, v.label) for v in queries.versions(queries.get(reference))]
    assert found == [("Échantillonnage", "Troisième"), ("Sampling", "Second"), ("Sampling", "First")]
    listed = [officer.get(f"/{language}/organisations/seeds/drafts").text for language in ("en", "fr")]
    titles = [html.fromstring(one).xpath("//ul[@class='rows']//h2")[0] for one in listed]
    assert [(one.text_content(), one.get("lang")) for one in titles] == [
        ("Sampling", None), ("Échantillonnage", None)
    ]  # fmt: skip
    other = officer.application.test_client()
    cast.sign_in(other, OTHER)
    assert other.get(f"/organisations/rivers/drafts/import?draft={reference}").status_code == 404


def test_headings_change_their_level_or_become_text_and_the_text_its_language(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    changes = {"level:lot-size": "1", "level:s-1": "0", "title:s-2": "Sampling of lots", "language": "he"}
    assert officer.press(address, verb="save", **changes).location == f"{address}#s-1"
    kept = officer.form(address)
    assert (kept["level:lot-size"], kept["title:s-2"], kept["language"]) == ("1", "Sampling of lots", "he")
    assert "level:s-1" not in kept
    page = html.fromstring(officer.get(officer.press(address, verb="accept").location).get_data())
    (draft,) = page.find_class("draft")
    assert (draft.get("lang"), draft.get("dir")) == ("he", "rtl")
    first = draft.get_element_by_id("s-1")
    words = first.find_class("block-text")[0].text_content().strip()
    assert (first.get("class"), words) == ("block block-paragraph", "1 Scope")


def test_a_text_without_headings_is_said_to_be_one_part(officer: FlaskClient) -> None:
    address = _upload(officer, {"1.md": b"Only words.\n\nAnd more of them."}, title="Plain").location
    page = officer.get(address).text
    assert "No headings found" in page
    assert "No warnings" not in page


def test_a_heading_without_a_name_is_refused_and_the_rest_is_kept(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    changes = {"number:s-1": "", "title:s-1": " ", "title:lot-size": "Largest lot", "level:lot-size": "9"}
    answer = officer.press(address, verb="accept", **changes)
    assert (answer.status_code, "Enter a number or a title for the heading." in answer.text) == (422, True)
    assert 'value="Largest lot"' in answer.text
    assert officer.form(address)["title:lot-size"] == "Maximum lot size"
    assert officer.press(address, verb="save", language="<no language>").status_code == 422


def test_corrections_typed_on_a_page_left_open_too_long_are_kept(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    stale = officer.form(address) | {"title:lot-size": "Largest lot", "verb": "accept", "csrf_token": "old"}
    answer = officer.post(address, data=stale)
    assert answer.status_code == 422
    assert "was not received completely" in answer.text
    assert 'value="Largest lot"' in answer.text


def test_an_upload_is_thrown_away(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    assert officer.press(address, verb="discard").location == "/organisations/seeds/drafts"
    assert officer.get(address).status_code == 404


def test_an_upload_that_no_one_accepts_is_forgotten(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    with officer.application.app_context():
        actions.forget_imports()
        assert queries.import_(address.rpartition("/")[2]).title == "Sampling"
        with clock.at(clock.now() + timedelta(days=31)):
            actions.forget_imports()
    assert officer.get(address).status_code == 404


def test_a_word_draft_comes_in_by_the_same_page(officer: FlaskClient) -> None:
    address = _upload(officer, {"draft.docx": papers.word()}, title="Sampling").location
    assert 'value="2.2"' in officer.get(address).text
    assert officer.press(address, verb="accept").status_code == 303


@pytest.mark.parametrize(
    ("file", "number"),
    [(open_documents.package(), "1.1"), (Source("a.txt", b"1.1 Scope\n\nSeed.\n"), "1.1"), (Source("a.xml", test_akoma_ntoso.ACT.encode()), "Article 1")],
    ids=["OpenDocument", "plain text", "Akoma Ntoso"],
)  # fmt: skip
def test_drafts_of_other_formats_come_in_by_the_same_page(
    officer: FlaskClient, file: Source, number: str
) -> None:
    accepted = html.fromstring(officer.get(IMPORT).text).xpath("//input[@type='file']/@accept")[0].split(",")
    assert f".{file.name.partition('.')[2]}" in accepted
    address = _upload(officer, {file.name: file.data}, title="Sampling").location
    assert f'value="{number}"' in officer.get(address).text
    assert officer.press(address, verb="accept").status_code == 303


def test_a_plain_text_without_headings_says_so_at_the_head_of_its_page(officer: FlaskClient) -> None:
    address = _upload(officer, {"a.txt": b"Just words.\n\nAnd others.\n"}, title="Sampling").location
    page = officer.get(address).text
    assert "No warnings" not in page
    assert page.index("No headings found") < page.index('class="previewing"')
    assert "In plain text, headings are lines that begin with a number" in page
    assert "In Word, give headings the styles" not in page


def test_a_file_that_only_reading_can_tell_is_named_on_its_page(officer: FlaskClient) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    address = _upload(officer, {"a.docx": old}, title="Sampling").location
    assert "a.docx: This is an older Word document (.doc)." in officer.get(address).text


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {},
            "Choose a file: Word (.docx), OpenDocument (.odt), HTML (.html), Markdown (.md), plain text (.txt)",
        ),
        ({"a.exe": b"MZ"}, "a.exe: This is a program, not a draft."),
        ({"a.md": b""}, "a.md: The file is empty."),
    ],
)
def test_a_bad_file_gets_a_sentence_and_the_title_stays(
    officer: FlaskClient, files: dict[str, bytes], sentence: str
) -> None:
    answer = _upload(officer, files, title="Sampling of seed lots")
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert 'value="Sampling of seed lots"' in answer.text


def test_a_missing_title_says_that_the_file_has_to_be_chosen_again(officer: FlaskClient) -> None:
    answer = _upload(officer, MARKDOWN, title=" ", label="Third draft")
    assert answer.status_code == 422
    assert "Enter a title." in answer.text
    assert "Choose the file again, because browsers do not keep it." in answer.text
    assert 'value="Third draft"' in answer.text


def test_who_may_see_and_who_may_import(app: Flask, officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    version = officer.press(_upload(officer, MARKDOWN, title="Sampling").location, verb="accept").location
    moderator, other, visitor = (app.test_client() for _ in range(3))
    cast.sign_in(moderator, MODERATOR)
    cast.sign_in(other, OTHER)
    assert [moderator.get(path).status_code for path in (version, address, IMPORT)] == [200, 403, 403]
    assert "Import new version" not in moderator.get("/organisations/seeds/drafts").text
    assert [other.get(path).status_code for path in (version, address, IMPORT)] == [404, 404, 404]
    assert [visitor.get(path).status_code for path in (version, address, IMPORT)] == [303, 303, 303]


def test_a_frozen_version_has_a_hash_of_its_words_and_a_correction_is_a_new_version(ctx: Flask) -> None:
    cast.person(ctx, OFFICER)
    cast.organisation(ctx, "seeds", officer=[OFFICER])
    seeds = organisations.get("seeds")
    files = [Source(name, data) for name, data in MARKDOWN.items()]
    version, _parsed = actions.import_draft(seeds, files, title="Sampling")
    actions.freeze(version)
    digest, frozen_at = version.sha256, version.frozen_at
    with clock.at(clock.now().replace(year=2030)):
        actions.freeze(version)
    assert (version.sha256, version.frozen_at) == (digest, frozen_at)
    assert actions.digest(version) == digest

    author = organisations.members(seeds)[0].user
    for changes, notice in (
        ({}, "Typing mistake"),
        ({"nowhere": "x"}, "Typing mistake"),
        ({"s-1.p1": "x"}, " "),
    ):
        with pytest.raises(NotPossible):
            actions.correct(version, changes, notice, by=author)
    corrected = actions.correct(
        version, {"s-1.p1": "This draft says how seed is sampled."}, "Typing mistake", by=author
    )
    assert (corrected.number, corrected.notice, corrected.frozen_at) == (2, "Typing mistake", None)
    before, after = queries.blocks(version.id), queries.blocks(corrected.id)
    assert [block.key for block in before] == [block.key for block in after]
    assert [new.text for old, new in zip(before, after, strict=True) if old.text != new.text] == [
        "This draft says how seed is sampled."
    ]
    assert actions.digest(version) == digest


# -- two at once ------------------------------------------------------------------------------------------------------


def _until_someone_waits(database: str) -> None:
    """Until another transaction waits for a row that we hold."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 20
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < until, "nobody waits"


@pytest.mark.parametrize("verb", ["accept", "save", "discard"])
def test_of_two_presses_at_once_one_saves_the_version(
    app: Flask, officer: FlaskClient, database: str, verb: str
) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    typed = officer.form(address, **{"title:lot-size": "Largest lot", "verb": verb})  # type: ignore[attr-defined]

    @action
    def accept(press: Callable[[], Any]) -> Any:
        started = queries.import_(address.rpartition("/")[2])
        actions.accept_import(started, Corrections(), by=None, seen=NO_PAGE)
        second = pressing.submit(press)
        _until_someone_waits(database)
        return second

    with app.app_context(), ThreadPoolExecutor(1) as pressing:
        second = accept(lambda: officer.post(address, data=typed))
        assert second.result().status_code == 303
        [draft] = queries.of_organisation(organisations.get("seeds").id)
        assert len(queries.versions(draft)) == 1
        address_of_version = f"/drafts/{draft.reference}/versions/1"
    assert second.result().location == address_of_version
    assert "Your changes were not saved" in officer.get(address_of_version).text


def test_the_address_of_an_upload_leads_to_the_version_that_was_accepted(officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    accepted = officer.press(address, verb="accept").location
    assert officer.get(address).location == accepted


@pytest.mark.parametrize(("email", "status"), [("", 303), (MODERATOR, 403), (OTHER, 404)])
def test_no_one_else_is_led_from_an_accepted_upload_to_its_version(
    app: Flask, officer: FlaskClient, email: str, status: int
) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    officer.press(address, verb="accept")
    browser = app.test_client()
    if email:
        cast.sign_in(browser, email)
    answer = browser.get(address)
    assert (answer.status_code, "/versions/" in (answer.location or "")) == (status, False)


def test_corrections_that_are_kept_while_someone_else_accepts_lead_to_the_version(
    app: Flask, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling").location
    reference = address.rpartition("/")[2]
    keep = actions.amend_import

    def keep_and_be_overtaken(started: Any, corrections: Corrections, **how: Any) -> list[str]:
        keys = keep(started, corrections, **how)
        actions.accept_import(queries.import_(reference), Corrections(), by=None, seen=NO_PAGE)
        return keys

    monkeypatch.setattr("consult.drafts.views.imports.actions.amend_import", keep_and_be_overtaken)
    kept = officer.press(address, verb="save")
    assert kept.location == address
    assert "/versions/" in officer.get(address).location


def test_two_corrections_at_once_become_two_versions(app: Flask, officer: FlaskClient, database: str) -> None:
    def correct(words: str) -> int:
        [draft] = queries.of_organisation(organisations.get("seeds").id)
        author = organisations.members(organisations.get("seeds"))[0].user
        first = queries.versions(draft)[-1]
        return actions.correct(first, {"s-1.p1": words}, "Typing mistake", by=author).number

    def correct_too() -> int:
        with app.app_context():
            return correct("Seed is sampled like that.")

    @action
    def correct_slowly() -> Any:
        assert correct("Seed is sampled like this.") == 2
        second = correcting.submit(correct_too)
        _until_someone_waits(database)
        return second

    with app.app_context(), ThreadPoolExecutor(1) as correcting:
        files = [Source(name, data) for name, data in MARKDOWN.items()]
        actions.import_draft(organisations.get("seeds"), files, title="Sampling")
        assert correct_slowly().result() == 3
