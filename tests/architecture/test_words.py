"""The messages for translators can be extracted: from templates, forms, layers below the views, and emails."""

import re

import pytest

from tests.architecture.pseudo_language import BEGIN, END, ROOT, extracted, joined, spoken, unmarked


@pytest.mark.xdist_group("messages")
def test_words_of_every_kind_of_place_are_extracted() -> None:
    words = extracted()
    wanted = {
        "Describe the change that you propose and where it applies.": "templates/draft_submissions/_comment_form.html",
        "What type of comment is it?": "consult/draft_submissions/forms/commenting.py",
        "This consultation is not open yet.": "consult/submissions/actions/locks.py",
        "The link was sent within the last hour. Check your spam folder too.": "consult/draft_submissions/views/email_addresses.py",
        "submitted": "consult/submissions/lifecycle.py",
        "This is not a text file.": "consult/documents/encodings.py",
    }
    assert {text: {place for place, _line in words[text].locations} for text in wanted} == {
        text: {place} for text, place in wanted.items()
    }
    places = {place for message in words for place, _line in message.locations}
    templates = {str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html")}
    assert len(templates & places) > 0.8 * len(templates)
    assert "templates/submissions/emails/received/subject.txt" in places


@pytest.mark.xdist_group("messages")
def test_a_message_is_one_line() -> None:
    broken = [
        (message.locations[0][0], text)
        for message in extracted()
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        if "\n" in text
    ]
    assert broken == []


@pytest.mark.xdist_group("messages")
def test_every_placeholder_is_in_the_list_of_the_style_guide_or_has_a_comment() -> None:
    guide = (
        (ROOT / "docs" / "words.md").read_text().partition("## Placeholders")[2].partition("## Glossary")[0]
    )
    listed = {
        name
        for row in re.findall(r"^\| (`.*?) \|", guide, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    unclear = {
        (message.locations[0][0], name)
        for message in extracted()
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        for name in re.findall(r"%\((\w+)\)", text)
        if name not in listed and not message.auto_comments
    }
    assert unclear == set()


def test_a_text_that_is_not_translated_or_joined_would_be_found() -> None:
    page = f"""<html lang="eo"><p>{spoken("Comments of %(name)s.") % {"name": "Seed Growers"}} Seed Growers</p><p>{spoken("Comment")} on Scope</p>
      <p>{BEGIN}á{END} <b>{BEGIN}é{END}</b> <a href="/">{BEGIN}í{END}</a></p><p title="No title">{BEGIN}ó{END}: <bdi>Ann</bdi></p>
      <p>Comments <span class="pill">{BEGIN}ú{END}</span></p></html>""".encode()
    assert [one.strip() for one in unmarked(page, {"Seed Growers"})] == ["on Scope", "Comments", "No title"]
    assert joined(page) == [f"ť{END} on", f"á{END} {BEGIN}é"]
