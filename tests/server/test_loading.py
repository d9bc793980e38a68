"""What a worker process does before it takes a request."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from consult.setup import compiling
from consult.setup.environment import ROOT
from consult.web import templates
from tests.subprocesses import run

LOAD = """
from consult.server.__main__ import _load
front = _load("wsgi:app", threads=2)
environment = front.application.jinja_env
print(len(environment.cache) == len(environment.list_templates()) > 200)
"""


def test_a_worker_process_compiles_all_templates_before_its_first_request(
    database: str, servers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSULT_TEMPLATE_CACHE", str(tmp_path))  # where nothing was compiled before
    done = run(LOAD, database, servers["redis"])
    assert (done.stdout, done.stderr[-2000:]) == ("True\n", "")
    assert len(list(tmp_path.iterdir())) > 200, "the next process loads what this one compiled"


def test_compiled_templates_are_used_for_the_same_text_and_the_same_code(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "compiled"
    code = compile("None", "front.html", "eval")
    templates.write({"front.html": ("digest", code)}, path)
    for checksum, found in (("digest", code), ("digest of another text", None)):
        bucket = templates.Bucket(app.jinja_env, "front.html", checksum)
        templates.CompiledTemplates(path).load_bytecode(bucket)
        assert bucket.code == found
    templates.read.cache_clear()
    monkeypatch.setattr(templates, "digest_of_code", lambda: "other code")
    assert templates.read(path) == {}
    path.write_bytes(b"cut off")
    templates.read.cache_clear()
    assert templates.read(path) == {}
    templates.read.cache_clear()
    assert templates.read(tmp_path / "nowhere") == {}


def test_an_installation_compiles_every_template_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "consult.setup.compiling", "templates"]
    subprocess.run(command, cwd=ROOT, env={"CONSULT_DATA": str(tmp_path)}, check=True)
    templates.read.cache_clear()
    compiled = templates.read(templates.COMPILED)
    assert {name: checksum for name, (checksum, _code) in compiled.items()} == templates.checksums()
    assert len(compiled) > 200
    written = templates.COMPILED.stat().st_mtime_ns
    compiling.compile_templates()
    assert templates.COMPILED.stat().st_mtime_ns == written
    assert list(tmp_path.iterdir()) == [], "its application leaves no files"
