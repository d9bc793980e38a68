"""What we sign and read again later, on this host or another: its age follows the clock that all hosts share."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from consult.core import clock

TOKENS = "wtf-csrf-token"
"""For what Flask-WTF signs the tokens of forms."""


class Signer(TimestampSigner):
    """Tells the age of a signature by the database's clock.

    A moment in the future is no reason to refuse: two hosts never agree to the millisecond, a host follows its own
    clock until it has first reached the database, and only we can have signed it.
    """

    def derive_key(self, secret_key: Any = None) -> bytes:
        """The key for this purpose."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        return _derived(secret, self.salt, self.key_derivation, self.digest_method)

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(clock.true_now().timestamp())

    def unsign(self, signed: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """What was signed, with the moment where that is asked for. Raises BadSignature for what we did not sign, and
        SignatureExpired for what is older than `max_age` seconds."""
        value, at = super().unsign(signed, return_timestamp=True)
        assert isinstance(at, datetime)  # noqa: S101 -- as asked for
        if max_age is not None and self.get_timestamp() - at.timestamp() > max_age:
            raise SignatureExpired("it is too old", payload=value, date_signed=at)
        return (value, at) if return_timestamp else value


@lru_cache(maxsize=64)
def _derived(secret: bytes | str, salt: bytes, derivation: str, digest: Callable[..., Any]) -> bytes:
    """The key of signatures for one purpose: derived once for each secret, and not at each signature."""
    made = TimestampSigner(secret, salt=salt, key_derivation=derivation, digest_method=digest).derive_key()
    return bytes(made)


def keys() -> list[str]:
    """The keys that signatures are read with; the last one signs."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"], str(current_app.secret_key)]


def serializer(salt: str) -> URLSafeTimedSerializer:
    """Signs values for the purpose `salt`, and tells how old they are."""
    return URLSafeTimedSerializer(keys(), salt=salt, signer=Signer)
