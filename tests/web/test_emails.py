"""Names and titles in emails: isolated where they run the other way, and short in the subject."""

from typing import Any

from flask import Flask

from consult.core.bidi import FSI, PDI
from consult.web.email_texts import SUBJECT, render_email

VALUES: dict[str, Any] = {
    "title": "Sampling",
    "organisation": "Seeds",
    "link": "https://example.org/x",
    "unsubscribe": "",
}


def _written(app: Flask, **values: Any) -> tuple[str, str]:
    with app.app_context():
        return render_email("notifications/responses.published", "en", VALUES | values)


def test_a_title_that_runs_the_other_way_is_isolated_and_an_address_never_is(app: Flask) -> None:
    subject, text = _written(app, title="أخذ العينات", organisation="بذور")
    assert subject == f"Response published: {FSI}أخذ العينات{PDI}"
    assert text.startswith(f"{FSI}أخذ العينات{PDI}\n{FSI}بذور{PDI}\n")
    assert "https://example.org/x\n" in text
    assert _written(app)[0] == "Response published: Sampling"


def test_a_long_title_is_short_in_the_subject_and_whole_in_the_text(app: Flask) -> None:
    title = "measures against pests " * 43
    subject, text = _written(app, title=title.strip())
    assert len(subject) <= len("Response published: ") + SUBJECT
    assert subject.endswith("\u00a0…")
    assert text.startswith(title.strip() + "\n")


def test_an_email_is_in_the_nearest_language_that_is_offered(app: Flask) -> None:
    with app.app_context():
        written = [
            render_email("notifications/responses.published", one, VALUES)[1]
            for one in ("fr-CA", "zh-TW", "xx")
        ]
    assert [one.language for one in written] == ["fr", "zh", "en"]  # type: ignore[attr-defined]
