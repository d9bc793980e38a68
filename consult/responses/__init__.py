"""What the organisation says to each comment: its response, and the disposition.

Nouns: Issue (a point that several comments make, with one response), Answer (the response to one comment), Disposition.
Verbs: open, change and remove an issue; answer comments, one or many at once. Whether answers may change now is also
asked of packages above, by the precondition "responses.answer" (see agenda.BEFORE).
"""
