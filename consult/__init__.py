"""consult: stakeholder consultation for international organisations.

Packages in layers, in the order of a consultation; a package imports only those before it:

core            what every package uses; no HTTP, no domain
web             the HTTP toolkit
documents       files of drafts, read into blocks; no database
accounts        people
organisations   the international organisations and who is a member of them
stakeholders    who takes part and on whose behalf
drafts          draft standards, their frozen versions and clauses
consultations   a version put to consultation
submissions     the record: what was submitted; one way in
draft_submissions
                what a person is still writing; its forms, pages and access codes
comment_forms   filled comment forms: tables of comments, read row by row
screening       automatic checks of comments: signals and similarity
form_uploads    filled comment forms that people upload, shown row by row before they are comments
comment_translations
                translations of comments, beside them
moderation      what the public sees of it, with reasons
responses       what the organisation says to each comment
summaries       the response summary: composed, approved, published, exported
practices       good engagement, checked and attested
notifications   who is told what
dashboard       the start page of staff
reading         the text, its comments and its figures, as the public reads them
portal          front page, search, organisations, help
demo            the demonstration data
agenda          event handlers, preconditions, hooks and periodic jobs

`python3 -m consult run` and `python3 -m consult test` do their own set-up.
"""
