"""The response summary of a consultation: composed from the data, written, approved, published and exported.

Nouns: Summary (one edition), PublishedAnswer (a response as an edition published it), HoldingNotice (the response
comes later). Verbs: draft, edit, propose, send back, approve, publish.
"""
