"""The record: what was submitted. Every row was filed.

Nouns: Submission, Comment, CommentVersion, Tally. Verbs: file (the one way in), add and change a comment, withdraw,
show and hide, forget. Every public reader of comments reads through queries.public. What is still being written is in
draft_submissions.
"""
