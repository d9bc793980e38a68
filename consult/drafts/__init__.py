"""Draft standards: read from Word, HTML or Markdown, confirmed by a person, frozen as versions of numbered clauses.

Nouns: Draft, Import, Version, Clause. Verbs: import, confirm, correct, freeze. Craft: `parsing*` turn a file into
`blocks`, `numbering` gives them their numbers, `sandbox` does it where a hostile file can harm nothing.
"""
