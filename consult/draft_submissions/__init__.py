"""What a person is still writing, and the pages on which they write, send and change it.

Nouns: DraftSubmission, DraftComment, UnfinishedComment. Verbs: begin, describe, add, change, remove, submit; keep and
discard what is typed. Everything may be missing and everything can be deleted; nothing is moderated. Submitting files
the draft in the record (submissions.actions.file) and deletes it here, in one transaction.
"""
