"""Hostile files and their mutations, posted to the running application: the second part of `bench attachments`.

Everything runs as in production, with workers for each queue; each draft submission gets five files from a network of
its own, some of them in parts. What is past a limit is posted as well, and nonsense to the addresses of uploads in
parts.
Counted are answers, what became of each file, and processes that ended.
"""

import base64
import random
import secrets
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator

from flask import Flask
from sqlalchemy import func, select

from bench.deployment import Deployment, Verdict
from bench.flow import WHO, Answer, Browser, Sheet
from tests.attachments import hostile

PER_DRAFT = 5
"""The limit of the default rule."""
LARGEST = 10_000_000
"""The same for one file."""


_ENDINGS = ("pdf", "docx", "odt", "xlsx", "txt", "png", "jpg")


class _Sender(Browser):
    """A browser that sends files, too."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, f"10.{number // 250 + 1}.{number % 250}.1", wait=90.0)
        self.more: dict[str, str] = {}

    def headers(self, body: bytes | None) -> dict[str, str]:
        """Those of a form, or of the file that is sent."""
        return super().headers(body) | self.more

    def ask(self, method: str, path: str, body: bytes | None, **headers: str) -> Answer:
        """Send a body with headers."""
        self.more = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return self._ask(method, path, body)
        finally:
            self.more = {}

    def whole(self, path: str, fields: dict[str, str], name: str, data: bytes) -> Answer:
        """Send a form with a file."""
        line = secrets.token_hex(12)
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts += [
            f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(),
            data,
            f"\r\n--{line}--\r\n".encode(),
        ]
        kind = f"multipart/form-data; boundary={line}"
        return self.ask("POST", path, b"".join(parts), Content_Type=kind)


def _in_parts(
    sender: _Sender, path: str, token: str, name: str, data: bytes, chance: random.Random
) -> Answer:
    """Send a file in two parts, the second one at times at a wrong place first."""
    head = {"Tus_Resumable": "1.0.0", "X_CSRF_Token": token}
    said = f"filename {base64.b64encode(name.encode()).decode()}"
    begun = sender.ask("POST", path, b"", Upload_Length=str(len(data)), Upload_Metadata=said, **head)
    if begun.status != 201:
        return begun
    middle, answer = len(data) // 2, begun
    places = [(0, data[:middle]), (middle + 7, data[middle:]), (middle, data[middle:])]
    for at, part in places if chance.random() < 0.5 else places[::2]:
        answer = sender.ask(
            "PATCH",
            begun.to,
            part,
            Upload_Offset=str(at),
            Content_Type="application/offset+octet-stream",
            **head,
        )
    return answer


def _nonsense(sender: _Sender, path: str, token: str, chance: random.Random) -> Iterator[Answer]:
    """Requests that are no uploads."""
    words = ("", "-1", "1e9", "9" * 30, "²", "x" * 700, "filename ***", "filename //79", "sha256 YQ==")
    for method, where in (("POST", path), ("HEAD", f"{path}/x"), ("PATCH", f"{path}/x")):
        yield sender.ask(
            method, where, secrets.token_bytes(chance.choice((0, 1, 5000))),
            Tus_Resumable=chance.choice(("1.0.0", "0")),
            X_CSRF_Token=chance.choice((token, "no")), Upload_Length=chance.choice(words[:6]),
            Upload_Metadata=chance.choice((words[0], *words[5:])), Content_Type="application/offset+octet-stream",
        )  # fmt: skip


def _people(deployment: Deployment, slug: str) -> Iterator[tuple[_Sender, dict[str, str]]]:
    """Someone with a new draft, again and again, and the hidden fields of its form for a file."""
    number = 0
    while True:
        number += 1
        sender = _Sender(deployment.port, number)
        begun = sender.post(*Sheet(slug).filled(sender, f"/consultations/{slug}/take-part", WHO, "begin"))
        assert begun.status == 303, begun.heading
        _address, fields = sender.get(f"/consultations/{slug}/sheet").form("/sheet/attachments")
        yield sender, {name: str(value) for name, value in fields.items()}


def _left(app: Flask) -> Counter[str]:
    from consult.attachments.models import Attachment  # noqa: PLC0415 -- after the environment stands
    from consult.core.database import db  # noqa: PLC0415

    with app.app_context():
        rows = db.session.execute(select(Attachment.state, func.count()).group_by(Attachment.state))
        found = Counter({str(state): count for state, count in rows})
        db.session.rollback()
        return found


def post(mutations: int, seed: int, mutated: Callable[[random.Random, list[bytes]], bytes], most: int) -> int:
    """Post every kind and so many mutations; 1 where a promise is broken."""
    warnings.simplefilter("ignore")
    chance, verdict, answers = random.Random(seed), Verdict(), Counter[int]()
    kinds = [make() for make, _sentence in hostile.FILES.values()]
    good = [make() for make, _kind in hostile.GOOD.values()]
    files = [one for one in kinds if len(one) <= LARGEST]
    source = [one for one in (*files, *good) if 0 < len(one) <= most]
    files += [mutated(chance, source) for _one in range(mutations)]
    with Deployment() as deployment:
        from bench import world  # noqa: PLC0415

        app = deployment.app()
        with app.app_context():
            slug = world.found().slug
        deployment.start()
        webs, began = set(deployment.children("web")), time.monotonic()
        people, path = _people(deployment, slug), f"/consultations/{slug}/sheet"
        for first in range(0, len(files), PER_DRAFT):
            sender, fields = next(people)
            token = fields["csrf_token"]
            for data in files[first : first + PER_DRAFT]:
                name = f"a{chance.randrange(10**6)}.{chance.choice(_ENDINGS)}"
                if data and chance.random() < 0.3:
                    answer = _in_parts(sender, f"{path}/uploads", token, name, data, chance)
                else:
                    answer = sender.whole(f"{path}/attachments", fields, name, data)
                answers[answer.status] += 1
            for answer in _nonsense(sender, f"{path}/uploads", token, chance):
                answers[answer.status] += 1
            deployment.mind(0)
        posted = time.monotonic() - began
        over = list(_over(people, path))
        deployment.mind(1200, lambda: not _waits(_left(app)))
        left = _left(app)
        checked = time.monotonic() - began
        print(
            f"answers: {dict(sorted(answers.items()))}; posted in {posted:.0f} s, checked in {checked:.0f} s"
        )
        print(f"files: {dict(sorted(left.items()))}")
        verdict.hold(
            "answers are below 500", sum(n for one, n in answers.items() if one < 500), answers.total()
        )
        verdict.hold(
            "what is past a limit is refused",
            sum(one in {400, 413, 422} for one in over),
            len(over),
            str(over),
        )
        verdict.hold("files were taken or refused, and none waits", left["ready"] + left["refused"],
                     left.total() - left["receiving"])  # fmt: skip
        still = len(webs & set(deployment.children("web")))
        verdict.hold("processes of the web server that are still the same", still, len(webs))
        verdict.hold("other processes that did not end", len(deployment.processes) - deployment.ends,
                     len(deployment.processes))  # fmt: skip
    return verdict.close()


def _waits(left: Counter[str]) -> int:
    return left["waiting"] + left["reading"]


def _over(people: Iterator[tuple[_Sender, dict[str, str]]], path: str) -> Iterator[int]:
    """Answers to what is past each limit: of one file, of all, of their number, of a request, of a part."""
    sender, fields = next(people)
    yield sender.whole(f"{path}/attachments", fields, "a.txt", b"a" * (LARGEST + 1)).status
    head = {"Tus_Resumable": "1.0.0", "X_CSRF_Token": fields["csrf_token"]}
    named = f"filename {base64.b64encode(b'a.txt').decode()}"
    yield sender.ask(
        "POST", f"{path}/uploads", b"", Upload_Length="10000001", Upload_Metadata=named, **head
    ).status
    begun = sender.ask("POST", f"{path}/uploads", b"", Upload_Length="9000000", Upload_Metadata=named, **head)
    kind = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": "0"}
    yield sender.ask("PATCH", begun.to, b"a" * (6 << 20), **kind, **head).status
    for letter in (b"b", b"c"):
        sender.whole(f"{path}/attachments", fields, "a.txt", letter * 9_900_000)
    yield sender.whole(f"{path}/attachments", fields, "a.txt", b"d" * 9_900_000).status
    sender, fields = next(people)
    for number in range(PER_DRAFT):
        sender.whole(f"{path}/attachments", fields, "a.txt", b"a" * (number + 1))
    yield sender.whole(f"{path}/attachments", fields, "a.txt", b"one more").status
