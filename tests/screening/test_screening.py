"""What the machine notices, and what it must not; measured on real comments where they are."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.core.database import db
from consult.core.events import Event
from consult.screening import jobs, queries, similarity
from consult.screening.detection import signals
from consult.screening.models import Screening
from consult.screening.signals import summary
from consult.screening.similarity_keys import BANDS, keys
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, CommentType, Submission
from tests import world
from tests.moderation import acting


def noticed(text: str, region: str = "", **more: str) -> list[tuple[str, str]]:
    """(code, words) of what is noticed in a comment."""
    texts = {"comment": text, "proposal": more.get("proposal", ""), "rationale": more.get("rationale", "")}
    found = signals(texts, region=region, original=more.get("original", ""))
    return [(one.code, texts[one.field][one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        (
            "Write to Ana.Pérez+seed@lab-one.example.org, please.",
            "",
            [("email", "Ana.Pérez+seed@lab-one.example.org")],
        ),
        ("Our chairman, under +51 1 555 0143, can show it.", "", [("phone", "+51 1 555 0143")]),
        ("Bitte rufen Sie 044 668 18 00 an.", "CH", [("phone", "044 668 18 00")]),
        ("Bitte rufen Sie 044 668 18 00 an.", "", []),
        ("My phone: 555 010 9999", "", [("phone", "555 010 9999")]),
        ("Transfer to CH93 0076 2011 6238 5295 7 now", "", [("iban", "CH93 0076 2011 6238 5295 7")]),
        ("Transfer to CH93 0076 2011 6238 5295 8 now", "", []),
        ("Card 4539 9889 1572 0591 was used", "", [("card", "4539 9889 1572 0591")]),
        ("Card 4539 9889 1572 0592 was used", "", []),
        ("Passport AB1234567 and 531-21-7351", "", [("long_id", "AB1234567"), ("long_id", "531-21-7351")]),
        ("هاتف المدير 0412345678 للتواصل معه", "", [("phone", "0412345678")]),
        # What a standard is full of is no one's data.
        (
            "Lots of 10 000 000 kilograms, clause 3.1.4, line 1234, ISO 15189:2022 and docket 2020-0009-0001.",
            "US",
            [],
        ),
        ("See https://example.org/files/123456789/4539988915720591 for the table.", "US", []),
        ("Between 2015 and 2024 the mean rose from 0.123456789 to 12345.678901234.", "US", []),
    ],
)
def test_personal_data(text: str, region: str, expected: list[tuple[str, str]]) -> None:
    assert noticed(text, region) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("See http://a.example http://b.example http://c.example http://d.example for what we said about lots.", ["many_links"]),
        ("https://buy.example/seed", ["only_links"]),
        ("[our whole position on seed lots.zip](https://files.example/position.zip)", ["only_links"]),
        ("We explain this at https://growers.example/position in more detail.", []),
        ("test", ["empty_or_test"]),
        ("Test comment.\n\ntest", ["empty_or_test"]),
        ("asdf", ["empty_or_test"]),
        ("...", ["empty_or_test"]),
        ("N/A", ["empty_or_test"]),
        ("xxxxx", ["empty_or_test"]),
        ("Test weights should be traceable.", []),
        ("This is a test method.", []),
        ("No comment on this clause.", []),
        ("Agreed.", []),
        ("Whoever wrote this is an idiot.", ["abusive"]),
        ("Quel connard a écrit cela ?", ["abusive"]),
        ("Это написал идиот.", ["abusive"]),
        ("写这个的人是白痴", ["abusive"]),
        ("Scummings and Shitake are names of varieties.", []),
        ("Seeds of Pistacia terebinthus are excluded.", []),
        ("WE DEMAND THAT THE LOT SIZE IS REDUCED AT ONCE", ["shouting"]),
        ("The ISTA and the OECD agree with the FAO.", []),
        ("Pay\u200bpal links", ["invisible"]),
        ("The p\u0430ypal account", ["mixed_scripts"]),
        ("Пункт 3.1 ISO следует уточнить", []),
        ("بذور‌ها باید خشک باشند", []),
    ],
)  # fmt: skip
def test_links_tests_abuse_capitals_and_deceit(text: str, codes: list[str]) -> None:
    assert [code for code, _words in noticed(text)] == codes


@pytest.mark.parametrize(
    ("proposal", "proposes_deletion", "codes"),
    [("must", False, []), ("", True, []), ("", False, ["empty_or_test"]), ("…", False, ["empty_or_test"])],
)
def test_a_proposal_without_a_comment_is_not_empty(
    proposal: str, proposes_deletion: bool, codes: list[str]
) -> None:
    found = signals({"comment": "", "proposal": proposal}, proposes_deletion=proposes_deletion)
    assert [one.code for one in found] == codes


def test_a_proposal_that_changes_nothing_is_noticed() -> None:
    original = "A lot shall not exceed 30 000 kilograms."
    same = noticed("Please change.", proposal="A lot  shall not exceed\n30 000 kilograms.", original=original)
    assert [code for code, _words in same] == ["unchanged_proposal"]
    assert (
        noticed("Please change.", proposal="A lot shall not exceed 25 000 kilograms.", original=original)
        == []
    )


@pytest.mark.parametrize(
    ("name", "is_odd"),
    [
        ("Wanjiru Kimani", False),
        ("O'Brien & Søn, Ltd. (2003)", False),
        ("Γεωργικός Συνεταιρισμός", False),
        ("Buy at https://seed.example", True),
        ("Write to me@seed.example", True),
        ("S\u0435ed Board", True),
        ("Seed\u200bBoard", True),
        ("The idiots of the board", True),
    ],
)
def test_names_are_looked_at_too(name: str, is_odd: bool) -> None:
    codes = [one.code for one in signals({"comment": "Too large."}, names=("", name))]
    assert codes == (["odd_name"] if is_odd else [])


@pytest.mark.parametrize(
    ("attribution", "found"),
    [
        (Attribution.ATTRIBUTED, []),
        (Attribution.ORGANISATION_ONLY, ["PAT\nPoe"]),
        (Attribution.ANONYMOUS_TO_PUBLIC, ["Seed Lab", "PAT\nPoe"]),
    ],
)
def test_a_name_that_is_not_published_is_noticed_in_the_text(
    attribution: Attribution, found: list[str]
) -> None:
    text = "Seed Lab asks to drop 3.1. Pat Poetry and Seed Labs are others.\n\nRegards,\nPAT\nPoe"
    sender = Submission(name="Pat  Poe", organisation="Seed Lab", attribution=attribution, on_behalf_of=[])
    private = submitted.unpublished_names(sender)
    noticed_names = signals({"comment": text}, unpublished_names=private)
    assert [text[one.start : one.end] for one in noticed_names] == found
    assert {one.code for one in noticed_names} <= {"private_name"}
    assert [one.code for one in signals({"comment": "同意。王芳"}, unpublished_names=["王芳"])] == [
        "private_name"
    ]


def test_signals_are_summed_up_in_groups() -> None:
    found = signals({"comment": "Call +51 1 555 0143 or a@b.example, idiot", "proposal": "", "rationale": ""})
    assert summary(found) == {"personal_data": 2, "abusive": 1}


# -- likeness ---------------------------------------------------------------------------------------------------------

LETTER = (
    "I urge you to keep the maximum size of a seed lot at thirty thousand kilograms because smaller lots would double the "
    "cost of certification for family farms in the region where I live and work, and would not make any sample better."
)


def _shared(one: str, other: str) -> int:
    return len(keys(one).items() & keys(other).items())


def test_keys_find_letters_with_own_words() -> None:
    variants = [
        LETTER,
        LETTER.replace("family farms", "small farms"),
        f"Dear sirs, {LETTER} With kind regards",
        LETTER.upper(),
    ]
    for other in variants:
        assert _shared(LETTER, other)
        assert similarity.similarity(LETTER, other) > 0.85
    assert not _shared(LETTER, "Samples are drawn with a stick sampler or by hand.")
    assert similarity.similarity(LETTER, "Samples are drawn with a stick sampler or by hand.") == 0


def test_scripts_without_spaces_are_compared_too() -> None:
    one, other = (
        "种子批的最大重量应为三万公斤，因为小批次会增加成本。",
        "种子批的最大重量应为两万公斤，因为小批次会增加成本。",
    )
    assert len(keys(one)) == BANDS + 1  # one for the paragraph
    assert similarity.similarity(one, other) > 0.9


def test_too_few_words_have_no_keys_but_a_change_has_one() -> None:
    assert keys("I agree.") == {}
    assert len(keys("I agree.", "insert not")) == 1


def test_only_comments_of_one_consultation_and_changes_at_one_place_share_keys() -> None:
    said = keys(LETTER, consultation=1)
    assert keys(LETTER, consultation=1) == said
    assert not keys(LETTER, consultation=2).items() & said.items()
    change = keys("", "insert not delete ever", consultation=1, passage="a").items()
    assert not keys("", "insert not delete ever", consultation=1, passage="b").items() & change


# -- the job ----------------------------------------------------------------------------------------------------------


def test_what_is_submitted_is_screened_once(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    letter = world.GENERAL | {"comment": f"{LETTER} Write to a@b.example."}
    first = world.submission(app, comments=[letter, world.COMMENT])
    second = world.submission(app, comments=[letter])
    work()
    with app.app_context():
        noticed_ = queries.screening_of(acting.comment(second))
        assert noticed_ is not None
        assert noticed_.signals["summary"] == {"personal_data": 1, "alike": 1}
        before = noticed_.screened_at
        made = [acting.comment(first), acting.comment(first, 2), acting.comment(second)]
        assert queries.stored_keys({one.id for one in made}) == queries.keys_of(made)
        events = (
            db.session.execute(db.select(Event.id).where(Event.name == "submissions.submitted"))
            .scalars()
            .all()
        )
        for identifier in events:
            jobs.screen(identifier)
        db.session.expire_all()
        again = queries.screening_of(acting.comment(second))
        assert again is not None
        assert again.screened_at == before
        assert db.session.execute(db.select(db.func.count()).select_from(Screening)).scalar_one() == 3
        assert [one.path for one in queries.similar_comments(acting.comment(first)).rows] == [f"{second}/1"]
        jobs.screen(10**9)


def test_what_is_amended_is_screened_again(app: Flask, clean: None, work: Any) -> None:
    world.consultation(app)
    reference = world.submission(app, comments=[world.GENERAL])
    work()
    with app.app_context():
        submissions.change_comment(
            acting.comment(reference), type=CommentType.GENERAL, quote="", comment="Write to a@b.example.", proposal="",
            rationale="",
        )  # fmt: skip
        assert queries.screening_of(acting.comment(reference)) is None
    work()
    with app.app_context():
        noticed_ = queries.screening_of(acting.comment(reference))
        assert noticed_ is not None
        assert (noticed_.edition, noticed_.signals["summary"]) == (2, {"personal_data": 1})


# -- real ones --------------------------------------------------------------------------------------------------------

_ASKED = {"PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "US_SSN", "IBAN_CODE"}


@pytest.mark.realdata
def test_marked_personal_data_is_found(realdata: Path) -> None:
    rows = json.loads((realdata / "moderation_sets" / "presidio_generated_small.json").read_text())
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows:
        noticed_ = [
            one for one in signals({"comment": row["full_text"]}, region="US") if one.kind.is_personal_data
        ]
        for span in row["spans"]:
            if span["entity_type"] in _ASKED:
                total[span["entity_type"]] += 1
                start, end = span["start_position"], span["end_position"]
                found[span["entity_type"]] += any(one.start < end and one.end > start for one in noticed_)
    assert {kind: found[kind] / total[kind] for kind in total if kind != "PHONE_NUMBER"} == dict.fromkeys(
        set(total) - {"PHONE_NUMBER"}, 1.0
    )
    assert found["PHONE_NUMBER"] / total["PHONE_NUMBER"] >= 0.7


@pytest.mark.realdata
def test_real_comments_raise_few_signals_and_the_test_entry_one(realdata: Path) -> None:
    raised: Counter[str] = Counter()
    tests: list[int] = []
    count = 0
    for name in ("fips201_public_comments.jsonl", "sp800-63-3_public_comments.jsonl"):
        for line in (realdata / "nist_issues" / name).read_text().splitlines():
            row = json.loads(line)
            texts = {"comment": row["comment"] or "", "proposal": row["suggested_change"] or ""}
            codes = {one.code for one in signals(texts, region="US")}
            raised.update(codes)
            count += 1
            if "empty_or_test" in codes and texts["comment"]:
                tests.append(row["issue"])
    assert count == 73
    assert tests == [1683]
    assert raised["empty_or_test"] == 5
    assert sum(number for code, number in raised.items() if code != "empty_or_test") <= 2
