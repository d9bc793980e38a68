"""Pages that stand still say what is there."""

from flask.testing import FlaskClient
from lxml import html

from consult.core.tables.formats import FORMATS


def test_the_page_for_programs_lists_every_format_of_every_table(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/developers").get_data())
    listed = [" ".join(one.text_content().split()) for one in page.iter("li")]
    first, *others = (f".{kind}" for kind in FORMATS)
    for table in ("/consultations/name/response/dispositions", "/consultations/name/comments"):
        expected = ", ".join([f"{table}{first}", *others])
        assert [line.partition(":")[0] for line in listed if line.startswith(table)] == [expected]
