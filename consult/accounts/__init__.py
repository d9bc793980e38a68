"""People: registration, sign-in, second factor, sessions.

Nouns: User, Session, Token. Verbs: sign up, confirm, sign in, sign out, reset, change.
"""
