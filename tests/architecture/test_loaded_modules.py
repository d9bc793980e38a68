"""What a web process loads before its first request: nothing that only workers and commands need."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

NOT_LOADED = {
    "PIL", "alembic", "bleach", "boto3", "charset_normalizer", "docx", "flask_migrate", "latex2mathml", "lxml", "mako",
    "mdit_py_plugins", "phonenumbers", "pycld2", "rapidfuzz", "rensa", "segno", "typst", "xlsxwriter",
}  # fmt: skip
"""Packages of readers of files, of migrations, of screening, of spreadsheets, of documents for print and of QR codes."""

PROGRAM = """
import json, sys
from config import Testing
from consult.app import create_app
from consult.web import templates
Testing.HAS_COMMANDS = False  # as the web server
templates.compile_templates(create_app(Testing))
commands = [name for name in sys.modules if name.startswith("consult.") and name.endswith(".cli")]
print(json.dumps([*commands, *{name.partition(".")[0] for name in sys.modules}]))
"""


def test_a_web_process_starts_without_what_only_workers_and_commands_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "CONSULT_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    commands = {name for name in loaded if name.endswith(".cli")}
    assert (loaded & NOT_LOADED, commands, "nh3" in loaded) == (set(), set(), True)
