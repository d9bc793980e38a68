"""What a file is, by what it holds: good content under a wrong ending is read, and a refusal names what was found."""

import zipfile
from io import BytesIO

import pytest

from consult.documents import formats, reading, sandbox, upload_checks
from consult.documents.blocks import ParsedDraft, Source, Unreadable
from tests.documents import papers


def _zip(*names: str, mimetype: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def _old_office(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 100


OPEN = "application/vnd.oasis.opendocument."
REFUSED = [
    ("a.doc", _old_office("WordDocument"), "This is an older Word document (.doc)."),
    ("a.docx", _old_office("WordDocument"), "This is an older Word document (.doc)."),
    ("a.docx", _old_office("EncryptedPackage"), "This file is protected by a password."),
    ("a.xls", _old_office("Workbook"), "This is an older spreadsheet (.xls)."),
    ("a.ppt", _old_office("PowerPoint Document"), "This is an older presentation (.ppt)."),
    ("a.msg", _old_office("__properties_version1.0"), "This is an Outlook email (.msg)."),
    ("a.wps", _old_office("CONTENTS"), "This is a document of an older office program."),
    ("a.rtf", b"{\\rtf1\\ansi", "This is an RTF document."), ("a.doc", b"{\\rtf1\\ansi", "This is an RTF document."),
    ("a.xlsx", _zip("[Content_Types].xml", "xl/workbook.xml"), "This is a spreadsheet (.xlsx or .ods)."),
    ("a.ods", _zip("content.xml", mimetype=OPEN + "spreadsheet"), "This is a spreadsheet (.xlsx or .ods)."),
    ("a.pptx", _zip("ppt/presentation.xml"), "This is a presentation (.pptx or .odp)."),
    ("a.odp", _zip("content.xml", mimetype=OPEN + "presentation"), "This is a presentation (.pptx or .odp)."),
    ("a.odg", _zip("content.xml", mimetype=OPEN + "graphics"), "This is an image."),
    ("a.epub", _zip("META-INF/container.xml", mimetype="application/epub+zip"), "This is an EPUB."),
    ("a.pages", _zip("Index/Document.iwa"), "This is a Pages, Numbers or Keynote document."),
    ("a.zip", _zip("draft.md"), "This is a ZIP archive."), ("a.zip", b"PK\x05\x06" + b"\0" * 18, "This is a ZIP archive."),
    ("a.jar", _zip("META-INF/MANIFEST.MF"), "This is a program"),
    ("a.docx", papers.picture(), "This is an image."), ("a.tif", b"II*\0\x08\0\0\0", "This is an image."),
    ("a.bmp", b"BM\x36\0\0\0", "This is an image."), ("a.txt", b"RIFF\0\0\0\0WEBPVP8 ", "This is an image."),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This is an image."),
    ("a.mp4", b"\0\0\0\x18ftypmp42", "This is a video or an image"),
    ("a.gz", b"\x1f\x8b\x08", "This is a compressed archive."), ("a.7z", b"7z\xbc\xaf\x27\x1c", "This is a compressed archive."),
    ("a.exe", b"MZ\x90\0", "This is a program"), ("a.ps", b"%!PS-Adobe-3.0", "This is a PostScript file."),
    ("a.tex", b"\\documentclass{article}\n", "This is a LaTeX document."),
    ("a.xml", b"<rss><channel/></rss>", "This is an XML document, but not Akoma Ntoso."),
    ("a.xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "This is a Word document in XML."),
    ("a.docx", b"plain words", "This is not a Word document"), ("a.doc", b"plain words", "This is not a Word document"),
    ("a.odt", b"plain words", "This is not an OpenDocument text"), ("a.xml", b"plain words", "This is not an XML document"),
    ("a.bin", b"\x01\x02\x03", "This file format cannot be imported"), ("a.txt", b"a\0b", "This is not a text file."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "sentence"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_refusal_names_what_was_found(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        reading.parse([Source(name, data)])
    assert trouble.value.message.startswith(sentence)
    assert trouble.value.file == name


@pytest.mark.parametrize("name", ["a.gz", "a.exe", "a.bin", "a.rtf"])
def test_what_the_first_bytes_tell_is_refused_at_once(name: str) -> None:
    data = next(data for one, data, _sentence in REFUSED if one == name)
    with pytest.raises(Unreadable):
        upload_checks.check([(name, len(data), data[: formats.LONGEST_HEAD])])


def test_the_sandbox_names_them_too() -> None:
    for name, data, sentence in REFUSED[:3] + REFUSED[13:14]:
        with pytest.raises(Unreadable) as trouble:
            sandbox.parse([Source(name, data)])
        assert trouble.value.message.startswith(sentence)


PAGE = '<!doctype html>\n<html lang="en"><body><h1>1 Scope</h1><p>Seed.</p></body></html>'
ACT = (
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<akn:akomaNtoso xmlns:akn="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">'
    "<akn:act><akn:body><akn:section><akn:num>1</akn:num><akn:heading>Scope</akn:heading><akn:content><akn:p>Seed.</akn:p>"
    "</akn:content></akn:section></akn:body></akn:act></akn:akomaNtoso>"
)


def _codes(parsed: ParsedDraft) -> list[str]:
    return [remark.code for remark in parsed.remarks if remark.code != "language"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", PAGE.encode()), ("a.md", PAGE.encode()), ("a.doc", PAGE.encode()), ("a", PAGE.encode()),
        ("a.xml", PAGE.encode()), ("a.html", ACT.encode()), ("a.txt", ACT.encode()), ("a.akn.txt", ACT.encode("utf-16")),
        ("a.text.unknown", b"1. Scope\n\nSeed.\n"), ("README", b"1. Scope\n\nSeed.\n"),
        ("a.txt", b"---\ntitle: A\n---\n# 1 Scope\n\nSeed.\n"),
    ],
)  # fmt: skip
def test_good_content_under_a_wrong_ending_is_read_and_told(name: str, data: bytes) -> None:
    parsed = reading.parse([Source(name, data)])
    assert [(block.number, block.title or block.text) for block in parsed.blocks] == [
        ("1", "Scope"),
        ("", "Seed."),
    ]
    assert [remark.where for remark in parsed.remarks if remark.code == "ending"] == [name]


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a.zip", "a.odt", "a.html"])
def test_a_word_file_is_one_whatever_it_is_called(name: str) -> None:
    parsed = reading.parse([Source(name, papers.word())])
    assert parsed.counts()["heading"] == 4
    assert "ending" in _codes(parsed)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", PAGE.encode()),
        ("a.xml", ACT.encode()),
        ("a.md", b"# 1 Scope\n\nSeed.\n"),
        ("a.docx", papers.word()),
    ],
)
def test_nothing_is_said_of_an_ending_that_is_right(name: str, data: bytes) -> None:
    assert "ending" not in _codes(reading.parse([Source(name, data)]))


@pytest.mark.parametrize(
    "words", ["MZ and BM are names of two species.", "BMW is one.", "The ftyp is a word.", "BZh too."]
)
def test_a_text_may_begin_with_letters_that_mark_another_format(words: str) -> None:
    assert [block.text for block in reading.parse([Source("a.txt", words.encode())]).blocks] == [words]


def test_an_empty_file_among_others_is_left_out_and_told() -> None:
    parsed = reading.parse(
        [Source("a.md", b""), Source("b.md", b"# 1 Scope\n\nSeed."), Source("c.md", b" \n")]
    )
    assert [block.text for block in parsed.blocks if block.text] == ["1 Scope", "Seed."]
    assert [remark.where for remark in parsed.remarks if remark.code == "empty"] == ["a.md", "c.md"]
    with pytest.raises(Unreadable, match=r"a\.md: The file is empty"):
        reading.parse([Source("a.md", b""), Source("b.md", b"\n")])


def test_markdown_and_plain_text_may_make_one_draft() -> None:
    parsed = reading.parse(
        [Source("a.md", b"# 1 Scope\n\nSeed."), Source("b.txt", b"2. Terms\n\nA lot is\nuniform.\n")]
    )
    assert [(b.number, b.title or b.text) for b in parsed.blocks] == [
        ("1", "Scope"), ("", "Seed."), ("2", "Terms"), ("", "A lot is uniform."),
    ]  # fmt: skip
