"""The virus scan by a real clamd, with a signature of our own for the EICAR test file.

Where the Debian package clamav-daemon is not installed, these tests are skipped and say so; tests of the rules of the scan
(test_attaching) run everywhere.
"""

import hashlib
import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.attachments import virus_scan
from tests.attachments import making

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
pytestmark = [
    pytest.mark.skipif(
        CLAMD is None, reason="clamd is not installed (Debian: apt-get install clamav-daemon)"
    ),
    pytest.mark.xdist_group("clamd"),
]

# in two halves, so that no scanner takes this file for the test file
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    signature = f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Of-The-Tests\n"
    (folder / "signatures" / "local.hdb").write_text(signature)
    socket = folder / "clamd"
    settings = {
        "DatabaseDirectory": folder / "signatures", "LocalSocket": socket, "TemporaryDirectory": folder,
        "Foreground": "yes", "StreamMaxLength": "30M", "LogFile": folder / "log",
    }  # fmt: skip
    (folder / "conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    assert CLAMD is not None
    process = subprocess.Popen(
        [CLAMD, "-c", str(folder / "conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while not socket.exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.1)
        assert socket.exists(), (
            (folder / "log").read_text() if (folder / "log").exists() else "clamd did not start"
        )
        yield socket
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def asked(clamd: Path) -> Iterator[None]:
    virus_scan.wire(str(clamd), is_required=True)
    yield
    virus_scan.wire("", is_required=False)


def test_the_test_file_is_found_and_others_are_not(asked: None) -> None:
    assert virus_scan.virus_in(io.BytesIO(EICAR)).startswith("Eicar-Of-The-Tests")
    for data in (b"", b"words", making.word(), making.pdf(), bytes(20_000_000)):
        assert virus_scan.virus_in(io.BytesIO(data)) == ""


def test_a_file_that_is_too_large_for_clamd_is_not_called_clean(asked: None) -> None:
    with pytest.raises(virus_scan.ScanAway):
        virus_scan.virus_in(io.BytesIO(bytes(40_000_000)))


def test_doctor_names_the_version(asked: None) -> None:
    is_well, words = virus_scan.check()
    assert is_well and words.startswith("ClamAV ") and words.endswith("answers")
