"""Uploads wait in the queue: how far they are can be seen, nothing is lost, no one takes all the places."""

import os
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult import agenda
from consult.accounts import queries as people
from consult.core import clock, queue, storage
from consult.core.errors import NotFound, NotPossible
from consult.documents import sandbox
from consult.documents.blocks import Source, Unreadable
from consult.drafts import actions, jobs, queries
from consult.drafts.actions import uploading
from consult.drafts.models import UploadState
from consult.organisations import queries as organisations
from tests import cast
from tests.drafts.test_importing import IMPORT, MARKDOWN, MODERATOR, OFFICER, OTHER, _upload
from tests.drafts.test_importing import officer as _officer

officer = _officer
DRAFTS = "/organisations/seeds/drafts"


@pytest.fixture(autouse=True)
def quiet(app: Flask) -> Iterator[None]:
    """Limits by the hour are off unless a test wants them."""
    yield
    app.extensions["limits"].is_on = False


def _said(client: FlaskClient, address: str) -> str:
    page = html.fromstring(client.get(address).get_data())
    (shown,) = page.xpath('//*[@role="status"][@data-progress]')
    return " ".join(shown.text_content().split())


def _kept(app: Flask) -> list[str]:
    """What is put aside in the store."""
    folder = Path(app.config["DATA_DIR"]) / "files"
    return sorted(path.name for path in folder.glob("as/aside-*"))


def test_files_that_no_upload_names_are_removed_after_a_day(app: Flask, clean: None, officer: Any) -> None:
    _enter(app)
    [named] = _kept(app)
    with app.app_context():
        fresh, lost = (storage.put_aside(BytesIO(b"of a process that was killed")) for _ in range(2))
    folder, yesterday = Path(app.config["DATA_DIR"]) / "files" / "as", time.time() - 2 * 86400
    for key in (named, lost):
        os.utime(folder / key, (yesterday, yesterday))
    jobs.sweep_files()
    assert _kept(app) == sorted([named, fresh])
    (folder / fresh).unlink()


def _enter(app: Flask, by: str = OFFICER, slug: str = "seeds", **files: bytes) -> int:
    with app.app_context():
        return actions.upload(
            organisations.get(slug),
            [
                (name.replace("_", "."), BytesIO(data))
                for name, data in (files or {"a_md": b"# 1 A\n\nB"}).items()
            ],
            title="Sampling",
            label="",
            language=None,
            by=people.by_email(by),
        ).id


def test_an_upload_is_not_read_in_the_request_and_its_page_can_be_left_and_reopened(
    app: Flask, officer: FlaskClient
) -> None:
    before = _kept(app)
    answer = _upload(officer, MARKDOWN, title="Sampling of seed lots", label="Third draft", read=False)
    assert answer.status_code == 303
    address = answer.location
    assert _said(officer, address) == "Your files are next."
    assert len(_kept(app)) - len(before) == 3
    listed = officer.get(DRAFTS).text
    assert f'href="{address}"' in listed
    assert "Waiting to be read" in listed
    second = _upload(officer, MARKDOWN, title="Sampling, part two", read=False).location
    assert _said(officer, second) == "1 import is read before yours."

    with app.app_context():
        first = queries.upload(address.rpartition("/")[2]).id
        assert actions.begin_reading(first) is not None
    assert _said(officer, address) == "The files are being read. This takes up to a minute."
    assert "Being read" in officer.get(DRAFTS).text
    with app.app_context():
        actions.release(first, 1)
        with clock.at(clock.now() + timedelta(minutes=1)):
            jobs.read_all()
    assert "Review import" in officer.get(address).text
    listed = officer.get(DRAFTS).text
    assert "To be reviewed" in listed
    assert "Waiting to be read" not in listed
    assert _kept(app) == before


def test_a_worker_that_hears_of_an_upload_reads_it(officer: FlaskClient, work: Any) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling", read=False).location
    work()
    assert "Review import" in officer.get(address).text


def test_files_that_cannot_be_read_say_why_and_what_was_typed_is_offered_again(
    app: Flask, officer: FlaskClient
) -> None:
    before = _kept(app)
    broken = {"a.docx": b"PK\x03\x04 broken"}
    address = _upload(officer, broken, title="Sampling of seed lots", label="Third", language="fr").location
    page = officer.get(address)
    assert (page.status_code, "a.docx: The file is damaged" in page.text) == (200, True)
    assert "Cannot be read" in officer.get(DRAFTS).text
    assert _kept(app) == before
    (again,) = html.fromstring(page.get_data()).xpath('//a[contains(@href, "again=")]/@href')
    typed = officer.form(again)  # type: ignore[attr-defined]
    assert (typed["title"], typed["label"], typed["language"]) == ("Sampling of seed lots", "Third", "fr")
    assert officer.press(address, verb="discard").location == DRAFTS  # type: ignore[attr-defined]
    assert officer.get(address).status_code == 404
    assert officer.get(again).status_code == 404


def test_an_upload_is_thrown_away_before_it_was_read(app: Flask, officer: FlaskClient) -> None:
    before = _kept(app)
    address = _upload(officer, MARKDOWN, title="Sampling", read=False).location
    with app.app_context():
        identifier = queries.upload(address.rpartition("/")[2]).id
        assert actions.begin_reading(identifier) is not None
    assert officer.press(address, verb="discard").location == DRAFTS  # type: ignore[attr-defined]
    with app.app_context():
        actions.finish(identifier, 1, sandbox.parse([Source("a.md", b"# 1 A")]))
        with pytest.raises(NotFound):
            queries.import_(address.rpartition("/")[2])
    assert _kept(app) == before


def test_uploads_of_others_are_not_seen(app: Flask, officer: FlaskClient) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling", read=False).location
    reference = address.rpartition("/")[2]
    moderator, other, visitor = (app.test_client() for _ in range(3))
    cast.sign_in(moderator, MODERATOR)
    cast.sign_in(other, OTHER)
    assert [client.get(address).status_code for client in (moderator, other, visitor)] == [403, 404, 303]
    assert "Waiting to be read" not in moderator.get(DRAFTS).text
    assert other.get(f"/organisations/rivers/drafts/import?again={reference}").status_code == 404


# -- nothing is lost, nothing goes on for ever -------------------------------------------------------------------------


def test_an_upload_whose_notification_was_lost_is_read_when_the_clock_asks(
    app: Flask, officer: FlaskClient
) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling", read=False).location
    queue.notifier().queues[queue.Urgency.JOBS].empty()
    assert jobs.read_all in [periodic.job for periodic in agenda.PERIODIC_JOBS]
    with app.app_context():
        jobs.read_all()
    assert "Review import" in officer.get(address).text


def test_an_upload_whose_readers_are_killed_is_tried_twice_and_given_up_with_a_word(
    app: Flask, officer: FlaskClient
) -> None:
    address = _upload(officer, MARKDOWN, title="Sampling", read=False).location
    with app.app_context():
        identifier, now = queries.upload(address.rpartition("/")[2]).id, clock.now()
        for attempt in (1, 2):
            taken = actions.begin_reading(identifier)
            assert taken is not None
            assert taken.number == attempt
            assert actions.begin_reading(identifier) is None  # someone has it
            with clock.at(now + timedelta(minutes=6)):
                actions.release_lost()  # the reader was killed
        with clock.at(now + timedelta(minutes=6)):
            jobs.read_all()
    assert uploading.INTERRUPTED in officer.get(address).text
    with app.app_context():
        assert queries.upload(address.rpartition("/")[2]).state is UploadState.REFUSED


def test_a_reader_that_comes_too_late_changes_nothing(app: Flask, officer: FlaskClient) -> None:
    identifier = _enter(app)
    with app.app_context():
        assert actions.begin_reading(identifier) is not None
        with clock.at(clock.now() + timedelta(minutes=6)):
            actions.release_lost()
        assert actions.begin_reading(identifier) is not None
        actions.refuse(identifier, 1, Unreadable("The first one is late."))
        [upload] = queries.uploads_of(organisations.get("seeds").id)
        assert (upload.state, upload.attempts) == (UploadState.READING, 2)


def test_a_store_that_is_away_costs_no_upload(app: Flask, officer: FlaskClient, tmp_path: Path) -> None:
    identifier = _enter(app)
    kept, folder = Path(app.config["DATA_DIR"]) / "files", storage.Folder(tmp_path / "a file")
    (tmp_path / "a file").write_text("where a folder should be")
    storage.wire(folder)
    try:
        jobs.read(identifier)
    finally:
        storage.wire(storage.Folder(kept))
    with app.app_context():
        [upload] = queries.uploads_of(organisations.get("seeds").id)
        assert (upload.state, upload.attempts) == (UploadState.WAITING, 0)
        assert queries.waiting_uploads() == []  # it pauses
        with clock.at(clock.now() + timedelta(minutes=1)):
            jobs.read_all()
        assert queries.uploads_of(organisations.get("seeds").id) == []


def test_two_workers_read_an_upload_once(app: Flask, officer: FlaskClient) -> None:
    identifier = _enter(app)
    with ThreadPoolExecutor(2) as both:
        list(both.map(jobs.read, [identifier, identifier]))
    with app.app_context():
        [read] = queries.imports_of(organisations.get("seeds").id)
        assert queries.import_(read.reference).title == "Sampling"


# -- places for everyone ----------------------------------------------------------------------------------------------


def test_one_person_has_three_uploads_waiting_at_most(app: Flask, officer: FlaskClient) -> None:
    for _time in range(uploading.MOST_OF_PERSON):
        assert _upload(officer, MARKDOWN, title="Sampling", read=False).status_code == 303
    before = _kept(app)
    answer = _upload(officer, MARKDOWN, title="One more", label="Third", read=False)
    assert answer.status_code == 422
    assert "3 uploads of yours are not read yet." in answer.text
    assert 'value="One more"' in answer.text
    assert _kept(app) == before
    with app.app_context():
        jobs.read_all()
    assert _upload(officer, MARKDOWN, title="One more", read=False).status_code == 303


def test_one_organisation_has_six_uploads_waiting_at_most_also_when_they_come_at_once(
    app: Flask, clean: None
) -> None:
    many = [f"officer{number}@example.org" for number in range(4)]
    for email in many:
        cast.person(app, email)
    cast.organisation(app, "seeds", officer=many)

    def enter(by: str) -> str:
        try:
            _enter(app, by)
        except NotPossible as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(8) as all_at_once:
        told = list(all_at_once.map(enter, [*many, *many, *many]))
    refused = "6 uploads of your organisation are not read yet. Wait until one is read."
    assert sorted(told) == [""] * 6 + [refused] * 6


def test_organisations_take_turns(app: Flask, officer: FlaskClient) -> None:
    entered = [_enter(app), _enter(app), _enter(app, OTHER, "rivers"), _enter(app)]
    with app.app_context():
        assert queries.waiting_uploads() == [entered[number] for number in (0, 2, 1, 3)]
        uploads = {upload.id: upload for slug in ("seeds", "rivers") for upload in _waiting(slug)}
        assert [queries.ahead_of(uploads[identifier]) for identifier in entered] == [0, 2, 1, 3]


def _waiting(slug: str) -> Any:
    return queries.uploads_of(organisations.get(slug).id)


def test_a_person_uploads_thirty_times_in_an_hour(app: Flask, officer: FlaskClient, limited: None) -> None:
    for _time in range(30):
        answer = _upload(officer, {"a.exe": b"MZ"}, title="Sampling")
        assert "This is a program, not a draft." in answer.text
    answer = _upload(officer, MARKDOWN, title="Sampling of seed lots")
    assert (answer.status_code, 'value="Sampling of seed lots"' in answer.text) == (422, True)
    told = "30 for a person, 60 for an organisation. Minutes until you can upload the next draft: "
    assert f"The limit of uploads an hour is reached: {told}" in answer.text


# -- files go to the disk ----------------------------------------------------------------------------------------------


def test_a_large_file_is_never_whole_in_the_memory_of_the_web_process(
    app: Flask, officer: FlaskClient
) -> None:
    form: dict[str, Any] = officer.form(IMPORT, title="Large")  # type: ignore[attr-defined]
    large = Path(app.config["DATA_DIR"]) / "large.md"
    large.write_bytes(b"A paragraph of a large draft.\n\n" * 800_000)
    with large.open("rb") as file:
        form["files"] = [(file, "large.md")]
        tracemalloc.start()
        answer = officer.post(IMPORT, data=form, content_type="multipart/form-data")
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert answer.status_code == 303
    assert highest < large.stat().st_size / 4
    large.unlink()
