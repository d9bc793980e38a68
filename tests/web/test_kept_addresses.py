"""Addresses are built once and kept: what is kept is what would be built now, for this page and no other."""

import pytest
from flask import Flask, url_for

from consult.web.links import LONGEST, Application


@pytest.fixture
def kept(app: Flask) -> Application:
    """The application, with no address kept."""
    assert isinstance(app, Application)
    app.links.cache_clear()
    return app


def test_an_address_is_built_once_for_each_language_in_front(kept: Application) -> None:
    for _turn in (1, 2):
        for root in ("", "/fr", "/ar"):
            with kept.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
                assert url_for("reading.text", slug="seeds") == f"{root}/consultations/seeds/text"
    assert (kept.links.cache_info().misses, kept.links.cache_info().hits) == (3, 3)


def test_values_that_are_equal_but_written_differently_have_addresses_of_their_own(kept: Application) -> None:
    with kept.test_request_context("/"):
        found = [url_for("portal.front", n=value) for value in (1, True, 1.0, "1")]
    assert found == ["/?n=1", "/?n=True", "/?n=1.0", "/?n=1"]


def test_a_relative_name_is_that_of_the_package_of_the_page(kept: Application) -> None:
    for path, address in (("/consultations/seeds/text", "/consultations/seeds/comments"), ("/", None)):
        with kept.test_request_context(path):
            if address:
                assert url_for(".comments", slug="seeds") == address
            else:
                with pytest.raises(Exception, match=r"portal\.comments"):
                    url_for(".comments", slug="seeds")


def test_what_leads_elsewhere_or_is_made_up_is_not_kept(kept: Application) -> None:
    with kept.test_request_context("/"):
        whole = url_for("portal.front", _external=True)
        long = url_for("accounts.sign_in", next="x" * (LONGEST + 1))
        several = url_for("portal.front", n=["1", "2"])
    assert (whole, several) == ("http://localhost/", "/?n=1&n=2")
    assert long.endswith("x" * (LONGEST + 1))
    assert kept.links.cache_info().currsize == 0
