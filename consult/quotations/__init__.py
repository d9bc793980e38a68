"""Quotations: words chosen in a passage. Whether they stand there, where, what can be chosen without selecting words,
and what happened to them and to their passage in a later version of the draft.

Knows no comments and has no tables: `submissions` stores quotations with the comments that they belong to.
"""
