"""Passwords: Argon2id, and which are too easy (OWASP and NIST SP 800-63B: length and a list, no composition rules)."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from consult.core.translatable import N_

SHORTEST = 10
LONGEST = 200

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB and two passes (OWASP cheat sheet on storing passwords)."""
_EASY_WORDS = (
    "password", "passwort", "motdepasse", "contrasena", "consult", "consultation", "standard", "secretariat",
    "qwerty", "azerty", "letmein", "welcome", "administrator", "iloveyou", "monkey", "dragon", "football",
)  # fmt: skip


def hashed(password: str) -> str:
    """The Argon2id hash of `password`."""
    return hasher.hash(password)


NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$kTKp14IKMNazousbELbOZA$nD5OcNcMcPkHfJUaU48nVAwJU4bK/3iVhBMWK82glF8"
"""What an unknown address is checked against, so that it takes as long as a known one: "no one has this password"."""


def matches(password: str, hash_: str) -> bool:
    """Whether `password` is the one behind `hash_`."""
    try:
        return hasher.verify(hash_, password[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return False


def trouble_with(password: str, *context: str) -> str:
    """Why `password` should not be taken, as a sentence, or "". `context`: the person's name and address."""
    if len(password) < SHORTEST:
        return N_("Choose a password of at least 10 characters. Several words are easy to remember.")
    if len(password) > LONGEST:
        return N_("Choose a password of at most 200 characters.")
    bare = "".join(letter for letter in password.lower() if letter.isalpha())
    named = [
        part
        for text in (words.lower() for words in context)
        for part in (text, *text.replace("@", " ").split())
        if len(part) > 3
    ]
    if len(set(password)) < 5 or bare in _EASY_WORDS or password.lower() in named or password.isdigit():
        return N_("This password is too common. Choose another.")
    return ""
