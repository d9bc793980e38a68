"""Automatic checks of comments: signals that deserve a closer look, and similar comments. Nothing is decided here.

Nouns: Screening (what was found in one version of a comment), signal, similarity. Verb: screen.
"""
