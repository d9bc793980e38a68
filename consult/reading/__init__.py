"""Public pages of one consultation: the draft with its comments, the list of comments, statistics, one submission.

The package has no tables and no actions. Everything is read through `submissions.queries.public`, so that no page of
this package decides what the public may see.
"""
