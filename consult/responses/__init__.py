"""The answers of the organisation and the disposition of every comment.

Nouns: Issue, Answer, Disposition, Summary, HoldingNotice. Verbs: raise, answer, propose, send back, approve, publish.
"""
