"""The environment in which the application runs under `run`, `flask` and `test`."""

import compileall
import os
import secrets
import subprocess
import sys
from pathlib import Path

from consult.core import files
from consult.embedded import Servers, die_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent


def say(line: str) -> None:
    """Chatter goes to stderr."""
    print(f"consult: {line}", file=sys.stderr, flush=True)


def compile_modules() -> None:
    """Compile the application's modules once, also where Python is told not to: every process starts with them."""
    compileall.compile_dir(ROOT / "consult", quiet=2)


def data_folder() -> Path:
    """Where everything of `run` and `flask` is kept unless --data says otherwise."""
    return Path(os.environ.get("CONSULT_DATA") or ROOT / "var")


def servers_in(folder: Path, throwaway: bool = False) -> Servers:
    """The embedded servers of `folder`, each only where no address of another is given."""
    return Servers(
        folder,
        throwaway,
        postgres=not os.environ.get("DATABASE_URL"),
        valkey=not os.environ.get("REDIS_URL"),
    )


def addresses(servers: Servers) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL: of the embedded servers, or as given."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or servers.database_url,
        "REDIS_URL": os.environ.get("REDIS_URL") or servers.redis_url,
    }


def of(servers: Servers, data: Path, port: int = 8000) -> dict[str, str]:
    """Environment variables for the application's processes: the caller's own, and ours where there are none."""
    chosen = {
        "CONSULT_ENV": "demo",
        "SECRET_KEY": secret(data),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_HOSTS": "127.0.0.1,localhost",
        "COOKIE_SECURE": "0",
        "SECOND_FACTOR_REQUIRED": "0",
    }
    return {
        **chosen,
        **os.environ,
        **addresses(servers),
        "CONSULT_DATA": str(data),
        "CONSULT_ASSETS": str(data / "assets"),
        "FLASK_APP": "wsgi",
        "PYTHONPATH": str(ROOT),
    }


def secret(data: Path) -> str:
    """The demo's own secret, made once."""
    path = data / "secret"
    if not path.exists():
        files.write(path, secrets.token_urlsafe(48).encode())
    return path.read_text()


def flask(environment: dict[str, str], *arguments: str, quiet: bool = False) -> int:
    """Run a flask command in `environment`; its exit status. `quiet` sends its answer to stderr, and only warnings."""
    command = [sys.executable, "-m", "flask", *arguments]
    out = sys.stderr if quiet else None
    environment = {"LOG_LEVEL": "warning", **environment} if quiet else environment
    return subprocess.run(
        command, env=environment, cwd=ROOT, stdout=out, preexec_fn=die_with_parent, check=False
    ).returncode
