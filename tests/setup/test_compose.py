"""compose.yaml starts what there is, keeps no secret, and watches over each container."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from consult.core.queue import Urgency
from consult.setup.environment import ROOT
from tests.setup.test_guide import parse
from tests.setup.test_settings import settings

FILE = ROOT / "compose.yaml"
SECRETS = ("SECRET_KEY", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY")
ONCE = {"prepare", "bucket"}
"""Services that do something and end."""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())["services"]
    return found


def ours(services: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in services.items() if one["image"] == "consult"}


def test_every_queue_has_a_worker_and_every_command_is_there(app: Flask, services: dict[str, Any]) -> None:
    called = {name: one["command"] for name, one in ours(services).items() if "command" in one}
    assert {name for name in called if name.startswith("worker-")} == {
        f"worker-{one.value}" for one in Urgency
    }
    for name, words in called.items():
        if name != "prepare":
            assert words[0] == "flask"
            parse(app, words[1:])
    assert called["prepare"] == ["sh", "-c", "python -m consult.setup.assets /assets && flask db upgrade"]


def test_every_container_is_watched_over(services: dict[str, Any]) -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert "HEALTHCHECK CMD" in image
    for name, one in services.items():
        if name not in ONCE | {"web"}:  # the web container has the check of the image
            assert one["healthcheck"]["test"][0] == "CMD", name
    for name in ("tick", *(f"worker-{one.value}" for one in Urgency)):
        check = services[name]["healthcheck"]["test"]
        assert check == ["CMD", "python", "-m", "consult.setup.heartbeat_check"]
        assert services[name]["environment"]["SIGN_OF_LIFE"]


def test_settings_are_there_and_secrets_come_from_outside(services: dict[str, Any]) -> None:
    for name, one in ours(services).items():
        assert set(one["environment"]) <= set(settings()), name
    text = FILE.read_text()
    for secret in SECRETS:
        assert f"${{{secret}:?}}" in text, secret
    for value in re.findall(r"^\s+\w*(?:PASSWORD|SECRET|KEY)\w*: (.+)$", text, re.MULTILINE):
        assert re.fullmatch(r"\$\{\w+:(\?|-)\}", value), value  # given from outside, or empty


def test_a_setting_that_may_be_left_out_has_the_applications_own_default(services: dict[str, Any]) -> None:
    given = {
        "LANGUAGES": "en,fr,es,ru,zh,ar",
        "LOG_LEVEL": "info",
        "MAX_UPLOAD_MB": "30",
        "UNDO_SECONDS": "30",
    }
    guide = settings()
    for name, value in given.items():
        assert services["web"]["environment"][name] == f"${{{name}:-{value}}}"
        assert str(guide[name]) == value
    for name in ("SECRET_KEY_FALLBACKS", "METRICS_TOKEN"):
        assert services["web"]["environment"][name] == f"${{{name}:-}}"


def test_everything_that_is_kept_lies_in_a_volume(services: dict[str, Any]) -> None:
    named = set(yaml.safe_load(FILE.read_text())["volumes"])
    mounted = {
        volume.partition(":")[0]
        for one in services.values()
        for volume in one.get("volumes", ())
        if volume[0] != "."
    }
    assert mounted == named == {"database", "data", "journal", "assets", "storage"}
    image = (ROOT / "Dockerfile").read_text()
    for one in ours(services).values():
        for volume in one["volumes"]:
            assert re.search(rf"install -d -o consult -g consult .*{volume.partition(':')[2]}\b", image), (
                volume
            )
    script = ROOT / "docs" / "compose" / "make-database.sh"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not here")
def test_docker_compose_takes_the_file(tmp_path: Path) -> None:
    around = dict.fromkeys((*SECRETS, "PUBLIC_URL", "MAIL_FROM", "SMTP_URL"), "some-words")
    command = ["docker-compose", "--file", str(FILE), "config", "--quiet"]
    taken = subprocess.run(command, env={**os.environ, **around}, capture_output=True, text=True, check=False)
    assert (taken.returncode, taken.stderr) == (0, "")
    refused = subprocess.run(
        command, env={**os.environ, **around, "SECRET_KEY": ""}, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
