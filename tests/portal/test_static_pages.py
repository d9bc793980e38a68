"""Pages that stand still say what is there."""

from flask.testing import FlaskClient
from lxml import html

from consult.core.tables.formats import FORMATS
from consult.organisations.rules import RetentionRule


def test_the_page_for_programs_lists_every_format_of_every_table(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/developers").get_data())
    listed = [" ".join(one.text_content().split()) for one in page.iter("li")]
    first, *others = (f".{kind}" for kind in FORMATS)
    for table in ("/consultations/name/response/dispositions", "/consultations/name/comments"):
        expected = ", ".join([f"{table}{first}", *others])
        assert [line.partition(":")[0] for line in listed if line.startswith(table)] == [expected]


def test_the_privacy_page_has_the_periods_of_the_retention_rule(client: FlaskClient) -> None:
    rule = RetentionRule()
    page = html.fromstring(client.get("/privacy").get_data())
    assert [one.text_content() for one in page.xpath("//section[@id='long']//li")] == [
        f"Names that were not published, and the link to an account: {rule.unpublished_name_months} months",
        f"Email addresses: {rule.email_months} months",
        f"Draft submissions: {rule.unsent_days} days, or as long after their last change if that is later",
    ]
