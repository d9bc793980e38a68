"""People: registration, sign-in, two-factor authentication, sessions.

Nouns: User, Session, Token. Verbs: sign up, confirm, sign in, sign out, reset, change.
"""
