"""A version of a draft put to consultation, from preparation to conclusion.

Nouns: Consultation, Extension, Document, Question, Rule, Correction. Verbs: prepare, propose, send back, approve,
announce, extend, correct, withdraw, conclude. People decide; the clock opens and closes.
"""
