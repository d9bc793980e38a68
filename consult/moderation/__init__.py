"""Deciding what the public sees, with reasons.

Nouns: Decision, Redaction, Claim, Screening, Objection, Note. Verbs: take up, publish, redact, withhold, remove,
object to, settle, note.
"""
