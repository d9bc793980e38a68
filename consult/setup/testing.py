"""`python3 -m consult test`: every check, cheapest first, and every test on throw-away servers."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from consult.embedded import die_with_parent
from consult.setup import catalogues, environment, process_group
from consult.setup.environment import ROOT, say

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
    (
        "who imports whom",
        ("-c", "import sys; from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"),
    ),
)
"""What takes seconds and needs no server: name, and the Python arguments that run it."""

TYPES = ("types", ("-m", "mypy"))
"""The check that takes longest runs beside the tests, which leave the processor idle where they wait for programs."""

PARALLEL = ("-n", "4", "--dist", "loadgroup")
"""How pytest runs all tests: in four processes, since many tests wait for programs that they start; those of one group
(mark xdist_group) in the same one."""


def main(arguments: list[str]) -> int:
    """Run everything; with `arguments`, only pytest with them."""
    if not ready_browser():
        return 1
    environment.compile_modules()
    if arguments:
        return _run_tests(arguments)
    reading, types = _read_tests(), Check(*TYPES)
    try:
        for name, command in CHECKS:
            if Check(name, command).has_failed(wait=True):
                return 1
        return _run_tests(PARALLEL, reading, types) or int(types.has_failed(wait=True))
    finally:
        reading.kill()
        types.stop()


class Check:
    """A check that runs. It is told once whether it passed."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.began, self.is_told = name, time.monotonic(), False
        self.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, preexec_fn=die_with_parent)

    def has_failed(self, *, wait: bool = False) -> bool:
        """Whether it has ended without passing; with `wait`, once it has ended."""
        status = self.process.wait() if wait else self.process.poll()
        if status is not None and not self.is_told:
            self.is_told = True
            how = "failed" if status else "passed"
            say(f"{self.name}: {how} ({time.monotonic() - self.began:.0f} s)")
        return bool(status)

    def stop(self) -> None:
        """End it where it still runs."""
        self.process.kill()
        self.process.wait()


def _run_tests(
    arguments: Sequence[str], reading: subprocess.Popen[bytes] | None = None, beside: Check | None = None
) -> int:
    """Run pytest on servers of its own, once every test was read; its exit status, or 1 as soon as the check `beside`
    it has failed."""
    try:
        catalogues.compile_all()
    except catalogues.BrokenCatalogue as trouble:
        say(str(trouble))
        return 1
    with tempfile.TemporaryDirectory(prefix="consult-test-") as folder:
        Path(folder).chmod(0o755)
        servers = environment.servers_in(Path(folder), throwaway=True)
        try:
            servers.start()
            around = {**os.environ, "CONSULT_ENV": "test", "CONSULT_DATA": folder, "PYTHONPATH": str(ROOT)}
            around |= environment.addresses(servers)
            around["CONSULT_TEMPLATE_CACHE"] = str(_template_cache_in(Path(folder)))
            if servers.with_postgres:  # the application's own role makes no databases
                around["CONSULT_TEST_OWNER_URL"] = servers.admin_url_of("postgres")
            if reading:
                reading.wait()
            return _call([sys.executable, "-m", "pytest", *arguments], around, beside)
        except (OSError, RuntimeError) as trouble:
            say(str(trouble))
            return 1
        finally:
            servers.stop()


def _read_tests() -> subprocess.Popen[bytes]:
    """Have pytest read every test once, beside the checks. It keeps the modules with their assertions rewritten, which
    each of its processes would otherwise do for itself, also where Python is told to keep nothing."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "--collect-only", "--quiet"],
        cwd=ROOT,
        env={**os.environ, "CONSULT_ENV": "test", "PYTHONDONTWRITEBYTECODE": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )


def _template_cache_in(folder: Path) -> Path:
    """Where processes of the tests keep compiled templates for each other; only ours to write to."""
    made = folder / "templates"
    made.mkdir(mode=0o700)
    return made


def _call(command: list[str], around: dict[str, str], beside: Check | None) -> int:
    """Run the tests; their exit status. Where we are told to stop, or a check `beside` them has failed, so is all that
    they have started."""
    running = subprocess.Popen(command, cwd=ROOT, env=around, preexec_fn=die_with_parent)
    try:
        while (status := _status(running, 1.0 if beside else None)) is None:
            if beside and beside.has_failed():
                process_group.kill(running.pid)
                return 1
    except BaseException:
        process_group.kill(running.pid)
        raise
    return status


def _status(running: subprocess.Popen[bytes], seconds: float | None) -> int | None:
    """The exit status; None where it still runs after `seconds`."""
    try:
        return running.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


_WITHOUT_WINDOWS = "chromium-headless-shell"
"""The build of Chromium that opens no windows. A page costs it about half of what it costs the other."""


def browser() -> str | None:
    """The Chromium that tests drive: the system's, or one that playwright fetched for this user."""
    fetched = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    found = next(filter(None, map(shutil.which, (_WITHOUT_WINDOWS, "chromium", "chromium-browser"))), None)
    return found or (str(fetched[-1]) if fetched else None)


def browser_environment() -> dict[str, str | float | bool]:
    """The environment in which Chromium is started: it finds the Chinese font that is installed as a package too, which
    a system may lack."""
    font = importlib.util.find_spec("noto_cjk_sans_otc")
    if font is None or font.origin is None:
        return {**os.environ}
    settings = Path(sys.prefix) / "fonts.conf"
    own = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    included = "" if own == str(settings) else f'<include ignore_missing="yes">{escape(own)}</include>'
    words = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig>{included}<dir>{escape(str(Path(font.origin).parent))}</dir></fontconfig>\n"
    )
    if not settings.exists() or settings.read_text(encoding="utf-8") != words:
        with tempfile.NamedTemporaryFile(
            "w", dir=sys.prefix, suffix=".conf", delete=False, encoding="utf-8"
        ) as made:
            made.write(words)
        Path(made.name).replace(settings)  # whole at once, for others who start one at the same time
    return {**os.environ, "FONTCONFIG_FILE": str(settings)}


def ready_browser() -> bool:
    """Whether there is a Chromium; installs it where we may, else says what to do. Never skipped."""
    if shutil.which(_WITHOUT_WINDOWS):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Chromium and fonts for the browser tests")
        subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, check=False)
        _apt_install(_WITHOUT_WINDOWS, "fonts-noto-core")
        if not browser():  # this release of the system has no such build
            _apt_install("chromium", "fonts-noto-core")
    elif not browser():
        say("fetching Chromium for the browser tests")
        fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(fetch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if not browser():
        say("the browser tests need Chromium: apt-get install chromium fonts-noto-core")
    return bool(browser())


def _apt_install(*packages: str) -> None:
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(install, stdout=subprocess.DEVNULL, check=False)
