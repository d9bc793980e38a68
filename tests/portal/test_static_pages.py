"""Pages that stand still say what is there."""

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.comment_forms.writing import sandbox
from consult.core.tables.formats import FORMATS
from consult.documents.writing.sandbox import KINDS
from consult.organisations.rules import LateCommentsRule, PrivacyRule, RetentionRule
from consult.submissions.export_columns import LATE

NOT_PUBLIC = {"draft_submissions.form_file", "summaries.draft_dispositions"}
"""Files of a consultation that not everyone can download."""


def test_the_page_for_programs_lists_every_file_of_a_consultation_in_every_format(
    app: Flask, client: FlaskClient
) -> None:
    page = html.fromstring(client.get("/developers").get_data())
    listed = [" ".join(one.text_content().split()).partition(": ")[0] for one in page.iter("li")]
    expected = []
    for rule in app.url_map.iter_rules():
        path = rule.rule.removesuffix(".<kind>")
        is_file = path != rule.rule and path.startswith("/consultations/<slug>/")
        if is_file and rule.endpoint not in NOT_PUBLIC:
            kinds = KINDS if path.endswith("/text") else sandbox.KINDS if path.endswith("/form") else FORMATS
            first, *others = (f".{kind}" for kind in kinds)
            expected.append(", ".join([f"{path.replace('<slug>', 'name')}{first}", *others]))
    assert len(expected) == 6
    assert [line for line in expected if line not in listed] == []


def test_the_rules_and_the_pages_for_everyone_agree(client: FlaskClient) -> None:
    """What is stored of a network address, and until when a submission is on time."""
    said = " ".join(client.get("/privacy").text.split())
    assert "We do not store your network address with a comment." in said
    assert "We do not store your network address with a comment." in PrivacyRule.text
    assert "before the deadline or in the grace period" in " ".join(client.get("/help").text.split())
    assert "before the deadline or in the grace period" in LateCommentsRule.text
    assert LATE.meaning == "Whether the submission was received after the deadline and the grace period."


def test_the_privacy_page_has_the_periods_of_the_retention_rule(client: FlaskClient) -> None:
    rule = RetentionRule()
    page = html.fromstring(client.get("/privacy").get_data())
    assert [one.text_content() for one in page.xpath("//section[@id='long']//li")] == [
        f"Names that were not published, and the link to an account: {rule.unpublished_name_months} months",
        f"Email addresses: {rule.email_months} months",
        f"Draft submissions: {rule.unsent_days} days, or as long after their last change if that is later",
    ]
