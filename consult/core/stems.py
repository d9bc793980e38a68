"""Dictionaries of stems, and how words are put before them. The function `searched_words` of the database, which makes
what is stored of comments and of names, does the same (migration 0050)."""

import re

from consult.core.folding import fold

DICTIONARIES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages whose stems PostgreSQL finds, and the name it has for each."""

SIGNS = "([\u3040-\u30ff\u3400-\u9fff])"
"""Kana and Han: Chinese and Japanese put no blanks between words, so each sign is a word of its own."""


def apart(words: str) -> str:
    """Words folded, with blanks in the places of hyphens and around each sign."""
    return re.sub(SIGNS, r" \1 ", fold(words).replace("-", " "))
