"""In which language a proposed wording is."""

from consult.core.language_tags import main_language
from consult.documents.languages import recognised, written_in


def proposal_language(words: str, comment_language: str, text_language: str) -> str:
    """That of the text which it changes, else that of its comment, where a submitter proposed words in their own. Only
    where the two differ, its words are looked at."""
    if not text_language or main_language(comment_language) == main_language(text_language):
        return text_language or comment_language
    found = recognised(words) or _by_script(words)
    return comment_language if main_language(found) == main_language(comment_language) else text_language


def _by_script(words: str) -> str:
    """Of few words only the script is sure; Latin letters say nothing."""
    found = written_in(words)
    return "" if found == "en" else found
