"""A client that checks every page it fetches, so that the whole suite is a test of page quality."""

import re
from collections import Counter
from typing import Any

from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse


class CheckedClient(FlaskClient):
    """The test client; asks like a browser, and looks at each HTML page it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch to the end, as browsers do (half a stream would hold its request open), and check what came."""
        answer = super().open(*args, **{"buffered": True} | kwargs)
        is_part = "HX-Request" in answer.request.headers  # of a page that is there
        is_page = answer.mimetype == "text/html" and answer.data and not is_part
        if is_page and answer.status_code not in {301, 302, 303, 308}:
            check(answer.get_data(as_text=True), f"{answer.request.method} {answer.request.path}")
        return answer

    def form(self, path: str, **changes: Any) -> dict[str, Any]:
        """What a browser would send for the (last, or named by `_form`) POST form of a page, with `changes`."""
        page = html.fromstring(self.get(path).get_data())
        return fields(page, changes.pop("_form", None)) | changes

    def press(self, path: str, *, follow: bool = False, **changes: Any) -> TestResponse:
        """Open a page, fill its form in with `changes`, and send it where the form says."""
        page = html.fromstring(self.get(path).get_data())
        name = changes.pop("_form", None)
        chosen = form_of(page, name)
        target = chosen.get("action") or path
        return self.post(target, data=fields(page, name) | changes, follow_redirects=follow)


def form_of(page: Any, name: str | None = None) -> Any:
    """The POST form of a page: the one whose action ends with `name`, or the last in its main part."""
    forms = [form for form in page.iter("form") if (form.get("method") or "").lower() == "post"]
    if name is not None:
        named = [form for form in forms if (form.get("action") or "").endswith(name)]
        assert named, f"no form to {name}; there are {[form.get('action') for form in forms]}"
        return named[-1]
    inside = [form for form in forms if any(parent.tag == "main" for parent in form.iterancestors())]
    return (inside or forms)[-1]


def fields(page: Any, name: str | None = None) -> dict[str, Any]:
    """The fields of a form of a page (see form_of) with the values a browser would send."""
    return fields_in(form_of(page, name))


def fields_in(form: Any) -> dict[str, Any]:
    """The fields of this form with the values a browser would send."""
    sent: dict[str, Any] = {}
    for field in form.iter("input", "textarea", "select"):
        key = field.get("name")
        if not key:
            continue
        if field.tag == "select":
            options = [option for option in field.iter("option") if option.get("selected") is not None]
            if field.get("multiple") is not None:
                sent[key] = [option.get("value", "") for option in options]
            else:
                first = options or list(field.iter("option"))[:1]
                sent[key] = first[0].get("value", "") if first else ""
        elif field.tag == "textarea":
            sent[key] = (field.text_content() or "").removeprefix("\n")
        elif field.get("type") in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                value = field.get("value", "on")
                sent[key] = (
                    [*sent[key], value]
                    if isinstance(sent.get(key), list)
                    else ([sent[key], value] if key in sent and field.get("type") == "checkbox" else value)
                )
        elif field.get("type") not in {"submit", "button", "file"}:
            value = field.get("value", "")
            before = sent.get(key, [])
            repeats = field.get("type") == "hidden" and key in sent
            sent[key] = [*(before if isinstance(before, list) else [before]), value] if repeats else value
    return sent


_OBJECT = re.compile(r"\b[A-Z][A-Za-z]+\([a-z_]+='|<[a-z]\w+(?:\.\w+)+ object at ")


_TEMPLATE_TAG = re.compile(r"\{\{|\{%")
_IDS = etree.XPath("//@id")
_INLINE = etree.XPath("//@style | //@*[starts-with(name(), 'on')]")
_NAMING = etree.XPath("//@aria-describedby | //@aria-labelledby | //@aria-controls")
_QUOTED = etree.XPath(
    "//code | //*[contains(@class, 'draft') or contains(@class, 'remark') or contains(@class, 'preview')]"
)


def check(text: str, where: str) -> None:
    """One h1 which the title begins with, unique ids, labelled fields, a token in every POST form, nothing inline, and no
    object of Python in place of words."""
    page = html.fromstring(text)
    words = page.text_content()
    objects = _OBJECT.findall(words)
    assert not objects, f"{where}: {objects}"
    headings = [" ".join(h1.text_content().split()) for h1 in page.iter("h1")]
    assert len(headings) == 1, f"{where}: {len(headings)} h1: {headings}"
    title = " ".join((page.findtext(".//title") or "").split())
    assert headings[0].lower() in title.lower(), f"{where}: the title {title!r} does not say {headings[0]!r}"
    ids = Counter(filter(None, _IDS(page)))
    twice = {name for name, times in ids.items() if times > 1}
    assert not twice, f"{where}: ids used twice: {twice}"
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "textarea", "select"):
        # a browser would cut what is pasted without a word; no field needs it, not even codes, which have spaces in emails
        assert field.get("maxlength") is None, f"{where}: maxlength on {field.get('name')}"
        if field.get("type") in {"hidden", "submit", "button"}:
            continue
        has_label = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        wrapped = any(parent.tag == "label" for parent in field.iterancestors())
        assert has_label or wrapped, f"{where}: no label for {field.get('name')}"
    for form in page.iter("form"):
        if (form.get("method") or "").lower() == "post":
            names = {field.get("name") for field in form.iter("input")}
            assert "csrf_token" in names, f"{where}: a POST form without a token: {form.get('action')}"
    inline = [f"{one.attrname} on {one.getparent().tag}" for one in _INLINE(page)]
    assert not inline, f"{where}: inline {inline}"
    for value in _NAMING(page):
        missing = set(value.split()) - ids.keys()
        assert not missing, f"{where}: {value.attrname} names {missing}, which is not there"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), f"{where}: an inline script"
    if not _TEMPLATE_TAG.search(words):
        return
    for quoted in _QUOTED(page):
        quoted.clear()  # tags that stand in a draft are shown as they are written there
    assert not _TEMPLATE_TAG.search(page.text_content()), f"{where}: a template tag is shown"
