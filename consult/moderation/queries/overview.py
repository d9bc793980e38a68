"""What stands around the lines of the moderators' queue, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Text, bindparam, or_, select

from consult.attachments import queries as attached
from consult.core import clock
from consult.core.several_selects import SeveralSelects
from consult.moderation.queries.attachments import count_objections
from consult.moderation.queries.conflicts import OWN, keep_own
from consult.moderation.queries.counting import Counts, by_kind, claims_and_objections, counted
from consult.moderation.queries.filtering import Filters, Shape
from consult.moderation.queries.names import offices, open_name_requests
from consult.moderation.queries.pending_decisions import WaitingDecision, decided, pending_decisions
from consult.moderation.queries.scopes import Scope, moderated, scopes_of
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids


@dataclass(frozen=True)
class Overview:
    """What a moderator sees beside the lines of the queue."""

    scopes: Sequence[Scope]
    counts: Counts
    pending: Sequence[WaitingDecision]
    """What they decided that waits to take effect, the latest first."""
    name_requests: int
    """How many requests to remove a name wait."""
    attachments: int
    """How many attachments wait for a decision."""


def overview(user: Any, filters: Filters) -> Overview:
    """The consultations that `user` moderates and the numbers beside `filters`; afterwards `own` is known too."""
    values = filters.values() | {
        "ids": organisation_ids(user, Role.MODERATOR),
        "offices": offices(user),
        "own": organisation_ids(user),
        "me": user.id,
        "now": clock.now(),
        "slug": filters.consultation,
    }
    found = _overview(filters.shape).read(values)
    keep_own(user, found["own"])
    scopes = scopes_of(found["scopes"])
    sampled = found["sampled"]
    return Overview(
        scopes,
        counted(filters, scopes, sampled, found.get("of_any", sampled), found["beside"], found["on_files"]),
        decided(found["pending"]),
        found["name_requests"][0].number,
        found["attachments"][0].number,
    )


def counts(user: Any, filters: Filters | None = None) -> Counts:
    """The numbers beside `filters` for `user`."""
    return overview(user, filters or Filters()).counts


@cache
def _overview(shape: Shape) -> SeveralSelects:
    scopes = moderated().cte("scopes")
    slug = bindparam("slug", type_=Text)
    wanted = select(scopes.c.id).where(
        scopes.c.waiting > scopes.c.pending, or_(slug == "", scopes.c.slug == slug)
    )
    selects = {
        "scopes": select(scopes),
        "sampled": by_kind(wanted.subquery("wanted"), shape),
        "beside": claims_and_objections(select(scopes.c.id), shape),
        "pending": pending_decisions(),
        "own": OWN,
        "name_requests": open_name_requests(),
        "attachments": attached.count_pending(select(scopes.c.id)),
        "on_files": count_objections(select(scopes.c.id)),
    }
    if shape != shape.of_any:
        selects["of_any"] = by_kind(wanted.subquery("wanted"), shape.of_any)
    return SeveralSelects(**selects)
