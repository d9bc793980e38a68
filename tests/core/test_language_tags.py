"""The one form of the codes of languages."""

import pytest

from consult.core.language_tags import canonical
from consult.core.translatable import name_of_language


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("FR", "fr"), ("fra", "fr"), ("pt_br", "pt-BR"), ("zh-hant", "zh-Hant"), ("zh-yue", "yue"), ("sh", "sr-Latn"),
        ("ar-u-nu-latn", "ar"), ("en-US-x-own", "en-US"), ("de-1996", "de-1996"), ("es-419", "es-419"), ("la", "la"),
    ],
)  # fmt: skip
def test_a_code_is_written_in_one_way(code: str, tag: str) -> None:
    assert (canonical(code), canonical(tag)) == (tag, tag)
    assert name_of_language(tag, "fr") != tag


@pytest.mark.parametrize(
    "code",
    [
        "",
        "xx",
        "und",
        "mul",
        "zxx",
        "x-private",
        "x-none",
        "german",
        "en-XQ",
        "en-Zzzz",
        "i-klingon",
        "e n",
        "fr-é",
    ],
)
def test_what_is_no_known_language_has_no_tag(code: str) -> None:
    assert canonical(code) == ""
