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

DRAFT = b"# 1 Scope\n\nThis draft says how samples are stored.\n\n# 2 Storage\n\nSamples are stored dry.\n"


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

    def __init__(self, page: Any, address: str) -> None:
        """`page`: a browser's, signed in or not."""
        self.page, self.address = page, address
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

    def wait_for(self, path: str, words: str) -> None:
        """Open a page again and again until it has these words no more: a worker has to be done with something."""
        for _time in range(30):
            self.go(path)
            if words not in self.page.locator("main").inner_text():
                return
            self.page.wait_for_timeout(1000)

    def links(self, pattern: str, *, is_end: bool = False) -> Iterator[str]:
        """The paths of the links of the page that have this, or end with it."""
        for link in self.page.locator(f"a[href{'$' if is_end else '*'}='{pattern}']").all():
            yield without_language(str(link.get_attribute("href")))


class Visitor(Beginner):
    """Someone without an account, who submits to one open consultation and begins at another."""

    def all(self, lmtp: int, domain: str) -> list[str]:
        """Everything; `lmtp`: the port on which emails are taken for `domain`, 0 for none."""
        self.go("/consultations?phase=open")
        self.open = [without_language(str(one.get_attribute("href")))
                     for one in self.page.locator("main h2 a, main h3 a").all()]  # fmt: skip
        self.mail = (lmtp, domain)
        return self.steps(
            self.submission, self.status_link, self.genuine_receipt, self.name_removal, self.draft,
            self.known_form, self.unknown_form, self.emails, self.accounts, self.following,
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
        self.answers(consultation)
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
        ):
            self.go(path)
            for name, value in fields.items():
                if self.page.locator(f"main input[name={name}]").count():
                    self.page.fill(f"main input[name={name}]", value)
            self.press()

    def following(self) -> None:
        """Subscribe to a consultation."""
        self.go(f"{self.open[0]}/follow")
        self.page.fill("main input[name=email]", "amina@sow.example")
        self.press()


class Officer(Beginner):
    """An officer, who imports a draft and enters forms that arrived elsewhere."""

    def all(self) -> list[str]:
        """Everything."""
        return self.steps(self.import_, self.preparation, self.entries)

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
        """Open the questions of a consultation in preparation."""
        self.go("/dashboard")
        steps = next(link for link in self.links("/preparation") if "/organisations/" not in link)
        base = steps.partition("/preparation")[0]
        self.lead(f"{base}/preparation/questions", f"{base}/preparation/questions/preview")

    def entries(self) -> None:
        """Enter a form that is known and a table that is not, of an open consultation of theirs."""
        self.go("/consultations?phase=open")
        for consultation in [without_language(str(one.get_attribute("href")))
                             for one in self.page.locator("main h2 a, main h3 a").all()]:  # fmt: skip
            self.go(consultation)
            if not list(self.links("/entries/forms")):
                continue
            self.lead(f"{consultation}/entries/forms", f"{consultation}/entries/emails")
            for name, rows in (("comments.csv", COMMENTS), ("views.csv", UNKNOWN)):
                self.go(f"{consultation}/entries/forms")
                self.upload("input[name=file]", name, table(rows), "text/csv")
                self.press()
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
        self.go(next(self.links("/members", is_end=True)).removesuffix("/members") + "/invitations")
        self.page.fill("main input[name=email]", "new.member@seed.example")
        for box in self.page.locator("main input[type=checkbox]").all()[:1]:
            box.check()
        self.press()


class Stakeholder(Beginner):
    """Someone with an account, who changes the address of it."""

    def all(self) -> list[str]:
        """Everything."""
        return self.steps(self.email)

    def email(self) -> None:
        """Ask for another address."""
        self.go("/account/email")
        self.page.fill("main input[type=email]", "other@nordic-seed.example")
        self.press()
