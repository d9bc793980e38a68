"""The international organisations and who is a member of them.

Nouns: Organisation, Membership, Role, Invitation, Policy. Verbs: found, change, invite, accept, appoint, dismiss,
write a policy. Roles: administrator, officer, approver, moderator; the platform administrator stands above.
"""
