"""Screening many submissions at once finds what screening one after the other does, whatever ends on the way."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from string import ascii_lowercase
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.core import job_timeouts, outbox
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.screening import jobs, queries, similarity
from consult.screening.models import Screening
from consult.screening.queries import comparing
from consult.screening.similarity_keys import keys
from consult.submissions import actions as submissions
from consult.submissions.models import Comment
from tests import world
from tests.moderation import acting
from tests.reading import steps

WORDS = ["".join(random.Random(number).choices(ascii_lowercase, k=7)) for number in range(300)]
PLACES = {
    "lot-size-1": "A lot shall not exceed 30 000 kilograms of seed.",
    "reports-1": "The laboratory reports the result within ten working days.",
}


WORDS_ENOUGH = 20
"""Texts with fewer words have so few runs of three words that similar ones may share none."""


class MadeUp:
    """Comments of which many are nearly the same, in what they say, in what they propose, or in both."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.letters = [" ".join(self.dice.choices(WORDS, k=length)) for length in (2, 25, 40, 60)]
        self.changes = [" ".join(self.dice.choices(WORDS, k=length)) for length in (1, 2, 7)]

    def comments(self, count: int) -> list[dict[str, Any]]:
        """So many, for one submission."""
        return [self._comment() for _ in range(count)]

    def _comment(self) -> dict[str, Any]:
        said = self.dice.choice(self.letters).split()
        if len(said) > 2 and self.dice.random() < 0.5:
            said[self.dice.randrange(len(said))] = self.dice.choice(WORDS)
        words = " ".join(said) + self.dice.choice(["", " Write to a@b.example.", "\nhttps://c.example"])
        place = self.dice.choice(list(PLACES))
        proposal = self.dice.choice(["", f"{PLACES[place]} {self.dice.choice(self.changes)}"])
        facts = {"comment": words, "proposal": proposal, "block_key": place, "rationale": ""}
        return world.COMMENT | facts


def stored() -> dict[int, Any]:
    """Comment id → all that screening stored of it, apart from the order and the moment in which it was found."""
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.execute(select(Screening)).scalars().all()
    keys_ = queries.stored_keys({row.comment_id for row in rows})
    return {
        row.comment_id: (
            row.edition,
            row.method,
            row.signals | {"alike": sorted(row.signals["alike"], key=lambda one: one["comment"])},
            keys_[row.comment_id],
        )
        for row in rows
    }


def forget() -> None:
    """As if nothing had been screened yet."""
    db.session.execute(text("TRUNCATE screenings, similarity_keys"))
    db.session.commit()


def events() -> list[int]:
    found = select(Event.id).where(Event.name.in_(("submissions.submitted", "submissions.amended")))
    return list(db.session.execute(found.order_by(Event.id)).scalars())


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_finds_what_one_by_one_finds_in_any_order(
    app: Flask, clean: None, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "ROWS", (3, 30, comparing.ROWS)[seed])
    made_up = MadeUp(seed)
    dice = made_up.dice
    world.consultation(app)
    made = [
        world.submission(
            app, comments=made_up.comments(dice.randint(1, 3)), email=f"w{dice.randrange(9)}@growers.example"
        )
        for _ in range(14)
    ]
    with app.app_context():
        submissions.withdraw(acting.comment(made[3]).submission)
        submissions.withdraw_comment(acting.comment(made[5]))
        every = events()
        jobs.screen_batch(every)
        together = stored()
        assert sum(len(one[2]["alike"]) for one in together.values()) > 100
        for size in (1, 4):
            forget()
            order = dice.sample(every, len(every))
            for at in range(0, len(order), size):
                jobs.screen_batch(order[at : at + size])
            assert stored() == together
        jobs.screen_batch(every)
        assert stored() == together
        _agrees_with_every_pair(together)


def _agrees_with_every_pair(together: dict[int, Any]) -> None:
    """Of the pairs that the exact measure of two texts finds, no other is stored, and of those whose texts have enough
    words to share keys, at least 99.5 of 100 are."""
    comments = {one.id: one for one in db.session.execute(select(Comment)).scalars() if one.id in together}
    change = {
        one.id: similarity.change(PLACES.get(one.block_key, ""), one.proposal) if one.proposal else ""
        for one in comments.values()
    }
    truth, long = set(), set()
    for one, other in combinations(comments.values(), 2):
        if one.submission_id == other.submission_id:
            continue
        said = (queries.words_of(one), queries.words_of(other))
        is_said = similarity.similarity(*said) > 0
        if is_said or (
            one.block_key == other.block_key and similarity.similarity(change[one.id], change[other.id])
        ):
            pairs = {(one.id, other.id), (other.id, one.id)}
            truth |= pairs
            long |= pairs if not is_said or all(len(text.split()) >= WORDS_ENOUGH for text in said) else set()
    found = {(key, near["comment"]) for key, one in together.items() for near in one[2]["alike"]}
    assert found <= truth
    assert len(long) > 100
    assert len(found & long) >= 0.995 * len(long)


def test_a_batch_takes_as_many_statements_as_one_submission(app: Flask, clean: None) -> None:
    world.consultation(app)
    made_up = MadeUp(1)
    for number in range(40):
        world.submission(app, comments=made_up.comments(1), email=f"w{number}@growers.example")
    costs = []
    with app.app_context():
        every = events()
        jobs.screen_batch(every[:20])  # so that others are told in both
        for some in (every[20:21], every[21:]):
            db.session.rollback()
            db.session.expunge_all()
            with steps.statements(app) as seen:
                jobs.screen_batch(some)
            costs.append(len(seen))
    assert costs[1] <= costs[0] + 3  # what one alone has not: proposals of others, and others to be told
    assert costs[1] <= 18


def test_two_workers_at_once_screen_all_and_all_know_of_each_other(app: Flask, clean: None) -> None:
    world.consultation(app)
    letter = " ".join(WORDS[:40])
    made = [
        world.submission(
            app, comments=[world.GENERAL | {"comment": letter}], email=f"w{number}@growers.example"
        )
        for number in range(70)
    ]
    start = Barrier(2)

    def work(_number: int) -> None:
        with app.app_context():
            start.wait()
            outbox.deliver_all("screening")

    with job_timeouts.within(60), ThreadPoolExecutor(2) as pool:  # workers are processes with a deadline each
        list(pool.map(work, range(2)))
    with app.app_context():
        assert [len(queries.similar_comments(acting.comment(one)).rows) for one in made] == [69] * 70
        assert open_deliveries() == 0


def test_a_large_submission_is_screened_in_slices_that_are_kept(
    app: Flask, clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    made_up = MadeUp(4)
    for _ in range(2):
        world.submission(app, comments=made_up.comments(50))
    with app.app_context():
        with pytest.raises(outbox.BatchTooLarge):  # a small one would wait for all of it
            jobs.screen_batch(events())
        for event in events():
            jobs.screen(event)
        together = stored()
        assert sum(len(one[2]["alike"]) for one in together.values()) > 100
        forget()
        monkeypatch.setattr(jobs, "SECONDS", 0)
        monkeypatch.setattr(jobs, "MOST", 60)
        outbox.deliver_all("screening")
        assert len(stored()) == 2 * jobs.SLICE
        assert open_deliveries() == 2
        while open_deliveries():
            outbox.deliver_all("screening")
        assert stored() == together


def open_deliveries() -> int:
    mine = select(Delivery.id).where(
        Delivery.done_at.is_(None), Delivery.handler == "consult.screening.jobs.screen"
    )
    return len(db.session.execute(mine).all())


def test_one_that_cannot_be_screened_keeps_none_of_its_batch(
    app: Flask, clean: None, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The poison is one comment for which a fault of the program is put into the real detection."""
    from consult.screening import detection

    world.consultation(app)
    made = [
        world.submission(
            app, comments=[world.GENERAL | {"comment": words}], email=f"{words[:5]}@growers.example"
        )
        for words in ("Lots are too large.", "This is poison for the detection.", "Bags are too small.")
    ]
    signals = detection.signals

    def stumble(texts: Any, **more: Any) -> Sequence[Any]:
        if "poison" in texts["comment"]:
            raise ZeroDivisionError
        return signals(texts, **more)

    with monkeypatch.context() as broken:
        broken.setattr(detection, "signals", stumble)
        work()
    with app.app_context():
        found = [queries.screening_of(acting.comment(one)) is not None for one in made]
        assert (found, open_deliveries()) == ([True, False, True], 1)
        assert outbox.retry(
            list(db.session.execute(select(Delivery.id).where(Delivery.done_at.is_(None))).scalars())
        )
    work()
    with app.app_context():
        assert queries.screening_of(acting.comment(made[1])) is not None
        assert open_deliveries() == 0


def test_keys_find_nearly_every_pair_that_is_similar() -> None:
    """995 of 1,000 generated pairs at least, of the pairs that the exact measure takes for similar."""
    dice = random.Random(7)
    similar = found = 0
    for _ in range(1200):
        one = dice.choices(WORDS, k=dice.randint(12, 120))
        other = list(one)
        for _ in range(dice.randint(0, len(one) // 12)):
            at = dice.randrange(len(other))
            other[at : at + dice.randint(0, 1)] = dice.choices(WORDS, k=dice.randint(0, 2))
        first, second = " ".join(one), " ".join(other)
        if similarity.similarity(first, second):
            similar += 1
            found += bool(keys(first).items() & keys(second).items())
    assert similar > 1000
    assert found >= 0.995 * similar
