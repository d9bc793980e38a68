"""Addresses of consultations are their titles in Latin letters."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import actions
from consult.consultations.slugs import LONGEST, slug_of
from consult.core.stale_check import NO_PAGE
from consult.organisations import queries as organisations
from tests.consultations import states


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Sampling of seed lots", "sampling-of-seed-lots"),
        ("Prélèvement d’échantillons", "prelevement-dechantillons"),
        ("Международный стандарт по семенам", "mezhdunarodnyy-standart-po-semenam"),
        ("Пʼять правил", "pyat-pravil"),
        ("食品安全国际标准", "shi-pin-an-quan-guo-ji-biao-zhun"),
        ("المعيار الدولي لسلامة الأغذية", "lmyr-ldwly-lslmh-lghdhyh"),
        ("ＩＳＰＭ １５", "ispm-15"),
        ("2027", "seeds-2027"),
        ("!?", "seeds"),
    ],
)  # fmt: skip
def test_a_title_of_any_script_makes_an_address_that_can_be_read(title: str, slug: str) -> None:
    assert slug_of(title, "seeds") == slug


def test_an_address_is_cut_at_a_word_and_a_word_that_is_longer_is_cut_too() -> None:
    cut = slug_of("Measures against the spread of pests in the international trade of seeds", "seeds")
    assert cut == "measures-against-the-spread-of-pests-in-the-international"
    assert slug_of("x" * 1000, "seeds") == "x" * LONGEST


def test_the_same_title_twice_has_two_addresses_and_a_new_title_keeps_its_own(
    app: Flask, client: FlaskClient
) -> None:
    states.two_organisations(app)
    with app.app_context():
        seeds, amara = organisations.get("seeds"), states.user(states.AMARA)
        slugs = [actions.prepare(seeds, title="معيار", by=amara).slug for _ in range(3)]
        assert slugs == ["myr", "myr-2", "myr-3"]
        actions.change(states.found("myr"), by=amara, seen=NO_PAGE, title="Standard")
        assert states.found("myr").title == "Standard"
