"""Assets of two versions lie in one folder; each version names its own and serves both."""

import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult.core import clock
from consult.setup import assets
from consult.web.assets import STATIC, AssetFiles, AssetNames, list_of
from tests.conftest import ROOT, CheckedClient


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The sources of an old and a new version, and the folder that both build into."""
    for name, colour in (("old", "red"), ("new", "blue")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "look.css").write_text(f"p {{ color: {colour} }}")
    return tmp_path / "old", tmp_path / "new", tmp_path / "built"


def fetch(served: AssetFiles, name: str) -> tuple[str, bytes]:
    """Status and body of an asset, as a running process answers."""
    said: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/assets/{name}"}
    body = b"".join(served(environ, lambda status, _headers: said.append(status)))
    return said[0], body


def elsewhere(_environ: object, start: object) -> list[bytes]:
    """The application behind the assets."""
    start("404 Not Found", [])  # type: ignore[operator]
    return [b"none"]


def test_a_process_serves_what_was_built_after_it_started(versions: tuple[Path, Path, Path]) -> None:
    old, new, built = versions
    before = assets.build(built, old)["look.css"]
    process = AssetFiles(elsewhere, built)
    after = assets.build(built, new)["look.css"]
    assert fetch(process, after) == ("200 OK", b"p{color:blue}")
    assert fetch(process, before) == ("200 OK", b"p{color:red}")
    assert fetch(process, "look.000000000000.css") == ("404 Not Found", b"none")
    assert fetch(process, "../look.css") == ("404 Not Found", b"none")
    assert fetch(process, list_of(built, new).name) == ("404 Not Found", b"none")


def test_a_process_names_the_assets_of_its_own_version(
    versions: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, built = versions
    before, named = assets.build(built, old), AssetNames(built)
    named.list = list_of(built, old)
    after = assets.build(built, new)
    assert named("look.css") == f"/assets/{before['look.css']}"
    late = AssetNames(built)  # one that the version before starts again meanwhile
    late.list = list_of(built, old)
    assert late("look.css") == f"/assets/{before['look.css']}"
    assert after["look.css"] != before["look.css"]


def test_what_was_replaced_thirty_days_ago_is_removed_and_nothing_else(
    versions: tuple[Path, Path, Path],
) -> None:
    old, new, built = versions
    begin = clock.now()
    before = assets.build(built, old)["look.css"]
    process = AssetFiles(elsewhere, built)
    year_ago = time.time() - 365 * 86400
    for path in built.iterdir():
        os.utime(path, (year_ago, year_ago))
    with clock.at(begin):
        after = assets.build(built, new)["look.css"]
    with clock.at(begin + timedelta(days=29)):
        assets.build(built, new)
        assert fetch(process, before)[0] == "200 OK"
    with clock.at(begin + timedelta(days=31)):
        assets.build(built, new)
    assert fetch(process, before) == ("404 Not Found", b"none")
    assert fetch(process, after)[0] == "200 OK"
    assert sorted(path.name for path in built.iterdir()) == sorted(
        [after, f"{after}.br", f"{after}.gz", list_of(built, new).name]
    )


def test_a_style_sheet_names_the_files_that_belong_to_it_by_their_hashed_names(
    versions: tuple[Path, Path, Path],
) -> None:
    source, _new, built = versions
    (source / "fonts").mkdir()
    (source / "fonts" / "a.woff2").write_bytes(b"letters")
    (source / "look.css").write_text('@font-face { src: url("fonts/a.woff2") format("woff2"); }')
    names = assets.build(built, source)
    served = fetch(AssetFiles(elsewhere, built), names["look.css"])
    assert served == ("200 OK", f'@font-face{{src:url("{names["fonts/a.woff2"]}") format("woff2")}}'.encode())


def test_a_version_that_is_built_again_is_kept(versions: tuple[Path, Path, Path]) -> None:
    old, new, built = versions
    begin = clock.now()
    before = assets.build(built, old)["look.css"]
    assets.build(built, new)
    with clock.at(begin + timedelta(days=20)):
        assets.build(built, old)
    with clock.at(begin + timedelta(days=40)):
        assets.build(built, new)
    assert (built / before).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes what another account cannot write to")
def test_what_root_makes_in_the_folder_of_data_belongs_to_its_owner(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 65534, 65534)

    program = subprocess.run(
        [sys.executable, "-c", "from wsgi import app; from consult.core import storage; storage.put(b'x')"],
        cwd=ROOT, env={**os.environ, "CONSULT_ENV": "test", "CONSULT_DATA": str(data)}, check=False,
    )  # fmt: skip
    assets.build(data / "assets")
    made = [data, *data.rglob("*")]
    assert (program.returncode, len(made) > 10) == (0, True)
    assert {path.stat().st_uid for path in made} == {65534}


def test_pages_name_assets_that_are_there(app: Flask, client: CheckedClient) -> None:
    named = re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get("/").text)
    assert len(named) >= 2
    assert [client.get(name).status_code for name in named] == [200] * len(named)


def test_the_parts_of_a_style_sheet_are_joined_in_their_order_and_are_no_assets(tmp_path: Path) -> None:
    source, built = tmp_path / "source", tmp_path / "built"
    (source / "styles").mkdir(parents=True)
    (source / "look.css").write_text(
        '/* Joined. */\n@import "styles/b.css";\n@import "styles/a.css";\np { margin: 0; }\n'
    )
    for name, colour in (("a", "red"), ("b", "blue")):
        (source / "styles" / f"{name}.css").write_text(f"/* {name} */\np {{ color: {colour}; }}\n")
    names = assets.build(built, source)
    assert list(names) == ["look.css"]
    joined = (built / names["look.css"]).read_text()
    assert joined == "p{color:blue}p{color:red}p{margin:0}"
    (source / "styles" / "a.css").write_text("p { color: green; }\n")
    assert assets.build(built, source)["look.css"] != names["look.css"]


def test_every_file_of_styles_is_a_part_of_the_style_sheet() -> None:
    imported = re.findall('@import "(.+)";', (STATIC / "consult.css").read_text())
    assert sorted(imported) == sorted(f"styles/{path.name}" for path in (STATIC / "styles").iterdir())
