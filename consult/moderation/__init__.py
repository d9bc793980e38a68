"""Deciding what the public sees, with reasons.

Nouns: Decision, Redaction, Claim, Screening, Objection, Note. Verbs: claim, publish, redact, withhold, remove,
object to, settle, note.
"""
