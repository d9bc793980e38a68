"""Words, tones and shapes for results, and for who decided."""

from consult.core.translatable import N_
from consult.practices.catalogue import Kind
from consult.practices.results import Result

RESULTS: dict[Result, tuple[str, str, str]] = {
    Result.EVIDENCED: (N_("Evidenced"), "ok", "✓"),
    Result.PARTLY: (N_("Partly evidenced"), "warn", "◐"),
    Result.NOT: (N_("Not evidenced"), "bad", "✕"),
    Result.NOT_APPLICABLE: (N_("Not applicable"), "plain", "–"),
    Result.PENDING: (N_("Cannot be judged yet"), "info", "○"),
}
"""Result → words, tone, shape."""

KINDS: dict[Kind, str] = {
    Kind.AUTO: N_("decided from the consultation data"),
    Kind.ASSIST: N_("stated by a named person, with figures"),
    Kind.ATTEST: N_("stated by a named person"),
    Kind.UNCHECKED: N_("not checked"),
}
