"""Comments that reached the organisation on paper, by email or in a meeting: an officer enters them, with the file of
the original.

Noun: Entry. Verbs: begin, keep what is typed, attach, submit, discard. An entry is a draft submission that an officer
writes for someone else; what comes of it is a submission as any other (docs/decisions/0063).
"""
