"""What one stakeholder sends: a submission with its comments and answers.

Nouns: Submission (the sheet), Comment, CommentEdition, Tally. Verbs: begin, describe, add, change, drop, submit,
amend, withdraw. Every public reader of comments reads through queries.public.
"""
