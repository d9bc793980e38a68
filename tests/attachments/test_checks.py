"""Every kind of hostile file is refused with its own sentence; a copy for publication has no metadata."""

import io
import random
import tempfile
import zipfile

import pytest

from consult.documents.attached import checking, page_images, sandbox
from consult.documents.attached.kinds import AttachmentKind
from consult.documents.blocks import Unreadable
from tests.attachments import hostile, making


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file_is_refused_with_its_sentence(name: str) -> None:
    make, sentence = hostile.FILES[name]
    with pytest.raises(Unreadable) as refused:
        checking.check(make(), "a.pdf")
    assert refused.value.message == sentence


@pytest.mark.parametrize("name", hostile.GOOD)
def test_a_good_file_is_taken_and_its_copy_has_no_metadata(name: str) -> None:
    make, kind = hostile.GOOD[name]
    data = make()
    assert making.CANARY.encode() in making.bytes_within(data) or kind == "txt"
    checked = checking.check(data, "another name.exe")
    assert checked.kind == kind
    assert making.CANARY.encode() not in making.bytes_within(checked.public)
    assert checking.check(checked.public, name).kind == kind, "the copy is itself a good file"


def test_the_isolated_process_says_the_same() -> None:
    for data, expected in ((making.word(), "docx"), (making.pdf(), "pdf"), (b"MZ\x90\0", None)):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            if expected is None:
                with pytest.raises(Unreadable):
                    sandbox.check("a", file)
            else:
                assert sandbox.check("a", file).kind == expected


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{}\n",
        b'{"kind":"pdf","pages":1,"traits":[],"words":""}\nMZ',
        b'{"kind":"exe","pages":1,"traits":[],"words":""}\n',
        b'{"kind":"txt","pages":0,"traits":[],"words":"' + b"a" * 20_001 + b'"}\na',
    ],
)
def test_a_result_that_the_reader_does_not_write_is_refused(told: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        sandbox.unpacked(told)


def test_what_is_under_a_black_box_is_nowhere_in_the_redacted_copy() -> None:
    data = making.picture(size=(100, 100))
    copy = page_images.redacted(
        list(page_images.pages_of(data, AttachmentKind.PNG, "")), [(1, 0, 0, 500, 500)]
    )
    [page] = page_images.pages_of(copy, AttachmentKind.PDF, "")
    black, left = (
        page.getpixel((page.width // 4, page.height // 4)),
        page.getpixel((page.width * 3 // 4, page.height // 4)),
    )
    assert max(black) < 20 and max(left) > 100  # type: ignore[arg-type, type-var]
    assert making.CANARY.encode() not in copy


@pytest.mark.filterwarnings("ignore")
def test_mutations_are_taken_or_refused_and_nothing_else_happens() -> None:
    """bench/hostile_attachments.py makes many more of them."""
    chance = random.Random(7)
    files = [make() for make, _kind in hostile.GOOD.values()]
    for _one in range(400):
        data = bytearray(chance.choice(files))
        for _change in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            checked = checking.check(bytes(data), "a")
        except Unreadable:
            continue
        if checked.public.startswith(b"PK"):
            assert zipfile.is_zipfile(io.BytesIO(checked.public))
