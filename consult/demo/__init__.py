"""Demonstration data: invented organisations, drafts, stakeholders and comments, in every phase.

Nothing in it is real but the codes of countries. The actions of the other packages make it, at the moments at
which they would have happened, counted back from the day of seeding, so that it is never stale and never impossible.
"""
