"""Two versions write drafts side by side while the database is migrated: is anything lost or doubled?

`python -m bench drafts-migration`. A database of the version before 0.1.0 gets drafts in every state. Then people go on
writing and submitting, over HTTP, while 0033 is carried out, while web servers of both versions answer by chance, and
while 0034 is carried out once only 0.1.0 runs. What everyone was told is held against the rows. The exit status is 1
where a promise was broken.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.deployment import ARRIVAL, HOST, Verdict, say
from bench.flow import WHO, Answer, Browser, Fields, GaveUp, Sheet, patiently, reference_in
from bench.servers import ROOT, answers, free_port, in_own_group
from consult.embedded import Servers
from consult.setup import environment
from consult.setup.run import ProcessGroup

EXPAND, CONTRACT = "0033", "0034"
FIRST = f"migrations/versions/{EXPAND}_drafts_are_read_apart.py"
NEXT = 'version = "0.2.0"'
"""In pyproject.toml, from the first commit after 0.1.0 on."""
BOTH = "both versions"


@dataclass
class Stage:
    """Which web servers answer now, and what went wrong with requests so far."""

    ports: tuple[int, ...] = ()
    part: str = ""
    """Which of the five parts is being played."""
    mishaps: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str]] = field(default_factory=list)
    """(part, step) of each error page (500); the request was sent again."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def mishap(self, step: str, why: str) -> None:
        """A request that had to be sent again."""
        with self.lock:
            self.mishaps[f"{step}: {why}"] += 1
            if why == "500":
                self.errors.append((self.part, step))


@dataclass
class WrittenDraft:
    """What one person wrote and was told, as it has to be in the database."""

    key: str
    comments: dict[int, str] = field(default_factory=dict)
    """Number → words."""
    given: int = 0
    """The number that the latest comment was given."""
    typed: str = ""
    """What is typed into a new comment, and not complete or not sent."""
    changes: dict[int, str] = field(default_factory=dict)
    """Number of a comment → what is typed into a change of it, and not complete."""
    references: set[str] = field(default_factory=set)
    """What presses of the button that submits were told."""


class Writing:
    """A draft, or what was submitted of it, in its writer's browser. Each verb is one page opened and one form sent."""

    def __init__(self, stage: Stage, slug: str, name: str, address: str) -> None:
        self.stage, self.slug, self.name = stage, slug, name
        self.browser = Browser(stage.ports, address)
        self.sheet = Sheet(slug, f"{name}@post.example", mishap=stage.mishap)
        self.words = 0
        form = self._form(f"/consultations/{slug}/take-part", {})
        sent = form[1] | WHO | {"email": self.sheet.email}
        self.written = WrittenDraft(str(sent["key"]))
        self._press((form[0], sent), "begin")

    @property
    def page(self) -> str:
        """The address of the draft."""
        return f"/consultations/{self.slug}/sheet"

    @property
    def sent(self) -> str:
        """The address of the submission."""
        return f"/submissions/{next(iter(self.written.references))}"

    def choose(self, luck: random.Random, ends: float) -> None:
        """Do one thing that can be done now; `ends` is how likely a draft that can be submitted is."""
        written = self.written
        if written.references:
            verbs = [self.type_after, self.amend]
        else:
            verbs = [self.add, self.type_new]
            if written.comments:
                verbs += [self.change, self.type_change]
            if set(written.comments) - set(written.changes):
                verbs.append(self.remove)
            is_ready = written.comments and not written.typed and not written.changes
            if is_ready and luck.random() < ends:
                verbs = [self.submit]
        luck.choice(verbs)(luck)

    def add(self, _luck: random.Random) -> None:
        """A comment on the whole; what was typed before becomes it."""
        words = self._new()
        form = self._form(
            f"{self.page}/comments/new?general=1", {"comment": words, "rationale": "", "type": "general"}
        )
        self._press(form, "add")
        self.written.given += 1
        self.written.comments[self.written.given] = words
        self.written.typed = ""

    def type_new(self, _luck: random.Random) -> None:
        """Half a comment: reasons, and nothing that they are the reasons of."""
        self._type(f"{self.page}/comments/new?general=1")

    def change(self, luck: random.Random) -> None:
        """Say one comment differently; what was typed into a change of it goes."""
        number, words = luck.choice(list(self.written.comments)), self._new()
        form = self._form(f"{self.page}/comments/{number}", {"comment": words, "rationale": ""})
        self._press(form, "change")
        self.written.comments[number] = words
        self.written.changes.pop(number, None)

    def type_change(self, luck: random.Random) -> None:
        """Half a change."""
        number, words = luck.choice(list(self.written.comments)), self._new()
        page = f"{self.page}/comments/{number}"
        self._autosave(page, self._form(page, {"comment": "", "rationale": words}), "type a change")
        self.written.changes[number] = words

    def remove(self, luck: random.Random) -> None:
        """Take a comment off."""
        number = luck.choice(sorted(set(self.written.comments) - set(self.written.changes)))
        self._press(self._form(self.page, {}, f"/comments/{number}/removal"), "remove")
        del self.written.comments[number]

    def submit(self, luck: random.Random) -> None:
        """Submit; sometimes with two presses at once, each of which may meet either version."""
        form = self.sheet.final(self._fresh())
        others = [Browser(self.stage.ports, self.browser.address, cookies=dict(self.browser.cookies))]
        others = others if luck.random() < 0.5 else []
        told: list[Answer] = []
        threads = [
            threading.Thread(target=lambda one=one: told.append(self.sheet.press(one, form, "submit again")))
            for one in others
        ]
        for thread in threads:
            thread.start()
        told.append(self.sheet.press(self.browser, form, "submit"))
        for thread in threads:
            thread.join()
        self.written.references |= {reference_in(one) for one in told}

    def type_after(self, _luck: random.Random) -> None:
        """Half an addition to what was submitted; nothing of it is sent."""
        self._type(f"{self.sent}/comments/new?general=1", f"{self.sent}/comments/new/typed?general=1")

    def amend(self, luck: random.Random) -> None:
        """Say one comment of the submission differently."""
        number, words = luck.choice(list(self.written.comments)), self._new()
        self._press(self._form(f"{self.sent}/comments/{number}/amendment", {"comment": words}), "amend")
        self.written.comments[number] = words

    def _type(self, page: str, keep_at: str = "") -> None:
        words = self._new()
        self._autosave(keep_at or page, self._form(page, {"comment": "", "rationale": words}), "type")
        self.written.typed = words

    def _new(self) -> str:
        self.words += 1
        return f"Words {self.words} of {self.name}."

    def _fresh(self) -> Browser:
        self.browser.port = self.stage.ports
        return self.browser

    def _form(self, page: str, wishes: Fields, action: str = "") -> tuple[str, Fields]:
        if not action:
            return self.sheet.filled(self._fresh(), page, wishes, page.rpartition("/")[2])
        browser = self._fresh()
        return patiently(lambda: browser.get(page), "open", self.stage.mishap).form(action)

    def _press(self, form: tuple[str, Fields], step: str) -> None:
        answer = self.sheet.press(self._fresh(), form, step)
        if answer.status != 303:
            raise GaveUp(f"{step}: {answer.status} {answer.heading}")

    def _autosave(self, page: str, form: tuple[str, Fields], step: str) -> None:
        address = f"{page}{'&' if '?' in page else '?'}autosave=1"
        answer = self.sheet.press(self._fresh(), (address, form[1]), step)
        if answer.status not in {200, 204} or b'"saved":false' in answer.body:
            raise GaveUp(f"{step}: {answer.status} {address}: {answer.heading or answer.body[:60]!r}")


class Person(threading.Thread):
    """Someone with several drafts, who goes on with one or begins another until told to stop."""

    def __init__(self, stage: Stage, slug: str, number: int) -> None:
        super().__init__(daemon=True)
        self.stage, self.slug, self.number = stage, slug, number
        self.stopping, self.luck = threading.Event(), random.Random(number)
        self.all: list[Writing] = []
        self.gave_up: list[str] = []
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        """Until told to stop."""
        going_on: list[Writing] = []
        while not self.stopping.is_set():
            try:
                if len(going_on) < 5 or self.luck.random() < 0.1:
                    name = f"writer-{self.number}-{len(self.all)}"
                    address = f"10.{self.number}.{len(self.all) // 250}.{len(self.all) % 250}"
                    going_on.append(Writing(self.stage, self.slug, name, address))
                    self.all.append(going_on[-1])
                one = self.luck.choice(going_on)
                one.choose(self.luck, ends=0.5)
                self.done["steps"] += 1
                if one.written.references and self.luck.random() < 0.3:
                    going_on.remove(one)
            except GaveUp as trouble:
                self.gave_up.append(f"{self.stage.part}: {trouble}")
                return
            except Exception as trouble:  # noqa: BLE001 -- whatever it is, it is told and counts
                self.gave_up.append(repr(trouble))
                return


# -- two versions on one database ------------------------------------------------------------------------------------


@contextmanager
def files_of(commit: str) -> Iterator[Path]:
    """The files of a version, in a folder of their own that is discarded."""
    folder = Path(tempfile.mkdtemp(prefix="consult-version-"))
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def last_commit_before(brings: str, *found_by: str) -> str:
    """The commit before the one that is found so, which brings something."""
    log = ["git", "log", "--format=%H", *found_by]
    found = subprocess.run(log, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    if not found:
        raise SystemExit(f"no commit brings {brings}: name the versions with --before and --after")
    return f"{found[-1]}^"


@dataclass
class Version:
    """One version of the application, on the servers of both."""

    folder: Path
    around: Mapping[str, str]
    servers: Servers

    def python(self, *arguments: str) -> str:
        """What a program of this version prints. Exits where it fails."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self._environment, cwd=self.folder, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)}: {_error_of(done.stderr)}")
        return done.stdout

    @property
    def _environment(self) -> dict[str, str]:
        return {**self.around, "PYTHONPATH": str(self.folder)}

    def web(self) -> "tuple[subprocess.Popen[bytes], int]":
        """A web server of this version that answers, and its port."""
        port = free_port()
        command = ProcessGroup(dict(self.around), port, [], self.servers).commands["web"]
        with (self.servers.folder / f"web-{port}.log").open("ab") as out:
            process = subprocess.Popen(
                command,
                env=self._environment,
                cwd=self.folder,
                stdout=out,
                stderr=out,
                preexec_fn=in_own_group,
            )
        until = time.monotonic() + 120
        while not answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit((self.servers.folder / f"web-{port}.log").read_text()[-2000:])
            time.sleep(0.1)
        return process, port


def _error_of(log: str) -> str:
    """The end of a log, from the last line on that tells an error: its kind is at the beginning of that line."""
    lines = log.splitlines()
    told = [
        place for place, line in enumerate(lines) if '"exception"' in line or line.startswith("Traceback")
    ]
    return "\n".join(line[:3000] for line in lines[told[-1] if told else -10 :])[:8000]


def end(process: "subprocess.Popen[bytes]") -> None:
    """As systemd ends a web server: what it answers is finished first."""
    process.terminate()
    process.wait(60)


# -- what is in the database -----------------------------------------------------------------------------------------

_DRAFTS = "SELECT key, id, last_number FROM draft_submissions"
_SENT = "SELECT key, id, reference, last_number FROM submissions"


def judge(database: str, people: list[Person], verdict: Verdict) -> None:
    """Hold what everyone wrote and was told against the rows."""
    wrote = [one.written for person in people for one in person.all]
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        drafts = {key: (identifier, last) for key, identifier, last in connection.execute(_DRAFTS)}
        sent = {key: (identifier, ref, last) for key, identifier, ref, last in connection.execute(_SENT)}
        of_drafts = _said(connection, "SELECT draft_id, number, comment FROM draft_comments")
        of_sent = _said(connection, "SELECT submission_id, number, comment FROM comments")
        typed = _typed(connection)
        loose = connection.execute(
            "SELECT count(*) FROM comments WHERE filed_at IS NULL OR moderation IS NULL"
        ).fetchone()
        editions = connection.execute(
            "SELECT count(*) FROM comments c WHERE (SELECT max(edition) FROM comment_editions e"
            " WHERE e.comment_id = c.id AND e.comment = c.comment) IS DISTINCT FROM c.edition"
        ).fetchone()
    assert loose is not None
    assert editions is not None
    known = {one.key for one in wrote}
    verdict.hold(
        "in one place: a draft or a submission", len((drafts.keys() ^ sent.keys()) & known), len(known)
    )
    verdict.hold(
        "nothing that nobody wrote", len((drafts.keys() | sent.keys()) & known), len(drafts) + len(sent)
    )
    verdict.hold("submitted what was told so, under the reference that was told",
                 sum(one.key in sent and one.references == {sent[one.key][1]} for one in wrote if one.references),
                 sum(bool(one.references) for one in wrote))  # fmt: skip
    verdict.hold("a draft what was not submitted", sum(one.key in drafts for one in wrote if not one.references),
                 sum(not one.references for one in wrote))  # fmt: skip
    right = {"comments": 0, "numbers": 0, "typed": 0}
    for one in wrote:
        is_sent = one.key in sent
        identifier, *_ref, last = sent[one.key] if is_sent else drafts.get(one.key, (0, 0))
        right["comments"] += (of_sent if is_sent else of_drafts).get(identifier, {}) == one.comments
        right["numbers"] += last == one.given
        expected = {0: one.typed} if one.typed else {}
        kept = typed.get((is_sent, identifier), {})
        right["typed"] += kept == expected | one.changes
        if kept != expected | one.changes:
            say(f"{one.key}: typed {expected | one.changes}, kept {kept}")
    verdict.hold("every comment with its words, under its number", right["comments"], len(wrote))
    verdict.hold("no number is given twice", right["numbers"], len(wrote))
    verdict.hold("what was only typed is kept, and kept once", right["typed"], len(wrote))
    verdict.hold("every comment of the record was filed", int(not loose[0]), 1)
    verdict.hold("its words are its latest edition", int(not editions[0]), 1)


def _said(connection: Any, statement: str) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for owner, number, words in connection.execute(statement):
        found.setdefault(owner, {})[number] = words
    return found


def _typed(connection: Any) -> dict[tuple[bool, int], dict[int, str]]:
    """(submitted, id) → number of the comment that is changed, 0 for a new one → what was typed."""
    rows = connection.execute(
        "SELECT u.submission_id IS NOT NULL, coalesce(u.submission_id, u.draft_id), coalesce(c.number, d.number, 0),"
        " u.words ->> 'rationale' FROM unfinished_comments u LEFT JOIN comments c ON c.id = u.comment_id"
        " LEFT JOIN draft_comments d ON d.id = u.draft_comment_id"
    )
    found: dict[tuple[bool, int], dict[int, str]] = {}
    for is_sent, owner, number, words in rows:
        kept = found.setdefault((is_sent, owner), {})
        kept[number if number not in kept else -len(kept)] = words
    return found


WORLD = "from wsgi import app; from tests import world; print(world.consultation(app))"
READY = (
    "from wsgi import app; from consult.core import health; from consult.web import schema\n"
    "with app.app_context():\n    print(schema.compare(health.revision()).name)"
)
COUNTS = (
    "from wsgi import app; from consult.submissions import tallies\n"
    "from tests import world\n"
    "with app.app_context():\n    print(tallies.recount(world.load().id))"
)


def main(arguments: list[str]) -> int:
    """Write, migrate, write, migrate, and judge."""
    parser = argparse.ArgumentParser(prog="python -m bench drafts-migration", description=__doc__)
    parser.add_argument("--before", default="", help="the commit of the version before 0.1.0")
    parser.add_argument("--after", default="", help="the commit of 0.1.0")
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each of the five parts")
    chosen = parser.parse_args(arguments)
    verdict, folder = Verdict(), Path(tempfile.mkdtemp(prefix="consult-bench-"))
    servers = Servers(folder)
    before = chosen.before or last_commit_before(f"migration {EXPAND}", "--diff-filter=A", "--", FIRST)
    after = chosen.after or last_commit_before(NEXT, f"-S{NEXT}", "--", "pyproject.toml")
    with files_of(before) as older, files_of(after) as newer:
        try:
            servers.start()
            people, stage = play(chosen, (older, newer), servers, verdict)
        finally:
            servers.stop()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"          {sum(one.done['steps'] for one in people)} steps, requests that were sent again:")
    for what, count in stage.mishaps.most_common(20):
        print(f"          {count} × {what}")
    return verdict.close()


def _begin(stage: Stage, part: str) -> None:
    stage.part = part
    say(part)


def play(
    chosen: argparse.Namespace, versions: tuple[Path, Path], servers: Servers, verdict: Verdict
) -> tuple[list[Person], Stage]:
    """The five parts: the version before alone; 0033 under it; both versions; 0034 under 0.1.0; 0.1.0 alone."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    around = environment.of(servers, servers.folder, 8000) | {
        "CONSULT_ENV": "production", "PUBLIC_URL": f"https://{HOST}", "TRUSTED_HOSTS": HOST, "COOKIE_SECURE": "1",
        "SECOND_FACTOR_REQUIRED": "1", "PROXY_COUNT": "1", "ARRIVAL_HEADER": ARRIVAL, "MAIL_FROM": f"consult@{HOST}",
        "SMTP_URL": "smtp://127.0.0.1:1",
    }  # fmt: skip
    old, new = (Version(folder, around, servers) for folder in versions)
    build = ("-m", "consult.setup.assets", str(servers.folder / "assets"))
    old.python(*build)
    old.python("-m", "flask", "db", "upgrade")
    slug = old.python("-c", WORLD).strip()
    old_web, old_port = old.web()
    stage = Stage((old_port,))
    people = [Person(stage, slug, number) for number in range(min(chosen.people, 32))]
    for person in people:
        person.start()
    _begin(stage, "the version before alone")
    time.sleep(chosen.seconds)
    new.python("-m", "consult.setup.compiling")
    new.python(*build)
    _begin(stage, f"{EXPAND} is carried out under it")
    told = new.python("-m", "flask", "db", "upgrade")
    verdict.hold(f"the first command stops before {CONTRACT}", int(f"Stopped before {CONTRACT}" in told), 1)
    verdict.hold("then 0.1.0 is ready", int(new.python("-c", READY).strip() == "CURRENT"), 1)
    time.sleep(chosen.seconds)
    new_web, new_port = new.web()
    stage.ports = (old_port, new_port)
    _begin(stage, BOTH)
    time.sleep(chosen.seconds)
    stage.ports = (new_port,)
    time.sleep(1)
    end(old_web)
    _begin(stage, f"{CONTRACT} is carried out under 0.1.0")
    told = new.python("-m", "flask", "db", "upgrade")
    verdict.hold("the second command stops nowhere", int("Stopped before" not in told), 1)
    _begin(stage, "0.1.0 alone")
    time.sleep(chosen.seconds)
    for person in people:
        person.stopping.set()
    for person in people:
        person.join(150)
    gave_up = [trouble for person in people for trouble in person.gave_up]
    verdict.hold("nobody gave up", int(not gave_up), 1, "; ".join(gave_up[:3])[:600])
    for log in servers.folder.glob("web-*.log"):
        if "Traceback" in log.read_text():
            say(f"{log.name}: " + log.read_text().rpartition("Traceback")[2][-3000:])
    errors = [one for one in stage.errors if one not in {(BOTH, "submit"), (BOTH, "submit again")}]
    told_so = "nobody met an error page (500) that 0035 does not name"
    verdict.hold(told_so, int(not errors), 1, f"({errors[:5]})" if errors else "")
    judge(servers.database_url, people, verdict)
    verdict.hold("the counts agree with the rows", int(new.python("-c", COUNTS).strip() == "False"), 1)
    end(new_web)
    return people, stage
