"""Filled comment forms that people upload: read, shown row by row, corrected, and then added to a draft submission, or
submitted by an officer for those who sent them.

Nouns: FormUpload, UploadedRow, ColumnMapping. Verbs: keep, understand, correct, leave out, add, settle. Nothing here is
public or submitted; an upload leaves once its draft submission is submitted or forgotten (docs/decisions/0053).
"""
