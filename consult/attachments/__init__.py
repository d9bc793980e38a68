"""Files that submitters attach to what they write: kept under random names, checked, scanned, published as a copy.

Nouns: Attachment, its original and its public copy. Verbs: attach, describe, remove; check and scan (a worker);
publish, withhold, erase. An attachment belongs to a draft submission, then to the submission that is filed of it; what
a moderator decides is in `moderation`.
"""
