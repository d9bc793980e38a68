"""What the organisation says to each comment: its response, and the disposition.

Nouns: Issue (a point that several comments make, with one response), CommentResponse (to one comment), Disposition.
Verbs: open, change and remove an issue; respond to comments, one or many at once. Packages above are also asked whether
responses may change now, by the preconditions of responses.respond (see agenda.PRECONDITIONS).
"""
