from flask import Flask
from typing import Any
import re
from tests import world, cast


def test_try(app: Flask, client, work: Any) -> None:
    world.consultation(app)
    ref = world.submission(
        app,
        comments=[
            world.COMMENT | {"comment": "Call our chair at +41 44 668 18 00 or chair@lab.example, please."},
            world.GENERAL,
        ],
    )
    ref2 = world.submission(
        app,
        comments=[
            world.COMMENT
            | {"comment": "Call our chair at +41 44 668 18 00 or chair@lab.example, now please."}
        ],
    )
    work()
    cast.sign_in(client, world.MODERATOR)
    for path in (
        "/moderation",
        f"/moderation/{ref}/1",
        f"/moderation/{ref}",
        f"/moderation/{ref}?verb=withhold",
        "/moderation?show=decided",
    ):
        a = client.get(path)
        print(path, a.status_code)
        assert a.status_code == 200
    a = client.press(f"/moderation/{ref}/1", _form="/redaction")
    print(a.status_code, a.location)
    page = client.get(f"/moderation/{ref}/1")
    print(page.text[:20])
    a = client.press(f"/moderation/{ref2}/1", _form="/withholding", reason="abusive")
    print(a.status_code, a.location)
