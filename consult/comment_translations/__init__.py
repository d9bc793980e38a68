"""Translations of comments, beside the comments that they translate (docs/decisions/0042).

Nouns: CommentTranslation, source (the words that are translated). Verbs: translate, translate by machine, delete.
"""
