"""Who takes part and on whose behalf.

Nouns: Stakeholder, Category, Capacity, countries. Verb: describe oneself.
"""
