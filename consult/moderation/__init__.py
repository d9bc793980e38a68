"""Deciding what the public sees, with reasons.

Nouns: Decision, Redaction, Claim, Screening, Contest, Note. Verbs: take up, publish, redact, withhold, remove,
contest, settle, note.
"""
