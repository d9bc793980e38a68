"""The application: core, the web package, then the packages in the order of the layers."""

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import agenda
from consult.attachments import addresses as attachment_addresses
from consult.attachments import virus_scan
from consult.consultations import labels
from consult.core import (
    account_data,
    database_timeouts,
    declarations,
    events,
    files,
    hooks,
    jobs,
    journal,
    log_lines,
    logs,
    mail,
    metrics,
    outbox,
    permissions,
    pooler,
    preconditions,
    queue,
    rendering,
    restore_cleanup,
    storage,
    watchdog,
)
from consult.core.database import (
    ACTION_SECONDS,
    close_session,
    db,
    is_connection_lost,
    reads_without_transaction,
    settings_that_log_text,
    unsafe_role,
    unsafe_settings,
    watch,
)
from consult.core.translatable import is_locale
from consult.incoming_email import addresses as incoming_addresses
from consult.moderation import undo_period
from consult.stakeholders import category_names, countries
from consult.submissions import references
from consult.web import (
    access_log,
    addresses,
    arrival_time,
    cache,
    downloads,
    email_texts,
    errors,
    guards,
    headers,
    language_addresses,
    languages,
    links,
    metrics_page,
    migrations,
    nul_characters,
    old_addresses,
    origins,
    pages,
    rate_limits,
    request_sizes,
    searches,
    sign_language_forms,
    startup,
    templates,
    text_languages,
)
from consult.web.assets import AssetFiles

HERE = Path(__file__).resolve().parent.parent

PACKAGE_ORDER = (
    "web", "accounts", "organisations", "stakeholders", "drafts", "consultations", "attachments",
    "submissions",
    "draft_submissions",
    "comment_forms", "screening", "form_uploads", "staff_entries", "incoming_email", "comment_translations",
    "moderation", "responses",
    "summaries", "practices", "notifications", "dashboard", "reading", "portal", "demo",
)  # fmt: skip
"""The packages, lower ones first. No module of a package is required: what it has is found by its name."""

KITS = (
    old_addresses, nul_characters, arrival_time, addresses, headers, pages, rate_limits, downloads,
    metrics_page,
)  # fmt: skip
"""Modules of the HTTP toolkit, in the order in which they are registered."""


def create_app(config: object) -> Flask:
    """The application with the settings of `config` (see config.py). Exits where production would be unsafe."""
    app = links.Application("consult", template_folder=str(HERE / "templates"), static_folder=None)
    app.config.from_object(config)
    if app.config["ENVIRONMENT"] not in startup.ENVIRONMENTS:
        sys.exit(f"consult does not start: CONSULT_ENV is none of {', '.join(startup.ENVIRONMENTS)}")
    _log_in_our_words(app)
    if unknown := [one for one in app.config["LANGUAGES"] if not is_locale(one)]:
        sys.exit(f"consult does not start: LANGUAGES names what is no language: {', '.join(unknown)}")
    spoken = list(dict.fromkeys(map(languages.as_offered, app.config["LANGUAGES"])))
    app.config.update(LANGUAGES=spoken, BABEL_DEFAULT_LOCALE=spoken[0].replace("-", "_"))
    db.init_app(app)
    app.teardown_appcontext(close_session)
    with app.app_context():
        watch(db.engine)
        metrics.watch_pool(db.engine)
    for kit in (templates, origins, request_sizes):
        kit.register(app)
    _read_without_transactions(app)
    migrations.register(app, db)
    _wire_core(app)
    _wire_attachments(app)
    for kit in KITS:
        kit.register(app)
    errors.register(
        app, (OperationalError, InterfaceError, PoolTimeout, storage.StoreAway), is_connection_lost
    )
    language_addresses.register(app)
    text_languages.register(app)
    _wire_category_names(app)
    sign_language_forms.register(app)
    searches.register(app)
    app.extensions["page_cache"] = cache.PageCache()
    app.jinja_env.globals.update(fragment=cache.fragment, constant=cache.constant, cached=cache.cached)
    if app.testing or app.debug:
        guards.check_guards(app)
    for package in PACKAGE_ORDER:
        for blueprint in load_package(package, with_commands=app.config["HAS_COMMANDS"]):
            app.register_blueprint(blueprint)
    _wire_packages()
    _serve_assets(app)
    if app.config["PROXY_COUNT"]:
        hops = app.config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    access_log.register(app)
    if app.config["ENVIRONMENT"] == "production":
        _refuse_if_unsafe(app)
    return app


def _serve_assets(app: Flask) -> None:
    """Answer requests for style sheets, scripts and pictures before the application sees them."""
    folder = Path(app.config["ASSETS_DIR"])
    files.make_folder(folder)
    app.wsgi_app = AssetFiles(  # type: ignore[method-assign]
        app.wsgi_app,
        folder,
        max_age=31536000,
        allow_all_origins=False,
        add_headers_function=headers.on_asset,
        immutable_file_test=r"\.[0-9a-f]{12}\.",
    )


def _log_in_our_words(app: Flask) -> None:
    """Everything that is logged says no more than it may, in the form that the settings ask for."""
    for name, allowed in (("LOG_FORMAT", log_lines.FORMS), ("LOG_LEVEL", log_lines.LEVELS)):
        if app.config[name] not in allowed:
            sys.exit(f"consult does not start: {name} is none of {', '.join(allowed)}")
    log_lines.wire()
    logs.install()
    if not app.testing:
        log_lines.write_to_stderr(app.config["LOG_FORMAT"], app.config["LOG_LEVEL"])
    if not (app.testing or app.debug):
        logs.install_last_words()


def _read_without_transactions(app: Flask) -> None:
    """Views only read, and need none; an action begins one wherever it runs."""

    @app.before_request
    def reads() -> None:
        reads_without_transaction.set(True)
        database_timeouts.seconds.set((app.config["READ_SECONDS"], ACTION_SECONDS))

    @app.teardown_request
    def has_read(_error: BaseException | None) -> None:
        reads_without_transaction.set(False)
        database_timeouts.seconds.set(None)


def _wire_core(app: Flask) -> None:
    config = app.config
    notifier = queue.WorkerNotifier(config["REDIS_URL"], config["QUEUE"], app.app_context)
    app.extensions["worker_notifier"] = notifier
    queue.wire(notifier, agenda.PERIODIC_JOBS)
    outbox.wire(agenda.HANDLER_QUEUES, agenda.BATCH_HANDLERS)
    jobs.wire(agenda.JOBS)
    watchdog.wire(config["NOTIFY_SOCKET"], config["SIGN_OF_LIFE"])
    events.wire(agenda.EVENT_HANDLERS, outbox.wake_workers, agenda.RENAMED, agenda.RENAMED_EVENTS)
    metrics.wire(agenda.METRICS)
    account_data.wire(agenda.PERSONAL_DATA, agenda.ACCOUNT_DELETION)
    rendering.wire(agenda.STORED_HTML)
    incoming_addresses.wire(config["INCOMING_EMAIL_DOMAIN"], config["IMAP_URL"])
    undo_period.wire(config["UNDO_SECONDS"])
    references.wire(config["SECRET_KEY"], tuple(config["SECRET_KEY_FALLBACKS"]))
    _wire_countries(app)
    home = config["PUBLIC_URL"]
    transport = mail.MailTransport(
        config["SMTP_URL"], config["MAIL_FROM"], urlsplit(home).hostname or "localhost"
    )
    mail.wire(transport, email_texts.render_email, home)
    mail.wire_languages(config["LANGUAGES"])
    url = config["STORAGE_URL"]
    keys = (config["S3_ACCESS_KEY"], config["S3_SECRET_KEY"])
    bucket = storage.Bucket(url, *keys) if url else None
    storage.wire(bucket or storage.Folder(config["DATA_DIR"] / "files"))
    journal.wire(journal.Journal(config["JOURNAL_DIR"], bucket), agenda.ERASURES)
    restore_cleanup.wire(agenda.AFTER_RESTORE, agenda.RETENTION_JOBS)


def _wire_countries(app: Flask) -> None:
    try:
        countries.wire(app.config["COUNTRY_NAMES"])
    except countries.InvalidNames as trouble:
        sys.exit(f"consult does not start: COUNTRY_NAMES: {trouble}")


def _wire_category_names(app: Flask) -> None:
    folders = app.extensions["babel"].translation_directories
    catalogues = languages.translated(folders, category_names.messages())
    category_names.wire(words for _code, words in catalogues)


def _wire_attachments(app: Flask) -> None:
    virus_scan.wire(app.config["CLAMD_SOCKET"], is_required=app.config["VIRUS_SCAN_REQUIRED"])
    attachment_addresses.wire(app.config["FILES_URL"])


def _wire_packages() -> None:
    """What can be checked only when every module of every package is loaded: whatever they declare is then known.
    Raises RuntimeError where a table of the agenda is incomplete, or names what no package has, where a moment is
    registered for an action that there is not, and where the record does not name the public events."""
    preconditions.wire(agenda.PRECONDITIONS)
    hooks.wire(agenda.HOOKS)
    modules = [f"consult.{package}.event_names" for package in PACKAGE_ORDER]
    loaded = [import_module(module) for module in modules if find_spec(module)]
    events.check({name for module in loaded for name in module.NAMES})
    labels.check_recorded({name for module in loaded for name in getattr(module, "PUBLIC", ())})
    permissions.check()
    declarations.check()


def load_package(package: str, *, with_commands: bool) -> Iterator[Blueprint]:
    """Import the modules of a package that no other needs to name; its pages, and its commands where they are wanted:
    these import what no page uses."""
    for layer in ("models", "policy", *(("cli",) if with_commands else ()), "views"):
        name = f"consult.{package}.{layer}"
        found = find_spec(name)
        # a folder that an earlier version left behind, with nothing but its compiled modules, has no origin
        if found is not None and found.origin is not None:
            module = import_module(name)
            if layer in {"cli", "views"}:
                yield module.bp


def _refuse_if_unsafe(app: Flask) -> None:
    with app.app_context():
        try:
            trouble = startup.unsafe(app) or [
                *pooler.through_a_pooler(bool(app.config["DATABASE_DIRECT_URL"])),
                *pooler.missing_settings(app.config["SESSION_SETTINGS"]),
                *unsafe_settings(),
                *unsafe_role(),
                *settings_that_log_text(),
            ]
            arrival_time.tell_a_wrong_clock()
        except OperationalError:
            trouble = ["the database at DATABASE_URL does not answer"]
    if trouble:
        sys.exit("\n".join(f"consult does not start: {line}" for line in trouble))
