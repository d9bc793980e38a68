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


_FEMININE = "([\u0621-\u064a]{3,})\u0647"
"""A folded Arabic word with teh marbuta at its end, the end of most feminine words."""

_FEMININE_ENDS = "([\u0621-\u064a]{3,})(?:\u0627\u062a|\u062a\u0627\u0646|\u062a\u064a\u0646)"
"""The plural and the duals that these have: -at, -tan, -tayn."""


def bare_forms(word: str) -> list[str]:
    """By what a folded word is looked for beside itself, as `bare` stores words: an Arabic feminine word also by its
    singular, plural and dual. Stored words have none of these but their own, so that what is typed has them all."""
    singular = re.sub(ARTICLE, r"\2", word)
    found = [bare(word)]
    if many := re.fullmatch(_FEMININE_ENDS, singular):
        found += [many[1], many[1] + "\u0647"]
    elif one := re.fullmatch(_FEMININE, singular):
        found += [one[1], one[1] + "\u062a"]
    return found


def apart(words: str) -> str:
    """Words folded, with blanks in the places of hyphens and around each sign."""
    return re.sub(SIGNS, r" \1 ", fold(words).replace("-", " "))
