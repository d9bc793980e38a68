"""References that may be shared and codes that may not.

A reference names a submission in public. An access code opens it, and its draft before: 24 digits that follow from the
key of the draft under the application's secret, so that the code can be shown again and is kept nowhere but as a hash.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import UTC, datetime

from consult.submissions import addresses

ALPHABET = "BCDFGHJKLMNPRSTVWXY23456789"
"""No letters that look like figures or each other, and no vowels, so that no word comes out."""

DIGITS = 24

_secrets: list[bytes] = []


def wire(secret: str, earlier: tuple[str, ...] = ()) -> None:
    """Derive codes under `secret` from now on; codes given out under `earlier` ones stay good."""
    _secrets[:] = [one.encode() for one in (secret, *earlier)]


def reference() -> str:
    """A new public reference: "K7R-4M2-XP9"."""
    number = secrets.randbelow(len(ALPHABET) ** 9)
    letters = "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(9))
    return f"{letters[:3]}-{letters[3:6]}-{letters[6:]}"


def new_key(browser: str = "") -> str:
    """A new idempotency key for a form; with `browser`, one that `is_issued_to` recognises as given to it.

    A key opens nothing: it makes a repeat the same as its first time, for anyone who was let in by something else.
    """
    nonce = secrets.token_urlsafe(24)
    return nonce + _mark(nonce, browser) if browser else nonce


def _mark(nonce: str, browser: str) -> str:
    return _mac("key of a form:", f"{nonce} {browser}", _secrets[0])[:_MARK]


_MARK = 24
"""Letters of the mark at the end of a key that was issued to a browser."""


_TRIES = 5000
"""Keys that are tried for one with a checkable code: about a hundred are enough."""


def new_key_of_draft(browser: str) -> str:
    """A new key for a form that begins a draft, issued to `browser`, whose code `is_checkable`.

    The code follows from the key as ever, also in the version before: so the key is chosen, and no code changes.
    """
    for _try in range(_TRIES):
        key = new_key()
        if is_checkable(_code(key + _mark(key, browser), _secrets[0])):
            return key + _mark(key, browser)
    return new_key(browser)


def is_checkable(code: str) -> bool:
    """Whether a code leaves 1 when it is divided by 97, as codes do since their keys are chosen: one wrong digit, or
    two that were exchanged, change that."""
    return int(code) % 97 == 1


def is_issued_to(browser: str, key: str) -> bool:
    """Whether `key` was issued to this browser: only it may be told what another form with this key began."""
    nonce, mark = key[:-_MARK], key[-_MARK:]
    return bool(nonce) and any(
        _is_same(_mac("key of a form:", f"{nonce} {browser}", one)[:_MARK], mark) for one in _secrets
    )


def pass_of(key: str) -> str:
    """What a form carries to open its draft or submission where the session is gone: the key, signed by us."""
    return f"{key}.{_mac('opens the sheet:', key, _secrets[0])}"


def key_in(form_pass: str) -> str:
    """The key of the draft or submission that a form may open with what it carries, or ""."""
    key, _dot, mac = form_pass.rpartition(".")
    is_ours = any(_is_same(_mac("opens the sheet:", key, one), mac) for one in _secrets)
    return key if is_ours else ""


def _is_same(ours: str, given: str) -> bool:
    return hmac.compare_digest(ours.encode(), given.encode(errors="replace"))


def _mac(purpose: str, words: str, secret: bytes) -> str:
    digest = hmac.new(secret, f"{purpose}{words}".encode(errors="replace"), hashlib.sha256)
    return digest.hexdigest()[:48]


def code_of(key: str, hashed: str = "") -> str:
    """The code that opens the draft or submission with this key; with `hashed`, under the secret of that hash."""
    found = [_code(key, secret) for secret in _secrets]
    kept = [code for code, secret in zip(found, _secrets, strict=True) if _hash(code, secret) == hashed]
    return kept[0] if kept else found[0]


def code_hash(code: str) -> str:
    """What is kept of a code."""
    return _hash(code, _secrets[0])


def code_hashes(code: str) -> list[str]:
    """What may have been kept of a code, under the present secret and earlier ones."""
    return [_hash(code, secret) for secret in _secrets]


def read_code(text: str) -> str:
    """The 24 digits someone typed, in any script, with whatever between them; "" where it is no code."""
    digits = [unicodedata.decimal(sign, None) for sign in text]
    found = "".join(str(digit) for digit in digits if digit is not None)
    return found if len(found) == DIGITS else ""


def spaced(code: str) -> str:
    """A code as it is shown: in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def work_signature(key: str, terms: str) -> str:
    """The signature of a proof of work that is asked for a draft with this key on these terms: 64 hex digits."""
    return _work_signature(key, terms, _secrets[0])


def is_work_signature(key: str, terms: str, signature: str) -> bool:
    """Whether we gave this signature, or the beginning of it, for a draft on these terms."""
    return len(signature) >= _SHORTEST_SIGNATURE and any(
        _is_same(_work_signature(key, terms, one)[: len(signature)], signature) for one in _secrets
    )


_SHORTEST_SIGNATURE = 32


def _work_signature(key: str, terms: str, secret: bytes) -> str:
    return hmac.new(secret, f"proof of work: {terms} {key}".encode(), hashlib.sha256).hexdigest()


def receipt_signature(reference: str, words: str) -> str:
    """The signature of a receipt: no one else can make it, and it tells nothing of what is signed."""
    return _receipt_signature(reference, words, _secrets[0])


def is_receipt_signature(reference: str, words: str, signature: str) -> bool:
    """Whether a receipt with this signature was given for a submission that says these words."""
    return any(_is_same(_receipt_signature(reference, words, one), signature) for one in _secrets)


def _receipt_signature(reference: str, words: str, secret: bytes) -> str:
    return hmac.new(secret, f"receipt: {reference} {words}".encode(), hashlib.sha256).hexdigest()[:32]


def end_emails_path(reference: str) -> str:
    """The page on which anyone who was written to about a submission ends that; no one else knows its address."""
    return addresses.end_emails(reference, _signature(reference, _secrets[0]))


def is_signed(reference: str, signature: str) -> bool:
    """Whether `signature` was in an email about this submission."""
    return any(
        hmac.compare_digest(_signature(reference, one).encode(), signature.encode()) for one in _secrets
    )


def address_path(reference: str, email: str, until: datetime) -> str:
    """The page on which the owner of an address confirms, until then, that a submission was sent with it."""
    end = int(until.timestamp())
    return addresses.confirm_address(
        reference, f"{end}-{_mac(*_confirms(reference, email, end), _secrets[0])}"
    )


def address_until(reference: str, email: str, signature: str) -> datetime | None:
    """Until when a `signature` confirms that this submission was sent with this address; None where it never did."""
    end, _dash, mac = signature.partition("-")
    if not (end.isascii() and end.isdecimal() and len(end) <= 11):
        return None
    told = _confirms(reference, email, int(end))
    if not any(_is_same(_mac(*told, one), mac) for one in _secrets):
        return None
    return datetime.fromtimestamp(int(end), UTC)


def _confirms(reference: str, email: str, end: int) -> tuple[str, str]:
    return "confirms an address:", f"{reference} {email.lower()} {end}"


def _signature(reference: str, secret: bytes) -> str:
    return hmac.new(secret, b"letters about:" + reference.encode(), hashlib.sha256).hexdigest()[:32]


def _code(key: str, secret: bytes) -> str:
    digest = hmac.new(secret, b"resume code:" + key.encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest, "big") % 10**DIGITS).zfill(DIGITS)


def _hash(code: str, secret: bytes) -> str:
    return hmac.new(secret, b"kept code:" + code.encode(), hashlib.sha256).hexdigest()
