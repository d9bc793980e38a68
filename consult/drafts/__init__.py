"""Draft standards: read from files, reviewed by a person, frozen as versions of numbered clauses.

Nouns: Draft, Import, Version, Clause. Verbs: import, correct, accept, freeze. The files are read by the package
`documents`; `import_changes` applies corrections to an import, `passage_labels` names the position of a passage.
"""
