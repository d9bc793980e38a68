"""Whether the service that translates answers: for `flask doctor`."""

from flask import current_app

from consult.comment_translations.service import Service, ServiceFailed, languages
from consult.core.declarations import listed_in


@listed_in("HOOKS")
def check() -> tuple[bool, str]:
    """Whether it tells its languages."""
    url, key = current_app.config["TRANSLATION_URL"], current_app.config["TRANSLATION_KEY"]
    if not url:
        return True, "no service is set (TRANSLATION_URL): there is no machine translation"
    try:
        found = languages(Service(url, key))
    except ServiceFailed as trouble:
        return False, str(trouble)
    return bool(found), f"translates from {', '.join(found[:40]) or 'no language'}"
