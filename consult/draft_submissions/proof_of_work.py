"""Proofs of work: a browser computes for a moment before it submits, where many submissions arrive. Pure.

A task is for one draft, so its proof can be used once: a draft is submitted once. It says until when it holds, how many
leading zero bits the hash needs, and has our signature of both; nothing of it is stored. A proof is a number with which
SHA-256 of "task.number" begins with so many zero bits.
"""

import hashlib

from consult.submissions import references

LIFE = 1800
"""Seconds for which a task holds."""

LENGTH = 64
"""Characters of a task, a block of SHA-256: the script computes the first block once."""

MOST_BITS = 32


def task(key: str, bits: int, now: float) -> str:
    """The task for the draft with this key; with no bits any number is a proof."""
    terms = f"{int(now) + LIFE}.{bits}"
    return f"{terms}.{references.work_signature(key, terms)}"[:LENGTH]


def is_proved(key: str, task: str, number: str, now: float, *, least: int = 0) -> bool:
    """Whether `number` is the proof of a task that was given for the draft with this key, still holds, and asks for at
    `least` so many bits: one that was given before there was a crowd is none in it."""
    until, _dot, rest = task.partition(".")
    bits, _dot, signature = rest.partition(".")
    if len(task) != LENGTH or not all(_is_number(one) for one in (until, bits, number)):
        return False
    if (
        int(until) < now
        or int(bits) < least
        or not references.is_work_signature(key, f"{until}.{bits}", signature)
    ):
        return False
    digest = hashlib.sha256(f"{task}.{number}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - int(bits)) == 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 16
