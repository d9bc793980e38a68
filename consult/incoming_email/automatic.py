"""Emails that no person wrote to us: by their headers (RFC 3834). Pure.

Nothing answers them, so that two programs never write to each other.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum


class AutomaticReason(StrEnum):
    """Why nothing answers an email."""

    NO = ""
    REPLY = "reply"
    """A program wrote it as a reply: a bounce, a receipt, an out-of-office reply. It says nothing about a draft."""
    GENERATED = "generated"
    """A program sent it, such as a copier or a ticket system. A person may have written what it brings, but an answer
    would reach the program."""
    LOOP = "loop"
    """We wrote it, or it came through our address before."""
    LIST = "list"
    """It came through a mailing list. A person may have written it, but an answer would go to many."""


_BULK = {"bulk", "junk", "list"}


def kind_of(
    headers: Mapping[str, Sequence[str]],
    *,
    return_path: str,
    sender: str,
    address: str,
    own: Collection[str],
    hosts: Collection[str],
) -> AutomaticReason:
    """What an email is by its headers. `return_path`: its sender for servers; `sender`: that of its From; `address`:
    the one it was sent to; `own`: addresses that we send from; `hosts`: hosts of our Message-IDs."""

    def values(name: str) -> list[str]:
        return [one.strip().lower() for one in headers.get(name, ())]

    from_us = {one.lower() for one in own} | {address.lower()}
    ours = {one.lower() for one in hosts}
    if (
        address.lower() in values("x-loop")
        or {sender.lower(), return_path.lower()} & from_us
        or _host("".join(values("message-id")[:1])) in ours
    ):
        return AutomaticReason.LOOP
    submitted = {one.partition(";")[0].strip() for one in values("auto-submitted")} - {"no"}
    replies_to_us = any(_host(one) in ours for one in values("in-reply-to"))
    kinds = "".join(values("content-type")[:1])
    if (
        not return_path
        or "auto-replied" in submitted
        or (submitted and replies_to_us)
        or kinds.startswith(("multipart/report", "message/delivery-status"))
        or values("x-autoreply")
        or values("x-autorespond")
    ):
        return AutomaticReason.REPLY
    if values("list-id") or _BULK & set(values("precedence")):
        return AutomaticReason.LIST
    return AutomaticReason.GENERATED if submitted else AutomaticReason.NO


def _host(message_id: str) -> str:
    return message_id.strip("<> ").rpartition("@")[2]
