"""The environment in which the application runs under `run`, `flask` and `test`."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from consult.embedded import Servers

ROOT = Path(__file__).resolve().parent.parent.parent


def say(line: str) -> None:
    """Chatter goes to stderr."""
    print(f"consult: {line}", file=sys.stderr, flush=True)


def needs_servers() -> bool:
    """Whether the embedded servers are wanted: not where addresses of others are given."""
    return not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ)


def of(servers: Servers | None, data: Path, port: int = 8000) -> dict[str, str]:
    """Environment variables for the application's processes, over the caller's own."""
    chosen = {
        "CONSULT_ENV": "demo",
        "CONSULT_DATA": str(data),
        "CONSULT_ASSETS": str(data / "assets"),
        "SECRET_KEY": secret(data),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_HOSTS": "127.0.0.1,localhost",
        "COOKIE_SECURE": "0",
        "SECOND_FACTOR_REQUIRED": "0",
        "FLASK_APP": "wsgi",
        "PYTHONPATH": str(ROOT),
    }
    if servers is not None:
        chosen |= {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    return {
        **chosen,
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        **_ours(servers),
    }


def _ours(servers: Servers | None) -> dict[str, str]:
    if servers is None:
        return {}
    return {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}


def secret(data: Path) -> str:
    """The demo's own secret, made once."""
    path = data / "secret"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def flask(environment: dict[str, str], *arguments: str, quiet: bool = False) -> int:
    """Run a flask command in `environment`; its exit status. `quiet` sends its answer to stderr."""
    command = [sys.executable, "-m", "flask", *arguments]
    out = sys.stderr if quiet else None
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=out, check=False).returncode
