"""`python3 -m consult test`: every check, cheapest first, then every test on throw-away servers."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    ("types", ("-m", "mypy")),
)
"""What needs no server: name, and the Python arguments that run it."""

PARALLEL = ("-n", "3", "--dist", "loadgroup")
"""How pytest runs all tests: in three processes, since many tests wait for programs that they start; those of one group
(mark xdist_group) in the same one."""


def main(arguments: list[str]) -> int:
    """Run everything; with `arguments`, only pytest with them."""
    if not ready_browser():
        return 1
    environment.compile_modules()
    if not arguments:
        reading = _read_tests()
        for name, check in CHECKS:
            began = time.monotonic()
            if subprocess.run([sys.executable, *check], cwd=ROOT, check=False).returncode:
                say(f"{name}: failed")
                reading.kill()
                return 1
            say(f"{name}: passed ({time.monotonic() - began:.0f} s)")
        reading.wait()
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
            pytest = [sys.executable, "-m", "pytest", *(arguments or PARALLEL)]
            return _call(pytest, around)
        except (OSError, RuntimeError) as trouble:
            say(str(trouble))
            return 1
        finally:
            servers.stop()


def _read_tests() -> subprocess.Popen[bytes]:
    """Have pytest read every test once, beside the checks. It keeps the modules with their assertions rewritten, which
    each of its three processes would otherwise do for itself, also where Python is told to keep nothing."""
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


def _call(command: list[str], around: dict[str, str]) -> int:
    """Run the tests; their exit status. Where we are told to stop, so is all that they have started."""
    running = subprocess.Popen(command, cwd=ROOT, env=around, preexec_fn=die_with_parent)
    try:
        return running.wait()
    except BaseException:
        process_group.kill(running.pid)
        raise


def browser() -> str | None:
    """The Chromium that tests drive: the system's, or one that playwright fetched for this user."""
    fetched = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or (str(fetched[-1]) if fetched else None)


def ready_browser() -> bool:
    """Whether there is a Chromium; installs it where we may, else says what to do. Never skipped."""
    if browser():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Chromium and fonts for the browser tests")
        subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, check=False)
        install = [
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "fonts-noto-core",
        ]
        subprocess.run(install, stdout=subprocess.DEVNULL, check=False)
        if browser():
            return True
    else:
        say("fetching Chromium for the browser tests")
        fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(fetch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if browser():
            return True
    say("the browser tests need Chromium: apt-get install chromium fonts-noto-core")
    return False
