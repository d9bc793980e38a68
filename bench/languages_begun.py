"""What people begin before `bench languages` looks at every page: for the pages to which only a form or an email leads.

Each step fills in forms as a person does, without scripts. A step that fails is told, and the others go on.
"""

import csv
import io
import re
import smtplib
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pyotp
from playwright.sync_api import Error

from config import Testing

LANGUAGE = re.compile(f"^/(?:{'|'.join(Testing.LANGUAGES)})(?:/|$)")
"""The language in front of a path."""

COMMENTS = (
    ("Clause", "Comment", "Proposed change"),
    (
        "1",
        "The scope should name those who sell small quantities.",
        "… including those who sell small quantities.",
    ),
    ("2", "This term is used in another sense elsewhere.", ""),
    ("no such clause", "Where is the annex that the text speaks of?", ""),
    ("", "A clear draft.", ""),
)
UNKNOWN = (
    ("Ref", "Where", "Our view"),
    ("a", "1", "The scope should be wider."),
    ("b", "2", "This term is not clear."),
)
"""A table whose headings no one knows."""

UNTIL_IN_EFFECT = 40_000
"""Milliseconds until a decision has taken effect."""

DRAFT = b"# 1 Scope\n\nThis draft says how samples are stored.\n\n# 2 Storage\n\nSamples are stored dry.\n"


VERSION = (
    "# 1 Domaine d'application\n\nLe projet dit comment les lots de semences sont échantillonnés.\n".encode()
)
"""The beginning of a draft, in French."""


def pdf() -> bytes:
    """A PDF of two pages."""
    document, out = pikepdf.new(), io.BytesIO()
    for _number in range(2):
        document.add_blank_page(page_size=(300, 400))
    document.save(out)
    return out.getvalue()


def table(rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def without_language(address: str) -> str:
    """The path of an address, without its language."""
    return LANGUAGE.sub("/", urlsplit(address).path)


class Beginner:
    """Someone who fills in forms; `led` has the paths to which these lead."""

    def __init__(self, page: Any, address: str, account: dict[str, str] | None = None) -> None:
        """`page`: a browser's; `account`: that which is signed in there."""
        self.page, self.address, self.account = page, address, account or {}
        page.set_default_timeout(10_000)
        self.led: list[str] = []

    def steps(self, *steps: Callable[[], object]) -> list[str]:
        """Do them all; the paths to which they led."""
        for step in steps:
            try:
                step()
            except (Error, LookupError, StopIteration, OSError) as trouble:
                words = " ".join(str(trouble).split())[:160]
                print(f"not begun: {step.__name__}: {words} ({self.here})", flush=True)
        return self.led

    @property
    def here(self) -> str:
        """The path of the page, without its language."""
        return without_language(self.page.url)

    def go(self, path: str) -> None:
        """Open a page in English."""
        self.page.goto(f"{self.address}/en{path}")

    def lead(self, *paths: str) -> None:
        """Have these paths opened; without any, that of the page."""
        self.led += paths or (self.here,)

    def press(self, within: str = "main form", *, button: str = "button[type=submit]", nth: int = -1) -> None:
        """Press a button: the last one of the page, if not told otherwise."""
        found = self.page.locator(f"{within} {button}")
        (found.nth(nth) if nth >= 0 else found.last).click()
        self.page.wait_for_load_state()

    def upload(self, field: str, name: str, data: bytes, kind: str = "application/octet-stream") -> None:
        """Choose a file."""
        self.page.set_input_files(field, {"name": name, "mimeType": kind, "buffer": data})

    def withhold(self, form: str) -> None:
        """Withhold what the first form of this kind is about."""
        here = self.page.locator(f"details:has({form})").first
        here.locator("summary").first.click()
        here.locator("select[name$=reason]").select_option(index=1)
        here.locator("button[type=submit]").click()
        self.page.wait_for_load_state()

    def wait_for(self, path: str, words: str) -> None:
        """Open a page again and again until it has these words no more: a worker has to be done with something."""
        for _time in range(30):
            self.go(path)
            if words not in self.page.locator("main").inner_text():
                return
            self.page.wait_for_timeout(1000)

    def consultations(self, query: str = "phase=open") -> list[str]:
        """The paths of the consultations that are listed: of those that take comments, where nothing else is said."""
        self.go(f"/consultations?{query}")
        found = self.page.locator("main h2 a, main h3 a").all()
        return [without_language(str(one.get_attribute("href"))) for one in found]

    def links(self, pattern: str, *, is_end: bool = False) -> Iterator[str]:
        """The paths of the links of the page that have this, or end with it."""
        for link in self.page.locator(f"a[href{'$' if is_end else '*'}='{pattern}']").all():
            yield without_language(str(link.get_attribute("href")))


class Visitor(Beginner):
    """Someone without an account, who submits to one open consultation and begins at another."""

    def all(self, lmtp: int, domain: str, moderators: Iterator[Any]) -> list[str]:
        """Everything; `lmtp`: the port on which emails are taken for `domain`, 0 for none; `moderators`: pages of
        browsers in which someone is signed in who may decide."""
        self.moderators = moderators
        self.open = self.consultations()
        self.mail = (lmtp, domain)
        return self.steps(
            self.submission, self.status_link, self.genuine_receipt, self.name_removal, self.draft,
            self.known_form, self.unknown_form, self.emails, self.accounts, self.following, self.objections,
        )  # fmt: skip

    def details(self, consultation: str) -> None:
        """Say who takes part."""
        self.go(f"{consultation}/take-part")
        self.page.locator("input[name=capacity][value=personal]").check()
        self.page.select_option("select[name=category]", index=1)
        self.page.fill("input[name=name]", "Amina Sow")
        self.page.fill("input[name=email]", "amina@sow.example")
        self.press()

    def comment(self, consultation: str, about: str = "general=1") -> None:
        """Write a comment."""
        self.go(f"{consultation}/sheet/comments/new?{about}")
        kind = self.page.locator("input[name=type]")
        if kind.count():
            kind.first.check()
        self.page.fill("textarea[name=comment]", "The terms of this draft should follow the standard.")
        self.press("main form[data-in-place], main form", button="button[type=submit]:not([name=verb])")

    def answers(self, consultation: str) -> None:
        """Answer the first questions."""
        self.go(f"{consultation}/sheet/questions")
        for kind in ("radio", "checkbox"):
            for name in {
                one.get_attribute("name") for one in self.page.locator(f"main input[type={kind}]").all()
            }:
                self.page.locator(f"main input[type={kind}][name='{name}']").first.check()
        for field in self.page.locator("main form.questionnaire textarea").all():
            field.fill("Ten days suffice where a sampler works under supervision.")
        self.press("main form.questionnaire", button="button[type=submit]:not([name=verb])")

    def attachment(self, consultation: str) -> None:
        """Attach a file."""
        self.go(f"{consultation}/sheet")
        form = f"main form[action$='{consultation}/sheet/attachments']"
        self.upload(f"{form} input[type=file]", "results.pdf", pdf(), "application/pdf")
        self.page.fill(f"{form} [name=description]", "Results of 40 lots")
        self.press(form)

    def submission(self) -> None:
        """Submit a comment, answers and a file."""
        consultation = self.open[0]
        self.details(consultation)
        self.comment(consultation)
        self.comment(consultation)
        self.answers(consultation)
        self.attachment(consultation)
        self.attachment(consultation)
        self.go(f"{consultation}/sheet/review")
        self.page.locator("input[name=consent]").check()
        self.press()
        self.lead()
        self.reference = self.here.split("/")[2]
        self.lead(f"/submissions/{self.reference}/status")

    def status_link(self) -> None:
        """Share the status of it."""
        self.go(f"/submissions/{self.reference}/status")
        self.page.get_by_role("button", name="Create a link").click()
        self.page.wait_for_load_state()
        self.lead(*self.links("/status/"))

    def genuine_receipt(self) -> None:
        """Open the address that its receipt names."""
        answer = self.page.request.get(f"{self.address}/submissions/{self.reference}/receipt.pdf")
        with pikepdf.open(io.BytesIO(answer.body())) as document:
            addresses = [str(note.A.URI) for page in document.pages for note in page.get("/Annots", ())
                         if "/A" in note and "/URI" in note.A]  # fmt: skip
        self.lead(*(without_language(one) for one in addresses if "/receipts/" in one))

    def name_removal(self) -> None:
        """Ask for the removal of the name."""
        self.go(f"/submissions/{self.reference}/name-removal")
        self.lead()
        if self.page.locator("main textarea").count():
            self.page.locator("main textarea").first.fill("I no longer work there.")
        self.press()

    def draft(self) -> None:
        """Begin a submission to another consultation."""
        consultation = self.open[1]
        self.details(consultation)
        self.comment(consultation)
        self.go(f"{consultation}/sheet/text")
        self.lead()
        first = next(self.links("comments/new?block="))
        self.lead(
            f"{first}?{urlsplit(str(self.page.locator('a[data-quote-link]').first.get_attribute('href'))).query}"
        )
        self.lead(f"{consultation}/sheet", f"{consultation}/sheet/review", f"{consultation}/sheet/questions")
        self.lead(f"{consultation}/sheet/comments/1", f"{consultation}/sheet/forms")

    def _form(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        self.go(f"{self.open[1]}/sheet/forms")
        self.upload("input[name=file]", name, table(rows), "text/csv")
        self.press()
        self.lead()

    def known_form(self) -> None:
        """Upload a form."""
        self._form("comments.csv", COMMENTS)

    def unknown_form(self) -> None:
        """Upload a table that is no form."""
        self._form("views.csv", UNKNOWN)

    def emails(self) -> None:
        """Send a filled form by email, and an email with comments."""
        port, domain = self.mail
        if not port:
            return
        for number, file in enumerate((table(COMMENTS), b"")):
            made = EmailMessage()
            made["From"], made["To"] = (
                "Amina Sow <amina@sow.example>",
                f"{self.open[0].split('/')[2]}@{domain}",
            )
            made["Subject"], made["Message-ID"] = "Our comments", f"<{number}@sow.example>"
            made.set_content("Clause 2 should name small growers.\n\nAmina Sow")
            if file:
                made.add_attachment(file, maintype="text", subtype="csv", filename="comments.csv")
            with smtplib.LMTP("127.0.0.1", port) as server:
                server.send_message(made)
        self.page.wait_for_timeout(10_000)  # a worker reads them

    def accounts(self) -> None:
        """Ask for an account and for another password."""
        for path, fields in (
            (
                "/sign-up",
                {"name": "Amina Sow", "email": "amina@sow.example", "password": "correct horse battery"},
            ),
            ("/password-reset", {"email": "ingrid@nordic-seed.example"}),
            ("/sign-in/browser", {"email": "ingrid@nordic-seed.example"}),
        ):
            self.go(path)
            self.lead(path)
            for name, value in fields.items():
                if self.page.locator(f"main input[name={name}]").count():
                    self.page.fill(f"main input[name={name}]", value)
            self.press()

    def following(self) -> None:
        """Subscribe to a consultation."""
        self.go(f"{self.open[0]}/follow")
        self.page.fill("main input[name=email]", "amina@sow.example")
        self.press()

    def objections(self) -> None:
        """Object to what a moderator decides: withhold one of the comments and one of the files."""
        for moderator in self.moderators:
            other = Beginner(moderator, self.address)
            other.go(f"/moderation/{self.reference}/2")
            if not other.page.locator("form[action$='/withholding']").count():
                continue
            other.withhold("form[action$='/withholding']")
            other.go(f"/moderation/{self.reference}/attachments")
            other.withhold("form[action*='withhold']")
            break
        self.page.wait_for_timeout(UNTIL_IN_EFFECT)
        self.go(f"/submissions/{self.reference}/status")
        found = list(self.links("/objection", is_end=True))
        self.lead(*found)
        for path in [one for one in found if "/attachments/" in one]:
            self.go(path)
            self.page.fill("main textarea[name=text]", "The file has no personal data.")
            self.press()
        self.lead(f"/submissions/{self.reference}/status")


class Officer(Beginner):
    """An officer, who imports a draft, adds a language version, and enters what arrived elsewhere."""

    def all(self) -> list[str]:
        """Everything."""
        mine = []
        for consultation in self.consultations():
            self.go(consultation)
            if list(self.links("/entries/forms")):
                mine.append(consultation)
        steps = [self.import_, self.preparation, self.responses]
        if mine:
            self.consultation = mine[0]
            self.lead(f"{self.consultation}/entries/forms", f"{self.consultation}/entries/emails")
            steps += [self.unfinished_entry, self.entry, self.unknown_form, self.form, self.language_version]
        return self.steps(*steps)

    def import_(self) -> None:
        """Import a draft."""
        self.go("/dashboard")
        drafts = next(self.links("/drafts", is_end=True))
        self.go(f"{drafts}/import")
        self.page.fill("input[name=title]", "Storage of samples")
        self.upload("input[type=file]", "draft.md", DRAFT, "text/markdown")
        self.press()
        path = self.here
        self.page.wait_for_timeout(15_000)  # a worker reads it
        self.lead(path)

    def preparation(self) -> None:
        """Ask questions in a consultation in preparation, where there is one."""
        self.go("/dashboard")
        for steps in [link for link in self.links("/preparation") if "/organisations/" not in link][:1]:
            base = steps.partition("/preparation")[0]
            self.lead(f"{base}/preparation/questions", f"{base}/preparation/questions/preview")
            for kind, options in (
                ("single", "Seed companies\nGrowers"),
                ("matrix", "Often\nRarely"),
                ("number", ""),
            ):
                self.go(f"{base}/preparation/questions")
                if not self.page.locator("main [name=text]").count():
                    return
                self.page.fill("main [name=text]", "Who treats seed in your country, and how often?")
                self.page.select_option("main select[name=type]", kind)
                for name, words in (
                    ("options", options),
                    ("rows", "Maize\nRice" if kind == "matrix" else ""),
                ):
                    self.page.fill(f"main textarea[name={name}]", words)
                self.press("main form", button="button:has-text('Add question')")

    def responses(self) -> None:
        """Begin an issue, and look at the summaries of those consultations that are theirs."""
        for base in self.consultations(""):
            self.lead(f"{base}/responses/issues", f"{base}/responses/summary/preview")
            self.lead(f"{base}/responses/summary/translations")

    def _entry(self, *, button: str) -> None:
        self.go(f"{self.consultation}/entries")
        self.page.select_option("select[name=channel]", index=0)
        self.page.fill("input[name=received_day]", "2026-11-20")
        self.page.fill("input[name=received_time]", "10:30")
        self.page.locator("input[name=capacity]").first.check()
        self.page.fill("input[name=name]", "Amina Sow")
        self.page.fill("input[name=organisation]", "Growers of the valley")
        self.page.select_option("select[name=category]", index=1)
        self.page.locator("input[name=attribution]").first.check()
        self.page.fill("textarea[name='comment-1']", "Small lots should have a table of their own.")
        self.press(button=f"button[name=verb][value={button}]")

    def unfinished_entry(self) -> None:
        """Begin to enter a letter."""
        self._entry(button="later")

    def entry(self) -> None:
        """Enter a letter with its original."""
        self.go(f"{self.consultation}/entries")
        self.upload("input[name=file]", "letter.pdf", pdf(), "application/pdf")
        self.press(button="button[name=verb][value=file]")
        self.lead()
        self._entry(button="submit")
        self.lead()

    def _form(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        self.go(f"{self.consultation}/entries/forms")
        self.upload("input[name=file]", name, table(rows), "text/csv")
        self.press()
        self.lead()

    def unknown_form(self) -> None:
        """Upload a table that is no form."""
        self._form("views.csv", UNKNOWN)

    def form(self) -> None:
        """Submit what of a form is ready."""
        self._form("comments.csv", COMMENTS)
        many = [("1", f"Point {number} of our letter.", "") for number in range(301)]  # a job submits so many
        self._form("submitted.csv", (COMMENTS[0], *many))
        path = self.here
        for way, fields in (("/receipt", ()), ("/stakeholders/1", ("name", "organisation"))):
            self.go(f"{path}{way}")
            self._fill_in(fields)
            self.press()
        self.go(path)
        self.page.select_option("main select[name=type-all]", index=1)
        self.press(button="button[name=verb][value=types]")
        self.press(button="button[name=verb][value=add]")
        self.lead(*self.links("/jobs/"), *([self.here] if self.here.startswith("/jobs/") else []))

    def _fill_in(self, texts: Sequence[str]) -> None:
        for name in texts:
            self.page.fill(f"main input[name={name}]", "Growers of the valley")
        for field in self.page.locator("main input[name=received_day]").all():
            field.fill("2026-11-20")
        for field in self.page.locator("main input[name=received_time]").all():
            field.fill("10:30")
        for name in ("capacity", "category", "attribution"):
            if self.page.locator(f"main select[name={name}]").count():
                self.page.select_option(f"main select[name={name}]", index=1)
            elif self.page.locator(f"main input[name={name}]").count():
                self.page.locator(f"main input[name={name}]").first.check()

    def language_version(self) -> None:
        """Add a language version to an open consultation, where its original is English."""
        languages = f"{self.consultation}/languages"
        self.go(languages)
        if self.page.locator("main h2").first.inner_text() != "English":
            return
        self.go(next(self.links("/drafts/import?draft=")) + "?" + self._asked("/drafts/import?draft="))
        self.page.select_option("select[name=language]", "fr")
        self.upload("input[type=file]", "version.md", VERSION, "text/markdown")
        self.press()
        path = self.here
        self.page.wait_for_timeout(15_000)  # a worker reads it
        self.go(path)
        self.press("main", button="button[name=verb][value=accept]")
        self.go(languages)
        self.press(button="button[name=add]", nth=0)
        self.lead(languages, f"{languages}/fr", f"{languages}/fr/publication")

    def _asked(self, pattern: str) -> str:
        """The query of the first such link."""
        return urlsplit(str(self.page.locator(f"a[href*='{pattern}']").first.get_attribute("href"))).query


class Moderator(Beginner):
    """A moderator, who redacts a comment and a file."""

    def all(self) -> list[str]:
        """Everything."""
        return self.steps(self.redaction, self.redacted_file)

    def redaction(self) -> None:
        """Redact words of a comment."""
        self.go("/moderation")
        path = next(one for one in self.links("/moderation/") if re.search(r"/moderation/[^/]+/\d+$", one))
        self.go(path)
        words = self.page.locator("main [data-redactable]").first.inner_text()
        self.page.fill(
            "input[name=hide_words]", next(one for one in re.findall(r"\w+", words) if len(one) > 3)
        )
        self.page.select_option("select[name=hide_reason]", index=1)
        self.press("main", button="[data-redact-submit]")
        self.page.wait_for_timeout(UNTIL_IN_EFFECT)
        self.lead(path, f"{path}/restoring-words")

    def redacted_file(self) -> None:
        """Propose a redacted copy of a file, where one waits."""
        self.go("/moderation/attachments")
        for submission in list(self.links("/moderation/"))[:20]:
            if not submission.endswith("/attachments") or submission == "/moderation/attachments":
                continue
            self.go(submission)
            for path in list(self.links("/redaction", is_end=True))[:1]:
                self.wait_for(path, "being prepared")
                self.page.fill("textarea[name=boxes]", "1 100 100 300 50")
                self.press("main form:has(textarea[name=boxes])")
                self.wait_for(self.here, "being prepared")
                self.lead(path)
                self.lead()
                return


class Administrator(Beginner):
    """An administrator, who invites someone."""

    def all(self) -> list[str]:
        """Everything."""
        return self.steps(self.invitation)

    def invitation(self) -> None:
        """Invite a member."""
        self.go("/dashboard")
        for members in list(self.links("/members", is_end=True))[:1]:
            self.go(members.removesuffix("/members") + "/invitations")
            self.page.fill("main input[name=email]", "new.member@seed.example")
            for box in self.page.locator("main input[type=checkbox]").all()[:1]:
                box.check()
            self.press()


class Stakeholder(Beginner):
    """Someone with an account, who changes its address and turns two-factor authentication on."""

    def all(self) -> list[str]:
        """Everything."""
        return self.steps(self.email, self.two_factor)

    def email(self) -> None:
        """Ask for another address."""
        self.go("/account/email")
        self.page.fill("main input[name=email]", "other@nordic-seed.example")
        self.page.fill("main input[name=present]", self.account["password"])
        self.press()

    def two_factor(self) -> None:
        """Turn two-factor authentication on, and begin a sign-in that asks for a code."""
        self.go("/account/second-factor")
        self.lead()
        if not self.page.locator("main input[name=offer]").count():
            return
        secret = re.sub(r"\s", "", self.page.locator("main .secret").first.inner_text())
        self.page.fill("main input[name=code]", pyotp.TOTP(secret).now())
        self.press()
        self.lead("/account/second-factor/other", "/account/second-factor/recovery-codes")
        self.go("/sign-in")
        for name in ("email", "password"):
            self.page.fill(f"main input[name={name}]", self.account[name])
        self.press()
        self.lead("/sign-in/code")
