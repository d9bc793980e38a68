"""What makes a PDF, in a process of its own. Typst works with several threads and reads fonts when it needs them, so it
has fewer measures than what reads files of strangers: its input is JSON that we have made."""

import importlib.util
import json
import re
import resource
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import typst

from consult.core.isolation import Refused
from consult.core.language_tags import script_of
from consult.documents.writing import data

SECONDS, MEMORY = 120, 4 << 30
_PACKAGES = ("fontpkg_noto_serif", "fontpkg_noto_sans_arabic", "noto_cjk_sans_otc")
_FONTS = ("Noto Serif", "Noto Sans Arabic")
_CJK = {
    "Hans": "Noto Sans CJK SC",
    "Hant": "Noto Sans CJK TC",
    "Jpan": "Noto Sans CJK JP",
    "Kore": "Noto Sans CJK KR",
}
"""Script → the font with the shapes that its readers know: the same sign is drawn in more than one way."""
_TEMPLATE = Path(__file__).with_name("draft.typ")


def write(
    files: Sequence[BinaryIO], names: Sequence[str], frame: dict[str, Any], blocks: Sequence[dict[str, Any]]
) -> Iterator[bytes]:
    """The draft as a tagged PDF (PDF/UA-1). `files`: its pictures, called `names`. Raises Refused."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    language, *rest = frame["language"].split("-")
    told = {
        **frame, "language": language, "region": next((part for part in rest if re.fullmatch("[A-Z]{2}", part)), ""),
        "fonts": _fonts(frame["language"]), "blocks": [data.tree(one) for one in blocks], "figures": list(names),
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


def _fonts(language: str) -> list[str]:
    """The fonts of a draft, the first choice first."""
    script = script_of(language)
    own = "Noto Sans CJK HK" if script == "Hant" and language.endswith(("-HK", "-MO")) else _CJK.get(script)
    return [own, *_FONTS] if own else [*_FONTS, _CJK["Hans"]]


def _folders() -> Iterator[Path]:
    """The folders of the fonts that are installed as packages."""
    for name in _PACKAGES:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            yield Path(found.origin).parent
