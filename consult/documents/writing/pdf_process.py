"""What makes a PDF, in a process of its own. Typst works with several threads and reads fonts when it needs them, so it
has fewer measures than what reads files of strangers: its input is JSON that we have made."""

import importlib.util
import json
import resource
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import typst

from consult.core.isolation import Refused
from consult.documents.writing import data

SECONDS, MEMORY = 120, 4 << 30
_PACKAGES = ("fontpkg_noto_serif", "fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")
_CHINESE = "Noto Sans CJK SC"
_FONTS = ("Noto Serif", "Noto Sans Arabic", _CHINESE)
_TEMPLATE = Path(__file__).with_name("draft.typ")


def write(
    files: Sequence[BinaryIO], names: Sequence[str], frame: dict[str, Any], blocks: Sequence[dict[str, Any]]
) -> Iterator[bytes]:
    """The draft as a tagged PDF (PDF/UA-1). `files`: its pictures, called `names`. Raises Refused."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    language = frame["language"].partition("-")[0]
    told = {
        **frame, "language": language, "blocks": [data.tree(one) for one in blocks], "figures": list(names),
        "fonts": [_CHINESE, *_FONTS[:2]] if language == "zh" else list(_FONTS),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name, file in zip(names, files, strict=True):
            (Path(folder) / name).write_bytes(file.read())
        (Path(folder) / "draft.typ").write_bytes(_TEMPLATE.read_bytes())
        fonts = typst.Fonts(font_paths=[str(one) for one in _folders()])
        compiler = typst.Compiler(str(Path(folder) / "draft.typ"), root=folder, font_paths=fonts)
        try:
            made = compiler.compile(
                format="pdf",
                sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as trouble:
            if "could not be displayed" in trouble.message:  # no font that is installed has these letters
                raise Refused({"message": trouble.message}) from None
            raise
    assert isinstance(made, bytes)  # noqa: S101 -- for the type checker
    yield made


def _folders() -> Iterator[Path]:
    """The folders of the fonts that are installed as packages."""
    for name in _PACKAGES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            yield Path(found.origin).parent
