"""The response summary of a consultation: composed from the data, written, approved, published and exported.

Nouns: ResponseSummary (one edition), PublishedResponse (a response as an edition published it), HoldingNotice (it says
that the response comes later). Verbs: draft, edit, propose, send back, approve, publish.
"""
