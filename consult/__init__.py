"""consult: stakeholder consultation for international organisations.

A corridor of rooms in the order of the story; a room opens only on rooms before it:

core            what every room stands on; no room, no HTTP
web             the HTTP kit
accounts        people
organisations   the international organisations and who acts for them
stakeholders    who takes part and on whose behalf
drafts          draft standards, their frozen versions and clauses
consultations   a version put to consultation
submissions     what one stakeholder sends
moderation      what the public sees of it, with reasons
responses       the organisation's answers
practices       good engagement, checked and attested
notifications   who is told what
desk            the secretariat's desk
reading         the text, its comments and its figures, as the public reads them
portal          the doors of the house: front page, search, organisations, help
agenda          what follows by itself

`python3 -m consult run` and `python3 -m consult test` do their own set-up.
"""
