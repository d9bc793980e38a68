"""What processes load that give up their rights (core/isolation.py): all that they need, before they see a file.

Each target is loaded in a process of its own, then it reads good and broken files of every kind. A module that is
imported only then, or a file that is opened, would not be there any longer in the process as it runs in production.
"""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from consult.documents import reading
from consult.documents.blocks import Source
from consult.setup.environment import ROOT
from tests.attachments import hostile as hostile_attachments
from tests.attachments import making
from tests.comment_forms import forms
from tests.documents import hostile, open_documents, papers, test_encodings, test_writing
from tests.documents.tables import test_tables
from tests.incoming_email import emails, test_rules

PROGRAM = """
import sys
sys.path[:] = sys.argv[2].split(":")
from importlib import import_module
from consult.core.isolation import Refused, json
module, _colon, name = sys.argv[1].partition(":")
read = getattr(import_module(module), name)
calls = [(request, list(map(bytes.fromhex, files))) for request, files in json.load(sys.stdin)]
from io import BytesIO
late, ended = [], []
ASKED = {"import", "open", "os.listdir", "os.scandir", "os.putenv", "os.posix_spawn", "ctypes.dlopen", "ctypes.dlsym"}
def noted(event, about):
    if event in ASKED or event.partition(".")[0] in {"subprocess", "socket", "tempfile", "shutil", "glob", "sqlite3"}:
        late.append(f"{event} {about[0] if about else ''}")
sys.addaudithook(noted)
for request, files in calls:
    try:
        b"".join(read(files=list(map(BytesIO, files)), **request))
        ended.append("read")
    except Refused:
        ended.append("refused")
    except Exception as trouble:
        ended.append(type(trouble).__name__)
found = {"late": list(dict.fromkeys(late)), "ended": ended, "loaded": [one for one in sys.modules]}
json.dump(found, sys.stdout)
"""

NO_CHARSET = re.compile(
    r"encodings[./](?:__pycache__/)?(?:no_such|no_such_thing|x|zlib_codec|hex_codec|rot_13)\b"
)
"""What samples call the encoding of their text, and is none: Python looks for it, and does not find it."""

Call = tuple[dict[str, Any], Sequence[bytes]]
"""A request and its files."""


def _broken(data: bytes) -> Iterator[bytes]:
    """A file; where it is not large, also its first half, and the file with some bytes that are others."""
    yield data
    if not 0 < len(data) < 100_000:
        return
    yield data[: len(data) // 2]
    dice = random.Random(len(data))
    wrong = bytearray(data)
    for _time in range(8):
        wrong[dice.randrange(len(wrong))] = dice.randrange(256)
    yield bytes(wrong)


_PAGE = (
    '<html lang="ar-Latn-fonipa"><p>A <img src="a.png" alt="b"> \\(\\frac{a}{b}\\) $$x^2$$</p>'
    '<table><tr><td>A<math><mi>x</mi></math></table><p dir="rtl"><a href="mailto:a@b.example">a@b.example</a></html>'
)
_IN_ENCODINGS = [
    f"{words}\n".encode(encoding)
    for encoding, words in (
        *((encoding, words) for encoding, _called, words in test_encodings.GUESSED),
        *test_encodings.UNSURE, ("utf-16", "A,B"), ("utf-32", "A;B"), ("utf-8-sig", "A\tB\n1\t2"), ("latin-1", "\xe9" * 9),
    )
]  # fmt: skip


def _drafts() -> Iterator[Call]:
    sources = [
        Source("a.docx", papers.word()), open_documents.package(), open_documents.flat(), Source("a.html", papers.HTML.encode()),
        Source("a.md", papers.FIRST.encode()), Source("a.md", papers.SECOND.encode()), Source("a.html", _PAGE.encode()),
        hostile.act("<section><num>1</num><content><p>A</p></content></section>"), Source("a.txt", b"1. A\n\nB\n"),
        *(Source("a.txt", words) for words in _IN_ENCODINGS),
        *(
            Source("a.html", f'<meta charset="{name}"><p>A'.encode() + b"\xe9</p>")
            for name in ("windows-1250", "big5", "shift_jis", "euc-kr", "euc-jp", "koi8-r", "no-such", "zip", "idna")
        ),
    ]  # fmt: skip
    for source in sources:
        for data in _broken(source.data):
            yield {"names": [source.name], "language": None}, [data]
        yield {"names": ["a.bin"], "language": "fr"}, [source.data]
    for make in hostile.FILES.values():
        source = make(3)
        yield {"names": [source.name], "language": None}, [source.data]
    yield {"names": ["a.md", "b.md"], "language": "fr"}, [papers.FIRST.encode(), papers.SECOND.encode()]
    yield {"names": ["a.md", "b.txt"]}, [b"# A\n", b"1. A\n"]
    for data in _pictures():
        yield {"names": ["a.html", "a.png"]}, [b'<p><img src="a.png" alt="A"></p>', data]


def _pictures() -> Iterator[bytes]:
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"):
        yield from _broken(making.picture(kind))
    yield hostile.picture_bomb(2_000)
    yield _of_two_pictures()
    yield hostile_attachments.animated()


def _of_two_pictures() -> bytes:
    """A JPEG with another in it, as some cameras make them."""
    out = BytesIO()
    one = Image.new("RGB", (4, 4))
    one.save(out, "MPO", save_all=True, append_images=[one])
    return out.getvalue()


def _tables() -> Iterator[Call]:
    formula = r"A \(\frac{a}{b}\) $$x^2$$ \[ \sum x \]"
    rows = [*test_tables.ROWS, ["5", formula], ["6", "Ж <math><mi>x</mi></math>"]]
    makers: list[Callable[[Any], Source]] = [forms.in_csv, forms.in_xlsx, forms.in_ods, forms.in_docx]
    sources = [
        *(make(rows) for make in makers), *(make() for make in test_tables.MADE), Source("a.docx", papers.word()),
        *(make(3) for make in hostile.WORD.values()), *(make(3) for make in hostile.OPEN_DOCUMENT.values()),
        *(Source("a.csv", words) for words in _IN_ENCODINGS), Source("a.csv", b'A,"B\n'), Source("a.csv", b""),
        *(Source(name, make()) for name, (make, _kind) in hostile_attachments.GOOD.items()),
    ]  # fmt: skip
    for source in sources:
        for data in _broken(source.data):
            yield {"name": source.name}, [data]
        yield {"name": "a.bin"}, [source.data]


def _emails() -> Iterator[Call]:
    for encoding in (
        "gb18030",
        "iso2022_jp",
        "koi8-r",
        "cp1256",
        "no-such",
        "zip",
        "hex",
        "rot13",
        "punycode",
        "idna",
        "utf-7",
    ):
        for kind in ("plain", "html"):
            head = f"Subject: =?{encoding}?q?=41=E9?=\nContent-Type: text/{kind}; charset={encoding}\n\n"
            yield {}, [head.encode() + b"<p>A \xe9\xd0 </p>"]
    picture = "data:image/png;base64,iVBORw0KGgo="
    page = f"{_PAGE}<p><del>old</del><ins>new</ins> <s>gone</s><img src='{picture}'></p><svg></svg>"
    for start in (
        "",
        "<!doctype html>",
        "<akomaNtoso>",
        "<svg>",
        "%PDF-",
        "PK\x03\x04",
        "<office:document>",
        "# 1 A\n\n",
    ):
        for length in (len(page), 60):
            made = emails.email("A")
            made.add_alternative(start + page[:length], subtype="html")
            yield {}, [made.as_bytes()]
    for raw in (
        *test_rules.HOSTILE,
        emails.email("A", files=(Source("a.csv", b"a;b"),)).as_bytes(),
        *_IN_ENCODINGS,
    ):
        yield from (({}, [data]) for data in _broken(raw))


def _attachments() -> Iterator[bytes]:
    for make, _kind in hostile_attachments.GOOD.values():
        yield from _broken(make())
    yield from (make() for name, (make, _why) in hostile_attachments.FILES.items() if "bomb" not in name)
    yield from _pictures()
    yield from _IN_ENCODINGS
    yield from (
        making.signed_pdf(),
        making.discussed_workbook(),
        making.written_pdf("A b"),
        hostile_attachments.animated(),
    )


def _checked() -> Iterator[Call]:
    yield from (({"name": "a"}, [data]) for data in _attachments())


def _with_pages() -> Iterator[tuple[str, bytes]]:
    for kind, data in (
        ("pdf", making.pdf()), ("pdf", making.written_pdf("A")), ("pdf", making.signed_pdf()), ("png", making.picture()),
        ("jpg", making.picture("JPEG")), ("jpg", _of_two_pictures()), ("png", hostile_attachments.animated()), ("txt", b"A"),
    ):  # fmt: skip
        yield from ((kind, one) for one in _broken(data))


def _drawn() -> Iterator[Call]:
    yield from (({"kind": kind, "first": 1, "most": 5}, [data]) for kind, data in _with_pages())


def _redacted() -> Iterator[Call]:
    boxes = [[1, 0, 0, 500, 500], [9, 0, 0, 1, 1]]
    yield from (({"kind": kind, "boxes": boxes}, [data]) for kind, data in _with_pages())


def _paged() -> Iterator[Call]:
    whole = (make() for make, _kind in hostile_attachments.GOOD.values())
    wrong = (make() for name, (make, _why) in hostile_attachments.FILES.items() if name.startswith("pdf"))
    for data in (*whole, *_broken(making.written_pdf("The lots are sampled at random.")), *wrong):
        yield {"name": "a.pdf", "language": None}, [data]


def _made_drafts() -> Iterator[Call]:
    parsed = reading.parse([Source("draft.md", test_writing.DRAFT.encode())])
    kept = ("kind", "level", "number", "title", "line", "html")
    blocks = [{name: getattr(one, name) for name in kept} for one in parsed.blocks]
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        frame = {
            "title": "A", "facts": [["A", "B"]], "address": "https://a.example", "colon": ": ", "figure": "F",
            "language": language, "direction": direction,
        }  # fmt: skip
        html = '<p>A <em>b</em><img src="figure:0123456789abcdef.png" alt="c"></p>'
        all_blocks = [*blocks, {**blocks[0], "kind": "figure", "html": html}]
        for picture in _pictures():
            yield {"names": ["0123456789abcdef.png"], "frame": frame, "blocks": all_blocks}, [picture]


def _made_forms() -> Iterator[Call]:
    for language, direction in (("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")):
        head = {
            "title": "A", "name": "A", "facts": [["A", "B"]], "steps": ["A", "B"], "steps_title": "A", "rows_title": "B",
            "address": "https://a.example/", "language": language, "direction": direction, "notes": ["A"],
        }  # fmt: skip
        table = {
            "headings": ["A", "B", "C"], "widths": [10, 10, 9], "to_fill": [1], "keys": ["k", "l"], "key_heading": "K",
            "rows": [["A", "ب\n=1", "x" * 40_000], ["\t", "https://b.example", "1.5"]], "key_column": 0, "type_column": 1,
            "types": ["a", "b"],
        }  # fmt: skip
        yield {"head": head, "table": table}, []
        yield {"head": head, "table": {**table, "rows": [], "keys": [], "types": []}}, []


TARGETS: dict[str, Callable[[], Iterator[Call]]] = {
    "consult.documents.reader_process:read": _drafts,
    "consult.documents.tables.reader_process:read": _tables,
    "consult.documents.emails.reader_process:read": _emails,
    "consult.documents.attached.reader_process:check": _checked,
    "consult.documents.attached.pages_process:pages": _drawn,
    "consult.documents.attached.pages_process:redact": _redacted,
    "consult.documents.paged.reader_process:read": _paged,
    "consult.documents.writing.docx_process:write": _made_drafts,
    "consult.comment_forms.writing.docx_process:write": _made_forms,
    "consult.comment_forms.writing.xlsx_process:write": _made_forms,
}
"""What reads samples of which kinds. The process that makes a PDF keeps its files: see documents/writing/pdf_process."""


def _outcome(target: str, calls: Sequence[Call]) -> dict[str, Any]:
    path = ":".join([str(ROOT), *filter(None, sys.path)])
    asked = json.dumps([(request, [file.hex() for file in files]) for request, files in calls])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, target, path],
        input=asked, capture_output=True, text=True, check=False, cwd="/", env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_loaded_once_rights_are_given_up(target: str) -> None:
    calls = list(TARGETS[target]())
    found = _outcome(target, calls)
    assert [one for one in found["late"] if not NO_CHARSET.search(one)] == []
    assert len(found["ended"]) == len(calls)
    assert found["ended"].count("read") > 1
