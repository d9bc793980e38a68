"""What production refuses to start with, one clear line each."""

import os
import sys
from pathlib import Path

from flask import Flask

from consult.core import files, store_identity
from consult.web import languages
from consult.web.assets import list_of

ENVIRONMENTS = ("production", "demo", "test")
"""What CONSULT_ENV may say; only production may be reached by strangers, and a slip of the pen is none of them."""


def unsafe(app: Flask) -> list[str]:
    """Settings of `app` that no production may have."""
    config = app.config
    secret, sender = str(config["SECRET_KEY"]), str(config["MAIL_FROM"])
    trouble = {
        "DEBUG is on": bool(app.debug or config["DEBUG"]),
        "SECRET_KEY is missing": not secret,
        "SECRET_KEY is shorter than 32 characters": 0 < len(secret) < 32,
        "METRICS_TOKEN is shorter than 24 characters": 0 < len(str(config["METRICS_TOKEN"])) < 24,
        "SECRET_KEY is one of the examples": secret.lower().startswith(
            ("change", "secret", "dev", "example", "for tests")
        ),
        "COOKIE_SECURE is off: sign-in cookies would travel without TLS": not config["SESSION_COOKIE_SECURE"],
        "PUBLIC_URL does not begin with https://": not str(config["PUBLIC_URL"]).startswith("https://"),
        "SMTP_URL is missing: no email would be sent": not config["SMTP_URL"],
        "MAIL_FROM is missing: emails need a sender address": "@" not in sender
        or sender.endswith("@localhost"),
        "SECOND_FACTOR_REQUIRED is off": not config["SECOND_FACTOR_REQUIRED"],
        "RATE_LIMITS is off": not config["RATE_LIMITS"],
        "CONSULT_JOURNAL cannot be written: a restore would bring back what was erased": not _is_writable(
            Path(config["JOURNAL_DIR"])
        ),
        "CONSULT_DATA cannot be written: it has to belong to the account of the service": not _is_writable(
            Path(config["DATA_DIR"])
        ),
        f"LANGUAGES names languages without a catalogue: {', '.join(without_catalogue(app))}": bool(
            without_catalogue(app)
        ),
        f"catalogues are not compiled: {', '.join(languages.not_compiled())} (docs/operations.md)": bool(
            languages.not_compiled()
        ),
        "PROXY_COUNT is 0: set the number of proxies in front, or DIRECTLY_REACHED=1 where there is none": (
            not config["PROXY_COUNT"] and not config["DIRECTLY_REACHED"]
        ),
        "DIRECTLY_REACHED is on and PROXY_COUNT is not 0: only one of them is true": bool(
            config["PROXY_COUNT"] and config["DIRECTLY_REACHED"]
        ),
        "CONSULT_ASSETS has no assets of this version: build them (docs/operations.md)": not list_of(
            Path(config["ASSETS_DIR"])
        ).exists(),
    }
    return [line for line, holds in trouble.items() if holds]


def without_catalogue(app: Flask) -> list[str]:
    """The languages of LANGUAGES in which nothing would be said: they have no words of the interface."""
    folders = app.extensions["babel"].translation_directories
    return [code for code in app.config["LANGUAGES"] if not languages.has_catalogue(code, folders)]


def refuse_other_store(app: Flask) -> None:
    """Exit where a process that serves has another store of files than the first one that served this database."""
    if app.config["ENVIRONMENT"] != "production":
        return
    with app.app_context():
        store_identity.remember()
        trouble = store_identity.disagreement()
    if trouble:
        sys.exit(f"consult does not start: {trouble}")


def _is_writable(folder: Path) -> bool:
    try:
        files.make_folder(folder, 0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
