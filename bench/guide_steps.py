"""The steps of `python -m bench guide`: each block of the guide, and what is looked at after each section."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from bench import guide_machine as machine
from bench.deployment import Verdict, say
from bench.guide_blocks import GUIDE, Block, blocks, placeholders
from bench.guide_story import SITE, Hammer, emails, moderator, submit, until, visitor
from consult.setup import environment

SLUG = "sampling-of-seed-lots"
BEFORE, NOW = "before", "now"
"""The tags of the two versions."""

WORDS = {
    "<repository>": machine.REPOSITORY,
    "<version>": BEFORE,
    "<next version>": NOW,
    "<password>": "seed7Lots2Sampled",
    "<mail server>": "smtp://127.0.0.1:2525",
    "<backup>": "",  # these three are known once they are made
    "<base backup>": "",
    "<moment>": "",
    "consult.example.org": SITE,
    "you@example.org": "admin@birds.example",
    "Your Name": "Ada Administrator",
}


class Guide:
    """The guide, carried out block by block, and what is looked at between them."""

    def __init__(self, made: machine.Machine, sections: str) -> None:
        self.machine, self.sections = made, sections.split(",") if sections else []
        self.words = dict(WORDS)
        self.verdict = Verdict()
        self.emails, self.ledger = made.root.parent / "emails.jsonl", made.root.parent / "ledger.jsonl"
        self.certificate = made.root / "etc/ssl/consult.crt"
        self.staff = moderator(SLUG, self.ledger)
        self.references: list[str] = []
        self.created = ""
        self.hammer: Hammer | None = None
        self.before: dict[str, Callable[[], None]] = {
            "Restoring a backup": self.lose_the_database,
            "Restoring to a moment": self.do_what_is_to_be_undone,
            "Upgrading": self.begin_to_hammer,
        }
        self.after: dict[str, Callable[[], None]] = {
            "Installing": self.look_at_the_services,
            "Behind a proxy": self.found_and_take_part,
            "PgBouncer": self.take_part_through_the_pooler,
            "Restoring a backup": self.look_at_what_came_back,
            "Preparing a restore to any moment": self.look_at_the_archive,
            "Restoring to a moment": self.look_at_what_came_back,
            "Upgrading": self.judge_the_upgrade,
        }

    def carry_out(self) -> int:
        """Every block; the exit status says whether all came about."""
        guide = GUIDE.read_text()
        if placeholders(guide) != set(self.words):
            raise SystemExit(
                f"the guide's placeholders are not these: {placeholders(guide) ^ set(self.words)}"
            )
        self.bring_what_operators_have()
        found = [one for one in blocks(guide) if not self.sections or one.section in self.sections]
        mail = [sys.executable, "-m", "bench.sink", "2525", str(self.emails)]
        sink = subprocess.Popen(mail, cwd=environment.ROOT)
        try:
            self.carry_out_all(found)
        except SystemExit:
            print(self.machine.logs(), file=sys.stderr)
            raise
        finally:
            sink.terminate()
        return self.verdict.close()

    def carry_out_all(self, found: Sequence[Block]) -> None:
        """Each block, and around those of a section what belongs to it."""
        for place, block in enumerate(found):
            if block.number == 1 and block.section in self.before:
                self.before[block.section]()
            began = time.monotonic()
            self.do(block)
            took = time.monotonic() - began
            self.verdict.hold(f"{block.name} was carried out", 1, 1, f"{took:.0f} s")
            is_last = place + 1 == len(found) or found[place + 1].section != block.section
            if is_last and block.section in self.after:
                self.after[block.section]()

    def do(self, block: Block) -> None:
        """Type it, as it stands there."""
        text = block.filled(self.words)
        say(block.name)
        if block.kind == "sql":
            self.machine.sql(text)
            self.created = next(
                (line for line in text.splitlines() if "CREATE DATABASE" in line), self.created
            )
        elif block.kind == "sh":
            typed = "a long enough passphrase\n" * 2 if "accounts create" in text else ""
            said = self.machine.shell(text, typed)
            if block.section == "Making a backup":
                self.words["<backup>"] = said.split()[-1]
        else:
            self.machine.write(block.path, text)

    def bring_what_operators_have(self) -> None:
        """A name that leads here, and a certificate for it."""
        self.machine.write("/etc/hosts", f"127.0.0.1 localhost {SITE}\n")
        self.machine.shell("mkdir -p /etc/ssl/private /usr/local/share/ca-certificates")
        certificate = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "7",
            "-subj",
            f"/CN={SITE}",
        ]
        certificate += ["-addext", f"subjectAltName=DNS:{SITE}", "-out", str(self.certificate)]
        machine.run(*certificate, "-keyout", str(self.machine.root / "etc/ssl/private/consult.key"))
        trusted = "/usr/local/share/ca-certificates/consult.crt"
        self.machine.shell(f"cp /etc/ssl/consult.crt {trusted} && update-ca-certificates >/dev/null 2>&1")

    # -- what is looked at ------------------------------------------------------------------------------------------

    def look_at_the_services(self) -> None:
        """Both web servers become ready, and the folders are the service's own."""
        for port in (8000, 8001):
            ask = f"curl -fsS -H 'Host: {SITE}' http://127.0.0.1:{port}/readyz || true"
            until(f"port {port} is ready", lambda ask=ask: '"ready"' in self.machine.shell(ask))
        owners = self.machine.shell("find /srv/consult/data /srv/consult-journal -not -user consult | wc -l")
        self.verdict.hold("all in the folders of data belongs to the account", int(owners.strip() == "0"), 1)
        closed = self.machine.shell("stat -c '%U %a' /etc/consult.env").strip()
        self.verdict.hold("the settings are root's alone", int(closed == "root 600"), 1)

    def found_and_take_part(self) -> None:
        """A consultation, someone who takes part, their email, a moderator who publishes."""
        made = f"from wsgi import app; from tests import world; world.consultation(app, {SLUG!r})"
        self.machine.shell(f'consult python -c "{made}"')
        plain = self.machine.shell(
            f"curl -sS -o /dev/null -w '%{{http_code}} %{{redirect_url}}' http://{SITE}/help"
        )
        self.verdict.hold("plain HTTP leads to TLS", int(plain == f"301 https://{SITE}/help"), 1)
        self.sign_in()
        self.take_part("first")

    def sign_in(self) -> None:
        """The moderator, in a browser that no one knows; every code works once, so not within half a minute."""
        time.sleep(30 if self.staff.secret else 0)
        self.staff.browser = visitor(self.certificate)
        self.staff.sign_in()

    def take_part(self, who: str) -> None:
        """One submission, from taking part to the public page."""
        email, words = f"{who}@birds.example", f"The words of {who}, which stand in no other comment."
        reference = submit(self.certificate, SLUG, email, words)
        self.references.append(reference)
        told = until("the receipt arrives", lambda: emails(self.emails, email))
        self.verdict.hold(f"{who}: the receipt by email names the reference", int(reference in told[0]), 1)

        def is_public() -> bool:
            self.staff.work()
            page = visitor(self.certificate).get(f"/consultations/{SLUG}/comments").body.decode()
            return words in page or self._is_decided(reference)

        until("the comment is decided", is_public)
        self.verdict.hold(f"{who}: a moderator decided over HTTPS", 1, 1)

    def _is_decided(self, reference: str) -> bool:
        asked = (
            "SELECT moderation FROM comments c JOIN submissions s ON s.id = c.submission_id"
            f" WHERE s.reference = '{reference}'"
        )
        return self.machine.sql(asked, "consult").strip() not in {"", "pending"}

    def take_part_through_the_pooler(self) -> None:
        """The same, on connections of PgBouncer's."""
        self.look_at_the_services()
        self.take_part("pooled")
        ports = self.machine.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '' AND usename = 'consult'"
        )
        used = self.machine.shell(
            "grep -c 'login attempt: db=consult user=consult' /var/log/postgresql/pgbouncer.log"
        )
        self.verdict.hold(
            "the processes reach PostgreSQL through PgBouncer", int(int(used) > 0), 1, ports.strip()
        )

    def lose_the_database(self) -> None:
        """The database is gone, with the services running; an empty one comes in its place, as on installing."""
        self.take_part("lost")
        self.machine.sql("DROP DATABASE consult WITH (FORCE)")
        self.machine.sql(self.created)

    def look_at_what_came_back(self) -> None:
        """What was in the backup is there, belongs to the application, and people go on."""
        self.look_at_the_services()
        known = self.machine.sql("SELECT reference FROM submissions", "consult").split()
        lost = self.references.pop()
        self.verdict.hold(
            "submissions of the backup are there",
            len(set(known) & set(self.references)),
            len(self.references),
        )
        self.verdict.hold("what came later is lost, as the journal told", int(lost not in known), 1)
        others = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'consult'"
        self.verdict.hold(
            "all tables belong to consult", int(self.machine.sql(others, "consult").strip() == "0"), 1
        )
        self.sign_in()
        self.take_part(f"restored{len(self.references)}")

    def do_what_is_to_be_undone(self) -> None:
        """A moment passes, and someone takes part after it."""
        self.take_part("kept")
        time.sleep(2)
        self.words["<moment>"] = self.machine.sql("SELECT now()").strip()
        time.sleep(2)
        self.take_part("undone")
        file = self.machine.sql("SELECT pg_walfile_name(pg_switch_wal())").strip()
        until("the log is archived", lambda: file in self.machine.shell("ls /archive").split())

    def look_at_the_archive(self) -> None:
        """There is a base backup, and the log is archived."""
        self.machine.sql("SELECT pg_switch_wal()")
        until("the log is archived", lambda: self.machine.shell("ls /archive").split())
        base = self.machine.shell("cat /srv/base-backups/*/PG_VERSION").split()
        self.words["<base backup>"] = self.machine.shell("ls -d /srv/base-backups/*").strip()
        self.verdict.hold("a base backup is there", int(base == ["15"]), 1)
        self.look_at_the_services()

    def begin_to_hammer(self) -> None:
        """People read and submit from here on."""
        self.look_at_the_services()
        self.hammer = Hammer(self.certificate, SLUG)
        self.hammer.__enter__()
        until("people submit", lambda: self.hammer is not None and len(self.hammer.references) > 2)

    def judge_the_upgrade(self) -> None:
        """No one met an error; old and new assets are there; the newer tables too; anyone who was signed in still
        is."""
        assert self.hammer is not None
        before = len(self.hammer.references)
        until(
            "people submit after it",
            lambda: self.hammer is not None and len(self.hammer.references) > before + 2,
        )
        self.hammer.__exit__()
        served = self.hammer.met.pop("200")
        for trouble, count in self.hammer.met.most_common(10):
            say(f"{count} times {trouble}")
        wrong = sum(self.hammer.met.values())
        self.verdict.hold("pages, assets and /readyz were served meanwhile", served, served + wrong)
        self.verdict.hold("pages named the assets of both versions", len(self.hammer.styles), 2)
        known = set(self.machine.sql("SELECT reference FROM submissions", "consult").split())
        kept = len(known & set(self.hammer.references))
        self.verdict.hold("what people were told was received is there", kept, len(self.hammer.references))
        at = self.machine.sql("SELECT version_num FROM alembic_version", "consult").strip()
        self.verdict.hold("the database has the tables of the later version", int(at == "9999"), 1)
        self.take_part("upgraded")
