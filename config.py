"""Settings of consult, read from the environment: the only file that does.

Every setting is described, with its default, in docs/operations.md; a test holds the two together.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _number(name: str, default: int) -> int:
    typed = os.environ.get(name, str(default))
    if not typed.isdecimal():
        sys.exit(f"consult does not start: {name} is not a number")
    return int(typed)


def _words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database_url(url: str) -> str:
    """The same address with the driver consult uses, whatever short form an operator typed."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _of_each_connection(settings: dict[str, str], direct_url: str) -> dict[str, object]:
    """How a connection begins. Behind a pooler settings belong to the role, and statements are not prepared: what one
    connection to PostgreSQL has prepared another does not know."""
    if direct_url:
        return {"prepare_threshold": None}
    return {"options": " ".join(f"-c {name}={value}" for name, value in settings.items())}


class Config:
    """What every environment shares; each attribute is one setting."""

    ENVIRONMENT = os.environ.get("CONSULT_ENV", "production")
    DEMO = ENVIRONMENT == "demo"
    SECRET_KEY = os.environ.get("SECRET_KEY", "")
    SECRET_KEY_FALLBACKS = _words("SECRET_KEY_FALLBACKS", "")
    DATA_DIR = Path(os.environ.get("CONSULT_DATA", "var")).resolve()
    JOURNAL_DIR = Path(os.environ.get("CONSULT_JOURNAL", str(DATA_DIR / "journal"))).resolve()
    PG_BIN = os.environ.get("CONSULT_PG_BIN", "")
    ASSETS_DIR = Path(os.environ.get("CONSULT_ASSETS", str(DATA_DIR / "assets"))).resolve()
    # where compiled templates stay for the next process: for tests, which start many
    TEMPLATE_CACHE = os.environ.get("CONSULT_TEMPLATE_CACHE", "")
    SQLALCHEMY_DATABASE_URI = database_url(os.environ.get("DATABASE_URL", "postgresql+psycopg:///consult"))
    # PostgreSQL itself, where DATABASE_URL leads to a pooler that gives each transaction another connection
    DATABASE_DIRECT_URL = database_url(os.environ.get("DATABASE_DIRECT_URL", ""))
    READ_SECONDS = _number("READ_SECONDS", 2)
    # costs as on a disk without moving parts; actions and jobs raise the time of a statement for themselves
    SESSION_SETTINGS = {
        "timezone": "UTC",
        "statement_timeout": f"{READ_SECONDS}s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
        "random_page_cost": "1.1",
        "jit": "off",
    }
    SQLALCHEMY_ENGINE_OPTIONS = {
        "pool_size": _number("DATABASE_POOL_SIZE", 5),
        "max_overflow": _number("DATABASE_POOL_OVERFLOW", 5),
        "pool_timeout": 5,
        "hide_parameters": True,
        "connect_args": {"connect_timeout": 5, **_of_each_connection(SESSION_SETTINGS, DATABASE_DIRECT_URL)},
    }
    REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
    QUEUE = os.environ.get("CONSULT_QUEUE", "consult")
    LOG_FORMAT = os.environ.get("LOG_FORMAT", "") or ("json" if ENVIRONMENT == "production" else "lines")
    LOG_LEVEL = os.environ.get("LOG_LEVEL", "info").lower()
    ACCESS_LOG = _flag("ACCESS_LOG", True)
    METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
    NOTIFY_SOCKET = os.environ.get(
        "NOTIFY_SOCKET", ""
    )  # set by the person who starts a process and watches over it
    SIGN_OF_LIFE = os.environ.get("SIGN_OF_LIFE", "")

    PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    TRUSTED_HOSTS = _words("TRUSTED_HOSTS", urlsplit(PUBLIC_URL).hostname or "") or None
    PROXY_COUNT = _number("PROXY_COUNT", 0)
    DIRECTLY_REACHED = _flag("DIRECTLY_REACHED", False)
    HEADER_SECONDS = _number("HEADER_SECONDS", 10)
    BODY_SECONDS = _number("BODY_SECONDS", 10)
    BODY_BYTES_PER_SECOND = _number("BODY_BYTES_PER_SECOND", 4096)
    WORKER_SILENCE_SECONDS = _number("WORKER_SILENCE_SECONDS", 20)
    WORKER_START_SECONDS = _number("WORKER_START_SECONDS", 120)
    WORKER_STUCK_SECONDS = _number("WORKER_STUCK_SECONDS", 90)
    MAX_CLOCK_SKEW_SECONDS = _number("MAX_CLOCK_SKEW_SECONDS", 10)
    ARRIVAL_HEADER = os.environ.get("ARRIVAL_HEADER", "")  # only a name that the proxy always overwrites
    LANGUAGES = _words("LANGUAGES", "en,fr,es,ru,zh,ar")
    COUNTRY_NAMES = os.environ.get("COUNTRY_NAMES", "")  # a CSV file of names that replace ours
    BABEL_DEFAULT_LOCALE = LANGUAGES[0]
    BABEL_DEFAULT_TIMEZONE = "UTC"

    SESSION_COOKIE_SECURE = _flag("COOKIE_SECURE", True)
    SESSION_COOKIE_NAME = "__Host-consult" if SESSION_COOKIE_SECURE else "consult"
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_PATH = "/"
    SESSION_REFRESH_EACH_REQUEST = False
    PERMANENT_SESSION_LIFETIME = 60 * 60 * 24 * 60  # as long as a draft submission may be kept open
    STAFF_SESSION_HOURS = _number("STAFF_SESSION_HOURS", 12)
    SECOND_FACTOR_REQUIRED = _flag("SECOND_FACTOR_REQUIRED", True)
    UNDO_SECONDS = _number("UNDO_SECONDS", 30)
    WTF_CSRF_TIME_LIMIT = None  # a page may stay open for hours while someone types
    MAX_CONTENT_LENGTH = _number("MAX_UPLOAD_MB", 30) * 1024 * 1024
    DOWNLOADS_MB = _number("DOWNLOADS_MB", 2048)
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
    MAX_FORM_PARTS = 400

    MAIL_FROM = os.environ.get("MAIL_FROM", "consult@localhost")
    SMTP_URL = os.environ.get(
        "SMTP_URL", ""
    )  # smtp://user:password@host:587?tls=starttls ; empty: the demo outbox
    INCOMING_EMAIL_DOMAIN = os.environ.get("INCOMING_EMAIL_DOMAIN", "")  # of the addresses of consultations
    IMAP_URL = os.environ.get("IMAP_URL", "")  # imaps://user:password@host/folder ; empty: none is fetched
    STORAGE_URL = os.environ.get("STORAGE_URL", "")  # s3://bucket?endpoint=https://… ; empty: DATA_DIR/files
    S3_ACCESS_KEY = os.environ.get("S3_ACCESS_KEY", "")
    S3_SECRET_KEY = os.environ.get("S3_SECRET_KEY", "")
    CLAMD_SOCKET = os.environ.get("CLAMD_SOCKET", "")  # /path of a socket, or host:port; empty: no virus scan
    VIRUS_SCAN_REQUIRED = _flag("VIRUS_SCAN_REQUIRED", ENVIRONMENT == "production")
    FILES_URL = os.environ.get("FILES_URL", "").rstrip("/")  # another host for attachments; empty: PUBLIC_URL
    RATE_LIMITS = _flag("RATE_LIMITS", True)
    SUBMISSIONS_OF_NETWORK = os.environ.get("SUBMISSIONS_OF_NETWORK", "30 per hour")
    SUBMISSIONS_OF_ALL = os.environ.get("SUBMISSIONS_OF_ALL", "600 per hour")
    PROOF_OF_WORK_BITS = _number("PROOF_OF_WORK_BITS", 18)
    TRANSLATION_URL = os.environ.get("TRANSLATION_URL", "")  # of a server like LibreTranslate; empty: none
    TRANSLATION_KEY = os.environ.get("TRANSLATION_KEY", "")

    HAS_COMMANDS = True  # the web server has none

    DEBUG = False
    TESTING = False


class Testing(Config):
    """The test suite: the same application, plain HTTP, languages enough to see both directions."""

    ENVIRONMENT = "test"
    DEMO = False
    SECRET_KEY = "for tests only, not a secret at all, but long enough"
    TESTING = True
    PUBLIC_URL = "http://localhost"
    TRUSTED_HOSTS = None
    SESSION_COOKIE_SECURE = False
    SESSION_COOKIE_NAME = "consult"
    LANGUAGES = ["en", "fr", "es", "ru", "zh", "ar"]
    SECOND_FACTOR_REQUIRED = False
    UNDO_SECONDS = 0  # stories of decisions read what they lead to; those of undoing set a time
    CLAMD_SOCKET = ""
    VIRUS_SCAN_REQUIRED = False
    FILES_URL = ""
    RATE_LIMITS = False
    INCOMING_EMAIL_DOMAIN = "comments.example.org"
    IMAP_URL = ""
    TRANSLATION_URL = ""
    TRANSLATION_KEY = ""
