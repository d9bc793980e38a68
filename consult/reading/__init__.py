"""Public reading of one consultation: the text with its comments, the explorer, the figures, one submission.

It owns no rows and has no verbs. Everything is read through `submissions.queries.public`, so that no page of this
room decides what the public may see.
"""
