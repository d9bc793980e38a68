"""Every text in another language than the page stands in an element that names its language.

A mark at the end of every text of organisations, drafts, submitters and responses says in which language it is. Pages in a
third language, and in that of the translations, are searched for marks in elements that name another one.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from lxml import html
from psycopg.types.json import Jsonb

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.consultations.models import QUESTION_TRANSLATED, TRANSLATED, DocumentRole
from consult.core import clock
from consult.core.database import Model, db
from consult.core.stale_check import NO_PAGE
from consult.organisations import queries as founded
from consult.stakeholders import actions as stakeholders
from consult.stakeholders.models import Category
from consult.submissions import references
from consult.submissions.models import Answer, Submission
from consult.summaries import actions as summaries
from tests import cast, copied, database_owner, questionnaires, world
from tests.architecture.test_every_link import Walk, plain
from tests.consultations import languages
from tests.draft_submissions import walking
from tests.reading import steps
from tests.responses import stories

ORIGINALS, TRANSLATIONS, COMMENTS, DRAFTS = "en", "fr", "es", "ru"
"""The languages of originals, of their translations, of comments, and of drafts."""

TRANSLATED_TEXTS: Mapping[str, tuple[str, ...]] = {
    "consultations": (*TRANSLATED,),
    "extensions": ("reason",),
    "documents": ("title",),
    "questions": (*QUESTION_TRANSLATED,),
    "corrections": ("notice",),
    "subcategories": ("label",),
    "organisations": ("name", "description"),
    "policies": ("text",),
    "holding_notices": ("reason",),
    "summaries": (),
}
"""Every table whose rows have translations → its texts. A response summary is made of the others."""

OTHER_TEXTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    ORIGINALS: {
        "issues": ("title", "views", "answer", "change", "changed_place"),
        "answers": ("text", "change"),
    },
    COMMENTS: {
        "comments": ("comment", "rationale", "shown_comment", "shown_rationale"),
        "comment_editions": ("comment", "rationale"),
    },
    DRAFTS: {"drafts": ("title",), "versions": ("title", "label"), "blocks": ("title", "html", "text")},
}
"""Language → texts in it that have no translations beside them."""

MARK = re.compile("zq(en|fr|es|ru|ar)")


def mark(app: Flask) -> None:
    """Have a mark at the end of every line of every text, and translations with a mark of their own."""
    database = database_owner.connection(app.config[copied.OWNER])
    for table, names in TRANSLATED_TEXTS.items():
        for name in names:
            _mark(database, table, name, ORIGINALS)
        for key, *originals in (
            database.execute(f"SELECT id, {', '.join(names)} FROM {table}") if names else ()
        ):
            found = {
                name: {"text": one.replace("zqen", "zqfr"), "original": one}
                for name, one in zip(
                    names, [", ".join(o) if isinstance(o, list) else o for o in originals], strict=True
                )
                if one
            }
            database.execute(
                f"UPDATE {table} SET translations = %s WHERE id = %s", (Jsonb({TRANSLATIONS: found}), key)
            )
    database.execute("UPDATE versions SET language = %s WHERE language = 'en'", (DRAFTS,))
    for language, tables in OTHER_TEXTS.items():
        for table, names in tables.items():
            for name in names:
                _mark(database, table, name, language)
    own = {"versions": "id", "blocks": "version_id"}
    for table, column in own.items():
        for name in OTHER_TEXTS[DRAFTS][table]:
            database.execute(
                f"UPDATE {table} SET {name} = replace({name}, 'zqru', 'zqar')"
                f" WHERE {column} IN (SELECT id FROM versions WHERE language = 'ar')"
            )
    for table, column, language in (
        ("comments", "language", COMMENTS), ("documents", "language", ORIGINALS),
        ("consultations", "original_language", ORIGINALS), ("organisations", "original_language", ORIGINALS),
    ):  # fmt: skip
        database.execute(f"UPDATE {table} SET {column} = %s", (language,))


def _mark(database: Any, table: str, name: str, language: str) -> None:
    if name == "topics":
        marked = f"ARRAY['Seed zq{language}', 'Trade zq{language}']"
    else:
        marked = f"regexp_replace({name}, '([^\\n>])((?:</[a-z]+>)?)$', '\\1 zq{language}\\2', 'gn')"
    database.execute(f"UPDATE {table} SET {name} = {marked} WHERE {name}::text <> ''")


def test_every_table_with_translations_is_marked() -> None:
    tables = {name for name, table in Model.metadata.tables.items() if "translations" in table.columns}
    assert tables == TRANSLATED_TEXTS.keys()


def make_texts(app: Flask) -> dict[str, str]:
    """A consultation with a response, one that is open and asks questions of every type, one in preparation and one that
    was withdrawn, with marks at their texts; slugs by these words."""
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    found = {
        "responded": story.slug,
        "open": questionnaires.asking(app),
        "withdrawn": "old-plan",
        "prepared": "next",
        "in two languages": "two",
    }
    world.consultation(app, "old-plan")
    world.consultation(app, "next", announce=False)
    world.consultation(app, "two", announce=False)
    with app.app_context():
        languages.add("two", "ar")
        languages.confirmed("two", "ar")
        languages.announce("two")
    steps.published(app, found["open"])
    with app.app_context():
        _fill(found)
    mark(app)
    with app.app_context():
        _go_on(found)
    return found


def _fill(slugs: Mapping[str, str]) -> None:
    """Texts that have to be there before they are marked."""
    officer = people.by_email(world.OFFICER)
    seeds = founded.get("seeds")
    seeds.description = "Tests seed."
    stakeholders.add_subcategory(seeds, Category.INDUSTRY, "Seed bank", by=officer)
    for slug in slugs.values():
        one = consulted.get(slug, officer)
        one.denomination, one.stage, one.contact_unit, one.topics = (
            "Rule",
            "First reading",
            "Methods",
            ["Seed"],
        )
        one.plain_language_summary, one.relation_to_instruments = "How seed is tested.", "None."
        one.shortening_reason = "It is urgent."
    prepared = consulted.get(slugs["prepared"], officer)
    for title in ("Background", "Impact"):
        made = consultations.add_document(
            prepared, role=DocumentRole.BACKGROUND, title=title, language=ORIGINALS, file_name=f"{title}.txt",
            media_type="text/plain", file=BytesIO(title.encode()), by=officer,
        )  # fmt: skip
    asked = consulted.get(slugs["open"], None)
    made.consultation_id = asked.id
    (submission,) = db.session.execute(db.select(Submission).filter_by(consultation_id=asked.id)).scalars()
    values = {
        "single": {"chosen": ["1"]}, "multiple": {"chosen": ["1", "2"]}, "number": {"number": "5"},
        "agreement": {"chosen": ["1"]}, "matrix": {"rows": {"1": "1", "2": "2"}}, "scale": {"chosen": ["2"]},
        "date": {"date": "2020-01-01"},
    }  # fmt: skip
    for question in consulted.questions(asked):
        question.explanation = "As it is today."
        if question.type in values:
            given = {"submission_id": submission.id, "consultation_id": asked.id, "answered_at": clock.now()}
            db.session.add(Answer(question_id=question.id, value=values[question.type], **given))
    db.session.commit()


def _go_on(slugs: Mapping[str, str]) -> None:
    """What is recorded with its text, which has its mark at once."""
    officer = people.by_email(world.OFFICER)
    asked = consulted.get(slugs["open"], None)
    reason = {"reason": "Holidays zqen", "translations": {TRANSLATIONS: "Vacances zqfr"}}
    later = asked.closes_at + timedelta(days=9)
    consultations.extend(asked, later, by=officer, seen=NO_PAGE, **reason)
    changed = {"scope-2": "It applies to seed. zqru"}
    consultations.correct(asked, changed, "One word zqen", by=officer, seen=NO_PAGE)
    consultations.withdraw(consulted.get(slugs["withdrawn"], None), "No need zqen", by=officer, seen=NO_PAGE)
    responded = consulted.get(slugs["responded"], None)
    summaries.publish_notice(responded, "Not ready zqen", clock.now() + timedelta(days=9), by=officer)
    summary = summaries.draft_summary(responded, by=officer)
    named = {key: words.replace("zqru", "zqen") for key, words in summary.sections.items()}
    summary.sections = named  # the sections name the draft in their own language
    db.session.commit()
    summaries.propose(summary, by=officer, seen=NO_PAGE)
    summaries.approve(summary, by=people.by_email(world.APPROVER), seen=NO_PAGE)
    summaries.publish(summary, by=officer, seen=NO_PAGE, objections=NO_PAGE)


class Reading(Walk):
    """A walk that reads one page of each view for each consultation."""

    def view(self, address: str) -> str | None:
        """The view, and the consultation or organisation of the address."""
        view = super().view(address)
        if view is None:
            return None
        arguments = self.paths.match(plain(urlsplit(address).path), method="GET")[1]
        return (
            f"{view} {arguments.get('slug', '')} {arguments.get('step', '')} {arguments.get('position', '')}"
        )


def misplaced(page: bytes) -> Iterator[str]:
    """A line for each mark whose element says another language."""
    for element in html.fromstring(page).find("body").iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {
            "ins",
            "del",
        }:  # words of the draft and of a proposal that may be in another language
            continue
        said = [(element, element.text), (element, element.get("value") if element.tag == "input" else "")]
        for within, words in [*said, *((element, child.tail) for child in element)]:
            if within.get("type") in {"hidden", "radio", "checkbox", "submit"} or (
                within.tag == "button" and words != element.text
            ):
                continue
            for found in MARK.findall(words or ""):
                spoken = next(iter(within.xpath("ancestor-or-self::*/@lang")[-1:]), "")
                if spoken.partition("-")[0] != found:
                    yield f"{found} in {spoken}: {html.tostring(within, encoding='unicode')[:200]}"


OFFICER, MODERATOR = world.OFFICER, world.MODERATOR

READERS = {"visitor": "", "officer": OFFICER, "moderator": MODERATOR, "holder": "", "writer": "", "later": ""}
"""Who reads → the email of an account. The holder has the access code of a submission, the writer has begun one; the one
who reads later does so after the deadline."""


@pytest.mark.parametrize(
    ("reader", "language"),
    [*((one, "ar") for one in READERS), ("visitor", TRANSLATIONS), ("officer", TRANSLATIONS)],
)
def test_every_text_stands_in_an_element_with_its_language(
    app: Flask, clean: None, reader: str, language: str
) -> None:
    slugs = copied.once(app, "texts with marks", lambda: make_texts(app))
    client = app.test_client()
    if READERS[reader]:
        cast.sign_in(client, READERS[reader])
    days = 90 if reader == "later" else 0
    with clock.at(clock.now() + timedelta(days=days)):
        walk = Reading(app, client)
        _begin(app, client, reader, language, slugs, walk)
        walk.everything(f"/{language}/")
        for name, slug in slugs.items():
            if READERS[reader] or name != "prepared":
                walk.everything(f"/{language}/consultations/{slug}")
    assert walk.wrong == {}
    walk.pages.pop(
        f"GET /{language}/account/deletion", None
    )  # why an action is refused is one sentence with names
    marks = {found for page in walk.pages.values() for found in MARK.findall(page.decode())}
    wrong = {path: found for path, page in walk.pages.items() if (found := sorted(set(misplaced(page))))}
    assert marks >= {ORIGINALS, COMMENTS, DRAFTS, language}
    assert wrong == {}


def _begin(
    app: Flask, client: Any, reader: str, language: str, slugs: Mapping[str, str], walk: Reading
) -> None:
    """What a reader does before the walk."""
    asked = f"/{language}/consultations/{slugs['open']}"
    if reader == "writer":
        client.press(f"{asked}/take-part?questions=1", **walking.ME)
        names = questionnaires.names(app, slugs["open"])
        chosen = {names["single"]: "1", names["number"]: "5", names["agreement"]: "1"}
        client.press(f"{asked}/sheet/questions", **chosen)
        client.press(f"{asked}/sheet/questions/2", **{f"{names['matrix']}.1": "2", names["scale"]: "4"})
        client.press(f"{asked}/sheet/comments/new?block=lot-size-1", **walking.WORDS)
        for page in ("", "/review", "/questions", "/questions/2", "/text", "/comments/1"):
            walk.everything(f"{asked}/sheet{page}")
    elif reader == "holder":
        with app.app_context():
            owned = consulted.get(slugs["open"], None).id
            (one,) = db.session.execute(db.select(Submission).filter_by(consultation_id=owned)).scalars()
            code, reference = references.code_of(one.key), one.reference
        client.press(f"/{language}/resume", code=code)
        walk.everything(f"/{language}/submissions/{reference}/status")
    elif reader in {"officer", "later"}:
        walk.everything(f"{asked}/results")
