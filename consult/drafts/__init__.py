"""Draft standards: read from files, confirmed by a person, frozen as versions of numbered clauses.

Nouns: Draft, Import, Version, Clause. Verbs: import, confirm, correct, freeze. The files are read by the package
`documents`; `correcting` applies what a person corrects in what was read, `places` says where a passage stands.
"""
