"""The disposition table from the command line."""

from pathlib import Path

from flask import Flask
from python_calamine import load_workbook

from tests.responses.stories import Story


def test_an_operator_exports_the_table(app: Flask, published: Story, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    for group, kind in (("summaries", "csv"), ("summaries", "xlsx"), ("responses", "csv")):
        done = run(
            args=[group, "export", published.slug, "--format", kind, "-o", str(tmp_path / f"t.{kind}")]
        )
        assert (done.exit_code, done.output) == (0, f"written: {tmp_path / f't.{kind}'}\n")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfreference,place,")
    assert len(load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()) == 8
    assert run(args=["summaries", "export", "nothing", "-o", str(tmp_path / "x")]).exit_code == 1
