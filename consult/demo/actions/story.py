"""Tells the demo's story: every verb at its moment, in the order of time, and what follows from it told at once."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from consult.core import clock
from consult.core.database import db
from consult.core.events import Delivery, handler_named
from consult.core.mail import Email, EmailStatus
from consult.demo.actions.people_and_organisations import CREATED
from consult.demo.actions.people_and_organisations import create as create_people_and_organisations

Step = Callable[[], None]


class Story:
    """What happens, by moment. A step may add later ones; what lies after the present does not happen."""

    def __init__(self, now: datetime, password: str) -> None:
        self.now = now
        self.steps: list[tuple[datetime, int, Step]] = []
        self.count = itertools.count()
        self.submissions = self.comments = 0
        self.rows: list[object] = []
        """Held, so that the session need not read them again for every step."""
        create_people_and_organisations(now - CREATED, password)

    def at(self, moment: datetime, step: Step) -> None:
        """`step` happens at `moment`."""
        heapq.heappush(self.steps, (moment, next(self.count), step))

    def tell(self) -> None:
        """Everything in its order, and what each step has others told."""
        while self.steps and self.steps[0][0] < self.now:
            moment, _number, step = heapq.heappop(self.steps)
            with clock.at(moment):
                step()
            with clock.at(min(moment + timedelta(seconds=20), self.now)):
                _deliver()
        sent = update(Email).where(Email.status == EmailStatus.WAITING)
        db.session.execute(
            sent.values(status=EmailStatus.SENT, attempts=1, sent_at=Email.posted_at + timedelta(seconds=5))
        )


def _deliver() -> None:
    """Do now what a worker would have done a moment later."""
    rows = select(Delivery).where(Delivery.done_at.is_(None)).order_by(Delivery.id)
    for delivery in db.session.execute(rows).scalars().all():
        handler = handler_named(delivery.handler)
        if handler is not None:
            handler(delivery.event_id)
        delivery.done_at = clock.now()
    db.session.flush()
