"""Whose a submission is: no one decides on their own, nor on their organisation's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, literal

from consult.core.database import db
from consult.organisations.models import Role
from consult.organisations.queries import names_and_addresses, organisation_ids, people
from consult.stakeholders.queries import organisation_of
from consult.submissions.models import Submission

_MAIL = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com proton.me "
    "protonmail.com gmx.net gmx.com gmx.de web.de mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com zoho.com"
)

_SHARED = frozenset(f"{_MAIL} example.org example.com example.net localhost".split())
"""Domains of mail that many share: the same one says nothing."""


@dataclass(frozen=True)
class ModeratorInterests:
    """What makes a submission a person's own: their account, and names and mail domains of their organisations."""

    user_id: int | None
    names: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def has(self, user_id: int | None, organisation: str, email: str) -> bool:
        """Whether a submission of this account, organisation and address is theirs."""
        if user_id is not None and user_id == self.user_id:
            return True
        named = _plain(organisation)
        return (bool(named) and named in self.names) or _domain(email) in self.domains


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _domain(address: str) -> str:
    """The host of a mail or web address that says whose it is; "" for those that many share."""
    host = address.rsplit("@", maxsplit=1)[-1].rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    host = host.strip().casefold().removeprefix("www.").split(":")[0]
    return "" if host in _SHARED else host


def own(user: Any) -> ModeratorInterests:
    """What is a person's own; read once a transaction."""
    if user is None:
        return ModeratorInterests(None)
    memo: dict[int, ModeratorInterests] = db.session.info.setdefault("own", {})
    if user.id not in memo:
        ids = organisation_ids(user)
        keep_own(user, db.session.execute(OWN, {"own": ids, "me": user.id}))
    return memo[user.id]


def keep_own(user: Any, rows: Iterable[Sequence[str]]) -> None:
    """Keep the rows of `OWN` until the end of the transaction, for `own`."""
    memo: dict[int, ModeratorInterests] = db.session.info.setdefault("own", {})
    names, domains = {""}, {"", _domain(user.email)}
    for row in rows:
        names.update(map(_plain, row[:2]))
        domains.update(_domain(address) for address in row[2:] if address)
    memo[user.id] = ModeratorInterests(user.id, frozenset(names - {""}), frozenset(domains - {""}))


IDS = bindparam("ids", type_=ARRAY(BigInteger))

ME = bindparam("me", type_=BigInteger)

OWN = names_and_addresses(bindparam("own", type_=ARRAY(BigInteger))).union_all(
    organisation_of(ME).add_columns(literal(""), literal(""), literal(""))
)
"""Names and addresses of the organisations `own`, and the organisation in the profile of the account `me`."""


def is_own(user: Any, submission: Submission) -> bool:
    """Whether a submission is the person's own, or of an organisation of theirs."""
    return own(user).has(submission.user_id, submission.organisation, submission.email)


def has_another_moderator(submission: Submission, user: Any) -> bool:
    """Whether someone else could decide on a submission in the place of `user`."""
    moderators = people(submission.consultation.organisation_id, Role.MODERATOR)
    return any(one.id != user.id and not is_own(one, submission) for one in moderators)
