"""Draft standards: read from files, reviewed by a person, frozen as versions of numbered clauses.

Nouns: Draft, Import, Version, Clause. Verbs: import, correct, accept, freeze. The files are read by the package
`documents`; `correcting` applies corrections to an import, `places` describes the position of a passage.
"""
