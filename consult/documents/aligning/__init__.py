"""Pairing the blocks of two texts of a draft, in two languages: for language versions, not for reading files.

`pairs` has the rules; the other modules are what it is made of. Pure, like all of documents.
"""
