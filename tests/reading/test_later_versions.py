"""What happened to the passages of comments: in a correction, and in a later version of the draft."""

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core import outbox
from consult.core.stale_check import NO_PAGE
from tests import cast, world
from tests.reading import steps
from tests.reading.steps import links, read, words

QUOTES = {
    "scope-1": "seed is sampled before it is certified",
    "lot-size-1": "30 000 kilograms",
    "instruments-1": "",
    "lot-size-4": "hot climates",
}
LATER = (
    *world.BLOCKS[:5],
    (*world.BLOCKS[5][:5], "A lot shall not exceed 20 000 kilograms of seed."),
    *world.BLOCKS[6:8],
    *world.BLOCKS[11:],
    world.BLOCKS[10],
)
"""With a change in 2.1, its note deleted, and 2.2 moved to the end."""
PLACES = ["1 Scope, line 1", "2.1 Maximum lot size, line 3", "3 Reports, line 7"]
EDITED = "A lot shall not exceed [removed: 30 end removed][added: 20 end added] 000 kilograms of seed."


def commented(app: Flask) -> str:
    """The page of a submission with a published comment on each passage of QUOTES."""
    comments = [
        {**world.COMMENT, "block_key": key, "quote": quote, "proposal": ""} for key, quote in QUOTES.items()
    ]
    return f"/submissions/{steps.published(app, comments=comments)[0]}"


def test_comments_tell_what_happened_to_their_passages_in_the_text_of_a_later_consultation(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app, open=False)
    page = commented(app)
    assert words(read(client, page), ".comment-later") == []
    world.consultation(app, "revised-draft", title="Revised draft", after=world.SLUG, blocks=LATER)
    with app.app_context():
        outbox.deliver_all("screening")  # the page was kept until then
    shown = read(client, page)
    assert words(shown, ".comment-later .pill") == ["Unchanged", "Edited", "Moved", "Deleted"]
    text = "/consultations/revised-draft/text"
    assert links(shown, ".comment-later .label-small a") == [text] * 4
    assert links(shown, ".later-place") == [
        f"{text}/{key}" for key in ("scope-1", "lot-size-1", "instruments-1")
    ]
    assert words(shown, ".later-place") == PLACES
    assert words(shown, ".comment-later .passage") == [EDITED]
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        consultations.withdraw(world.load("revised-draft"), "Too early.", by=officer, seen=NO_PAGE)
        outbox.deliver_all("screening")
    assert words(read(client, page), ".comment-later") == []


def test_comments_on_a_text_that_was_corrected_tell_what_the_correction_changed(
    app: Flask, client: FlaskClient
) -> None:
    world.consultation(app)
    page = commented(app)
    steps.correct(app, world.SLUG, "A number.", lot_size_1="A lot shall not exceed 20 000 kilograms of seed.")
    shown = read(client, page)
    assert words(shown, ".comment-later .label-small") == ["In the corrected version"]
    assert words(shown, ".comment-later .passage") == [EDITED]
    assert links(shown, ".later-place") == [f"/consultations/{world.SLUG}/text/lot-size-1"]


def test_the_workbench_tells_it_of_a_version_that_is_not_public_yet(app: Flask, client: FlaskClient) -> None:
    world.consultation(app, open=False)
    page = commented(app)
    with app.app_context():
        consultation, officer = world.load(), people.by_email(world.OFFICER)
        assert consultation.version is not None
        version = world.draft(
            consultation.organisation, by=officer, blocks=LATER, of=consultation.version.draft
        )
        address = f"/drafts/{version.draft.reference}/versions/{version.number}"
    assert words(read(client, page), ".comment-later") == []
    cast.sign_in(client, world.OFFICER)
    shown = read(client, f"/consultations/{world.SLUG}/responses")
    assert sorted(words(shown, ".comment-later .label-small")) == ["In the later version: version 2"] * 4
    assert sorted(links(shown, ".later-place")) == [
        f"{address}#{key}" for key in ("instruments-1", "lot-size-1", "scope-1")
    ]
