"""What an email is by its headers and its bytes; whatever it holds, reading it ends."""

from dataclasses import replace
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any, cast

import pytest

from consult.comment_forms.fields import Field
from consult.documents.blocks import Source, Unreadable
from consult.documents.emails import reading, sandbox
from consult.form_uploads import saved_rows
from consult.form_uploads.understanding import UnderstoodFile
from consult.incoming_email import addresses, envelope
from consult.incoming_email.actions import confirming
from consult.incoming_email.automatic import AutomaticReason, kind_of
from tests.incoming_email.emails import ADDRESS, ME, email


def _understood(*organisations: str) -> UnderstoodFile:
    rows = [
        (replace(saved_rows.blank(), who={Field.ORGANISATION: one} if one else {}), None)
        for one in organisations
    ]
    return UnderstoodFile(
        cast("Any", SimpleNamespace(rows=rows, form=SimpleNamespace(form="codex"))), is_mapped=False
    )


@pytest.mark.parametrize(
    ("organisations", "found"), [(("FAO", "fao", ""), "FAO"), (("FAO", "WHO"), None), (("", ""), None)]
)
def test_the_sender_is_whom_all_rows_of_a_form_name(
    organisations: tuple[str, ...], found: str | None
) -> None:
    written = cast("Any", SimpleNamespace(name="Ada", sender="ada@x.example", language="en"))
    who = confirming._who(written, [_understood(*organisations)])
    assert (who.get("organisation"), who["name"], who["email"]) == (found, "Ada", "ada@x.example")


OURS = {"address": ADDRESS, "own": ["consult@example.org"], "hosts": ["consult.example.org"]}


@pytest.mark.parametrize(
    ("headers", "return_path", "kind"),
    [
        ({}, ME, AutomaticReason.NO),
        ({"auto-submitted": ["no"]}, ME, AutomaticReason.NO),
        ({"auto-submitted": ["auto-replied; owner=x"]}, ME, AutomaticReason.REPLY),
        ({}, "", AutomaticReason.REPLY),
        ({"content-type": ['multipart/report; report-type="delivery-status"']}, ME, AutomaticReason.REPLY),
        ({"x-autoreply": ["yes"]}, ME, AutomaticReason.REPLY),
        ({"auto-submitted": ["auto-generated"]}, ME, AutomaticReason.GENERATED),
        (
            {"auto-submitted": ["auto-generated"], "in-reply-to": ["<1@Consult.example.org>"]},
            ME,
            AutomaticReason.REPLY,
        ),
        ({"in-reply-to": ["<1@consult.example.org>"]}, ME, AutomaticReason.NO),
        ({"list-id": ["<seeds.lists.example>"]}, ME, AutomaticReason.LIST),
        ({"precedence": ["Bulk"]}, ME, AutomaticReason.LIST),
        ({"x-loop": [ADDRESS.upper()]}, ME, AutomaticReason.LOOP),
        ({"message-id": ["<abc@consult.example.org>"]}, ME, AutomaticReason.LOOP),
        ({}, "Consult@example.org", AutomaticReason.LOOP),
        ({}, ADDRESS, AutomaticReason.LOOP),
    ],
)
def test_programs_are_told_from_people(
    headers: dict[str, list[str]], return_path: str, kind: AutomaticReason
) -> None:
    assert kind_of(headers, return_path=return_path, sender=ME, **OURS) is kind


def test_an_email_is_the_same_whatever_way_it_comes() -> None:
    sent = email().as_bytes()
    fetched = b"Return-Path: <a@b.example>\r\nDelivered-To: x@y.example\r\n" + sent.replace(b"\n", b"\r\n")
    assert envelope.identity(sent) == envelope.identity(fetched)
    assert envelope.identity(sent) != envelope.identity(sent.replace(b"Thirty", b"Forty"))
    assert envelope.sender(fetched) == "a@b.example"
    assert (envelope.sender(sent), envelope.sender(b"Return-Path: <>\n" + sent)) == (ME, "")
    assert envelope.recipients(fetched) == ["x@y.example", ADDRESS]


def test_addresses_name_a_consultation(app: object) -> None:
    assert addresses.name_in(f"Seeds+2@{addresses.domain().upper()}") == "seeds"
    assert addresses.name_in("seeds@elsewhere.example") == ""
    assert addresses.number_in("consultation-12") == 12
    assert addresses.number_in("consultation-x") is None


def test_a_postmaster_who_writes_is_a_person() -> None:
    assert (
        kind_of({}, return_path="postmaster@x.example", sender="postmaster@x.example", **OURS)
        is AutomaticReason.NO
    )


@pytest.mark.parametrize(
    ("delsp", "words"), [("; delsp=yes", "unacceptable loss"), ("", "unac ceptable loss")]
)
def test_flowed_lines_are_joined_as_their_program_says(delsp: str, words: str) -> None:
    raw = f"From: {ME}\nContent-Type: text/plain; format=flowed{delsp}\n\nunac \nceptable loss\n"
    assert reading.parse(raw.encode()).text.strip() == words


def test_a_long_name_of_a_file_keeps_its_ending() -> None:
    found = reading.parse(email(files=(Source("x" * 300 + ".docx", b"PK"),)).as_bytes())
    assert [(len(one.name), one.name[-6:], bool(one.data)) for one in found.attachments] == [
        (200, "x.docx", True)
    ]


@pytest.mark.parametrize(
    ("said", "sender", "name"),
    [
        ("=?utf-8?Q?M=C3=BCller=2C_Hans?= <hans@x.example>", "hans@x.example", "Müller, Hans"),
        ("=?utf-8?Q?A=3B_=22B?=\r\n =?utf-8?B?w6k=?= <a@x.example>", "a@x.example", 'A; "Bé'),
        ("=?utf-8?Q?victim=40who.example?= <me@x.example>", "me@x.example", "victim@who.example"),
        ("=?utf-8?Q?=3Cvictim=40who.example=3E?= <me@x.example>", "me@x.example", "<victim@who.example>"),
        ('"Müller, Hans" <müller@bücher.example>', "müller@xn--bcher-kva.example", "Müller, Hans"),
        ("me@x.example (=?windows-874?Q?=E4=B7=C2?=)", "me@x.example", "ไทย"),
        ("=?utf-8?Q?victim=40who.example?=", "", ""),
        ("<=?utf-8?Q?victim?=@who.example>", "", ""),
        ("me@x.example\r\nFrom: victim@who.example", "", ""),
    ],
)
def test_the_sender_is_the_address_of_the_header_whatever_the_name_says(
    said: str, sender: str, name: str
) -> None:
    found = sandbox.read(f"From: {said}\r\nSubject: Our comments\r\n\r\nx".encode())
    assert (found.sender, found.name) == (sender, name)


def test_headers_that_are_not_encoded_are_read_as_their_letters() -> None:
    for charset, letters in (("utf-8", "Prüfung"), ("windows-1251", "Проба"), ("windows-874", "ทดสอบ")):
        codec = charset.replace("windows-874", "cp874")
        raw = (
            f"Subject: {letters}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            f"Content-Type: text/plain; charset={charset}\r\n\r\n{letters}\r\n--b\r\n"
            f'Content-Disposition: attachment; filename="{letters}.csv"\r\n\r\na;b\r\n--b--'
        )
        found = sandbox.read(raw.encode(codec))
        assert found.headers["subject"] == [letters]
        assert (found.text, [one.name for one in found.attachments]) == (letters, [f"{letters}.csv"])


def test_text_is_read_in_every_charset_and_from_html() -> None:
    for words, charset in (
        ("Тридцать тонн", "koi8-r"),
        ("三十吨", "gb2312"),
        ("ثلاثون", "iso8859-6"),
        ("é", "latin-1"),
    ):
        made = EmailMessage()
        made["Subject"] = words
        made.set_content(words, charset=charset)
        found = sandbox.read(made.as_bytes())
        assert (found.text, found.headers["subject"]) == (words, [words])
    page = EmailMessage()
    page.set_content(
        "<html><body><p>First &amp; last.</p><script>x()</script><p>Second.</p></body></html>", subtype="html"
    )
    assert reading.parse(page.as_bytes()).text == "First & last.\n\nSecond."
    struck = (
        "<p>Say <del>shall</del><ins>should</ins>, <b style='text-decoration: line-through'>not</b> must.</p>"
    )
    page.set_content(struck + "<table><tr><td>1<td><s>kg</s>g</table>", subtype="html")
    assert reading.parse(page.as_bytes()).text == "Say ~~shall~~ should, ~~not~~ must.\n\n1 ~~kg~~g"
    both = email("Plain.")
    both.add_alternative("<p>Plain, but marked up.</p>", subtype="html")
    both.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="lettre signée.pdf")
    found = reading.parse(both.as_bytes())
    assert found.text == "Plain."
    assert [(one.name, one.size, one.data) for one in found.attachments] == [
        ("lettre signée.pdf", 8, b"%PDF-1.7")
    ]
    both.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="run.exe")
    both.add_attachment(
        b"PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    assert {one.name: (one.data, one.is_inline) for one in reading.parse(both.as_bytes()).attachments} == {
        "lettre signée.pdf": (b"%PDF-1.7", False), "run.exe": (b"", False), "logo.png": (b"PNG", True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Dear all,<br>Too <del>very</del> large.<br><br>-- <br>Bob</p>", "Dear all,\nToo ~~very~~ large.\n\n--\nBob"),
        ("<html><body>One<br/>Two</body></html>", "One\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\n\nTwo\nThree"),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>", "A B\nC D"),
        ("<blockquote><p>One &amp; two</p><p>Three</p></blockquote>", "One & two\nThree"),
    ],
)  # fmt: skip
def test_lines_of_html_stay_lines(markup: str, text: str) -> None:
    page = EmailMessage()
    page.set_content(markup, subtype="html")
    assert reading.parse(page.as_bytes()).text == text


HOSTILE = [
    b"",
    b"\x00\xff" * 5000,
    b"Content-Type: multipart/mixed\n\n--\n",
    b'Content-Type: multipart/mixed; boundary=""\n\n----\n',
    b"Content-Type: text/plain; charset=no-such-thing\n\n\xff\xfe",
    b"Content-Type: text/plain; charset=zip\n\nabc",
    b"Content-Type: text/plain; charset=utf-\x008\n\n\xff",
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
    b"Subject: =?utf-8?b?////?= =?x?q?=00?=\nFrom: =?utf-8?q?=00?= <@@>\n\nx",
    b"Content-Disposition: attachment; filename*=x'y'%ff%00\nContent-Type: a/b/c\n\nx",
    b"Content-Type: message/rfc822\n\n" * 100 + b"x",
    b"Content-Type: text/html\n\n" + b"<div>" * 20000,
    b"From: " + b"<" * 100_000 + b"\n\n",
    b"".join(b"X-%d: y\n" % n for n in range(50_000)) + b"\nx",
    b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000 + b"--b--",
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)),
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_emails_are_read_or_refused(raw: bytes) -> None:
    envelope.identity(raw), envelope.recipients(raw), envelope.sender(raw)
    try:
        found = reading.parse(raw)
    except Unreadable:
        return
    assert len(found.text) <= 200_000
    assert "\x00" not in found.text + "".join(one.name for one in found.attachments)


def test_what_ends_the_reader_is_refused() -> None:
    with pytest.raises(Unreadable):
        sandbox.read(HOSTILE[-1])
    assert sandbox.read(email("x", files=(Source("a.csv", b"a;b"),)).as_bytes()).attachments[0].data == b"a;b"
