"""Comments by email: taken over LMTP or fetched by IMAP, stored as they arrive, then read in an isolated process.

Nouns: IncomingEmail, IncomingForm. Verbs: receive, read, confirm, complete, close, forget. A filled comment form
waits for its sender, who confirms it by a link; any other email waits for an officer. Nothing is submitted by an email
alone (docs/decisions/0058).
"""
