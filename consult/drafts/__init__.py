"""Draft standards: read from files, confirmed by a person, frozen as versions of numbered clauses.

Nouns: Draft, Import, Version, Clause. Verbs: import, confirm, correct, freeze. Craft: `formats` tells what a file is,
`parsing*` turn it into `blocks`, `numbering` gives them their numbers, `sandbox` does it where a hostile file can harm
nothing.
"""
