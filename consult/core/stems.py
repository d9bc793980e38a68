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


ARTICLE = (
    "(?<![\u0621-\u064a])[\u0648\u0641]?(\u0628\u0627\u0644|\u0643\u0627\u0644|\u0627\u0644|\u0644\u0644)"
    "([\u0621-\u064a]{3,})"
)
"""The article before an Arabic word, with the letters that are joined to it: al-, bil-, kal-, lil-, and "and" or "so"
before these."""

PLURAL = "([\u0621-\u064a]{3,})(\u0648\u0646|\u064a\u0646|\u0627\u062a)(?![\u0621-\u064a])"
"""The ends of regular plurals of an Arabic word: -un, -in, -at."""


def bare(words: str) -> str:
    """Folded words, the Arabic ones without article and without the end of a plural: PostgreSQL's stems differ with and
    without the article."""
    return re.sub(PLURAL, r"\1", re.sub(ARTICLE, r"\2", words))


def apart(words: str) -> str:
    """Words folded, with blanks in the places of hyphens and around each sign."""
    return re.sub(SIGNS, r" \1 ", fold(words).replace("-", " "))
