"""What is cached of the pages of moderators shows what a page shows that is made without: after every act, to everyone."""

import re

from flask import Flask
from flask.testing import FlaskClient

from consult.web.cache import PageCache
from tests import cast, world
from tests.moderation import acting

PATHS = (
    "/moderation",
    "/moderation?type=general",
    "/moderation?show=decided",
    "/moderation?show=mine&choose=all",
    "/moderation?q=lots",
    "/ar/moderation",
    "/dashboard",
    "/inbox",
)


def _pages(client: FlaskClient) -> dict[str, str]:
    token = re.compile(r'(name="csrf_token"[^>]*?value=")[^"]+')
    return {path: token.sub(r"\1", client.get(path).text) for path in PATHS}


def test_cached_blocks_are_as_fresh_as_the_page(app: Flask, clean: None) -> None:
    world.consultation(app)
    people = []
    for email in (world.MODERATOR, world.MODERATOR_2, world.OFFICER):
        client = app.test_client()
        cast.sign_in(client, email)
        people.append(client)
    cached = app.extensions["page_cache"]
    references = [world.submission(app, comments=[world.GENERAL]) for _ in range(3)]
    acts = (
        lambda: None,
        lambda: acting.act(app, references[0], "publish"),
        lambda: acting.act(app, references[1], "claim", by=world.MODERATOR_2),
        lambda: acting.act(app, references[1], "withhold", by=world.MODERATOR_2),
        lambda: world.submission(app, comments=[world.COMMENT, world.GENERAL]),
        lambda: world.consultation(app, "varieties-of-wheat"),
    )
    for act in acts:
        act()
        for client in people:
            app.extensions["page_cache"] = cached
            pages = _pages(client)
            app.extensions["page_cache"] = PageCache()
            assert pages == _pages(client)
    assert cached.blocks.things


def test_a_visitor_leaves_no_block(app: Flask, client: FlaskClient) -> None:
    world.consultation(app)
    for path in ("/", f"/consultations/{world.SLUG}/text?x=1"):
        client.get(path)
    assert not app.extensions["page_cache"].blocks.things
